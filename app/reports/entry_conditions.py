"""Conditions on the entries of a record as SQL: it has such an entry, or it has none.

Conditions on one kind describe one and the same entry («xếp loại xuất sắc» of «năm 2024»); those that deny
(«không có mục nào là …») each speak of all entries of the kind. Void entries count nowhere (Điều 13.1).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import Session

from app.core.entry import EntryThing, entry_things
from app.core.things import Thing
from app.reports.comparing import compared
from app.reports.criteria import Asked

#: Operator -> what no entry of the record may be.
_DENIED = {"neq": "eq", "empty": "filled"}
#: Operator -> the same under the name that columns of rows know.
_NAMED = {"blank": "empty"}


def entry_conditions(session: Session, thing: Thing, asked: Sequence[Asked]) -> list[ColumnElement[bool]]:
    """One condition for each kind of entry the rows of `thing` must have, one for each they must not have."""
    wanted = [_has(session, thing, kind, together) for kind, together in _wanted(asked)]
    denied = [one for one in asked if one.operator in _DENIED]
    return wanted + [~_has(session, thing, one.criterion.kind, [one]) for one in denied if one.criterion.kind]


def owners_of(session: Session, thing: Thing, asked: Sequence[Asked]) -> list[Select[Any]]:
    """For each kind of entry asked for, the ids of the rows that have one; of all rows, in no scope."""
    return [
        select(_owner(kind, thing)).where(*_met(session, _table(kind), together)).distinct()
        for kind, together in _wanted(asked)
    ]


def _wanted(asked: Sequence[Asked]) -> Iterator[tuple[EntryThing, list[Asked]]]:
    """Each kind with the conditions that one entry of it must meet."""
    for kind in entry_things():
        together = [one for one in asked if one.criterion.kind is kind and one.operator not in _DENIED]
        if together:
            yield kind, together


def _has(session: Session, thing: Thing, kind: EntryThing, asked: Sequence[Asked]) -> ColumnElement[bool]:
    """Whether a row has one entry, not void, that meets all of these.

    The table carries no scope of its own here: an entry is reached with its owner (`ByOwner`), and the
    owner is the row that the statement limits.
    """
    mine = _owner(kind, thing) == thing.model.id
    found = select(literal(1)).select_from(_table(kind)).where(mine, *_met(session, _table(kind), asked))
    return found.correlate(thing.model.__table__).exists()


def _table(kind: EntryThing) -> Any:
    return kind.model.__table__


def _owner(kind: EntryThing, thing: Thing) -> Any:
    """The column of an entry with the id of the row it belongs to."""
    return _table(kind).c[dict(kind.model.__scope__.owners)[thing.key]]


def _met(session: Session, entries: Any, asked: Sequence[Asked]) -> list[ColumnElement[bool]]:
    conditions = [entries.c.is_void.is_(False)]
    for one in asked:
        column = entries.c[one.criterion.field.column_name]
        operator = _DENIED.get(one.operator) or _NAMED.get(one.operator, one.operator)
        conditions.append(compared(session, one.criterion.field, column, operator, one.value))
    return conditions
