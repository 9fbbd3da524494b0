"""The pages that are drawn: who opens each, and what has to be done before it shows what it is for."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.screens import Screen

#: A branch with departments below it and a few hundred people; a catalog with many values.
BRANCH = "Sở Nội vụ"
CATALOG = "/grade/list/"
#: A name among the invented people that the record page is drawn of: the first of the list.
FIRST = "#hs-rows .hs-name"


@dataclass(frozen=True)
class Picture:
    """One page: the name of its files, its title in the index, the account, and the way to it."""

    name: str
    title: str
    account: str
    draw: Callable[[Screen], object]


def _login(screen: Screen) -> None:
    screen.open("/login/")


def _record(screen: Screen) -> None:
    screen.open("/person/list/")
    screen.page.locator(FIRST).first.click()
    screen.page.locator(".hs-record").wait_for()


def _form_with_faults(screen: Screen) -> None:
    screen.open("/person/add")
    screen.page.get_by_label("Ngày về đơn vị").fill("31/02/2024")
    screen.page.get_by_label("Họ và tên khai sinh").fill("Nguyễn Thị Ngọc Diễm")
    screen.page.get_by_label("Ngày sinh").fill("15/3/1985")
    screen.page.get_by_role("button", name="Lưu", exact=True).click()
    screen.page.locator("#loi").wait_for()


def _unit_of(screen: Screen, name: str) -> str:
    """The number of a unit, found as the tree finds it."""
    found = screen.page.request.get(f"{screen.server.url}/unit/search", params={"q": name}).json()["result"]
    return next(str(unit["id"]) for unit in found if unit["name"] == name)


def _unit(screen: Screen) -> None:
    screen.open(f"/unit/show/{_unit_of(screen, BRANCH)}")
    screen.page.locator(".hs-tree-side a[aria-current]").wait_for(state="attached")


def _chart(screen: Screen) -> None:
    screen.open(f"/unit/chart/{_unit_of(screen, BRANCH)}")


def _entry(screen: Screen) -> None:
    """The form of a new entry in the drawer, with a date that was understood."""
    _record(screen)
    screen.page.locator(".hs-tabs a").filter(has_text="Công tác").click()
    screen.page.get_by_role("link", name="Thêm mục: Quá trình công tác", exact=True).click()
    dates = screen.page.get_by_role("dialog").locator("[data-hs-date]")
    dates.first.wait_for()
    dates.first.fill("9/2003")
    screen.page.locator(".hs-understood").wait_for()


def _printing(screen: Screen) -> None:
    screen.open("/person/list/")
    for place in range(3):
        screen.page.locator("input[name=rowid]").nth(place).check()
    screen.page.locator(".hs-selection").get_by_role("button", name="In biểu mẫu").click()
    screen.page.get_by_role("heading", level=1).filter(has_text="In biểu mẫu 3 hồ sơ?").wait_for()


def _jobs(screen: Screen) -> None:
    screen.open("/person/list/")
    screen.page.get_by_role("button", name="Xuất Excel").click()
    screen.page.get_by_role("link", name="Tải tệp").wait_for()
    screen.open("/jobs/list/")


def _conflict(screen: Screen) -> None:
    """Two windows of one account edit one record; the second to save meets both versions."""
    record = _a_record(screen)
    screen.open(f"/person/edit/{record}")
    other = Screen(screen.page.context.new_page(), screen.server)
    other.open(f"/person/edit/{record}")
    _fill_and_save(other, "Số 1, đường 30 Tháng 4", "0292 3 820 001")
    other.page.locator(".hs-record").wait_for()
    other.page.close()
    _fill_and_save(screen, "Số 2, đường Mậu Thân", "0292 3 820 002")
    screen.page.locator(".hs-compare").wait_for()


def _a_record(screen: Screen) -> str:
    screen.open("/person/list/")
    # One for each width: the second window of the same width finds the record as the seed left it.
    place = (screen.page.viewport_size or {"width": 0})["width"] % 7
    address = screen.page.locator(FIRST).nth(place).get_attribute("href") or ""
    return address.rsplit("/", 1)[1]


def _fill_and_save(screen: Screen, address: str, phone: str) -> None:
    screen.page.get_by_label("Nơi ở hiện nay").fill(address)
    screen.page.get_by_label("Điện thoại", exact=True).fill(phone)
    screen.page.get_by_role("button", name="Lưu", exact=True).click()


def _path(path: str) -> Callable[[Screen], object]:
    return lambda screen: screen.open(path)


WARD, OFFICE, ADMINISTRATOR = "phuong.xuankhanh", "sonoivu", "quantri"

PICTURES: tuple[Picture, ...] = (
    Picture("dang-nhap", "Đăng nhập", "", _login),
    Picture("trang-chu", "Trang chủ", OFFICE, _path("/")),
    Picture("danh-sach", "Danh sách hồ sơ", WARD, _path("/person/list/")),
    Picture("ho-so", "Hồ sơ", WARD, _record),
    Picture("nhap-ho-so-co-loi", "Nhập hồ sơ, có mục sai", WARD, _form_with_faults),
    Picture("danh-muc", "Danh mục", ADMINISTRATOR, _path(CATALOG)),
    Picture("don-vi", "Cây đơn vị và trang đơn vị", OFFICE, _unit),
    Picture("so-do", "Sơ đồ một nhánh", OFFICE, _chart),
    Picture("cong-viec", "Công việc chạy nền", OFFICE, _jobs),
    Picture("them-muc", "Thêm một mục vào hồ sơ", WARD, _entry),
    Picture("in-bieu-mau", "In biểu mẫu cho các hồ sơ đã chọn", OFFICE, _printing),
    Picture("tham-so", "Tham số hệ thống", ADMINISTRATOR, _path("/setting/list/")),
    Picture("vai-tro", "Ma trận quyền của một vai trò", ADMINISTRATOR, _path("/roles/show/1")),
    Picture("trang-loi", "Trang báo lỗi", OFFICE, _path("/khong/co")),
    Picture("hai-ban", "Hai người cùng sửa một hồ sơ", WARD, _conflict),
)
