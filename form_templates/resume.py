"""2C-BNV/2008 (QĐ 02/2008/QĐ-BNV) and Mẫu số 2 of TT 12/2012/TT-BNV: two wordings of one résumé."""

from dataclasses import dataclass

from app.documents.forms.placeholders import PAY_COLUMNS
from form_templates.sheet import CENTER, RIGHT, WIDTH, Sheet
from form_templates.tables import Column, lines_table, photo_box, sideways_table

_DATE = "'…../…../………'"
_PLACE = "'Xã ………………., Huyện ………………., Tỉnh '"
_ADDRESS = "(Số nhà, đường phố, thành phố; xóm, thôn, xã, huyện, tỉnh)"
TRAINING_COLUMNS = (
    Column("Tên trường", "school", 3.9),
    Column("Chuyên ngành đào tạo, bồi dưỡng", "major", 3.9),
    Column("Từ tháng, năm - đến tháng, năm", "period", 2.8, is_centered=True),
    Column("Hình thức đào tạo", "form", 2.4, is_centered=True),
    Column("Văn bằng, chứng chỉ, trình độ gì", "degree", 3.5),
)


@dataclass(frozen=True)
class Wording:
    """Where the two forms say it differently."""

    mark: str
    title: str
    who: str
    whose_number: str
    grade: str
    grade_code: str


OFFICIAL = Wording(
    mark="Mẫu 2C-BNV/2008",
    title="SƠ YẾU LÝ LỊCH CÁN BỘ, CÔNG CHỨC",
    who="CBCC",
    whose_number="cán bộ, công chức",
    grade="Ngạch công chức (viên chức)",
    grade_code="Mã ngạch",
)
EMPLOYEE = Wording(
    mark="Mẫu số 2",
    title="SƠ YẾU LÝ LỊCH VIÊN CHỨC",
    who="viên chức",
    whose_number="viên chức",
    grade="Chức danh nghề nghiệp viên chức",
    grade_code="Mã số",
)


def draw_2c(sheet: Sheet) -> None:
    """All 32 items."""
    _general_part(sheet, OFFICIAL)
    _trainings_and_works(sheet)
    _history(sheet)
    _family(sheet)
    sheet.line("**31) Diễn biến quá trình lương của cán bộ, công chức**", before=8, keep=True)
    _pay_sideways(sheet)
    sheet.free_text(
        "**32) Nhận xét, đánh giá của cơ quan, đơn vị quản lý và sử dụng cán bộ, công chức**\n",
        "assessment",
        4,
        keep=True,
    )
    signatures(sheet, "Thủ trưởng cơ quan, đơn vị quản lý và sử dụng CBCC")


def draw_2_tt12(sheet: Sheet) -> None:
    """Items 1-28 as in 2C; the pay upright as 29, the assessment as 30."""
    _general_part(sheet, EMPLOYEE)
    _trainings_and_works(sheet)
    sheet.line("**29) Diễn biến quá trình lương của viên chức**", before=8, keep=True)
    lines_table(
        sheet,
        "pays",
        (
            Column("Tháng/năm", "month", 2.6, is_centered=True),
            Column("Mã", "grade_code", 3.0, is_centered=True),
            Column("Tên", "grade_name", 6.1),
            Column("Bậc", "step", 2.0, is_centered=True),
            Column("Hệ số lương", "coefficient", 2.8, is_centered=True),
        ),
    )
    sheet.free_text(
        "**30) Nhận xét, đánh giá của cơ quan, đơn vị quản lý và sử dụng viên chức**\n",
        "assessment",
        4,
        keep=True,
    )
    signatures(sheet, "Thủ trưởng cơ quan, đơn vị quản lý và sử dụng viên chức")


def head(sheet: Sheet, wording: Wording) -> None:
    left, right = 10.2, WIDTH - 10.2
    table = sheet.grid([left, right], rows=1)
    bodies, marks = (
        Sheet(cell, width) for cell, width in zip(table.rows[0].cells, (left - 0.3, right), strict=True)
    )
    bodies.line(f"Cơ quan, đơn vị có thẩm quyền quản lý {wording.who}: {{{{ managing_body }}}}\t", size=11)
    bodies.line(f"Cơ quan, đơn vị sử dụng {wording.who}: {{{{ employing_unit }}}}\t", size=11)
    marks.line(f"**{wording.mark}**", align=RIGHT, size=11)
    marks.line(f"Số hiệu {wording.whose_number}: {{{{ staff_number }}}}\t", size=11)
    sheet.line(f"**{wording.title}**", align=CENTER, size=15, before=10).paragraph_format.space_after = 76200


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


def beside_photo(sheet: Sheet) -> Sheet:
    """The place to the right of a photo's frame."""
    left = 4.6
    table = sheet.grid([left, WIDTH - left])
    photo_box(table.rows[0].cells[0])
    return Sheet(table.rows[0].cells[1], WIDTH - left)


def _general_part(sheet: Sheet, wording: Wording) -> None:
    head(sheet, wording)
    _identity(beside_photo(sheet))
    _places_and_work(sheet)
    _pay_now(sheet, wording)
    _levels(sheet)
    _organisations(sheet)
    _merits_and_health(sheet)


def _identity(beside: Sheet) -> None:
    beside.line("1) Họ và tên khai sinh _[(viết chữ in hoa)]_: **{{ full_name|upper }}**\t", before=6)
    beside.line("2) Tên gọi khác: {{ other_name }}\t", before=6)
    beside.line(
        "3) Sinh ngày: {{ birth_day or '……' }} tháng {{ birth_month or '……' }} năm {{ birth_year or '………' }}, "
        "Giới tính _[(nam, nữ)]_: {{ sex }}\t",
        before=6,
    )
    beside.line(f"4) Nơi sinh: {{{{ birth_place or {_PLACE} }}}}\t", before=6)
    beside.line(f"5) Quê quán: {{{{ home_town or {_PLACE} }}}}\t", before=6)


def _places_and_work(sheet: Sheet) -> None:
    sheet.line("6) Dân tộc: {{ ethnic_group }}\t 7) Tôn giáo: {{ religion }}\t", stops=(8.0,), before=6)
    sheet.line("8) Nơi đăng ký hộ khẩu thường trú: {{ permanent_address }}\t")
    sheet.small(_ADDRESS)
    sheet.line("9) Nơi ở hiện nay: {{ current_address }}\t")
    sheet.small(_ADDRESS)
    sheet.line("10) Nghề nghiệp khi được tuyển dụng: {{ former_occupation }}\t")
    sheet.line(
        f"11) Ngày tuyển dụng: {{{{ recruited_on or {_DATE} }}}}, Cơ quan tuyển dụng: {{{{ recruiting_body }}}}\t"
    )
    sheet.line("12) Chức vụ (chức danh) hiện tại: {{ position }}\t")
    sheet.small("(Về chính quyền hoặc Đảng, đoàn thể, kể cả chức vụ kiêm nhiệm)")
    sheet.line("13) Công việc chính được giao: {{ main_work }}\t")


def _pay_now(sheet: Sheet, wording: Wording) -> None:
    sheet.line(
        f"14) {wording.grade}: {{{{ grade }}}}\t {wording.grade_code}: {{{{ grade_code }}}}\t", stops=(11.0,)
    )
    sheet.line(
        f"Bậc lương: {{{{ pay_step }}}}\t Hệ số: {{{{ coefficient }}}}\t Ngày hưởng: {{{{ paid_from or {_DATE} }}}}\t",
        stops=(5.0, 9.5),
    )
    sheet.line(
        "Phụ cấp chức vụ: {{ position_allowance }}\t Phụ cấp khác: {{ other_allowance }}\t", stops=(7.0,)
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
    sheet.line("15.5- Ngoại ngữ: {{ foreign_language }}\t 15.6- Tin học: {{ informatics }}\t", stops=(9.0,))
    sheet.small("(Tên ngoại ngữ + trình độ A, B, C, D…; tin học: trình độ A, B, C…)")


def _organisations(sheet: Sheet) -> None:
    sheet.line(
        f"16) Ngày vào Đảng Cộng sản Việt Nam: {{{{ party_joined_on or {_DATE} }}}}, "
        f"Ngày chính thức: {{{{ party_official_on or {_DATE} }}}}\t"
    )
    sheet.line("17) Ngày tham gia tổ chức chính trị - xã hội: {{ union_joined }}\t")
    sheet.small("(Ngày tham gia tổ chức: Đoàn, Hội… và làm việc gì trong tổ chức đó)")
    sheet.line(
        f"18) Ngày nhập ngũ: {{{{ enlisted_on or {_DATE} }}}}, Ngày xuất ngũ: {{{{ discharged_on or {_DATE} }}}}, "
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
    sheet.line(
        "23) Tình trạng sức khỏe: {{ health_status }}\t Chiều cao: {{ height_cm or '……' }} cm, "
        "Cân nặng: {{ weight_kg or '……' }} kg, Nhóm máu: {{ blood_group }}\t",
        stops=(6.8,),
    )
    sheet.line(
        "24) Là thương binh hạng: {{ invalid_class or '……/……' }}, "
        "Là con gia đình chính sách: {{ policy_beneficiary }}\t"
    )
    sheet.small("(Con thương binh, con liệt sĩ, người nhiễm chất độc da cam/dioxin)")
    sheet.line(
        f"25) Số chứng minh nhân dân: {{{{ identity_number }}}}\t Ngày cấp: {{{{ identity_issued_on or {_DATE} }}}}\t",
        stops=(10.0,),
    )
    sheet.line("26) Số sổ BHXH: {{ social_insurance_number }}\t")


def _trainings_and_works(sheet: Sheet) -> None:
    sheet.line(
        "**27) Đào tạo, bồi dưỡng về chuyên môn, nghiệp vụ, lý luận chính trị, ngoại ngữ, tin học**",
        before=8,
        keep=True,
    )
    lines_table(sheet, "trainings", TRAINING_COLUMNS)
    sheet.line(
        "_[Ghi chú: Hình thức đào tạo: chính quy, tại chức, chuyên tu, bồi dưỡng…; "
        "Văn bằng: TSKH, TS, Ths, cử nhân, kỹ sư…]_"
    )
    sheet.line("**28) Tóm tắt quá trình công tác**", before=8, keep=True)
    works_table(sheet)


def works_table(sheet: Sheet) -> None:
    lines_table(
        sheet,
        "works",
        (
            Column("Từ tháng, năm đến tháng, năm", "period", 4.0, is_centered=True),
            Column(
                "Chức danh, chức vụ, đơn vị công tác (đảng, chính quyền, đoàn thể, tổ chức xã hội), "
                "kể cả thời gian được đào tạo, bồi dưỡng về chuyên môn, nghiệp vụ",
                "description",
                12.5,
            ),
        ),
    )


def _history(sheet: Sheet) -> None:
    sheet.line("**29) Đặc điểm lịch sử bản thân:**", before=8, keep=True)
    sheet.free_text(
        "- Khai rõ: bị bắt, bị tù (từ ngày tháng năm nào đến ngày tháng năm nào, ở đâu), đã khai báo cho ai, "
        "những vấn đề gì? Bản thân có làm việc trong chế độ cũ (cơ quan, đơn vị nào, địa điểm, chức danh, chức vụ, "
        "thời gian làm việc…): ",
        "history_self",
        3,
    )
    sheet.free_text(
        "- Tham gia hoặc có quan hệ với các tổ chức chính trị, kinh tế, xã hội nào ở nước ngoài (làm gì, tổ chức nào, "
        "đặt trụ sở ở đâu…): ",
        "history_foreign",
        3,
    )
    sheet.free_text(
        "- Có thân nhân (cha, mẹ, vợ, chồng, con, anh chị em ruột) ở nước ngoài (làm gì, địa chỉ…): ",
        "history_relatives",
        3,
    )


def _family(sheet: Sheet) -> None:
    columns = (
        Column("Mối quan hệ", "relation", 2.4, is_centered=True),
        Column("Họ và tên", "full_name", 4.2),
        Column("Năm sinh", "birth_year", 1.7, is_centered=True),
        Column(
            "Quê quán, nghề nghiệp, chức danh, chức vụ, đơn vị công tác, học tập, nơi ở (trong, ngoài nước); "
            "thành viên các tổ chức chính trị - xã hội",
            "details",
            8.2,
        ),
    )
    sheet.line("**30) Quan hệ gia đình**", before=8, keep=True)
    sheet.line("a) Về bản thân: Cha, mẹ, vợ (hoặc chồng), các con, anh chị em ruột", keep=True)
    lines_table(sheet, "own_family", columns)
    sheet.line("b) Về bên vợ (hoặc chồng): Cha, mẹ, anh chị em ruột", before=6, keep=True)
    lines_table(sheet, "spouse_family", columns)


def _pay_sideways(sheet: Sheet) -> None:
    sheet.control("for block in pay_blocks")
    sideways_table(
        sheet,
        "block",
        (("Tháng/năm", "month"), ("Mã ngạch/bậc", "grade_step"), ("Hệ số lương", "coefficient")),
        PAY_COLUMNS,
    )
    sheet.line("", before=0, size=6)
    sheet.control("endfor")
