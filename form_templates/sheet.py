"""An A4 sheet to write on: lines with dotted blanks, boxes, tables; on python-docx.

Margins and type after NĐ 30/2020/NĐ-CP: 20 mm above and below, 30 mm left, 15 mm right, Times New Roman.
"""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from app.documents.forms.package import read_members, write_members

WIDTH = 16.5
FONT = "Times New Roman"
_SIZE, SMALL, TABLE_SIZE = 12.0, 10.0, 11.0
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
#: A stop at the very edge of a cell is beyond it after rounding.
_SPARE = 0.05
#: White to the right of a field, so that its dots end before the next one.
_BETWEEN = 0.15
#: **bold** and _[small italics]_.
_PIECES = re.compile(r"(\*\*.+?\*\*|_\[.+?\]_)", re.DOTALL)


class Sheet:
    """A place for paragraphs and tables: the body of the document or a cell of a table, `width` in cm."""

    def __init__(self, holder: Any, width: float = WIDTH) -> None:
        self.holder = holder
        self.width = width
        self._is_fresh_cell = isinstance(holder, _Cell)
        #: The paragraphs of the last line, several where fields stand side by side.
        self._last: list[Paragraph] = []

    def line(
        self,
        text: str,
        *,
        stops: Sequence[float] = (),
        size: float = _SIZE,
        align: WD_ALIGN_PARAGRAPH | None = None,
        before: float = 2,
        after: float = 0,
        keep: bool = False,
    ) -> Paragraph:
        """A paragraph; each tab in `text` is dots up to the next of `stops` (cm), at last to the right edge."""
        paragraph = self._paragraph()
        self._last = [paragraph]
        if align is not None:
            paragraph.alignment = align
        layout = paragraph.paragraph_format
        if not text:
            layout.line_spacing = Pt(size)
        layout.space_before = Pt(before)
        if after:
            layout.space_after = Pt(after)
        layout.keep_with_next = keep or None
        for stop in stops:
            layout.tab_stops.add_tab_stop(Cm(stop), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)
        if "\t" in text:
            layout.tab_stops.add_tab_stop(Cm(self.width - _SPARE), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)
        _write(paragraph, text, size)
        return paragraph

    def fields(self, *parts: tuple[float, str], before: float = 2) -> None:
        """Values side by side, each in a width of its own (cm): a long one goes on below itself, its dots too."""
        widths = [width for width, _text in parts]
        self._last = []
        for cell, (width, text) in zip(self.grid(widths).rows[0].cells, parts, strict=True):
            white = 0.0 if text is parts[-1][1] else _BETWEEN
            paragraph = Sheet(cell, width - white).line(text, before=before)
            paragraph.paragraph_format.right_indent = Cm(white) if white else None
            self._last.append(paragraph)

    def small(self, text: str) -> None:
        """The small print under a line, on the same page as it."""
        for paragraph in self._last:
            paragraph.paragraph_format.keep_with_next = True
        self.line(f"_[{text}]_", align=CENTER, before=0)

    def control(self, tag: str) -> None:
        """A paragraph that only steers (`for`, `if`) and is gone when the form is filled."""
        self.line("{%p " + tag + " %}", before=0)

    def free_text(self, label: str, name: str, blank_lines: int, *, keep: bool = False) -> None:
        """A text of any length; lines of dots where there is none. `keep`: what follows stays with it."""
        self.line(f"{label}{{{{ {name} }}}}\t", keep=keep, before=6)
        self.control(f"if not {name}")
        for _ in range(blank_lines):
            self.line("\t", keep=keep)
        self.control("endif")

    def grid(self, widths: Sequence[float], rows: int = 1) -> Table:
        """A table of fixed columns (cm) without borders; its rows are not torn apart by the end of a page."""
        table: Table = _add_table(self.holder, rows, len(widths))
        self._is_fresh_cell = False
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        for index, width in enumerate(widths):
            table.columns[index].width = Cm(width)
            for cell in table.columns[index].cells:
                cell.width = Cm(width)
        set_margins(table, 0)
        for row in table.rows:
            row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        return table

    def _paragraph(self) -> Paragraph:
        """Cells are born with a paragraph; it is used first."""
        if self._is_fresh_cell:
            self._is_fresh_cell = False
            first: Paragraph = self.holder.paragraphs[0]
            return first
        added: Paragraph = self.holder.add_paragraph()
        return added


def finished(title: str, draw: Callable[[Sheet], None]) -> bytes:
    """The document that `draw` writes, as bytes that depend on nothing but it."""
    document = Document()
    _set_up(document, title)
    sheet = Sheet(document)
    draw(sheet)
    sheet.line("", before=0, size=1)  # Word wants a paragraph after the last table
    target = io.BytesIO()
    document.save(target)
    return write_members(read_members(target.getvalue()))


def set_margins(table: Table, left_and_right: float) -> None:
    """The white between borders and text of every cell, in cm."""
    width = int(left_and_right * 567)
    sides = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side in ("left", "right"))
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(margins)


def set_borders(table: Table, **sides: str) -> None:
    """Borders by side (top, left, bottom, right, insideH, insideV): single, dotted or nil."""
    order = ("top", "left", "bottom", "right", "insideH", "insideV")
    drawn = "".join(
        f'<w:{side} w:val="{sides[side]}" w:sz="4" w:space="0" w:color="000000"/>'
        for side in order
        if side in sides
    )
    element = parse_xml(f"<w:tblBorders {nsdecls('w')}>{drawn}</w:tblBorders>")
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(element)


def _add_table(holder: Any, rows: int, columns: int) -> Any:
    """In a cell the table stands above the paragraph that every cell must end with, which gets no height."""
    if not isinstance(holder, _Cell):
        return holder.add_table(rows, columns)
    table = holder.add_table(rows, columns)
    first, last = holder.paragraphs[0], holder.paragraphs[-1]
    first._p.getparent().remove(first._p)
    last.paragraph_format.line_spacing = Pt(1)
    return table


def _write(paragraph: Paragraph, text: str, size: float) -> None:
    for piece in filter(None, _PIECES.split(text)):
        is_bold, is_small = piece.startswith("**"), piece.startswith("_[")
        run = paragraph.add_run(piece[2:-2] if is_bold or is_small else piece)
        run.bold = is_bold or None
        run.italic = is_small or None
        wanted = SMALL if is_small else size
        run.font.size = Pt(wanted) if wanted != _SIZE else None


def _set_up(document: WordDocument, title: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2.0)
    section.left_margin, section.right_margin = Cm(3.0), Cm(1.5)
    section.header_distance = Cm(1.0)
    section.different_first_page_header_footer = True
    _number_pages(section.header.paragraphs[0])
    _set_type(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.language = "vi-VN"
    _drop_times(properties._element)
    _drop_thumbnail(document)


def _set_type(document: WordDocument) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(_SIZE)
    _set_compatibility(document)
    fonts = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    layout = style.paragraph_format
    layout.space_after, layout.line_spacing = Pt(0), 1.1
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")


def _number_pages(paragraph: Paragraph) -> None:
    """In the middle above the text, from the second page on."""
    paragraph.alignment = CENTER
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


def _drop_times(properties: Any) -> None:
    """When the library's own template was made says nothing about the document."""
    for element in list(properties):
        if element.tag.endswith(("}created", "}modified", "}lastModifiedBy")):
            properties.remove(element)


def _drop_thumbnail(document: WordDocument) -> None:
    """The library's own template comes with a picture of itself."""
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]


def _set_compatibility(document: WordDocument) -> None:
    """Word lays tables out by the edge of the text from its version 2013 (15) on, as LibreOffice does."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
