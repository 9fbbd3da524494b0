"""A clerk enters a new record by keyboard; a fault is told beside its field and nothing typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.screens import Screen, identity_number


@pytest.fixture
def clerk(screen) -> Screen:
    screen.sign_in("phuong.xuankhanh")
    screen.open("/person/add")
    return screen


def type_reference(page: Page, typed: str, wanted: str) -> None:
    """With the focus on a reference: letters open it and search, Enter takes the first that is found."""
    page.keyboard.type(typed, delay=20)
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text(wanted)
    page.keyboard.press("Enter")


def tab_to(page: Page, field: str) -> None:
    """Tab to a field, as somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(
            "(document.activeElement.id || document.activeElement.getAttribute('aria-labelledby') || '')"
        ).startswith(field):
            return
    raise AssertionError(f"{field} cannot be reached by the Tab key")


def fill_by_keyboard(page: Page, name: str, number: str) -> None:
    # The only unit of the account and the usual status stand there; the day is the first to type.
    expect(page.get_by_label("Ngày về đơn vị")).to_be_focused()
    page.keyboard.type("2/1/2024")
    tab_to(page, "full_name")
    page.keyboard.type(name)
    tab_to(page, "birth_on")
    page.keyboard.type("3/1985")
    tab_to(page, "sex")
    for _ in range(2):  # past «Nam»
        page.keyboard.press("ArrowDown")
    tab_to(page, "personnel_kind")
    type_reference(page, "cong chuc", "Công chức")
    tab_to(page, "identity_number")
    page.keyboard.type(number)


def test_a_record_from_nothing_with_a_wrong_number_first(clerk, page):
    right = identity_number()
    wrong = right[:4] + "90" + right[6:]
    fill_by_keyboard(page, "Danh Thị Sa Ly", wrong)
    page.keyboard.press("Control+s")

    faults = page.get_by_role("alert")
    expect(faults).to_be_focused()
    expect(faults).to_contain_text("Chưa lưu được, còn 1 mục cần sửa.")
    field = page.get_by_label("Số CCCD (CMND)")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{field.get_attribute('aria-describedby')}")).to_have_text(
        "Số thứ 5, 6 là «90», không khớp năm sinh 1985."
    )
    expect(page.get_by_label("Họ và tên khai sinh")).to_have_value("Danh Thị Sa Ly")
    expect(clerk.reference("Đơn vị giữ hồ sơ")).to_contain_text("phường Xuân Khánh")

    faults.get_by_role("link").first.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(right)
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Danh Thị Sa Ly")
    expect(page.get_by_role("status").filter(has_text="Đã thêm.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("03/1985")

    clerk.open("/person/list/")
    clerk.search("danh thi sa ly")
    assert clerk.names() == ["Danh Thị Sa Ly"]


def test_a_pile_of_records_is_entered_one_after_the_other(clerk, page):
    fill_by_keyboard(page, "Danh Thị Chồng Một", identity_number())
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Đã thêm «Danh Thị Chồng Một».")).to_be_visible()
    expect(page.get_by_label("Họ và tên khai sinh")).to_have_value("")
    expect(clerk.reference("Đơn vị giữ hồ sơ")).to_contain_text("phường Xuân Khánh")
    fill_by_keyboard(page, "Danh Thị Chồng Hai", identity_number())
    page.keyboard.press("Enter")  # in a field: saves and shows the record
    expect(page.get_by_role("heading", level=1)).to_contain_text("Danh Thị Chồng Hai")
    clerk.open("/person/list/")
    clerk.search("danh thi chong")
    assert sorted(clerk.names()) == ["Danh Thị Chồng Hai", "Danh Thị Chồng Một"]


def test_what_is_not_saved_yet_is_not_lost_by_a_slip(clerk, page):
    asked: list[str] = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("Họ và tên khai sinh").fill("Danh Thị Chưa Lưu")
    page.get_by_role("link", name="Trang chủ").click(no_wait_after=True)
    expect(page.get_by_label("Họ và tên khai sinh")).to_have_value("Danh Thị Chưa Lưu")
    assert asked == ["beforeunload"]
    page.remove_listener("dialog", stay)
    page.on("dialog", lambda dialog: dialog.accept())


def test_the_form_sent_twice_makes_one_record(clerk, page):
    fill_by_keyboard(page, "Danh Thị Hai Lần", identity_number())
    page.evaluate(
        "const f = document.querySelector('form[data-hs-guard]'); f.requestSubmit(); f.requestSubmit();"
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("Danh Thị Hai Lần")
    clerk.open("/person/list/")
    clerk.search("danh thi hai lan")
    assert clerk.names() == ["Danh Thị Hai Lần"]
