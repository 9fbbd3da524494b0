"""Accounts as lists and registers: one statement each, limited to what the actor reaches."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.access.account_limits import accounts_reached
from app.access.holders import AccountHolder
from app.access.models import Account, Grant, Role
from app.core import clock
from app.core.actor import require_actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.vietnamese import fold
from app.organisation.models import UnitRef
from app.personnel.models import Person

MOST_COUNTED = 10_000
MOST_IN_REGISTER = 5_000
_CHECKED = unscoped("explicit condition on accounts")
_HomeUnit = aliased(UnitRef)


@dataclasses.dataclass(frozen=True)
class AccountsWanted:
    """What a list of accounts is limited to; blank means all."""

    search: str = ""
    unit_id: int | None = None
    kind: str = ""
    state: str = ""
    page: int = 0
    page_size: int = 50


def accounts_page(session: Session, wanted: AccountsWanted) -> tuple[Sequence[Any], int]:
    """Rows (Account, unit, holder), and how many there are (counted up to 10,001)."""
    query = _accounts(session, wanted)
    counted = query.with_only_columns(Account.id).order_by(None).limit(MOST_COUNTED + 1).subquery()
    count = session.scalar(select(func.count()).select_from(counted), execution_options=_CHECKED) or 0
    page = query.limit(wanted.page_size).offset(wanted.page * wanted.page_size)
    return session.execute(page, execution_options=_CHECKED).all(), count


def _accounts(session: Session, wanted: AccountsWanted) -> Select[Any]:
    query = (
        select(
            Account,
            func.coalesce(_HomeUnit.name, UnitRef.name).label("unit"),
            func.coalesce(Person.full_name, AccountHolder.name).label("holder"),
            Person.id,
        )
        .outerjoin(Person, and_(Person.id == Account.person_id, Account.kind == "personal"))
        .outerjoin(_HomeUnit, _HomeUnit.id == Person.home_unit_id)
        .outerjoin(UnitRef, UnitRef.id == Account.unit_id)
        .outerjoin(AccountHolder, _is_open_holder())
        .where(accounts_reached(require_actor(), Right.VIEW))
        .order_by(Account.username, Account.id)
    )
    if wanted.kind:
        query = query.where(Account.kind == wanted.kind)
    if wanted.state:
        query = query.where(_in_state(wanted.state))
    if wanted.unit_id is not None:
        query = query.where(_in_branch(session, wanted.unit_id))
    for word in fold(wanted.search[:100]).split()[:6]:
        query = query.where(_names(word))
    return query


def _is_open_holder() -> Any:
    return and_(AccountHolder.account_id == Account.id, AccountHolder.to_on.is_(None))


def _names(word: str) -> Any:
    return or_(
        func.lower(Account.username).contains(word, autoescape=True),
        Person.search_text.contains(word, autoescape=True),
        UnitRef.search_text.contains(word, autoescape=True),
    )


def _in_state(state: str) -> Any:
    today = clock.today()
    expired = and_(Account.expires_on.is_not(None), Account.expires_on < today)
    open_one = and_(Account.active.is_(True), or_(Account.expires_on.is_(None), Account.expires_on >= today))
    return {
        "locked": Account.active.is_not(True),
        "expired": and_(Account.active.is_(True), expired),
        "first": and_(open_one, Account.must_change_password.is_(True)),
        "active": and_(open_one, Account.must_change_password.is_(False)),
    }[state]


def _in_branch(session: Session, unit_id: int) -> Any:
    path = session.scalars(select(UnitRef.path).where(UnitRef.id == unit_id)).first() or "-"
    place = func.coalesce(_HomeUnit.path, UnitRef.path)
    return and_(place >= path, place < path[:-1] + "0")


# Registers (Điều 6.2) -----------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Register:
    """A register as headings and rows of texts, days and moments."""

    form: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def register_of_accounts(session: Session, unit_id: int | None) -> Register:
    """Mẫu 1: unit accounts issued, to which unit and holder, under which decision."""
    query = _unit_accounts(session, unit_id).with_only_columns(
        Account.username,
        UnitRef.name,
        AccountHolder.name,
        AccountHolder.title,
        AccountHolder.authorisation_number,
        AccountHolder.authorisation_on,
        Account.created_on,
        Account.expires_on,
    )
    headings = (
        "Tên đăng nhập", "Đơn vị", "Người phụ trách", "Chức vụ", "Quyết định ủy quyền", "Ngày quyết định",
        "Ngày cấp", "Hết hạn sau ngày",
    )  # fmt: skip
    rows = session.execute(query, execution_options=_CHECKED).all()
    shown = [[*row[:6], row[6] and clock.to_local(row[6]).date(), row[7]] for row in rows]
    return Register("Mẫu 1", "DANH SÁCH TÀI KHOẢN ĐƠN VỊ ĐÃ CẤP", headings, shown)


def register_of_rights(session: Session, unit_id: int | None) -> Register:
    """Mẫu 2: which role each unit account has, on which branch, from when to when."""
    branch = aliased(UnitRef)
    query = (
        _unit_accounts(session, unit_id)
        .join(Grant, Grant.account_id == Account.id)
        .join(Role, Role.id == Grant.role_id)
        .outerjoin(branch, branch.id == Grant.unit_id)
        .with_only_columns(
            Account.username,
            UnitRef.name,
            Role.name,
            branch.name,
            Grant.valid_from,
            Grant.valid_to,
            Grant.ground,
        )
    )
    headings = ("Tên đăng nhập", "Đơn vị", "Vai trò", "Phạm vi", "Từ ngày", "Đến hết ngày", "Căn cứ")
    rows = session.execute(query, execution_options=_CHECKED).all()
    return Register("Mẫu 2", "DANH SÁCH PHÂN QUYỀN TÀI KHOẢN ĐƠN VỊ", headings, rows)


def _unit_accounts(session: Session, unit_id: int | None) -> Select[Any]:
    query = (
        select(Account)
        .outerjoin(UnitRef, UnitRef.id == Account.unit_id)
        .outerjoin(AccountHolder, _is_open_holder())
        .where(Account.kind == "unit", accounts_reached(require_actor(), Right.VIEW))
        .order_by(UnitRef.sort_key, Account.username, Account.id)
        .limit(MOST_IN_REGISTER)
    )
    if unit_id is None:
        return query
    path = session.scalars(select(UnitRef.path).where(UnitRef.id == unit_id)).first() or "-"
    return query.where(UnitRef.path >= path, UnitRef.path < path[:-1] + "0")


def holders_of(session: Session, account_id: int) -> Sequence[AccountHolder]:
    """Everybody who held an account the caller has in scope, newest first."""
    query = select(AccountHolder).where(AccountHolder.account_id == account_id)
    return session.scalars(query.order_by(AccountHolder.from_on.desc(), AccountHolder.id.desc())).all()
