"""Workbooks: exactly the rows and columns of a list, with real dates and numbers.

Text is always written as text, so that a cell starting with = + - @ never becomes a formula.
"""

import datetime
import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter

from app.core import clock
from app.core.fields import Field, Kind
from app.core.partial_date import PartialDate
from app.core.values import show
from app.core.words import say

Progress = Callable[[int], None]
TITLE_ROWS = 4
_WIDTHS = {
    Kind.DAY: 12,
    Kind.PARTIAL_DAY: 12,
    Kind.INTEGER: 9,
    Kind.DECIMAL: 9,
    Kind.FLAG: 9,
    Kind.CHOICE: 16,
}
LARGEST_CELL = 32_767
#: Excel counts days from here; before March 1900 it miscounts.
_DAY_ZERO, _FIRST_DAY = datetime.date(1899, 12, 30), datetime.date(1900, 3, 1)


def write_list(
    path: Path,
    *,
    title: str,
    unit: str,
    author: str,
    columns: Sequence[Field],
    rows: Iterable[Sequence[Any]],
    progress: Progress | None = None,
) -> int:
    """Write the list to `path` (whole or not at all) and return the number of rows.

    A row holds the values of the columns in their order, a partial date as its ISO text.
    Four lines of title (unit; title; day; author), then the Vietnamese headings (frozen), then
    the rows.
    """
    with new_workbook(path) as workbook:
        sheet, formats = workbook.add_worksheet(say("Danh sách")), cell_formats(workbook)
        write_head(sheet, formats, title, unit, author, columns)
        writers = [(index, _writer(sheet, formats, field)) for index, field in enumerate(columns, start=1)]
        number, plain, count = sheet.write_number, formats["plain"], 0
        for count, row in enumerate(rows, start=1):
            at = TITLE_ROWS + count
            number(at, 0, count, plain)
            for (index, write), value in zip(writers, row, strict=True):
                if value is not None and value != "":
                    write(at, index, value)
            if progress and count % 500 == 0:
                progress(count)
    return count


def _writer(sheet: Any, formats: dict[str, Any], field: Field) -> Callable[[int, int, Any], Any]:
    """What writes the values of one column: chosen once, not for each of a million cells."""
    text, plain, day, choices = sheet.write_string, formats["plain"], formats["day"], field.choices

    def write_text(at: int, index: int, value: str) -> None:
        text(at, index, value[:LARGEST_CELL], plain)

    def write_partial(at: int, index: int, value: str) -> None:
        serial, shown = _day_or_text(value)
        if serial:
            sheet.write_number(at, index, serial, day)
        else:
            text(at, index, shown, plain)

    def write_any(at: int, index: int, value: Any) -> None:
        write_cell(sheet, formats, at, index, field, value)

    if field.kind in (Kind.TEXT, Kind.REF):
        return write_text
    if field.kind is Kind.CHOICE:
        labels = {key: say(label) for key, label in choices.items()}
        return lambda at, index, value: text(at, index, labels.get(value, value), plain)
    return write_partial if field.kind is Kind.PARTIAL_DAY else write_any


@functools.lru_cache(maxsize=50_000)
def _day_or_text(iso: str) -> tuple[int, str]:
    """The number by which Excel knows a whole day, or 0 and the words of one that is not whole."""
    date = PartialDate.from_iso(iso)
    day = date.to_date()
    return (0, str(date)) if day is None or day < _FIRST_DAY else ((day - _DAY_ZERO).days, str(date))


@contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """A workbook that stands at `path` once the block has ended well, and not before."""
    partial = path.with_name(path.name + ".part")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    try:
        workbook = xlsxwriter.Workbook(str(partial), options)
        yield workbook
        workbook.close()
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def cell_formats(workbook: Any) -> dict[str, Any]:
    """The formats `write_cell` and `write_head` use, by name."""
    font = {"font_name": "Times New Roman", "font_size": 11}
    return {
        "plain": workbook.add_format(font),
        "title": workbook.add_format({**font, "bold": True, "font_size": 14}),
        "head": workbook.add_format(
            {**font, "bold": True, "text_wrap": True, "border": 1, "bg_color": "#E2EFF3"}
        ),
        "day": workbook.add_format({**font, "num_format": "dd/mm/yyyy", "align": "right"}),
        "moment": workbook.add_format({**font, "num_format": "dd/mm/yyyy hh:mm", "align": "right"}),
        "decimal": workbook.add_format({**font, "num_format": "0.00"}),
    }


def write_head(
    sheet: Any, formats: dict[str, Any], title: str, unit: str, author: str, columns: Sequence[Field]
) -> None:
    """Four lines of title, the headings below them (frozen), the width of each column."""
    sheet.set_column(0, 0, 6)
    for index, field in enumerate(columns, start=1):
        sheet.set_column(index, index, _WIDTHS.get(field.kind, 28))
    sheet.write_string(0, 0, unit, formats["plain"])
    sheet.write_string(1, 0, title, formats["title"])
    made = clock.to_local(clock.now())
    sheet.write_string(2, 0, say("Ngày lập: {made:%d/%m/%Y %H:%M}", made=made), formats["plain"])
    sheet.write_string(3, 0, say("Người lập: {author}", author=author), formats["plain"])
    for index, label in enumerate(["STT", *(say(field.label) for field in columns)]):
        sheet.write_string(TITLE_ROWS, index, label, formats["head"])
    sheet.freeze_panes(TITLE_ROWS + 1, 0)


def write_cell(sheet: Any, formats: dict[str, Any], at: int, index: int, field: Field, value: Any) -> None:
    """One value in its own Excel type; a date that is not whole stays text."""
    if value is None or value == "":
        return
    if isinstance(value, PartialDate):
        value = value.to_date() or value
    if isinstance(value, datetime.datetime):
        sheet.write_datetime(at, index, clock.to_local(value).replace(tzinfo=None), formats["moment"])
    elif isinstance(value, datetime.date):
        sheet.write_datetime(at, index, datetime.datetime(value.year, value.month, value.day), formats["day"])
    elif field.kind is Kind.DECIMAL:
        sheet.write_number(at, index, float(value), formats["decimal"])
    elif field.kind is Kind.INTEGER:
        sheet.write_number(at, index, value, formats["plain"])
    else:
        sheet.write_string(at, index, show(field, value)[:LARGEST_CELL], formats["plain"])
