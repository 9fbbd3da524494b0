"""The service of entries: the only way they are added, changed, ended, voided, verified (Điều 11.2).

Whoever may edit a record may edit its entries; entries of a sensitive kind need the right on their group
too (Điều 8.3). After each change the values kept on the person are computed anew.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.sensitive import Sight, may_edit, refuse_sensitive, sights
from app.core import clock, things
from app.core.actor import require_actor, require_right
from app.core.entry import EntryThing, entry_things
from app.core.errors import NotFound, RuleViolated, StepNotAllowed
from app.core.fields import Kind
from app.core.partial_date import PartialDate
from app.core.record import row_values
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.services import Saved, ThingService, columns_of, use_service
from app.core.transactions import transaction
from app.core.words import say
from app.organisation.models import UnitRef, UnitVersion
from app.personnel.between_rules import faults_beside_others
from app.personnel.entry_rules import (
    ENTRY_CHECKS,
    nothing_before_birth,
    pay_follows_table,
    relative_is_of_an_age,
)
from app.personnel.models import Person
from app.personnel.summary import refresh_summary, said_by


class EntryService(ThingService):
    """Entries of one kind."""

    thing: EntryThing

    # Rules --------------------------------------------------------------------------------------------

    def faults(self, session: Session, person: Person, row: Any, given: Mapping[str, Any]) -> dict[str, str]:
        """Every fault of the entry as it would stand, by field name."""
        values = {**(entry_values(self.thing, row) if row is not None else {}), **given}
        found: dict[str, str] = {}
        for check in ENTRY_CHECKS:
            found = {**check(self.thing, values), **found}
        found = {**nothing_before_birth(values, person.birth_on), **found}
        if not found and self.thing.key == "salary_history":
            found = pay_follows_table(session, values)
        if not found and self.thing.key == "family_member":
            relation = session.get(things.get("family_relation").model, values["family_relation"])
            found = relative_is_of_an_age(relation.code if relation else "", values, person.birth_on)
        return found or faults_beside_others(session, self.thing, person.id, row, values)

    # Acts ---------------------------------------------------------------------------------------------

    def add(self, session: Session, raw: Mapping[str, Any]) -> Saved:
        raise RuleViolated(say("Mục mới phải thuộc một hồ sơ."))

    def add_to(self, session: Session, person_id: int, raw: Mapping[str, Any]) -> Saved:
        """A new entry of a record; RuleViolated with every fault by field."""
        require_right(Right.EDIT, "person")
        with transaction(session, Right.EDIT):
            person = self.person_to_change(session, person_id)
            row = self.build_for(session, person, raw)
            refresh_summary(session, person)
        return Saved(row)

    def build_for(self, session: Session, person: Person, raw: Mapping[str, Any]) -> Any:
        """Add an entry inside a transaction of the caller, who refreshes the summary."""
        values = self._checked(session, person, None, raw)
        row = self.thing.model(
            **columns_of(self.thing, values), person_id=person.id, entry_state="draft", is_void=False
        )
        self._name_unit(session, row)
        session.add(row)
        session.flush()
        return row

    def update(self, session: Session, row_id: int, raw: Mapping[str, Any], *, version: int | None) -> Saved:
        """Change the given fields; a verified entry has to be verified anew."""
        require_right(Right.EDIT, "person")
        with transaction(session, Right.EDIT):
            row, person = self.entry_to_change(session, row_id)
            self.check_version(session, row, raw, version)
            values = self._checked(session, person, row, raw)
            said = said_by(session, self.thing.key, person.id)
            changed = {
                column: value
                for column, value in columns_of(self.thing, values).items()
                if getattr(row, column) != value
            }
            for column, value in changed.items():
                setattr(row, column, value)
            if changed:
                self._name_unit(session, row)
                _unverify(row)
            session.flush()
            refresh_summary(session, person, said_before=said)
        return Saved(row)

    def end(self, session: Session, row_id: int, to_on: str, *, version: int | None) -> Any:
        """End an entry that is still going on."""
        if not to_on.strip():
            sentence = say("Nhập thời điểm kết thúc.")
            raise RuleViolated(sentence, errors={"to_on": sentence})
        return self.update(session, row_id, {"to_on": to_on}, version=version).row

    def void(self, session: Session, row_id: int, reason: str, *, version: int | None) -> Any:
        """Void an entry with a reason; it stays readable (Điều 13.1)."""
        return self._set_void(session, row_id, " ".join(reason.split())[:1000], version, is_void=True)

    def restore(self, session: Session, row_id: int, reason: str, *, version: int | None) -> Any:
        """Bring a voided entry back, under the rules for a new one."""
        return self._set_void(session, row_id, " ".join(reason.split())[:1000], version, is_void=False)

    def _set_void(
        self, session: Session, row_id: int, reason: str, version: int | None, *, is_void: bool
    ) -> Any:
        require_right(Right.EDIT, "person")
        if not reason:
            raise RuleViolated(say("Nhập lý do."), errors={"reason": say("Nhập lý do.")})
        with transaction(session, Right.EDIT):
            row, person = self.entry_to_change(session, row_id, may_be_void=not is_void)
            self.check_version(session, row, {}, version)
            if not is_void:
                self._refuse(self.faults(session, person, row, {}))
            said = said_by(session, self.thing.key, person.id)
            row.is_void, row.void_reason = is_void, reason
            _unverify(row)
            session.flush()
            refresh_summary(session, person, said_before=said)
        return row

    def verify(self, session: Session, row_id: int, *, state: str = "verified", version: int | None) -> Any:
        """Mark an entry as agreeing with its papers, or as doubtful (Điều 11.1.c, 11.2.b)."""
        require_right(Right.VERIFY, "person")
        if state not in ("verified", "doubtful"):
            raise RuleViolated(say("Không có trạng thái này."))
        with transaction(session, Right.VERIFY):
            row, _person = self.entry_to_change(session, row_id)
            self.check_version(session, row, {}, version)
            row.entry_state, row.verified_at, row.verified_by = state, clock.now(), require_actor().name[:200]
        return row

    # Rows ---------------------------------------------------------------------------------------------

    def entry_to_change(
        self, session: Session, row_id: int, *, may_be_void: bool = False
    ) -> tuple[Any, Person]:
        """The entry and its record, both in scope for the right in force."""
        row = self.get(session, row_id)
        person = self.person_to_change(session, row.person_id)
        if row.is_void and not may_be_void:
            raise StepNotAllowed(say("Mục này đã hủy; khôi phục trước khi sửa."))
        return row, person

    def person_to_change(self, session: Session, person_id: int) -> Person:
        """The record, locked, if its entries of this kind may be changed."""
        # Two people in one record take turns: rules between entries look at all of them.
        query = select(Person).where(Person.id == person_id).with_for_update(of=Person)
        person: Person | None = session.scalars(query).first()
        if person is None:
            raise NotFound()
        refuse_closed(person)
        if self.thing.sensitive and not may_edit(session, self.thing.sensitive, person):
            raise StepNotAllowed(say("Tài khoản không có quyền sửa mục này."))
        return person

    def _checked(self, session: Session, person: Person, row: Any, raw: Mapping[str, Any]) -> dict[str, Any]:
        refuse_sensitive(raw, self.thing, lambda group: may_edit(session, group, person))
        values = self.parsed(session, raw, row=row)
        self._refuse(self.faults(session, person, row, values))
        return values

    def _refuse(self, errors: dict[str, str]) -> None:
        if errors:
            raise RuleViolated(
                say("Chưa lưu được, còn {count} mục cần sửa.", count=len(errors)), errors=errors
            )

    def _name_unit(self, session: Session, row: Any) -> None:
        """Keep the name the unit has, or had on the first day: units are renamed, records are not."""
        if not hasattr(row, "unit_id") or not row.unit_id or row.unit_name:
            return
        unit = session.get(UnitRef, row.unit_id)
        row.unit_name = unit_name_on(session, row.unit_id, row.from_on) or (unit.name if unit else None)


def unit_name_on(session: Session, unit_id: int, day: PartialDate | None) -> str | None:
    """The name of a unit as of a (partial) date, by its dated versions."""
    wanted = day.first_day() if day else clock.today()
    query = select(UnitVersion.name).where(UnitVersion.unit_id == unit_id, UnitVersion.valid_from <= wanted)
    newest = query.order_by(UnitVersion.valid_from.desc()).limit(1)
    found: str | None = session.scalars(newest, execution_options=unscoped("names are no secret")).first()
    return found


def _unverify(row: Any) -> None:
    row.entry_state, row.verified_at, row.verified_by = "draft", None, None


def entry_values(thing: EntryThing, row: Any) -> dict[str, Any]:
    """The values of an entry by the names of its fields, references as ids."""
    stored = row_values(thing, row)
    return {name: stored[field.column_name] for name, field in thing.fields.items() if not field.derived}


def refuse_closed(person: Any) -> None:
    """RuleViolated when the record may only be read any more (Điều 13.3)."""
    if person.is_removed or person.record_state == "archived":
        raise RuleViolated(say("Hồ sơ đã đưa vào lưu trữ hoặc đã loại bỏ; không sửa được."))


# Reading ------------------------------------------------------------------------------------------------


def entries_of(
    session: Session,
    person: Any,
    kinds: list[EntryThing] | None = None,
    seen: Mapping[str, Sight] | None = None,
) -> dict[str, list[Any] | None]:
    """Kind -> the entries of a record in the order of time, voided ones included.

    None for a kind whose sensitive group is not open to the reader (`seen`, looked up when not given).
    One statement for each kind that is open, none for the others.
    """
    sight = seen if seen is not None else sights(session, person)
    found: dict[str, list[Any] | None] = {}
    for thing in kinds if kinds is not None else entry_things():
        is_open = not thing.sensitive or sight[thing.sensitive] is Sight.OPEN
        found[thing.key] = entry_rows(session, thing, person.id) if is_open else None
    return found


def entry_rows(session: Session, thing: EntryThing, person_id: int) -> list[Any]:
    """The entries of one kind with the names of what they refer to, in one statement."""
    model = thing.model
    references = [f for f in thing.fields.values() if f.kind is Kind.REF and f.name != "person"]
    query = select(model).where(model.person_id == person_id)
    query = query.options(*(joinedload(getattr(model, field.name)) for field in references))
    return list(session.scalars(query.order_by(model.from_on, model.id)).unique())


def install() -> None:
    """Give every kind of entry its service."""
    for thing in entry_things():
        use_service(thing.key, EntryService(thing))
