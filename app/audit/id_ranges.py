"""Many ids as a short text: ``3,7-12``, rising, each once."""

from collections.abc import Iterable, Iterator

#: So many characters a cell of a workbook holds.
LARGEST_CELL = 32_767


def as_ranges(ids: Iterable[int]) -> str:
    """The ids as ranges."""
    parts: list[str] = []
    first = last = None
    for number in sorted(set(ids)):
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None:
            parts.append(_range(first, last))
        first = last = number
    if first is not None:
        parts.append(_range(first, last))
    return ",".join(parts)


def _range(first: int, last: int | None) -> str:
    return str(first) if first == last else f"{first}-{last}"


def from_ranges(text: str) -> Iterator[int]:
    """The ids that `as_ranges` wrote."""
    for part in filter(None, text.split(",")):
        first, _dash, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def in_cells(text: str, most: int = LARGEST_CELL) -> list[str]:
    """Ranges in as many texts as cells need, each range whole; one empty text for none."""
    cells, rest = [], text
    while len(rest) > most:
        cut = rest.rindex(",", 0, most + 1)
        cells.append(rest[:cut])
        rest = rest[cut + 1 :]
    return [*cells, rest]
