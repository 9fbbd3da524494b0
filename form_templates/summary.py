"""3a-BNV/2007 (QĐ 06/2007/QĐ-BNV): written by the agency, for appointments and elections.

The order of the items is unsure; see docs/mau-bieu.md.
"""

from form_templates.closing import signing_unit
from form_templates.items import NO_DATE, beside_photo
from form_templates.resume import works_table
from form_templates.sheet import CENTER, RIGHT, WIDTH, Sheet


def draw_3a(sheet: Sheet) -> None:
    """Fifteen lines of the person, then the career."""
    sheet.line("**Mẫu 3a-BNV/2007**", align=RIGHT, size=11)
    sheet.line("**TIỂU SỬ TÓM TẮT**", align=CENTER, size=15, before=10, after=6)
    _identity(beside_photo(sheet))
    _levels(sheet)
    _work(sheet)
    sheet.line("**19) Tóm tắt quá trình công tác**", before=8, keep=True)
    works_table(sheet)
    sheet.line("", before=0, size=2, keep=True)
    table = sheet.grid([7.0, WIDTH - 7.0])
    signing_unit(Sheet(table.rows[0].cells[1], WIDTH - 7.0), "Xác nhận của cơ quan, đơn vị")


def _identity(beside: Sheet) -> None:
    for text in (
        "1) Họ và tên: **{{ full_name|upper }}**\t",
        "2) Tên gọi khác: {{ other_name }}\t",
        "3) Sinh ngày: {{ birth_day or '……' }} tháng {{ birth_month or '……' }} năm {{ birth_year or '………' }}\t",
        "4) Giới tính: {{ sex }}\t",
        "5) Dân tộc: {{ ethnic_group }}\t",
        "6) Tôn giáo: {{ religion }}\t",
        "7) Quê quán: {{ home_town }}\t",
    ):
        beside.line(text, before=4)


def _levels(sheet: Sheet) -> None:
    sheet.line("8) Nơi ở hiện nay: {{ current_address }}\t", before=6)
    sheet.line(
        f"9) Ngày vào Đảng Cộng sản Việt Nam: {{{{ party_joined_on or {NO_DATE} }}}}, "
        f"Ngày chính thức: {{{{ party_official_on or {NO_DATE} }}}}\t"
    )
    sheet.line("10) Trình độ giáo dục phổ thông: {{ general_education }}\t")
    sheet.line("11) Trình độ chuyên môn: {{ education_level }}\t")
    sheet.line("12) Học hàm, học vị: {{ academic_title }}\t")
    sheet.fields(
        (8.0, "13) Lý luận chính trị: {{ political_theory }}\t"),
        (8.5, "Ngoại ngữ: {{ foreign_language }}\t"),
    )


def _work(sheet: Sheet) -> None:
    sheet.line("14) Chức vụ: {{ position }}\t")
    sheet.line("Đơn vị công tác: {{ employing_unit }}\t")
    sheet.fields(
        (9.5, "15) Ngạch: {{ grade }}\t"),
        (3.5, "Bậc: {{ pay_step }}\t"),
        (3.5, "Hệ số: {{ coefficient }}\t"),
    )
    sheet.line("16) Khen thưởng: {{ highest_award }}\t")
    sheet.line("17) Kỷ luật: {{ highest_discipline }}\t")
    sheet.line("18) Tình trạng sức khỏe: {{ health_status }}\t")
