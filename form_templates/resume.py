"""2C-BNV/2008 (QĐ 02/2008/QĐ-BNV) and Mẫu số 2 of TT 12/2012/TT-BNV: two wordings of one résumé."""

from app.documents.forms.placeholders import PAY_COLUMNS
from form_templates.closing import signatures
from form_templates.items import Wording, general_part
from form_templates.sheet import Sheet
from form_templates.tables import Column, lines_table, sideways_table

TRAINING_COLUMNS = (
    Column("Tên trường", "school", 3.9),
    Column("Chuyên ngành đào tạo, bồi dưỡng", "major", 3.9),
    Column("Từ tháng, năm - đến tháng, năm", "period", 2.8, is_centered=True),
    Column("Hình thức đào tạo", "form", 2.4, is_centered=True),
    Column("Văn bằng, chứng chỉ, trình độ gì", "degree", 3.5),
)
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
    general_part(sheet, OFFICIAL)
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
    general_part(sheet, EMPLOYEE)
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
