"""The first place of a new record, as its form starts and as the form after it goes on."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import things
from app.core.pinned import pinned
from app.organisation.models import Unit
from app.web.lookup import reference_title
from app.web.requests import reference_value

NAMES = ("_place_unit", "_place_status", "_place_on", "_decision_number", "_decision_on")
_REFERENCES = {"_place_unit": "unit", "_place_status": "employment_status"}
#: Nearly everybody who gets a record is at work.
(_USUAL_STATUS,) = pinned("employment_status", "DANG_LAM")


def place_in_form(session: Session, form: Mapping[str, str], args: Mapping[str, str]) -> dict[str, Any]:
    """`place` and `place_titles` of the form: what was typed, or what an empty form starts with."""
    place = {name: form.get(name, "") for name in NAMES}
    if not form:
        place["_place_unit"] = args.get("unit", "") or _only_unit(session)
        place["_place_status"] = args.get("status", "") or _usual_status(session)
    titles = {name: _title(session, key, place[name]) for name, key in _REFERENCES.items()}
    return {"place": place, "place_titles": titles}


def place_of_next(form: Mapping[str, str]) -> dict[str, str]:
    """What the form after a saved one starts with: papers come in piles, one unit after the other."""
    return {"unit": form.get("_place_unit", ""), "status": form.get("_place_status", "")}


def _title(session: Session, key: str, chosen: str) -> str:
    value = reference_value(chosen)
    return reference_title(session, key, value) if isinstance(value, int) else ""


def _only_unit(session: Session) -> str:
    """The unit of an account that has just one in its scope."""
    found = session.scalars(select(Unit.id).where(Unit.is_group.is_(False)).limit(2)).all()
    return str(found[0]) if len(found) == 1 else ""


def _usual_status(session: Session) -> str:
    model = things.get("employment_status").model
    query = select(model.id).where(model.code == _USUAL_STATUS, model.is_retired.is_(False))
    return str(session.scalars(query).first() or "")
