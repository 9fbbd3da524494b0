"""The WHERE of a list: filters and search words as SQL, the scope included."""

from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from app.access.scope import in_subtree, visible
from app.core.actor import current_actor, right_in_force
from app.core.errors import RuleViolated
from app.core.fields import Field, Kind
from app.core.partial_date import PartialDate
from app.core.rights import Right
from app.core.things import Thing
from app.core.values import parse
from app.core.vietnamese import fold, typed_words
from app.core.words import say
from app.organisation.models import UnitRef
from app.personnel.word_index import begins_a_word
from app.reports.asked import OPERATORS, Filter, ListRequest, filterable

Conditions = list[ColumnElement[bool]]


def conditions(session: Session, request: ListRequest) -> Conditions:
    """The WHERE of the list, the scope included."""
    model, words = request.thing.model, search_words(request)
    found = [*scope_of(model), *filters_of(session, request, request.filters), *kept_rows(request)]
    if words and request.thing.key == "person":
        return [*found, begins_a_word(words)]
    return found + [model.search_text.contains(word, autoescape=True) for word in words]


def scope_of(model: Any) -> Conditions:
    """What the actor may view, and under the right in force too when it is another one."""
    rights = dict.fromkeys((Right.VIEW, right_in_force() or Right.VIEW))
    return [visible(current_actor(), right, model) for right in rights]


def filters_of(session: Session, request: ListRequest, filters: tuple[Filter, ...]) -> Conditions:
    return [_condition(session, request.thing, condition) for condition in filters]


def kept_rows(request: ListRequest) -> Conditions:
    """Removed records stay out unless a filter names them; retired values where they are not wanted."""
    model = request.thing.model
    if request.search.strip() and not search_words(request) and hasattr(model, "search_text"):
        return [false()]  # signs only: nobody is called so
    if request.thing.key == "person":
        return _kept_people(model, {f.field for f in request.filters})
    if not request.with_retired and hasattr(model, "is_retired"):
        return [model.is_retired.is_(False)]
    return []


def _kept_people(model: Any, asked: set[str]) -> Conditions:
    """Live records; removed and archived ones where a filter asks for them (Điều 13.3)."""
    kept = [] if "is_removed" in asked else [model.is_removed.is_(False)]
    if not asked & {"record_state", "employment_status", "is_removed"}:
        kept.append(model.record_state != "archived")
    return kept


def search_words(request: ListRequest) -> list[str]:
    """The folded words of the search box; a thing without search text ignores them.

    Of people, each word must begin a word of the name or the staff number; elsewhere it may stand
    anywhere in name or code.
    """
    if not hasattr(request.thing.model, "search_text"):
        return []
    typed = request.search[:200]
    return (typed_words(typed) if request.thing.key == "person" else fold(typed).split())[:8]


def _condition(session: Session, thing: Thing, condition: Filter) -> Any:
    field = filterable(thing, condition.field)
    column = getattr(thing.model, field.column_name)
    if condition.operator not in OPERATORS:
        raise RuleViolated(say("Không có phép so sánh «{value}».", value=str(condition.operator)[:20]))
    if condition.operator == "empty":
        return or_(column.is_(None), column == "") if field.kind is Kind.TEXT else column.is_(None)
    if condition.operator == "filled":
        return column.is_not(None)
    if condition.operator == "in":
        values = condition.value if isinstance(condition.value, list) else str(condition.value).split(",")
        return column.in_([_value(field, value) for value in values[:200]])
    if condition.operator == "under":
        return _under(session, thing, field, condition.value)
    return _compare(field, column, condition.operator, condition.value)


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


def _under(session: Session, thing: Thing, field: Field, raw: Any) -> Any:
    if field.target != "unit":
        raise RuleViolated(say("«{label}» không phải đơn vị.", label=say(field.label)))
    path = session.scalars(select(UnitRef.path).where(UnitRef.id == _value(field, raw))).first()
    if path is None:
        raise RuleViolated(say("Không có đơn vị này."))
    if thing.key == "person":
        return in_subtree(thing.model.home_path, path)
    units = select(UnitRef.id).where(in_subtree(UnitRef.path, path))
    return getattr(thing.model, field.column_name).in_(units)
