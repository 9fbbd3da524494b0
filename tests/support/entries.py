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


def entries_in(product: Product, person_id: int, kind: str) -> list[Any]:
    """The entries of one kind of a record as the database holds them now, oldest first."""
    model = things.get(kind).model
    with as_system(product) as session:
        query = select(model).where(model.person_id == person_id).order_by(model.id)
        return list(session.scalars(query))
