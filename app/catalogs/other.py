"""Other catalogs (Điều 10.1.g) and the quality rating of form 2C."""

from app.core.catalog import Catalog, declare
from app.core.fields import choice, day, decimal, flag, integer, text

declare(
    Catalog(
        "invalid_class",
        "Hạng thương binh",
        legal="Điều 10.1.g",
        family="other",
        extra={
            "percent_from": integer("Suy giảm từ (%)", minimum=0, maximum=100),
            "percent_to": integer("Suy giảm đến (%)", minimum=0, maximum=100),
        },
    ),
    Catalog("health_status", "Tình trạng sức khỏe", legal="Điều 10.1.g", family="other"),
    Catalog("blood_group", "Nhóm máu", legal="Điều 10.1.g", family="other"),
    Catalog(
        "disability",
        "Khuyết tật",
        legal="Điều 10.1.g",
        family="other",
        extra={
            "kind": choice("Phân loại", {"type": "Dạng khuyết tật", "degree": "Mức độ khuyết tật"}),
        },
    ),
    Catalog("marital_status", "Tình trạng hôn nhân", legal="Điều 10.1.g", family="other"),
    Catalog(
        "ethnic_group",
        "Dân tộc",
        legal="Điều 10.1.g",
        family="other",
        extra={
            "other_names": text("Tên gọi khác"),
            "is_minority": flag("Dân tộc thiểu số"),
        },
    ),
    Catalog("religion", "Tôn giáo", legal="Điều 10.1.g", family="other"),
    Catalog("social_origin", "Thành phần xuất thân", legal="Điều 10.1.g", family="other"),
    Catalog("policy_beneficiary", "Đối tượng hưởng chính sách", legal="Điều 10.1.g", family="other"),
    Catalog("honorary_title", "Danh hiệu phong tặng", legal="Điều 10.1.g", family="other"),
    Catalog(
        "family_relation",
        "Quan hệ gia đình",
        legal="Điều 10.1.g",
        family="other",
        extra={
            "side": choice(
                "Bên",
                {
                    "own": "Về bản thân (2C mục 30.a)",
                    "spouse": "Bên vợ hoặc chồng (2C mục 30.b)",
                    "party_record": "Hồ sơ đảng viên",
                },
                required=True,
            ),
        },
    ),
    Catalog(
        "emulation_title",
        "Danh hiệu thi đua",
        legal="Điều 10.1.g",
        family="other",
        extra={
            "applies_to": choice(
                "Đối tượng",
                {
                    "individual": "Cá nhân",
                    "armed_forces": "Cá nhân thuộc lực lượng vũ trang",
                    "collective": "Tập thể",
                },
                required=True,
            ),
            "level": choice(
                "Cấp",
                {
                    "grassroots": "Cơ sở",
                    "province": "Tỉnh",
                    "province_ministry": "Tỉnh, bộ, ngành",
                    "government": "Chính phủ",
                    "prime_minister": "Thủ tướng Chính phủ",
                },
                required=True,
            ),
        },
    ),
    Catalog("award_form", "Hình thức khen thưởng", legal="Điều 10.1.g", family="other"),
    Catalog(
        "discipline_form",
        "Hình thức kỷ luật",
        legal="Điều 10.1.g",
        family="other",
        dated=True,
        extra={
            "applies_to": choice(
                "Đối tượng",
                {
                    "official": "Cán bộ",
                    "civil_servant": "Công chức",
                    "public_employee": "Viên chức",
                    "party_member": "Đảng viên",
                },
                required=True,
            ),
            "raise_delay_months": integer("Kéo dài thời hạn nâng lương (tháng)", minimum=0, maximum=120),
            "earlier_delay_months": integer("Kéo dài theo quy định trước (tháng)", minimum=0, maximum=120),
            "delay_changed_on": day(
                "Áp dụng mức kéo dài hiện nay từ",
                help="Quyết định kỷ luật trước ngày này kéo dài theo quy định trước.",
            ),
        },
    ),
    Catalog(
        "quality_rating",
        "Xếp loại chất lượng",
        legal="2C mục 32",
        family="other",
        extra={
            "points_from": decimal("Từ điểm"),
            "points_below": decimal("Dưới điểm"),
        },
    ),
)
