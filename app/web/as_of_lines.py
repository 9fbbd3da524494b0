"""What the page of a record on a day says: each value beside today's, entries by kind, what changed since."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.access.sensitive import Sight
from app.core import clock, things
from app.core.entry import EntryThing, entry_things
from app.core.fields import Field, Kind
from app.core.partial_date import PartialDate
from app.core.values import show
from app.core.words import say
from app.personnel.as_of import AsOf
from app.personnel.entries_as_of import (
    ChangedEntry,
    Standing,
    changed_since,
    is_moment,
    standing_on,
    title_fields,
)
from app.personnel.entry_services import entries_of
from app.personnel.parts import placements_of, statuses_of
from app.web.entry_reading import columns_in_view
from app.web.formatting import cell, groups_of, sights_of
from app.web.history_names import names_of
from app.web.record_page import decision_of, period_of

STANDINGS = {
    Standing.IN_FORCE: ("Đang hiệu lực", "success"),
    Standing.ENDED: ("Đã kết thúc", "neutral"),
    Standing.THERE: ("Đã có", "neutral"),
    Standing.UNDATED: ("Không ghi thời gian", "neutral"),
}
Names = dict[tuple[str, int], str]


@dataclasses.dataclass(frozen=True)
class Line:
    """One field on the day and today; `is_closed`: the reader does not see what it was."""

    field: Field
    then: str
    now: str
    is_closed: bool = False

    @property
    def differs(self) -> bool:
        return not self.is_closed and self.then != self.now


@dataclasses.dataclass(frozen=True)
class Card:
    """The entries of one kind that had begun on the day, newest first; None while the reader sees none."""

    thing: EntryThing
    columns: Sequence[Field]
    rows: Sequence[tuple[Any, Standing]] | None
    sight: str


@dataclasses.dataclass(frozen=True)
class Since:
    """Something that began or ended after the day: `kind` and `id` lead to an entry, empty for a part."""

    label: str
    title: str
    period: str
    decision: str
    what: str
    kind: str = ""
    id: int = 0


# The general part ---------------------------------------------------------------------------------------


def general_lines(session: Session, row: Any, found: AsOf) -> list[tuple[str, list[Line]]]:
    """(group, its fields) of the general part, each value of the day beside today's."""
    groups = groups_of(things.get("person"))
    names = names_of(session, ids_of([field for _group, fields in groups for field in fields], found))
    return [(group, [_line(row, field, found, names) for field in fields]) for group, fields in groups]


def sight_of(seen: Mapping[str, Sight], field: Field) -> Sight:
    """How much of a field is seen, on a past day as today."""
    return seen[field.sensitive] if field.sensitive else Sight.OPEN


def _line(row: Any, field: Field, found: AsOf, names: Names) -> Line:
    sight = sight_of(sights_of(row), field)
    if sight is not Sight.OPEN:
        word = say("(không có quyền xem)") if sight is Sight.WITHHELD else say("(được giữ kín)")
        return Line(field, word, "", is_closed=True)
    return Line(field, value_on(field, found, names), cell(row, field))


def value_on(field: Field, found: AsOf, names: Names) -> str:
    """A value of the day in words; a unit by the name it had then."""
    value = found.values.get(field.column_name)
    if field.name == "home_unit":
        return found.unit_name
    if field.kind is Kind.REF and value is not None:
        return names.get((field.target, value), say("số {value}", value=value))
    return show(field, value)


def ids_of(fields: Iterable[Field], found: AsOf) -> dict[str, set[int]]:
    """Key of a thing -> the ids of it that these fields held on the day."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for field in fields:
        value = found.values.get(field.column_name)
        if field.kind is Kind.REF and value is not None:
            wanted[field.target].add(value)
    return wanted


def posts_in_words(session: Session, posts: Sequence[Any]) -> list[tuple[Any, str]]:
    """(post, ``Trưởng phòng, Phòng Tư pháp (từ 01/05/2010)``) for the posts held on the day."""
    names = names_of(session, {"position": {post.position_id for post in posts}})
    return [(post, _post(post, names.get(("position", post.position_id), ""))) for post in posts]


def _post(post: Any, position: str) -> str:
    since = say(" (từ {day})", day=post.from_on) if post.from_on else ""
    return ", ".join(filter(None, (position, post.unit_name))) + since


# Entries ------------------------------------------------------------------------------------------------


def entry_cards(session: Session, person: Any, tab: str, day: datetime.date) -> list[Card]:
    """A card for each kind of the tab."""
    kinds, seen = entry_things(tab), sights_of(person)
    found = entries_of(session, person, kinds, seen)
    cards = []
    for thing in kinds:
        rows = found[thing.key]
        shown = None if rows is None else standing_on(thing, rows, day)
        sight = seen[thing.sensitive] if thing.sensitive else Sight.OPEN
        cards.append(Card(thing, columns_in_view(thing, person), shown, str(sight)))
    return cards


# Since then ---------------------------------------------------------------------------------------------


def begun_or_ended(session: Session, person: Any, day: datetime.date) -> list[Since]:
    """What began or ended after the day: placements and statuses first, then entries the reader sees."""
    seen = sights_of(person)
    kinds = [thing for thing in entry_things() if not thing.sensitive or seen[thing.sensitive] is Sight.OPEN]
    entries = changed_since(session, person.id, kinds, day)
    names = names_of(session, _named(entries))
    return [*_parts(session, person, day), *(_since(entry, names) for entry in entries)]


def _named(entries: Iterable[ChangedEntry]) -> dict[str, set[int]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for field, value in zip(title_fields(entry.thing), entry.titles, strict=True):
            if field.kind is Kind.REF and value is not None:
                wanted[field.target].add(value)
    return wanted


def _since(entry: ChangedEntry, names: Names) -> Since:
    pairs = zip(title_fields(entry.thing), entry.titles, strict=True)
    title = ", ".join(filter(None, (_said(field, value, names) for field, value in pairs)))
    what = _what(entry.has_begun, entry.has_ended, is_moment=is_moment(entry.thing))
    label, period = say(entry.thing.label), period_of(entry.thing, entry)
    return Since(label, title, period, decision_of(entry), what, entry.thing.key, entry.id)


def _said(field: Field, value: Any, names: Names) -> str:
    """A value that names an entry: ``Chuyên viên chính``, ``hệ số 4,40``."""
    if field.kind is Kind.REF:
        return names.get((field.target, value), "")
    said = show(field, value)
    is_number = field.kind in (Kind.INTEGER, Kind.DECIMAL) and field.name != "year"
    return f"{say(field.label).lower()} {said}" if said and is_number else said


def _parts(session: Session, person: Any, day: datetime.date) -> list[Since]:
    parts = [(part, str(part.unit)) for part in placements_of(session, person.id)]
    parts += [(part, str(part.employment_status)) for part in statuses_of(session, person.id)]
    today, found = clock.today(), []
    for part, title in parts:
        began = day < part.from_on <= today
        ended = part.to_on is not None and day <= part.to_on < today
        if began or ended:
            label = say(things.of_model(type(part)).label)  # type: ignore[union-attr]
            found.append(
                Since(label, title, _period(part), _decision(part), _what(began, ended, is_moment=False))
            )
    return found


def _what(began: bool, ended: bool, *, is_moment: bool) -> str:
    if is_moment:
        return say("Có thêm")
    words = ([say("bắt đầu")] if began else []) + ([say("kết thúc")] if ended else [])
    return ", ".join(words).capitalize()


def _period(part: Any) -> str:
    first, last = (
        str(PartialDate.from_date(day)) if day else say("nay") for day in (part.from_on, part.to_on)
    )
    return f"{first} – {last}"


def _decision(part: Any) -> str:
    signed = str(PartialDate.from_date(part.decision_on)) if part.decision_on else ""
    return ", ".join(filter(None, (part.decision_number, signed)))
