"""The entries of a record on a day: those in force or already there, and those that began or ended since."""

import dataclasses
import datetime
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, String, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.audit.values import from_json, to_json
from app.core import clock
from app.core.entry import EntryThing, entry_thing
from app.core.fields import Field, Kind
from app.core.partial_date import PartialDate
from app.personnel.summary import has_begun, holds, newest


class Standing(StrEnum):
    """How an entry stands to a day."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    THERE = "there"
    UNDATED = "undated"


#: What tells when an entry without a beginning came to be, for kinds that have such a field.
_BEGINS_BY = {"identity_paper": "issued_on", "family_member": "born_on", "assessment": "year"}


def begins(thing: EntryThing, row: Any) -> str:
    """When an entry came to be, as ISO text of year, month or day; empty when nothing tells."""
    other = getattr(row, _BEGINS_BY[thing.key]) if thing.key in _BEGINS_BY else None
    return _first(thing, row.from_on, "" if other is None else str(to_json(other)))


def _first(thing: EntryThing, from_on: PartialDate | None, other: str) -> str:
    if thing.key == "assessment" and not (from_on and from_on.month):
        # A year is assessed in its December (Nghị định 90/2020/NĐ-CP, Điều 20.1).
        return f"{other}-12"
    return from_on.isoformat() if from_on else other


def is_moment(thing: EntryThing) -> bool:
    """Whether entries of a kind happen once instead of lasting."""
    return thing.is_point or thing.key == "assessment"


def standing(thing: EntryThing, row: Any, day: datetime.date) -> Standing | None:
    """How an entry stands to a day by its own dates; None when it had not begun."""
    first = begins(thing, row)
    if first > day.isoformat():
        return None
    if is_moment(thing) or (first and not row.from_on):
        return Standing.THERE if first else Standing.UNDATED
    if not (row.from_on or row.to_on):
        return Standing.UNDATED
    return Standing.IN_FORCE if holds(row, day) else Standing.ENDED


def standing_on(thing: EntryThing, rows: Sequence[Any], day: datetime.date) -> list[tuple[Any, Standing]]:
    """The entries of one kind that count and had begun on a day, newest first, each with its standing."""
    counting = [row for row in rows if not row.is_void]
    found = [(row, how) for row in reversed(counting) if (how := standing(thing, row, day))]
    if thing.key != "salary_history":
        return found
    # A line of pay holds until the next one, whether somebody wrote its end or not.
    paid = newest(row for row in counting if has_begun(row, day))
    return [(row, how if row is paid else Standing.ENDED) for row, how in found]


#: Columns that every kind has and a line about a changed entry shows.
_SHOWN = ("id", "from_on", "to_on", "decision_number", "decision_on", "decision_authority")


#: So many columns of its table name an entry.
_TITLES = 3


# Since that day -----------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class ChangedEntry:
    """An entry that began or ended after a day and by today.

    `titles`: the values of its `title_fields`, references as ids.
    """

    thing: EntryThing
    id: int
    from_on: PartialDate | None
    to_on: PartialDate | None
    decision_number: str | None
    decision_on: datetime.date | None
    decision_authority: str | None
    titles: tuple[Any, ...]
    has_begun: bool
    has_ended: bool


def changed_since(
    session: Session, person_id: int, kinds: Sequence[EntryThing], day: datetime.date
) -> list[ChangedEntry]:
    """The entries of these kinds that began or ended after `day` and by today, the latest first.

    One statement whatever the number of kinds; voided entries do not count.
    """
    if not kinds:
        return []
    union = union_all(*(_columns(thing, person_id, day) for thing in kinds)).subquery()
    rows = session.execute(select(*union.c)).all()
    found = [one for row in rows for one in _changed(row, day)]
    return sorted(found, key=_latest, reverse=True)


def title_fields(thing: EntryThing) -> list[Field]:
    """The fields that name an entry among others, the first columns of its table; long texts and sensitive
    values do not."""
    first = [thing.fields[name] for name in thing.columns[:_TITLES]]
    return [field for field in first if field.kind is not Kind.LONG and not field.sensitive]


def _columns(thing: EntryThing, person_id: int, day: datetime.date) -> Select[Any]:
    model = thing.model
    titles = [getattr(model, field.column_name) for field in title_fields(thing)]
    titles += [null()] * (_TITLES - len(titles))
    other = cast(getattr(model, _BEGINS_BY.get(thing.key, "from_on")), String)
    query = select(
        literal(thing.key).label("kind"),
        *(getattr(model, name) for name in _SHOWN),
        other.label("other"),
        *(cast(column, String).label(f"title_{place}") for place, column in enumerate(titles)),
    )
    # Coarse, by the year: what exactly changed is told by the dates, which may be known to the month.
    year = f"{day.year:04}"
    query = query.where(or_(other >= year, model.from_on >= year, model.to_on >= year))
    return query.where(model.person_id == person_id, model.is_void.is_(False))


def _changed(row: Any, day: datetime.date) -> Iterator[ChangedEntry]:
    thing, today = entry_thing(row.kind), clock.today()
    if thing is None:
        return
    first = _first(thing, row.from_on, row.other or "")
    began = day.isoformat() < first <= today.isoformat()
    ended = _is_over(row.to_on, today) and not _is_over(row.to_on, day)
    if began or ended:
        shown = {name: getattr(row, name) for name in _SHOWN}
        yield ChangedEntry(thing, **shown, titles=_titles(thing, row), has_begun=began, has_ended=ended)


def _titles(thing: EntryThing, row: Any) -> tuple[Any, ...]:
    texts = [getattr(row, f"title_{place}") for place in range(_TITLES)]
    return tuple(_value(field, text) for field, text in zip(title_fields(thing), texts, strict=False))


def _value(field: Field, text: str | None) -> Any:
    if text is None or field.kind is not Kind.REF:
        return from_json(field, text)
    return int(text)


def _is_over(to_on: PartialDate | None, day: datetime.date) -> bool:
    return to_on is not None and to_on.isoformat() < day.isoformat()[: len(to_on.isoformat())]


def _latest(entry: ChangedEntry) -> tuple[str, int]:
    began = entry.from_on.isoformat() if entry.from_on and entry.has_begun else ""
    ended = entry.to_on.isoformat() if entry.to_on and entry.has_ended else ""
    return max(began, ended), entry.id
