"""What a list was asked to show, and which fields may be shown, filtered and ordered on."""

import dataclasses
from typing import Any

from app.access.list_groups import groups_in_lists
from app.core.actor import current_actor
from app.core.errors import RuleViolated
from app.core.fields import Field, Kind
from app.core.things import Thing
from app.core.words import say

#: Counting stops here: above it a list says "trên 10.000".
COUNT_CAP = 10_000
LARGEST_PAGE = 100

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
        names = self.columns or usual_columns(self.thing)
        return [listable(self.thing, name) for name in names]


def usual_columns(thing: Thing) -> tuple[str, ...]:
    """The columns of a list nobody arranged: those of the declaration that the reader may meet in lists."""
    return tuple(name for name in thing.default_columns if may_list(thing.fields[name]))


def may_list(field: Field) -> bool:
    """Whether the reader of the moment may meet the field in lists: as a column, a filter or an order."""
    return not field.sensitive or field.sensitive in groups_in_lists(current_actor())


def may_filter(field: Field) -> bool:
    """Whether the reader of the moment may filter or order by the field."""
    return may_list(field) and field.kind is not Kind.LONG


def listable(thing: Thing, name: str) -> Field:
    """The field, if lists and the API may show it as a column."""
    field = thing.fields.get(name)
    if field is None or not may_list(field):
        raise RuleViolated(
            say("Không có cột «{value}».", value=name[:60]), errors={name[:60]: say("Không có cột này.")}
        )
    return field


def filterable(thing: Thing, name: str) -> Field:
    """The field, if it may be filtered or ordered on (sensitive ones: see `access.list_groups`)."""
    field = thing.fields.get(name)
    if field is None or not may_filter(field):
        raise RuleViolated(
            say("Không lọc hay sắp xếp theo «{value}» được.", value=name[:60]),
            errors={name[:60]: say("Không dùng để lọc, sắp xếp.")},
        )
    return field
