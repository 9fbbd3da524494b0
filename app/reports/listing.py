"""A list of any thing: what was asked, checked once, as SQL in scope."""

import dataclasses
from collections.abc import Iterator, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.access.scope import in_subtree, visible
from app.core import things
from app.core.actor import current_actor
from app.core.errors import RuleViolated
from app.core.fields import Field, Kind
from app.core.partial_date import PartialDate
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.things import Thing
from app.core.values import parse
from app.core.vietnamese import fold
from app.core.words import say
from app.organisation.models import UnitRef

#: Counting stops here: above it a list says "trên 10.000".
COUNT_CAP = 10_000
LARGEST_PAGE = 100
_DEEPEST_ROW = 1_000_000

#: Operator -> how Vietnamese lists word it.
OPERATORS = {
    "eq": "là",
    "neq": "khác",
    "ct": "chứa",
    "sw": "bắt đầu bằng",
    "gt": "lớn hơn",
    "gte": "từ",
    "lt": "nhỏ hơn",
    "lte": "đến",
    "in": "thuộc",
    "under": "thuộc nhánh",
    "empty": "để trống",
    "filled": "đã nhập",
}


@dataclasses.dataclass(frozen=True)
class Filter:
    """One condition: field name, operator, raw value."""

    field: str
    operator: str
    value: Any = None


@dataclasses.dataclass(frozen=True)
class ListRequest:
    """What a list should show; every part is checked when the query is built."""

    thing: Thing
    search: str = ""
    filters: tuple[Filter, ...] = ()
    order: str = ""
    descending: bool = False
    page: int = 0
    page_size: int = 25
    columns: tuple[str, ...] = ()
    with_retired: bool = True

    def shown_columns(self) -> list[Field]:
        """The fields of the list's columns, in order; RuleViolated for one that is not to be listed."""
        names = self.columns or self.thing.default_columns
        return [listable(self.thing, name) for name in names]


def listable(thing: Thing, name: str) -> Field:
    """The field, if lists and the API may show it as a column."""
    field = thing.fields.get(name)
    if field is None or field.sensitive:
        raise RuleViolated(
            say("Không có cột «{value}».", value=name[:60]), errors={name[:60]: say("Không có cột này.")}
        )
    return field


def filterable(thing: Thing, name: str) -> Field:
    """The field, if it may be filtered or ordered on (sensitive ones never)."""
    field = thing.fields.get(name)
    if field is None or not field.is_filterable:
        raise RuleViolated(
            say("Không lọc hay sắp xếp theo «{value}» được.", value=name[:60]),
            errors={name[:60]: say("Không dùng để lọc, sắp xếp.")},
        )
    return field


def conditions(session: Session, request: ListRequest) -> list[ColumnElement[bool]]:
    """The WHERE of the list, the scope included."""
    model = request.thing.model
    found: list[ColumnElement[bool]] = [visible(current_actor(), Right.VIEW, model)]
    found += [_condition(session, request.thing, condition) for condition in request.filters]
    found += [model.search_text.contains(word, autoescape=True) for word in search_words(request)]
    if request.thing.key == "person" and not any(f.field == "is_removed" for f in request.filters):
        found.append(model.is_removed.is_(False))
    if not request.with_retired and hasattr(model, "is_retired"):
        found.append(model.is_retired.is_(False))
    return found


def search_words(request: ListRequest) -> list[str]:
    """The folded words of the search box; a thing without search text ignores them."""
    if not hasattr(request.thing.model, "search_text"):
        return []
    return fold(request.search[:200]).split()[:8]


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


def rows_query(session: Session, request: ListRequest) -> Select[Any]:
    """The rows of the list in a total order, with the references its columns show."""
    model = request.thing.model
    query = select(model).where(*conditions(session, request))
    for field in request.shown_columns():
        if field.kind is Kind.REF:
            query = query.options(joinedload(getattr(model, field.name)))
    return _ordered(query, request)


def _ordered(query: Select[Any], request: ListRequest) -> Select[Any]:
    model, thing = request.thing.model, request.thing
    keys: list[Any] = []
    if request.order:
        field = filterable(thing, request.order)
        if field.kind is Kind.REF:
            target = aliased(things.get(field.target).reference_model)
            query = query.outerjoin(target, target.id == getattr(model, field.column_name))
            keys.append(target.name)
        elif request.order == thing.title and hasattr(model, "sort_key"):
            keys.append(model.sort_key)
        else:
            keys.append(getattr(model, field.column_name))
    default = [getattr(model, name) for name in thing.order_by]
    keys += [key for key in default if key is not (keys[0] if keys else None)]
    if not any(key is model.id for key in keys):
        keys.append(model.id)
    first = keys[0].desc() if request.descending else keys[0].asc()
    return query.order_by(first, *keys[1:])


def page_of(session: Session, request: ListRequest) -> Sequence[Any]:
    """One page of rows; sizes and page numbers out of reason are brought back within bounds."""
    size = min(max(request.page_size, 1), LARGEST_PAGE)
    offset = min(max(request.page, 0) * size, _DEEPEST_ROW)
    query = rows_query(session, request).limit(size).offset(offset)
    return session.scalars(query).unique().all()


def count_of(session: Session, request: ListRequest) -> int:
    """How many rows match, at most COUNT_CAP + 1."""
    model = request.thing.model
    inner = select(model.id).where(*conditions(session, request)).limit(COUNT_CAP + 1).subquery()
    query = select(func.count()).select_from(inner)
    return session.scalar(query, execution_options=unscoped("explicit condition")) or 0


def every_row(session: Session, request: ListRequest, *, batch: int = 1000) -> Iterator[Any]:
    """All rows of the list, read in batches so that memory stays flat."""
    query = rows_query(session, request).execution_options(yield_per=batch)
    yield from session.scalars(query)


def ids_of(session: Session, request: ListRequest, most: int) -> list[int]:
    """The ids of the rows of the list, at most `most`, in no particular order."""
    model = request.thing.model
    query = select(model.id).where(*conditions(session, request)).limit(most)
    return list(session.scalars(query))
