"""Sessions, sign-in, passwords, confidentiality: the limits that administrators set."""

from app.core.fields import choice, flag, integer, text
from app.settings.registry import Group, declare

_ASVS, _TCVN = "OWASP ASVS 5.0", "TCVN 11930:2017"

declare(
    Group.SESSIONS,
    session_idle_minutes=integer(
        "Phiên tự kết thúc sau (phút không làm việc)",
        legal=_ASVS,
        default=30,
        minimum=5,
        maximum=480,
        required=True,
    ),
    session_absolute_hours=integer(
        "Phiên dài nhất (giờ)", legal=_ASVS, default=12, minimum=1, maximum=72, required=True
    ),
    sign_in_attempts=integer(
        "Số lần nhập sai trước khi tạm khóa tài khoản",
        legal=_TCVN,
        default=5,
        minimum=3,
        maximum=20,
        required=True,
    ),
    sign_in_lock_minutes=integer(
        "Thời gian tạm khóa (phút)", legal=_TCVN, default=15, minimum=1, maximum=1440, required=True
    ),
    sign_in_address_attempts=integer(
        "Số lần nhập sai từ một địa chỉ trong thời gian tạm khóa",
        legal=_ASVS,
        default=50,
        minimum=10,
        maximum=1000,
        required=True,
    ),
)

declare(
    Group.PASSWORDS,
    password_policy=choice(
        "Quy tắc mật khẩu",
        {
            "mixed": "Nhiều loại ký tự, đổi định kỳ (theo TCVN 11930:2017)",
            "long": "Dài, không định kỳ, không dùng mật khẩu phổ biến (theo OWASP ASVS 5.0)",
        },
        legal=_TCVN,
        default="mixed",
        required=True,
    ),
    password_least_length=integer(
        "Số ký tự ít nhất", legal=_TCVN, default=8, minimum=8, maximum=64, required=True
    ),
    password_days=integer(
        "Đổi mật khẩu sau (ngày; 0: không bắt buộc)",
        legal=_TCVN,
        default=180,
        minimum=0,
        maximum=3650,
        required=True,
        help="Chỉ dùng với quy tắc «Nhiều loại ký tự, đổi định kỳ».",
    ),
    password_kept=integer(
        "Không dùng lại mật khẩu cũ (số mật khẩu gần nhất)",
        legal=_TCVN,
        default=3,
        minimum=0,
        maximum=24,
        required=True,
        help="Chỉ dùng với quy tắc «Nhiều loại ký tự, đổi định kỳ».",
    ),
    first_password_days=integer(
        "Mật khẩu cấp lần đầu có giá trị (ngày)",
        legal="Điều 6.5",
        default=14,
        minimum=1,
        maximum=90,
        required=True,
    ),
    totp_roles=text(
        "Vai trò bắt buộc dùng mã xác thực 6 số khi đăng nhập",
        legal=_ASVS,
        default="Quản trị hệ thống; Sở Nội vụ (quyền quản trị)",
        max_length=1000,
        help="Tên vai trò, cách nhau bằng dấu chấm phẩy; có hiệu lực từ lần đăng nhập sau. Khác trống thì ai "
        "quản trị tài khoản hoặc phân quyền cũng phải dùng mã.",
    ),
    account_needs_authorisation=flag(
        "Tài khoản đơn vị chỉ đăng nhập được khi có văn bản ủy quyền còn hiệu lực (Mẫu 4)",
        legal="Điều 8.3",
        default=True,
    ),
)

declare(
    Group.CONFIDENTIALITY,
    reveal_minutes=integer(
        "Mục nhạy cảm đã mở được xem trong (phút)",
        legal="Điều 8.3",
        default=10,
        minimum=1,
        maximum=120,
        required=True,
    ),
    consent_longest_days=integer(
        "Đồng ý cho xem hồ sơ có hiệu lực dài nhất (ngày)",
        legal="Điều 8.3",
        default=365,
        minimum=1,
        maximum=1825,
        required=True,
    ),
    mass_reading_records=integer(
        "Cảnh báo khi một tài khoản xem quá (hồ sơ trong một giờ)",
        legal="Điều 8.3",
        default=200,
        minimum=10,
        maximum=100_000,
        required=True,
    ),
    access_log_years=integer(
        "Giữ nhật ký truy cập (năm)", legal="Điều 16.3", default=10, minimum=1, maximum=70, required=True
    ),
)

declare(
    Group.RETENTION,
    attachment_mebibytes=integer(
        "Tệp đính kèm lớn nhất (MB)",
        legal="Điều 12.2",
        default=10,
        minimum=1,
        maximum=18,
        required=True,
    ),
    backup_hour=integer(
        "Giờ sao lưu hằng ngày", legal="Điều 13.4", default=1, minimum=0, maximum=23, required=True
    ),
    backup_days=integer(
        "Giữ bản sao lưu hằng ngày (bản)",
        legal="Điều 13.4",
        default=14,
        minimum=1,
        maximum=365,
        required=True,
    ),
    backup_months=integer(
        "Giữ bản sao lưu hằng tháng (bản)",
        legal="Điều 13.4",
        default=12,
        minimum=0,
        maximum=120,
        required=True,
    ),
)
