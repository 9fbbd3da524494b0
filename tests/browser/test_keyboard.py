"""Whole tasks without a mouse: every step here is a key, and where the focus stands is always seen."""

import re

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.screens import Screen, identity_number, table_of

PEOPLE = "/person/list/"
FAMILIES = iter(("Khiếu", "Khuất", "Kpă", "Ksor", "Quàng", "Giàng", "Rcom", "Siu"))
#: What holds the focus: its name in a few words, and whether its outline can be seen.
FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) { return null; }
  // What looks focused may stand for it: the label of a file.
  const drawn = here.type === "file" ? here.nextElementSibling : here;
  const style = getComputedStyle(drawn), box = drawn.getBoundingClientRect();
  const edge = (strip, side, none) => {
    const it = document.querySelector(strip);
    return !it || it.contains(here) || here.closest(".hs-side") ? none : it.getBoundingClientRect()[side];
  };
  const top = edge(".hs-top", "bottom", 0), foot = edge(".hs-foot", "top", innerHeight);
  const name = here.getAttribute("aria-label") || here.innerText || here.id || here.name || here.className;
  return {
    name: name.trim().slice(0, 60),
    key: [...document.querySelectorAll("*")].indexOf(here),
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    covered: !here.matches(".hs-skip") && (box.bottom <= top + 1 || box.top >= foot - 1),
  };
}"""


def tab_to(page: Page, wanted: Locator, most: int = 90) -> None:
    """Press Tab until the focus stands on something."""
    expect(wanted).to_be_attached()
    for _ in range(most):
        if wanted.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {wanted}")


def begun_in_form(page: Page) -> None:
    """A form that is filled in from the start stands ready: the focus is in its first empty field."""
    expect(page.locator("form[data-hs-begin] :focus")).to_have_count(1)


def skip_to_content(page: Page) -> None:
    """The first Tab of a page offers to pass over the menu."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Bỏ qua đến nội dung")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def choose(screen: Screen, label: str, typed: str, wanted: str) -> None:
    """A value of the reference field that has the focus: letters open it, Enter takes the first found."""
    page = screen.page
    tab_to(page, screen.reference(label))
    page.keyboard.press("Enter")
    expect(page.locator(".select2-search__field")).to_be_focused()
    page.keyboard.type(typed)
    first = page.locator(".select2-results [role=option]").first
    expect(first).to_contain_text(wanted)
    expect(first).to_have_class(re.compile("highlighted"))
    page.keyboard.press("Enter")
    expect(screen.reference(label)).to_contain_text(wanted)
    expect(screen.reference(label)).to_be_focused()


def stops(page: Page, most: int = 250) -> list[dict]:
    """Every stop of Tab through a page, from its beginning until it comes around or leaves."""
    found: list[dict] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None or (found and here["key"] == found[0]["key"]):
            return found
        found.append(here)
    raise AssertionError(f"the focus never leaves {page.url}: {[stop['name'] for stop in found[-5:]]}")


@pytest.fixture
def office(screen) -> Screen:
    return screen.sign_in("sonoivu")


@pytest.fixture
def names() -> tuple[str, str]:
    """Two people of this test alone."""
    family = next(FAMILIES)
    return f"{family} Thị Phím Tab", f"{family} Thị Phím Enter"


@pytest.fixture
def people(office, names) -> Screen:
    """The list of the two."""
    office.enter_people(*names)
    office.open(f"{PEOPLE}?q={names[0].split()[0]}+phim")
    expect(office.rows()).to_have_count(2)
    return office


def test_sign_in(screen, page):
    screen.open("/login/")
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    page.keyboard.type("phuong.xuankhanh")
    page.keyboard.press("Tab")
    page.keyboard.type(screen.server.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Trang chủ")).to_be_visible()


def test_find_a_person_from_any_page(people, names):
    page = people.page
    people.open("/jobs/list/")
    page.keyboard.press("Control+k")
    expect(page.locator("#hs-find")).to_be_focused()
    page.keyboard.type(names[1])
    expect(page.get_by_role("option").first).to_contain_text(names[1])
    expect(page.locator(".hs-find [role=status]")).to_contain_text("kết quả")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(names[1])


def test_enter_a_person_and_save(office):
    page = office.page
    office.open("/person/add")
    begun_in_form(page)
    choose(office, "Đơn vị giữ hồ sơ", "phuong xuan khanh", "phường Xuân Khánh")
    tab_to(page, page.get_by_label("Ngày về đơn vị"))
    page.keyboard.type("2/1/2020")
    choose(office, "Trạng thái công tác", "dang cong tac", "Đang công tác")
    for label, value in (("Họ và tên khai sinh", "Tôn Nữ Gõ Phím"), ("Ngày sinh", "3/1985")):
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(value)
    tab_to(page, page.locator("#sex"))
    page.keyboard.press("End")
    expect(page.locator("#sex")).to_have_value("female")
    choose(office, "Dân tộc", "kinh", "Kinh")
    choose(office, "Loại cán bộ", "cong chuc", "Công chức")
    tab_to(page, page.locator("#identity_number"))
    page.keyboard.type(identity_number())
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tôn Nữ Gõ Phím")
    expect(page.locator("main")).to_contain_text("03/1985")


def test_faults_take_the_focus_and_lead_to_their_fields(office):
    page = office.page
    office.open("/person/add")
    begun_in_form(page)  # only then the page hears keys
    page.keyboard.press("Control+s")
    strip = page.locator("#loi")
    expect(strip).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-invalid=true]:focus")).to_have_count(1)
    day = page.get_by_label("Ngày về đơn vị")
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{day.get_attribute('aria-describedby')}")).to_be_visible()


def test_filter_and_drop_the_condition(people):
    page = people.page
    skip_to_content(page)
    tab_to(page, page.locator("[id='f.record_state']"))
    page.keyboard.type("Ch")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Lọc", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("#hs-rows")).to_contain_text("Không có hồ sơ nào khớp")
    tab_to(page, page.get_by_role("link", name=re.compile("Bỏ điều kiện Trạng thái|Bỏ điều kiện Tình trạng")))
    page.keyboard.press("Enter")
    expect(people.rows()).to_have_count(2)


def test_choose_columns(people):
    page = people.page
    tool = page.locator("details.hs-tool").filter(has_text="Cột hiển thị")
    tab_to(page, tool.locator("summary"), 150)
    page.keyboard.press("Enter")
    email = tool.get_by_role("checkbox", name="Thư điện tử")
    tab_to(page, email, 300)
    page.keyboard.press("Space")
    tab_to(page, tool.get_by_role("button", name="Áp dụng"), 300)
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Thư điện tử")).to_be_visible()


def test_escape_closes_what_is_open_and_gives_the_focus_back(people, phone):
    page = people.page
    for words in ("Bộ lọc đã lưu", "Điều kiện khác", "Cột hiển thị"):
        tool = page.locator("details.hs-tool").filter(has_text=words)
        summary = tool.locator("summary")
        summary.focus()
        page.keyboard.press("Enter")
        expect(tool.locator(".hs-tool-box")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(tool.locator(".hs-tool-box")).to_be_hidden()
        expect(summary).to_be_focused()
    account = page.locator(".hs-account summary")
    account.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".hs-account li :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(account).to_be_focused()

    page = phone.sign_in("sonoivu").page
    burger = page.locator(".hs-burger")
    burger.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hs-side a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#hs-side")).to_be_hidden()
    expect(burger).to_be_focused()


def test_select_rows_and_verify_them(people, names):
    page = people.page
    for name in names:
        tab_to(page, page.get_by_role("checkbox", name=f"Chọn {name}"), 150)
        page.keyboard.press("Space")
    expect(page.locator("[data-hs-count]")).to_have_text("Đã chọn 2 hồ sơ")
    tab_to(page, page.locator(".hs-selection").get_by_role("button", name="Xác thực"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xác thực 2 hồ sơ?")
    tab_to(page, page.get_by_role("button", name="Xác thực 2 hồ sơ"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Xác thực")).to_contain_text("đã thực hiện với 2 hồ sơ")


def test_transfer_one_person(office):
    page = office.page
    record = office.enter_people("Kha Thị Chuyển Đi")[0]
    office.open(f"/person/show/{record}")
    skip_to_content(page)
    tab_to(page, page.get_by_role("button", name="Điều chuyển"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Điều chuyển 1 hồ sơ?")
    begun_in_form(page)
    choose(office, "Đơn vị nhận", "so ngoai vu", "Sở Ngoại vụ")
    for label, value in (("Số quyết định", "9/QĐ"), ("Ngày ký", "20/5/2024"), ("Ngày hiệu lực", "1/6/2024")):
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(value)
    tab_to(page, page.get_by_role("button", name="Điều chuyển 1 hồ sơ"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Điều chuyển")).to_contain_text(
        "đã thực hiện với 1 hồ sơ"
    )


def test_export(people, tmp_path):
    page = people.page
    skip_to_content(page)
    tab_to(page, page.get_by_role("button", name="Xuất Excel"))
    with page.expect_download() as caught:
        page.keyboard.press("Enter")
    path = tmp_path / "list.xlsx"
    caught.value.save_as(path)
    assert len(table_of(openpyxl.load_workbook(path).worksheets[0])[1]) == 2


def test_walk_and_search_the_tree(office):
    page = office.page
    office.open("/unit/tree")
    link = page.locator(".hs-tree a")
    tab_to(page, link.first)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".hs-tree .hs-tree a").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".hs-tree .hs-tree a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hs-tree .hs-tree > li > .hs-node a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(link.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".hs-tree .hs-tree")).to_be_hidden()

    find = page.get_by_label("Tìm đơn vị")
    find.focus()
    page.keyboard.type("so ngoai vu")
    expect(link.first).to_contain_text("Sở Ngoại vụ")
    expect(page.locator("[data-hs-tree-told]")).to_have_text(re.compile(r"^\d+ đơn vị khớp\.$"))
    tab_to(page, link.first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sở Ngoại vụ")


def test_move_a_unit_without_dragging(office):
    """What dragging in the tree leads to can be reached, and done, by keys alone (WCAG 2.5.7)."""
    page = office.page
    office.open("/unit/list/?q=phong+cai+cach+hanh+chinh")
    page.locator("#hs-rows .hs-name").first.focus()
    page.keyboard.press("Enter")
    section = page.locator("#doi-cap-tren")
    field = section.locator(".select2-selection")
    tab_to(page, field, 250)
    page.keyboard.press("Enter")
    page.keyboard.type("so y te")
    expect(page.locator(".select2-results [role=option]").first).to_contain_text("Sở Y tế")
    page.keyboard.press("Enter")
    tab_to(page, section.get_by_label("Từ ngày"))
    page.keyboard.type("1/7/2025")
    tab_to(page, section.get_by_role("button", name="Chuyển cấp trên"))
    page.keyboard.press("Enter")
    expect(page.locator("main .hs-head")).to_contain_text("thuộc Sở Y tế")


# Where the focus stands ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/person/list/?psize=25", "/person/add", "/person/show/1", "/unit/tree"]
)
def test_every_stop_is_seen_and_tab_goes_all_the_way(office, path):
    office.open(path)
    if path == "/person/add":
        # A new form begins in its first field; the walk begins where the page does.
        begun_in_form(office.page)
        office.page.locator(".hs-skip").focus()
        office.page.keyboard.press("Shift+Tab")
    found = stops(office.page)
    assert found[0]["name"] == "Bỏ qua đến nội dung"
    assert len(found) > 10
    assert len({stop["key"] for stop in found}) == len(found), "Tab comes back before the end"
    assert [stop["name"] for stop in found if not stop["outline"]] == []
    assert [stop["name"] for stop in found if stop["covered"]] == []


MAIN_TARGETS = (
    ".btn, .hs-input, .select2-selection, .hs-burger, .hs-account summary, .hs-find input, .hs-single, "
    ".hs-group summary, .hs-group li a, .hs-rows .hs-title a, .hs-tool summary, .hs-fold[data-hs-open], "
    ".hs-chip a"
)


@pytest.mark.parametrize("path", ["/person/list/?q=le", "/person/add", "/person/show/1", "/unit/tree", "/"])
def test_a_thumb_hits_what_it_means_to(phone, path):
    phone.sign_in("sonoivu").open(path)
    phone.page.locator(".hs-burger").click()
    expect(phone.page.locator("#hs-side")).to_be_visible()
    small = phone.page.locator(MAIN_TARGETS).evaluate_all(
        """all => all.filter((it) => it.checkVisibility({ visibilityProperty: true }) && it.offsetHeight)
          .map((it) => [it.getBoundingClientRect().height, it.id || it.textContent.trim() || it.className])
          .filter(([height]) => height < 43.5)"""
    )
    assert small == []
