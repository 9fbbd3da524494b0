"""What a record hands over to its papers: texts ready for people; blank where the record has none.

The name of a field is the placeholder in the templates, its label what docs/mau-bieu.md calls it.
Dates, numbers and references are texts already; only dates that a form takes apart are typed.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from app.core.partial_date import PartialDate


def written(label: str) -> Any:
    """A text of the record; "" prints the form's dotted blank."""
    return field(default="", metadata={"label": label})


def rows(label: str) -> Any:
    """Lines of a table, in the order they are printed."""
    return field(default=(), metadata={"label": label})


@dataclass(frozen=True, kw_only=True)
class Training:
    """Item 27."""

    school: str = written("Tên trường")
    major: str = written("Chuyên ngành đào tạo, bồi dưỡng")
    period: str = written("Từ tháng, năm - đến tháng, năm")
    form: str = written("Hình thức đào tạo")
    degree: str = written("Văn bằng, chứng chỉ, trình độ")


@dataclass(frozen=True, kw_only=True)
class Work:
    """Item 28."""

    period: str = written("Từ tháng, năm đến tháng, năm")
    description: str = written("Chức danh, chức vụ, đơn vị công tác")


@dataclass(frozen=True, kw_only=True)
class Relative:
    """Item 30."""

    relation: str = written("Mối quan hệ")
    full_name: str = written("Họ và tên")
    birth_year: str = written("Năm sinh")
    details: str = written("Quê quán, nghề nghiệp, chức vụ, đơn vị công tác, nơi ở, tổ chức tham gia")


@dataclass(frozen=True, kw_only=True)
class Pay:
    """Item 31: one change of the salary."""

    month: str = written("Tháng/năm")
    grade_code: str = written("Mã ngạch (mã số chức danh nghề nghiệp)")
    grade_name: str = written("Tên ngạch (chức danh nghề nghiệp)")
    step: str = written("Bậc")
    coefficient: str = written("Hệ số lương")


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something that happened and was decided: an award, a discipline, a new post, a birth."""

    month: str = written("Tháng, năm")
    content: str = written("Nội dung, hình thức")
    authority: str = written("Cấp quyết định; số, ngày quyết định")


@dataclass(frozen=True, kw_only=True)
class Trip:
    """A journey abroad."""

    country: str = written("Nước đến")
    period: str = written("Thời gian")
    purpose: str = written("Mục đích")
    funding: str = written("Kinh phí")


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What stands at the head and the foot of every paper about a person."""

    managing_body: str = written("Cơ quan, đơn vị có thẩm quyền quản lý")
    employing_unit: str = written("Cơ quan, đơn vị sử dụng")
    staff_number: str = written("Số hiệu")
    full_name: str = written("Họ và tên khai sinh (mục 1)")
    other_name: str = written("Tên gọi khác (mục 2)")
    birth_on: PartialDate | None = field(default=None, metadata={"label": "Ngày sinh (mục 3)"})
    sex: str = written("Giới tính (mục 3)")
    position: str = written("Chức vụ, chức danh hiện tại, kể cả kiêm nhiệm (mục 12)")
    signed_place: str = written("Địa danh nơi ký")
    signed_on: datetime.date | None = field(default=None, metadata={"label": "Ngày ký"})
    #: JPEG or PNG, cut to 4 x 6.
    photo: bytes = field(default=b"", repr=False, metadata={"label": "Ảnh màu 4 x 6 cm"})


@dataclass(frozen=True, kw_only=True)
class Resume(Paper):
    """2C-BNV/2008, Mẫu số 2 TT 12/2012/TT-BNV and 3a-BNV/2007: the same values, printed differently."""

    birth_place: str = written("Nơi sinh (mục 4)")
    home_town: str = written("Quê quán (mục 5)")
    ethnic_group: str = written("Dân tộc (mục 6)")
    religion: str = written("Tôn giáo (mục 7)")
    permanent_address: str = written("Nơi đăng ký hộ khẩu thường trú (mục 8)")
    current_address: str = written("Nơi ở hiện nay (mục 9)")
    former_occupation: str = written("Nghề nghiệp khi được tuyển dụng (mục 10)")
    recruited_on: str = written("Ngày tuyển dụng (mục 11)")
    recruiting_body: str = written("Cơ quan tuyển dụng (mục 11)")
    main_work: str = written("Công việc chính được giao (mục 13)")
    grade: str = written("Ngạch công chức, chức danh nghề nghiệp viên chức (mục 14)")
    grade_code: str = written("Mã ngạch, mã số (mục 14)")
    pay_step: str = written("Bậc lương (mục 14)")
    coefficient: str = written("Hệ số (mục 14)")
    paid_from: str = written("Ngày hưởng (mục 14)")
    position_allowance: str = written("Phụ cấp chức vụ (mục 14)")
    other_allowance: str = written("Phụ cấp khác (mục 14)")
    general_education: str = written("Trình độ giáo dục phổ thông (mục 15.1)")
    education_level: str = written("Trình độ chuyên môn cao nhất; chuyên ngành (mục 15.2)")
    academic_title: str = written("Học hàm, học vị (mẫu 3a)")
    political_theory: str = written("Lý luận chính trị (mục 15.3)")
    state_management: str = written("Quản lý nhà nước (mục 15.4)")
    foreign_language: str = written("Ngoại ngữ (mục 15.5)")
    informatics: str = written("Tin học (mục 15.6)")
    party_joined_on: str = written("Ngày vào Đảng Cộng sản Việt Nam (mục 16)")
    party_official_on: str = written("Ngày chính thức (mục 16)")
    union_joined: str = written("Ngày tham gia tổ chức chính trị - xã hội, việc làm trong đó (mục 17)")
    enlisted_on: str = written("Ngày nhập ngũ (mục 18)")
    discharged_on: str = written("Ngày xuất ngũ (mục 18)")
    military_rank: str = written("Quân hàm cao nhất (mục 18)")
    honorary_title: str = written("Danh hiệu được phong tặng cao nhất (mục 19)")
    strength: str = written("Sở trường công tác (mục 20)")
    highest_award: str = written("Khen thưởng: hình thức cao nhất, năm (mục 21)")
    highest_discipline: str = written("Kỷ luật: hình thức cao nhất, năm (mục 22)")
    health_status: str = written("Tình trạng sức khỏe (mục 23)")
    height_cm: str = written("Chiều cao, cm (mục 23)")
    weight_kg: str = written("Cân nặng, kg (mục 23)")
    blood_group: str = written("Nhóm máu (mục 23)")
    invalid_class: str = written("Thương binh hạng (mục 24)")
    policy_beneficiary: str = written("Con gia đình chính sách (mục 24)")
    identity_number: str = written("Số chứng minh nhân dân, số định danh (mục 25)")
    identity_issued_on: str = written("Ngày cấp (mục 25)")
    social_insurance_number: str = written("Số sổ BHXH (mục 26)")
    trainings: tuple[Training, ...] = rows("Đào tạo, bồi dưỡng (mục 27)")
    works: tuple[Work, ...] = rows("Quá trình công tác (mục 28)")
    history_self: str = written("Đặc điểm lịch sử bản thân (mục 29, đoạn một)")
    history_foreign: str = written("Quan hệ với tổ chức ở nước ngoài (mục 29, đoạn hai)")
    history_relatives: str = written("Thân nhân ở nước ngoài (mục 29, đoạn ba)")
    own_family: tuple[Relative, ...] = rows("Gia đình bản thân (mục 30a)")
    spouse_family: tuple[Relative, ...] = rows("Gia đình bên vợ hoặc chồng (mục 30b)")
    pays: tuple[Pay, ...] = rows("Diễn biến lương (mục 31)")
    assessment: str = written("Nhận xét, đánh giá (mục 32)")


@dataclass(frozen=True, kw_only=True)
class Supplement(Paper):
    """4a-BNV/2007: what changed in a record from one day to another (Điều 11.2.b)."""

    period_from: datetime.date | None = field(default=None, metadata={"label": "Bổ sung từ ngày"})
    period_to: datetime.date | None = field(default=None, metadata={"label": "Bổ sung đến ngày"})
    changes: tuple[Change, ...] = rows("Thay đổi về chức vụ, đơn vị, ngạch, bậc (mục 1)")
    trainings: tuple[Training, ...] = rows("Đào tạo, bồi dưỡng (mục 2)")
    awards: tuple[Change, ...] = rows("Khen thưởng (mục 3)")
    disciplines: tuple[Change, ...] = rows("Kỷ luật (mục 4)")
    family_changes: tuple[Change, ...] = rows("Thay đổi về gia đình (mục 5)")
    trips: tuple[Trip, ...] = rows("Đi nước ngoài (mục 6)")
    health_change: str = written("Sức khỏe (mục 7)")
    property_change: str = written("Kinh tế, nhà đất (mục 8)")
    other_change: str = written("Nội dung khác (mục 9)")
