"""One row of a catalog's workbook: its cells parsed, its references found, compared with the catalog."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from app.catalogs.keys import CatalogCodes, key_columns
from app.core.errors import RuleViolated
from app.core.fields import Field, Kind
from app.core.record import is_blank
from app.core.services import columns_of
from app.core.things import Thing
from app.core.values import parse
from app.core.words import say
from app.documents.headings import Headings
from app.documents.sheets import address

Key = tuple[Any, ...]


@dataclasses.dataclass(frozen=True)
class Operation:
    """What one row of the file means: `values` by column are what is to be written.

    Without values the catalog holds the row already; `row_id` is None for a new row. `given` are
    all values of the file by field name, `at` is the row of the sheet counted from nought.
    """

    at: int
    key: Key
    row_id: int | None
    version: int | None
    given: dict[str, Any]
    values: dict[str, Any]


def key_of(row: Any, columns: Sequence[str]) -> Key:
    """What tells a row of the catalog from the others."""
    return tuple(getattr(row, column) for column in columns)


class RowReader:
    """Reads rows one after the other and gathers the faults of all of them by cell."""

    def __init__(
        self, thing: Thing, headings: Headings, faulty: frozenset[str], existing: dict[Key, Any],
        codes: dict[str, CatalogCodes],
    ) -> None:  # fmt: skip
        self.thing, self.headings, self.existing = thing, headings, existing
        self.errors: dict[str, str] = {}
        self._faulty, self._codes, self._columns = faulty, codes, key_columns(thing)
        self._seen: dict[Key, int] = {}

    def read(self, at: int, cells: Sequence[Any]) -> Operation | None:
        """What the row means; None when it is blank or wrong (see `errors`)."""
        known = len(self.errors)
        if not self._is_filled(at, cells):
            return None
        given = self._parsed(at, cells)
        key = tuple(columns_of(self.thing, given).get(column) for column in self._columns)
        row = self.existing.get(key)
        if all(column in given for column in self._columns):
            self._refuse_repeated(at, key)
        given = self._with_references(at, given, row)
        if len(self.errors) > known:
            return None
        return self._operation(at, key, row, given)

    def _is_filled(self, at: int, cells: Sequence[Any]) -> bool:
        columns = [index for index in self.headings.fields if index < len(cells)]
        return any(plain(cells[index]) != "" or address(at, index) in self._faulty for index in columns)

    def _parsed(self, at: int, cells: Sequence[Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for index, field in self.headings.fields.items():
            where, cell = address(at, index), cells[index] if index < len(cells) else ""
            if where in self._faulty:
                self.errors[where] = say("Ô có công thức báo lỗi hoặc chưa được tính; ghi giá trị vào ô.")
                continue
            if plain(cell) == "" and field.required and field.default is not None:
                continue
            try:
                values[field.name] = parse(field, cell_value(field, cell))
            except RuleViolated as error:
                self.errors[where] = error.message
        return values

    def _refuse_repeated(self, at: int, key: Key) -> None:
        first = self._seen.setdefault(key, at)
        if first != at:
            self.errors.setdefault(
                self.headings.cell(at, "code"), say("Trùng với dòng {value} của tệp.", value=first + 1)
            )

    def _with_references(self, at: int, given: dict[str, Any], row: Any) -> dict[str, Any]:
        found = dict(given)
        for name, value in given.items():
            field = self.thing.fields[name]
            if field.kind is not Kind.REF or value is None:
                continue
            current = getattr(row, field.column_name) if row is not None else None
            try:
                codes = self._codes[field.target]
                found[name] = codes.find(field, value, current=current, referrer=given)
            except RuleViolated as error:
                self.errors[self.headings.cell(at, name)] = error.message
        return found

    def _operation(self, at: int, key: Key, row: Any, given: dict[str, Any]) -> Operation:
        if row is None:
            absent = {f.name: f.default for f in self.thing.editable_fields() if f.name not in given}
            given = {**absent, **given}
            return Operation(at, key, None, None, given, columns_of(self.thing, given))
        changed = {
            column: value
            for column, value in columns_of(self.thing, given).items()
            if not _is_same(getattr(row, column), value)
        }
        return Operation(at, key, row.id, row.version, given, changed)


def _is_same(old: Any, new: Any) -> bool:
    return old == new or (is_blank(old) and is_blank(new))


def plain(cell: Any) -> Any:
    """The cell, blank when it holds nothing but spaces."""
    return cell.strip() if isinstance(cell, str) else cell


def cell_value(field: Field, cell: Any) -> Any:
    """A cell as typing would give it: a whole number in a text column becomes ``1``, not ``1.0``.

    Excel keeps 15 digits; what lies beyond them is noise of binary numbers.
    """
    if isinstance(cell, float) and field.kind is not Kind.INTEGER:
        return f"{cell:.15g}"
    if isinstance(cell, datetime.time | datetime.timedelta):
        raise RuleViolated(say("«{label}» không nhận giờ phút.", label=say(field.label)))
    return cell
