"""The parts of an .xlsx package, walked through without building anything: how far a sheet reaches,
which of its formulas have no value."""

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_CHUNK = 1 << 16


class NotReadableError(Exception):
    """The package is not what its kind of file should be."""


class _NotASheetError(Exception):
    """The root element says that this part is something else."""


class Part:
    """What a walk through the XML of one sheet found; rows and columns count from one."""

    def __init__(self) -> None:
        self.last_row = self.last_column = 0
        self.faulty: set[str] = set()
        self.is_sheet = False
        self._depth = self._row = self._column = 0
        self._kind = ""
        self._inside: set[str] = set()
        self._has_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if self._depth == 0 and name != "worksheet":
            raise _NotASheetError
        self._depth, self.is_sheet = self._depth + 1, True
        if name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif name == "c":
            self._start_cell(attributes)
        elif name in ("v", "is", "f"):
            self._inside.add(name)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._kind, self._inside, self._has_value = attributes.get("t", ""), set(), False
        found = _ADDRESS.fullmatch(attributes.get("r", ""))
        if "r" in attributes and not found:
            raise NotReadableError("a cell without a place")
        if found:
            row, column = xl_cell_to_rowcol(found[0])
            self._row, self._column = row + 1, column + 1
        else:
            self._column += 1

    def text(self, data: str) -> None:
        if "v" in self._inside and data.strip():
            self._has_value = True

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag.rpartition(":")[2] == "c" and self._inside:
            self.last_row = max(self.last_row, self._row)
            self.last_column = max(self.last_column, self._column)
            if self._kind == "e" or ("f" in self._inside and not self._has_value and self._kind != "str"):
                self.faulty.add(xl_rowcol_to_cell(self._row - 1, self._column - 1))


def scan_part(file: IO[bytes]) -> Part | None:
    """Walk through one part of the package; None when it is not the XML of a sheet.

    NotReadableError when it starts as a sheet and is broken.
    """
    part = Part()
    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = part.start, part.end
    parser.CharacterDataHandler = part.text
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _NotASheetError:
        return None
    except expat.ExpatError as error:
        if part.is_sheet:
            raise NotReadableError(str(error)) from error
        return None
    return part


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The path of each sheet in the package, by the name of the sheet; NotReadableError if two share one."""
    related = [found for name, found in _elements(archive.read("xl/_rels/workbook.xml.rels"))
               if name == "Relationship"]  # fmt: skip
    targets = {found.get("Id", ""): found.get("Target", "") for found in related}
    sheets = [found for name, found in _elements(archive.read("xl/workbook.xml")) if name == "sheet"]
    paths = {sheet.get("name", ""): _path(targets.get(_relation(sheet), "")) for sheet in sheets}
    if len(targets) != len(related) or len(paths) != len(sheets):
        raise NotReadableError("two sheets under one name")
    return paths


def _relation(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")


def _path(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _elements(content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotReadableError(str(error)) from error
    yield from found


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise NotReadableError("a document type has no place in a workbook")
