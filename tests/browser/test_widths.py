"""Windows between a telephone and a wide desk: nothing lies over anything, nothing scrolls sideways."""

import pytest
from playwright.sync_api import Locator, expect

from tests.support.screens import Screen

LONG_NAME = "Nguyễn Trần Thị Phương Thảo"
#: Where a name of this length fits on one line beside the photo.
WIDTHS = (768, 1024, 1100, 1280, 1366)
MAIN_PAGES = (
    "/", "/person/list/", "/person/add", "/person/edit/{person}", "/person/show/{person}",
    "/person/show/{person}?tab=work", "/unit/list/", "/unit/tree", "/unit/show/1", "/unit/chart/1",
    "/jobs/list/", "/catalogs/list/", "/sessions/list/", "/account/list/", "/account/show/2", "/grants/list/",
    "/roles/list/", "/access_log/list/",
)  # fmt: skip
BOX = "one => { const b = one.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }"


def box_of(one: Locator) -> tuple[float, float, float, float]:
    left, top, right, bottom = one.evaluate(BOX)
    return left, top, right, bottom


def overlap(one: Locator, other: Locator) -> bool:
    left, top, right, bottom = box_of(one)
    other_left, other_top, other_right, other_bottom = box_of(other)
    return left < other_right and other_left < right and top < other_bottom and other_top < bottom


@pytest.fixture
def record(screen) -> Screen:
    """The record of somebody with a long name before an account that may do everything with it."""
    screen.sign_in("sonoivu")
    screen.open(f"/person/show/{screen.enter_people(LONG_NAME)[0]}")
    return screen


def test_the_name_of_a_record_keeps_its_line_and_no_button_lies_over_it(record):
    heading = record.page.get_by_role("heading", level=1)
    name = record.page.locator(".hs-person-name")
    for width in WIDTHS:
        record.page.set_viewport_size({"width": width, "height": 768})
        buttons = record.page.locator("#hs-record .hs-acts .btn:visible")
        assert buttons.count() >= 5
        for button in buttons.all():
            assert not overlap(heading, button), f"{button.inner_text()} at {width}"
            assert box_of(button)[2] <= width
        _left, top, _right, bottom = box_of(name)
        assert bottom - top < 40, f"the name breaks at {width}"


@pytest.mark.parametrize("menu", ["In biểu mẫu", "Việc khác"])
def test_the_menus_of_a_record_open_inside_the_window(record, menu):
    for width in (360, 768, 1024, 1366):
        record.page.set_viewport_size({"width": width, "height": 768})
        opener = record.page.locator("summary:visible").filter(has_text=menu)
        opener.click()
        left, _top, right, _bottom = box_of(record.page.locator(".hs-menu[open] .hs-menu-box"))
        assert left >= 0 and right <= width, f"{menu} at {width}: {left} to {right}"
        assert record.page.evaluate("document.documentElement.scrollWidth") <= width
        opener.click()


def test_on_a_telephone_the_acts_are_one_menu_and_the_tabs_in_the_first_sight(record):
    record.page.set_viewport_size({"width": 360, "height": 740})
    acts = record.page.locator("#hs-record .hs-acts > :visible")
    assert [one.inner_text().split("\n")[0].strip() for one in acts.all()] == [
        "In biểu mẫu",
        "Việc khác",
        "Sửa",
    ]
    assert box_of(record.page.locator(".hs-tabs"))[3] <= 740
    record.page.locator("summary").filter(has_text="Việc khác").click()
    record.page.get_by_role("button", name="Điều chuyển").click()
    expect(record.page.get_by_role("heading", level=1)).to_contain_text("Điều chuyển 1 hồ sơ?")


def test_no_main_page_scrolls_sideways_in_a_middling_window(screen):
    screen.sign_in("sonoivu")
    person = screen.enter_people(LONG_NAME)[0]
    too_wide = []
    for path in MAIN_PAGES:
        screen.open(path.format(person=person))
        for width in (768, 900, 1024, 1150, 1300):
            screen.page.set_viewport_size({"width": width, "height": 768})
            wide = screen.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                too_wide.append((path, width, wide))
    assert too_wide == []


def test_on_a_telephone_the_strip_of_a_selection_is_low_and_its_acts_are_reached(phone):
    phone.sign_in("sonoivu")
    phone.open("/person/list/")
    phone.rows().first.get_by_role("checkbox").check()
    _left, top, _right, bottom = box_of(phone.page.locator(".hs-selection"))
    assert bottom - top <= 96 and bottom <= 740
    phone.page.get_by_role("button", name="In biểu mẫu").click()
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("In biểu mẫu 1 hồ sơ?")


def test_on_a_telephone_fields_of_the_drawer_take_its_whole_width(phone):
    phone.sign_in("sonoivu")
    person = phone.enter_people(LONG_NAME)[0]
    phone.open(f"/person/show/{person}?tab=work")
    phone.page.get_by_role("link", name="Thêm mục: Quá trình công tác").click()
    fields = phone.page.get_by_role("dialog").locator(".hs-control input:not([type=checkbox]):visible")
    fields.first.wait_for()
    widths = [box_of(one)[2] - box_of(one)[0] for one in fields.all()]
    # A scrollbar that is a fraction wide leaves neighbours a fraction apart.
    assert max(widths) - min(widths) <= 1 and min(widths) > 280
