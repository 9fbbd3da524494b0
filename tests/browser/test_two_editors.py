"""Two clerks open one record: the second to save sees both versions and decides."""

import pytest
from playwright.sync_api import expect

from tests.support.chromium import local_context
from tests.support.screens import Screen


@pytest.fixture
def second(browser, live_server):
    with local_context(browser) as context:
        screen = Screen(context.new_page(), live_server).sign_in("sonoivu")
        yield screen
        screen.assert_no_trouble()


def save(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Lưu", exact=True).click()


def test_the_second_to_save_sees_both_versions_and_keeps_hers(screen, second):
    record = screen.sign_in("phuong.xuankhanh").enter_people("Từ Thị Hai Bản")[0]
    for editor in (screen, second):
        editor.open(f"/person/edit/{record}")
    screen.page.get_by_label("Nơi ở hiện nay").fill("Số 1, đường 30 Tháng 4")
    save(screen)
    expect(screen.page.get_by_role("status").filter(has_text="Đã lưu.")).to_be_visible()

    second.page.get_by_label("Nơi ở hiện nay").fill("Số 2, đường Mậu Thân")
    second.page.get_by_label("Điện thoại").fill("0292 3 000 294")
    save(second)
    expect(second.page.get_by_role("heading", level=1)).to_have_text("Hai bản khác nhau: Từ Thị Hai Bản")
    line = second.page.get_by_role("row").filter(has_text="Nơi ở hiện nay")
    expect(line).to_contain_text("Số 1, đường 30 Tháng 4")
    mine = line.get_by_role("textbox")
    expect(mine).to_have_value("Số 2, đường Mậu Thân")

    mine.fill("Số 3, đường Mậu Thân")
    second.page.get_by_role("button", name="Lưu bản vừa nhập").click()
    expect(second.page.locator("main")).to_contain_text("Số 3, đường Mậu Thân")
    expect(second.page.locator("main")).to_contain_text("0292 3 000 294")
    history = second.opened_history()
    for line in ("Số 1, đường 30 Tháng 4", "Số 3, đường Mậu Thân"):
        expect(history).to_contain_text(line)


def test_the_second_to_save_may_keep_what_is_stored(screen, second):
    record = screen.sign_in("phuong.xuankhanh").enter_people("Từ Thị Giữ Bản Cũ")[0]
    for editor in (screen, second):
        editor.open(f"/person/edit/{record}")
    screen.page.get_by_label("Điện thoại").fill("0292 111")
    save(screen)
    second.page.get_by_label("Điện thoại").fill("0292 222")
    save(second)
    second.page.get_by_role("link", name="Giữ bản đang lưu").click()
    expect(second.page.locator("main")).to_contain_text("0292 111")
    expect(second.page.locator("main")).not_to_contain_text("0292 222")
