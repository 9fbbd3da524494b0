"""Conditions on the entries of a record as SQL: it has such an entry, or it has none.

Conditions on one kind describe one and the same entry («xếp loại xuất sắc» of «năm 2024»); those that deny
(«không có mục nào là …») each speak of all entries of the kind. Void entries count nowhere (Điều 13.1).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal, select
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
    wanted: dict[str, list[Asked]] = {}
    denied = []
    for one in asked:
        kind = one.criterion.kind
        if kind is not None and one.operator in _DENIED:
            denied.append(~_has(session, thing, kind, [one]))
        elif kind is not None:
            wanted.setdefault(kind.key, []).append(one)
    kinds = [kind for kind in entry_things() if kind.key in wanted]
    return [*(_has(session, thing, kind, wanted[kind.key]) for kind in kinds), *denied]


def _has(session: Session, thing: Thing, kind: EntryThing, asked: Sequence[Asked]) -> ColumnElement[bool]:
    """Whether a row has one entry, not void, that meets all of these.

    The table carries no scope of its own here: an entry is reached with its owner (`ByOwner`), and the
    owner is the row that the statement limits.
    """
    entries: Any = kind.model.__table__
    mine = entries.c[_owner_column(kind, thing)] == thing.model.id
    met = [_met(session, entries, one) for one in asked]
    found = select(literal(1)).select_from(entries).where(mine, entries.c.is_void.is_(False), *met)
    return found.correlate(thing.model.__table__).exists()


def _owner_column(kind: EntryThing, thing: Thing) -> str:
    owners: dict[str, str] = dict(kind.model.__scope__.owners)
    return owners[thing.key]


def _met(session: Session, entries: Any, asked: Asked) -> ColumnElement[bool]:
    field = asked.criterion.field
    operator = _DENIED.get(asked.operator) or _NAMED.get(asked.operator, asked.operator)
    condition: ColumnElement[bool] = compared(
        session, field, entries.c[field.column_name], operator, asked.value
    )
    return condition
