"""Quá trình công tác, chức vụ, hợp đồng and what decisions do to them (Điều 9.8, Điều 9.10; 2C mục 28)."""

from app.core.database import Base
from app.core.entry import Entry, declare
from app.core.fields import choice, day, decimal, flag, integer, ref, text

POST_KINDS = {"main": "Chức vụ chính", "concurrent": "Kiêm nhiệm"}
CONTRACT_KINDS = {
    "payroll": "Biên chế",
    "probation": "Tập sự",
    "indefinite": "Hợp đồng làm việc không xác định thời hạn",
    "definite": "Hợp đồng làm việc xác định thời hạn",
    "labour": "Hợp đồng lao động",
    "support": "Hợp đồng hỗ trợ, phục vụ",
}
APPOINTMENT_KINDS = {
    "appointment": "Bổ nhiệm",
    "reappointment": "Bổ nhiệm lại",
    "extension": "Kéo dài thời gian giữ chức vụ",
    "election": "Bầu, phê chuẩn",
    "dismissal": "Miễn nhiệm",
    "resignation": "Từ chức",
}
MOVEMENT_KINDS = {"transfer": "Điều động", "secondment": "Biệt phái", "rotation": "Luân chuyển"}
LEAVING_KINDS = {
    "retirement": "Nghỉ hưu",
    "resignation": "Thôi việc",
    "dismissal": "Buộc thôi việc",
    "leave": "Nghỉ không hưởng lương",
    "death": "Từ trần",
}
_PLACE, _CONTENT = "Nơi công tác", "Nội dung"
_UNIT_NAME_HELP = "Tên tại thời điểm đó; để trống thì lấy tên đơn vị đã chọn vào ngày bắt đầu."


class WorkHistory(Entry, Base):
    """Một giai đoạn công tác, học tập; giữ tên đơn vị của thời gian đó."""

    __tablename__ = "work_history"
    __thing__ = "work_history"

    title = text("Chức danh, chức vụ, công việc", required=True, max_length=500, item="28", group=_PLACE)
    unit = ref("unit", "Đơn vị trong hệ thống", group=_PLACE)
    unit_name = text("Đơn vị công tác", max_length=500, item="28", group=_PLACE, help=_UNIT_NAME_HELP)
    position = ref("position", "Chức vụ chuẩn", legal="Điều 10.1.b", group=_PLACE)
    place = text("Nơi làm việc", group=_PLACE)


class Post(Entry, Base):
    """Chức vụ đang giữ hoặc đã giữ, chính hay kiêm nhiệm (Điều 11: kiêm nhiệm không lập hồ sơ thứ hai)."""

    __tablename__ = "post"
    __thing__ = "post"

    post_kind = choice("Loại", POST_KINDS, required=True, default="main", legal="Điều 9.8", group=_PLACE)
    position = ref("position", "Chức vụ", required=True, item="12", group=_PLACE)
    unit = ref("unit", "Đơn vị trong hệ thống", group=_PLACE)
    unit_name = text("Đơn vị", max_length=500, item="12", group=_PLACE, help=_UNIT_NAME_HELP)
    # What a post pays is pay (Điều 8.3): an account without that group reads who holds the post, not this.
    allowance = decimal(
        "Hệ số phụ cấp chức vụ", minimum=0, maximum=10, item="14", sensitive="pay", group=_PLACE
    )
    has_allowance = flag("Hưởng phụ cấp", sensitive="pay", group=_PLACE)


class Contract(Entry, Base):
    """Biên chế hoặc hợp đồng (Điều 9.8)."""

    __tablename__ = "contract"
    __thing__ = "contract"

    contract_kind = choice("Loại", CONTRACT_KINDS, required=True, legal="Điều 9.8", group=_CONTENT)
    contract_number = text("Số hợp đồng", max_length=100, group=_CONTENT)
    unit_name = text("Đơn vị ký", max_length=500, group=_CONTENT)
    recruitment_position = ref(
        "recruitment_position", "Vị trí tuyển dụng", legal="Điều 10.1.a", group=_CONTENT
    )
    pay_rate = integer("Hưởng lương (%)", minimum=1, maximum=100, sensitive="pay", group=_CONTENT)


class Planning(Entry, Base):
    """Quy hoạch chức danh lãnh đạo, quản lý (Điều 9.10)."""

    __tablename__ = "planning"
    __thing__ = "planning"

    position = ref("position", "Chức danh quy hoạch", required=True, legal="Điều 9.10", group=_CONTENT)
    term = text("Nhiệm kỳ", required=True, max_length=40, group=_CONTENT, help="Ví dụ 2020-2025.")
    unit_name = text("Đơn vị", max_length=500, group=_CONTENT)
    is_removed_from = flag("Đã đưa ra khỏi quy hoạch", group=_CONTENT)


class Appointment(Entry, Base):
    """Bổ nhiệm, bổ nhiệm lại, miễn nhiệm (Điều 9.10)."""

    __tablename__ = "appointment"
    __thing__ = "appointment"

    appointment_kind = choice("Loại", APPOINTMENT_KINDS, required=True, legal="Điều 9.10", group=_CONTENT)
    position = ref("position", "Chức vụ", required=True, legal="Điều 9.10", group=_CONTENT)
    unit_name = text("Đơn vị", max_length=500, group=_CONTENT)
    term_years = integer("Thời hạn (năm)", minimum=1, maximum=10, group=_CONTENT)
    round = integer("Lần", minimum=1, maximum=10, group=_CONTENT)


class Movement(Entry, Base):
    """Điều động, biệt phái, luân chuyển (Điều 9.10)."""

    __tablename__ = "movement"
    __thing__ = "movement"

    movement_kind = choice("Loại", MOVEMENT_KINDS, required=True, legal="Điều 9.10", group=_CONTENT)
    from_unit_name = text("Từ đơn vị", max_length=500, group=_CONTENT)
    to_unit_name = text("Đến đơn vị", required=True, max_length=500, group=_CONTENT)
    position = ref("position", "Chức vụ mới", group=_CONTENT)
    pay_unit_name = text("Nơi trả lương", max_length=500, group=_CONTENT)


class StudyLeave(Entry, Base):
    """Cử đi học (Điều 9.10)."""

    __tablename__ = "study_leave"
    __thing__ = "study_leave"

    subject = text("Khóa học, ngành học", required=True, legal="Điều 9.10", group=_CONTENT)
    school_name = text("Nơi học", group=_CONTENT)
    education_level = ref("education_level", "Trình độ", group=_CONTENT)
    training_form = ref("training_form", "Hình thức", group=_CONTENT)
    training_fund = ref("training_fund", "Nguồn kinh phí", group=_CONTENT)
    keeps_pay = flag("Hưởng nguyên lương", sensitive="pay", group=_CONTENT)
    bound_until = day("Cam kết phục vụ đến", group=_CONTENT)


class ForeignTrip(Entry, Base):
    """Đi nước ngoài (Điều 9.10)."""

    __tablename__ = "foreign_trip"
    __thing__ = "foreign_trip"

    country = ref("country", "Nước", required=True, legal="Điều 9.10", group=_CONTENT)
    purpose = text("Mục đích", required=True, max_length=500, group=_CONTENT)
    invited_by = text("Nơi mời", group=_CONTENT)
    training_fund = ref("training_fund", "Nguồn kinh phí", group=_CONTENT)


class Leaving(Entry, Base):
    """Nghỉ hưu, nghỉ việc (Điều 9.10, Điều 12.3)."""

    __tablename__ = "leaving"
    __thing__ = "leaving"

    leaving_kind = choice("Loại", LEAVING_KINDS, required=True, legal="Điều 9.10", group=_CONTENT)
    retirement_form = ref("retirement_form", "Hình thức nghỉ hưu", legal="Điều 10.1.a", group=_CONTENT)
    reason = text("Lý do", max_length=500, group=_CONTENT)
    residence = text("Nơi cư trú khi nghỉ", max_length=500, group=_CONTENT)


_MOVES = "Điều 9.10"
declare(
    WorkHistory, "Quá trình công tác", legal="Điều 9.8; 2C mục 28", tab="work", item="28",
    columns=("title", "unit_name", "position"),
)  # fmt: skip
declare(
    Post, "Chức vụ, kiêm nhiệm", legal="Điều 9.8; 2C mục 12", tab="work", item="12",
    columns=("position", "post_kind", "unit_name", "allowance"),
)  # fmt: skip
declare(
    Contract, "Biên chế, hợp đồng", legal="Điều 9.8", tab="work",
    columns=("contract_kind", "contract_number", "unit_name", "pay_rate"),
)  # fmt: skip
declare(Planning, "Quy hoạch", legal=_MOVES, tab="work", columns=("position", "term", "unit_name"))
declare(
    Appointment, "Bổ nhiệm, bổ nhiệm lại", legal=_MOVES, tab="work",
    columns=("appointment_kind", "position", "unit_name", "term_years"),
)  # fmt: skip
declare(
    Movement, "Điều động, biệt phái, luân chuyển", legal=_MOVES, tab="work",
    columns=("movement_kind", "from_unit_name", "to_unit_name", "position"),
)  # fmt: skip
declare(
    StudyLeave, "Đi học", legal=_MOVES, tab="work",
    columns=("subject", "school_name", "education_level", "training_fund"),
)  # fmt: skip
declare(
    ForeignTrip, "Đi nước ngoài", legal=_MOVES, tab="work", columns=("country", "purpose", "training_fund")
)
declare(Leaving, "Nghỉ hưu, nghỉ việc", legal=_MOVES, tab="work", columns=("leaving_kind", "reason"))
