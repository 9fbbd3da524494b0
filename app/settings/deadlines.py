"""Deadlines of the Quy chế, in working days; the day of the event does not count (Điều 11, Điều 12)."""

from typing import Any

from app.core.fields import integer
from app.settings.registry import Group, declare


def _days(label: str, legal: str, default: int) -> Any:
    return integer(label, legal=legal, default=default, minimum=1, maximum=60, required=True)


declare(
    Group.DEADLINES,
    days_to_declare=_days(
        "Hướng dẫn kê khai 2C và cập nhật vào phần mềm, từ khi có quyết định (ngày làm việc)",
        "Điều 11.1.b",
        10,
    ),
    days_to_enter_basics=_days(
        "Nhập thông tin cơ bản và cấp tài khoản cá nhân, từ khi nộp 2C (ngày làm việc)", "Điều 11.1.c", 2
    ),
    days_to_complete=_days(
        "Cá nhân rà soát, nhập bổ sung, từ khi được cấp tài khoản (ngày làm việc)", "Điều 11.1.c", 3
    ),
    days_to_review=_days("Rà soát, xác thực đề xuất của cá nhân (ngày làm việc)", "Điều 11.1.c", 1),
    days_to_verify=_days("Trường hợp cần xác minh, bổ sung (ngày làm việc)", "Điều 11.1.c", 5),
    days_to_confirm_change=_days(
        "Xác thực thay đổi của cá nhân, từ khi có thông tin bổ sung (ngày làm việc)", "Điều 11.2.b", 1
    ),
    days_to_update_decision=_days(
        "Cập nhật văn bản của cơ quan quản lý, từ ngày hiệu lực (ngày làm việc)", "Điều 11.2.c", 3
    ),
    days_to_move_inside=_days(
        "Điều chuyển giữa các bộ phận trong đơn vị, từ ngày hiệu lực (ngày làm việc)", "Điều 12.1", 2
    ),
    days_to_transfer=_days(
        "Điều chuyển sang cơ quan, đơn vị mới, từ ngày hiệu lực (ngày làm việc)", "Điều 12.2", 5
    ),
    days_to_receive=_days(
        "Chuyển tiếp đến đơn vị trực tiếp sử dụng, từ ngày tiếp nhận (ngày làm việc)", "Điều 12.2", 3
    ),
    days_to_change_status=_days("Chỉnh tình trạng hồ sơ, từ ngày hiệu lực (ngày làm việc)", "Điều 12.3", 5),
)
