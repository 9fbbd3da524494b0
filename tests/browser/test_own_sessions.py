"""«Phiên của tôi», the way in and the way out, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.support.chromium import local_context
from tests.support.screens import Screen

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module"),
]


@pytest.fixture
def screen(page, live_server):
    screen = Screen(page, live_server)
    yield screen
    screen.assert_no_trouble()


def test_a_session_left_open_elsewhere_is_ended_from_here(screen, page, live_server, browser):
    with local_context(browser) as context:
        left_open = Screen(context.new_page(), live_server).sign_in("soyte")
        screen.sign_in("soyte")
        page.locator(".hs-account summary").click()
        page.get_by_role("link", name="Phiên của tôi").click()
        rows = page.locator("main tbody tr")
        expect(rows).to_have_count(2)
        expect(page.locator("main tr[aria-current]")).to_contain_text("Phiên này")
        page.get_by_role("button", name="Kết thúc 1 phiên khác").click()
        expect(page.get_by_role("status").filter(has_text="Đã kết thúc 1 phiên khác.")).to_be_visible()
        expect(rows).to_have_count(1)
        left_open.open("/person/list/")
        expect(left_open.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def test_the_way_out_is_a_button_and_the_way_back_shows_nothing(screen, page):
    screen.sign_in("soyte").open("/person/list/")
    page.locator(".hs-account summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    page.go_back(wait_until="domcontentloaded")
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def test_a_wrong_password_says_how_many_tries_are_left_and_keeps_the_name(screen, page):
    screen.open("/login/")
    page.get_by_label("Tên đăng nhập").fill("khong-co-ai")
    page.get_by_label("Mật khẩu", exact=True).fill("sai-mat-khau")
    page.get_by_role("button", name="Hiện mật khẩu").click()
    expect(page.get_by_label("Mật khẩu", exact=True)).to_have_attribute("type", "text")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("Còn 4 lần thử trước khi khóa 15 phút.")
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("khong-co-ai")
    expect(page.get_by_label("Mật khẩu", exact=True)).to_be_focused()


def test_the_own_password_is_changed(screen, page):
    screen.sign_in("canhan").open("/resetmypassword/form")
    page.get_by_label("Mật khẩu hiện tại").and_(page.locator("input")).fill(screen.server.password)
    page.locator("#password").fill("ngan")
    page.locator("#again").fill("ngan")
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa đổi được mật khẩu.")
    page.locator("#present").fill(screen.server.password)
    page.locator("#password").fill("Bep-lua-hong-22")
    page.locator("#again").fill("Bep-lua-hong-22")
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("status").filter(has_text="Đã đổi mật khẩu.")).to_be_visible()
