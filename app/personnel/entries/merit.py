"""Khen thưởng, kỷ luật, đánh giá (Điều 9.7; 2C mục 19, 21, 22, 32)."""

from app.core.database import Base
from app.core.entry import Entry, declare
from app.core.fields import choice, day, integer, partial_day, ref, text

DISCIPLINED_BY = {"government": "Chính quyền", "party": "Đảng", "union": "Đoàn thể"}
_CONTENT = "Nội dung"


class Award(Entry, Base):
    """Một lần khen thưởng hoặc một danh hiệu (Điều 9.7)."""

    __tablename__ = "award"
    __thing__ = "award"

    from_on = partial_day("Ngày khen thưởng", required=True, item="21", group="Thời gian")
    award_form = ref("award_form", "Hình thức khen thưởng", item="21", group=_CONTENT)
    emulation_title = ref("emulation_title", "Danh hiệu thi đua", legal="Điều 10.1.g", group=_CONTENT)
    honorary_title = ref("honorary_title", "Danh hiệu phong tặng", item="19", group=_CONTENT)
    reason = text("Thành tích, nội dung", max_length=500, item="21", group=_CONTENT)
    period = text("Năm, giai đoạn xét", max_length=40, group=_CONTENT)


class Discipline(Entry, Base):
    """Một lần bị kỷ luật (Điều 9.7)."""

    __tablename__ = "discipline"
    __thing__ = "discipline"

    from_on = partial_day("Ngày kỷ luật", required=True, item="22", group="Thời gian")
    discipline_form = ref("discipline_form", "Hình thức kỷ luật", required=True, item="22", group=_CONTENT)
    disciplined_by = choice(
        "Tổ chức kỷ luật", DISCIPLINED_BY, required=True, default="government", item="22", group=_CONTENT
    )
    reason = text("Hành vi, lý do", required=True, max_length=1000, item="22", group=_CONTENT)
    ends_on = day("Hết thời hạn", group=_CONTENT)
    raise_delay_months = integer("Kéo dài nâng lương (tháng)", minimum=0, maximum=36, group=_CONTENT)


class Assessment(Entry, Base):
    """Đánh giá, xếp loại chất lượng của một năm (2C mục 32)."""

    __tablename__ = "assessment"
    __thing__ = "assessment"

    year = integer("Năm", required=True, minimum=1945, maximum=2100, item="32", group=_CONTENT)
    quality_rating = ref("quality_rating", "Xếp loại", required=True, item="32", group=_CONTENT)
    comment = text("Nhận xét, đánh giá", long=True, item="32", group=_CONTENT)


declare(
    Award, "Khen thưởng, danh hiệu", legal="Điều 9.7; 2C mục 21", tab="merit", item="21", is_point=True,
    columns=("award_form", "emulation_title", "honorary_title", "reason"),
)  # fmt: skip
declare(
    Discipline, "Kỷ luật", legal="Điều 9.7; 2C mục 22", tab="merit", item="22", sensitive="discipline",
    is_point=True, columns=("discipline_form", "disciplined_by", "reason", "ends_on"),
)  # fmt: skip
declare(
    Assessment, "Đánh giá, xếp loại hằng năm", legal="2C mục 32", tab="merit", item="32",
    columns=("year", "quality_rating", "comment"),
)  # fmt: skip
