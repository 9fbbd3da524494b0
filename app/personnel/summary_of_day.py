"""What time alone changes in records: entries begin and end without anybody writing (2C mục 12, 14, 15)."""

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.core import clock, things
from app.personnel.models import Person
from app.personnel.summary import bring_in_line, differing, summary_of, summary_rows

#: Kinds whose part of the summary depends on the day -> the columns in which something begins.
_BEGINS = {
    "training": ("to_on", "awarded_on"),
    "post": ("from_on",),
    "salary_history": ("from_on",),
    "allowance": ("from_on",),
    "party_step": ("from_on",),
    "military_service": ("from_on", "to_on"),
    **dict.fromkeys(("award", "discipline", "health_check"), ("from_on",)),
}
_ENDS = ("post", "allowance", "party_step")


def people_changed_by_time(session: Session, since: datetime.date | None, day: datetime.date) -> list[int]:
    """Records of whose entries one begins or ends after `since` and by `day`; all that have any for None."""
    found: set[int] = set()
    for kind, columns in _BEGINS.items():
        model = things.get(kind).model
        ways = [_begins(getattr(model, column), since, day) for column in columns]
        ways += [_ends(model.to_on, since, day)] if kind in _ENDS and since else []
        query = select(model.person_id).where(model.is_void.is_(False), or_(*ways)).distinct()
        found.update(session.scalars(query))
    return sorted(found)


def _begins(column: Any, since: datetime.date | None, day: datetime.date) -> Any:
    """A month that begins is in text just before its first day: both compare as they should."""
    begun = column <= day.isoformat()
    return and_(begun, column > since.isoformat()) if since else begun


def _ends(column: Any, since: datetime.date, day: datetime.date) -> Any:
    """Periods that held on `since` and are over on `day`; a month or a year holds to its end."""
    text = since.isoformat()
    return and_(column < day.isoformat(), or_(column >= text, column.in_((text[:7], text[:4]))))


def out_of_line(session: Session, person_ids: Sequence[int]) -> list[int]:
    """Those of a batch of records whose general part differs from what their entries say today."""
    people = session.scalars(select(Person).where(Person.id.in_(person_ids))).all()
    rows, day = summary_rows(session, person_ids), clock.today()
    return [person.id for person in people if differing(person, summary_of(rows[person.id], day))]


def refresh_summaries(session: Session, person_ids: Sequence[int]) -> int:
    """Bring records in line with their entries today, in the transaction of the caller; how many changed.

    They are locked first: who edits one of them meanwhile waits, or is waited for.
    """
    query = select(Person).where(Person.id.in_(person_ids), Person.is_removed.is_(False)).order_by(Person.id)
    people = session.scalars(query.with_for_update(of=Person)).all()
    rows, day = summary_rows(session, [person.id for person in people]), clock.today()
    changed = [bring_in_line(person, summary_of(rows[person.id], day)) for person in people]
    session.flush()
    return sum(map(bool, changed))
