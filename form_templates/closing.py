"""The foot of a paper: who declares, who confirms."""

from form_templates.sheet import CENTER, WIDTH, Sheet


def signatures(sheet: Sheet, head_of_unit: str) -> None:
    """The person on the left, the head of the unit on the right; never torn apart by the end of a page."""
    left, right = 7.5, WIDTH - 7.5
    sheet.line("", before=0, size=2, keep=True)
    table = sheet.grid([left, right])
    person, unit = (
        Sheet(cell, width) for cell, width in zip(table.rows[0].cells, (left, right), strict=True)
    )
    person.line("", keep=True, before=10)
    person.line("**Người khai**", align=CENTER, keep=True)
    person.line("Tôi xin cam đoan những lời khai trên đây là đúng sự thật", align=CENTER, size=11, keep=True)
    person.line("_[(Ký tên, ghi rõ họ tên)]_", align=CENTER, keep=True)
    signing_unit(unit, head_of_unit)


def signing_unit(unit: Sheet, head_of_unit: str) -> None:
    """Place and date, then who signs; room for signature and seal."""
    unit.line(
        "{{ signed_place or '………………' }}, ngày {{ signed_day or '……' }} tháng {{ signed_month or '……' }} "
        "năm {{ signed_year or '20……' }}",
        align=CENTER,
        keep=True,
        before=10,
    )
    unit.line(f"**{head_of_unit}**", align=CENTER, keep=True)
    unit.line("_[(Ký tên, đóng dấu)]_", align=CENTER, keep=True)
    for _ in range(3):
        unit.line("", keep=True)
