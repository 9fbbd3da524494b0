"""A list of any thing: a page of it, how long it is, all of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.core import things
from app.core.fields import Field, Kind
from app.core.scoping import unscoped
from app.core.things import Thing
from app.reports import people
from app.reports.asked import (
    COUNT_CAP,
    LARGEST_PAGE,
    OPERATORS,
    Filter,
    ListRequest,
    filterable,
    listable,
)
from app.reports.conditions import conditions
from app.reports.listed import every_value, listed_rows
from app.reports.ordering import ordered

__all__ = [
    "COUNT_CAP", "LARGEST_PAGE", "OPERATORS", "Filter", "ListRequest", "conditions", "count_of", "every_row",
    "every_value", "filterable", "ids_of", "listable", "page_and_count", "page_of", "rows_query",
]  # fmt: skip

_DEEPEST_ROW = 1_000_000


def rows_query(session: Session, request: ListRequest) -> Select[Any]:
    """The rows of the list in a total order, with the references its columns show."""
    query = select(request.thing.model).where(*conditions(session, request))
    return ordered(query.options(*_references(request.thing, *request.shown_columns())), request)


def _references(thing: Thing, *shown: Field) -> list[Any]:
    """The references among these columns come with the rows."""
    return [
        joinedload(getattr(thing.model, field.name)).load_only(*_named(field))
        for field in shown
        if field.kind is Kind.REF
    ]


def _named(field: Field) -> list[Any]:
    """The columns of a referenced row that lists and the API show: its id, name and code."""
    target = things.get(field.target)
    model = target.reference_model
    return [getattr(model, name) for name in ("id", target.title, "code") if hasattr(model, name)]


def page_of(session: Session, request: ListRequest) -> Sequence[Any]:
    """One page of rows; sizes and page numbers out of reason are brought back within bounds."""
    return page_and_count(session, request, count=False)[0]


def page_and_count(
    session: Session, request: ListRequest, *, count: bool = True
) -> tuple[Sequence[Any], int]:
    """The rows of a page, and how many rows match in all (at most COUNT_CAP + 1)."""
    size = min(max(request.page_size, 1), LARGEST_PAGE)
    offset = min(max(request.page, 0) * size, _DEEPEST_ROW)
    if request.thing.key == "person":
        found = people.find(session, request)
        ids, total = found.page(size, offset)
        if total is None:
            total = found.count() if count else 0
        return listed_rows(session, request, ids), total
    query = rows_query(session, request).limit(size).offset(offset)
    rows = session.scalars(query).unique().all()
    return rows, count_of(session, request) if count else 0


def count_of(session: Session, request: ListRequest) -> int:
    """How many rows match, at most COUNT_CAP + 1."""
    if request.thing.key == "person":
        return people.find(session, request).count()
    model = request.thing.model
    inner = select(model.id).where(*conditions(session, request)).limit(COUNT_CAP + 1).subquery()
    query = select(func.count()).select_from(inner)
    return session.scalar(query, execution_options=unscoped("explicit condition")) or 0


def every_row(session: Session, request: ListRequest, *, batch: int = 1000) -> Iterator[Any]:
    """All rows of the list, read in batches so that memory stays flat."""
    query = rows_query(session, request).execution_options(yield_per=batch)
    yield from session.scalars(query)


def ids_of(session: Session, request: ListRequest, most: int) -> list[int]:
    """The ids of the rows of the list, at most `most`, in no particular order."""
    model = request.thing.model
    query = select(model.id).where(*conditions(session, request)).limit(most)
    return list(session.scalars(query))
