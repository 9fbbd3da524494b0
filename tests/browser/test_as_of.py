"""Looking back at a record in the browser: on a day, by tab, what has changed since; also on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.support.screens import Screen

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")
OFFICIAL = "/person/list/?q=lam+quoc+khai"


def look_back(screen: Screen, day: str) -> None:
    """From the list to the record of Lâm Quốc Khải (seed/demo/record_official.json) on a day."""
    screen.sign_in("sonoivu")
    screen.open(OFFICIAL)
    screen.page.get_by_role("link", name="Lâm Quốc Khải").click()
    screen.page.get_by_role("link", name="Tại một ngày").click()
    screen.page.locator("#day").fill(day)
    screen.page.get_by_role("button", name="Xem", exact=True).click()


def is_sideways(screen: Screen) -> bool:
    return bool(screen.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_a_clerk_looks_back_and_sees_what_has_changed(page, live_server):
    desk = Screen(page, live_server)
    look_back(desk, "1/8/2013")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lâm Quốc Khải tại ngày 01/08/2013")
    coefficient = page.locator(".hs-differs").filter(has_text="Hệ số")
    expect(coefficient).to_contain_text("4,40")
    expect(coefficient).to_contain_text("nay: 5,76")
    page.get_by_role("link", name="Công tác", exact=True).click()
    row = page.locator("#post tbody tr").filter(has_text="Trưởng phòng").first
    expect(row).to_contain_text("Đang hiệu lực")
    row.get_by_role("link").click()
    expect(page.get_by_role("dialog")).to_contain_text("688/QĐ-UBND")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Thay đổi từ đó").click()
    raised = page.locator(".hs-entries tbody tr").filter(has_text="Chuyên viên chính, bậc 5, hệ số 5,76")
    expect(raised).to_contain_text("Bắt đầu")
    page.locator("#day").fill("30/2/2013")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.get_by_text("Không đọc được ngày «30/2/2013»")).to_be_visible()
    desk.assert_no_trouble()


def test_on_a_telephone_nothing_scrolls_sideways(phone_page, live_server):
    phone = Screen(phone_page, live_server)
    look_back(phone, "1/8/2013")
    expect(phone.page.locator(".hs-differs").first).to_be_visible()
    assert not is_sideways(phone)
    for tab in ("Công tác", "Lương, bảo hiểm", "Thay đổi từ đó"):
        phone.page.get_by_role("link", name=tab, exact=True).click()
        expect(phone.page.locator(".hs-tabs [aria-current]")).to_have_text(tab)
        expect(phone.page.locator(".hs-tabs [aria-current]")).to_be_in_viewport()
        assert not is_sideways(phone), tab
    phone.assert_no_trouble()
