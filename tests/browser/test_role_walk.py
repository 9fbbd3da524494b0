"""Sở Nội vụ makes a role, gives it on one district for a month, and takes it back, all (A3, A6)."""

import datetime
import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from app.core import clock
from app.core.vietnamese import fold
from tests.support.live_server import LiveServer
from tests.support.screens import Screen

ROLE, ACCOUNT = "Theo dõi hồ sơ quận", "xem.soyte"
PEOPLE = "/person/list/"
OWN_PASSWORD = "Bep-lua-hong-22"


@pytest.fixture
def office(screen) -> Screen:
    return screen.sign_in("sonoivu")


def past_the_product(server: LiveServer, sql: str, **values: object) -> list[tuple[object, ...]]:
    """Rows by a connection of the test's own; a statement that changes has none."""
    engine = create_engine(server.settings.database_url)
    try:
        with engine.begin() as connection:
            result = connection.execute(text(sql), values)
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        engine.dispose()


def confirmed(screen: Screen, button: str) -> str:
    """Press a button that asks once more; what it asked."""
    asked: list[str] = []

    def accept(dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    screen.ready()  # before, a press asks nothing and acts
    screen.page.once("dialog", accept)
    screen.page.get_by_role("button", name=button).click()
    expect(screen.page.get_by_role("status").filter(has_text="Đã")).to_be_visible()
    return asked[0]


def tick(screen: Screen, *names: str) -> None:
    for name in names:
        screen.page.get_by_role("checkbox", name=name, exact=True).check()


def make_role(office: Screen) -> None:
    """Copy «Chỉ xem», drop the catalogs, add the right to take out."""
    office.open("/roles/list/")
    office.page.get_by_role("link", name="Chỉ xem").click()
    office.page.get_by_text("Sao thành vai trò mới", exact=True).click()
    office.page.get_by_label("Tên vai trò mới").fill(ROLE)
    office.page.get_by_role("button", name="Sao", exact=True).click()
    expect(office.page.get_by_role("heading", level=1)).to_have_text(ROLE)
    tick(office, "Xuất: Hồ sơ cán bộ, công chức, viên chức")
    office.page.get_by_role("checkbox", name="Xem: Mọi danh mục").uncheck()
    expect(office.page.get_by_text("60 thay đổi chưa lưu")).to_be_visible()
    expect(office.page.get_by_text("+ 1 quyền thêm")).to_be_visible()
    expect(office.page.get_by_text("− 59 quyền bớt")).to_be_visible()
    asked = confirmed(office, "Lưu cho 0 tài khoản")
    assert asked == f"Lưu vai trò «{ROLE}»? Thay đổi có hiệu lực ngay với 0 tài khoản."
    expect(office.page.get_by_role("status").filter(has_text="Đã")).to_contain_text(
        "Đã lưu: thêm 1 quyền, bớt 59 quyền."
    )


def give(office: Screen, account: str) -> None:
    """The role on quận Ninh Kiều, for a month."""
    until = clock.today() + datetime.timedelta(days=30)
    office.open(f"/grants/list/?q={account}")
    office.page.get_by_role("link", name=account, exact=True).first.click()
    office.page.get_by_label("Vai trò").select_option(label=ROLE)
    office.look_up("Phạm vi (nhánh đơn vị)", "quan ninh kieu", "Ủy ban nhân dân quận Ninh Kiều")
    form = office.page.locator("form[action*='/give/']")
    form.get_by_label("Đến hết ngày").fill(f"{until.day}/{until.month}/{until.year}")
    form.get_by_label("Căn cứ").fill("Công văn 12/SNV")
    form.get_by_role("button", name="Cấp quyền").click()
    expect(office.page.get_by_role("status").filter(has_text="Đã cấp quyền")).to_be_visible()


def make_account(office: Screen) -> tuple[str, str]:
    """An account of Phòng Nội vụ, made on the screen with its holder (Điều 6.2, 6.4): name and password."""
    office.open("/account/add")
    page = office.page
    office.look_up("Đơn vị", "phong noi vu quan ninh kieu", "Phòng Nội vụ quận Ninh Kiều")
    for field, value in (
        ("name", "Theo dõi quận Ninh Kiều"), ("username", "theo.doi"), ("holder_name", "Trần Thị Theo Dõi"),
        ("holder_title", "Chuyên viên"), ("authorisation_number", "4/QĐ-PNV"),
        ("authorisation_on", "2/3/2026"),
    ):  # fmt: skip
        page.locator(f"#{field}").fill(value)
    page.get_by_label("Vai trò").select_option(label="Chỉ xem")
    page.get_by_role("button", name="Cấp tài khoản").click()
    first = page.locator(".hs-password").inner_text()
    page.get_by_role("link", name="Xong").click()
    expect(page.get_by_text("4/QĐ-PNV")).to_be_visible()
    return "theo.doi", first


def end_first_grant(office: Screen, account: str) -> None:
    """The role an account is made with goes: what follows rests on the new role alone."""
    office.open(f"/grants/list/?q={account}")
    office.page.get_by_role("link", name=account, exact=True).first.click()
    confirmed(office, "Kết thúc")


def sign_in_first(other: Screen, account: str, first: str) -> None:
    """The first password is changed before anything else opens (Điều 6.5)."""
    page = other.page
    other.open("/login/")
    page.get_by_label("Tên đăng nhập").fill(account)
    page.get_by_label("Mật khẩu", exact=True).fill(first)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.locator("#present").fill(first)
    page.locator("#password").fill(OWN_PASSWORD)
    page.locator("#again").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_text("Đã đổi mật khẩu.")).to_be_visible()


def people_of_district(server: LiveServer) -> set[str]:
    rows = past_the_product(
        server,
        "SELECT p.full_name FROM person p WHERE NOT p.is_removed AND p.record_state <> 'archived'"
        " AND p.home_path LIKE (SELECT path FROM unit WHERE code = 'NK') || '%'",
    )
    return {str(name) for (name,) in rows}


def test_a_role_is_made_given_used_and_taken_back(office, live_server, browser):
    make_role(office)
    account, first = make_account(office)
    end_first_grant(office, account)
    give(office, account)
    with browser.new_context() as context:
        other = Screen(context.new_page(), live_server)
        sign_in_first(other, account, first)
        other.open(f"{PEOPLE}?psize=100")
        district = people_of_district(live_server)
        assert other.count() == len(district)
        assert {fold(name) for name in other.names()} <= {fold(name) for name in district}
        assert other.open("/religion/list/").status == 403
        assert other.open("/person/add").status == 403
        assert "ngay hôm nay" in confirmed(office, "Kết thúc")
        expect(office.page.get_by_text("Đã kết thúc", exact=True)).to_have_count(2)
        other.open(PEOPLE)
        expect(other.page.locator("#hs-rows")).to_have_count(0)
        other.assert_no_trouble()
    told = office.page.locator("section").filter(has_text="Ai đã thay đổi gì")
    expect(told).to_contain_text(f"Cấp quyền: {ROLE}, Ủy ban nhân dân quận Ninh Kiều")
    expect(told).to_contain_text("sonoivu")


def test_a_grant_ends_by_its_date(office, live_server):
    """The clock cannot be moved under a running server: the days of the grant are moved instead."""
    assert office.open(f"{PEOPLE}?psize=25").status == 200
    past = clock.today() - datetime.timedelta(days=1)
    row = past_the_product(live_server, "SELECT id FROM ab_user WHERE username = :name", name=ACCOUNT)[0][0]
    other_page = office.page.context.browser.new_context().new_page()
    other = Screen(other_page, live_server).sign_in(ACCOUNT)
    assert other.open(PEOPLE).status == 200
    for statement in ("access_grant SET valid_to", "account_session SET grants_until"):
        past_the_product(live_server, f"UPDATE {statement} = :day WHERE account_id = :id",
                         day=past.isoformat(), id=row)  # fmt: skip
    other.open(PEOPLE)
    expect(other_page).to_have_url(re.compile("/login"))
    other_page.context.close()
    office.open(f"/grants/account/{row}")
    expect(office.page.get_by_text("Đã kết thúc", exact=True)).to_be_visible()


def test_looking_on_shows_a_banner_and_the_way_out(office):
    office.open("/grants/list/?q=phuong.xuankhanh")
    office.page.get_by_role("link", name="phuong.xuankhanh").first.click()
    office.page.get_by_role("button", name="Xem như tài khoản này").click()
    banner = office.page.get_by_role("region", name="Xem như")
    expect(banner).to_contain_text("sonoivu xem như phuong.xuankhanh")
    office.open(PEOPLE)
    expect(banner).to_be_visible()
    office.page.get_by_role("button", name="Thoát xem như").click()
    expect(office.page.get_by_role("status").filter(has_text="Đã thoát xem như")).to_be_visible()
    expect(banner).to_have_count(0)


def test_the_matrix_is_worked_by_keyboard(office):
    office.open("/roles/list/")
    office.page.get_by_label("Tên vai trò").fill("Vai trò bàn phím")
    office.page.get_by_role("button", name="Thêm vai trò").click()
    first = office.page.get_by_role("checkbox", name="Xem: Cơ quan, đơn vị", exact=True)
    first.focus()
    office.page.keyboard.press("Space")
    office.page.keyboard.press("ArrowRight")
    expect(office.page.get_by_role("checkbox", name="Sửa: Cơ quan, đơn vị", exact=True)).to_be_focused()
    office.page.keyboard.press("ArrowDown")
    expect(office.page.get_by_role("checkbox", name="Sửa: Ủy quyền phạm vi", exact=True)).to_be_focused()
    expect(first).to_have_class(re.compile("hs-came"))
    office.page.get_by_role("button", name="Bỏ thay đổi").click()
    expect(office.page.get_by_text("Chưa có thay đổi")).to_be_visible()


@pytest.mark.parametrize("path", ["/roles/list/", "/roles/show/2", "/grants/list/", "/grants/account/3",
                                  "/rights/holders?right=view&thing=person",
                                  "/rights/compare?left=2&right=3"])  # fmt: skip
def test_on_a_telephone_no_page_scrolls_sideways(phone, path):
    phone.sign_in("sonoivu").open(path)
    expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
