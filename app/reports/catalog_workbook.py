"""The workbook of a catalog: every column that may be edited, so that it can be read in again."""

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from xlsxwriter.utility import xl_col_to_name

from app.catalogs.keys import CatalogCodes, codes_of_targets, key_columns
from app.core import things
from app.core.fields import Field, Kind
from app.core.things import Thing
from app.core.words import say
from app.reports.excel import TITLE_ROWS, cell_formats, new_workbook, write_cell, write_head

#: Longer lists of a reference have no dropdown: nobody scrolls through them.
LONGEST_DROPDOWN = 500
_LAST_ROW = 20_000
_EXPLAINED = {"Cột": 30, "Tên trường": 22, "Kiểu": 14, "Bắt buộc": 10, "Cách ghi": 90}
_KINDS = {
    Kind.CHOICE: "Lựa chọn",
    Kind.DAY: "Ngày",
    Kind.DECIMAL: "Số thập phân",
    Kind.FLAG: "Có / Không",
    Kind.INTEGER: "Số nguyên",
    Kind.LONG: "Đoạn văn",
    Kind.PARTIAL_DAY: "Ngày, tháng hoặc năm",
    Kind.REF: "Mã",
    Kind.TEXT: "Chữ",
}
_HOW = {
    Kind.DAY: "Ngày, tháng, năm, ví dụ 15/03/1975.",
    Kind.DECIMAL: "Ví dụ 2,34.",
    Kind.FLAG: "Có hoặc Không; để trống là Không.",
    Kind.PARTIAL_DAY: "Ví dụ 15/03/1975, 03/1975 hoặc 1975.",
}


@dataclasses.dataclass(frozen=True)
class CatalogRows:
    """Rows of a catalog, and the codes of the catalogs they refer to."""

    rows: Iterable[Any]
    codes: dict[str, CatalogCodes]


def catalog_rows(session: Session, thing: Thing) -> CatalogRows:
    """Every row of a catalog in its order, for `write_catalog`."""
    order = [getattr(thing.model, name) for name in thing.order_by]
    query = select(thing.model).order_by(*order).execution_options(yield_per=1000)
    return CatalogRows(session.scalars(query), codes_of_targets(session, thing))


def write_catalog(path: Path, *, thing: Thing, unit: str, author: str, rows: CatalogRows) -> int:
    """Write rows of a catalog to `path`; returns how many.

    Sheets: the rows, below four lines of title and a frozen heading; an explanation of each
    column; the values of the dropdowns (hidden).
    """
    columns = catalog_columns(thing)
    with new_workbook(path) as workbook:
        sheet, formats = workbook.add_worksheet(say("Danh sách")), cell_formats(workbook)
        write_head(sheet, formats, thing.label, unit, author, columns)
        count = _write_rows(sheet, formats, columns, rows)
        _write_explanation(workbook.add_worksheet(say("Giải thích")), formats, thing, columns)
        _write_dropdowns(workbook, sheet, columns, rows.codes)
    return count


def catalog_columns(thing: Thing) -> list[Field]:
    """Every editable field: code, name, the catalog's own, validity, remarks, state, place in the order."""
    fields = thing.editable_fields()
    return sorted(fields, key=lambda field: field.name == "sort_order")


def _write_rows(sheet: Any, formats: dict[str, Any], columns: Sequence[Field], rows: CatalogRows) -> int:
    count = 0
    for count, row in enumerate(rows.rows, start=1):
        sheet.write_number(TITLE_ROWS + count, 0, count, formats["plain"])
        for index, field in enumerate(columns, start=1):
            value = getattr(row, field.column_name)
            if field.kind is Kind.REF:
                value = rows.codes[field.target].label(value)
            write_cell(sheet, formats, TITLE_ROWS + count, index, field, value)
    return count


# The explanation ------------------------------------------------------------------------------


def _write_explanation(sheet: Any, formats: dict[str, Any], thing: Thing, columns: Sequence[Field]) -> None:
    for index, (label, width) in enumerate(_EXPLAINED.items()):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, label, formats["head"])
    for at, field in enumerate(columns, start=1):
        required = "Có" if field.required or field.column_name in key_columns(thing) else ""
        cells = [field.label, field.name, _KINDS[field.kind], required, how_to_fill(field)]
        for index, text in enumerate(cells):
            sheet.write_string(at, index, text, formats["plain"])
    for at, sentence in enumerate(_rules(thing), start=len(columns) + 2):
        sheet.write_string(at, 0, sentence, formats["plain"])
    sheet.freeze_panes(1, 0)


def how_to_fill(field: Field) -> str:
    """One line on what may stand in the column."""
    parts = [field.help, _HOW.get(field.kind, "")]
    if field.kind is Kind.CHOICE:
        parts.append(say("Một trong: ") + "; ".join(field.choices.values()) + ".")
    if field.kind is Kind.REF:
        parts.append(say("Mã trong danh mục «{label}».", label=things.get(field.target).label))
    if field.kind in (Kind.TEXT, Kind.LONG):
        parts.append(say("Dài đến {max_length} ký tự.", max_length=field.max_length))
    if field.minimum is not None or field.maximum is not None:
        parts.append(_bounds(field))
    return " ".join(filter(None, parts))


def _bounds(field: Field) -> str:
    lowest = "" if field.minimum is None else say("từ {minimum}", minimum=field.minimum)
    highest = "" if field.maximum is None else say("đến {maximum}", maximum=field.maximum)
    return say("Số {lowest} {highest}.", lowest=lowest, highest=highest).replace("  ", " ").replace(" .", ".")


def _rules(thing: Thing) -> list[str]:
    keys = [field.label for field in thing.fields.values() if field.column_name in key_columns(thing)]
    key = "», «".join(keys)
    return [
        say(
            "Khi nhập lại: dòng trùng «{key}» với danh mục được sửa theo tệp, dòng khác được thêm mới.",
            key=key,
        ),
        say("Dòng không có trong tệp được giữ nguyên; cột không có trong tệp được giữ nguyên."),
        say("Chỉ một ô sai thì cả tệp không được ghi; mỗi ô sai được nêu rõ."),
    ]


# Dropdowns ------------------------------------------------------------------------------------


def _write_dropdowns(
    workbook: Any, sheet: Any, columns: Sequence[Field], codes: dict[str, CatalogCodes]
) -> None:
    values = workbook.add_worksheet(say("Danh mục"))
    values.hide()
    lists = [(index, _choices(field, codes)) for index, field in enumerate(columns, start=1)]
    lists = [(index, choices) for index, choices in lists if 0 < len(choices) <= LONGEST_DROPDOWN]
    longest = max((len(choices) for _, choices in lists), default=0)
    for place in range(longest):  # row by row: a sheet written with flat memory takes no other order
        for at, (_, choices) in enumerate(lists):
            if place < len(choices):
                values.write_string(place, at, choices[place])
    for at, (index, choices) in enumerate(lists):
        _validate(sheet, index, at, len(choices))


def _choices(field: Field, codes: dict[str, CatalogCodes]) -> list[str]:
    if field.kind is Kind.FLAG:
        return ["Có", say("Không")]
    if field.kind is Kind.REF:
        return codes[field.target].choices()
    return list(field.choices.values())


def _validate(sheet: Any, index: int, at: int, length: int) -> None:
    column = xl_col_to_name(at, True)
    sheet.data_validation(
        TITLE_ROWS + 1,
        index,
        TITLE_ROWS + _LAST_ROW,
        index,
        {
            "validate": "list",
            "source": say("='Danh mục'!{column}$1:{column}${length}", column=column, length=length),
            "error_title": say("Giá trị không hợp lệ"),
            "error_message": say("Chọn một giá trị trong danh sách."),
        },
    )
