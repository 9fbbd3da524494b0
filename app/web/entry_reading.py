"""One entry for a page or an answer: found in scope, its sensitive group open to the reader."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.sensitive import Sight, may_edit
from app.core.actor import require_right
from app.core.entry import EntryThing, entry_thing
from app.core.errors import NotFound, StepNotAllowed
from app.core.fields import Field, Kind
from app.core.rights import Right
from app.core.sensitive import GROUPS, permission_key
from app.core.words import say
from app.personnel.models import Person
from app.web.formatting import sees, sights_of


def kind_of(key: str) -> EntryThing:
    """The kind of entry an address names; NotFound for any other word."""
    thing = entry_thing(key)
    if thing is None:
        raise NotFound()
    return thing


def require_group(thing: EntryThing, right: Right) -> None:
    """StepNotAllowed for accounts without the right on the group of a sensitive kind (Điều 8.3)."""
    if thing.sensitive:
        require_right(right, permission_key(thing.sensitive))


def record_in_view(session: Session, person_id: int) -> Person:
    """The record, in scope for the right in force; NotFound otherwise."""
    person: Person | None = session.scalars(select(Person).where(Person.id == person_id)).first()
    if person is None:
        raise NotFound()
    return person


def entry_in_view(session: Session, thing: EntryThing, entry_id: int) -> tuple[Any, Person]:
    """The entry with the names of what it refers to, and its record; NotFound out of scope."""
    references = [f for f in thing.fields.values() if f.kind is Kind.REF and f.name != "person"]
    query = select(thing.model).where(thing.model.id == entry_id)
    query = query.options(*(joinedload(getattr(thing.model, field.name)) for field in references))
    row = session.scalars(query).unique().first()
    if row is None:
        raise NotFound()
    return row, record_in_view(session, row.person_id)


def require_open(thing: EntryThing, person: Person) -> None:
    """StepNotAllowed while the group of a sensitive kind is not open to the reader of this record."""
    if not thing.sensitive or sights_of(person)[thing.sensitive] is Sight.OPEN:
        return
    if sights_of(person)[thing.sensitive] is Sight.WITHHELD:
        raise StepNotAllowed(say("Tài khoản không có quyền xem mục nhạy cảm này."))
    label = say(GROUPS[thing.sensitive].label)
    raise StepNotAllowed(
        say("«{label}» đang che. Mở mục này ở trang hồ sơ, kèm lý do, rồi làm tiếp.", label=label)
    )


def fields_in_form(session: Session, thing: EntryThing, person: Person) -> list[Field]:
    """The fields of the form: without the sensitive ones that are not open to the reader or may not be
    changed (Điều 8.3). What they hold stays as it is."""
    return [field for field in thing.form_fields() if may_fill(session, person, field)]


def may_fill(session: Session, person: Person, field: Field) -> bool:
    """Whether forms have a field of this record or of its entries: open to the reader, who may change it."""
    return sees(person, field) and (not field.sensitive or may_edit(session, field.sensitive, person))


def columns_in_view(thing: EntryThing, person: Person) -> list[Field]:
    """The columns of the table of a kind, without those the reader may not see at all."""
    seen, fields = sights_of(person), [thing.fields[name] for name in thing.columns]
    return [field for field in fields if not field.sensitive or seen[field.sensitive] is not Sight.WITHHELD]
