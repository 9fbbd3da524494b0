"""Which accounts must have a second step: a setting names the roles (OWASP ASVS 5.0, 6.3.3).

Unless it names none, whoever may manage accounts or grants must too, whatever its role is called.
"""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.models import (
    ACCOUNT_KEY,
    Grant,
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from app.access.reaches import GRANT_KEY
from app.access.roles import TEMPLATES
from app.access.second_step_models import AccountTotp
from app.core import clock
from app.core.errors import RuleViolated
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.words import say
from app.organisation.models import Delegation
from app.settings.reading import setting
from app.settings.registry import plug_check, setting_field

_SETTING = "totp_roles"
_LABELS = {template.key: template.label for template in TEMPLATES}
_OWN = unscoped("whether the account must have a second step")


def needs_totp(session: Session, account_id: int) -> bool:
    """Whether a grant of today gives the account a role that demands the second step, or is to manage."""
    names = _roles(setting(session, _SETTING) or "")
    if not names:
        return False
    today = clock.today()
    query = (
        select(Grant.id)
        .join(Role, Role.id == Grant.role_id)
        .outerjoin(Delegation, Delegation.id == Grant.delegation_id)
        .where(Grant.account_id == account_id, or_(Role.name.in_(names), Role.id.in_(_managing_roles())))
        .where(*(or_(model.valid_from.is_(None), model.valid_from <= today) for model in (Grant, Delegation)))
        .where(*(or_(model.valid_to.is_(None), model.valid_to >= today) for model in (Grant, Delegation)))
        .limit(1)
    )
    return session.scalars(query, execution_options=_OWN).first() is not None


def _managing_roles() -> Any:
    """The roles that carry the right to manage accounts of units and of the system, or grants."""
    link = assoc_permissionview_role.c
    return (
        select(link.role_id)
        .join(PermissionView, PermissionView.id == link.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .where(Permission.name == f"can_{Right.MANAGE}", ViewMenu.name.in_((ACCOUNT_KEY, GRANT_KEY)))
    )


def must_enrol(session: Session, account_id: int) -> bool:
    """Whether the account needs a second step and has none yet."""
    if not needs_totp(session, account_id):
        return False
    query = select(AccountTotp.account_id).where(AccountTotp.account_id == account_id)
    query = query.where(AccountTotp.confirmed_at.is_not(None))
    return session.scalars(query, execution_options=_OWN).first() is None


def require_not_demanding(session: Session, role_name: str) -> None:
    """RuleViolated when the setting names the role: under another name it would demand nothing."""
    if role_name in _roles(setting(session, _SETTING) or ""):
        raise RuleViolated(
            say(
                "Vai trò «{name}» có tên trong tham số «{setting}». Sửa tham số trước.",
                name=role_name,
                setting=say(setting_field(_SETTING).label),
            )
        )


def _roles(typed: str) -> set[str]:
    """Names of roles; a template may be named by its key too."""
    names = {name.strip() for name in typed.split(";") if name.strip()}
    return {_LABELS.get(name, name) for name in names}


def _unknown_roles(session: Session, typed: str | None) -> str:
    """A sentence naming what is the name of no role; empty when everything is."""
    names = _roles(typed or "")
    missing = names - set(
        session.scalars(select(Role.name).where(Role.name.in_(names)), execution_options=_OWN)
    )
    if not missing:
        return ""
    listed = ", ".join(f"«{name}»" for name in sorted(missing))
    return say("Không có vai trò {names}. Ghi đúng tên vai trò, cách nhau bằng dấu chấm phẩy.", names=listed)


plug_check(_SETTING, _unknown_roles)
