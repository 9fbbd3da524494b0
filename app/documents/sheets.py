"""Reading a workbook somebody sent: refused by its content unless it is a sound .xlsx of a sane size.

calamine allocates every cell between the first and the last: two cells at opposite corners end
the whole process. So the parts are walked through first, and what lies too far out is refused.
"""

import dataclasses
import io
import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum
from xlsxwriter.utility import xl_rowcol_to_cell

from app.core.errors import RuleViolated
from app.core.words import say
from app.documents.sheet_parts import NotReadableError, Part, scan_part, sheet_paths

LARGEST_FILE = 20_000_000
LARGEST_CONTENT = 100_000_000
LARGEST_ROW = 20_100
LARGEST_COLUMN = 100
_XLSX = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_NOT_XLSX = (
    "Tệp không phải là bảng tính Excel (.xlsx), bị hỏng, hoặc đang đặt mật khẩu. "
    "Mở bằng Excel rồi lưu lại thành .xlsx."
)

Source = Path | str | BinaryIO


@dataclasses.dataclass(frozen=True)
class Sheet:
    """The cells of one sheet from A1 on, and the addresses of formulas that have no value."""

    name: str
    rows: list[list[Any]]
    faulty: frozenset[str]


def address(row: int, column: int) -> str:
    """The address of a cell counted from nought: (6, 2) is ``C7``."""
    return str(xl_rowcol_to_cell(row, column))


def read_sheet(source: Source, *, preferred: str = "Danh sách") -> Sheet:
    """The sheet of this name, or else the first; RuleViolated when the file is no sound workbook."""
    content = _content(source)
    try:
        parts, paths = _scan(content)
        workbook = CalamineWorkbook.from_object(io.BytesIO(content))
        name = _chosen(workbook, preferred)
        part = parts[paths[name]]  # never read what was not walked through
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, NotReadableError, zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError,
            EOFError, NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise RuleViolated(_NOT_XLSX) from error
    return Sheet(name, rows, frozenset(part.faulty))


def _content(source: Source) -> bytes:
    if isinstance(source, Path | str):
        with open(source, "rb") as file:
            content = file.read(LARGEST_FILE + 1)
    else:
        content = source.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise RuleViolated(say("Tệp lớn quá {value} MB.", value=LARGEST_FILE // 1_000_000))
    return content


def _chosen(workbook: CalamineWorkbook, preferred: str) -> str:
    names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if not names:
        raise NotReadableError("no sheet")
    return preferred if preferred in names else names[0]


def _scan(content: bytes) -> tuple[dict[str, Part], dict[str, str]]:
    """Every part that is a sheet, by its path, and the path of each sheet by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > LARGEST_CONTENT:
            raise RuleViolated(say("Nội dung tệp quá lớn."))
        if archive.testzip() is not None or _XLSX not in archive.read("[Content_Types].xml"):
            raise NotReadableError("not a workbook")
        parts: dict[str, Part] = {}
        for info in archive.infolist():
            with archive.open(info) as file:
                part = scan_part(file)
            if part:
                _refuse_extent(part)
                parts[info.filename] = part
        return parts, sheet_paths(archive)


def _refuse_extent(part: Part) -> None:
    if part.last_row > LARGEST_ROW or part.last_column > LARGEST_COLUMN:
        cell = address(part.last_row - 1, part.last_column - 1)
        raise RuleViolated(
            say(
                "Tệp có trang tính dùng đến ô {cell}; nhập được nhiều nhất 20.000 dòng và "
                "{largest_column} cột. Chia tệp, hoặc xóa các ô ở ngoài bảng rồi lưu lại.",
                cell=cell,
                largest_column=LARGEST_COLUMN,
            )
        )
