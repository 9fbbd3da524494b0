"""Workbooks: exactly the rows and columns of a list, with real dates and numbers.

Text is always written as text, so that a cell starting with = + - @ never becomes a formula.
"""

import datetime
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
from app.reports.quick_sheet import LARGEST_CELL, QuickSheet

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
        sheet, formats = workbook.add_worksheet(say("Danh sách"), QuickSheet), cell_formats(workbook)
        write_head(sheet, formats, title, unit, author, columns)
        counter, makers, count = sheet.counter(formats), sheet.makers(columns, formats), 0
        for count, values in enumerate(rows, start=1):
            row = str(TITLE_ROWS + count + 1)
            cells = [
                make(row, value)
                for make, value in zip(makers, values, strict=True)
                if value is not None and value != ""
            ]
            sheet.write_whole_row(TITLE_ROWS + count, counter(row, count) + "".join(cells))
            if progress and count % 500 == 0:
                progress(count)
    return count


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
