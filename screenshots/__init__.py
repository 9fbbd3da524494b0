"""Pictures of the product's pages over invented people, always the same: `make screens`."""
