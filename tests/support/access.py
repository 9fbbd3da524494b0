"""Roles, grants and accounts for tests of rights, made past the limits the tests are about."""

import datetime
import itertools
from typing import Any

from sqlalchemy import select

from app.access.grants import read_permissions
from app.access.models import Account, Grant, Role
from app.access.role_services import role_create
from app.access.services import account_create
from app.core.rights import Right
from tests.support.cast import as_system, unit_id
from tests.support.product import Product
from tests.support.templates import DEMO_PASSWORD

#: The names of the templates, as the Quy chế has them.
SYSTEM, OFFICE, DEPARTMENT, CLERK, SELF, READER = (
    "Quản trị hệ thống",
    "Sở Nội vụ (quyền quản trị)",
    "Cấp sở, cấp huyện (quyền cập nhật)",
    "Đơn vị (quyền cập nhật)",
    "Cá nhân",
    "Chỉ xem",
)
_numbers = itertools.count(1)


def role_id(product: Product, name: str) -> int:
    with as_system(product) as session:
        return session.scalars(select(Role.id).where(Role.name == name)).one()


def rights_of(product: Product, name: str) -> frozenset[tuple[str, str]]:
    """(right, key) pairs of a role as the tables hold them."""
    with as_system(product) as session:
        return read_permissions(session, session.scalars(select(Role.id).where(Role.name == name)).one())


def make_role(product: Product, *rights: str) -> str:
    """A role with rights written «edit person»; its name."""
    name = f"Vai trò thử {next(_numbers)}"
    with as_system(product) as session:
        role_create(session, name=name, rights=[tuple(right.split()) for right in rights])  # type: ignore[misc]
    return name


def make_account(product: Product, *grants: tuple[str, str | None, dict[str, Any]], unit: str | None) -> str:
    """An account at a unit with grants (role, unit, limits); its name."""
    name = f"tk-{next(_numbers)}"
    with as_system(product, Right.MANAGE) as session:
        roles = dict(session.execute(select(Role.name, Role.id)).all())
    units = {code: unit_id(product, code) for code in {unit, *(grant[1] for grant in grants)} if code}
    with as_system(product, Right.MANAGE) as session:
        account = account_create(
            session, username=name, password=DEMO_PASSWORD, first_name="Thử", last_name=name, kind="unit",
            unit_id=units.get(unit or ""),
        )  # fmt: skip
        for role, place, limits in grants:
            session.add(
                Grant(account_id=account.id, role_id=roles[role], unit_id=units.get(place or ""), **limits)
            )
        session.commit()
    return name


def account_id(product: Product, username: str) -> int:
    with as_system(product) as session:
        return session.scalars(select(Account.id).where(Account.username == username)).one()


def grants_of(product: Product, username: str) -> list[Any]:
    """The grants of an account, oldest first."""
    row = account_id(product, username)
    with as_system(product) as session:
        return list(session.scalars(select(Grant).where(Grant.account_id == row).order_by(Grant.id)))


def day(text: datetime.date) -> str:
    """A day as forms take it."""
    return f"{text.day}/{text.month}/{text.year}"
