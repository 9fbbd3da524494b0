"""Catalogs of training, degrees and research (Điều 10.1.đ)."""

from app.core.catalog import Catalog, declare
from app.core.fields import choice, integer, text

declare(
    Catalog("training_form", "Loại hình đào tạo", legal="Điều 10.1.đ", family="training"),
    Catalog(
        "training_major",
        "Chuyên ngành đào tạo",
        legal="Điều 10.1.đ",
        family="training",
        extra={
            "level": choice("Trình độ", {"bachelor": "Đại học", "master": "Thạc sĩ"}),
        },
    ),
    Catalog(
        "education_level",
        "Loại trình độ đào tạo và bồi dưỡng",
        legal="Điều 10.1.đ",
        family="training",
        extra={
            "kind": choice(
                "Nhóm",
                {
                    "professional": "Chuyên môn",
                    "political_theory": "Lý luận chính trị",
                    "state_management": "Quản lý nhà nước",
                    "foreign_language": "Ngoại ngữ",
                    "ethnic_language": "Tiếng dân tộc",
                    "informatics": "Tin học",
                    "defence_security": "Quốc phòng, an ninh",
                    "leadership": "Lãnh đạo, quản lý",
                    "professional_skill": "Nghiệp vụ",
                    "general": "Giáo dục phổ thông",
                },
                required=True,
            ),
            "rank": integer("Bậc cao thấp", minimum=1, maximum=99, help="1 là cao nhất trong nhóm."),
        },
    ),
    Catalog("graduation_grade", "Hình thức tốt nghiệp", legal="Điều 10.1.đ", family="training"),
    Catalog(
        "diploma_type",
        "Loại văn bằng, chứng chỉ",
        legal="Điều 10.1.đ",
        family="training",
        extra={
            "kind": choice(
                "Nhóm",
                {
                    "degree": "Văn bằng",
                    "certificate": "Chứng chỉ",
                    "attestation": "Chứng nhận",
                },
                required=True,
            ),
        },
    ),
    Catalog(
        "school",
        "Trường đào tạo",
        legal="Điều 10.1.đ",
        family="training",
        extra={
            "admission_code": text("Mã tuyển sinh", max_length=20),
            "place": text("Địa bàn"),
        },
    ),
    Catalog("training_fund", "Nguồn kinh phí đào tạo", legal="Điều 10.1.đ", family="training"),
    Catalog("research_level", "Cấp nghiên cứu khoa học", legal="Điều 10.1.đ", family="training"),
    Catalog("research_field", "Lĩnh vực nghiên cứu khoa học", legal="Điều 10.1.đ", family="training"),
)
