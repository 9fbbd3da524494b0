"""The page of a record in the hands of a clerk: entries added, ended and voided in the drawer."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.screens import Screen

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")


@pytest.fixture
def clerk(page, live_server) -> Screen:
    return Screen(page, live_server).sign_in("phuong.xuankhanh")


def drawer_of(page: Page) -> Locator:
    return page.get_by_role("dialog")


def card_of(page: Page, label: str) -> Locator:
    return page.locator("section.hs-kind").filter(has=page.get_by_role("heading", name=re.compile(label)))


def open_tab(screen: Screen, record: int, tab: str) -> None:
    screen.open(f"/person/show/{record}?tab={tab}")
    expect(screen.page.locator(".hs-tabs [aria-current]")).to_be_visible()


def begin(screen: Screen, label: str) -> Locator:
    """Press «Thêm mục» of a card; the drawer that opens, ready to be typed in."""
    link = card_of(screen.page, label).get_by_role("link", name=f"Thêm mục: {label}")
    link.wait_for()
    screen.ready()
    link.click()
    drawer = drawer_of(screen.page)
    expect(drawer.get_by_role("heading", name=f"Thêm: {label}")).to_be_visible()
    expect(drawer.locator(".hs-control input, .hs-control select").first).to_be_focused()
    return drawer


def save(screen: Screen, said: str = "Đã thêm") -> None:
    drawer_of(screen.page).get_by_role("button", name="Lưu", exact=True).click()
    expect(drawer_of(screen.page)).to_have_count(0)
    expect(screen.page.get_by_role("status").filter(has_text=said).first).to_be_visible()


def test_entries_of_three_kinds_are_added_one_ended_and_one_voided(clerk):
    record = clerk.enter_people("Trương Thị Nhiều Mục")[0]
    open_tab(clerk, record, "work")
    drawer = begin(clerk, "Quá trình công tác")
    drawer.get_by_label("Từ", exact=True).fill("9/2006")
    drawer.get_by_label("Chức danh, chức vụ, công việc").fill("Chuyên viên Tư pháp")
    clerk.look_up("Đơn vị trong hệ thống", "xuan khanh", "Ủy ban nhân dân phường Xuân Khánh")
    save(clerk)
    work = card_of(clerk.page, "Quá trình công tác")
    expect(work.get_by_role("row").nth(1)).to_contain_text("Ủy ban nhân dân phường Xuân Khánh")
    expect(work.get_by_role("row").nth(1)).to_contain_text("09/2006 – nay")

    clerk.page.locator(".hs-tabs").get_by_role("link", name="Lương, bảo hiểm").click()
    drawer = begin(clerk, "Diễn biến lương")
    drawer.get_by_label("Hưởng từ").fill("1/1/2020")
    clerk.reference("Ngạch, chức danh nghề nghiệp").click()
    clerk.page.keyboard.type("01.003")
    # Other grades begin with the same words, and stand there until the answer to what was typed has come.
    clerk.page.get_by_role("option").filter(has_text=re.compile(r"^Chuyên viên\s*01\.003")).click()
    drawer.locator("#e-pay_step").fill("3")
    drawer.locator("#e-coefficient").fill("3,33")  # Nghị định 204/2004: bậc 3 của A1 là 3,00
    drawer.get_by_role("button", name="Lưu", exact=True).click()
    expect(drawer.get_by_role("alert")).to_contain_text("còn 1 mục cần sửa")
    expect(drawer.locator("#e-coefficient-loi")).to_be_visible()

    drawer.locator("#e-coefficient").fill("3,00")
    save(clerk)
    expect(clerk.page.locator(".hs-facts")).to_contain_text("3,00")

    clerk.page.locator(".hs-tabs").get_by_role("link", name="Đảng, đoàn thể").click()
    drawer = begin(clerk, "Đảng")
    drawer.get_by_label("Nội dung").select_option("Kết nạp")
    drawer.get_by_label("Từ", exact=True).fill("3/2/2010")
    clerk.page.keyboard.press("Control+s")
    expect(drawer_of(clerk.page)).to_have_count(0)
    expect(card_of(clerk.page, "Đảng").get_by_role("row").nth(1)).to_contain_text("Kết nạp")

    clerk.page.locator(".hs-tabs").get_by_role("link", name="Gia đình, lịch sử").click()
    drawer = begin(clerk, "Quan hệ gia đình")
    clerk.look_up("Mối quan hệ", "cha de", "Cha đẻ")
    drawer.get_by_label("Họ và tên").fill("Trương Văn Cha")
    save(clerk)

    end_work(clerk, record)
    void_relative(clerk, record)
    clerk.assert_no_trouble()


def end_work(clerk: Screen, record: int) -> None:
    open_tab(clerk, record, "work")
    work = card_of(clerk.page, "Quá trình công tác")
    work.get_by_role("link", name="Chuyên viên Tư pháp", exact=True).click()
    drawer = drawer_of(clerk.page)
    drawer.get_by_role("link", name="Kết thúc").click()
    drawer.get_by_label("Đến").fill("12/2015")
    drawer.get_by_role("button", name="Kết thúc").click()
    expect(drawer).to_have_count(0)
    expect(work.get_by_role("row").nth(1)).to_contain_text("09/2006 – 12/2015")


def void_relative(clerk: Screen, record: int) -> None:
    open_tab(clerk, record, "family")
    family = card_of(clerk.page, "Quan hệ gia đình")
    family.get_by_role("link", name="Cha đẻ", exact=True).click()
    drawer = drawer_of(clerk.page)
    drawer.get_by_role("link", name="Hủy mục").click()
    drawer.get_by_role("button", name="Hủy mục").click()
    expect(drawer.get_by_role("alert")).to_contain_text("Nhập lý do.")
    drawer.get_by_label("Lý do").fill("Nhập nhầm người")
    drawer.get_by_role("button", name="Hủy mục").click()
    expect(drawer).to_have_count(0)
    family.get_by_text("Đã hủy (1)").click()
    expect(family.get_by_text("Nhập nhầm người")).to_be_visible()


def test_escape_asks_before_what_was_typed_is_lost_and_gives_the_focus_back(clerk):
    record = clerk.enter_people("Trương Thị Phím Thoát")[0]
    open_tab(clerk, record, "work")
    drawer = begin(clerk, "Quy hoạch")
    drawer.get_by_label("Nhiệm kỳ").fill("2020-2025")
    asked: list[str] = []
    clerk.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    clerk.page.keyboard.press("Escape")
    expect(drawer.get_by_label("Nhiệm kỳ")).to_have_value("2020-2025")
    assert "chưa lưu" in asked[0]
    clerk.page.once("dialog", lambda dialog: dialog.accept())
    clerk.page.keyboard.press("Escape")
    expect(drawer_of(clerk.page)).to_have_count(0)
    expect(card_of(clerk.page, "Quy hoạch").get_by_role("link", name="Thêm mục: Quy hoạch")).to_be_focused()


@pytest.mark.parametrize("tab", ["general", "work", "family", "history"])
def test_on_a_telephone_only_the_tabs_scroll_sideways(phone_page, live_server, tab):
    phone = Screen(phone_page, live_server).sign_in("phuong.xuankhanh")
    record = phone.enter_people("Trương Thị Điện Thoại")[0]
    open_tab(phone, record, tab)
    wide = "element => element.scrollWidth > element.clientWidth"
    assert phone.page.locator("html").evaluate(wide) is False
    assert phone.page.locator(".hs-tabs").evaluate(wide) is True
    here = phone.page.locator(".hs-tabs [aria-current]")
    expect(here).to_be_in_viewport()
    if tab != "work":
        return
    phone.page.emulate_media(reduced_motion="reduce")
    card_of(phone.page, "Quy hoạch").get_by_role("link", name="Thêm mục: Quy hoạch").click()
    expect(drawer_of(phone.page)).to_be_visible()
    box = drawer_of(phone.page).bounding_box()
    assert box is not None and (box["x"], box["width"], box["height"]) == (0, 360, 740)


def test_without_scripts_the_same_addresses_are_pages(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{live_server.url}/login/")
        page.get_by_label("Tên đăng nhập").fill("phuong.xuankhanh")
        page.get_by_label("Mật khẩu", exact=True).fill(live_server.password)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        record = Screen(page, live_server).enter_people("Trương Thị Không Script")[0]
        page.goto(f"{live_server.url}/person/show/{record}?tab=work")
        card_of(page, "Quy hoạch").get_by_role("link", name="Thêm mục").click()
        expect(page.get_by_role("heading", level=1, name="Thêm: Quy hoạch")).to_be_visible()
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("mục cần sửa")
    finally:
        context.close()
