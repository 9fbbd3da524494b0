"""What is typed and pressed before a slow line has brought everything is not lost."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.screens import Screen

LIBRARY, FRAME = "**/select2.min.js*", "**/hoso/app.js*"
FIRST_FOUND = ".select2-results__option--highlighted"


class Held:
    """A script kept back until it is let through."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.page, self._routes = page, list[Route]()
        page.route(pattern, lambda route: self._routes.append(route))

    def let_through(self) -> None:
        for _turn in range(200):
            if self._routes:
                break
            self.page.wait_for_timeout(50)
        self._routes.pop().continue_()
        assert not self._routes, "the page asks for it once"


@pytest.fixture
def clerk(screen) -> Screen:
    return screen.sign_in("phuong.xuankhanh")


@pytest.fixture
def library(clerk, page) -> Held:
    return Held(page, LIBRARY)


@pytest.fixture
def award(clerk, library, page) -> Page:
    """The drawer of a new award, its library still on its way, the cursor in its first field."""
    clerk.open(f"/person/show/{clerk.enter_people('Sơn Thị Đường Chậm')[0]}?tab=merit")
    page.get_by_role("link", name="Thêm mục: Khen thưởng, danh hiệu").click()
    expect(page.locator("#e-from_on")).to_be_focused()
    return page


def tab_to(page: Page, field: str) -> None:
    while page.evaluate("document.activeElement.id") != field:
        page.keyboard.press("Tab")


def test_letters_typed_before_the_library_is_there_search_when_it_comes(award, library):
    tab_to(award, "e-award_form")
    award.keyboard.type("giax")
    award.keyboard.press("Backspace")
    award.keyboard.type("y k")
    library.let_through()
    expect(award.locator(".select2-search__field")).to_be_focused()
    award.keyboard.type("hen")
    expect(award.locator(FIRST_FOUND)).to_contain_text("Giấy khen")
    award.keyboard.press("Enter")
    expect(award.locator("#e-award_form + .select2")).to_contain_text("Giấy khen")


def test_a_press_before_the_library_is_there_opens_the_list_when_it_comes(clerk, library, page):
    clerk.open("/person/list/")
    page.locator("[id='f.personnel_kind']").click()
    library.let_through()
    expect(page.locator(".select2-search__field")).to_be_focused()
    page.keyboard.type("vien chuc")
    expect(page.locator(FIRST_FOUND)).to_contain_text("Viên chức")


def test_enter_in_a_field_whose_library_is_on_its_way_sends_no_form(clerk, library, page):
    clerk.open("/person/list/")
    page.locator("[id='f.personnel_kind']").focus()
    page.keyboard.type("vien")
    page.keyboard.press("Enter")
    library.let_through()
    expect(page.locator(FIRST_FOUND)).to_contain_text("Viên chức")
    assert page.url.endswith("/person/list/")


def test_who_left_a_field_before_its_library_came_stays_where_they_type(clerk, library, page):
    clerk.open("/person/add")
    tab_to(page, "personnel_kind")
    page.keyboard.type("vien")
    page.get_by_label("Số CCCD (CMND)").click()
    page.keyboard.type("0921")
    library.let_through()
    expect(clerk.reference("Loại cán bộ")).to_be_visible()
    page.keyboard.type("85")
    expect(page.get_by_label("Số CCCD (CMND)")).to_have_value("092185")
    expect(page.locator(".select2-dropdown")).to_have_count(0)


def test_a_form_that_begins_by_itself_takes_the_cursor_from_nobody(clerk, page):
    # The page hears nothing yet: its own script waits while somebody has begun to type.
    frame = Held(page, FRAME)
    page.goto(f"{clerk.server.url}/person/add", wait_until="commit")
    page.get_by_label("Số CCCD (CMND)").click()
    page.keyboard.type("0921")
    frame.let_through()
    page.locator("html[data-hs-ready]").wait_for(state="attached")
    page.keyboard.type("85")
    expect(page.get_by_label("Số CCCD (CMND)")).to_have_value("092185")


def test_a_link_pressed_before_the_drawer_works_leads_to_a_form_that_begins_by_itself(clerk, page):
    record = clerk.enter_people("Sơn Thị Bấm Sớm")[0]
    page.route("**/hoso/record.js*", lambda route: route.abort())
    clerk.open(f"/person/show/{record}?tab=merit")
    page.get_by_role("link", name="Thêm mục: Khen thưởng, danh hiệu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thêm: Khen thưởng, danh hiệu")
    expect(page.locator("#e-from_on")).to_be_focused()
    clerk.trouble.seen.clear()  # the browser tells of the file it was not given


def test_columns_opened_before_the_script_is_there_come_with_it(clerk, page):
    lists = Held(page, "**/hoso/lists.js*")
    page.goto(clerk.server.url + "/person/list/", wait_until="commit")
    page.get_by_text("Cột hiển thị").click()
    expect(page.get_by_role("link", name="Mở trang chọn cột")).to_be_visible()
    lists.let_through()
    expect(page.get_by_label("Độ cao dòng")).to_be_visible()


def test_letters_that_come_before_the_search_box_has_its_focus_back_go_there(clerk, page):
    """After a press of the mouse the focus stands for a moment on what was pressed."""
    clerk.open(f"/person/show/{clerk.enter_people('Sơn Thị Gõ Nhanh')[0]}?tab=merit")
    page.get_by_role("link", name="Thêm mục: Khen thưởng, danh hiệu").click()
    pressed = page.get_by_role("dialog").locator(".select2-selection").first
    pressed.click()
    expect(page.locator(".select2-search__field")).to_be_focused()
    pressed.focus()
    page.keyboard.type("giay khen")
    expect(page.locator(".select2-search__field")).to_have_value("giay khen")
    expect(page.locator(FIRST_FOUND)).to_contain_text("Giấy khen")
