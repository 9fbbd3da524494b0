"""A record as it stood on a day (requirement D12): what was true then, by what is known today.

What entries say (grade, post, degrees ...) is the summary of that day; what nobody but a form says (name,
address ...) is what the database held at the end of that day in Vietnam.
"""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.audit.services import entered_at, values_at
from app.core import clock, things
from app.core.errors import RuleViolated
from app.core.partial_date import PartialDate
from app.core.values import parse_required_day
from app.core.words import say
from app.personnel.entry_services import unit_name_on
from app.personnel.models import Person, Placement, StatusPeriod
from app.personnel.parts import placements_of, statuses_of
from app.personnel.summary import holds, kept_columns, newest, summary_of, summary_rows

Values = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class AsOf:
    """The general part of a record on a day.

    `values` by column; `entered_at` (UTC) only if the record was entered after that day: then the values
    that no entry says are those it was first entered with. `posts` held on the day, the main one first.
    """

    day: datetime.date
    values: Values
    entered_at: datetime.datetime | None
    placement: Placement | None
    unit_name: str
    status: StatusPeriod | None
    posts: Sequence[Any]


def day_asked(text: str | None) -> datetime.date:
    """The day an address asks for, today when it names none; RuleViolated for no day, or one to come."""
    if text is None:
        return clock.today()
    day = parse_required_day(text, say("Ngày"))
    if day > clock.today():
        raise RuleViolated(say("Ngày {day:%d/%m/%Y} chưa đến. Chọn hôm nay hoặc một ngày đã qua.", day=day))
    return day


def as_of(session: Session, person: Person, day: datetime.date) -> AsOf:
    """The general part of a record in scope as it stood on a day."""
    rows = summary_rows(session, [person.id])[person.id]
    known, entered = _known_at(session, person, day)
    placement = _holding(placements_of(session, person.id), day)
    status = _holding(statuses_of(session, person.id), day)
    values = known | dict.fromkeys(kept_columns(rows, clock.today())) | summary_of(rows, day)
    values |= {
        "home_unit_id": placement.unit_id if placement else None,
        "employment_status_id": status.employment_status_id if status else None,
    }
    posts = sorted(_held(rows.get("post", ()), day), key=lambda row: (row.post_kind != "main", row.id))
    return AsOf(day, values, entered, placement, _unit_name(session, placement, day), status, posts)


def _known_at(
    session: Session, person: Person, day: datetime.date
) -> tuple[Values, datetime.datetime | None]:
    """The values the database held at the end of the day; of a record entered later, its first ones."""
    thing, moment = things.get("person"), clock.end_of_day(day)
    entered = entered_at(session, thing, person.id)
    if entered is None or entered <= moment:
        return values_at(session, thing, person, moment), None
    return values_at(session, thing, person, entered), entered


def _holding(parts: Sequence[Any], day: datetime.date) -> Any:
    """The dated part that holds on a day."""
    found = (part for part in parts if part.from_on <= day and (part.to_on is None or part.to_on >= day))
    return next(found, None)


def _held(posts: Sequence[Any], day: datetime.date) -> list[Any]:
    """The posts held on a day: one main post, whatever was entered beside it, and all others."""
    held = [row for row in posts if holds(row, day)]
    main = newest(row for row in held if row.post_kind == "main")
    return [row for row in held if row is main or row.post_kind != "main"]


def _unit_name(session: Session, placement: Placement | None, day: datetime.date) -> str:
    """What the unit was called on the day; today's name for a day before its first dated name."""
    if placement is None:
        return ""
    named = unit_name_on(session, placement.unit_id, PartialDate.from_date(day))
    return named or str(placement.unit)
