"""4a-BNV/2007 (QĐ 06/2007/QĐ-BNV; Điều 11.2.b): what changed in a record within a period.

The nine contents are known, their layout is unsure; see docs/mau-bieu.md.
"""

from form_templates.closing import signatures
from form_templates.items import NO_DATE
from form_templates.resume import TRAINING_COLUMNS
from form_templates.sheet import CENTER, RIGHT, Sheet
from form_templates.tables import Column, lines_table


def draw_4a(sheet: Sheet) -> None:
    """Who, which period, nine kinds of change."""
    _head(sheet)
    _changes(sheet, "1) Thay đổi về chức vụ, đơn vị công tác, ngạch, bậc lương", "changes")
    _title(sheet, "2) Đào tạo, bồi dưỡng")
    lines_table(sheet, "trainings", TRAINING_COLUMNS)
    _changes(sheet, "3) Khen thưởng", "awards")
    _changes(sheet, "4) Kỷ luật", "disciplines")
    _changes(sheet, "5) Thay đổi về gia đình (hôn nhân, sinh con, người thân)", "family_changes")
    _trips(sheet)
    sheet.free_text("**7) Sức khỏe:** ", "health_change", 1)
    sheet.free_text("**8) Kinh tế, nhà đất:** ", "property_change", 1)
    sheet.free_text("**9) Nội dung khác:** ", "other_change", 2, keep=True)
    signatures(sheet, "Thủ trưởng cơ quan, đơn vị quản lý và sử dụng CBCC")


def _head(sheet: Sheet) -> None:
    sheet.line("**Mẫu 4a-BNV/2007**", align=RIGHT, size=11)
    sheet.line("**PHIẾU BỔ SUNG LÝ LỊCH**", align=CENTER, size=15, before=10)
    sheet.line(
        f"Bổ sung từ ngày {{{{ period_from or {NO_DATE} }}}} đến ngày {{{{ period_to or {NO_DATE} }}}}",
        align=CENTER,
        after=6,
    )
    sheet.fields((10.5, "Họ và tên: **{{ full_name|upper }}**\t"), (6.0, "Số hiệu: {{ staff_number }}\t"))
    sheet.line(f"Ngày sinh: {{{{ birth_on or {NO_DATE} }}}}\t Giới tính: {{{{ sex }}}}\t", stops=(10.5,))
    sheet.line("Chức vụ (chức danh): {{ position }}\t")
    sheet.line("Cơ quan, đơn vị: {{ employing_unit }}\t")


def _changes(sheet: Sheet, title: str, loop: str) -> None:
    _title(sheet, title)
    lines_table(
        sheet,
        loop,
        (
            Column("Tháng, năm", "month", 2.6, is_centered=True),
            Column("Nội dung, hình thức", "content", 8.4),
            Column("Cấp quyết định", "authority", 5.5),
        ),
    )


def _trips(sheet: Sheet) -> None:
    _title(sheet, "6) Đi nước ngoài")
    lines_table(
        sheet,
        "trips",
        (
            Column("Nước", "country", 3.4),
            Column("Thời gian", "period", 3.4, is_centered=True),
            Column("Mục đích", "purpose", 6.0),
            Column("Kinh phí", "funding", 3.7),
        ),
    )


def _title(sheet: Sheet, text: str) -> None:
    sheet.line(f"**{text}**", before=8, keep=True)
