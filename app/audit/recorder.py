"""Writes the history: every flush of a declared thing leaves a line in the same transaction."""

from typing import Any

from sqlalchemy import event, insert
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

from app.audit.models import History
from app.audit.values import to_json
from app.core import clock, things
from app.core.actor import Actor, require_actor, right_in_force
from app.core.ports import plug_noting
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.things import Thing

_PENDING = "history_pending"
#: Rights that are plain verbs: the line says add, edit or delete instead.
_PLAIN = {None, Right.ADD, Right.EDIT, Right.VIEW}

#: Things whose lines belong to a unit beside their own.
_OF_UNIT = {"unit_version", "account", "account_request", "lost_password"}

Changes = dict[str, list[Any]]


def install(session_factory: Any) -> None:
    """Listen to the sessions made by this factory."""
    event.listen(session_factory, "before_flush", _before_flush)
    event.listen(session_factory, "after_flush", _after_flush)


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    pending: list[tuple[Thing, Any, str, Changes]] = session.info.setdefault(_PENDING, [])
    for row in session.dirty:
        thing = things.of_model(type(row))
        if thing and (changes := changed_values(thing, row)):
            pending.append((thing, row, "edit", changes))
    for row in session.deleted:
        thing = things.of_model(type(row))
        if thing:
            pending.append((thing, row, "delete", {k: [v, None] for k, v in _present(thing, row).items()}))
    for row in session.new:
        thing = things.of_model(type(row))
        if thing:
            pending.append((thing, row, "add", {}))


def _after_flush(session: Session, _context: Any) -> None:
    pending = session.info.pop(_PENDING, [])
    if not pending:
        return
    lines = []
    for thing, row, verb, changes in pending:
        if verb == "add":
            changes = {column: [None, value] for column, value in _present(thing, row).items()}
        lines.append(line_values(thing, row, _act(verb), changes))
    write_lines(session, lines)


def write_lines(session: Session, lines: list[dict[str, Any]]) -> None:
    """Add finished lines to the transaction in hand."""
    session.connection().execute(
        insert(History), lines, execution_options=unscoped("history of a checked change")
    )


def _act(verb: str) -> str:
    right = right_in_force()
    return verb if right in _PLAIN or verb in ("add", "delete") else str(right)


def changed_values(thing: Thing, row: Any) -> Changes:
    """Column -> [old, new] of what this session changed in the row and has not flushed."""
    state = sa_inspect(row)
    changes: Changes = {}
    for column in thing.stored_columns():
        history = state.attrs[column].history
        if history.has_changes():
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            if old != new:
                changes[column] = [to_json(old), to_json(new)]
    return changes


def _present(thing: Thing, row: Any) -> dict[str, Any]:
    values = {column: to_json(getattr(row, column)) for column in thing.stored_columns()}
    return {column: value for column, value in values.items() if value is not None}


def line_values(thing: Thing, row: Any, act: str, changes: Changes) -> dict[str, Any]:
    """The columns of one history line for this row, by the current actor."""
    return actor_values(require_actor()) | {
        "thing": thing.key,
        "row_id": row.id,
        "act": act,
        "changes": changes,
        # What a sensitive row is called is one of its values.
        "title": "" if thing.sensitive else str(getattr(row, thing.title, "") or "")[:300],
        "person_id": row.id if thing.key == "person" else getattr(row, "person_id", None),
        "unit_id": row.id if thing.key == "unit" else _unit_of(thing, row),
    }


def _unit_of(thing: Thing, row: Any) -> int | None:
    return row.unit_id if thing.key in _OF_UNIT else None


def actor_values(actor: Actor) -> dict[str, Any]:
    """Who, by which path, from where, when; of who looks on as another, its own account and both names."""
    return {
        "at": clock.now(),
        "account_id": actor.reader_id,
        "actor": actor.name[:200],
        "channel": str(actor.channel),
        "address": actor.address[:64],
    }


def record_event(session: Session, thing: Thing, row: Any, act: str, facts: Changes) -> None:
    """Add a line that is no change of a column: an act with the facts it rested on."""
    write_lines(session, [line_values(thing, row, act, facts)])


def note(
    session: Session,
    key: str,
    row_id: int,
    act: str,
    title: str,
    changes: Changes | None = None,
    *,
    person_id: int | None = None,
) -> None:
    """Add a line about a row that is no declared thing (a role, an account), by the current actor."""
    owners = {"person_id": person_id, "unit_id": None}
    line = {"thing": key, "row_id": row_id, "act": act, "title": title[:300], "changes": changes or {}}
    write_lines(session, [actor_values(require_actor()) | line | owners])


plug_noting(note)
