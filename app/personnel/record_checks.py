"""Whether records agree with themselves: the summary with its entries, entries with the rules between them.

Records are read batch after batch, each batch at one moment, so that memory does not grow with their number.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, things
from app.core.entry import EntryThing, entry_things
from app.core.record import row_values
from app.core.words import say
from app.personnel.between_rules import BETWEEN
from app.personnel.entry_rules import (
    ENTRY_CHECKS,
    PayScales,
    nothing_before_birth,
    pay_follows_table,
    relative_is_of_an_age,
)
from app.personnel.entry_services import entry_values
from app.personnel.models import Person, Placement, StatusPeriod
from app.personnel.rules import faults_of
from app.personnel.summary import differing, summary_of, summary_rows

BATCH = 500


@dataclass(frozen=True)
class Fault:
    """What is wrong: whose record, which kind of entry (or part), which row, said without names."""

    person_id: int
    kind: str
    entry_id: int | None
    sentence: str


class RecordCheck:
    """One walk over every record in scope; `records` and `entries` count what was looked at."""

    def __init__(self, session: Session, batch: int = BATCH) -> None:
        self._session, self._batch = session, batch
        self._scales = PayScales(session)
        self._labels = {field.column_name: field.label for field in things.get("person").fields.values()}
        relation = things.get("family_relation").model
        rows = session.execute(select(relation.id, relation.code))
        self._relations: dict[int, str] = {row.id: row.code for row in rows}
        self.records = self.entries = 0

    def faults(self) -> Iterator[Fault]:
        """Every fault, in the order of the records; voided entries are left out."""
        last = 0
        while people := self._next(last):
            found = list(self._of_batch(people))
            self.records += len(people)
            last = people[-1].id
            self._session.expunge_all()
            self._session.rollback()
            yield from sorted(found, key=lambda fault: (fault.person_id, fault.kind, fault.entry_id or 0))

    def _next(self, last: int) -> Sequence[Person]:
        query = select(Person).where(Person.id > last).order_by(Person.id).limit(self._batch)
        return self._session.scalars(query).all()

    def _of_batch(self, people: Sequence[Person]) -> Iterator[Fault]:
        by_id = {person.id: person for person in people}
        yield from self._summaries(by_id)
        yield from self._open_parts(by_id)
        for thing in entry_things():
            model = thing.model
            query = select(model).where(model.person_id.in_(by_id), model.is_void.is_(False))
            rows = self._session.scalars(query.order_by(model.person_id, model.id)).all()
            self.entries += len(rows)
            for row in rows:
                yield from self._of_entry(thing, row, by_id[row.person_id])
            yield from _beside_others(thing, rows)

    def _summaries(self, people: dict[int, Person]) -> Iterator[Fault]:
        rows, day = summary_rows(self._session, sorted(people)), clock.today()
        for person_id, person in people.items():
            for column in differing(person, summary_of(rows[person_id], day)):
                said = say("Mục «{label}» khác với các mục chi tiết.", label=say(self._labels[column]))
                yield Fault(person_id, "person", None, said)
            for sentence in faults_of(row_values(things.get("person"), person)).values():
                yield Fault(person_id, "person", None, sentence)

    def _open_parts(self, people: dict[int, Person]) -> Iterator[Fault]:
        """One open placement, in the unit that holds the record; one open status, that of the record."""
        parts = ((Placement, "unit_id", "home_unit_id"), (StatusPeriod, *("employment_status_id",) * 2))
        for model, column, kept in parts:
            query = select(model.person_id, getattr(model, column)).where(
                model.person_id.in_(people), model.to_on.is_(None)
            )
            found: dict[int, list[int]] = defaultdict(list)
            for person_id, value in self._session.execute(query):
                found[person_id].append(value)
            for person_id, person in people.items():
                if found[person_id] != [getattr(person, kept)]:
                    yield Fault(person_id, model.__thing__, None, _about_open(found[person_id]))
            yield from self._overlapping_parts(model, people)

    def _overlapping_parts(self, model: Any, people: dict[int, Person]) -> Iterator[Fault]:
        """One unit, one status at a time, in the past too (Điều 11)."""
        query = select(model.person_id, model.id, model.from_on, model.to_on).where(
            model.person_id.in_(people)
        )
        rows = self._session.execute(query.order_by(model.person_id, model.from_on, model.id)).all()
        for one, other in pairwise(rows):
            if one.person_id == other.person_id and (one.to_on is None or one.to_on > other.from_on):
                yield Fault(
                    other.person_id, model.__thing__, other.id, say("Trùng thời gian với dòng trước.")
                )

    def _of_entry(self, thing: EntryThing, row: Any, person: Person) -> Iterator[Fault]:
        values = entry_values(thing, row)
        found: dict[str, str] = {}
        for check in ENTRY_CHECKS:
            found |= check(thing, values)
        found |= nothing_before_birth(values, person.birth_on)
        if thing.key == "salary_history" and not found:
            found = pay_follows_table(self._session, values, self._scales)
        if thing.key == "family_member" and not found:
            relation = self._relations.get(row.family_relation_id, "")
            found = relative_is_of_an_age(relation, values, person.birth_on)
        for sentence in found.values():
            yield Fault(person.id, thing.key, row.id, sentence)


def _about_open(values: list[int]) -> str:
    if len(values) == 1:
        return say("Dòng chưa kết thúc khác với hồ sơ.")
    return say("Có {count} dòng chưa kết thúc; phải có đúng một.", count=len(values))


def _beside_others(thing: EntryThing, rows: Sequence[Any]) -> Iterator[Fault]:
    """What entries of one kind break beside those that were entered before them."""
    rule = BETWEEN.get(thing.key)
    if rule is None:
        return
    for person_id, group in groupby(rows, key=attrgetter("person_id")):
        entered: list[Any] = []
        for row in group:
            values = entry_values(thing, row)
            for sentence in rule(values, entered).values():
                yield Fault(person_id, thing.key, row.id, sentence)
            entered.append(row)
