"""How fast the product is, each figure beside the floor of the same run: `make bench`."""
