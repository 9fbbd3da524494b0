"""Who must not be locked out from elsewhere: accounts that can manage accounts, and their usual places."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.models import (
    ACCOUNT_KEY,
    Account,
    Grant,
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from app.access.sign_in_models import AccountSession
from app.core import clock
from app.core.rights import Right
from app.core.scoping import unscoped
from app.organisation.models import Delegation

_BY_HAND = unscoped("who may manage accounts")


def managers(session: Session) -> dict[int, str]:
    """Active accounts whose grants of today let them manage accounts: id -> name."""
    link, today = assoc_permissionview_role.c, clock.today()
    query = (
        select(Account.id, Account.username)
        .join(Grant, Grant.account_id == Account.id)
        .outerjoin(Delegation, Delegation.id == Grant.delegation_id)
        .join(assoc_permissionview_role, link.role_id == Grant.role_id)
        .join(PermissionView, PermissionView.id == link.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .where(Account.active, Permission.name == f"can_{Right.MANAGE}", ViewMenu.name == ACCOUNT_KEY)
        .where(*(or_(model.valid_from.is_(None), model.valid_from <= today) for model in (Grant, Delegation)))
        .where(*(or_(model.valid_to.is_(None), model.valid_to >= today) for model in (Grant, Delegation)))
        .distinct()
    )
    return {row.id: row.username for row in session.execute(query, execution_options=_BY_HAND)}


def is_used_from(session: Session, account_id: int, place: str, place_of: Callable[[str], str]) -> bool:
    """Whether an account signed in from there within the time ended sessions are kept."""
    addresses = session.scalars(_addresses([account_id]), execution_options=_BY_HAND)
    return any(place_of(address) == place for address in addresses)


def has_signed_in(session: Session, account_ids: list[int]) -> bool:
    """Whether any of these accounts has a place it is used from."""
    return session.scalars(_addresses(account_ids).limit(1), execution_options=_BY_HAND).first() is not None


def _addresses(account_ids: list[int]) -> Any:
    mine = (AccountSession.account_id.in_(account_ids), AccountSession.address != "")
    return select(AccountSession.address).where(*mine).distinct()
