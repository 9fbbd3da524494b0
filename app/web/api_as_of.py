"""REST: the general part of a record as it stood on a day (requirement D12)."""

import datetime
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from app.access.sensitive import Sight
from app.audit.values import to_json
from app.core import things
from app.core.fields import Field, Kind
from app.personnel.as_of import AsOf, as_of, day_asked
from app.web.api_sensitive import seen_by_reader
from app.web.as_of_lines import Names, ids_of, sight_of, value_on
from app.web.entry_reading import record_in_view
from app.web.history_names import names_of


def as_of_answer(session: Session, person_id: int) -> Response:
    """The fields of a record in scope on the day the address names; null for what is masked or withheld.

    `entered_at` is given for a record that was entered after that day: fields no entry says are then
    those it was first entered with.
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
    )


def _value(field: Field, found: AsOf, names: Names) -> Any:
    value = found.values.get(field.column_name)
    if value is None:
        return None
    if field.kind is Kind.REF:
        return {"id": value, "name": value_on(field, found, names)}
    return _moment(value) if field.kind is Kind.MOMENT else to_json(value)


def _moment(value: datetime.datetime) -> str:
    return f"{value.isoformat(timespec='seconds')}Z"
