"""What a new person or unit needs beside its own fields: the place it stands in, and since when."""

import dataclasses
from typing import Any

from sqlalchemy.orm import Session

from app.core import things
from app.core.errors import RuleViolated
from app.core.fields import Field, Kind, day, text
from app.core.services import Saved, resolve_reference
from app.core.values import parse
from app.core.words import say
from app.organisation.services import unit_service
from app.personnel.services import FirstPlace, person_service

PERSON = things.get("person").fields
UNIT = things.get("unit").fields


def _wanted(**declared: Field) -> dict[str, Field]:
    return {name: dataclasses.replace(field, name=name) for name, field in declared.items()}


def _required(field: Field) -> Field:
    return dataclasses.replace(field, required=True)


_DECISION = _wanted(decision_number=text("Số quyết định", max_length=100), decision_on=day("Ngày quyết định"))
#: What a POST of a person or a unit carries beside the editable fields.
PERSON_PLACE = _DECISION | _wanted(
    home_unit=PERSON["home_unit"],
    placed_on=day("Ngày về đơn vị", required=True),
    employment_status=PERSON["employment_status"],
)
UNIT_PLACE = _DECISION | _wanted(
    name=UNIT["name"],
    parent=_required(UNIT["parent"]),
    unit_type=_required(UNIT["unit_type"]),
    founded_on=day("Ngày thành lập", required=True),
)


def person_add(session: Session, body: dict[str, Any]) -> Saved:
    """A new record in the unit, since the day and in the status the body names (Điều 11.1)."""
    place, rest = _split(session, body, PERSON_PLACE)
    return person_service.create(
        session, rest,
        FirstPlace(
            unit_id=place["home_unit"], placed_on=place["placed_on"],
            employment_status_id=place["employment_status"],
            decision_number=place["decision_number"], decision_on=place["decision_on"],
        ),
    )  # fmt: skip


def unit_add(session: Session, body: dict[str, Any]) -> Saved:
    """A new unit below the parent the body names, in force since the day of its foundation (B1)."""
    place, rest = _split(session, body, UNIT_PLACE)
    return unit_service.create(
        session, rest, name=place["name"], parent_id=place["parent"], type_id=place["unit_type"],
        founded_on=place["founded_on"],
        decision={"number": place["decision_number"], "signed_on": place["decision_on"]},
    )  # fmt: skip


def _split(
    session: Session, body: dict[str, Any], wanted: dict[str, Field]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The typed values of the wanted fields, and the rest of the body as it came; every fault at once."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, field in wanted.items():
        try:
            values[name] = _value(session, field, body.get(name))
        except RuleViolated as error:
            errors[name] = error.message
    if errors:
        raise RuleViolated(say("Chưa lưu được, còn {count} mục cần sửa.", count=len(errors)), errors=errors)
    return values, {name: value for name, value in body.items() if name not in wanted}


def _value(session: Session, field: Field, raw: Any) -> Any:
    value = parse(field, raw)
    if field.kind is not Kind.REF:
        return value
    found = resolve_reference(session, field, value)
    if found is None:
        raise RuleViolated(
            say("«{label}» không có, đã ngừng dùng hoặc nằm ngoài phạm vi.", label=say(field.label))
        )
    return found
