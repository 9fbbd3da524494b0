"""Rows of a long workbook, written whole.

xlsxwriter checks, keeps and writes each cell by itself; for two million cells that is most of the
time an export takes. Here the cells of a row are made into XML at once, by makers chosen once for
each column, and handed to xlsxwriter's own file of rows (constant memory).
"""

import datetime
import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from app.core import clock
from app.core.fields import Field, Kind
from app.core.partial_date import PartialDate
from app.core.values import show
from app.core.words import say

LARGEST_CELL = 32_767
#: Excel counts days from here; before March 1900 it miscounts.
_DAY_ZERO, _FIRST_DAY = datetime.date(1899, 12, 30), datetime.date(1900, 3, 1)
#: Text with none of these stands in XML as it is (the underscore may begin an escape of Excel's).
_UNUSUAL = re.compile("[&<>_\x00-\x1f\ufffe\uffff]|^\\s|\\s$")

#: (number of the row as text, value) -> the cell
Maker = Callable[[str, Any], str]


class QuickSheet(Worksheet):
    """A worksheet that takes whole rows beside single cells; rows in order, each once."""

    def write_whole_row(self, at: int, cells: str) -> None:
        """Write the row below all that stand so far; `cells` is its XML."""
        self._write_single_row(at)
        self.dim_rowmax = at
        self.fh.write(f'<row r="{at + 1}">{cells}</row>')

    def makers(self, columns: Sequence[Field], formats: dict[str, Any]) -> list[Maker]:
        """One maker of cells for each column, the first column being the second of the sheet."""
        return [self._maker(field, place, formats) for place, field in enumerate(columns, start=1)]

    def counter(self, formats: dict[str, Any]) -> Maker:
        """The maker of the first column: the number of the row in the list."""
        return self._number(0, formats["plain"])

    def _maker(self, field: Field, place: int, formats: dict[str, Any]) -> Maker:
        text = self._text(place, formats["plain"])
        if field.kind in (Kind.TEXT, Kind.REF):
            return text
        if field.kind is Kind.CHOICE:
            labels = {key: say(label) for key, label in field.choices.items()}
            return lambda row, value: text(row, labels.get(value, value))
        if field.kind is Kind.INTEGER:
            return self._number(place, formats["plain"])
        if field.kind is Kind.DECIMAL:
            return self._number(place, formats["decimal"])
        if field.kind in (Kind.DAY, Kind.PARTIAL_DAY):
            return self._day(place, formats["day"], text)
        if field.kind is Kind.MOMENT:
            moment = self._number(place, formats["moment"])
            return lambda row, value: moment(
                row, self._convert_date_time(clock.to_local(value).replace(tzinfo=None))
            )
        return lambda row, value: text(row, show(field, value))

    def _opening(self, place: int) -> str:
        self._check_dimensions(self.previous_row, place)
        return f'<c r="{xl_col_to_name(place)}'

    def _number(self, place: int, style: Any) -> Maker:
        opening, middle = self._opening(place), f'" s="{style._get_xf_index()}"><v>'
        return lambda row, value: f"{opening}{row}{middle}{value}</v></c>"

    def _day(self, place: int, style: Any, text: Maker) -> Maker:
        number = self._number(place, style)

        def day(row: str, value: Any) -> str:
            serial, shown = _day_or_text(str(value))
            return number(row, serial) if serial else text(row, shown)

        return day

    def _text(self, place: int, style: Any) -> Maker:
        opening, middle = self._opening(place), f'" s="{style._get_xf_index()}" t="inlineStr"><is><t'

        def text(row: str, value: str) -> str:
            if _UNUSUAL.search(value) or len(value) > LARGEST_CELL:
                return f"{opening}{row}{middle}{self._unusual(value[:LARGEST_CELL])}</t></is></c>"
            return f"{opening}{row}{middle}>{value}</t></is></c>"

        return text

    def _unusual(self, value: str) -> str:
        """The end of the tag, and the text with xlsxwriter's own escapes."""
        escaped = self._escape_data(self._escape_control_characters(value))
        return f' xml:space="preserve">{escaped}' if value != value.strip() else f">{escaped}"


@functools.lru_cache(maxsize=50_000)
def _day_or_text(iso: str) -> tuple[int, str]:
    """The number by which Excel knows a whole day, or 0 and the words of one that is not whole."""
    date = PartialDate.from_iso(iso)
    day = date.to_date()
    return (0, str(date)) if day is None or day < _FIRST_DAY else ((day - _DAY_ZERO).days, str(date))
