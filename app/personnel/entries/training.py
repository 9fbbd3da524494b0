"""Đào tạo, bồi dưỡng (2C mục 27) and nghiên cứu khoa học (Điều 9.6)."""

from sqlalchemy import Index

from app.core.database import Base
from app.core.entry import Entry, declare
from app.core.fields import choice, integer, partial_day, ref, text

#: What a training is about; the highest of each kind stands in items 15.2-15.6.
TRAINING_KINDS = {
    "professional": "Chuyên môn, nghiệp vụ",
    "political_theory": "Lý luận chính trị",
    "state_management": "Quản lý nhà nước",
    "foreign_language": "Ngoại ngữ",
    "informatics": "Tin học",
    "defence": "Quốc phòng, an ninh",
    "professional_title": "Tiêu chuẩn chức danh nghề nghiệp",
    "other": "Bồi dưỡng khác",
}
RESEARCH_ROLES = {"lead": "Chủ nhiệm", "co_lead": "Đồng chủ nhiệm", "member": "Tham gia"}
_CONTENT, _RESULT = "Nội dung", "Văn bằng, chứng chỉ"


class Training(Entry, Base):
    """Một khóa đào tạo, bồi dưỡng đã hoặc đang học."""

    __tablename__ = "training"
    __thing__ = "training"
    # «Có bằng thạc sĩ»: the people of a level, in the order of a search over everybody.
    __table_args__ = (Index("ix_training_level", "education_level_id", "is_void", "person_id"),)

    training_kind = choice("Loại", TRAINING_KINDS, required=True, legal="Điều 9.6", group=_CONTENT)
    school = ref("school", "Trường", item="27", group=_CONTENT)
    school_name = text(
        "Tên trường, nơi đào tạo", item="27", group=_CONTENT, help="Ghi khi trường không có trong danh mục."
    )
    training_major = ref("training_major", "Chuyên ngành", item="27", group=_CONTENT)
    subject = text("Nội dung, tên khóa", item="27", group=_CONTENT)
    language = ref("language", "Ngoại ngữ, tiếng dân tộc", item="15.5", group=_CONTENT)
    training_form = ref("training_form", "Hình thức đào tạo", item="27", group=_CONTENT)
    training_fund = ref("training_fund", "Nguồn kinh phí", legal="Điều 10.1.đ", group=_CONTENT)
    education_level = ref("education_level", "Trình độ", item="27", group=_RESULT)
    diploma_type = ref("diploma_type", "Văn bằng, chứng chỉ", item="27", group=_RESULT)
    graduation_grade = ref("graduation_grade", "Xếp loại tốt nghiệp", legal="Điều 10.1.đ", group=_RESULT)
    diploma_number = text("Số hiệu văn bằng", max_length=60, group=_RESULT)
    awarded_on = partial_day("Ngày cấp", group=_RESULT)
    lessons = integer("Số tiết, số ngày", minimum=1, maximum=5000, group=_RESULT)


class Research(Entry, Base):
    """Một đề tài, sáng kiến, bài báo, sách."""

    __tablename__ = "research"
    __thing__ = "research"

    title = text("Tên công trình", required=True, max_length=500, legal="Điều 9.6", group=_CONTENT)
    research_level = ref("research_level", "Cấp", legal="Điều 10.1.đ", group=_CONTENT)
    research_field = ref("research_field", "Lĩnh vực", legal="Điều 10.1.đ", group=_CONTENT)
    role = choice("Vai trò", RESEARCH_ROLES, required=True, group=_CONTENT)
    result = text("Kết quả, nơi công bố", max_length=500, group=_CONTENT)


declare(
    Training,
    "Đào tạo, bồi dưỡng",
    legal="Điều 9.6; 2C mục 27",
    tab="training",
    item="27",
    columns=("training_kind", "school", "training_major", "training_form", "education_level", "diploma_type"),
)
declare(
    Research,
    "Nghiên cứu khoa học",
    legal="Điều 9.6",
    tab="training",
    columns=("title", "research_level", "role", "result"),
)
