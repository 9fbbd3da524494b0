"""Accounts: made and given their grants, with a password that is only kept as a hash."""

import secrets
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.access.models import Account, Grant, Role
from app.access.roles import TEMPLATES
from app.core.errors import RuleViolated
from app.core.words import say

LEAST_PASSWORD = 8


def new_password() -> str:
    """A random password that can be read out: 14 characters without look-alikes."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


def find_account(session: Session, username: str) -> Account | None:
    """The account of this name, whatever its case."""
    return session.scalars(select(Account).where(func.lower(Account.username) == username.lower())).first()


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
    """Add an account; the caller commits. RuleViolated when the name is taken or the password short."""
    if find_account(session, username):
        raise RuleViolated(say("Tên đăng nhập «{username}» đã có.", username=username))
    if len(password) < LEAST_PASSWORD:
        raise RuleViolated(
            say("Mật khẩu phải có ít nhất {least_password} ký tự.", least_password=LEAST_PASSWORD)
        )
    account = Account(
        username=username,
        password=generate_password_hash(password),
        first_name=first_name,
        last_name=last_name,
        email=f"{username}@tai-khoan.invalid",
        active=True,
        kind=kind,
        unit_id=unit_id,
        person_id=person_id,
    )
    session.add(account)
    session.flush()
    return account


def grant_role(session: Session, account: Account, template_key: str, **limits: Any) -> Grant:
    """Give a role template to an account, on a subtree (`unit_id`) or without rows; caller commits."""
    label = next(template.label for template in TEMPLATES if template.key == template_key)
    role = session.scalars(select(Role).where(Role.name == label)).one()
    grant = Grant(account_id=account.id, role_id=role.id, **limits)
    session.add(grant)
    session.flush()
    return grant
