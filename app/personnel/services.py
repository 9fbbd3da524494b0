"""The service of the record: creation and correction, with its rules (Điều 11)."""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.sensitive import may_edit, may_edit_at, refuse_sensitive
from app.audit.identity import note_taken_number
from app.core import clock, shown, things
from app.core.actor import operation, require_right
from app.core.errors import RuleViolated
from app.core.record import is_blank
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.services import Saved, ThingService, columns_of, use_service
from app.core.transactions import transaction
from app.core.vietnamese import fold_words
from app.core.words import say
from app.organisation.in_force import has_ended
from app.organisation.models import Unit
from app.personnel.models import Person, Placement, StatusPeriod
from app.personnel.rules import faults_of
from app.personnel.summary import SUMMARY_FIELDS, kept_fields

PERSON = things.get("person")


@dataclasses.dataclass(frozen=True)
class FirstPlace:
    """Where a new record stands: unit, since when, in which employment status."""

    unit_id: int
    placed_on: datetime.date
    employment_status_id: int
    decision_number: str | None = None
    decision_on: datetime.date | None = None


class TakenNumber(str):
    """The sentence of a refusal that tells of another record with the same number."""


class PersonService(ThingService):
    """Adds and corrects records; home unit, status and state move only through `actions`."""

    def parsed(self, session: Session, raw: Mapping[str, Any], *, row: Any) -> dict[str, Any]:
        if row is not None:
            refuse_sensitive(raw, self.thing, lambda group: may_edit(session, group, row))
        return super().parsed(session, raw, row=row)

    def check(self, session: Session, row: Any, values: dict[str, Any]) -> dict[str, str]:
        present = (
            {
                name: getattr(row, name)
                for name in ("birth_on", "sex", "identity_number", "party_joined_on", "enlisted_on")
            }
            if row is not None
            else {}
        )
        errors = faults_of({**present, **values}) | self._said_by_entries(session, row, values)
        number = values.get("identity_number")
        if number and not errors:
            errors |= self._duplicate_number(session, row, number)
        return errors

    def _said_by_entries(self, session: Session, row: Any, values: dict[str, Any]) -> dict[str, str]:
        """What the entries of the record say is mended there, and not typed beside them."""
        fields = self.thing.fields
        changed = [n for n, new in values.items() if row and getattr(row, fields[n].column_name) != new]
        kept = kept_fields(session, row.id) if SUMMARY_FIELDS.intersection(changed) else {}
        return {
            name: say("Mục này lấy từ «{label}»; sửa ở đó.", label=say(things.get(kept[name]).label))
            for name in changed
            if name in kept
        }

    def _duplicate_number(self, session: Session, row: Any, number: str) -> dict[str, str]:
        query = select(Person.id).where(Person.identity_number == number)
        found = session.scalars(query, execution_options=unscoped("uniqueness in the city")).first()
        if found is None or (row is not None and found == row.id):
            return {}
        mine = session.get(Person, found)
        if mine is None:
            outside = say("Số này đã có ở một hồ sơ ngoài phạm vi quản lý. Liên hệ Sở Nội vụ.")
            return {"identity_number": TakenNumber(outside)}
        sentence = say(
            "Số này đã có ở hồ sơ {full_name}, {name}.", full_name=mine.full_name, name=mine.home_unit.name
        )
        return {"identity_number": TakenNumber(sentence)}

    def warnings(self, session: Session, row: Any) -> list[str]:
        """Two records of one person? Same folded name and same birth (Điều 11: one record each)."""
        name = fold_words(row.full_name)
        begins = (Person.search_text.startswith(name), Person.birth_on == row.birth_on, Person.id != row.id)
        query = (
            select(Person.full_name, Unit.name, Person.id)
            .join(Unit, Unit.id == Person.home_unit_id)
            .where(*begins)
        )
        with operation(Right.VIEW):
            rows = session.execute(query.limit(50), execution_options=shown.not_shown("told below")).all()
        found = [row for row in rows if fold_words(row[0]) == name][:5]
        if found:
            shown.tell(row[2] for row in found)
            others = "; ".join(f"{name}, {unit}" for name, unit, _id in found)
            return [
                say(
                    "Có hồ sơ cùng họ tên và ngày sinh: {others}. Kiểm tra trước khi nhập tiếp.",
                    others=others,
                )
            ]
        every = select(Person.full_name).where(*begins).limit(50)
        compared = unscoped("compared, never told") | shown.not_shown("compared, never told")
        names = session.scalars(every, execution_options=compared)
        if any(fold_words(other) == name for other in names):
            return [
                say(
                    "Ngoài phạm vi quản lý có hồ sơ cùng họ tên và ngày sinh. Liên hệ Sở Nội vụ để đối chiếu."
                )
            ]
        return []

    def add(self, session: Session, raw: Mapping[str, Any]) -> Saved:
        raise RuleViolated(say("Hồ sơ mới cần đơn vị giữ hồ sơ."))

    def create(self, session: Session, raw: Mapping[str, Any], place: FirstPlace) -> Saved:
        """A new record, in a unit of the scope (Điều 11.1)."""
        require_right(Right.ADD, "person")
        with self._logging_taken_numbers(session, raw), transaction(session, Right.ADD):
            person = self.build_at(session, raw, place)
            warnings = self.warnings(session, person)
        return Saved(person, warnings)

    def update(self, session: Session, row_id: int, raw: Mapping[str, Any], *, version: int | None) -> Saved:
        with self._logging_taken_numbers(session, raw):
            return super().update(session, row_id, raw, version=version)

    @contextmanager
    def _logging_taken_numbers(self, session: Session, raw: Mapping[str, Any]) -> Iterator[None]:
        """A refusal that tells of another record is written down like any look-up by number."""
        try:
            yield
        except RuleViolated as error:
            if isinstance(error.errors.get("identity_number"), TakenNumber):
                note_taken_number(session, self.thing, str(raw.get("identity_number", "")))
            raise

    def build_at(self, session: Session, raw: Mapping[str, Any], place: FirstPlace) -> Person:
        """Add a record with its first placement and status, inside the caller's transaction."""
        unit = receiving_unit(session, place.unit_id)
        check_not_future(place.placed_on, say("Ngày về đơn vị"))
        given = {name: value for name, value in raw.items() if not is_blank(value)}
        refuse_sensitive(given, self.thing, lambda group: may_edit_at(session, group, unit.path))
        values = self.parsed(session, raw, row=None)
        person = Person(
            **columns_of(self.thing, values),
            home_unit_id=unit.id,
            home_path=unit.path,
            employment_status_id=place.employment_status_id,
            record_state="draft",
            is_removed=False,
        )
        session.add(person)
        session.flush()
        decision = {"decision_number": place.decision_number, "decision_on": place.decision_on}
        session.add(
            Placement(
                person_id=person.id, unit_id=unit.id, from_on=place.placed_on, reason="initial", **decision
            )
        )
        session.add(
            StatusPeriod(
                person_id=person.id,
                employment_status_id=place.employment_status_id,
                from_on=place.placed_on,
                **decision,
            )
        )
        session.flush()
        return person

    def assign(self, session: Session, row: Any, raw: Mapping[str, Any]) -> None:
        if row.is_removed or row.record_state == "archived":
            raise RuleViolated(say("Hồ sơ đã đưa vào lưu trữ hoặc đã loại bỏ; không sửa được."))
        super().assign(session, row, raw)


def receiving_unit(session: Session, unit_id: int) -> Unit:
    """The unit, if records may be held there: in force, and no group node; in scope for reading."""
    with operation(Right.VIEW):
        unit = session.scalars(select(Unit).where(Unit.id == unit_id)).first()
    if unit is None:
        raise RuleViolated(
            say("Chưa chọn đơn vị giữ hồ sơ, hoặc đơn vị nằm ngoài phạm vi."),
            errors={"home_unit": say("Chọn một đơn vị trong phạm vi quản lý.")},
        )
    refuse_unfit_unit(unit)
    return unit


def refuse_unfit_unit(unit: Any) -> None:
    """RuleViolated when no record may be held at this unit."""
    if unit.is_group:
        raise RuleViolated(
            say("«{name}» là nút nhóm, không giữ hồ sơ.", name=unit.name),
            errors={"home_unit": say("Nút nhóm không giữ hồ sơ.")},
        )
    if has_ended(unit.valid_to):
        raise RuleViolated(
            say("«{name}» đã ngừng hoạt động.", name=unit.name),
            errors={"home_unit": say("Đơn vị đã ngừng hoạt động.")},
        )


def check_not_future(day: datetime.date, label: str) -> None:
    """RuleViolated when a day that must have come lies ahead."""
    if day > clock.today():
        raise RuleViolated(say("{label} ({day:%d/%m/%Y}) ở tương lai.", label=label, day=day))


person_service = PersonService(PERSON)
use_service("person", person_service)
