"""Reading the history: the lines of a row, and its values as they were."""

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import History
from app.audit.values import from_json
from app.core.record import row_values
from app.core.scoping import unscoped
from app.core.things import Thing


def lines_of(
    session: Session, thing: Thing, row_id: int, *, limit: int = 200, offset: int = 0
) -> Sequence[History]:
    """The newest lines of one row, after the `offset` newest; for a person, of its parts too."""
    condition = (
        History.person_id == row_id
        if thing.key == "person"
        else ((History.thing == thing.key) & (History.row_id == row_id))
    )
    query = select(History).where(condition).order_by(History.id.desc())
    return session.scalars(query.limit(limit).offset(offset)).all()


def lines_about(
    session: Session, key: str, row_ids: Sequence[int] | None = None, *, limit: int = 200
) -> Sequence[History]:
    """The newest lines about these rows, or all, of a kind that is no declared thing (roles, accounts)
    or has no page of its own (grants). The caller has checked that the reader may see the rows."""
    query = select(History).where(History.thing == key)
    if row_ids is not None:
        query = query.where(History.row_id.in_(row_ids))
    query = query.order_by(History.id.desc()).limit(limit)
    return session.scalars(query, execution_options=unscoped("rows the caller has checked")).all()


def lines_since(
    session: Session, person_id: int, moment: datetime.datetime, *, limit: int, offset: int = 0
) -> Sequence[History]:
    """The lines of a record and its parts after `moment` (UTC), newest first."""
    query = select(History).where(History.person_id == person_id, History.at > moment)
    return session.scalars(query.order_by(History.id.desc()).limit(limit).offset(offset)).all()


def entered_at(session: Session, thing: Thing, row_id: int) -> datetime.datetime | None:
    """When the first line of a row was written (UTC): it was entered then; None without any line."""
    query = select(History.at).where(History.thing == thing.key, History.row_id == row_id)
    found: datetime.datetime | None = session.scalars(query.order_by(History.id).limit(1)).first()
    return found


def values_at(session: Session, thing: Thing, row: Any, moment: datetime.datetime) -> dict[str, Any]:
    """Every stored scalar of the row as the database held it at `moment` (UTC).

    Walks back from the present values through every later line of the row.
    """
    values = row_values(thing, row)
    later = select(History).where(History.thing == thing.key, History.row_id == row.id, History.at > moment)
    columns = thing.stored_columns()
    for line in session.scalars(later.order_by(History.id.desc())):
        for column, (old, _new) in line.changes.items():
            if column in columns:
                values[column] = from_json(columns[column], old)
    return values
