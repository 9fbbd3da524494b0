"""What a list may be filtered by: the fields of its rows and, where these have entries, the fields of those.

A name with a dot, ``training.education_level``, is a kind of entry and a field of it. Every kind that belongs
to no sensitive group is offered, with every field of it that the reader may filter by; the others are refused
like any sensitive field (Điều 8.3).
"""

import dataclasses
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from app.core.entry import EntryThing, entry_thing, entry_things
from app.core.errors import RuleViolated
from app.core.fields import Field
from app.core.things import Thing
from app.core.words import say
from app.reports.asked import OPERATORS, Filter, ListRequest, filterable, may_filter

#: How lists word comparisons with the entries of a record. Those that deny speak of all of them: «khác» of
#: one entry among many would hold of nearly everybody. `blank`, for entries alone, finds a post still held.
ENTRY_OPERATORS = {
    **OPERATORS,
    "neq": "không có mục nào là",
    "empty": "không có mục nào đã nhập",
    "filled": "có mục đã nhập",
    "blank": "có mục để trống",
}
#: Void entries count nowhere, so their state is no criterion; nor is the record an entry belongs to.
_NOT_OFFERED = frozenset({"person", "is_void", "void_reason"})


@dataclasses.dataclass(frozen=True)
class Criterion:
    """A field a list may be filtered by: its own, or one of a kind of entry of its rows."""

    field: Field
    kind: EntryThing | None = None

    @property
    def prefix(self) -> str:
        """What stands before the name of the field in addresses."""
        return f"{self.kind.key}." if self.kind else ""

    @property
    def name(self) -> str:
        """Its name in addresses, saved filters and the API."""
        return self.prefix + self.field.name

    @property
    def label(self) -> str:
        """What readers call it."""
        label = say(self.field.label)
        return say("{kind}: {field}", kind=say(self.kind.label), field=label) if self.kind else label

    @property
    def operators(self) -> Mapping[str, str]:
        """Operator -> how it is worded."""
        return ENTRY_OPERATORS if self.kind else OPERATORS


@dataclasses.dataclass(frozen=True)
class Asked:
    """One condition of a list: a criterion it may be filtered by, a known operator, the raw value."""

    criterion: Criterion
    operator: str
    value: Any


def criterion(thing: Thing, name: str) -> Criterion:
    """The criterion of this name; RuleViolated for one the list is not to be filtered by."""
    return entry_criteria(thing).get(name) or Criterion(filterable(thing, name))


def asked_of(thing: Thing, condition: Filter) -> Asked:
    """A condition, checked but for its value; RuleViolated for an unknown field or operator."""
    found = criterion(thing, condition.field)
    if condition.operator not in found.operators:
        raise RuleViolated(say("Không có phép so sánh «{value}».", value=str(condition.operator)[:20]))
    return Asked(found, condition.operator, condition.value)


def asked_in(request: ListRequest) -> list[Asked]:
    """The conditions of a list, each checked so."""
    return [asked_of(request.thing, one) for one in request.filters]


def check_asked(request: ListRequest) -> None:
    """RuleViolated if the reader of the moment may not ask for a column, condition or order of a list."""
    request.shown_columns()
    asked_in(request)
    if request.order:
        filterable(request.thing, request.order)


def entry_criteria(thing: Thing) -> Mapping[str, Criterion]:
    """Name -> criterion on an entry of the rows of this thing, by kind and in the order of their forms."""
    return {name: one for name, one in _entry_criteria(thing.key).items() if may_filter(one.field)}


@functools.cache
def _entry_criteria(key: str) -> Mapping[str, Criterion]:
    found = [Criterion(field, kind) for kind in entry_things() for field in _offered(kind, key)]
    return {one.name: one for one in found}


def _offered(kind: EntryThing, owner: str) -> Iterator[Field]:
    if kind.sensitive or owner not in dict(kind.model.__scope__.owners):
        return
    for field in kind.fields.values():
        is_in_form = field.name != "to_on" or not kind.is_point
        if not field.derived and is_in_form and field.name not in _NOT_OFFERED:
            yield field


def split_name(thing: Thing, text: str) -> tuple[str, str]:
    """``sex.eq`` as field and operator, ``training.education_level.eq`` too; no operator is empty text."""
    first, _dot, rest = text.partition(".")
    if first in thing.fields or entry_thing(first) is None:
        return first, rest
    own, _dot, operator = rest.partition(".")
    return f"{first}.{own}", operator


def find_criterion(thing: Thing, name: str) -> Criterion | None:
    """The criterion of this name, or None where there is none."""
    try:
        return criterion(thing, name)
    except RuleViolated:
        return None
