"""Ending a unit as of its last day: nothing below it, no records, and a decision that says so."""

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock, ports
from app.core.errors import RuleViolated
from app.core.scoping import unscoped
from app.core.words import say
from app.organisation.in_force import has_ended, in_force
from app.organisation.models import Unit, UnitVersion


def end_unit(session: Session, unit: Unit, as_of: datetime.date, decision: Mapping[str, Any]) -> None:
    """Close a locked unit with the last day `as_of`, which may still come; until then it can be set anew."""
    refuse_ended(unit)
    _check_decision(decision)
    _check_empty(session, unit)
    _close_version(session, unit, as_of)
    unit.valid_to = as_of
    unit.end_decision, unit.end_decision_on = decision["number"], decision["signed_on"]
    session.flush()


def refuse_ended(unit: Unit) -> None:
    """RuleViolated when a unit is over: it stays as it was."""
    if has_ended(unit.valid_to):
        raise RuleViolated(
            say("«{name}» đã kết thúc hoạt động ngày {day:%d/%m/%Y}.", name=unit.name, day=unit.valid_to)
        )


def refuse_ending(session: Session, unit: Unit) -> None:
    """RuleViolated when a unit, or the one above it, has a last day: nothing about it changes any more."""
    parent = session.get(Unit, unit.parent_id) if unit.parent_id else None
    for one in (unit, parent):
        if one is not None and one.valid_to is not None:
            raise RuleViolated(
                say("«{name}» kết thúc hoạt động ngày {day:%d/%m/%Y}.", name=one.name, day=one.valid_to)
            )


def _check_decision(decision: Mapping[str, Any]) -> None:
    errors = {}
    if not decision.get("number"):
        errors["_decision_number"] = say("Ghi số quyết định kết thúc hoạt động.")
    if not decision.get("signed_on"):
        errors["_decision_on"] = say("Ghi ngày quyết định kết thúc hoạt động.")
    elif decision["signed_on"] > clock.today():
        errors["_decision_on"] = say("Ngày quyết định chưa đến.")
    if errors:
        raise RuleViolated(" ".join(errors.values()), errors=errors)


def _check_empty(session: Session, unit: Unit) -> None:
    below, held = units_below(session, unit), ports.records_held(session, unit.id)
    if below:
        raise RuleViolated(
            say("«{name}» còn {count} đơn vị trực thuộc đang hoạt động.", name=unit.name, count=below)
        )
    if held:
        sentence = say("«{name}» còn giữ {count} hồ sơ; điều chuyển hết rồi mới kết thúc được.",
                       name=unit.name, count=held)  # fmt: skip
        raise RuleViolated(sentence)


def units_below(session: Session, unit: Unit) -> int:
    """How many units directly below one are in force."""
    query = select(func.count()).select_from(Unit).where(Unit.parent_id == unit.id, in_force(Unit))
    return session.scalar(query, execution_options=unscoped("a number only")) or 0


def _close_version(session: Session, unit: Unit, as_of: datetime.date) -> None:
    """The last version ends with the unit."""
    query = select(UnitVersion).where(UnitVersion.unit_id == unit.id)
    last = session.scalars(query.order_by(UnitVersion.valid_from.desc()).limit(1)).one()
    if as_of < last.valid_from:
        sentence = say(
            "Lần thay đổi trước có hiệu lực từ {day:%d/%m/%Y}; ngày cuối không trước ngày đó.",
            day=last.valid_from,
        )
        raise RuleViolated(sentence, errors={"as_of": sentence})
    last.valid_to = as_of
