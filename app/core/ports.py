"""Calls from lower packages to higher ones: the higher package plugs itself in at start."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

#: (session, thing, column, old, new) -> lines written: history of a bulk change of references.
BulkHistory = Callable[[Session, Any, str, Any, Any], int]
#: (session, old path prefix, new path prefix): a subtree moved; whoever keeps paths follows.
PathListener = Callable[[Session, str, str], None]
#: (session, unit id) -> how many live records a unit itself holds.
RecordsHeld = Callable[[Session, int], int]
#: A fact about the whole database as JSON, equal before a backup and after its restoring.
Fact = Callable[[Connection], Any]

#: (session, account id, why) -> how many: every session and token of the account ends with the commit.
SessionsEnd = Callable[[Session, int, str], int]

_bulk_history: list[BulkHistory] = []
_path_listeners: list[PathListener] = []
_facts: dict[str, Fact] = {}


def plug_bulk_history(function: BulkHistory) -> None:
    _bulk_history[:] = [function]


def record_bulk_change(session: Session, thing: Any, column: str, old: Any, new: Any) -> int:
    """Write one history line for every row of `thing` whose `column` is `old`, before it changes."""
    (record,) = _bulk_history
    return record(session, thing, column, old, new)


def plug_path_listener(function: PathListener) -> None:
    if function not in _path_listeners:
        _path_listeners.append(function)


def path_moved(session: Session, old: str, new: str) -> None:
    """Tell everybody who keeps unit paths that a subtree moved."""
    for listener in _path_listeners:
        listener(session, old, new)


_records_held: list[RecordsHeld] = []


def plug_records_held(function: RecordsHeld) -> None:
    _records_held[:] = [function]


def records_held(session: Session, unit_id: int) -> int:
    """How many live records a unit itself holds, as whoever keeps records counts them."""
    (count,) = _records_held
    return count(session, unit_id)


def plug_fact(name: str, function: Fact) -> None:
    """Have every backup note a fact (the head of a chain, a sum), compared when it is restored."""
    _facts[name] = function


def plugged_facts() -> dict[str, Fact]:
    return dict(_facts)


_sessions_end: list[SessionsEnd] = []


def plug_sessions_end(function: SessionsEnd) -> None:
    _sessions_end[:] = [function]


def sessions_end(session: Session, account_id: int, why: str) -> int:
    """End every session and token of an account in the transaction in hand; how many there were."""
    return sum(function(session, account_id, why) for function in _sessions_end)


#: (session, key of a kind of thing, id of the row, act, title, changes): a line of history about a row
#: that is no declared thing (a role, an account), by the current actor.
Noting = Callable[[Session, str, int, str, str, dict[str, list[Any]] | None], None]

_noting: list[Noting] = []


def plug_noting(function: Noting) -> None:
    _noting[:] = [function]


def note(
    session: Session,
    key: str,
    row_id: int,
    act: str,
    title: str,
    changes: dict[str, list[Any]] | None = None,
) -> None:
    """Write a line of history in the transaction in hand; `changes` maps a name to [old, new].

    None: that it happened, never what to.
    """
    (function,) = _noting
    function(session, key, row_id, act, title, changes)
