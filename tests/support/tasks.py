"""The commonest tasks and what each costs: docs/tasks.md shows it, tests/browser/test_tasks.py counts it."""

from dataclasses import dataclass

from tests.support.clicks import Effort


@dataclass(frozen=True)
class Task:
    """One task: who does it, on which page it begins, what it costs, how it goes (both in Vietnamese)."""

    name: str
    who: str
    begins: str
    effort: Effort
    way: str


#: By the name of the test that does the task.
TASKS: dict[str, Task] = {
    "test_find_a_person": Task(
        "Tìm một người theo họ tên không dấu, mở hồ sơ",
        "Phường (phuong.xuankhanh)",
        "Trang chủ",
        Effort(clicks=0, keys=3, fields=1, screens=1),
        "Ctrl + K, gõ tên, mũi tên xuống, Enter",
    ),
    "test_add_a_person": Task(
        "Nhập một hồ sơ mới",
        "Phường (phuong.xuankhanh)",
        "Danh sách hồ sơ",
        Effort(clicks=2, keys=22, fields=6, screens=2),
        "«Nhập hồ sơ mới», gõ các mục bắt buộc, Ctrl + Enter; đơn vị và trạng thái có sẵn",
    ),
    "test_correct_a_field": Task(
        "Sửa một mục của hồ sơ",
        "Phường (phuong.xuankhanh)",
        "Hồ sơ",
        Effort(clicks=3, keys=0, fields=1, screens=2),
        "«Sửa», bấm vào mục, gõ giá trị mới, «Lưu»",
    ),
    "test_add_an_entry": Task(
        "Thêm một quyết định khen thưởng vào hồ sơ",
        "Phường (phuong.xuankhanh)",
        "Hồ sơ",
        Effort(clicks=2, keys=6, fields=3, screens=1),
        "Tab «Khen thưởng, đánh giá», «Thêm mục», gõ ngày, hình thức, thành tích, Ctrl + S",
    ),
    "test_print_a_record": Task(
        "In lý lịch 2C của một người ra Word",
        "Phường (phuong.xuankhanh)",
        "Hồ sơ",
        Effort(clicks=2, keys=0, fields=0, screens=0),
        "«In biểu mẫu», «Word 2C-BNV/2008»",
    ),
    "test_filter_and_keep": Task(
        "Lọc theo đơn vị, loại cán bộ, trạng thái; lưu bộ lọc",
        "Sở Nội vụ (sonoivu)",
        "Danh sách hồ sơ",
        Effort(clicks=6, keys=4, fields=4, screens=2),
        "Chọn ba điều kiện, «Lọc», «Bộ lọc đã lưu», đặt tên, «Lưu bộ lọc»",
    ),
    "test_open_a_kept_filter": Task(
        "Mở lại bộ lọc đã lưu",
        "Sở Nội vụ (sonoivu)",
        "Danh sách hồ sơ",
        Effort(clicks=2, keys=0, fields=0, screens=1),
        "«Bộ lọc đã lưu», bấm tên bộ lọc",
    ),
    "test_export_a_filtered_list": Task(
        "Xuất danh sách đang lọc ra Excel",
        "Phường (phuong.xuankhanh)",
        "Danh sách đang lọc",
        Effort(clicks=1, keys=0, fields=0, screens=0),
        "«Xuất Excel»",
    ),
    "test_verify_several": Task(
        "Xác thực ba hồ sơ một lần",
        "Phường (phuong.xuankhanh)",
        "Danh sách đang lọc",
        Effort(clicks=3, keys=0, fields=0, screens=2),
        "Chọn cả trang, «Xác thực», «Xác thực 3 hồ sơ»; trở lại đúng danh sách đang lọc",
    ),
    "test_transfer_a_person": Task(
        "Điều chuyển một người đến đơn vị khác",
        "Phường (phuong.xuankhanh)",
        "Hồ sơ",
        Effort(clicks=2, keys=4, fields=4, screens=2),
        "«Điều chuyển», đơn vị nhận, số quyết định, ngày ký, ngày hiệu lực, «Điều chuyển 1 hồ sơ»",
    ),
    "test_change_a_status": Task(
        "Đổi trạng thái: nghỉ hưu theo quyết định",
        "Phường (phuong.xuankhanh)",
        "Hồ sơ",
        Effort(clicks=2, keys=4, fields=4, screens=2),
        "«Đổi trạng thái», trạng thái mới, số quyết định, hai ngày, «Đổi trạng thái 1 hồ sơ»",
    ),
    "test_who_changed_what": Task(
        "Tra ai đã sửa gì trong một hồ sơ",
        "Sở Nội vụ (sonoivu)",
        "Danh sách đang lọc",
        Effort(clicks=2, keys=0, fields=0, screens=2),
        "Bấm họ tên, bấm «Lịch sử»",
    ),
    "test_add_a_catalog_value": Task(
        "Thêm một giá trị danh mục",
        "Quản trị (quantri)",
        "Danh mục",
        Effort(clicks=2, keys=1, fields=2, screens=2),
        "«Thêm», gõ tên và mã, «Lưu»",
    ),
    "test_retire_a_catalog_value": Task(
        "Ngừng dùng một giá trị danh mục",
        "Quản trị (quantri)",
        "Danh mục",
        Effort(clicks=4, keys=0, fields=0, screens=3),
        "Bấm tên giá trị, «Sửa», đánh dấu «Ngừng dùng», «Lưu»",
    ),
    "test_see_ones_own_record_on_a_telephone": Task(
        "Giáo viên xem hồ sơ của mình trên điện thoại (360 px)",
        "Cá nhân (canhan)",
        "Trang đăng nhập",
        Effort(clicks=3, keys=0, fields=2, screens=1),
        "Tên đăng nhập, mật khẩu, «Đăng nhập»: vào thẳng hồ sơ",
    ),
    "test_move_a_unit": Task(
        "Chuyển một đơn vị sang cấp trên khác",
        "Sở Nội vụ (sonoivu)",
        "Cây đơn vị",
        Effort(clicks=5, keys=0, fields=1, screens=2),
        "Mở hai nhánh, kéo đơn vị thả lên đơn vị khác, ngày, «Chuyển cấp trên»",
    ),
}


def table() -> str:
    """The table of docs/tasks.md."""
    lines = [
        "| Việc | Ai làm | Bắt đầu từ | Bấm | Phím | Ô gõ | Trang | Cách làm | Phép thử |",
        "|---|---|---|--:|--:|--:|--:|---|---|",
    ]
    for test, task in TASKS.items():
        cost = task.effort
        numbers = f"{cost.clicks} | {cost.keys} | {cost.fields} | {cost.screens}"
        lines.append(f"| {task.name} | {task.who} | {task.begins} | {numbers} | {task.way} | `{test}` |")
    return "\n".join(lines)
