"""Rows a test needs, made through the services, and short ways to look at what happened to them."""

import datetime
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, func, select

from app.audit.models import History
from app.core import things
from app.core.actor import acting_as, operation, system_actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.organisation.models import Unit
from app.personnel.models import Person, Placement, StatusPeriod
from app.personnel.services import FirstPlace, person_service
from tests.support.product import Product

#: UBND phường Xuân Khánh and UBND phường An Bình, both of quận Ninh Kiều; Sở Y tế.
WARD, OTHER_WARD, HEALTH = "NK.31144", "NK.31150", "SYT"
PLACED_ON = datetime.date(2020, 1, 2)
#: What the form of an act asks for.
DECISION = {"decision_number": "123/QĐ-UBND", "decision_on": "20/5/2024", "effective_on": "1/6/2024"}

_numbers = itertools.count(1)


@contextmanager
def as_system(product: Product, right: Right = Right.EDIT) -> Iterator[Any]:
    """A session of the system itself, under one right."""
    with product.app.app_context(), acting_as(system_actor("kiểm thử")), operation(right):
        yield product.db.session


def catalog_id(product: Product, key: str, code: str) -> int:
    model = things.get(key).model
    with as_system(product) as session:
        return session.scalars(select(model.id).where(model.code == code)).one()


def unit_id(product: Product, code: str) -> int:
    with as_system(product) as session:
        return session.scalars(select(Unit.id).where(Unit.code == code)).one()


def identity_number(year: int = 1985, *, is_female: bool = True, prefix: str = "092") -> str:
    """A number nobody has had yet in this run, by NĐ 137/2015 Điều 13 (20th century)."""
    return f"{prefix}{int(is_female)}{year % 100:02}{next(_numbers):06}"


def person_values(product: Product, **values: Any) -> dict[str, Any]:
    """Raw values of a whole record: a woman born on 15/03/1985, civil servant."""
    number = values.pop("identity_number", None) or identity_number()
    return {
        "full_name": "Lê Thị Kiểm Thử",
        "birth_on": "15/3/1985",
        "sex": "female",
        "personnel_kind": catalog_id(product, "personnel_kind", "CC"),
        "identity_number": number,
        **values,
    }


def make_person(product: Product, unit: str = WARD, status: str = "DANG_LAM", **values: Any) -> int:
    """A new record held by a unit since 02/01/2020."""
    raw = person_values(product, **values)
    place = FirstPlace(unit_id(product, unit), PLACED_ON, catalog_id(product, "employment_status", status))
    with as_system(product, Right.ADD) as session:
        return person_service.create(session, raw, place).row.id


def person_form(product: Product, unit: str = WARD, **values: Any) -> dict[str, Any]:
    """What the form of a new record sends."""
    return {
        **person_values(product),
        "_place_unit": unit_id(product, unit),
        "_place_status": catalog_id(product, "employment_status", "DANG_LAM"),
        "_place_on": "2/1/2020",
        **values,
    }


def stored(product: Product, key: str, row_id: int) -> dict[str, Any]:
    """The columns of a row as the database holds them now, the program's own ones included."""
    table = things.get(key).model.__table__
    with as_system(product) as session:
        query = select(table).where(table.c.id == row_id)
        return dict(session.execute(query, execution_options=unscoped("test")).mappings().one())


def parts_of(product: Product, person_id: int) -> tuple[list[Any], list[Any]]:
    """Placements and status periods of a record, oldest first."""
    with as_system(product) as session:
        found = [
            session.scalars(select(model).where(model.person_id == person_id).order_by(model.from_on)).all()
            for model in (Placement, StatusPeriod)
        ]
        return list(found[0]), list(found[1])


def history_of(product: Product, key: str, row_id: int) -> list[History]:
    """The lines of one row, oldest first."""
    with as_system(product) as session:
        query = select(History).where(History.thing == key, History.row_id == row_id)
        return list(session.scalars(query.order_by(History.id)))


def row_counts(product: Product) -> dict[str, int]:
    """How many rows stand in the tables that a refused request must not touch."""
    models = (Person, Placement, StatusPeriod, Unit, History, things.get("religion").model)
    with as_system(product) as session:
        return {m.__tablename__: session.scalar(select(func.count()).select_from(m)) for m in models}


@contextmanager
def counted_statements(product: Product) -> Iterator[list[str]]:
    """The SQL statements of the block, one entry each."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with product.app.app_context():
        engine = product.db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
