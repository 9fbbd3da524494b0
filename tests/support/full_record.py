"""One invented person with every item of 2C filled in, entries of every kind, made through the services."""

from typing import Any

from app.core.entry import entry_thing, entry_things
from app.core.rights import Right
from app.core.services import service_of
from tests.support.cast import WARD, as_system, identity_number, make_person
from tests.support.product import Product

PERSON: dict[str, Any] = {
    "full_name": "Thạch Văn Sơn",
    "other_name": "Ba Sơn",
    "birth_on": "15/3/1975",
    "sex": "male",
    "birth_place": "Xã Thới Lai, huyện Thới Lai, tỉnh Hậu Giang",
    "home_town": "Xã Đại Tâm, huyện Mỹ Xuyên, tỉnh Sóc Trăng",
    "ethnic_group": "05",
    "religion": "01",
    "permanent_address": "Số 45 đường Nguyễn Văn Cừ",
    "current_address": "Số 12 hẻm 132 đường 3 tháng 2",
    "former_occupation": "Giáo viên",
    "recruited_on": "1/9/1998",
    "recruiting_body": "UBND tỉnh Cần Thơ",
    "main_work": "Quản lý cán bộ, công chức",
    "union_joined_on": "26/3/1990",
    "general_education": "12/12",
    "strength": "ST03",
    "invalid_class": "4/4",
    "policy_beneficiary": "CS03",
    "identity_issued_on": "12/5/2021",
    "social_insurance_number": "5298001234",
    "marital_status": "1",
}
DECISION = {"decision_number": "88/QĐ", "decision_on": "2/3/2020", "decision_authority": "UBND quận"}
#: Kind -> its entries, in the order they are added.
ENTRIES: dict[str, tuple[dict[str, Any], ...]] = {
    "training": (
        {"training_kind": "professional", "school": "DHCT", "subject": "Luật hành chính", "from_on": "9/1993",
         "to_on": "6/1997", "training_form": "HT01", "education_level": "DH", "awarded_on": "7/1997"},
        {"training_kind": "professional", "school_name": "Học viện Hành chính", "subject": "Quản lý công",
         "from_on": "10/2010", "to_on": "10/2012", "training_form": "HT03", "education_level": "THS"},
        {"training_kind": "political_theory", "school_name": "Học viện Chính trị IV", "from_on": "2014",
         "to_on": "2015", "education_level": "LLCC"},
        {"training_kind": "state_management", "school_name": "Trường Chính trị", "to_on": "5/2016",
         "from_on": "3/2016", "education_level": "QLCVC"},
        {"training_kind": "foreign_language", "school_name": "Trung tâm Ngoại ngữ", "language": "en",
         "from_on": "2017", "to_on": "2018", "education_level": "NN3"},
        {"training_kind": "informatics", "school_name": "Trung tâm Tin học", "from_on": "2018",
         "to_on": "2018", "education_level": "THCB"},
    ),
    "research": ({"title": "Sáng kiến một cửa", "role": "lead", "from_on": "2019"},),
    "work_history": (
        {"title": "Chuyên viên", "unit_name": "Phòng Tổ chức cũ", "from_on": "9/1998", "to_on": "12/2009"},
        {"title": "Phó Trưởng phòng", "unit_name": "Phòng Nội vụ quận", "from_on": "1/2010"},
    ),
    "post": (
        {"post_kind": "main", "position": "CV005", "unit_name": "UBND quận", "from_on": "1/3/2020",
         **DECISION},
        {"post_kind": "concurrent", "position": "CV002", "unit_name": "HĐND phường", "from_on": "1/4/2021"},
    ),
    "contract": ({"contract_kind": "payroll", "contract_number": "07/BC", "from_on": "1/9/1999"},),
    "planning": ({"position": "CV004", "term": "2020-2025", "from_on": "2020"},),
    "appointment": (
        {"appointment_kind": "appointment", "position": "CV005", "from_on": "1/3/2020", "term_years": "5",
         **DECISION},
    ),
    "movement": (
        {"movement_kind": "secondment", "from_unit_name": "Quận A", "to_unit_name": "Huyện B",
         "from_on": "5/2005", "to_on": "5/2006"},
    ),
    "study_leave": ({"subject": "Cao học Luật", "school_name": "ĐH Luật", "from_on": "2010"},),
    "foreign_trip": (
        {"country": "JP", "purpose": "Học tập kinh nghiệm", "from_on": "5/2020", "to_on": "6/2020",
         "training_fund": "KP01"},
    ),
    "leaving": ({"leaving_kind": "leave", "reason": "Chăm con ốm", "from_on": "2/2003", "to_on": "3/2003"},),
    "salary_history": (
        {"grade": "01.003", "pay_step": "1", "coefficient": "2.34", "from_on": "1/9/2005"},
        {"grade": "01.003", "pay_step": "2", "coefficient": "2.67", "from_on": "1/9/2008"},
        {"grade": "01.003", "pay_step": "9", "coefficient": "4.98", "over_scale_percent": "6",
         "from_on": "1/6/2020", "decision_number": "15/QĐ-NV"},
    ),
    "allowance": (
        {"allowance_type": "PCCV", "coefficient": "0.3", "from_on": "1/2020"},
        {"allowance_type": "PCCVU", "percent": "25", "from_on": "5/2012"},
    ),
    "insurance": ({"unit_name": "BHXH quận", "from_on": "9/1998", "months": "12"},),
    "award": ({"award_form": "KT04", "reason": "Cải cách hành chính", "from_on": "8/2019"},),
    "discipline": (
        {"discipline_form": "CC_KT", "reason": "Chậm giải quyết hồ sơ", "from_on": "4/2008"},
    ),
    "assessment": (
        {"year": "2018", "quality_rating": "HT", "from_on": "2018"},
        {"year": "2019", "quality_rating": "HTXS", "comment": "Gương mẫu", "from_on": "2019"},
    ),
    "party_step": (
        {"party_step": "joined", "from_on": "3/2/2003", "cell": "Chi bộ 1"},
        {"party_step": "official", "from_on": "3/2/2004"},
        {"party_step": "position", "party_position": "CVD02", "cell": "Đảng bộ phường", "from_on": "2015"},
    ),
    "membership": (
        {"political_organisation": "DOAN", "work": "Bí thư chi đoàn", "from_on": "26/3/1990",
         "to_on": "2005"},
        {"political_organisation": "CD", "union_position": "CVT07", "from_on": "10/1998"},
    ),
    "military_service": (
        {"military_rank": "QH07", "from_on": "2/1994", "to_on": "2/1996", "army_unit": "Trung đoàn 1"},
    ),
    "family_member": (
        {"side": "own", "family_relation": "CHA", "full_name": "Thạch Sên", "born_on": "1945",
         "home_town": "Sóc Trăng", "occupation": "Nông dân", "is_deceased": "1"},
        {"side": "own", "family_relation": "VO", "full_name": "Lý Thị Mai", "born_on": "1978",
         "occupation": "Bác sĩ"},
        {"side": "own", "family_relation": "CON", "full_name": "Thạch Lý An", "born_on": "7/5/2020"},
        {"side": "spouse", "family_relation": "CHA", "full_name": "Lý Văn Tư", "born_on": "1950",
         "occupation": "Hưu trí"},
    ),
    "life_history": ({"life_part": "former_regime", "story": "Không làm việc chế độ cũ"},),
    "foreign_relation": (
        {"foreign_part": "organisation", "full_name": "Hội Nghiên cứu", "country": "JP",
         "story": "Cộng tác viên"},
        {"foreign_part": "relative", "full_name": "Thạch Thị Hoa", "country": "FR",
         "story": "Cô ruột, định cư"},
    ),
    "health_check": (
        {"health_status": "TOT", "height_cm": "168", "weight_kg": "63", "blood_group": "AB",
         "from_on": "6/6/2020", "conclusion": "Đủ sức khỏe"},
    ),
    "identity_paper": (
        {"paper_kind": "passport", "paper_number": "C1234567", "issued_on": "8/8/2020"},
    ),
}  # fmt: skip


def make_full_person(product: Product, unit: str = WARD, **values: Any) -> int:
    """The record with at least one entry of each kind; its id."""
    assert ENTRIES.keys() == {thing.key for thing in entry_things()}
    number = identity_number(1975, is_female=False)
    person_id = make_person(product, unit, **{**PERSON, "identity_number": number, **values})
    for kind, rows in ENTRIES.items():
        for raw in rows:
            add_entry(product, person_id, kind, **raw)
    return person_id


def add_entry(product: Product, person_id: int, kind: str, **raw: Any) -> int:
    """One more entry; its id."""
    thing = entry_thing(kind)
    assert thing is not None
    with as_system(product, Right.EDIT) as session:
        return int(service_of(thing).add_to(session, person_id, raw).row.id)  # type: ignore[attr-defined]
