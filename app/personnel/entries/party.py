"""Đảng, đoàn thể, quân ngũ (Điều 9.9; 2C mục 16-18)."""

from app.core.database import Base
from app.core.entry import Entry, declare
from app.core.fields import choice, ref, text

PARTY_STEPS = {
    "joined": "Kết nạp",
    "official": "Chuyển chính thức",
    "position": "Giữ chức vụ",
    "activity": "Sinh hoạt tại",
    "badge": "Tặng huy hiệu",
    "left": "Ra khỏi Đảng",
}
_CONTENT = "Nội dung"


class PartyStep(Entry, Base):
    """Một mốc trong quá trình sinh hoạt Đảng (Điều 9.9)."""

    __tablename__ = "party_step"
    __thing__ = "party_step"

    party_step = choice("Nội dung", PARTY_STEPS, required=True, item="16", group=_CONTENT)
    cell = text("Chi bộ, đảng bộ", max_length=500, legal="Điều 9.9", group=_CONTENT)
    party_position = ref("party_position", "Chức vụ Đảng", item="12", group=_CONTENT)
    introduced_by = text("Người giới thiệu", max_length=500, group=_CONTENT)
    card_number = text("Số thẻ đảng", max_length=40, group=_CONTENT)


class Membership(Entry, Base):
    """Tham gia một tổ chức chính trị - xã hội (2C mục 17)."""

    __tablename__ = "membership"
    __thing__ = "membership"

    political_organisation = ref(
        "political_organisation", "Tổ chức", required=True, item="17", group=_CONTENT
    )
    union_position = ref("union_position", "Chức vụ", item="17", group=_CONTENT)
    work = text("Việc làm trong tổ chức", max_length=500, item="17", group=_CONTENT)


class MilitaryService(Entry, Base):
    """Thời gian tại ngũ (2C mục 18)."""

    __tablename__ = "military_service"
    __thing__ = "military_service"

    military_rank = ref("military_rank", "Quân hàm", item="18", group=_CONTENT)
    military_position = ref("military_position", "Chức vụ", legal="Điều 10.1.b", group=_CONTENT)
    army_unit = text("Đơn vị", max_length=500, group=_CONTENT)


declare(
    PartyStep, "Đảng", legal="Điều 9.9; 2C mục 16", tab="party", item="16",
    columns=("party_step", "cell", "party_position"),
)  # fmt: skip
declare(
    Membership, "Đoàn thể", legal="Điều 9.9; 2C mục 17", tab="party", item="17",
    columns=("political_organisation", "union_position", "work"),
)  # fmt: skip
declare(
    MilitaryService, "Quân ngũ", legal="Điều 9.9; 2C mục 18", tab="party", item="18",
    columns=("military_rank", "military_position", "army_unit"),
)  # fmt: skip
