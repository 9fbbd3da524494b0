"""Diễn biến lương, phụ cấp, bảo hiểm xã hội (Điều 9.5; 2C mục 14, 26, 31)."""

from sqlalchemy import Index

from app.core.database import Base
from app.core.entry import Entry, declare
from app.core.fields import day, decimal, integer, partial_day, ref, text

_CONTENT = "Nội dung"


class SalaryHistory(Entry, Base):
    """Một lần thay đổi ngạch, bậc, hệ số; theo bảng lương của ngạch vào ngày hưởng."""

    __tablename__ = "salary_history"
    __thing__ = "salary_history"
    # «Ngạch 01.003 bậc 5 trở lên», in any row of the history.
    __table_args__ = (Index("ix_salary_history_grade", "grade_id", "is_void", "pay_step", "person_id"),)

    from_on = partial_day("Hưởng từ", required=True, item="31", group="Thời gian")
    grade = ref("grade", "Ngạch, chức danh nghề nghiệp", required=True, item="31", group=_CONTENT)
    pay_step = integer("Bậc", required=True, minimum=1, maximum=20, item="31", group=_CONTENT)
    coefficient = decimal("Hệ số", required=True, minimum=0, maximum=20, item="31", group=_CONTENT)
    over_scale_percent = integer("Vượt khung (%)", minimum=0, maximum=100, item="14", group=_CONTENT)
    pay_rate = integer("Hưởng (%)", minimum=1, maximum=100, group=_CONTENT, help="Tập sự hưởng 85%.")
    raise_form = ref("raise_form", "Hình thức nâng lương", legal="Điều 10.1.c", group=_CONTENT)
    promotion_form = ref("promotion_form", "Hình thức nâng ngạch", legal="Điều 10.1.c", group=_CONTENT)
    next_from = day("Mốc tính nâng bậc lần sau", group=_CONTENT)
    reserved_coefficient = decimal("Hệ số bảo lưu", minimum=0, maximum=10, group=_CONTENT)


class Allowance(Entry, Base):
    """Một loại phụ cấp được hưởng trong một thời gian."""

    __tablename__ = "allowance"
    __thing__ = "allowance"

    allowance_type = ref("allowance_type", "Loại phụ cấp", required=True, item="14", group=_CONTENT)
    allowance_method = ref("allowance_method", "Cách tính", legal="Điều 10.1.c", group=_CONTENT)
    coefficient = decimal("Hệ số", minimum=0, maximum=10, group=_CONTENT)
    percent = decimal("Tỷ lệ (%)", minimum=0, maximum=200, group=_CONTENT)
    amount = integer("Số tiền (đồng)", minimum=0, group=_CONTENT)


class Insurance(Entry, Base):
    """Một giai đoạn đóng bảo hiểm xã hội."""

    __tablename__ = "insurance"
    __thing__ = "insurance"

    unit_name = text("Đơn vị đóng", required=True, max_length=500, legal="Điều 9.5", group=_CONTENT)
    title = text("Chức danh, công việc", group=_CONTENT)
    coefficient = decimal("Hệ số đóng", minimum=0, maximum=20, group=_CONTENT)
    amount = integer("Mức lương đóng (đồng)", minimum=0, group=_CONTENT)
    months = integer("Số tháng", minimum=0, maximum=720, group=_CONTENT)


declare(
    SalaryHistory, "Diễn biến lương", legal="Điều 9.5; 2C mục 31", tab="pay", item="31", sensitive="pay",
    columns=("grade", "pay_step", "coefficient", "over_scale_percent", "raise_form"),
)  # fmt: skip
declare(
    Allowance, "Phụ cấp", legal="Điều 9.5; 2C mục 14", tab="pay", item="14", sensitive="pay",
    columns=("allowance_type", "coefficient", "percent", "amount"),
)  # fmt: skip
declare(
    Insurance, "Bảo hiểm xã hội", legal="Điều 9.5", tab="pay", item="26", sensitive="pay",
    columns=("unit_name", "title", "coefficient", "amount", "months"),
)  # fmt: skip
