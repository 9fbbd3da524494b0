"""A person with her own account on a telephone of 360 px: her record, whole, without scrolling sideways."""

import pytest
from playwright.sync_api import expect

from tests.support.screens import Screen

WIDTH = 360
PAGES = {
    "sonoivu": "/ /person/list/ /person/add /person/identity /unit/tree /unit/list/ /unit/show/1 "
    "/unit/chart/1 /unit/add /jobs/list/ /account/list/ /account/show/2 /account/add "
    "/account_request/list/ /account_request/add /lost_password/list/ /sessions/list/ "
    "/person/show/1 /person/show/1?tab=work /khong/co",
    "quantri": "/ /grade/list/ /grade/show/1 /grade/edit/1 /grade/import /ethnic_group/merge/1 "
    "/account/list/ /account/show/1 /account/add /roles/list/ /roles/show/1 "
    "/setting/list/ /sessions/list/",
    "canhan": "/ /sessions/list/ /jobs/list/",
}


def assert_fits(phone: Screen) -> None:
    phone.page.wait_for_load_state()
    # Through a locator, which waits: between two pages a document has no element yet.
    wide = phone.page.locator("html").evaluate("page => page.scrollWidth")
    assert wide <= WIDTH, f"{phone.page.url} is {wide} px wide"


def test_she_signs_in_and_stands_before_her_own_record(phone):
    phone.open("/login/")
    assert_fits(phone)
    phone.sign_in("canhan")
    expect(phone.page).to_have_url(f"{phone.server.url}/person/show/{phone.page.url.rsplit('/', 1)[1]}")
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("xác thực")
    expect(phone.page.get_by_role("heading", name="Thông tin chung")).to_be_visible()
    assert phone.page.get_by_role("button", name="Điều chuyển").count() == 0
    assert phone.page.get_by_role("link", name="Sửa", exact=True).count() == 0
    assert_fits(phone)


def test_she_sees_no_record_but_hers(phone):
    phone.sign_in("canhan").open("/person/list/")
    assert phone.count() == phone.rows().count() == 1
    stranger = phone.enter_people("Người Khác")[0]
    assert phone.open(f"/person/show/{stranger}").status == 404
    assert_fits(phone)


def test_a_slip_in_her_new_password_is_told_beside_the_field(phone):
    phone.sign_in("canhan")
    phone.page.locator(".hs-account summary").click()
    phone.page.get_by_role("link", name="Đổi mật khẩu").click()
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("mật khẩu")
    assert_fits(phone)
    phone.page.locator("#present").fill(phone.server.password)
    # A sign that formats text, and markup: neither may break the page.
    phone.page.locator("#password").fill("Mot%s-<b>mat-khau-1")
    phone.page.locator("#again").fill("mat-khau-khac")
    phone.page.get_by_role("main").get_by_role("button", name="Đổi mật khẩu").click()
    expect(phone.page.locator("#again-loi")).to_be_visible()
    assert_fits(phone)


@pytest.mark.parametrize(
    "username", [name if name == "canhan" else pytest.param(name, marks=pytest.mark.long) for name in PAGES]
)
def test_every_kind_of_page_fits_a_telephone(phone, username):
    phone.sign_in(username)
    for path in PAGES[username].split():
        phone.open(path)
        assert_fits(phone)


def test_her_menu_opens_and_closes_without_a_mouse(phone):
    phone.sign_in("canhan")
    burger = phone.page.get_by_role("button", name="Mở danh sách chức năng")
    burger.press("Enter")
    expect(phone.page.get_by_role("link", name="Công việc của tôi")).to_be_visible()
    phone.page.keyboard.press("Escape")
    expect(burger).to_be_focused()
    expect(burger).to_have_attribute("aria-expanded", "false")
