"""Gia đình, lịch sử bản thân, nước ngoài, sức khỏe, giấy tờ (2C mục 23, 25, 29, 30)."""

from app.core.database import Base
from app.core.entry import Entry, declare
from app.core.fields import choice, day, flag, integer, partial_day, ref, text

SIDES = {"own": "Bản thân", "spouse": "Bên vợ (chồng)"}
LIFE_PARTS = {
    "arrest": "Bị bắt, bị tù; đã khai báo",
    "former_regime": "Làm việc trong chế độ cũ",
    "other": "Đặc điểm lịch sử khác",
}
FOREIGN_PARTS = {
    "organisation": "Tham gia, quan hệ với tổ chức ở nước ngoài",
    "relative": "Thân nhân ở nước ngoài",
}
PAPER_KINDS = {
    "citizen_card": "Căn cước công dân",
    "old_card": "Chứng minh nhân dân",
    "passport": "Hộ chiếu",
    "official_passport": "Hộ chiếu công vụ",
    "health_insurance": "Thẻ bảo hiểm y tế",
    "other": "Giấy tờ khác",
}
_CONTENT = "Nội dung"


class FamilyMember(Entry, Base):
    """Một người trong gia đình (2C mục 30)."""

    __tablename__ = "family_member"
    __thing__ = "family_member"

    side = choice("Bên", SIDES, required=True, default="own", item="30", group=_CONTENT)
    family_relation = ref("family_relation", "Mối quan hệ", required=True, item="30", group=_CONTENT)
    full_name = text("Họ và tên", required=True, max_length=120, item="30", group=_CONTENT)
    born_on = partial_day("Năm sinh", item="30", group=_CONTENT)
    home_town = text("Quê quán", item="30", group=_CONTENT)
    occupation = text(
        "Nghề nghiệp, chức danh, đơn vị, nơi ở", max_length=1000, item="30", group=_CONTENT,
        help="Nghề nghiệp, chức vụ, đơn vị công tác, học tập, nơi ở; thành viên tổ chức chính trị - xã hội.",
    )  # fmt: skip
    is_deceased = flag("Đã mất", group=_CONTENT)


class LifeHistory(Entry, Base):
    """Đặc điểm lịch sử bản thân (2C mục 29 a)."""

    __tablename__ = "life_history"
    __thing__ = "life_history"

    life_part = choice("Loại", LIFE_PARTS, required=True, item="29", group=_CONTENT)
    story = text("Nội dung", long=True, required=True, item="29", group=_CONTENT)
    place = text("Nơi xảy ra", group=_CONTENT)


class ForeignRelation(Entry, Base):
    """Quan hệ với nước ngoài (2C mục 29 b, c)."""

    __tablename__ = "foreign_relation"
    __thing__ = "foreign_relation"

    foreign_part = choice("Loại", FOREIGN_PARTS, required=True, item="29", group=_CONTENT)
    full_name = text("Tổ chức hoặc họ tên thân nhân", required=True, item="29", group=_CONTENT)
    family_relation = ref("family_relation", "Mối quan hệ", item="29", group=_CONTENT)
    country = ref("country", "Nước", required=True, item="29", group=_CONTENT)
    story = text("Làm gì, trụ sở, nơi ở", max_length=1000, item="29", group=_CONTENT)


class HealthCheck(Entry, Base):
    """Một lần khám sức khỏe (2C mục 23)."""

    __tablename__ = "health_check"
    __thing__ = "health_check"

    from_on = partial_day("Ngày khám", required=True, item="23", group="Thời gian")
    health_status = ref("health_status", "Tình trạng sức khỏe", required=True, item="23", group=_CONTENT)
    height_cm = integer("Chiều cao (cm)", minimum=50, maximum=250, item="23", group=_CONTENT)
    weight_kg = integer("Cân nặng (kg)", minimum=20, maximum=300, item="23", group=_CONTENT)
    blood_group = ref("blood_group", "Nhóm máu", item="23", group=_CONTENT)
    examined_at = text("Nơi khám", group=_CONTENT)
    conclusion = text("Kết luận", max_length=1000, group=_CONTENT)


class IdentityPaper(Entry, Base):
    """Một giấy tờ tùy thân, còn hoặc hết hiệu lực (2C mục 25)."""

    __tablename__ = "identity_paper"
    __thing__ = "identity_paper"

    paper_kind = choice("Loại", PAPER_KINDS, required=True, item="25", group=_CONTENT)
    paper_number = text("Số", required=True, max_length=40, item="25", group=_CONTENT)
    issued_on = day("Ngày cấp", item="25", group=_CONTENT)
    issued_by = text("Nơi cấp", item="25", group=_CONTENT)


declare(
    FamilyMember, "Quan hệ gia đình, thân tộc", legal="2C mục 30", tab="family", item="30",
    columns=("family_relation", "side", "full_name", "born_on", "occupation"),
)  # fmt: skip
declare(
    LifeHistory, "Lịch sử bản thân", legal="2C mục 29", tab="family", item="29", sensitive="life_history",
    columns=("life_part", "story", "place"),
)  # fmt: skip
declare(
    ForeignRelation, "Quan hệ với nước ngoài", legal="2C mục 29", tab="family", item="29",
    sensitive="foreign_relation", columns=("foreign_part", "full_name", "country", "story"),
)  # fmt: skip
declare(
    HealthCheck, "Sức khỏe", legal="2C mục 23", tab="papers", item="23", sensitive="health", is_point=True,
    columns=("health_status", "height_cm", "weight_kg", "blood_group", "conclusion"),
)  # fmt: skip
declare(
    IdentityPaper, "Giấy tờ tùy thân", legal="2C mục 25", tab="papers", item="25", sensitive="identity",
    columns=("paper_kind", "paper_number", "issued_on", "issued_by"),
)  # fmt: skip
