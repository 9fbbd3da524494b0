"""The official forms as Word files: every item, every table, in the order of the paper ones."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_TAB_LEADER
from docx.oxml.ns import qn

from app.core.citations import check_citation
from app.core.errors import NotFound, RuleViolated
from app.core.partial_date import PartialDate
from app.documents.forms.registry import FORMS, docx_of, form_of, unknown_placeholders
from app.documents.forms.values import Pay, Resume, Supplement
from config import ROOT
from form_templates.all import drawn
from tests.support.papers import (
    PAPERS_BY_FORM,
    RESUME,
    SUPPLEMENT,
    lines_of,
    long_resume,
    png,
    ruled_tables,
    squeezed,
    tables_of,
)

#: 2C-BNV/2008, as the filled form reads.
ITEMS_OF_2C = [
    "Cơ quan, đơn vị có thẩm quyền quản lý CBCC: Sở Nội vụ thành phố Cần Thơ",
    "Cơ quan, đơn vị sử dụng CBCC: Phòng Nội vụ quận Ninh Kiều",
    "Mẫu 2C-BNV/2008",
    "Số hiệu cán bộ, công chức: CT-000123",
    "SƠ YẾU LÝ LỊCH CÁN BỘ, CÔNG CHỨC",
    "1) Họ và tên khai sinh (viết chữ in hoa): THẠCH THỊ SA RƯƠN",
    "2) Tên gọi khác: Thạch Thị Út",
    "3) Sinh ngày: 05 tháng 03 năm 1975, Giới tính (nam, nữ): Nữ",
    "4) Nơi sinh: Xã Thới Lai, huyện Thới Lai, tỉnh Hậu Giang",
    "5) Quê quán: Xã Đại Tâm, huyện Mỹ Xuyên, tỉnh Sóc Trăng",
    "6) Dân tộc: Khmer",
    "7) Tôn giáo: Phật giáo",
    "8) Nơi đăng ký hộ khẩu thường trú: Số 45 đường Nguyễn Văn Cừ, phường An Hòa",
    "(Số nhà, đường phố, thành phố; xóm, thôn, xã, huyện, tỉnh)",
    "9) Nơi ở hiện nay: Số 12 hẻm 132 đường 3 tháng 2, phường Xuân Khánh",
    "10) Nghề nghiệp khi được tuyển dụng: Giáo viên",
    "11) Ngày tuyển dụng: 01/09/1998, Cơ quan tuyển dụng: Ủy ban nhân dân tỉnh Cần Thơ",
    "12) Chức vụ (chức danh) hiện tại: Phó Trưởng phòng; Chi ủy viên",
    "13) Công việc chính được giao: Quản lý cán bộ, công chức, viên chức",
    "14) Ngạch công chức (viên chức): Chuyên viên chính",
    "Mã ngạch: 01.002",
    "Bậc lương: 4 Hệ số: 5,42 Ngày hưởng: 01/01/2024",
    "Phụ cấp chức vụ: 0,30",
    "Phụ cấp khác: Phụ cấp công vụ 25%",
    "15) 15.1- Trình độ giáo dục phổ thông (đã tốt nghiệp lớp mấy/thuộc hệ nào): 12/12",
    "15.2- Trình độ chuyên môn cao nhất: Thạc sĩ Quản lý công",
    "15.3- Lý luận chính trị: Cao cấp",
    "15.4- Quản lý nhà nước: Chuyên viên chính",
    "15.5- Ngoại ngữ: Tiếng Anh B1",
    "15.6- Tin học: Ứng dụng cơ bản",
    "16) Ngày vào Đảng Cộng sản Việt Nam: 03/02/2003, Ngày chính thức: 03/02/2004",
    "17) Ngày tham gia tổ chức chính trị - xã hội: 26/03/1990, Bí thư chi đoàn",
    "18) Ngày nhập ngũ: 02/1994, Ngày xuất ngũ: 02/1996, Quân hàm cao nhất: Trung sĩ",
    "19) Danh hiệu được phong tặng cao nhất: Nhà giáo ưu tú",
    "20) Sở trường công tác: Quản lý nhân sự",
    "21) Khen thưởng: Bằng khen của Thủ tướng Chính phủ, 2019",
    "22) Kỷ luật: Khiển trách, 2008",
    "23) Tình trạng sức khỏe: Tốt",
    "Chiều cao: 158 cm, Cân nặng: 52 kg, Nhóm máu: O",
    "24) Là thương binh hạng: 4/4, Là con gia đình chính sách: Con liệt sĩ",
    "25) Số chứng minh nhân dân: 092175001234 Ngày cấp: 12/05/2021",
    "26) Số sổ BHXH: 5298001234",
    "27) Đào tạo, bồi dưỡng về chuyên môn, nghiệp vụ, lý luận chính trị, ngoại ngữ, tin học",
    "Học viện Hành chính Quốc gia",
    "28) Tóm tắt quá trình công tác",
    "Phó Trưởng phòng, Phòng Nội vụ quận Ninh Kiều",
    "29) Đặc điểm lịch sử bản thân:",
    "30) Quan hệ gia đình",
    "a) Về bản thân: Cha, mẹ, vợ (hoặc chồng), các con, anh chị em ruột",
    "Thạch Sên",
    "b) Về bên vợ (hoặc chồng): Cha, mẹ, anh chị em ruột",
    "Lê Văn Ba",
    "31) Diễn biến quá trình lương của cán bộ, công chức",
    "01.002/4",
    "32) Nhận xét, đánh giá của cơ quan, đơn vị quản lý và sử dụng cán bộ, công chức "
    "Hoàn thành tốt nhiệm vụ.",
    "Người khai",
    "Tôi xin cam đoan những lời khai trên đây là đúng sự thật",
    "Cần Thơ, ngày 05 tháng 11 năm 2026",
    "Thủ trưởng cơ quan, đơn vị quản lý và sử dụng CBCC",
]

ITEMS_OF_TT12 = [
    "Cơ quan, đơn vị có thẩm quyền quản lý viên chức: Sở Nội vụ thành phố Cần Thơ",
    "Số hiệu viên chức: CT-000123",
    "SƠ YẾU LÝ LỊCH VIÊN CHỨC",
    "1) Họ và tên khai sinh (viết chữ in hoa): THẠCH THỊ SA RƯƠN",
    "14) Chức danh nghề nghiệp viên chức: Chuyên viên chính",
    "Mã số: 01.002",
    "26) Số sổ BHXH: 5298001234",
    "27) Đào tạo, bồi dưỡng về chuyên môn, nghiệp vụ, lý luận chính trị, ngoại ngữ, tin học",
    "28) Tóm tắt quá trình công tác",
    "29) Diễn biến quá trình lương của viên chức",
    "30) Nhận xét, đánh giá của cơ quan, đơn vị quản lý và sử dụng viên chức Hoàn thành tốt nhiệm vụ.",
    "Thủ trưởng cơ quan, đơn vị quản lý và sử dụng viên chức",
]

ITEMS_OF_3A = [
    "Mẫu 3a-BNV/2007",
    "TIỂU SỬ TÓM TẮT",
    "1) Họ và tên: THẠCH THỊ SA RƯƠN",
    "3) Sinh ngày: 05 tháng 03 năm 1975",
    "9) Ngày vào Đảng Cộng sản Việt Nam: 03/02/2003, Ngày chính thức: 03/02/2004",
    "12) Học hàm, học vị: Thạc sĩ",
    "14) Chức vụ: Phó Trưởng phòng; Chi ủy viên",
    "Đơn vị công tác: Phòng Nội vụ quận Ninh Kiều",
    "18) Tình trạng sức khỏe: Tốt",
    "19) Tóm tắt quá trình công tác",
    "Phó Trưởng phòng, Phòng Nội vụ quận Ninh Kiều",
    "Xác nhận của cơ quan, đơn vị",
]

ITEMS_OF_4A = [
    "Mẫu 4a-BNV/2007",
    "PHIẾU BỔ SUNG LÝ LỊCH",
    "Bổ sung từ ngày 01/01/2026 đến ngày 31/12/2026",
    "Họ và tên: THẠCH THỊ SA RƯƠN",
    "Số hiệu: CT-000123",
    "Ngày sinh: 1975 Giới tính: Nữ",
    "1) Thay đổi về chức vụ, đơn vị công tác, ngạch, bậc lương",
    "Bổ nhiệm Trưởng phòng",
    "2) Đào tạo, bồi dưỡng",
    "Học viện Chính trị khu vực IV",
    "3) Khen thưởng",
    "Giấy khen",
    "4) Kỷ luật",
    "Khiển trách",
    "5) Thay đổi về gia đình (hôn nhân, sinh con, người thân)",
    "Sinh con thứ hai",
    "6) Đi nước ngoài",
    "Nhật Bản",
    "7) Sức khỏe: Mổ ruột thừa",
    "8) Kinh tế, nhà đất: Mua nhà 80 m²",
    "9) Nội dung khác: Đổi số điện thoại",
    "Người khai",
]
ITEMS = {
    "form_2c": ITEMS_OF_2C,
    "form_2_tt12": ITEMS_OF_TT12,
    "form_3a": ITEMS_OF_3A,
    "form_4a": ITEMS_OF_4A,
}


@pytest.mark.parametrize("code", FORMS)
def test_each_item_stands_with_its_value_in_the_order_of_the_paper(code: str) -> None:
    lines = lines_of(docx_of(FORMS[code], PAPERS_BY_FORM[code]))
    place = 0
    for line in ITEMS[code]:
        assert line in lines[place:], f"{line!r} is missing after {lines[place - 1]!r}"
        place = lines.index(line, place) + 1


def test_the_numbers_of_2c_are_literal_text_from_1_to_32() -> None:
    text = "\n".join(lines_of(docx_of(FORMS["form_2c"], RESUME)))
    found = [int(number) for number in re.findall(r"(?:^|(?<= ))(\d{1,2})\) ", text, flags=re.MULTILINE)]
    assert found == list(range(1, 33))
    assert re.findall(r"15\.\d-", text) == ["15.1-", "15.2-", "15.3-", "15.4-", "15.5-", "15.6-"]
    assert b"w:numPr" not in _part(docx_of(FORMS["form_2c"], RESUME), "word/document.xml")


def test_the_tables_of_2c_hold_their_rows_in_order() -> None:
    tables = tables_of(docx_of(FORMS["form_2c"], RESUME))
    assert [table[0][0] for table in tables] == [
        "Tên trường",
        "Từ tháng, năm đến tháng, năm",
        "Mối quan hệ",
        "Mối quan hệ",
        "Tháng/năm",
    ]
    assert tables[0][1:] == [
        ["Trường Đại học Cần Thơ", "Luật hành chính", "09/1993 - 06/1997", "Chính quy", "Cử nhân"],
        ["Học viện Hành chính Quốc gia", "Quản lý công", "10/2010 - 10/2012", "Tại chức", "Thạc sĩ"],
    ]
    assert tables[1][1] == ["09/1998 - 12/2009", "Chuyên viên, Phòng Tổ chức - Lao động quận Ninh Kiều"]
    assert tables[2][2] == ["Chồng", "Lê Văn Bảy", "1973", "Giáo viên."]
    assert tables[3][1:] == [["Cha chồng", "Lê Văn Ba", "1940", "Nông dân."]]
    assert tables[4] == [
        ["Tháng/năm", "09/1998", "09/2001", "01/2024", *[""] * 6],
        ["Mã ngạch/bậc", "01.003/1", "01.003/2", "01.002/4", *[""] * 6],
        ["Hệ số lương", "1,86", "2,10", "5,42", *[""] * 6],
    ]


def test_forty_salaries_lie_in_five_blocks_of_nine_columns() -> None:
    blocks = tables_of(docx_of(FORMS["form_2c"], long_resume()))[4:]
    assert [len(block[0]) for block in blocks] == [10, 10, 10, 10, 10]
    months = [month for block in blocks for month in block[0][1:]]
    assert months[0] == "01/1985" and months[39] == "04/2024"
    assert months[40:] == [""] * 5


def test_the_salaries_of_an_employee_stand_upright_with_the_name_of_the_grade() -> None:
    table = tables_of(docx_of(FORMS["form_2_tt12"], RESUME))[-1]
    assert table[0] == ["Tháng/năm", "Mã", "Tên", "Bậc", "Hệ số lương"]
    assert table[3] == ["01/2024", "01.002", "Chuyên viên chính", "4", "5,42"]
    assert len(table) == 4


@pytest.mark.parametrize("code", FORMS)
def test_heads_repeat_on_each_page_and_rows_are_not_split(code: str) -> None:
    for table in ruled_tables(docx_of(FORMS[code], PAPERS_BY_FORM[code])):
        rows = [row._tr.xml for row in table.rows]
        assert all("w:cantSplit" in row for row in rows)
        is_sideways = table.rows[0].cells[0].text == "Tháng/năm" and len(table.columns) == 10
        assert ("w:tblHeader" in rows[0]) is not is_sideways


@pytest.mark.parametrize("code", FORMS)
def test_an_empty_record_prints_dotted_blanks(code: str) -> None:
    form = FORMS[code]
    docx = docx_of(form, form.made_of())
    text = "\n".join(lines_of(docx))
    assert "None" not in text and "{" not in text and "Undefined" not in text
    assert "…" in text
    dotted = [p for p in Document(io.BytesIO(docx)).paragraphs if p.text.endswith("\t")]
    assert len(dotted) > 5
    for paragraph in dotted:
        assert paragraph.paragraph_format.tab_stops[-1].leader == WD_TAB_LEADER.DOTS


@pytest.mark.parametrize("code", FORMS)
def test_only_short_values_share_a_line_with_dots(code: str) -> None:
    """A long one would go on below, and the dots behind it would end at the first stop of the line."""
    form = FORMS[code]
    shared = [line for line in _paragraphs_of(docx_of(form, form.made_of())) if line.count("\t") > 1]
    short = ("Bậc lương: ", "25) Số chứng minh nhân dân: ", "Ngày sinh: ")
    assert [line for line in shared if not line.startswith(short)] == []


@pytest.mark.parametrize(
    ("code", "step", "printed"),
    [
        ("01.003", "5", "01.003/5"),
        ("01.003", "9 VK 6%", "01.003/9\nVK\u00a06%"),
        ("V.07.05.15", "8", "V.07.05.15/8"),
        ("V.07.05.15", "10", "V.07.05.15/\n10"),
        ("V.07.05.15", "10 VK 12%", "V.07.05.15/\n10\nVK\u00a012%"),
        ("", "", ""),
    ],
)
def test_a_column_of_item_31_holds_code_and_step_untorn(code: str, step: str, printed: str) -> None:
    docx = docx_of(FORMS["form_2c"], replace(RESUME, pays=(Pay(grade_code=code, step=step),)))
    assert ruled_tables(docx)[-1].rows[1].cells[1].text == printed


def test_a_hyphen_that_must_not_break_is_one_of_word() -> None:
    docx = docx_of(FORMS["form_2c"], replace(RESUME, staff_number="CT\u2011CB\u2011900001"))
    assert "Số hiệu cán bộ, công chức: CT-CB-900001" in lines_of(docx)
    assert _part(docx, "word/document.xml").count(b"<w:noBreakHyphen/>") == 2


def test_the_blanks_of_2c_are_those_of_the_paper() -> None:
    lines = lines_of(docx_of(FORMS["form_2c"], Resume()))
    assert "3) Sinh ngày: …… tháng …… năm ………, Giới tính (nam, nữ):" in lines
    assert "4) Nơi sinh: Xã ………………., Huyện ………………., Tỉnh" in lines
    assert "Ảnh màu" in lines and "(4 x 6 cm)" in lines
    tables = tables_of(docx_of(FORMS["form_2c"], Resume()))
    assert [len(table) - 1 for table in tables] == [4, 8, 8, 5, 2]


def test_a_birth_of_which_only_the_year_is_known_leaves_day_and_month_blank() -> None:
    lines = lines_of(docx_of(FORMS["form_2c"], replace(RESUME, birth_on=PartialDate(1960))))
    assert "3) Sinh ngày: …… tháng …… năm 1960, Giới tính (nam, nữ): Nữ" in lines


def test_the_sheet_is_a4_with_the_margins_of_decree_30() -> None:
    for form in FORMS.values():
        section = Document(io.BytesIO(docx_of(form, form.made_of()))).sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        sides = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
        assert [round(side.cm, 1) for side in sides] == [3.0, 1.5, 2.0, 2.0]


def test_everything_is_in_times_new_roman() -> None:
    document = Document(io.BytesIO(docx_of(FORMS["form_2c"], RESUME)))
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert "rFonts" not in document.element.xml


def test_the_photo_fills_four_by_six_centimetres() -> None:
    docx = docx_of(FORMS["form_2c"], replace(RESUME, photo=png()))
    assert _part(docx, "word/media/record-photo.png") == png()
    shape = Document(io.BytesIO(docx)).tables[1].rows[0].cells[0].tables[0]._tbl.xml
    assert 'cx="1440000" cy="2160000"' in shape
    assert "Ảnh màu" not in lines_of(docx)


def test_a_photo_that_is_no_picture_is_refused() -> None:
    with pytest.raises(RuleViolated, match="không phải tệp JPEG hay PNG"):
        docx_of(FORMS["form_2c"], replace(RESUME, photo=b"<svg/>"))


def test_the_same_record_makes_the_same_bytes() -> None:
    assert docx_of(FORMS["form_2c"], RESUME) == docx_of(FORMS["form_2c"], RESUME)


def test_a_form_is_made_of_its_own_values_only() -> None:
    with pytest.raises(TypeError):
        docx_of(FORMS["form_4a"], RESUME)
    with pytest.raises(TypeError):
        docx_of(FORMS["form_2c"], SUPPLEMENT)


def test_a_number_that_is_no_text_is_an_error_and_no_silent_blank() -> None:
    with pytest.raises(TypeError, match="height_cm"):
        docx_of(FORMS["form_2c"], replace(RESUME, height_cm=158))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"Pay\.step"):
        docx_of(FORMS["form_2c"], replace(RESUME, pays=(Pay(step=3),)))  # type: ignore[arg-type]


def test_the_registry_names_each_form_and_its_source() -> None:
    told = [(form.code, form.legal, form.made_of, form.needs_period) for form in FORMS.values()]
    assert told == [
        ("form_2c", "QĐ 02/2008/QĐ-BNV", Resume, False),
        ("form_2_tt12", "TT 12/2012/TT-BNV", Resume, False),
        ("form_3a", "QĐ 06/2007/QĐ-BNV", Resume, False),
        ("form_4a", "QĐ 06/2007/QĐ-BNV", Supplement, True),
    ]
    for form in FORMS.values():
        check_citation(form.legal)
    assert form_of("form_2c") is FORMS["form_2c"]
    with pytest.raises(NotFound):
        form_of("form_9z")


@pytest.mark.parametrize("code", FORMS)
def test_the_template_in_the_repository_is_what_the_drawing_makes(code: str) -> None:
    drawing, kept = drawn(code), FORMS[code].template.read_bytes()
    assert _part(drawing, "word/document.xml") == _part(kept, "word/document.xml")
    with zipfile.ZipFile(io.BytesIO(drawing)) as ours, zipfile.ZipFile(io.BytesIO(kept)) as theirs:
        assert ours.namelist() == theirs.namelist()


@pytest.mark.parametrize("code", FORMS)
def test_the_templates_name_only_what_a_record_has(code: str) -> None:
    assert unknown_placeholders(FORMS[code], FORMS[code].template.read_bytes()) == []


def test_the_manual_names_every_placeholder() -> None:
    manual = (ROOT / "docs" / "mau-bieu.md").read_text(encoding="utf-8")
    for form in FORMS.values():
        for name in form.placeholders(form.made_of()):
            assert f"`{name}`" in manual, name
    for code in FORMS:
        assert f"`{code}`" in manual


def test_the_small_print_is_in_italics() -> None:
    paragraphs = Document(io.BytesIO(docx_of(FORMS["form_2c"], RESUME))).paragraphs
    small = [p for p in paragraphs if squeezed(p.text).startswith("(")]
    assert len(small) == 12
    assert all(run.italic for paragraph in small for run in paragraph.runs)


def _paragraphs_of(docx: bytes) -> list[str]:
    """Every paragraph as it stands, tabs included."""
    body = Document(io.BytesIO(docx)).element.body
    return ["".join(_piece(one) for one in paragraph.iter()) for paragraph in body.iter(qn("w:p"))]


def _piece(element: Any) -> str:
    is_tab = element.tag == qn("w:tab") and element.getparent().tag == qn("w:r")
    return "\t" if is_tab else element.text or "" if element.tag == qn("w:t") else ""


def _part(docx: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(name)
