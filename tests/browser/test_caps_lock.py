"""Ctrl+K and Ctrl+S with Caps Lock on, when capital letters are heard; Ctrl+K without a search box."""

import pytest
from playwright.sync_api import expect

PRESS = """([target, key]) => document.querySelector(target).dispatchEvent(
  new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true, cancelable: true }))"""


@pytest.mark.parametrize("key", ["k", "K"])
def test_the_search_box_is_reached(screen, key):
    screen.sign_in("sonoivu").open("/")
    screen.page.evaluate(PRESS, ["body", key])
    expect(screen.page.locator("#hs-find")).to_be_focused()


def test_who_may_look_up_nobody_reaches_the_box_of_the_menu(screen):
    screen.sign_in("quantri").open("/")
    screen.page.keyboard.press("Control+k")
    expect(screen.page.get_by_label("Tìm danh mục")).to_be_focused()
    screen.page.set_viewport_size({"width": 360, "height": 740})
    screen.open("/")
    screen.page.keyboard.press("Control+k")
    expect(screen.page.get_by_label("Tìm danh mục")).to_be_focused()


def test_a_form_and_the_drawer_are_saved(screen):
    screen.sign_in("sonoivu")
    person = screen.enter_people("Trần Thị Chữ Hoa")[0]
    screen.open(f"/person/edit/{person}")
    screen.page.get_by_label("Nơi ở hiện nay").fill("Số 1, đường 30 Tháng 4")
    screen.page.evaluate(PRESS, ["body", "S"])
    expect(screen.page.get_by_role("status").filter(has_text="Đã lưu.")).to_be_visible()
    screen.open(f"/person/show/{person}?tab=work")
    screen.page.get_by_role("link", name="Thêm mục: Quá trình công tác").click()
    drawer = screen.page.get_by_role("dialog")
    expect(drawer.get_by_label("Từ", exact=False).first).to_be_visible()
    screen.page.evaluate(PRESS, ["dialog", "S"])
    expect(drawer.get_by_role("alert")).to_be_visible()
