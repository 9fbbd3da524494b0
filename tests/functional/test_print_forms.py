"""A record on paper: every item of 2C has its value, what may not be seen is blank, every print is logged."""

import datetime
import io
import re

import pytest
from docx import Document
from sqlalchemy import select

from app.access.models import (
    Account,
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from app.access.role_rows import lock_access
from app.core.actor import acting_as, system_actor
from app.core.entry import entry_thing
from app.core.sensitive import GROUPS
from app.core.services import service_of
from app.documents.filling.papers import of_people, of_person
from app.documents.filling.records import Period
from app.documents.forms.registry import FORMS
from app.personnel.services import person_service
from tests.support.cast import OTHER_WARD, as_system, counted_statements, identity_number, make_person, stored
from tests.support.full_record import add_entry, make_full_person
from tests.support.log_lines import last
from tests.support.papers import lines_of, squeezed, tables_of

NUMBER = identity_number(1975, is_female=False)
YEAR = {"period_from": "1/1/2020", "period_to": "31/12/2020"}
#: Item -> what the .docx says behind its literal number, written by hand from the record.
ITEMS = {
    1: "THẠCH VĂN SƠN",
    2: "Tên gọi khác: Ba Sơn",
    3: "Sinh ngày: 15 tháng 03 năm 1975, Giới tính (nam, nữ): Nam",
    4: "Nơi sinh: Xã Thới Lai, huyện Thới Lai, tỉnh Hậu Giang",
    5: "Quê quán: Xã Đại Tâm, huyện Mỹ Xuyên, tỉnh Sóc Trăng",
    6: "Dân tộc: Khmer",
    7: "Tôn giáo: Phật giáo",
    8: "Nơi đăng ký hộ khẩu thường trú: Số 45 đường Nguyễn Văn Cừ",
    9: "Nơi ở hiện nay: Số 12 hẻm 132 đường 3 tháng 2",
    10: "Nghề nghiệp khi được tuyển dụng: Giáo viên",
    11: "Ngày tuyển dụng: 01/09/1998, Cơ quan tuyển dụng: UBND tỉnh Cần Thơ",
    12: "Chức vụ (chức danh) hiện tại: Ủy viên Ủy ban nhân dân thành phố, UBND quận; kiêm nhiệm "
    "Phó Chủ tịch Hội đồng nhân dân thành phố, HĐND phường; Bí thư Thành ủy, Đảng bộ phường; "
    "Chủ tịch Công đoàn cơ sở, Công đoàn Việt Nam",
    13: "Công việc chính được giao: Quản lý cán bộ, công chức",
    14: "Chuyên viên Mã ngạch: 01.003 Bậc lương: 9, VK 6% Hệ số: 4,98 Ngày hưởng: 01/06/2020 "
    "Phụ cấp chức vụ: 0,30 Phụ cấp khác: Phụ cấp công vụ 25%",
    15: "15.1- Trình độ giáo dục phổ thông (đã tốt nghiệp lớp mấy/thuộc hệ nào): 12/12",
    16: "Ngày vào Đảng Cộng sản Việt Nam: 03/02/2003, Ngày chính thức: 03/02/2004",
    17: "26/03/1990, Đoàn TNCS Hồ Chí Minh, Bí thư chi đoàn; "
    "10/1998, Công đoàn Việt Nam, Chủ tịch Công đoàn cơ sở",
    18: "Ngày nhập ngũ: 02/1994, Ngày xuất ngũ: 02/1996, Quân hàm cao nhất: Trung tá",
    19: "Danh hiệu được phong tặng cao nhất: Nhà giáo Ưu tú",
    20: "Sở trường công tác: Soạn thảo văn bản",
    21: "Khen thưởng: Huân chương Độc lập hạng Nhì, 2019",
    22: "Kỷ luật: Khiển trách, 2008",
    23: "Tình trạng sức khỏe: Tốt Chiều cao: 168 cm, Cân nặng: 63 kg, Nhóm máu: AB",
    24: "Là thương binh hạng: 4/4, Là con gia đình chính sách: Liệt sĩ (thân nhân)",
    25: f"Số chứng minh nhân dân: {NUMBER} Ngày cấp: 12/05/2021",
    26: "Số sổ BHXH: 5298001234",
    29: "Làm việc trong chế độ cũ: Không làm việc chế độ cũ",
    32: "Năm 2019: Hoàn thành xuất sắc nhiệm vụ. Gương mẫu",
}
SUB_ITEMS = (
    "15.2- Trình độ chuyên môn cao nhất: Thạc sĩ",
    "15.3- Lý luận chính trị: Cao cấp lý luận chính trị",
    "15.4- Quản lý nhà nước: Ngạch chuyên viên chính",
    "15.5- Ngoại ngữ: Tiếng Anh, bậc 3 (B1)",
    "15.6- Tin học: Chứng chỉ ứng dụng CNTT cơ bản",
)
#: Items 27, 28, 30 a, 30 b: the lines of their tables.
TABLES = (
    [
        ["Trường Đại học Cần Thơ", "Luật hành chính", "09/1993 - 06/1997",
         "Chính quy", "Đại học"],
        ["Học viện Hành chính", "Quản lý công", "10/2010 - 10/2012", "Tại chức", "Thạc sĩ"],
        ["Học viện Chính trị IV", "", "2014 - 2015", "", "Cao cấp lý luận chính trị"],
        ["Trường Chính trị", "", "03/2016 - 05/2016", "", "Ngạch chuyên viên chính"],
        ["Trung tâm Ngoại ngữ", "Tiếng Anh", "2017 - 2018", "", "bậc 3 (B1)"],
        ["Trung tâm Tin học", "", "2018", "", "Chứng chỉ ứng dụng CNTT cơ bản"],
    ],
    [
        ["09/1998 - 12/2009", "Chuyên viên, Phòng Tổ chức cũ"],
        ["01/2010 - nay", "Phó Trưởng phòng, Phòng Nội vụ quận"],
    ],
    [
        ["Cha đẻ", "Thạch Sên", "1945", "Sóc Trăng; Nông dân; đã mất"],
        ["Vợ", "Lý Thị Mai", "1978", "Bác sĩ"],
        ["Con đẻ", "Thạch Lý An", "2020", ""],
    ],
    [["Cha đẻ", "Lý Văn Tư", "1950", "Hưu trí"]],
)  # fmt: skip
#: Item 31 lies on its side.
PAY = (
    ["Tháng/năm", "09/2005", "09/2008", "06/2020"],
    ["Mã ngạch/bậc", "01.003/1", "01.003/2", "01.003/9 VK 6%"],
    ["Hệ số lương", "2,34", "2,67", "4,98"],
)
FOREIGN = ("Hội Nghiên cứu, Nhật Bản, Cộng tác viên", "Thạch Thị Hoa, Pháp, Cô ruột, định cư")
#: Group of sensitive fields -> what must not stand on any paper when it is withheld.
SECRETS = {
    "identity": (NUMBER, "12/05/2021", "5298001234", "C1234567"),
    "health": ("168", "63 kg", "AB", "4/4", "Đủ sức khỏe"),
    "discipline": ("Khiển trách", "Chậm giải quyết hồ sơ"),
    "life_history": ("chế độ cũ: Không",),
    "foreign_relation": FOREIGN,
    "pay": ("4,98", "2,67", "0,30", "VK 6%", "vượt khung"),
}


@pytest.fixture(scope="module")
def person(product) -> int:
    return make_full_person(product, identity_number=NUMBER, honorary_title="DH05")


@pytest.fixture(scope="module")
def clerk(product):
    """The clerk of UBND phường Xuân Khánh, whose record it is."""
    return product.login("phuong.xuankhanh")


@pytest.fixture(scope="module")
def docx(clerk, person) -> bytes:
    return printed(clerk, person)


def printed(client, person_id, code="form_2c", **days) -> bytes:
    answer = client.get(f"/person/print/{person_id}/{code}.docx", query_string=days)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data()


def text_of(docx: bytes) -> str:
    cells = [cell for table in tables_of(docx) for row in table for cell in row]
    return squeezed("\n".join([*lines_of(docx), *cells]))


# The items --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ITEMS)
def test_each_item_has_its_literal_number_and_its_value(docx, number):
    text = squeezed("\n".join(lines_of(docx)))
    start = text.index(f"{number}) ")
    end = text.find(f" {number + 1}) ", start)
    assert ITEMS[number] in text[start : end if end > 0 else None]


def test_the_levels_stand_under_item_15(docx):
    text = squeezed("\n".join(lines_of(docx)))
    assert [line for line in SUB_ITEMS if line not in text] == []


def test_items_27_28_and_30_are_the_entries_in_the_order_of_time(docx):
    tables = tables_of(docx)
    assert tuple(table[1:] for table in tables[:4]) == TABLES


def test_item_31_has_a_column_for_each_change(docx):
    rows = tables_of(docx)[4]
    assert tuple(row[:4] for row in rows) == PAY
    assert not any(cell for row in rows for cell in row[4:])


def test_item_29_tells_of_organisations_and_relatives_abroad(docx):
    text = squeezed("\n".join(lines_of(docx)))
    assert [line for line in FOREIGN if line not in text] == []
    for number in (27, 28, 30, 31):
        assert f"{number}) " in text


def test_the_head_names_the_unit_and_who_manages_it(docx):
    text = squeezed("\n".join(lines_of(docx)))
    assert "Cơ quan, đơn vị sử dụng CBCC: Ủy ban nhân dân phường Xuân Khánh" in text
    assert "có thẩm quyền quản lý CBCC: Ủy ban nhân dân quận Ninh Kiều" in text
    assert "Cần Thơ, ngày" in text


def test_the_form_of_public_employees_and_the_short_biography_print_the_same_person(clerk, person):
    employee = text_of(printed(clerk, person, "form_2_tt12"))
    short = text_of(printed(clerk, person, "form_3a"))
    for text in (employee, short):
        assert "THẠCH VĂN SƠN" in text and "Phó Trưởng phòng, Phòng Nội vụ quận" in text
    assert "VIÊN CHỨC" in employee and "Học viện Hành chính" in employee
    assert "12) Học hàm, học vị: Thạc sĩ" in short


def test_a_voided_entry_is_on_no_paper(product, clerk):
    person_id = make_person(product)
    row = add_entry(product, person_id, "work_history", title="Nhầm", unit_name="Chỗ khác", from_on="2001")
    assert "Chỗ khác" in text_of(printed(clerk, person_id))
    with as_system(product) as session:
        service_of(entry_thing("work_history")).void(session, row, "Nhập trùng", version=None)
    assert "Chỗ khác" not in text_of(printed(clerk, person_id))


def test_an_empty_record_prints_the_dots_of_the_form(product, clerk):
    text = text_of(printed(clerk, make_person(product)))
    assert "None" not in text and "Lê Thị Kiểm Thử".upper() in text


# The supplement (4a) ----------------------------------------------------------------------------------


def test_the_supplement_tells_what_changed_in_the_period(product, clerk, person):
    text = text_of(printed(clerk, person, "form_4a", **YEAR))
    assert "Bổ sung từ ngày 01/01/2020 đến ngày 31/12/2020" in text
    for told in (
        "03/2020 Bổ nhiệm: Ủy viên Ủy ban nhân dân thành phố UBND quận; 88/QĐ ngày 02/03/2020",
        "06/2020 Chuyên viên (01.003), bậc 9, hệ số 4,98, vượt khung 6% 15/QĐ-NV",
        "01/2020 Phụ cấp chức vụ lãnh đạo, 0,30",
        "Con đẻ: Thạch Lý An, sinh 07/05/2020",
        "Nhật Bản 05/2020 - 06/2020 Học tập kinh nghiệm Ngân sách nhà nước cấp thành phố",
        "06/06/2020, Tốt, Đủ sức khỏe",
        "Giấy tờ tùy thân: Hộ chiếu, C1234567, 08/08/2020",
        "Quy hoạch: 2020,",
    ):
        assert told in text, told
    for other in ("Cao học Luật", "Khiển trách", "Huân chương", "Huyện B", "Lý Thị Mai", "Tin học"):
        assert other not in text, other


def test_an_address_and_a_marriage_of_today_stand_on_todays_supplement(product, clerk):
    person_id = make_person(product, current_address="Số 1 đường Cũ", marital_status="1")
    row = stored(product, "person", person_id)
    married = {"marital_status": "2", "current_address": "Số 2 đường Mới"}
    with as_system(product) as session:
        person_service.update(session, person_id, married, version=row["version"])
    days = {"period_from": "1/1/2026", "period_to": "31/12/2099"}
    text = text_of(printed(clerk, person_id, "form_4a", **days))
    assert "Tình trạng hôn nhân: Đã kết hôn (có chồng); trước là Chưa kết hôn" in text
    assert "Nơi ở hiện nay: Số 2 đường Mới; trước là Số 1 đường Cũ" in text
    before = text_of(printed(clerk, person_id, "form_4a", **YEAR))
    assert "đường Mới" not in before


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({}, "Chưa nhập «Bổ sung từ ngày»."),
        ({"period_from": "1/1/2020"}, "Chưa nhập «Bổ sung đến ngày»."),
        ({"period_from": "hôm qua", "period_to": "1/1/2020"}, "Không đọc được ngày"),
        ({"period_from": "2/1/2020", "period_to": "1/1/2020"}, "Ngày cuối kỳ phải không trước ngày đầu kỳ."),
    ],
)
def test_a_supplement_without_its_days_is_refused_with_a_sentence(clerk, person, days, told):
    answer = clerk.get(f"/person/print/{person}/form_4a.docx", query_string=days)
    assert answer.status_code == 422 and told in answer.get_data(as_text=True)


# Who may print what -----------------------------------------------------------------------------------


@pytest.mark.parametrize("group", SECRETS)
def test_a_withheld_group_is_blank_and_the_log_says_so(product, person, group):
    take_away(product, group)
    try:
        client = product.login("phuong.xuankhanh")
        for code, days in (("form_2c", {}), ("form_3a", {}), ("form_4a", YEAR)):
            text = text_of(printed(client, person, code, **days))
            assert [secret for secret in SECRETS[group] if secret in text] == [], code
            assert "None" not in text
        ((line, _ids),) = last(product)
        assert line.query.endswith(f"để trống vì không có quyền xem: {GROUPS[group].label}")
    finally:
        take_away(product, group, back=True)


def take_away(product, group, *, back=False) -> None:
    """Take the right to view a group from the clerks of units, or give it back."""
    link = assoc_permissionview_role
    with as_system(product) as session:
        role = session.scalars(select(Role.id).where(Role.name == "Đơn vị (quyền cập nhật)")).one()
        pair = session.scalars(
            select(PermissionView.id)
            .join(Permission)
            .join(ViewMenu)
            .where(Permission.name == "can_view", ViewMenu.name == f"person_{group}")
        ).one()
        if back:
            session.execute(link.insert().values(role_id=role, permission_view_id=pair))
        else:
            session.execute(link.delete().where(link.c.role_id == role, link.c.permission_view_id == pair))
        lock_access(session)
        session.commit()


def test_what_is_masked_on_screen_is_printed_without_being_opened(product, clerk, person):
    page = clerk.get(f"/person/show/{person}").get_data(as_text=True)
    assert NUMBER not in page
    assert NUMBER in text_of(printed(clerk, person))


def test_a_print_is_a_line_of_the_log_that_names_form_and_groups(product, clerk, person):
    printed(clerk, person)
    ((line, ids),) = last(product)
    assert (line.act, line.actor, ids) == ("print", "phuong.xuankhanh", {person})
    assert line.query == (
        "2C-BNV/2008; in cả mục nhạy cảm: Giấy tờ tùy thân, Sức khỏe, Kỷ luật, Lịch sử bản thân, "
        "Quan hệ nước ngoài, Lương"
    )
    printed(clerk, person, "form_4a", **YEAR)
    assert last(product)[0][0].query.startswith("4a-BNV/2007; 01/01/2020 - 31/12/2020; ")


def test_the_log_calls_it_by_its_name(product, person):
    printed(product.login("sonoivu"), person)
    page = product.login("sonoivu").get("/access_log/list/?act=print").get_data(as_text=True)
    assert "In biểu mẫu" in page and "2C-BNV/2008" in page


def test_outside_the_scope_there_is_nothing_to_print(product, clerk):
    foreign = make_person(product, OTHER_WARD)
    for code in FORMS:
        assert clerk.get(f"/person/print/{foreign}/{code}.docx", query_string=YEAR).status_code == 404
        assert clerk.get(f"/person/print/{foreign}/{code}").status_code == 404
        assert clerk.post_form(f"/person/print/{foreign}/{code}.pdf", YEAR).status_code == 404


def test_an_unknown_form_is_not_found(clerk, person):
    for name in ("form_9x", "form_2c.exe", "..%2Fform_2c"):
        assert clerk.get(f"/person/print/{person}/{name}.docx").status_code == 404
        assert clerk.get(f"/person/print/{person}/{name}").status_code == 404


def test_a_reader_prints_nothing_and_somebody_looking_on_neither(product):
    person_id = make_person(product, "SYT")
    assert product.login("xem.soyte").get(f"/person/print/{person_id}/form_2c.docx").status_code == 403
    account = product.login("sonoivu")
    with as_system(product) as session:
        other = session.scalars(select(Account.id).where(Account.username == "soyte")).one()
    account.post_form(f"/view_as/begin/{other}")
    assert account.get(f"/person/print/{person_id}/form_2c.docx").status_code == 403


def test_a_person_prints_the_own_record_and_no_other(product, person):
    with as_system(product) as session:
        own = session.scalars(select(Account.person_id).where(Account.username == "canhan")).one()
    client = product.login("canhan")
    text = text_of(printed(client, own))
    assert stored(product, "person", own)["identity_number"] in text
    assert client.get(f"/person/print/{person}/form_2c.docx").status_code == 404


def test_a_removed_record_is_not_printed(product):
    person_id, client = make_person(product), product.login("sonoivu")
    client.post_form(f"/person/remove/{person_id}", {"reason": "Nhập trùng"})
    answer = client.get(f"/person/print/{person_id}/form_2c.docx")
    assert answer.status_code == 422 and "đã loại bỏ" in answer.get_data(as_text=True)
    assert "In biểu mẫu" not in client.get(f"/person/show/{person_id}").get_data(as_text=True)


# The record page, the file, the cost ------------------------------------------------------------------


def test_the_record_page_links_to_every_form(clerk, person):
    page = clerk.get(f"/person/show/{person}").get_data(as_text=True)
    links = set(re.findall(rf'(?:href|action)="(/person/print/{person}/[^"]+)"', page))
    resumes = ("form_2c", "form_2_tt12", "form_3a")
    files = {f"/person/print/{person}/{code}.{kind}" for code in resumes for kind in ("docx", "pdf")}
    assert links == {*files, f"/person/print/{person}/form_4a"}


def test_the_page_of_the_supplement_asks_for_its_days(clerk, person):
    page = clerk.get(f"/person/print/{person}/form_4a").get_data(as_text=True)
    assert "In biểu mẫu 1 hồ sơ" in page and 'name="period_from"' in page
    assert re.search(r'value="form_4a"[^>]* selected', page)


def test_the_file_is_named_without_diacritics_and_opens(product, clerk, person):
    answer = clerk.get(f"/person/print/{person}/form_2c.docx")
    number = stored(product, "person", person)["staff_number"]
    said = answer.headers["Content-Disposition"]
    expected = f"form_2c_Thach-Van-Son_{number or f'hs{person}'}.docx"
    assert said == f"attachment; filename={expected}"
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert Document(io.BytesIO(answer.get_data())).paragraphs


def test_a_form_costs_few_statements(product, clerk, person):
    printed(clerk, person)
    with counted_statements(product) as seen:
        printed(clerk, person)
    assert len(seen) <= 30, len(seen)


def test_a_supplement_costs_few_statements_and_many_records_hardly_more(product, person):
    others = [make_person(product) for _ in range(5)]
    period = Period(datetime.date(2020, 1, 1), datetime.date(2020, 12, 31))
    with product.app.app_context(), acting_as(system_actor("kiểm thử")):
        session = product.db.session()
        with counted_statements(product) as seen:
            of_person(session, person, FORMS["form_4a"], period)
        assert len(seen) <= 30, len(seen)
        with counted_statements(product) as seen:
            assert len(list(of_people(session, [person, *others], FORMS["form_2c"]))) == 6
        assert len(seen) <= 30, len(seen)
        session.rollback()
