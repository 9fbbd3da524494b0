"""Tables of the forms: heads that repeat on every page, rows that are not split, lines filled by a loop."""

from collections.abc import Sequence
from typing import NamedTuple

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.table import Table, _Cell, _Row

from form_templates.sheet import CENTER, TABLE_SIZE, WIDTH, Sheet, set_borders, set_margins


class Column(NamedTuple):
    """`width` in cm; `name` of the value in a line."""

    head: str
    name: str
    width: float
    is_centered: bool = False


def lines_table(sheet: Sheet, loop: str, columns: Sequence[Column]) -> None:
    """A table with a line for each of `loop`, in the columns given."""
    table = sheet.grid([column.width for column in columns], rows=4)
    _frame(table)
    head, first, line, last = table.rows
    _repeat(head)
    for column, above, below in zip(columns, head.cells, line.cells, strict=True):
        _write(above, f"**{column.head}**", is_centered=True)
        _border_below(above)
        _write(below, f"{{{{ line.{column.name} }}}}", is_centered=column.is_centered)
    Sheet(first.cells[0]).line(f"{{%tr for line in {loop} %}}", before=0)
    Sheet(last.cells[0]).line("{%tr endfor %}", before=0)
    line.height, line.height_rule = Cm(0.65), WD_ROW_HEIGHT_RULE.AT_LEAST


def sideways_table(sheet: Sheet, block: str, heads: Sequence[tuple[str, str]], columns: int) -> None:
    """A table that lies on its side: a row for each of `heads` (label, name), a column for each item of `block`."""
    first = 1.9
    table = sheet.grid([first] + [(WIDTH - first) / columns] * columns, rows=len(heads))
    _frame(table, inside="single", margin=0.0)
    for number, (row, (label, name)) in enumerate(zip(table.rows, heads, strict=True)):
        row.height, row.height_rule = Cm(0.75), WD_ROW_HEIGHT_RULE.AT_LEAST
        keep = number < len(heads) - 1
        _write(row.cells[0], f"**{label}**", is_centered=True, size=9.5, keep=keep)
        for index, cell in enumerate(row.cells[1:]):
            _write(cell, f"{{{{ {block}[{index}].{name} }}}}", is_centered=True, size=8, keep=keep)


def photo_box(cell: _Cell) -> None:
    """A frame of 4 x 6 cm with the photo, or with the words where to put one."""
    sheet = Sheet(cell, 4.1)
    frame = sheet.grid([4.1])
    set_borders(frame, top="single", left="single", bottom="single", right="single")
    row = frame.rows[0]
    row.height, row.height_rule = Cm(6.1), WD_ROW_HEIGHT_RULE.EXACTLY
    row.cells[0].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    inside = Sheet(row.cells[0], 4.0)
    inside.control("if photo")
    picture = inside.line("{{r photo }}", align=CENTER, before=0, size=2)
    picture.paragraph_format.line_spacing = 1.0
    inside.control("endif")
    inside.control("if not photo")
    inside.line("Ảnh màu", align=CENTER)
    inside.line("(4 x 6 cm)", align=CENTER)
    inside.control("endif")


def _frame(table: Table, inside: str = "dotted", margin: float = 0.12) -> None:
    """Full lines around and between columns, dotted ones between lines as on the paper form."""
    set_borders(
        table, top="single", left="single", bottom="single", right="single", insideV="single", insideH=inside
    )
    for old in table._tbl.tblPr.findall(qn("w:tblCellMar")):
        table._tbl.tblPr.remove(old)
    set_margins(table, margin)


def _write(
    cell: _Cell, text: str, *, is_centered: bool, size: float = TABLE_SIZE, keep: bool = False
) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    Sheet(cell).line(text, size=size, align=CENTER if is_centered else None, before=0, keep=keep)


def _border_below(cell: _Cell) -> None:
    line = '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    borders = parse_xml(f"<w:tcBorders {nsdecls('w')}>{line}</w:tcBorders>")
    cell._tc.get_or_add_tcPr().insert_element_before(
        borders, "w:shd", "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"
    )


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
