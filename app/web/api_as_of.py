"""REST: a record as it stood on a day, its general part and its entries (requirement D12)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from app.access.sensitive import Sight
from app.audit.values import to_json
from app.core import things
from app.core.entry import EntryThing, entry_things
from app.core.fields import Field, Kind
from app.personnel.as_of import AsOf, as_of, day_asked
from app.personnel.entries_as_of import standing_on
from app.personnel.entry_services import entries_of
from app.personnel.models import Person
from app.web.api_entries import entry_as_json
from app.web.api_sensitive import seen_by_reader
from app.web.as_of_lines import Names, ids_of, sight_of, value_on
from app.web.entry_reading import record_in_view
from app.web.history_names import names_of

Entries = dict[str, list[dict[str, Any]] | None]


def as_of_answer(session: Session, person_id: int) -> Response:
    """The fields of a record in scope, and its entries, on the day the address names.

    Null is what is masked or withheld: fields are named in `masked` and `withheld`, kinds of entry in
    `masked_entries` and `withheld_entries`. `entered_at` is given for a record that was entered after that
    day: fields no entry says are then those it was first entered with.
    """
    day = day_asked(request.args.get("day"))
    person = record_in_view(session, person_id)
    found, seen = as_of(session, person, day), seen_by_reader(person)
    fields = [field for field in things.get("person").fields.values() if not field.derived]
    sight = {field.name: sight_of(seen, field) for field in fields}
    names = names_of(session, ids_of(fields, found))
    return jsonify(
        id=person.id,
        day=day.isoformat(),
        entered_at=_moment(found.entered_at) if found.entered_at else None,
        result={f.name: _value(f, found, names) if sight[f.name] is Sight.OPEN else None for f in fields},
        masked=[name for name, one in sight.items() if one is Sight.MASKED],
        withheld=[name for name, one in sight.items() if one is Sight.WITHHELD],
        entries=_entries(session, person, seen, day),
        masked_entries=_kinds(seen, Sight.MASKED),
        withheld_entries=_kinds(seen, Sight.WITHHELD),
    )


def _entries(session: Session, person: Person, seen: Mapping[str, Sight], day: datetime.date) -> Entries:
    """Kind -> its entries that had begun on the day, newest first, each with its `standing`; null if closed.

    As on the page, values are those the entry has now: what was corrected since was never true.
    """
    found = entries_of(session, person, None, seen)
    return {thing.key: _of_kind(thing, found[thing.key], day) for thing in entry_things()}


def _of_kind(
    thing: EntryThing, rows: Sequence[Any] | None, day: datetime.date
) -> list[dict[str, Any]] | None:
    if rows is None:
        return None
    return [entry_as_json(thing, row) | {"standing": str(how)} for row, how in standing_on(thing, rows, day)]


def _kinds(seen: Mapping[str, Sight], sight: Sight) -> list[str]:
    """The kinds of entry whose group is seen no more than that."""
    return [thing.key for thing in entry_things() if thing.sensitive and seen[thing.sensitive] is sight]


def _value(field: Field, found: AsOf, names: Names) -> Any:
    value = found.values.get(field.column_name)
    if value is None:
        return None
    if field.kind is Kind.REF:
        return {"id": value, "name": value_on(field, found, names)}
    return _moment(value) if field.kind is Kind.MOMENT else to_json(value)


def _moment(value: datetime.datetime) -> str:
    return f"{value.isoformat(timespec='seconds')}Z"
