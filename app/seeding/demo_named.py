"""Three invented people with fixed, complete records (seed/demo/record_*.json): the same on every day.

Forms are checked against them, so nothing in them is drawn; what follows from their entries is computed.
"""

import json
from typing import Any

from app.audit.values import from_json
from app.core import things
from app.core.fields import Field, Kind
from app.personnel.models import Person, Placement, StatusPeriod
from app.seeding.files import ROOT

#: An official, a civil servant paid over the scale, a teacher.
NAMED = ("record_official", "record_civil_servant", "record_teacher")
_SINCE = {"placed_on": Placement.__fields__["from_on"], "status_on": StatusPeriod.__fields__["from_on"]}

Record = tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]


def named_records() -> list[Record]:
    """Fields of the person, and kind of entry -> rows; references as codes. All of it is verified."""
    return [_record(name) for name in NAMED]


def staff_numbers() -> list[str]:
    """The numbers by which the named people are found."""
    return [person["staff_number"] for person, _entries in named_records()]


def _record(name: str) -> Record:
    told = json.loads((ROOT / "demo" / f"{name}.json").read_text(encoding="utf-8"))
    person = _values({**Person.__fields__, **_SINCE}, told["person"])
    state = {"entry_state": "verified", **{key: person[key] for key in ("verified_at", "verified_by")}}
    entries = {
        kind: [{**_values(things.get(kind).fields, row), **state} for row in rows]
        for kind, rows in told["entries"].items()
    }
    return person, entries


def _values(fields: dict[str, Field], told: dict[str, Any]) -> dict[str, Any]:
    """Values as the database takes them; a reference stays a code."""
    return {
        name: value if fields[name].kind is Kind.REF else from_json(fields[name], value)
        for name, value in told.items()
    }
