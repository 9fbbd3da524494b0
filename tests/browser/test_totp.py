"""The second step of sign-in in a browser: set up, asked, stood in for; and the account of the province."""

from contextlib import ExitStack

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.support.live_server import running_server
from tests.support.oidc import running_provider
from tests.support.screens import Screen, telephone
from tests.support.templates import product_copy


def leave(page):
    page.locator(".hs-account summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def say_code(page, code):
    expect(page.get_by_role("heading", name="Mã xác thực")).to_be_visible()
    expect(page.get_by_label("Mã xác thực")).to_be_focused()
    page.get_by_label("Mã xác thực").fill(code)
    page.get_by_role("button", name="Tiếp tục").click()


def test_set_up_then_in_with_a_code_and_with_a_recovery_code(screen, page):
    screen.sign_in("xem.soyte")
    page.locator(".hs-account summary").click()
    page.get_by_role("link", name="Mã xác thực").click()
    page.locator("#present").fill(screen.server.password)
    page.get_by_role("button", name="Bắt đầu").click()
    drawing = page.locator(".hs-qr")
    expect(drawing).to_be_visible()
    box = drawing.bounding_box()
    assert box and box["width"] == box["height"] == 200
    secret = page.locator(".hs-secret-key").inner_text().replace(" ", "")
    page.locator("#code").fill(telephone(page, secret, -1))
    page.get_by_role("button", name="Bật mã xác thực").click()
    expect(page.locator(".hs-recovery li")).to_have_count(10)
    recovery = page.locator(".hs-recovery code").first.inner_text()
    page.get_by_role("link", name="Đã cất, làm việc tiếp").click()
    leave(page)
    screen.enter("xem.soyte")
    say_code(page, telephone(page, secret))
    expect(page.locator("#hs-side")).to_be_attached()
    leave(page)
    screen.enter("xem.soyte")
    say_code(page, "khong-phai")
    expect(page.get_by_role("alert")).to_contain_text("Mã không đúng hoặc đã dùng. Còn 4 lần thử")
    say_code(page, recovery)
    expect(page.locator("#hs-side")).to_be_attached()
    screen.open("/totp/form")
    expect(page.get_by_text("Còn 9 mã khôi phục chưa dùng.")).to_be_visible()


@pytest.fixture
def offered(page, shared, tmp_path_factory):
    """A window at a product that offers a provider, and the provider."""
    folder = tmp_path_factory.mktemp("offered")
    with ExitStack() as started:
        provider = started.enter_context(running_provider())
        env = started.enter_context(product_copy(shared, "sqlite", folder))
        server = started.enter_context(running_server({**env, **provider.environment}, folder))
        screen = Screen(page, server)
        yield screen, provider
        screen.assert_no_trouble()


def test_the_account_of_the_province_is_linked_and_signs_in(offered, page):
    screen, _provider = offered
    screen.open("/login/")
    page.get_by_role("link", name="Đăng nhập bằng tài khoản của tỉnh").click()
    page.get_by_role("link", name="Đồng ý").click()
    unknown = page.locator(".alert").filter(has_text="chưa nối với tài khoản nào")
    expect(unknown).to_be_visible()
    screen.sign_in("soyte")
    page.locator(".hs-account summary").click()
    page.get_by_role("link", name="Tài khoản của tỉnh").click()
    expect(page.get_by_role("button", name="Nối tài khoản của tỉnh")).to_be_visible()
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("() => axe.run({ exclude: ['#hs-side'] }, { resultTypes: ['violations'] })")
    assert [fault["id"] for fault in found["violations"]] == []
    page.locator("#present").fill(screen.server.password)
    page.get_by_role("button", name="Nối tài khoản của tỉnh").click()
    page.get_by_role("link", name="Đồng ý").click()
    expect(page.get_by_role("status").filter(has_text="Đã nối tài khoản của tỉnh.")).to_be_visible()
    leave(page)
    page.get_by_role("link", name="Đăng nhập bằng tài khoản của tỉnh").click()
    page.get_by_role("link", name="Đồng ý").click()
    expect(page.locator("#hs-side")).to_be_attached()
    expect(page.locator(".hs-account")).to_contain_text("Y tế")
