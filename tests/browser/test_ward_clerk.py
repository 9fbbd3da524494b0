"""The clerk of UBND phường Xuân Khánh at her desk: finds her people, acts on them, takes them to Excel."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from tests.support.chromium import local_context
from tests.support.screens import HEAD, Screen, table_of

PEOPLE = "/person/list/"
pytestmark = pytest.mark.parametrize(
    "engine_name",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
    scope="module",
)
#: What PostgreSQL answers to the first of them it answers to all: the others there by `make test-long`.
once = pytest.mark.long_on("postgresql")


@pytest.fixture
def clerk(screen) -> Screen:
    screen.sign_in("phuong.xuankhanh")
    screen.open(PEOPLE)
    return screen


def test_she_sees_the_people_of_her_ward_and_nobody_else(clerk):
    units = set(clerk.page.locator("#hs-rows tbody .hs-c-home_unit").all_inner_texts())
    assert units == {"Ủy ban nhân dân phường Xuân Khánh"}
    assert clerk.count() == clerk.rows().count() > 0
    stranger = clerk.enter_people("Lý Thị Nơi Khác", unit="SYT")[0]
    answer = clerk.open(f"/person/show/{stranger}")
    assert answer.status == 404
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("ngoài phạm vi quản lý")


@once
def test_she_filters_by_kind_and_by_state_and_drops_a_condition_again(clerk):
    clerk.enter_people("Phan Thị Mới Nhập")
    clerk.open(PEOPLE)
    whole = clerk.count()
    clerk.look_up("Loại cán bộ", "cong chuc", "Công chức")
    clerk.page.get_by_role("button", name="Lọc", exact=True).click()
    clerk.names()
    kinds = set(clerk.page.locator("#hs-rows tbody .hs-c-personnel_kind").all_inner_texts())
    assert kinds == {"Công chức"}
    of_kind = clerk.count()
    assert of_kind == clerk.rows().count()
    clerk.page.locator("form.hs-filters").get_by_label("Trạng thái hồ sơ").select_option("Nháp")
    clerk.page.get_by_role("button", name="Lọc", exact=True).click()
    assert "Phan Thị Mới Nhập" in clerk.names()
    assert 0 < clerk.count() <= of_kind
    clerk.page.get_by_role("link", name="Bỏ điều kiện Loại cán bộ").click()
    expect(clerk.page.get_by_role("link", name="Bỏ điều kiện Trạng thái hồ sơ")).to_be_visible()
    clerk.page.get_by_role("link", name="Bỏ tất cả điều kiện").click()
    assert clerk.count() == whole


@once
def test_she_finds_a_name_with_and_without_diacritics(clerk):
    clerk.enter_people("Đặng Thị Thúy Ngần")
    for words in ("Đặng Thị Thúy Ngần", "dang thi thuy ngan", "THUY NGAN"):
        clerk.search(words)
        assert clerk.names() == ["Đặng Thị Thúy Ngần"]
    clerk.search("khong ai ten nay")
    expect(clerk.page.locator("#hs-rows")).to_contain_text("Không có hồ sơ nào khớp điều kiện đang lọc.")


@once
def test_she_verifies_two_records_at_once(clerk):
    names = ("Ngô Thị Chờ Một", "Ngô Thị Chờ Hai")
    ids = clerk.enter_people(*names)
    clerk.open(PEOPLE)
    clerk.search("ngo thi cho")
    clerk.select_and("Xác thực", *names)
    clerk.confirm("Xác thực", 2)
    for record in ids:
        clerk.open(f"/person/show/{record}")
        expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("Đã xác thực")
        history = clerk.opened_history()
        expect(history.get_by_role("cell", name="Xác thực", exact=True)).to_be_visible()
        expect(history).to_contain_text("phuong.xuankhanh")


@once
def test_a_record_that_stands_in_the_way_is_named_and_nothing_happens(clerk):
    names = ("Vũ Thị Sẵn Sàng", "Vũ Thị Đã Xong")
    clerk.enter_people(*names)
    clerk.search("da xong")
    clerk.select_and("Xác thực", names[1])
    clerk.confirm("Xác thực", 1)
    clerk.search("vu thi")
    clerk.select_and("Xác thực", *names)
    expect(clerk.page.get_by_role("alert")).to_contain_text("Vũ Thị Đã Xong: đã xác thực")
    expect(clerk.page.get_by_role("button", name="Xác thực 2 hồ sơ")).to_be_disabled()
    clerk.open(PEOPLE)
    clerk.search("san sang")
    expect(clerk.row_of(names[0])).to_contain_text("Nháp")


@once
def test_she_transfers_a_record_to_a_unit_typed_without_diacritics(clerk, browser):
    record = clerk.enter_people("Trịnh Thị Ra Đi")[0]
    clerk.search("trinh thi ra di")
    clerk.select_and("Điều chuyển", "Trịnh Thị Ra Đi")
    clerk.look_up("Đơn vị nhận", "so ngoai vu", "Sở Ngoại vụ")
    clerk.decide()
    clerk.confirm("Điều chuyển", 1)
    clerk.search("trinh thi ra di")
    assert clerk.names() == []
    assert clerk.open(f"/person/show/{record}").status == 404

    with local_context(browser) as context:
        office = Screen(context.new_page(), clerk.server).sign_in("sonoivu")
        office.open(f"/person/show/{record}")
        expect(office.page.locator("main")).to_contain_text("123/QĐ-UBND, 20/05/2024")
        history = office.opened_history()
        line = history.get_by_role("row").filter(has_text="Điều chuyển").filter(has_text="Sở Ngoại vụ").first
        expect(line).to_be_visible()
        office.assert_no_trouble()


@once
def test_she_is_told_beside_the_field_what_a_transfer_still_needs(clerk):
    clerk.enter_people("Kiều Thị Thiếu Ngày")
    clerk.search("kieu thi thieu")
    clerk.select_and("Điều chuyển", "Kiều Thị Thiếu Ngày")
    clerk.look_up("Đơn vị nhận", "so ngoai vu", "Sở Ngoại vụ")
    clerk.decide(signed="31/02/2024")
    clerk.page.get_by_role("button", name="Điều chuyển 1 hồ sơ").click()
    field = clerk.page.get_by_label("Ngày ký")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("31/02/2024")
    expect(clerk.reference("Đơn vị nhận")).to_contain_text("Sở Ngoại vụ")


@once
def test_she_changes_the_status_of_one_record(clerk):
    record = clerk.enter_people("Huỳnh Thị Nghỉ Hưu")[0]
    clerk.search("huynh thi nghi huu")
    clerk.select_and("Đổi trạng thái", "Huỳnh Thị Nghỉ Hưu")
    clerk.look_up("Trạng thái mới", "da nghi huu", "Đã nghỉ hưu")
    clerk.decide(number="45/QĐ-UBND")
    clerk.confirm("Đổi trạng thái", 1)
    clerk.open(f"/person/show/{record}")
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("Lưu trữ")
    expect(
        clerk.opened_history().get_by_role("cell", name=re.compile("^Đổi trạng thái")).first
    ).to_be_visible()


def test_excel_holds_what_the_screen_shows(clerk, tmp_path):
    clerk.enter_people("=1+1 Thị Công Thức", "Mai Thị Xuất")
    clerk.open(f"{PEOPLE}?psize=100&f.sex.eq=female")
    names, count = clerk.names(), clerk.count()
    headings = [
        " ".join(text.split())
        for text in clerk.page.locator("#hs-rows thead th:not(.hs-tickcol)").all_inner_texts()
    ]
    sheet = clerk.save_workbook("Xuất Excel", tmp_path)
    found, rows = table_of(sheet)
    assert found == headings
    assert len(rows) == count == len(names)
    at = next(i for i, heading in enumerate(found) if HEAD.match(heading))
    assert [row[at] for row in rows] == names
    assert "=1+1 Thị Công Thức" in names
    born = [row[found.index("Ngày sinh")] for row in rows]
    assert any(isinstance(value, datetime.datetime) for value in born)
    assert sheet.freeze_panes is not None
