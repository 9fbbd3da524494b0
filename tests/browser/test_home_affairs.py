"""Sở Nội vụ over the whole city: the same work, and more of it."""

import pytest
from playwright.sync_api import expect

from tests.support.screens import HEAD, Screen, table_of
from tests.support.templates import DEMO_PEOPLE

PEOPLE = "/person/list/"


@pytest.fixture
def office(screen) -> Screen:
    screen.sign_in("sonoivu")
    screen.open(PEOPLE)
    return screen


def test_it_sees_the_whole_city_page_by_page(office):
    assert office.count() >= DEMO_PEOPLE
    first = office.names()
    office.page.get_by_role("link", name="Trang sau").click()
    second = office.names()
    assert len(first) == len(second) == 25
    assert not set(first) & set(second) or first != second
    office.page.get_by_role("link", name="Trang trước").click()
    assert office.names() == first


def test_it_narrows_the_city_down_to_one_branch(office):
    whole = office.count()
    office.look_up("Đơn vị giữ hồ sơ", "so y te", "Sở Y tế")
    office.page.get_by_role("button", name="Lọc", exact=True).click()
    expect(office.page.locator(".hs-chips")).to_contain_text("Sở Y tế")
    assert 0 < office.count() < whole


def test_it_verifies_transfers_and_changes_status_anywhere(office):
    names = ("Âu Thị Thành Phố", "Âu Thị Quận Huyện")
    ids = office.enter_people(*names, unit="SYT")
    office.search("au thi")
    office.select_and("Xác thực", *names)
    office.confirm("Xác thực", 2)
    office.search("au thi quan huyen")
    office.select_and("Điều chuyển", names[1])
    office.look_up("Đơn vị nhận", "phuong xuan khanh", "Ủy ban nhân dân phường Xuân Khánh")
    office.decide()
    office.confirm("Điều chuyển", 1)
    office.search("au thi quan huyen")
    expect(office.row_of(names[1])).to_contain_text("phường Xuân Khánh")
    office.search("au thi thanh pho")
    office.select_and("Đổi trạng thái", names[0])
    office.look_up("Trạng thái mới", "da thoi viec", "Đã thôi việc")
    office.decide()
    office.confirm("Đổi trạng thái", 1)
    office.open(f"/person/show/{ids[0]}")
    expect(office.page.get_by_role("heading", level=1)).to_contain_text("Lưu trữ")


def test_excel_holds_the_whole_city(office, tmp_path):
    count = office.count()
    headings, rows = table_of(office.save_workbook("Xuất Excel", tmp_path))
    assert len(rows) == count
    name = next(i for i, heading in enumerate(headings) if HEAD.match(heading))
    assert [row[name] for row in rows][:25] == office.names()
