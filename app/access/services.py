"""Accounts: made and given their grants, with a password that is only kept as a hash."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.models import Account, Grant, Role
from app.access.passwords import new_password, password_set
from app.access.roles import TEMPLATES
from app.core.errors import RuleViolated
from app.core.words import say
from app.organisation.models import UnitRef

__all__ = ["account_create", "find_account", "grant_role", "new_password", "path_of_account"]


def find_account(session: Session, username: str) -> Account | None:
    """The account of this name, whatever its case."""
    return session.scalars(select(Account).where(func.lower(Account.username) == username.lower())).first()


def path_of_account(session: Session, account_id: int | None) -> str:
    """The path of the unit an account belongs to; empty for one without a unit."""
    account = session.get(Account, account_id) if account_id else None
    unit = session.get(UnitRef, account.unit_id) if account and account.unit_id else None
    return (unit.path or "") if unit else ""


def account_create(
    session: Session,
    *,
    username: str,
    password: str,
    first_name: str,
    last_name: str,
    kind: str,
    unit_id: int | None = None,
    person_id: int | None = None,
) -> Account:
    """Add an account; the caller commits. RuleViolated when the name is taken or the password is refused."""
    if find_account(session, username):
        raise RuleViolated(say("Tên đăng nhập «{username}» đã có.", username=username))
    account = Account(
        username=username,
        first_name=first_name,
        last_name=last_name,
        email=f"{username}@tai-khoan.invalid",
        active=True,
        kind=kind,
        unit_id=unit_id,
        person_id=person_id,
    )
    password_set(session, account, password)
    return account


def grant_role(session: Session, account: Account, template_key: str, **limits: Any) -> Grant:
    """Give a role template to an account, on a subtree (`unit_id`) or without rows; caller commits."""
    label = next(template.label for template in TEMPLATES if template.key == template_key)
    role = session.scalars(select(Role).where(Role.name == label)).one()
    grant = Grant(account_id=account.id, role_id=role.id, **limits)
    session.add(grant)
    session.flush()
    return grant
