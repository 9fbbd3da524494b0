"""Names for the ids in lines of history: one statement for each kind of thing that occurs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import g
from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from app.core import things
from app.core.fields import Kind
from app.core.scoping import unscoped


def load_history_names(session: Session, lines: Collection[Any]) -> None:
    """Look up what the ids in these lines stood for, for the page being made."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        thing = things.find(line.thing)
        columns = thing.stored_columns() if thing else {}
        for column, pair in line.changes.items():
            field = columns.get(column)
            if field is not None and field.kind is Kind.REF:
                wanted[field.target].update(value for value in pair if isinstance(value, int))
    g.history_names = names_of(session, wanted)
    g.row_groups = _row_groups(session, lines)


def names_of(session: Session, wanted: Mapping[str, set[int]]) -> dict[tuple[str, int], str]:
    """(key of a thing, id) -> name, for ids that records hold, in one statement; names are no secret."""
    parts = [_names(key, ids) for key, ids in wanted.items() if ids]
    rows = session.execute(union_all(*parts), execution_options=unscoped("names only")) if parts else ()
    return {(key, row_id): name for key, row_id, name in rows}


def _row_groups(session: Session, lines: Iterable[Any]) -> dict[tuple[str, int], str]:
    """(thing, row) -> the sensitive group of the row, for things whose rows name it themselves."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        thing = things.find(line.thing)
        if thing is not None and thing.sensitive_by:
            wanted[line.thing].add(line.row_id)
    found: dict[tuple[str, int], str] = {}
    for key, ids in wanted.items():
        model = things.get(key).model
        query = select(model.id, getattr(model, things.get(key).sensitive_by)).where(model.id.in_(ids))
        rows = session.execute(query, execution_options=unscoped("names of groups only"))
        found |= {(key, row_id): group or "" for row_id, group in rows}
    return found


def _names(key: str, ids: set[int]) -> Any:
    model = things.get(key).reference_model
    title = getattr(model, "name", None)
    if title is None:
        title = getattr(model, things.get(key).title)
    return select(literal(key), model.id, title).where(model.id.in_(ids))
