"""Codes of catalog values that rules of the program name: their values keep them."""

from collections import defaultdict

_pinned: dict[str, set[str]] = defaultdict(set)


def pinned(key: str, *codes: str) -> tuple[str, ...]:
    """Name the codes of a catalog a rule rests on; they can be neither changed nor merged away."""
    _pinned[key].update(codes)
    return codes


def is_pinned(key: str, code: str) -> bool:
    """Whether some rule names the value by this code."""
    return code in _pinned[key]


def every_pin() -> dict[str, frozenset[str]]:
    """Catalog -> the codes rules rest on."""
    return {key: frozenset(codes) for key, codes in _pinned.items()}
