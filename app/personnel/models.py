"""The record of one person: the general part of form 2C-BNV/2008 (items 1-26, Điều 9.1).

One person is one record, held by exactly one unit: the one that pays the salary (Điều 11).
"""

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql_text

from app.core import things
from app.core.database import BYTEWISE, Base
from app.core.fields import choice, day, decimal, flag, integer, moment, partial_day, ref, text
from app.core.record import Record, kept
from app.core.rights import Right
from app.core.scoping import ByOwner, ByPath
from app.core.things import Sort, Thing
from app.core.vietnamese import as_one_word, fold_words, name_sort_key

SEXES = {"male": "Nam", "female": "Nữ"}
#: States of the record in the program (Điều 11, Điều 12); employment is another matter.
RECORD_STATES = {
    "draft": "Nháp",
    "waiting": "Chờ xác thực",
    "doubtful": "Cần xác minh",
    "verified": "Đã xác thực",
    "transferring": "Đang điều chuyển",
    "archived": "Lưu trữ",
}
PLACEMENT_REASONS = {
    "initial": "Lập hồ sơ",
    "transfer": "Điều chuyển",
    "restructuring": "Sắp xếp tổ chức",
}

# Groups of the form, as the paper one has them.
_PERSON = "Thông tin chung"
_WORK = "Tuyển dụng, công tác"
_PAY = "Ngạch, bậc lương"
_LEVEL = "Trình độ"
_PARTY = "Đảng, đoàn thể, quân ngũ"
_MERIT = "Khen thưởng, kỷ luật, sở trường"
_HEALTH = "Sức khỏe, chính sách"
_PAPERS = "Giấy tờ, bảo hiểm"
_STATE = "Quản lý hồ sơ"


class Person(Record, Base):
    """Hồ sơ của một cán bộ, công chức, viên chức, người lao động hợp đồng."""

    __tablename__ = "person"
    __thing__ = "person"
    __scope__: ClassVar[ByPath] = ByPath(path="home_path", unit="home_unit_id", own="id")

    full_name = text("Họ và tên khai sinh", item="1", required=True, max_length=120, group=_PERSON)
    other_name = text("Tên gọi khác", item="2", max_length=120, group=_PERSON)
    birth_on = partial_day(
        "Ngày sinh", item="3", required=True, group=_PERSON, help="Ghi 15/3/1975, 3/1975 hoặc 1975."
    )
    sex = choice("Giới tính", SEXES, item="3", required=True, group=_PERSON)
    birth_place = text("Nơi sinh", item="4", group=_PERSON, help="Xã, huyện, tỉnh.")
    home_town = text("Quê quán", item="5", group=_PERSON, help="Xã, huyện, tỉnh.")
    ethnic_group = ref("ethnic_group", "Dân tộc", item="6", group=_PERSON)
    religion = ref("religion", "Tôn giáo", item="7", group=_PERSON)
    permanent_address = text(
        "Nơi đăng ký hộ khẩu thường trú",
        item="8",
        max_length=500,
        group=_PERSON,
        help="Số nhà, đường phố, thành phố; xóm, thôn, xã, huyện, tỉnh.",
    )
    current_address = text("Nơi ở hiện nay", item="9", max_length=500, group=_PERSON)
    social_origin = ref("social_origin", "Thành phần xuất thân", legal="Điều 10.1.g", group=_PERSON)
    marital_status = ref("marital_status", "Tình trạng hôn nhân", legal="Điều 10.1.g", group=_PERSON)
    phone = text("Điện thoại", max_length=30, group=_PERSON)
    email = text("Thư điện tử", max_length=200, group=_PERSON)

    personnel_kind = ref("personnel_kind", "Loại cán bộ", required=True, legal="Điều 9.4", group=_WORK)
    former_occupation = text("Nghề nghiệp khi được tuyển dụng", item="10", group=_WORK)
    recruited_on = partial_day("Ngày tuyển dụng", item="11", group=_WORK)
    recruiting_body = text("Cơ quan tuyển dụng", item="11", group=_WORK)
    recruitment_form = ref("recruitment_form", "Hình thức tuyển dụng", legal="Điều 10.1.a", group=_WORK)
    recruitment_source = ref("recruitment_source", "Nguồn tuyển dụng", legal="Điều 10.1.a", group=_WORK)
    position = ref("position", "Chức vụ (chức danh)", item="12", group=_WORK)
    party_position = ref("party_position", "Chức vụ Đảng", item="12", group=_WORK)
    union_position = ref("union_position", "Chức vụ đoàn thể", item="12", group=_WORK)
    main_work = text("Công việc chính được giao", item="13", group=_WORK)
    profession = ref("profession", "Công việc chuyên môn", item="13", group=_WORK)

    grade = ref("grade", "Ngạch công chức (chức danh nghề nghiệp)", item="14", group=_PAY)
    pay_step = integer("Bậc lương", item="14", minimum=1, maximum=20, group=_PAY, sensitive="pay")
    coefficient = decimal("Hệ số", item="14", minimum=0, maximum=20, group=_PAY, sensitive="pay")
    paid_from = day("Ngày hưởng", item="14", group=_PAY, sensitive="pay")
    over_scale_percent = integer(
        "Vượt khung (%)", item="14", minimum=0, maximum=100, group=_PAY, sensitive="pay"
    )
    position_allowance = decimal(
        "Phụ cấp chức vụ", item="14", minimum=0, maximum=10, group=_PAY, sensitive="pay"
    )
    other_allowance = text("Phụ cấp khác", item="14", group=_PAY, sensitive="pay")

    general_education = text(
        "Giáo dục phổ thông",
        item="15.1",
        max_length=40,
        group=_LEVEL,
        help="Đã tốt nghiệp lớp mấy, thuộc hệ nào: 12/12, 10/10.",
    )
    education_level = ref("education_level", "Trình độ chuyên môn cao nhất", item="15.2", group=_LEVEL)
    training_major = ref("training_major", "Chuyên ngành", item="15.2", group=_LEVEL)
    political_theory = ref("education_level", "Lý luận chính trị", item="15.3", group=_LEVEL)
    state_management = ref("education_level", "Quản lý nhà nước", item="15.4", group=_LEVEL)
    foreign_language = text("Ngoại ngữ", item="15.5", group=_LEVEL, help="Tên ngoại ngữ và trình độ.")
    informatics = text("Tin học", item="15.6", group=_LEVEL)

    party_joined_on = partial_day("Ngày vào Đảng Cộng sản Việt Nam", item="16", group=_PARTY)
    party_official_on = partial_day("Ngày chính thức", item="16", group=_PARTY)
    union_joined_on = partial_day("Ngày tham gia tổ chức chính trị - xã hội", item="17", group=_PARTY)
    union_work = text("Tổ chức, việc làm trong tổ chức đó", item="17", group=_PARTY)
    enlisted_on = partial_day("Ngày nhập ngũ", item="18", group=_PARTY)
    discharged_on = partial_day("Ngày xuất ngũ", item="18", group=_PARTY)
    military_rank = ref("military_rank", "Quân hàm cao nhất", item="18", group=_PARTY)

    honorary_title = ref("honorary_title", "Danh hiệu được phong tặng cao nhất", item="19", group=_MERIT)
    strength = ref("strength", "Sở trường công tác", item="20", group=_MERIT)
    highest_award = ref("award_form", "Khen thưởng cao nhất", item="21", group=_MERIT)
    highest_award_year = integer("Năm khen thưởng", item="21", minimum=1930, maximum=2100, group=_MERIT)
    highest_discipline = ref(
        "discipline_form", "Kỷ luật cao nhất", item="22", group=_MERIT, sensitive="discipline"
    )
    highest_discipline_year = integer(
        "Năm kỷ luật", item="22", minimum=1930, maximum=2100, group=_MERIT, sensitive="discipline"
    )

    health_status = ref("health_status", "Tình trạng sức khỏe", item="23", group=_HEALTH, sensitive="health")
    height_cm = integer(
        "Chiều cao (cm)", item="23", minimum=50, maximum=250, group=_HEALTH, sensitive="health"
    )
    weight_kg = integer(
        "Cân nặng (kg)", item="23", minimum=20, maximum=300, group=_HEALTH, sensitive="health"
    )
    blood_group = ref("blood_group", "Nhóm máu", item="23", group=_HEALTH, sensitive="health")
    disability = ref("disability", "Khuyết tật", legal="Điều 10.1.g", group=_HEALTH, sensitive="health")
    invalid_class = ref("invalid_class", "Thương binh hạng", item="24", group=_HEALTH, sensitive="health")
    policy_beneficiary = ref("policy_beneficiary", "Con gia đình chính sách", item="24", group=_HEALTH)

    identity_number = text(
        "Số CCCD (CMND)",
        item="25",
        max_length=12,
        unique=True,
        sensitive="identity",
        group=_PAPERS,
        help="12 số; CMND cũ 9 số được nhận.",
    )
    identity_issued_on = day("Ngày cấp", item="25", sensitive="identity", group=_PAPERS)
    identity_issued_by = text("Nơi cấp", item="25", sensitive="identity", group=_PAPERS)
    social_insurance_number = text(
        "Số sổ BHXH", item="26", max_length=20, sensitive="identity", group=_PAPERS
    )

    staff_number = text(
        "Số hiệu", max_length=40, unique=True, service=True, legal="Điều 11.2.b", group=_STATE
    )
    home_unit = ref(
        "unit", "Đơn vị giữ hồ sơ", required=True, service=True, index=True, legal="Điều 11", group=_STATE
    )
    employment_status = ref(
        "employment_status",
        "Trạng thái công tác",
        required=True,
        service=True,
        legal="Điều 12.3",
        group=_STATE,
    )
    record_state = choice(
        "Trạng thái hồ sơ",
        RECORD_STATES,
        required=True,
        service=True,
        default="draft",
        legal="Điều 11",
        group=_STATE,
    )
    verified_at = moment("Xác thực lúc", service=True, legal="Điều 11.1.c", group=_STATE)
    verified_by = text("Người xác thực", service=True, max_length=200, legal="Điều 11.1.c", group=_STATE)
    is_removed = flag("Đã loại bỏ", service=True, legal="Điều 14.2", group=_STATE)
    removed_reason = text("Lý do loại bỏ", service=True, max_length=1000, legal="Điều 14.2", group=_STATE)

    home_path = kept(BYTEWISE, nullable=False, default="", sort_order=910)
    sort_key = kept(BYTEWISE, nullable=False, default="", sort_order=911)
    search_text = kept(BYTEWISE, nullable=False, default="", sort_order=912)

    __table_args__ = (
        # All of a branch without touching its rows: list, count, search by name, headcount by unit,
        # state, kind, age and sex.
        Index(
            "ix_person_branch",
            "home_path",
            "is_removed",
            "record_state",
            "personnel_kind_id",
            "sex",
            "birth_on",
            "home_unit_id",
            "sort_key",
            "id",
            "search_text",
        ),
        # Many people in the order of their names, page by page; the rest is for its conditions.
        Index(
            "ix_person_name",
            "sort_key",
            "id",
            "home_path",
            "is_removed",
            "record_state",
            "home_unit_id",
            "search_text",
        ),
        # The quick filters over the whole city, in the order of names.
        Index("ix_person_record_state", "record_state", "sort_key", "id", "home_path", "is_removed"),
        *(
            Index(f"ix_person_{name}", name, "sort_key", "id", "home_path", "is_removed", "record_state")
            for name in ("personnel_kind_id", "employment_status_id")
        ),
        # With the step beside it, for «ngạch 01.003 bậc 5 trở lên».
        Index(
            "ix_person_grade_id",
            "grade_id",
            "sort_key",
            "id",
            "home_path",
            "is_removed",
            "record_state",
            "pay_step",
        ),
        # The warning about two records of one person: same name, same birth.
        Index("ix_person_search_text", "search_text"),
    )

    def __repr__(self) -> str:
        return str(self.full_name)

    def refresh_derived(self) -> None:
        self.sort_key = name_sort_key(self.full_name)
        number = self.staff_number or ""
        words = f"{self.full_name} {number} {as_one_word(number)}"
        self.search_text = fold_words(words)[:500]


class _OfPerson(Record):
    """A dated part of a record, visible with it."""

    __scope__: ClassVar[ByOwner] = ByOwner((("person", "person_id"),))


class Placement(_OfPerson, Base):
    """Đơn vị giữ hồ sơ từ ngày đến ngày; mỗi người đúng một dòng chưa kết thúc (Điều 11)."""

    __tablename__ = "placement"
    __thing__ = "placement"
    __table_args__ = (
        Index(
            "uq_placement_open",
            "person_id",
            unique=True,
            sqlite_where=sql_text("to_on IS NULL"),
            postgresql_where=sql_text("to_on IS NULL"),
        ),
    )

    person = ref("person", "Hồ sơ", required=True, index=True)
    unit = ref("unit", "Đơn vị", required=True, index=True)
    from_on = day("Từ ngày", required=True)
    to_on = day("Đến hết ngày")
    reason = choice("Lý do", PLACEMENT_REASONS, required=True)
    decision_number = text("Số quyết định", max_length=100)
    decision_on = day("Ngày quyết định")


class StatusPeriod(_OfPerson, Base):
    """Trạng thái công tác từ ngày đến ngày; đúng một dòng chưa kết thúc (Điều 12.3)."""

    __tablename__ = "status_period"
    __thing__ = "status_period"
    __table_args__ = (
        Index(
            "uq_status_period_open",
            "person_id",
            unique=True,
            sqlite_where=sql_text("to_on IS NULL"),
            postgresql_where=sql_text("to_on IS NULL"),
        ),
    )

    person = ref("person", "Hồ sơ", required=True, index=True)
    employment_status = ref("employment_status", "Trạng thái công tác", required=True)
    from_on = day("Từ ngày", required=True)
    to_on = day("Đến hết ngày")
    decision_number = text("Số quyết định", max_length=100)
    decision_on = day("Ngày quyết định")


PERSON_RIGHTS = frozenset(
    {
        Right.VIEW,
        Right.ADD,
        Right.EDIT,
        Right.REMOVE,
        Right.EXPORT,
        Right.PRINT,
        Right.VERIFY,
        Right.TRANSFER,
        Right.CHANGE_STATUS,
        Right.LOOKUP_IDENTITY,
        Right.SHARE,
    }
)

things.register(
    Thing(
        key="person",
        label="Hồ sơ cán bộ, công chức, viên chức",
        legal="Điều 9.1",
        sort=Sort.RECORD,
        model=Person,
        fields=Person.__fields__,
        family="person",
        title="full_name",
        default_columns=(
            "full_name",
            "record_state",
            "staff_number",
            "birth_on",
            "home_unit",
            "position",
            "grade",
            "pay_step",
            "personnel_kind",
            "employment_status",
            "sex",
        ),
        order_by=("sort_key", "id"),
        rights=PERSON_RIGHTS,
        is_scoped=True,
    )
)
things.register(
    Thing(
        key="placement",
        label="Quá trình giữ hồ sơ",
        legal="Điều 11",
        sort=Sort.PART,
        model=Placement,
        fields=Placement.__fields__,
        order_by=("person_id", "from_on"),
        is_scoped=True,
    )
)
things.register(
    Thing(
        key="status_period",
        label="Quá trình trạng thái công tác",
        legal="Điều 12.3",
        sort=Sort.PART,
        model=StatusPeriod,
        fields=StatusPeriod.__fields__,
        order_by=("person_id", "from_on"),
        is_scoped=True,
    )
)
