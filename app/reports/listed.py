"""Rows of a list as plain values: no mapped objects, which cost more than the database.

A record has ninety columns; to leave eighty of them out of a mapped object takes SQLAlchemy longer
than to read the row. The scope of the session applies as to every statement.
"""

import functools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, String, bindparam, select, type_coerce
from sqlalchemy.orm import Session, aliased

from app.core import shown, things
from app.core.fields import Field, Kind
from app.core.scoping import policy_of
from app.core.things import Thing
from app.reports.asked import ListRequest
from app.reports.conditions import conditions
from app.reports.ordering import ordered


class Reference(NamedTuple):
    """A row referred to, as lists and the API show it."""

    id: int
    name: str
    code: str

    def __str__(self) -> str:
        return str(self.name)


class Listed:
    """One row of a list: `id`, the columns that are shown, and its title as text."""

    def __init__(self, title: str, values: dict[str, Any]) -> None:
        self.__dict__ = values
        self._title = values[title]

    def __repr__(self) -> str:
        return str(self._title)


def listed_rows(session: Session, request: ListRequest, ids: Sequence[int]) -> list[Listed]:
    """These rows in this order, those that may be seen."""
    thing = request.thing
    shown = request.shown_columns()
    query = _by_id(thing.key, tuple(field.name for field in shown))
    rows = {row[0]: row for row in session.execute(query, {"ids": list(ids)})} if ids else {}
    return [_listed(thing, shown, rows[row_id]) for row_id in ids if row_id in rows]


def _listed(thing: Thing, shown: Sequence[Field], row: Sequence[Any]) -> Listed:
    values: dict[str, Any] = {"id": row[0], thing.title: row[1]}
    place = 2
    for field in shown:
        value = row[place]
        if field.kind is Kind.REF:
            values[field.column_name] = value
            values[field.name] = None if value is None else Reference(value, row[place + 1], row[place + 2])
            place += 3
        else:
            values[field.name] = value
            place += 1
    return Listed(thing.title, values)


@functools.lru_cache(maxsize=500)
def _by_id(key: str, names: tuple[str, ...]) -> Select[Any]:
    """The statement for these columns, made once: its rows are what `_listed` reads."""
    thing = things.get(key)
    query = select(thing.model.id, getattr(thing.model, thing.title))
    for name in names:
        field = thing.fields[name]
        column = getattr(thing.model, field.column_name)
        if field.kind is Kind.REF:
            target = _reference(field)
            query = query.outerjoin(target, target.id == column)
            query = query.add_columns(column, target.name, target.code)
        else:
            query = query.add_columns(column)
    return query.where(thing.model.id.in_(bindparam("ids", expanding=True)))


def _reference(field: Field) -> Any:
    """What a field refers to; not for rows with a scope of their own."""
    reference = things.get(field.target).reference_model
    if policy_of(reference):
        raise ValueError(f"{field.name} refers to rows of a scope of their own")
    return aliased(reference)


def every_value(session: Session, request: ListRequest, *, batch: int = 1000) -> Iterator[Sequence[Any]]:
    """All rows of a list, a batch at a time: the values of its columns in order.

    A reference comes by its name, a partial date as its ISO text.
    """
    model = request.thing.model
    query = select(model.id).where(*conditions(session, request))
    for field in request.shown_columns():
        column = getattr(model, field.column_name)
        if field.kind is Kind.REF:
            target = _reference(field)
            query = query.outerjoin(target, target.id == column)
            column = getattr(target, things.get(field.target).title)
        elif field.kind is Kind.PARTIAL_DAY:
            column = type_coerce(column, String)
        query = query.add_columns(column)
    for row in session.execute(ordered(query, request).execution_options(yield_per=batch)):
        if request.thing.key == "person":
            shown.note((row[0],))
        yield row[1:]
