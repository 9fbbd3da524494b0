"""Lists at a desk and on a telephone: one line a row, names that stay, tools that work without a mouse."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.support.chromium import local_context
from tests.support.screens import Screen

PEOPLE = "/person/list/?psize=50"
HEIGHTS = "rows => [...new Set(rows.map((row) => Math.round(row.getBoundingClientRect().height)))]"
LEFT_AND_TOP = "box => [box.getBoundingClientRect().left, box.getBoundingClientRect().top].map(Math.round)"


@pytest.fixture
def office(screen) -> Screen:
    screen.sign_in("sonoivu")
    screen.open(PEOPLE)
    expect(screen.rows()).to_have_count(50)
    return screen


def choose(screen: Screen, density: str) -> None:
    screen.page.get_by_text("Cột hiển thị").click()
    screen.page.get_by_label("Độ cao dòng").select_option(density)
    screen.page.get_by_role("button", name="Áp dụng").click()
    said = screen.page.get_by_role("status").filter(has_text="Đã ghi nhớ cách trình bày danh sách.")
    expect(said).to_be_visible()


def test_a_person_is_one_line_of_the_chosen_height(office):
    assert office.rows().evaluate_all(HEIGHTS) == [36]
    for density, height in (("Dày", 32), ("Thoáng", 40), ("Vừa", 36)):
        choose(office, density)
        assert office.rows().evaluate_all(HEIGHTS) == [height]


def test_head_and_name_stay_while_the_table_scrolls_in_its_card(office):
    page = office.page
    head, name = page.locator("#hs-rows thead th.hs-title"), page.locator("#hs-rows tbody td.hs-title").first
    before_head, before_name = head.evaluate(LEFT_AND_TOP), name.evaluate(LEFT_AND_TOP)
    page.locator(".hs-scroll").evaluate("box => { box.scrollLeft = 300; }")
    expect(page.locator(".hs-scroll")).to_have_class("hs-scroll hs-moved")
    assert name.evaluate(LEFT_AND_TOP) == before_name
    page.locator(".hs-scroll").evaluate("box => { box.scrollTop = 500; }")
    assert head.evaluate(LEFT_AND_TOP) == before_head
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_a_long_name_of_a_unit_is_cut_and_whole_in_its_title(office):
    cut = office.page.locator("#hs-rows .hs-c-home_unit .hs-cut")
    assert cut.count() > 0
    for one in cut.all()[:5]:
        one.hover()
        assert one.get_attribute("title") == one.inner_text()


def test_columns_are_found_ordered_and_applied_by_keyboard_alone(office):
    page = office.page
    page.locator("summary").filter(has_text="Cột hiển thị").focus()
    page.keyboard.press("Enter")
    find = page.get_by_role("searchbox", name="Tìm cột")
    expect(find).to_be_focused()
    expect(page.locator("[data-hs-columns-count]")).to_have_text("11 / 59 cột")
    page.keyboard.type("que quan")
    box = page.get_by_role("checkbox", name="Quê quán")
    expect(page.locator(".hs-columns li:visible")).to_have_count(1)
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-hs-columns-count]")).to_have_text("12 / 59 cột")
    find.fill("")
    box.focus()
    while box.evaluate("box => [...box.closest('ul').children].indexOf(box.closest('li'))") > 1:
        page.keyboard.press("Alt+ArrowUp")
    expect(box).to_be_focused()
    page.get_by_role("button", name="Áp dụng").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hs-rows thead th").nth(2)).to_have_text("Quê quán")
    page.locator("summary").filter(has_text="Cột hiển thị").click()
    page.get_by_role("button", name="Về mặc định").click()
    expect(page.locator("#hs-rows thead th").nth(2)).to_have_text("Trạng thái hồ sơ")


def edges(one: Locator) -> dict[str, float]:
    return one.evaluate("one => one.getBoundingClientRect().toJSON()")


@pytest.mark.parametrize("path", [PEOPLE, "/person/list/?q=khong+ai+ten+nay", "/unit/list/"])
def test_at_a_wide_window_columns_are_chosen_beside_the_list_and_cover_nothing(office, path):
    page = office.page
    office.open(path)
    wide = edges(page.locator("#hs-rows"))["right"]
    tool = page.locator("details.hs-tool").filter(has_text="Cột hiển thị")
    tool.locator("summary").click()
    expect(page.get_by_role("searchbox", name="Tìm cột")).to_be_focused()
    for width in (1366, 1200):
        page.set_viewport_size({"width": width, "height": 768})
        box, rows = edges(tool.locator(".hs-tool-box")), edges(page.locator("#hs-rows"))
        assert box["width"] == 264 and rows["right"] <= box["left"] + 1
        assert box["bottom"] <= edges(page.locator(".hs-pager"))["top"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(tool.get_by_role("button", name="Áp dụng")).to_be_in_viewport()
    page.set_viewport_size({"width": 1366, "height": 768})
    page.keyboard.press("Escape")
    assert edges(page.locator("#hs-rows"))["right"] == wide


def test_in_a_narrower_window_columns_are_chosen_over_the_list(office):
    page = office.page
    page.set_viewport_size({"width": 1100, "height": 768})
    wide = edges(page.locator("#hs-rows"))
    page.locator("summary").filter(has_text="Cột hiển thị").click()
    expect(page.get_by_role("searchbox", name="Tìm cột")).to_be_visible()
    assert edges(page.locator("#hs-rows")) == wide
    assert page.evaluate("document.documentElement.scrollWidth") <= 1100


def test_the_list_shows_what_goes_and_what_moves_while_columns_are_chosen(office):
    page = office.page
    page.locator("summary").filter(has_text="Cột hiển thị").click()
    heads = page.locator("#hs-rows thead th:visible")
    first = page.locator("#hs-rows tbody tr").first.locator("td:visible")
    expect(heads.nth(2)).to_have_text("Trạng thái hồ sơ")
    page.get_by_role("checkbox", name="Trạng thái hồ sơ").uncheck()
    expect(heads.nth(2)).to_have_text("Số hiệu")
    expect(first.nth(2)).to_have_class(re.compile("hs-c-staff_number"))
    page.get_by_role("button", name="Đưa cột Ngày sinh lên").click()
    expect(heads.nth(2)).to_have_text("Ngày sinh")
    expect(first.nth(2)).to_have_class(re.compile("hs-c-birth_on"))
    page.get_by_role("checkbox", name="Trạng thái hồ sơ").check()
    expect(heads).to_have_count(12)  # with the boxes to tick
    page.reload()
    expect(heads.nth(2)).to_have_text("Trạng thái hồ sơ")  # nothing was applied


def test_a_further_condition_is_added_by_keyboard_and_dropped_again(office):
    page = office.page
    page.locator("summary").filter(has_text="Điều kiện khác").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Mục", exact=True)).to_be_focused()
    page.get_by_label("Mục", exact=True).select_option("birth_on")
    page.get_by_label("So sánh").select_option("từ")
    page.get_by_label("Giá trị").fill("1990")
    page.keyboard.press("Enter")
    expect(page.locator(".hs-chip")).to_contain_text("từ 1990")
    page.get_by_role("link", name="Bỏ điều kiện Ngày sinh từ 1990").click()
    expect(page.locator(".hs-chip")).to_have_count(0)
    page.locator("summary").filter(has_text="Điều kiện khác").click()
    page.get_by_label("Mục", exact=True).select_option("home_unit")
    office.look_up("Giá trị", "so y te", "Sở Y tế")
    page.get_by_role("button", name="Thêm điều kiện").click()
    expect(page.locator(".hs-chip")).to_contain_text("thuộc nhánh Sở Y tế")


def test_people_are_found_by_what_an_entry_of_their_record_says(office):
    page = office.page
    page.locator("summary").filter(has_text="Điều kiện khác").click()
    page.get_by_label("Mục", exact=True).select_option("Đào tạo, bồi dưỡng: Trình độ")
    expect(page.get_by_text("Mục đã hủy không tính.")).to_be_visible()
    office.look_up("Giá trị", "thac si", "Thạc sĩ")
    page.get_by_role("button", name="Thêm điều kiện").click()
    expect(page.locator(".hs-chip")).to_contain_text("Đào tạo, bồi dưỡng: Trình độ là Thạc sĩ")
    expect(office.rows().first).to_be_visible()
    page.locator("summary").filter(has_text="Điều kiện khác").click()
    page.get_by_label("Mục", exact=True).select_option("Chức vụ, kiêm nhiệm: Đến")
    page.get_by_label("So sánh").select_option("có mục để trống")
    page.get_by_role("button", name="Thêm điều kiện").click()
    expect(page.locator(".hs-chip").last).to_contain_text("Chức vụ, kiêm nhiệm: Đến có mục để trống")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_without_scripts_links_lead_to_the_same_tools(browser, live_server):
    with local_context(browser) as context:
        Screen(context.new_page(), live_server).sign_in("soyte")
        cookies = context.cookies()
    plain = browser.new_context(java_script_enabled=False, locale="vi-VN")
    try:
        plain.add_cookies(cookies)
        page = plain.new_page()
        page.goto(f"{live_server.url}/person/list/")
        page.locator("summary").filter(has_text="Điều kiện khác").click()
        page.get_by_role("link", name="Mở trang thêm điều kiện").click()
        page.get_by_label("Mục", exact=True).select_option("birth_on")
        page.get_by_role("button", name="Thêm điều kiện").click()
        page.get_by_label("Giá trị").fill("1990")
        page.get_by_role("button", name="Thêm điều kiện").click()
        expect(page.locator(".hs-chip")).to_contain_text("Ngày sinh: 1990")
        page.locator("summary").filter(has_text="Cột hiển thị").click()
        page.get_by_role("link", name="Mở trang chọn cột").click()
        page.get_by_role("checkbox", name="Quê quán").check()
        page.get_by_role("button", name="Áp dụng").click()
        expect(page.locator("#hs-rows thead th").last).to_have_text("Quê quán")
        expect(page.locator(".hs-chip")).to_contain_text("Ngày sinh: 1990")
    finally:
        plain.close()


def test_on_a_telephone_rows_are_cards_and_nothing_scrolls_sideways(phone):
    phone.sign_in("sonoivu")
    phone.open(PEOPLE)
    row = phone.rows().first
    expect(row.locator(".hs-title")).to_be_visible()
    expect(row.locator(".hs-c-record_state")).to_be_visible()
    expect(row.locator(".hs-c-home_unit")).to_be_visible()
    expect(row.locator(".hs-c-staff_number")).to_be_hidden()
    for tool in ("Bộ lọc đã lưu", "Điều kiện khác", "Cột hiển thị"):
        summary = phone.page.locator("summary").filter(has_text=tool)
        summary.click()
        expect(summary.locator("xpath=..").locator("form, p").first).to_be_visible()
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
        summary.click()
