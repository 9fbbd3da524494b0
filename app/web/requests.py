"""What a request asks for, read once and brought within bounds."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from app.core.errors import NotFound, RuleViolated
from app.core.fields import Field, Kind
from app.core.things import Thing
from app.core.words import say
from app.reports.criteria import find_criterion, split_name
from app.reports.listing import LARGEST_PAGE, OPERATORS, Filter, ListRequest

PAGE_SIZES = (25, 50, 100)
MOST_FILTERS = 50
#: Comparisons that need no value.
WORDLESS = ("empty", "filled", "blank")
_FILTER = "f."
_BARE = tuple(f".{operator}" for operator in WORDLESS)


def row_id(text: str) -> int:
    """The id in a path; NotFound for anything that is no id (25 digits, words)."""
    if not (text.isascii() and text.isdigit()) or not 0 < len(text) < 10:
        raise NotFound()
    return int(text)


def number(args: Mapping[str, str], name: str, default: int, highest: int) -> int:
    """A number from the address, clamped; anything else counts as the default."""
    text = args.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        return default if not (text.isascii() and text.isdigit()) else highest
    return min(int(text), highest)


def list_request(thing: Thing, args: MultiDict[str, str]) -> ListRequest:
    """The list an address asks for: ``q``, ``page``, ``psize``, ``order``, ``dir`` and ``f.<field>.<op>``,
    where a field of an entry is ``<kind>.<field>``."""
    filters = []
    for name, value in args.items(multi=True):
        if name.startswith(_FILTER) and (value.strip() or name.endswith(_BARE)):
            field, operator = split_name(thing, name.removeprefix(_FILTER))
            filters.append(Filter(field, operator or default_operator(thing, field), value.strip()))
    if len(filters) > MOST_FILTERS:
        raise RuleViolated(
            say("Mỗi danh sách lọc tối đa {most_filters} điều kiện.", most_filters=MOST_FILTERS)
        )
    return ListRequest(
        thing=thing,
        search=args.get("q", ""),
        filters=tuple(filters),
        order=args.get("order", ""),
        descending=args.get("dir") == "desc",
        page=number(args, "page", 0, 1_000_000),
        page_size=max(number(args, "psize", PAGE_SIZES[0], LARGEST_PAGE), 1),
    )


def default_operator(thing: Thing, name: str) -> str:
    """How a field is filtered when the address names no operator."""
    found = find_criterion(thing, name)
    if found is None:
        return "eq"
    if found.field.target == "unit":
        return "under"
    return "ct" if found.field.kind is Kind.TEXT else "eq"


def query_args(wanted: ListRequest, **changes: Any) -> dict[str, Any]:
    """The address of the same list, with changes."""
    args: dict[str, Any] = {f"{_FILTER}{f.field}.{f.operator}": f.value for f in wanted.filters}
    if wanted.search:
        args["q"] = wanted.search
    if wanted.order:
        args["order"] = wanted.order
    if wanted.descending:
        args["dir"] = "desc"
    if wanted.page_size != PAGE_SIZES[0]:
        args["psize"] = wanted.page_size
    args |= changes
    return {name: value for name, value in args.items() if value not in (None, "")}


def form_values(fields: list[Field]) -> dict[str, Any]:
    """The raw values of a posted form by field name; ids of references become numbers.

    A flag that is not in a form was left unticked. Fields the form does not have are refused by
    the service, so they are passed on.
    """
    known = {field.name: field for field in fields}
    values: dict[str, Any] = {
        name: text for name, text in request.form.items() if name not in RESERVED and name not in known
    }
    for name, field in known.items():
        text = request.form.get(name)
        if field.kind is Kind.FLAG:
            values[name] = text or "0"
        elif text is not None:
            values[name] = reference_value(text) if field.kind is Kind.REF else text
    return values


def reference_value(text: str) -> int | str | None:
    """The id chosen in a reference field; the text itself if it is none (refused later)."""
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


#: Form entries that are the form's own.
RESERVED = frozenset(
    {
        "csrf_token",
        "_version",
        "_once",
        "_next",
        "_place_unit",
        "_place_on",
        "_place_status",
        "_decision_number",
        "_decision_on",
        "action",
        "rowid",
        "confirmed",
        "_operators",
    }
)

OPERATOR_LABELS = OPERATORS


def is_testing() -> bool:
    return bool(current_app.testing)
