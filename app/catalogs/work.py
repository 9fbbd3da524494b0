"""Catalogs of work (Điều 10.1.a) and the kinds of personnel (Điều 9.4)."""

from app.core.catalog import Catalog, declare
from app.core.fields import choice, decimal, flag

declare(
    Catalog("sector_block", "Khối cơ quan", legal="Điều 10.1.a", family="work"),
    Catalog(
        "unit_type",
        "Loại hình đơn vị",
        legal="Điều 10.1.a",
        family="work",
        extra={
            "kind": choice(
                "Nhóm loại hình",
                {
                    "administrative": "Cơ quan hành chính",
                    "public_service": "Đơn vị sự nghiệp công lập",
                    "association": "Hội đặc thù",
                    "division": "Phòng, ban, bộ phận",
                    "display": "Nút nhóm hiển thị",
                },
                required=True,
            ),
            "is_school": flag("Là trường học"),
        },
    ),
    Catalog(
        "recruitment_form",
        "Hình thức tuyển dụng",
        legal="Điều 10.1.a",
        family="work",
        extra={
            "is_for_official": flag("Áp dụng cho cán bộ"),
            "is_for_civil_servant": flag("Áp dụng cho công chức"),
            "is_for_public_employee": flag("Áp dụng cho viên chức"),
            "is_for_contract_worker": flag("Áp dụng cho lao động hợp đồng"),
        },
    ),
    Catalog(
        "recruitment_position",
        "Vị trí tuyển dụng",
        legal="Điều 10.1.a",
        family="work",
        extra={
            "kind": choice(
                "Loại",
                {
                    "group": "Nhóm vị trí việc làm",
                    "post": "Vị trí việc làm",
                    "commune_post": "Chức danh công chức cấp xã",
                },
                required=True,
            ),
        },
    ),
    Catalog("recruitment_source", "Nguồn tuyển dụng", legal="Điều 10.1.a", family="work"),
    Catalog(
        "employment_status",
        "Trạng thái hồ sơ",
        legal="Điều 10.1.a",
        family="work",
        hint="Tình trạng công tác của người trong hồ sơ; trạng thái xử lý hồ sơ trên phần mềm "
        "(nháp, chờ xác thực, đã xác thực, đang điều chuyển, lưu) do quy trình quyết định.",
        extra={
            "counts_in_headcount": flag("Tính vào số có mặt"),
            "is_closed": flag("Đóng hồ sơ", help="Hồ sơ rời danh sách đang quản lý, chuyển lưu."),
            "counts_for_raise": flag("Tính vào thời gian xét nâng bậc lương"),
            "pay_percent": decimal(
                "Tỷ lệ hưởng lương (%)", help="Để trống khi quy định không nêu một tỷ lệ chung."
            ),
        },
    ),
    Catalog(
        "retirement_form",
        "Hình thức nghỉ hưu",
        legal="Điều 10.1.a",
        family="work",
        extra={
            "timing": choice(
                "So với tuổi nghỉ hưu",
                {
                    "on_time": "Đúng tuổi",
                    "early": "Trước tuổi",
                    "late": "Sau tuổi",
                    "waiting": "Nghỉ chờ đủ tuổi",
                },
            ),
        },
    ),
    Catalog("profession", "Công việc chuyên môn", legal="Điều 10.1.a", family="work"),
    Catalog("strength", "Năng lực sở trường", legal="Điều 10.1.a", family="work"),
    Catalog(
        "personnel_kind",
        "Loại cán bộ",
        legal="Điều 9.4",
        family="work",
        extra={
            "group": choice(
                "Nhóm",
                {
                    "official": "Cán bộ",
                    "civil_servant": "Công chức",
                    "public_employee": "Viên chức",
                    "contract_worker": "Lao động hợp đồng",
                },
                required=True,
            ),
        },
    ),
)
