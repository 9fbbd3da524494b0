"""How the installation calls itself."""

from app.core.fields import text
from app.settings.registry import Group, declare

#: Set by a file, not by typing: the digest of its content.
LOGO = "logo"

declare(
    Group.NAMES,
    system_name=text(
        "Tên phần mềm (thanh bên, đầu trang)",
        legal="Điều 1",
        default="Hồ sơ CBCCVC",
        max_length=40,
        required=True,
    ),
    city_name=text(
        "Tên tỉnh, thành phố", legal="Điều 1", default="Thành phố Cần Thơ", max_length=60, required=True
    ),
    login_notice=text(
        "Thông báo ở trang đăng nhập",
        long=True,
        legal="Điều 7.3",
        default="",
        help="Được dùng các thẻ p, b, i, ul, li, a; phần khác bị bỏ khi lưu.",
    ),
    logo=text(
        "Biểu trưng (thanh bên, trang đăng nhập, trang in)", max_length=64, legal="Điều 1", service=True
    ),
)
