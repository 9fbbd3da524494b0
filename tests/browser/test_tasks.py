"""The commonest tasks, done as in an office; what each costs is counted and stands in docs/tasks.md."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from config import ROOT
from tests.support.clicks import Counter
from tests.support.screens import HEAD, Screen, identity_number, table_of
from tests.support.tasks import TASKS, table

PEOPLE = "/person/list/"
ME = Path(__file__)


class Desk:
    """A window whose every press is counted, and the few things hands do at it."""

    def __init__(self, screen: Screen) -> None:
        self.counter = Counter(screen.page)
        self.screen, self.page = screen, screen.page

    def begin(self, username: str, path: str) -> None:
        """Sign in, stand before the first page of the task, and count from there."""
        self.screen.sign_in(username).open(path)
        self.page.wait_for_load_state()
        self.counter.start()

    def press(self, words: str, role: str = "button", **more: bool) -> None:
        wanted = self.page.get_by_role(role, name=words, exact=more.get("exact", True)).first
        wanted.wait_for()
        self.screen.ready()
        wanted.click()

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def tab_to(self, field: str) -> None:
        """Tab to the field of this id."""
        for _ in range(40):
            self.page.keyboard.press("Tab")
            if self._focused().startswith(field):
                return
        raise AssertionError(f"{field} is more than 40 Tabs away")

    def choose(self, words: str, wanted: str) -> None:
        """In a reference that has the focus or was clicked: letters search, Enter takes the first found.

        Letters that come before its library are kept too (test_slow_line.py), but not counted as a field.
        """
        expect(self.page.locator(".select2-container :focus")).to_be_visible()
        self.page.keyboard.type(words, delay=20)
        expect(self.page.locator(".select2-results__option--highlighted")).to_contain_text(wanted)
        self.page.keyboard.press("Enter")

    def decide(self, number: str) -> None:
        """A decision by keyboard, from the reference above it."""
        for field, words in (
            ("decision_number", number),
            ("decision_on", "20/5/2024"),
            ("effective_on", "1/6/2024"),
        ):
            self.tab_to(field)
            self.type(words)

    def _focused(self) -> str:
        active = (
            "() => document.activeElement.id || document.activeElement.getAttribute('aria-labelledby') || ''"
        )
        return str(self.page.evaluate(active))


@pytest.fixture
def desk(screen) -> Desk:
    return Desk(screen)


@pytest.fixture
def hand(phone) -> Desk:
    return Desk(phone)


def assert_costs(desk: Desk, test: str) -> None:
    assert desk.counter.so_far() == TASKS[test].effort


def title(page: Page):
    return page.get_by_role("heading", level=1)


def said(page: Page, words: str):
    return page.get_by_role("status").filter(has_text=words)


# Records ---------------------------------------------------------------------------------------


def test_find_a_person(desk):
    desk.screen.enter_people("Đỗ Thị Nhật Lệ")
    desk.begin("phuong.xuankhanh", "/")
    desk.page.keyboard.press("Control+k")
    desk.type("do thi nhat le")
    expect(desk.page.get_by_role("option").first).to_contain_text("Đỗ Thị Nhật Lệ")
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    expect(title(desk.page)).to_contain_text("Đỗ Thị Nhật Lệ")
    assert_costs(desk, "test_find_a_person")


def test_add_a_person(desk):
    desk.begin("phuong.xuankhanh", PEOPLE)
    desk.press("Nhập hồ sơ mới", "link")
    expect(desk.page.get_by_label("Ngày về đơn vị")).to_be_focused()
    desk.type("2/1/2024")
    desk.tab_to("full_name")
    desk.type("Kim Thị Sóc Kha")
    desk.tab_to("birth_on")
    desk.type("15/3/1985")
    desk.tab_to("sex")
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("ArrowDown")  # past «Nam»
    desk.tab_to("personnel_kind")
    desk.choose("cong chuc", "Công chức")
    desk.page.get_by_label("Số CCCD (CMND)").click()  # 40 fields on, by the order of form 2C
    desk.type(identity_number())
    desk.page.keyboard.press("Control+Enter")
    expect(said(desk.page, "Đã thêm «Kim Thị Sóc Kha».")).to_be_visible()
    assert_costs(desk, "test_add_a_person")
    desk.screen.open(f"{PEOPLE}?q=kim+thi+soc+kha")
    expect(desk.screen.row_of("Kim Thị Sóc Kha")).to_contain_text("Đang công tác")


def test_correct_a_field(desk):
    record = desk.screen.enter_people("Sơn Thị Đổi Số")[0]
    desk.begin("phuong.xuankhanh", f"/person/show/{record}")
    desk.press("Sửa", "link")
    desk.page.get_by_label("Điện thoại", exact=True).click()
    desk.type("0292 3 111 222")
    desk.press("Lưu")
    expect(said(desk.page, "Đã lưu.")).to_be_visible()
    expect(desk.page.locator("main dl").filter(has_text="0292 3 111 222").first).to_be_visible()
    assert_costs(desk, "test_correct_a_field")


def test_add_an_entry(desk):
    record = desk.screen.enter_people("Sơn Thị Khen Thưởng")[0]
    desk.begin("phuong.xuankhanh", f"/person/show/{record}")
    desk.page.locator(".hs-tabs").get_by_role("link", name="Khen thưởng, đánh giá").click()
    desk.press("Thêm mục: Khen thưởng, danh hiệu", "link")
    expect(desk.page.locator("#e-from_on")).to_be_focused()
    desk.type("20/11/2025")
    desk.tab_to("e-award_form")
    desk.choose("giay khen", "Giấy khen")
    desk.tab_to("e-reason")
    desk.type("Hoàn thành xuất sắc nhiệm vụ năm học 2024-2025")
    desk.page.keyboard.press("Control+s")
    card = desk.page.locator("section#award")
    expect(card.get_by_role("row").filter(has_text="20/11/2025")).to_contain_text("Giấy khen")
    assert_costs(desk, "test_add_an_entry")


def test_print_a_record(desk, tmp_path):
    record = desk.screen.enter_people("Sơn Thị In Ra")[0]
    desk.begin("phuong.xuankhanh", f"/person/show/{record}")
    desk.page.locator("details.hs-forms-menu summary").click()
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name="Word 2C-BNV/2008").click()
    assert_costs(desk, "test_print_a_record")
    assert download.value.suggested_filename.endswith(".docx")


def test_verify_several(desk):
    names = ("Thạch Thị Xét Ba", "Thạch Thị Xét Hai", "Thạch Thị Xét Một")
    desk.screen.enter_people(*names)
    desk.begin("phuong.xuankhanh", f"{PEOPLE}?q=thach+thi+xet")
    desk.page.get_by_role("checkbox", name="Chọn cả trang").click()
    desk.press("Xác thực")
    desk.press("Xác thực 3 hồ sơ")
    expect(said(desk.page, "Xác thực: đã thực hiện với 3 hồ sơ.")).to_be_visible()
    assert_costs(desk, "test_verify_several")
    assert sorted(desk.screen.names()) == sorted(names)  # the same list, still filtered
    for row in desk.screen.rows().all():
        expect(row).to_contain_text("Đã xác thực")


def test_transfer_a_person(desk):
    record = desk.screen.enter_people("Lâm Thị Chuyển Đi")[0]
    desk.begin("phuong.xuankhanh", f"/person/show/{record}")
    desk.press("Điều chuyển")
    expect(desk.screen.reference("Đơn vị nhận")).to_be_focused()
    desk.choose("so ngoai vu", "Sở Ngoại vụ")
    desk.decide("77/QĐ-UBND")
    desk.press("Điều chuyển 1 hồ sơ")
    expect(said(desk.page, "Điều chuyển: đã thực hiện với 1 hồ sơ.")).to_be_visible()
    assert_costs(desk, "test_transfer_a_person")
    # The record left the ward: the clerk stands before her list, not before a page that is none.
    assert desk.page.url.endswith(PEOPLE)
    assert desk.screen.open(f"/person/show/{record}").status == 404


def test_change_a_status(desk):
    record = desk.screen.enter_people("Lâm Thị Hưu Trí")[0]
    desk.begin("phuong.xuankhanh", f"/person/show/{record}")
    desk.press("Đổi trạng thái")
    expect(desk.screen.reference("Trạng thái mới")).to_be_focused()
    desk.choose("da nghi huu", "Đã nghỉ hưu")
    desk.decide("78/QĐ-UBND")
    desk.press("Đổi trạng thái 1 hồ sơ")
    expect(said(desk.page, "Đổi trạng thái: đã thực hiện với 1 hồ sơ.")).to_be_visible()
    expect(title(desk.page)).to_contain_text("Lâm Thị Hưu Trí")  # back at the record
    expect(title(desk.page)).to_contain_text("Đã nghỉ hưu")
    assert_costs(desk, "test_change_a_status")


def test_who_changed_what(desk):
    desk.screen.enter_people("Lâm Thị Có Sử", by="phuong.xuankhanh")
    desk.begin("sonoivu", f"{PEOPLE}?q=lam+thi+co+su")
    desk.press("Lâm Thị Có Sử", "link")
    desk.press("Lịch sử ai sửa gì", "link")
    history = desk.page.locator("section").filter(
        has=desk.page.get_by_role("heading", name="Lịch sử thay đổi")
    )
    expect(history).to_contain_text("phuong.xuankhanh")
    assert_costs(desk, "test_who_changed_what")


# Lists -----------------------------------------------------------------------------------------


def filter_by(desk: Desk, label: str, words: str, wanted: str) -> None:
    desk.screen.reference(label).click()
    desk.choose(words, wanted)
    expect(desk.screen.reference(label)).to_contain_text(wanted)


def test_filter_and_keep(desk):
    desk.begin("sonoivu", PEOPLE)
    filter_by(desk, "Đơn vị giữ hồ sơ", "so y te", "Sở Y tế")
    filter_by(desk, "Loại cán bộ", "vien chuc", "Viên chức")
    filter_by(desk, "Trạng thái công tác", "dang cong tac", "Đang công tác")
    desk.press("Lọc")
    desk.page.get_by_text("Bộ lọc đã lưu").click()
    desk.page.get_by_label("Lưu điều kiện đang lọc với tên").click()
    desk.type("Viên chức y tế đang làm")
    desk.page.keyboard.press("Enter")
    expect(said(desk.page, "Đã lưu bộ lọc «Viên chức y tế đang làm».")).to_be_visible()
    assert_costs(desk, "test_filter_and_keep")
    kinds = set(desk.page.locator("#hs-rows tbody .hs-c-personnel_kind").all_inner_texts())
    assert kinds == {"Viên chức"}


def test_open_a_kept_filter(desk):
    desk.begin("sonoivu", f"{PEOPLE}?f.sex.eq=female&q=nguyen")
    desk.page.get_by_text("Bộ lọc đã lưu").click()
    desk.page.get_by_label("Lưu điều kiện đang lọc với tên").fill("Nữ họ Nguyễn")
    desk.press("Lưu bộ lọc")
    expect(said(desk.page, "Đã lưu bộ lọc")).to_be_visible()
    names = desk.screen.names()
    desk.screen.open(PEOPLE)
    desk.counter.start()
    desk.page.get_by_text("Bộ lọc đã lưu").click()
    desk.press("Nữ họ Nguyễn", "link")
    expect(desk.page.locator(".hs-chips")).to_contain_text("Nữ")
    assert_costs(desk, "test_open_a_kept_filter")
    assert desk.screen.names() == names != []


def test_export_a_filtered_list(desk, tmp_path):
    desk.begin("phuong.xuankhanh", f"{PEOPLE}?psize=100&f.sex.eq=female")
    headings, rows = table_of(desk.screen.save_workbook("Xuất Excel", tmp_path))
    assert_costs(desk, "test_export_a_filtered_list")
    name = next(at for at, heading in enumerate(headings) if HEAD.match(heading))
    assert [row[name] for row in rows] == desk.screen.names() != []
    assert len(rows) == desk.screen.count()


# Catalogs and units ----------------------------------------------------------------------------


def test_add_a_catalog_value(desk):
    desk.begin("quantri", "/religion/list/")
    desk.press("Thêm", "link")
    expect(desk.page.locator("#code")).to_be_focused()
    desk.type("TG77")
    desk.tab_to("name")
    desk.type("Tôn giáo kiểm thử")
    desk.press("Lưu")
    expect(said(desk.page, "Đã thêm.")).to_be_visible()
    expect(title(desk.page)).to_contain_text("Tôn giáo kiểm thử")
    assert_costs(desk, "test_add_a_catalog_value")


def test_retire_a_catalog_value(desk):
    desk.begin("quantri", "/religion/list/")
    desk.press("Minh Sư đạo", "link")
    desk.press("Sửa", "link")
    desk.page.locator("#is_retired").click()
    desk.press("Lưu")
    expect(said(desk.page, "Đã lưu.")).to_be_visible()
    expect(title(desk.page)).to_contain_text("Ngừng dùng")
    assert_costs(desk, "test_retire_a_catalog_value")


def test_move_a_unit(desk):
    desk.begin("sonoivu", "/unit/tree")
    tree = desk.page.locator("[data-hs-tree]")
    for branch in ("Ủy ban nhân dân thành phố Cần Thơ", "Khối sở, ban, ngành thành phố", "Sở Tư pháp"):
        tree.get_by_role("button", name=f"Mở nhánh {branch}", exact=True).click()
    moved = tree.locator(".hs-node").filter(has_text="Trung tâm Dịch vụ bán đấu giá tài sản")
    moved.drag_to(tree.locator(".hs-node").filter(has_text=re.compile("^Sở Tài chính")))
    expect(title(desk.page)).to_contain_text("Trung tâm Dịch vụ bán đấu giá tài sản")
    expect(desk.page.locator("#as_of-move")).to_be_focused()
    desk.type("1/6/2024")
    desk.press("Chuyển cấp trên")
    expect(said(desk.page, "Chuyển cấp trên: đã ghi.")).to_be_visible()
    expect(desk.page.locator("main .hs-head")).to_contain_text("thuộc Sở Tài chính")
    assert_costs(desk, "test_move_a_unit")


# A telephone -----------------------------------------------------------------------------------


def test_see_ones_own_record_on_a_telephone(hand):
    hand.screen.open("/login/")
    hand.page.wait_for_load_state()
    hand.counter.start()
    hand.page.get_by_label("Tên đăng nhập").click()
    hand.type("canhan")
    hand.page.get_by_label("Mật khẩu", exact=True).click()
    hand.type(hand.screen.server.password)
    hand.press("Đăng nhập")
    expect(hand.page.get_by_role("heading", name="Thông tin chung")).to_be_visible()
    assert_costs(hand, "test_see_ones_own_record_on_a_telephone")


# What is written of them -----------------------------------------------------------------------


def test_the_page_of_tasks_says_what_is_counted():
    assert table() in (ROOT / "docs/tasks.md").read_text(encoding="utf-8")


def test_every_task_is_done_by_its_test():
    source = ME.read_text(encoding="utf-8")
    done = re.findall(r'assert_costs\(\w+, "(test_\w+)"\)', source)
    assert sorted(done) == sorted(TASKS)
    assert all(f"def {test}(" in source for test in TASKS)
