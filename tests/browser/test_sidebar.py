"""The sidebar: whole at a wide window or folded to a rail of icons, a drawer on a telephone."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.chromium import local_context
from tests.support.screens import Screen

WIDTH = "document.querySelector('#hs-side').offsetWidth"
CONTENT = "document.querySelector('.hs-main').getBoundingClientRect().left"
PAGE = "/unit/list/"


@pytest.fixture
def office(screen) -> Screen:
    screen.sign_in("sonoivu").open(PAGE)
    return screen


def widths(page: Page) -> tuple[int, int]:
    """How wide the sidebar is, and where the content begins beside or under it."""
    return int(page.evaluate(WIDTH)), int(page.evaluate(CONTENT))


def folder(page: Page, words: str):
    return page.get_by_role("button", name=words, exact=True)


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})


def test_a_folded_sidebar_stays_folded_in_this_browser_and_in_no_other(office, browser, live_server):
    page = office.page
    assert widths(page) == (216, 216)
    expect(folder(page, "Thu gọn")).to_have_attribute("aria-expanded", "true")
    folder(page, "Thu gọn").click()
    expect(folder(page, "Mở rộng")).to_have_attribute("aria-expanded", "false")
    assert widths(page) == (56, 56)
    # The server draws it so: no page shows it wide for a moment.
    assert "hs-shell hs-folded" in page.request.get(live_server.url + "/jobs/list/").text()
    office.open("/jobs/list/")
    assert widths(page) == (56, 56)
    with local_context(browser) as other:
        office_elsewhere = Screen(other.new_page(), live_server).sign_in("sonoivu")
        assert widths(office_elsewhere.page) == (216, 216)
    folder(page, "Mở rộng").click()
    office.open(PAGE)
    assert widths(page) == (216, 216)


def test_icons_keep_their_names_and_say_them_to_who_points_at_them(office):
    page = office.page
    folder(page, "Thu gọn").click()
    expect(folder(page, "Mở rộng")).to_be_visible()
    home, group = page.get_by_role("link", name="Trang chủ"), page.locator("#hs-side summary").first
    expect(group).to_have_accessible_name("Hồ sơ")
    for one, name in ((home, "Trang chủ"), (group, "Hồ sơ")):
        one.hover()
        expect(one).to_have_attribute("title", name)
    folder(page, "Mở rộng").click()
    home.hover()
    expect(home).not_to_have_attribute("title", "Trang chủ")


def test_a_group_pressed_in_the_rail_opens_over_the_page_and_moves_nothing(office):
    page = office.page
    folder(page, "Thu gọn").click()
    summary = page.locator("#hs-side summary").filter(has_text="Danh mục lương")
    entry = page.locator("#hs-side").get_by_role("link", name="Bảng lương", exact=True)
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(1000, 300)):
        summary.click()
        expect(entry).to_be_visible()
        assert widths(page) == (216, 56)
        leave()
        expect(entry).to_be_hidden()
        assert widths(page) == (56, 56)


def test_a_key_that_walks_through_the_rail_sees_it_whole(office):
    page = office.page
    folder(page, "Thu gọn").focus()
    page.keyboard.press("Enter")
    expect(folder(page, "Mở rộng")).to_be_focused()
    assert widths(page) == (56, 56) and page.evaluate("scrollY") == 0
    page.keyboard.press("Shift+Tab")
    assert widths(page) == (216, 56)
    page.keyboard.press("Escape")
    expect(folder(page, "Mở rộng")).to_be_focused()
    assert widths(page) == (56, 56)
    page.keyboard.press("Tab")
    expect(page.locator("#hs-find")).to_be_focused()
    page.keyboard.press("Control+k")
    assert widths(page) == (56, 56)


@pytest.mark.parametrize("width", [768, 1024, 1199])
def test_in_a_middling_window_it_is_a_rail_that_opens_over_the_page(office, width):
    page = office.page
    resize(page, width)
    assert widths(page) == (56, 56)
    folder(page, "Mở rộng").click()
    expect(folder(page, "Thu gọn")).to_have_attribute("aria-expanded", "true")
    assert widths(page) == (216, 56)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    folder(page, "Thu gọn").click()
    expect(folder(page, "Mở rộng")).to_have_attribute("aria-expanded", "false")
    # It was no choice to be remembered.
    resize(page, 1366)
    office.open(PAGE)
    assert widths(page) == (216, 216)


def test_on_a_telephone_it_is_a_drawer_however_it_was_folded(office):
    page = office.page
    folder(page, "Thu gọn").click()
    expect(folder(page, "Mở rộng")).to_be_visible()
    resize(page, 360)
    office.open(PAGE)
    expect(page.locator("#hs-side")).to_be_hidden()
    assert page.evaluate(CONTENT) == 0
    page.locator(".hs-burger").click()
    expect(page.get_by_role("link", name="Công việc của tôi")).to_be_visible()
    expect(page.locator("[data-hs-fold]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
