"""The heading row of a list: which column holds which field, by label or by name."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from app.catalogs.keys import key_columns
from app.core.errors import RuleViolated
from app.core.fields import Field
from app.core.things import Thing
from app.core.vietnamese import clean
from app.core.words import say
from app.documents.sheets import address

#: The heading stands within this many rows from the top.
_SEARCHED = 15
_IGNORED = "stt"


@dataclasses.dataclass(frozen=True)
class Headings:
    """Where the heading row stands (from nought) and the field of each column."""

    row: int
    fields: dict[int, Field]

    def cell(self, row: int, name: str) -> str:
        """The address of a field in a row; of the first column when the file lacks the field."""
        columns = (index for index, field in self.fields.items() if field.name == name)
        return address(row, next(columns, 0))


def find_headings(thing: Thing, rows: Sequence[Sequence[Any]]) -> Headings:
    """The headings of a list; RuleViolated names every unknown, doubled or missing column."""
    known = {_word(word): field for field in thing.editable_fields() for word in (field.name, field.label)}
    scored = [(sum(_word(cell) in known for cell in row), -at) for at, row in enumerate(rows[:_SEARCHED])]
    score, place = max(scored, default=(0, 0))
    if score < 2:
        raise RuleViolated(
            say(
                "Không thấy dòng tiêu đề (Mã, Tên, …) trong {searched} dòng đầu. "
                "Xuất danh mục để lấy tệp mẫu.",
                searched=_SEARCHED,
            )
        )
    at = -place
    errors = _faults(known, rows, at)
    fields = {index: known[_word(cell)] for index, cell in enumerate(rows[at]) if _word(cell) in known}
    present = {field.name for field in fields.values()}
    missing = [field.label for field in thing.editable_fields() if _is_needed(thing, field, present)]
    if errors or missing:
        raise RuleViolated(_sentence(errors, missing), errors=errors)
    return Headings(at, fields)


def _word(cell: Any) -> str:
    return clean(cell).rstrip(" *").lower() if isinstance(cell, str) else ""


def _is_needed(thing: Thing, field: Field, present: set[str]) -> bool:
    is_key = field.column_name in key_columns(thing)
    return field.name not in present and (is_key or (field.required and field.default is None))


def _faults(known: dict[str, Field], rows: Sequence[Sequence[Any]], at: int) -> dict[str, str]:
    errors: dict[str, str] = {}
    seen: dict[str, str] = {}
    for index, cell in enumerate(rows[at]):
        where, field = address(at, index), known.get(_word(cell))
        if field is not None and field.name in seen:
            errors[where] = say(
                "Cột «{label}» đã có ở ô {value}.", label=say(field.label), value=seen[field.name]
            )
        elif field is not None:
            seen[field.name] = where
        elif _word(cell) != _IGNORED and (fault := _unknown(rows, at, index)):
            errors[where] = fault
    return errors


def _unknown(rows: Sequence[Sequence[Any]], at: int, index: int) -> str:
    cell = rows[at][index]
    if cell != "":
        return say("Danh mục không có cột «{value}».", value=str(cell)[:60])
    if any(index < len(row) and row[index] != "" for row in rows[at + 1 :]):
        return say(
            "Cột {xl_col_to_name} có dữ liệu nhưng không có tiêu đề.", xl_col_to_name=xl_col_to_name(index)
        )
    return ""


def _sentence(errors: dict[str, str], missing: list[str]) -> str:
    parts = [f"{where}: {fault}" for where, fault in list(errors.items())[:10]]
    if missing:
        parts.append(say("Thiếu cột bắt buộc: {join}.", join=", ".join(missing)))
    return " ".join(parts)
