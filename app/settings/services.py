"""Changing a setting: parsed by its declaration, with history, in one transaction."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.actor import require_right
from app.core.errors import Conflict, NotFound, RuleViolated
from app.core.fields import Field, Kind
from app.core.html import clean_html
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.values import parse, show
from app.core.words import say
from app.settings.models import SettingValue
from app.settings.reading import forget
from app.settings.registry import fault_of, needs_ground, setting_field


def edition(session: Session, keys: Collection[str]) -> int:
    """A number that grows with every change of one of these settings."""
    query = select(func.coalesce(func.sum(SettingValue.version), 0)).where(SettingValue.key.in_(keys))
    return int(session.scalar(query) or 0)


def settings_change(session: Session, raw: Mapping[str, str], *, ground: str, seen: int | None = None) -> int:
    """Set the given settings (key -> what was typed); how many differ from before.

    RuleViolated names every faulty one by its key, or the missing ground, and changes nothing; NotFound
    for an unknown key; Conflict when `seen` is no longer their edition.
    """
    require_right(Right.MANAGE, "setting")
    typed = _checked(session, raw)
    with transaction(session, Right.MANAGE):
        require_edition(session, typed, seen)
        _require_ground(session, typed, ground)
        count = sum(setting_put(session, key, value, ground) for key, value in typed.items())
    forget()
    return count


def _require_ground(session: Session, typed: Mapping[str, str], ground: str) -> None:
    """What follows from the Quy chế changes by a document alone (Điều 20.3.a)."""
    if ground.strip():
        return
    changed = [key for key, value in typed.items() if needs_ground(key) and _differs(session, key, value)]
    if changed:
        sentence = say("Ghi căn cứ thay đổi: số, ngày văn bản.")
        raise RuleViolated(sentence, errors={"ground": sentence})


def require_edition(session: Session, keys: Collection[str], seen: int | None) -> None:
    """Conflict when somebody changed one of these settings since they were shown."""
    if seen is not None and edition(session, keys) != seen:
        raise Conflict(say("Tham số vừa được người khác sửa. Xem lại giá trị rồi lưu."))


def _checked(session: Session, raw: Mapping[str, str]) -> dict[str, str]:
    typed, errors = {}, {}
    for key, given in raw.items():
        try:
            field = setting_field(key)
        except KeyError as error:
            raise NotFound() from error
        if not field.is_editable:  # set by an act of its own
            raise NotFound()
        try:
            value = parse(field, given)
            typed[key] = _kept_form(field, value)
            fault = fault_of(session, key, value)
        except RuleViolated as error:
            fault = error.message
        if fault:
            errors[key] = fault
    if errors:
        raise RuleViolated(say("Chưa lưu được, còn {count} mục cần sửa.", count=len(errors)), errors=errors)
    return typed


def _kept_form(field: Field, value: Any) -> str:
    if field.kind is Kind.LONG:
        return clean_html(value or "")
    return str(value or "") if field.kind in (Kind.CHOICE, Kind.TEXT) else show(field, value)


def setting_put(session: Session, key: str, value: str, ground: str) -> bool:
    """Set one setting inside a transaction of the caller, who calls `forget` after it; whether it differs."""
    if not _differs(session, key, value):
        return False
    ground, row = ground.strip()[:300], _row_of(session, key)
    if row is None:
        session.add(SettingValue(key=key, value=value, ground=ground))
    else:
        row.value, row.ground = value, ground
    return True


def _row_of(session: Session, key: str) -> SettingValue | None:
    return session.scalars(select(SettingValue).where(SettingValue.key == key)).first()


def _differs(session: Session, key: str, value: str) -> bool:
    row, field = _row_of(session, key), setting_field(key)
    return bool(parse(field, value) != field.default if row is None else row.value != value)
