"""From an account to an actor: which grants hold today, and what their roles carry."""

import datetime
import functools
import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.access.models import (
    AccessStamp,
    Account,
    Grant,
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from app.core import clock, things
from app.core.actor import Actor, ActorGrant, Channel
from app.core.scoping import unscoped
from app.organisation.models import Delegation, UnitRef

#: (role, stamp) -> what the role carried at that stamp.
_cache: dict[tuple[int, int], frozenset[tuple[str, str]]] = {}
_LARGEST_CACHE = 1000
_lock = threading.Lock()


def load_actor(session: Session, account: Account, channel: Channel, address: str) -> Actor:
    """The actor for a signed-in account: its grants of today, in two statements at most."""
    query = _grants_query(clock.today())
    bound = {"accounts": [account.id]}
    rows = session.execute(query, bound, execution_options=unscoped("own grants")).all()
    stamp = rows[0].stamp if rows else 0
    own = account.person_id if account.kind == "personal" else None
    grants = tuple(_actor_grant(session, row, stamp, own) for row in rows)
    return Actor(
        name=account.username,
        channel=channel,
        account_id=account.id,
        address=address,
        grants=grants,
    )


@functools.lru_cache(maxsize=2)
def _grants_query(today: datetime.date) -> Any:
    """The grants that hold on a day, for the accounts that are bound to it."""
    holds = [or_(column.valid_from.is_(None), column.valid_from <= today) for column in (Grant, Delegation)]
    holds += [or_(column.valid_to.is_(None), column.valid_to >= today) for column in (Grant, Delegation)]
    stamp = select(AccessStamp.number).limit(1).scalar_subquery()
    return (
        select(
            Grant.account_id,
            Grant.role_id,
            Grant.unit_types,
            UnitRef.path,
            UnitRef.id.label("unit_id"),
            stamp.label("stamp"),
        )
        .outerjoin(UnitRef, UnitRef.id == Grant.unit_id)
        .outerjoin(Delegation, Delegation.id == Grant.delegation_id)
        .where(Grant.account_id.in_(bindparam("accounts", expanding=True)), *holds)
        .order_by(Grant.id)
    )


def ending_grants(session: Session, account: Account) -> tuple[ActorGrant, ...]:
    """Every grant of an account that has not ended: those of today, and those still to begin."""
    today = clock.today()
    holds = [or_(column.valid_to.is_(None), column.valid_to >= today) for column in (Grant, Delegation)]
    query = (
        select(Grant.role_id, Grant.unit_types, UnitRef.path)
        .outerjoin(UnitRef, UnitRef.id == Grant.unit_id)
        .outerjoin(Delegation, Delegation.id == Grant.delegation_id)
        .where(Grant.account_id == account.id, *holds)
        .order_by(Grant.id)
    )
    stamp = session.scalar(select(AccessStamp.number).limit(1)) or 0
    with session.no_autoflush:
        rows = session.execute(query, execution_options=unscoped("grants of a checked account")).all()
    own = account.person_id if account.kind == "personal" else None
    return tuple(_actor_grant(session, row, stamp, own) for row in rows)


def _actor_grant(session: Session, row: Any, stamp: int, own: int | None) -> ActorGrant:
    return ActorGrant(
        permissions=role_permissions(session, row.role_id, stamp),
        root_path=row.path,
        unit_types=_type_ids(session, row.unit_types),
        person_id=own,
    )


def grants_of(session: Session, account_ids: Iterable[int]) -> dict[int, list[ActorGrant]]:
    """Account -> its grants of today, without the own record of a personal one; one statement or two."""
    query, found = _grants_query(clock.today()), defaultdict(list)
    bound = {"accounts": sorted(set(account_ids))}
    for row in session.execute(query, bound, execution_options=unscoped("who may share")).all():
        found[row.account_id].append(_actor_grant(session, row, row.stamp, None))
    return found


def encloses(outer: ActorGrant, inner: ActorGrant) -> bool:
    """Whether every row of units the inner grant may reach lies in the outer one."""
    if not outer.root_path or not inner.root_path or not inner.root_path.startswith(outer.root_path):
        return False
    return not outer.unit_types or (bool(inner.unit_types) and inner.unit_types <= outer.unit_types)


def _type_ids(session: Session, codes: str | None) -> frozenset[int]:
    wanted = [code.strip() for code in (codes or "").split(";") if code.strip()]
    if not wanted:
        return frozenset()
    model = things.get("unit_type").model
    found = frozenset(session.scalars(select(model.id).where(model.code.in_(wanted))))
    # Fail closed: a filter that names only unknown types must not become no filter.
    return found or frozenset({-1})


def role_permissions(session: Session, role_id: int, stamp: int) -> frozenset[tuple[str, str]]:
    """What a role carries as (right, key); kept in memory until the stamp changes."""
    found = _cache.get((role_id, stamp))
    if found is None:
        found = _read_permissions(session, role_id)
        with _lock:
            if len(_cache) >= _LARGEST_CACHE:
                _cache.clear()
            _cache[role_id, stamp] = found
    return found


def _read_permissions(session: Session, role_id: int) -> frozenset[tuple[str, str]]:
    link = assoc_permissionview_role.c
    query = (
        select(Permission.name, ViewMenu.name)
        .select_from(PermissionView)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .join(assoc_permissionview_role, link.permission_view_id == PermissionView.id)
        .where(link.role_id == role_id)
    )
    return frozenset((name.removeprefix("can_"), key) for name, key in session.execute(query))
