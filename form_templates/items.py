"""Items 1-26, which the résumés share, and the head above them."""

from dataclasses import dataclass

from form_templates.sheet import CENTER, RIGHT, WIDTH, Sheet
from form_templates.tables import photo_box

#: What stands for a date that is not known.
NO_DATE = "'…../…../………'"
_PLACE = "'Xã ………………., Huyện ………………., Tỉnh '"
_ADDRESS = "(Số nhà, đường phố, thành phố; xóm, thôn, xã, huyện, tỉnh)"


@dataclass(frozen=True)
class Wording:
    """Where the two forms say it differently."""

    mark: str
    title: str
    who: str
    whose_number: str
    grade: str
    grade_code: str


def general_part(sheet: Sheet, wording: Wording) -> None:
    """Head, photo and items 1-26."""
    _head(sheet, wording)
    _identity(beside_photo(sheet))
    _places_and_work(sheet)
    _pay_now(sheet, wording)
    _levels(sheet)
    _organisations(sheet)
    _merits_and_health(sheet)


def beside_photo(sheet: Sheet) -> Sheet:
    """The place to the right of a photo's frame."""
    left = 4.6
    table = sheet.grid([left, WIDTH - left])
    photo_box(table.rows[0].cells[0])
    return Sheet(table.rows[0].cells[1], WIDTH - left)


def _head(sheet: Sheet, wording: Wording) -> None:
    left, right = 9.0, WIDTH - 9.0
    table = sheet.grid([left, right], rows=1)
    bodies, marks = (
        Sheet(cell, width) for cell, width in zip(table.rows[0].cells, (left - 0.3, right), strict=True)
    )
    bodies.line(f"Cơ quan, đơn vị có thẩm quyền quản lý {wording.who}: {{{{ managing_body }}}}\t", size=11)
    bodies.line(f"Cơ quan, đơn vị sử dụng {wording.who}: {{{{ employing_unit }}}}\t", size=11)
    marks.line(f"**{wording.mark}**", align=RIGHT, size=11)
    marks.line(f"Số hiệu {wording.whose_number}: {{{{ staff_number }}}}\t", size=11)
    sheet.line(f"**{wording.title}**", align=CENTER, size=15, before=10, after=6)


def _identity(beside: Sheet) -> None:
    beside.line("1) Họ và tên khai sinh _[(viết chữ in hoa)]_: **{{ full_name|upper }}**\t", before=10)
    beside.line("2) Tên gọi khác: {{ other_name }}\t", before=10)
    beside.line(
        "3) Sinh ngày: {{ birth_day or '……' }} tháng {{ birth_month or '……' }} năm {{ birth_year or '………' }}, "
        "Giới tính _[(nam, nữ)]_: {{ sex }}\t",
        before=10,
    )
    beside.line(f"4) Nơi sinh: {{{{ birth_place or {_PLACE} }}}}\t", before=10)
    beside.line(f"5) Quê quán: {{{{ home_town or {_PLACE} }}}}\t", before=10)


def _places_and_work(sheet: Sheet) -> None:
    sheet.line("", before=0, size=4)
    sheet.fields((7.0, "6) Dân tộc: {{ ethnic_group }}\t"), (9.5, "7) Tôn giáo: {{ religion }}\t"))
    sheet.line("8) Nơi đăng ký hộ khẩu thường trú: {{ permanent_address }}\t")
    sheet.small(_ADDRESS)
    sheet.line("9) Nơi ở hiện nay: {{ current_address }}\t")
    sheet.small(_ADDRESS)
    sheet.line("10) Nghề nghiệp khi được tuyển dụng: {{ former_occupation }}\t")
    sheet.line(
        f"11) Ngày tuyển dụng: {{{{ recruited_on or {NO_DATE} }}}}, Cơ quan tuyển dụng: {{{{ recruiting_body }}}}\t"
    )
    sheet.line("12) Chức vụ (chức danh) hiện tại: {{ position }}\t")
    sheet.small("(Về chính quyền hoặc Đảng, đoàn thể, kể cả chức vụ kiêm nhiệm)")
    sheet.line("13) Công việc chính được giao: {{ main_work }}\t")


def _pay_now(sheet: Sheet, wording: Wording) -> None:
    sheet.fields(
        (11.5, f"14) {wording.grade}: {{{{ grade }}}}\t"),
        (5.0, f"{wording.grade_code}: {{{{ grade_code }}}}\t"),
    )
    sheet.line(
        f"Bậc lương: {{{{ pay_step }}}}\t Hệ số: {{{{ coefficient }}}}\t Ngày hưởng: {{{{ paid_from or {NO_DATE} }}}}\t",
        stops=(5.0, 9.5),
    )
    sheet.fields(
        (5.0, "Phụ cấp chức vụ: {{ position_allowance }}\t"),
        (11.5, "Phụ cấp khác: {{ other_allowance }}\t"),
    )


def _levels(sheet: Sheet) -> None:
    sheet.line(
        "15) 15.1- Trình độ giáo dục phổ thông _[(đã tốt nghiệp lớp mấy/thuộc hệ nào)]_: {{ general_education }}\t"
    )
    sheet.line("15.2- Trình độ chuyên môn cao nhất: {{ education_level }}\t")
    sheet.small("(TSKH, TS, Ths, cử nhân, kỹ sư, cao đẳng, trung cấp, sơ cấp; chuyên ngành)")
    sheet.line("15.3- Lý luận chính trị: {{ political_theory }}\t")
    sheet.small("(Cao cấp, trung cấp, sơ cấp và tương đương)")
    sheet.line("15.4- Quản lý nhà nước: {{ state_management }}\t")
    sheet.small("(Chuyên viên cao cấp, chuyên viên chính, chuyên viên, cán sự)")
    sheet.fields(
        (9.0, "15.5- Ngoại ngữ: {{ foreign_language }}\t"), (7.5, "15.6- Tin học: {{ informatics }}\t")
    )
    sheet.small("(Tên ngoại ngữ + trình độ A, B, C, D…; tin học: trình độ A, B, C…)")


def _organisations(sheet: Sheet) -> None:
    sheet.line(
        f"16) Ngày vào Đảng Cộng sản Việt Nam: {{{{ party_joined_on or {NO_DATE} }}}}, "
        f"Ngày chính thức: {{{{ party_official_on or {NO_DATE} }}}}\t"
    )
    sheet.line("17) Ngày tham gia tổ chức chính trị - xã hội: {{ union_joined }}\t")
    sheet.small("(Ngày tham gia tổ chức: Đoàn, Hội… và làm việc gì trong tổ chức đó)")
    sheet.line(
        f"18) Ngày nhập ngũ: {{{{ enlisted_on or {NO_DATE} }}}}, Ngày xuất ngũ: {{{{ discharged_on or {NO_DATE} }}}}, "
        "Quân hàm cao nhất: {{ military_rank }}\t"
    )
    sheet.line("19) Danh hiệu được phong tặng cao nhất: {{ honorary_title }}\t")
    sheet.small(
        "(Anh hùng lao động, anh hùng lực lượng vũ trang; nhà giáo, thầy thuốc, nghệ sĩ nhân dân, ưu tú)"
    )
    sheet.line("20) Sở trường công tác: {{ strength }}\t")


def _merits_and_health(sheet: Sheet) -> None:
    sheet.line("21) Khen thưởng: {{ highest_award }}\t")
    sheet.small("(Hình thức cao nhất, năm nào)")
    sheet.line("22) Kỷ luật: {{ highest_discipline }}\t")
    sheet.small("(Về Đảng, chính quyền, đoàn thể; hình thức cao nhất, năm nào)")
    sheet.fields(
        (6.8, "23) Tình trạng sức khỏe: {{ health_status }}\t"),
        (
            9.7,
            "Chiều cao: {{ height_cm or '……' }} cm, Cân nặng: {{ weight_kg or '……' }} kg, "
            "Nhóm máu: {{ blood_group }}\t",
        ),
    )
    sheet.line(
        "24) Là thương binh hạng: {{ invalid_class or '……/……' }}, "
        "Là con gia đình chính sách: {{ policy_beneficiary }}\t"
    )
    sheet.small("(Con thương binh, con liệt sĩ, người nhiễm chất độc da cam/dioxin)")
    sheet.line(
        f"25) Số chứng minh nhân dân: {{{{ identity_number }}}}\t Ngày cấp: {{{{ identity_issued_on or {NO_DATE} }}}}\t",
        stops=(10.0,),
    )
    sheet.line("26) Số sổ BHXH: {{ social_insurance_number }}\t")
