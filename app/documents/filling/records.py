"""What a form is filled from: people under the right to print, their entries, what is withheld of them."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from app.access.sensitive import Sight, sights
from app.audit.models import History
from app.core import clock, things
from app.core.actor import operation, require_right
from app.core.entry import EntryThing
from app.core.errors import NotFound, RuleViolated
from app.core.fields import Kind
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.words import say
from app.organisation.models import Unit
from app.personnel.models import Person

Rows = Sequence[Any]
_NOT_PRINTED = ("social_origin", "personnel_kind", "recruitment_form", "recruitment_source", "disability")


class Period(NamedTuple):
    """Both days belong to it."""

    from_on: datetime.date
    to_on: datetime.date

    def __contains__(self, value: object) -> bool:
        """Whether a day, or the first day a partial date can mean, lies in it: on one paper only."""
        day = value if isinstance(value, datetime.date) else getattr(value, "first_day", lambda: None)()
        return day is not None and self.from_on <= day <= self.to_on


class Place(NamedTuple):
    """The unit that holds a record, and who manages it."""

    unit: str
    above: str


@dataclass(frozen=True)
class Filed:
    """One record as it may be printed; `entries` holds no kind whose group is `withheld`, no voided row."""

    person: Person
    place: Place
    entries: Mapping[str, Rows]
    withheld: frozenset[str]
    changes: Rows = ()
    #: Lines of history of the relatives, as `changes` are those of the record itself.
    family_changes: Rows = ()
    period: Period | None = None

    def rows(self, kind: str) -> Rows:
        """The entries of one kind in the order of time."""
        return self.entries.get(kind, ())

    def hides(self, group: str) -> bool:
        return group in self.withheld


def read_records(
    session: Session, person_ids: Sequence[int], kinds: Sequence[str], period: Period | None = None
) -> list[Filed]:
    """The records in name order; NotFound if one is out of the scope of printing.

    One statement for each kind however many records, one for each record that tells what is open.
    """
    require_right(Right.PRINT, "person")
    with operation(Right.PRINT):
        people = _people(session, sorted(set(person_ids)))
        places = _places(session, people)
        withheld = {person.id: _withheld(session, person) for person in people}
        rows = {kind: _rows(session, kind, withheld) for kind in kinds}
        changes = _changes(session, withheld, period) if period else {}
    return [
        Filed(
            person=person,
            place=places[person.id],
            entries={kind: rows[kind].get(person.id, []) for kind in kinds},
            withheld=withheld[person.id],
            changes=changes.get(("person", person.id), []),
            family_changes=changes.get(("family_member", person.id), []),
            period=period,
        )
        for person in people
    ]


def _people(session: Session, ids: Sequence[int]) -> list[Person]:
    references = [f for f in Person.__fields__.values() if f.kind is Kind.REF and f.name not in _NOT_PRINTED]
    query = select(Person).where(Person.id.in_(ids)).order_by(Person.sort_key, Person.id)
    query = query.options(*(joinedload(getattr(Person, field.name)) for field in references))
    people = list(session.scalars(query).unique())
    if len(people) != len(ids):
        raise NotFound(say("Có hồ sơ không còn trong phạm vi được in của tài khoản; chọn lại rồi in."))
    for person in people:
        if person.is_removed:
            raise RuleViolated(say("Hồ sơ {name} đã loại bỏ nên không in.", name=person.full_name))
    return people


def _places(session: Session, people: Sequence[Person]) -> dict[int, Place]:
    """The unit of each record, and the nearest one above it that is an office of its own."""
    paths = {person.id: [int(part) for part in person.home_path.strip("/").split("/")] for person in people}
    query = select(Unit.id, Unit.name).where(
        Unit.id.in_(sorted({one for path in paths.values() for one in path})), Unit.is_group.is_(False)
    )
    found = session.execute(query, execution_options=unscoped("names of units are no secret"))
    names = {unit_id: name for unit_id, name in found}
    placed = {}
    for person_id, path in paths.items():
        above = [names[one] for one in path[:-1] if one in names]
        own = names.get(path[-1], "")
        placed[person_id] = Place(own, above[-1] if above else own)
    return placed


def _withheld(session: Session, person: Person) -> frozenset[str]:
    """Groups the reader may not see at all; what is masked until opened is printed (Điều 8.3, 9.11)."""
    seen = sights(session, person)
    return frozenset(group for group, sight in seen.items() if sight is Sight.WITHHELD)


def _rows(session: Session, kind: str, withheld: Mapping[int, frozenset[str]]) -> dict[int, list[Any]]:
    """Person -> entries of a kind that are not voided, with what they refer to."""
    thing, found = things.get(kind), defaultdict(list)
    assert isinstance(thing, EntryThing)  # noqa: S101 - kinds are named in this package
    open_to = [one for one, groups in withheld.items() if thing.sensitive not in groups]
    if not open_to:
        return {}
    model = thing.model
    references = [f for f in thing.own_fields() if f.kind is Kind.REF and f.target != "unit"]
    query = select(model).where(model.person_id.in_(open_to), model.is_void.is_(False))
    query = query.options(*(joinedload(getattr(model, field.name)) for field in references))
    # No paper has a place for what single fields of an entry keep back (what a post pays stands in its
    # allowances): one that came to read them would fail here instead of telling it to everybody.
    query = query.options(*(defer(getattr(model, f.name), raiseload=True) for f in thing.sensitive_fields()))
    for row in session.scalars(query.order_by(model.from_on, model.id)).unique():
        found[row.person_id].append(row)
    return found


def _changes(
    session: Session, people: Mapping[int, Any], period: Period
) -> dict[tuple[str, int], list[History]]:
    """Thing and person -> what was changed on the record itself, or on its relatives, within the period,
    oldest first."""
    query = select(History).where(
        History.thing.in_(("person", "family_member")),
        History.person_id.in_(list(people)),
        History.act != "add",
        History.at >= _midnight(period.from_on),
        History.at < _midnight(period.to_on + datetime.timedelta(days=1)),
    )
    found = defaultdict(list)
    for line in session.scalars(query.order_by(History.id)):
        found[line.thing, line.person_id].append(line)
    return found


def _midnight(day: datetime.date) -> datetime.datetime:
    local = datetime.datetime.combine(day, datetime.time(), clock.LOCAL_ZONE)
    return local.astimezone(datetime.UTC).replace(tzinfo=None)
