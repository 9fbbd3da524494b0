"""A ward issues an account, prints the slip; its holder must choose a password before anything else (A2)."""

from pathlib import Path

from playwright.sync_api import expect

from tests.support.scans import text_of

OWN = "Cua-rieng-toi-17"


def sign_in(screen, username, password):
    screen.page.context.clear_cookies()
    screen.open("/login/")
    screen.page.get_by_label("Tên đăng nhập").fill(username)
    screen.page.get_by_label("Mật khẩu", exact=True).fill(password)
    screen.page.get_by_role("button", name="Đăng nhập").click()


def test_from_the_slip_to_the_own_record(screen, page, tmp_path: Path):
    screen.sign_in("phuong.xuankhanh")
    person = screen.enter_people("Bạch Thị Tài Khoản")[0]
    screen.open(f"/person/show/{person}")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Cấp tài khoản cá nhân").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu cấp tài khoản")
    password = page.locator(".hs-password").inner_text()
    username = page.locator(".hs-username").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải phiếu (PDF)").click()
    download.value.save_as(tmp_path / "phieu.pdf")
    (slip,) = text_of((tmp_path / "phieu.pdf").read_bytes())
    assert password in slip and username in slip and "Bạch Thị Tài Khoản" in slip

    sign_in(screen, username, password)
    expect(page.locator("#again")).to_be_visible()
    expect(page.get_by_text("Đổi mật khẩu được cấp")).to_be_visible()
    screen.open("/person/list/")
    expect(page.locator("#again")).to_be_visible()
    page.locator("#present").fill(password)
    page.locator("#password").fill(OWN)
    page.locator("#again").fill(OWN)
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_text("Đã đổi mật khẩu.")).to_be_visible()
    screen.open("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bạch Thị Tài Khoản")


def test_a_unit_account_is_locked_after_a_sentence_says_what_follows(screen, page):
    screen.sign_in("sonoivu").open("/account/list/?q=xem.soyte")
    page.get_by_role("link", name="xem.soyte").click()
    page.get_by_role("button", name="Khóa", exact=True).click()
    expect(page.get_by_text("không đăng nhập được nữa")).to_be_visible()
    page.get_by_label("Lý do khóa").fill("Thử khóa")
    page.get_by_role("button", name="Khóa", exact=True).click()
    expect(page.locator("h1 .hs-badge").filter(has_text="Đã khóa")).to_be_visible()
    page.get_by_role("button", name="Mở khóa").click()
    page.get_by_role("button", name="Mở khóa").click()
    expect(page.locator("h1 .hs-badge").filter(has_text="Đang dùng")).to_be_visible()


def test_slips_for_a_whole_unit_are_made_while_one_waits(screen, page, tmp_path: Path):
    """Asked for, counted, begun; the worker makes them, and the file has a slip for each (A2)."""
    screen.sign_in("phuong.xuankhanh")
    screen.enter_people("Bạch Thị Cả Đơn Vị")
    screen.open("/account/list/")
    screen.look_up("Đơn vị (bắt buộc)", "xuan khanh", "Ủy ban nhân dân phường Xuân Khánh")
    page.get_by_role("button", name="Xem số người chưa có tài khoản").click()
    expect(page.get_by_text("chưa có tài khoản cá nhân")).to_be_visible()
    page.get_by_role("button", name="Cấp ").click()
    link = page.get_by_role("link", name="Tải tệp")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "phieu.pdf")
    assert "Bạch Thị Cả Đơn Vị" in "".join(text_of((tmp_path / "phieu.pdf").read_bytes()))
