"""Entries of records as tests send them: hand-written values, and short ways to add one."""

import functools
from typing import Any

from sqlalchemy import select

from app.core import things
from app.core.rights import Right
from app.core.services import service_of
from tests.support.cast import as_system, catalog_id
from tests.support.product import Product

#: One whole entry of a few kinds, as a form or the API takes it; references by code.
WORK = {"from_on": "9/2006", "title": "Chuyên viên", "unit_name": "UBND phường Xuân Khánh"}
INSURANCE = {"from_on": "9/2006", "to_on": "12/2010", "unit_name": "Trường Tiểu học Thử", "months": "52"}
PAY = {"from_on": "1/1/2020", "grade": "01.003", "pay_step": "3", "coefficient": "3,00"}
POST = {"from_on": "1/2015", "post_kind": "main", "position": "CV001", "unit_name": "UBND phường"}
TRAINING = {
    "from_on": "2002", "to_on": "2006", "training_kind": "professional", "school_name": "Đại học Cần Thơ",
    "education_level": "DH", "training_form": "HT01",
}  # fmt: skip
PARTY = {"from_on": "3/2/2010", "party_step": "joined", "cell": "Chi bộ phường"}
DISCIPLINE = {
    "from_on": "5/2019", "discipline_form": "CB_KT", "disciplined_by": "government",
    "reason": "Vi phạm giờ làm việc",
}  # fmt: skip
HEALTH = {"from_on": "2024", "health_status": "TOT", "height_cm": "171"}
PAPER = {"paper_kind": "passport", "paper_number": "C7654321", "issued_by": "Cục Kín"}

#: One entry of each kind of Điều 9 and form 2C.
EVERY: dict[str, dict[str, Any]] = {
    "training": TRAINING,
    "research": {"from_on": "2018", "title": "Sáng kiến dạy đọc", "role": "lead"},
    "work_history": WORK,
    "post": POST,
    "contract": {"from_on": "9/2006", "contract_kind": "probation", "contract_number": "12/HĐ"},
    "planning": {"from_on": "2020", "position": "CV001", "term": "2020-2025"},
    "appointment": {"from_on": "1/2015", "appointment_kind": "appointment", "position": "CV001"},
    "movement": {"from_on": "2012", "movement_kind": "secondment", "to_unit_name": "UBND quận"},
    "study_leave": {
        "from_on": "2011",
        "to_on": "2013",
        "subject": "Cao học",
        "school_name": "Đại học Cần Thơ",
    },
    "foreign_trip": {"from_on": "7/2018", "to_on": "8/2018", "country": "VN", "purpose": "Học tập"},
    "leaving": {"from_on": "2026", "leaving_kind": "leave", "reason": "Việc gia đình"},
    "salary_history": PAY,
    "allowance": {"from_on": "2015", "allowance_type": "PCCV", "coefficient": "0,25"},
    "insurance": INSURANCE,
    "award": {"from_on": "2019", "award_form": "KT01", "reason": "Hoàn thành nhiệm vụ"},
    "discipline": DISCIPLINE,
    "assessment": {"year": "2024", "quality_rating": "HTXS"},
    "party_step": PARTY,
    "membership": {"from_on": "2000", "political_organisation": "DOAN", "work": "Bí thư chi đoàn"},
    "military_service": {"from_on": "2003", "to_on": "2005", "army_unit": "Trung đoàn Thử"},
    "family_member": {"side": "own", "family_relation": "CHA", "full_name": "Lê Văn Cha", "born_on": "1955"},
    "life_history": {"life_part": "other", "story": "Không có gì đặc biệt", "place": "Cần Thơ"},
    "foreign_relation": {"foreign_part": "relative", "full_name": "Lê Văn Xa", "country": "VN"},
    "health_check": HEALTH,
    "identity_paper": PAPER,
}

code_id = functools.cache(catalog_id)


def resolved(product: Product, kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """The same values with the ids of what they name by code, as a form sends them."""
    fields = things.get(kind).fields
    return {
        name: code_id(product, fields[name].target, value)
        if name in fields and fields[name].kind == "ref" and isinstance(value, str) and value
        else value
        for name, value in values.items()
    }


def add_entry(product: Product, person_id: int, kind: str, values: dict[str, Any], **changes: Any) -> int:
    """A new entry of a record, by the system; its id."""
    with as_system(product, Right.EDIT) as session:
        service: Any = service_of(things.get(kind))
        return int(service.add_to(session, person_id, {**values, **changes}).row.id)


def add_every_kind(product: Product, person_id: int) -> dict[str, int]:
    """An entry of each kind for a record: kind -> id."""
    return {kind: add_entry(product, person_id, kind, values) for kind, values in EVERY.items()}


def entries_in(product: Product, person_id: int, kind: str) -> list[Any]:
    """The entries of one kind of a record as the database holds them now, oldest first."""
    model = things.get(kind).model
    with as_system(product) as session:
        query = select(model).where(model.person_id == person_id).order_by(model.id)
        return list(session.scalars(query))
