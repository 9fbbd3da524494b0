"""From an account to an actor: which grants hold today, and what their roles carry."""

import datetime
import functools
import threading
import weakref
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Date, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from app.access.models import (
    AccessStamp,
    Account,
    Consent,
    Grant,
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from app.core import clock, things
from app.core.actor import Actor, ActorGrant, Channel
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.sensitive import GROUPS, permission_key
from app.organisation.models import Delegation, UnitRef

#: For each database: (role, stamp) -> what the role carried at that stamp.
_caches: "weakref.WeakKeyDictionary[Any, dict[tuple[int, int], frozenset[tuple[str, str]]]]" = (
    weakref.WeakKeyDictionary()
)
_LARGEST_CACHE = 1000
#: Records one account may read under consents at a time: they stand in each of its statements.
MOST_CONSENTS = 300
_READS_RECORDS = frozenset({(Right.VIEW.value, "person")})
_READS_SENSITIVE = frozenset((Right.VIEW.value, permission_key(group)) for group in GROUPS)
_lock = threading.Lock()


def load_actor(session: Session, account: Account, channel: Channel, address: str) -> Actor:
    """The actor for a signed-in account: its grants and consents of today."""
    query = _grants_query(clock.today())
    bound = {"accounts": [account.id]}
    # Columns only: the hooks of the session on statements have nothing to do here.
    rows = session.connection().execute(query, bound, execution_options=unscoped("own grants")).all()
    stamp = rows[0].stamp if rows else 0
    own = account.person_id if account.kind == "personal" else None
    grants = tuple(_actor_grant(session, row, stamp, own) for row in rows)
    if not rows or rows[0].has_consents:
        grants += consented_grants(session, account, clock.today())
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
    # Few accounts have consents: whether there are any is asked along with the grants.
    to_account = exists().where(Consent.account_id == Grant.account_id)
    to_unit = exists().where(Consent.unit_id == Account.unit_id, Account.id == Grant.account_id)
    to_unit = to_unit.correlate(Grant)
    return (
        select(
            or_(to_account, to_unit).label("has_consents"),
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


def _actor_grant(session: Session, row: Any, stamp: int, own: int | None) -> ActorGrant:
    return ActorGrant(
        permissions=role_permissions(session, row.role_id, stamp),
        root_path=row.path,
        unit_types=type_ids(session, row.unit_types),
        person_id=own,
    )


def consented_grants(session: Session, account: Account, day: datetime.date) -> tuple[ActorGrant, ...]:
    """What consents in writing let the account read on a day: single records, never more than reading."""
    query = _consents_query()
    unit = None if account.kind == "personal" else account.unit_id
    bound = {"account": account.id, "unit": unit, "day": day}
    rows = session.execute(query, bound, execution_options=unscoped("own consents")).all()
    plain = frozenset(row.person_id for row in rows)
    sensitive = frozenset(row.person_id for row in rows if row.shows_sensitive)
    grants = [ActorGrant(_READS_RECORDS, people=plain)] if plain else []
    grants += [ActorGrant(_READS_SENSITIVE, people=sensitive)] if sensitive else []
    return tuple(grants)


@functools.cache
def _consents_query() -> Any:
    """The consents that hold on a day, for the account and its unit; a person's own account has no unit's."""
    day = bindparam("day", type_=Date())
    return (
        select(Consent.person_id, Consent.shows_sensitive)
        .where(
            or_(Consent.account_id == bindparam("account"), Consent.unit_id == bindparam("unit")),
            Consent.valid_from <= day,
            Consent.valid_to >= day,
            or_(Consent.withdrawn_on.is_(None), Consent.withdrawn_on > day),
        )
        .order_by(Consent.person_id)
        .limit(MOST_CONSENTS)
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


def type_ids(session: Session, codes: str | None) -> frozenset[int]:
    """The ids of the types of units that a grant names by code; empty when it names none."""
    wanted = [code.strip() for code in (codes or "").split(";") if code.strip()]
    if not wanted:
        return frozenset()
    model = things.get("unit_type").model
    found = frozenset(session.scalars(select(model.id).where(model.code.in_(wanted))))
    # Fail closed: a filter that names only unknown types must not become no filter.
    return found or frozenset({-1})


def role_permissions(session: Session, role_id: int, stamp: int) -> frozenset[tuple[str, str]]:
    """What a role carries as (right, key); kept in memory until the stamp changes."""
    with _lock:
        cache = _caches.setdefault(session.get_bind(), {})
        found = cache.get((role_id, stamp))
    if found is None:
        found = read_permissions(session, role_id)
        with _lock:
            if len(cache) >= _LARGEST_CACHE:
                cache.clear()
            cache[role_id, stamp] = found
    return found


def read_permissions(session: Session, role_id: int) -> frozenset[tuple[str, str]]:
    """What a role carries as (right, key), read now."""
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
