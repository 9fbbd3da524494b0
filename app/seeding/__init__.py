"""Puts the facts of `seed/` into the database: idempotent, never over what people edited."""
