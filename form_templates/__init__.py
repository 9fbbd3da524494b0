"""Draws the templates of the official forms into app/documents/templates: `make forms`."""
