"""One comparison as SQL: a column of a declared field, an operator, a raw value."""

from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.scope import in_subtree
from app.core.errors import RuleViolated
from app.core.fields import Field, Kind
from app.core.partial_date import PartialDate
from app.core.values import parse
from app.core.words import say
from app.organisation.models import UnitRef


def compared(session: Session, field: Field, column: Any, operator: str, raw: Any) -> Any:
    """The condition that a column with the values of `field` holds; RuleViolated for a value it cannot take.

    `operator` is one of `asked.OPERATORS`.
    """
    if operator == "empty":
        return or_(column.is_(None), column == "") if field.kind is Kind.TEXT else column.is_(None)
    if operator == "filled":
        return column.is_not(None)
    if operator == "in":
        values = raw if isinstance(raw, list) else str(raw).split(",")
        return column.in_([_value(field, value) for value in values[:200]])
    if operator == "under":
        return column.in_(select(UnitRef.id).where(in_subtree(UnitRef.path, path_of(session, field, raw))))
    return _compare(field, column, operator, raw)


def _compare(field: Field, column: Any, operator: str, raw: Any) -> Any:
    if operator in ("ct", "sw"):
        if field.kind is not Kind.TEXT:
            raise RuleViolated(say("«{label}» không lọc theo chữ được.", label=say(field.label)))
        text = str(raw)[:200]
        method = column.icontains if operator == "ct" else column.istartswith
        return method(text, autoescape=True)
    value = _value(field, raw)
    if isinstance(value, PartialDate):
        return _compare_partial(column, operator, value.isoformat())
    if operator not in ("eq", "neq") and (value is None or isinstance(value, bool)):
        raise RuleViolated(say("«{label}» không so sánh hơn kém được.", label=say(field.label)))
    compare = {"eq": eq, "neq": ne, "gt": gt, "gte": ge, "lt": lt, "lte": le}[operator]
    return compare(column, value)


def _compare_partial(column: Any, operator: str, iso: str) -> Any:
    """A year or a month stands for every day in it ("~" follows every digit and dash)."""
    after = iso + "~"
    return {
        "eq": column.between(iso, after),
        "neq": ~column.between(iso, after),
        "gt": column > after,
        "gte": column >= iso,
        "lt": column < iso,
        "lte": column <= after,
    }[operator]


def _value(field: Field, raw: Any) -> Any:
    if field.kind is Kind.REF and isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 10:
        return int(raw)
    value = parse(field, raw)
    if field.kind is Kind.REF and not isinstance(value, int):
        raise RuleViolated(say("«{label}» lọc theo mã số của giá trị.", label=say(field.label)))
    return value


def path_of(session: Session, field: Field, raw: Any) -> str:
    """The path of the unit a condition names; RuleViolated if there is none, or the field holds no units."""
    if field.target != "unit":
        raise RuleViolated(say("«{label}» không phải đơn vị.", label=say(field.label)))
    path: str | None = session.scalars(select(UnitRef.path).where(UnitRef.id == _value(field, raw))).first()
    if path is None:
        raise RuleViolated(say("Không có đơn vị này."))
    return path
