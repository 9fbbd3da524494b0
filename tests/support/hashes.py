"""Hashes of passwords that cost nothing: tests sign in thousands of times. What the product itself
takes is asked for where hashes are the matter (`real_hashes`)."""

from argon2 import PasswordHasher

from app.access import passwords

REAL = passwords._hasher
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def use_cheap_hashes() -> None:
    """For this process; a hash names its parameters, so that others can read it."""
    passwords._hasher = CHEAP
