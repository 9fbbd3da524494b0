"""Which records of people an answer shows: collected while rows are read, written to the log of access.

A request or a job opens a collector. Rows that are loaded as objects are noted by a session event,
rows read by their columns by a hook on the statement; nobody who writes a view has to think of it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

#: Execution option of a statement whose rows are compared or counted, never told.
NOT_SHOWN = "shows_no_record"


class Shown:
    """`loaded` is shown when the answer has a body; `told` is known to the reader whatever the answer."""

    def __init__(self) -> None:
        self.loaded: set[int] = set()
        self.told: set[int] = set()
        self.about: dict[str, str] = {}


_shown: ContextVar[Shown | None] = ContextVar("shown", default=None)


def collected() -> Shown | None:
    """The collector of this request or job; None outside one."""
    return _shown.get()


def start() -> Shown:
    """A new collector for this context."""
    fresh = Shown()
    _shown.set(fresh)
    return fresh


def stop() -> None:
    _shown.set(None)


@contextmanager
def collecting() -> Iterator[Shown]:
    """Collect what the block reads."""
    token = _shown.set(Shown())
    try:
        yield _shown.get()  # type: ignore[misc]  # set two lines above
    finally:
        _shown.reset(token)


def note(ids: Iterable[int | None]) -> None:
    """Records whose rows were read; None where a row has no record beside it."""
    found = _shown.get()
    if found is not None:
        found.loaded.update(number for number in ids if number is not None)


def tell(ids: Iterable[int]) -> None:
    """Records that the reader learns of even when the answer only leads elsewhere (a warning, a hit)."""
    found = _shown.get()
    if found is not None:
        found.told.update(ids)


def describe(**words: str) -> None:
    """What the line of the log says beside the ids: `act`, `query`, `reason`."""
    found = _shown.get()
    if found is not None:
        found.about.update(words)


def not_shown(why: str) -> dict[str, Any]:
    """Execution options for a statement on people whose rows nobody sees; `why` says how that is."""
    return {NOT_SHOWN: why}
