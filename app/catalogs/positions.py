"""Catalogs of positions (Điều 10.1.b) and of political organisations (Điều 9.9)."""

from app.core.catalog import Catalog, declare
from app.core.fields import choice, decimal, ref

declare(
    Catalog(
        "position",
        "Chức vụ chuẩn",
        legal="Điều 10.1.b",
        family="position",
        dated=True,
        extra={
            "applies_to": ref("personnel_kind", "Đối tượng"),
            "level": choice(
                "Cấp",
                {
                    "city": "Thành phố",
                    "department": "Sở và tương đương",
                    "district": "Quận, huyện",
                    "commune": "Xã, phường, thị trấn",
                    "grassroots": "Đơn vị trực thuộc",
                    "division": "Phòng, ban, bộ phận",
                    "school": "Trường học",
                    "health": "Cơ sở y tế",
                    "public_service": "Đơn vị sự nghiệp khác",
                },
            ),
            "position_allowance": decimal("Hệ số phụ cấp chức vụ"),
            "institution_class": choice(
                "Hạng của đơn vị", {"I": "Hạng I", "II": "Hạng II", "III": "Hạng III"}
            ),
        },
    ),
    Catalog("party_position", "Chức vụ Đảng", legal="Điều 10.1.b", family="position"),
    Catalog(
        "union_position",
        "Chức vụ đoàn thể",
        legal="Điều 10.1.b",
        family="position",
        extra={"organisation": ref("political_organisation", "Tổ chức")},
    ),
    Catalog("military_position", "Chức vụ quân đội", legal="Điều 10.1.b", family="position"),
    Catalog(
        "military_rank",
        "Quân hàm",
        legal="Điều 10.1.b",
        family="position",
        extra={
            "group": choice(
                "Nhóm",
                {
                    "general_officer": "Sĩ quan cấp tướng",
                    "flag_officer": "Hải quân cấp tướng",
                    "field_officer": "Sĩ quan cấp tá",
                    "company_officer": "Sĩ quan cấp úy",
                    "professional": "Quân nhân chuyên nghiệp",
                    "non_commissioned": "Hạ sĩ quan",
                    "enlisted": "Binh sĩ",
                    "former": "Hồ sơ cũ",
                },
                required=True,
            ),
        },
    ),
    Catalog(
        "political_organisation",
        "Tổ chức chính trị - xã hội",
        legal="Điều 9.9",
        family="position",
    ),
)
