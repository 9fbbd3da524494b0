"""Lists of the API: from ``q`` to a checked list request, from rows to Flask-AppBuilder's answer."""

from copy import deepcopy
from typing import Any

from flask_appbuilder.api.schemas import get_list_schema
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from app.core.errors import RuleViolated
from app.core.fields import Field, Kind
from app.core.things import Thing
from app.core.words import say
from app.reports.asked import may_filter
from app.reports.criteria import Criterion
from app.reports.listing import COUNT_CAP, LARGEST_PAGE, Filter, ListRequest, page_and_count
from app.web.api_errors import BadRequest
from app.web.api_schemas import row_schema

#: Flask-AppBuilder's names of operators that ours know under another one.
OPERATOR_ALIASES = {"rel_o_m": "eq", "nrel_o_m": "neq"}
DEFAULT_PAGE_SIZE = 25

LIST_SCHEMA: dict[str, Any] = deepcopy(get_list_schema)
LIST_SCHEMA["properties"]["search"] = {"type": "string"}
for _part in (LIST_SCHEMA, LIST_SCHEMA["properties"]["filters"]["items"]):
    _part["additionalProperties"] = False


def list_request(thing: Thing, query: dict[str, Any]) -> ListRequest:
    """The list that ``q`` asks for; page and size are brought within bounds."""
    size = int(query.get("page_size", DEFAULT_PAGE_SIZE))
    return ListRequest(
        thing=thing,
        search=query.get("search", ""),
        filters=tuple(_filter(item) for item in query.get("filters", [])),
        order=query.get("order_column", ""),
        descending=query.get("order_direction") == "desc",
        page=int(query.get("page", 0)),
        page_size=size if 0 < size < LARGEST_PAGE else LARGEST_PAGE,
        columns=_without_id(asked_columns(query)),
    )


def asked_columns(query: dict[str, Any]) -> tuple[str, ...]:
    """The columns that ``q`` names, each once; ``id``, which every row has anyway, may be among them."""
    return tuple(dict.fromkeys(query.get("columns") or query.get("select_columns") or ()))


def _filter(item: dict[str, Any]) -> Filter:
    operator = item["opr"]
    return Filter(item["col"], OPERATOR_ALIASES.get(operator, operator), item["value"])


def list_answer(session: Session, thing: Thing, query: dict[str, Any]) -> dict[str, Any]:
    """The body of a list; BadRequest for a column, filter or value that is not to be had."""
    wanted = list_request(thing, query)
    try:
        shown = tuple(field.name for field in wanted.shown_columns())
        columns = asked_columns(query) or shown
        rows, count = page_and_count(session, wanted)
    except RuleViolated as error:
        raise BadRequest(error.message, errors=error.errors) from error
    except ArgumentError as error:
        raise BadRequest(say("Phép so sánh không dùng được với giá trị này.")) from error
    return {
        "count": count,
        "is_count_capped": count > COUNT_CAP,
        "ids": [row.id for row in rows],
        "result": row_schema(thing.key, _without_id(columns))(many=True).dump(rows),
        **_headings(thing, columns, query.get("keys")),
    }


def _without_id(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in columns if name != "id")


def _headings(thing: Thing, columns: tuple[str, ...], keys: list[str] | None) -> dict[str, Any]:
    """What describes the list; only the named parts when ``keys`` names some."""
    shown = [thing.fields[name] for name in columns if name != "id"]
    parts: dict[str, Any] = {
        "list_columns": list(columns),
        "label_columns": {field.name: say(field.label) for field in shown},
        "description_columns": {field.name: field.help for field in shown if field.help},
        "order_columns": [field.name for field in thing.fields.values() if may_filter(field)],
        "list_title": say(thing.label),
    }
    return parts if not keys else {name: part for name, part in parts.items() if name in keys}


def operators_of(criterion: Criterion) -> list[dict[str, str]]:
    """The operators a list may be filtered with by this criterion, each with its Vietnamese wording."""
    names = _operator_names(criterion.field)
    if criterion.kind:
        names = [*names, "blank"]
    return [{"operator": name, "name": say(criterion.operators[name])} for name in names]


def _operator_names(field: Field) -> list[str]:
    always = ["eq", "neq", "in", "empty", "filled"]
    if not may_filter(field) or field.kind is Kind.MOMENT:
        return ["empty", "filled"] if may_filter(field) else []
    if field.kind is Kind.TEXT:
        return [*always, "ct", "sw"]
    if field.kind is Kind.REF:
        return [*always, "under"] if field.target == "unit" else always
    if field.kind in (Kind.DAY, Kind.PARTIAL_DAY, Kind.INTEGER, Kind.DECIMAL):
        return [*always, "gt", "gte", "lt", "lte"]
    return always
