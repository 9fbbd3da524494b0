"""What a list was asked to show, and which fields may be shown, filtered and ordered on."""

import dataclasses
from typing import Any

from app.core.errors import RuleViolated
from app.core.fields import Field
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
