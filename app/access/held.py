"""What an account holds and may see, read from the tables as reaches; `limits` compares them."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.grants import MOST_CONSENTS, read_permissions, type_ids
from app.access.models import Account, Consent, Grant
from app.access.reaches import EVERYTHING, FOREVER, Pair, Reach
from app.core import clock, things
from app.core.actor import Actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.sensitive import GROUPS, permission_key
from app.organisation.models import Delegation, UnitRef

#: Rights that tell the holder of a personal account about itself, and nothing to whoever gives them.
ABOUT_ONESELF: frozenset[Pair] = frozenset({(Right.VIEW.value, "access_log")})


def held_by(session: Session, actor: Actor) -> list[Reach]:
    """What the actor holds today, read anew: rights in memory may be older than the lock in hand."""
    if actor.is_system:
        return [EVERYTHING]
    if actor.account_id is None or actor.is_read_only:
        return []
    return reaches_of(session, actor.account_id, is_today=True)


def grants_until(session: Session, account_id: int) -> datetime.date | None:
    """The last day of the grant that ends first, of those that hold today; None when none ends."""
    today = clock.today()
    ends = [or_(model.valid_to.is_(None), model.valid_to >= today) for model in (Grant, Delegation)]
    begun = [or_(model.valid_from.is_(None), model.valid_from <= today) for model in (Grant, Delegation)]
    query = (
        select(Grant.valid_to, Delegation.valid_to.label("delegated_to"))
        .outerjoin(Delegation, Delegation.id == Grant.delegation_id)
        .where(Grant.account_id == account_id, *ends, *begun)
    )
    rows = session.execute(query, execution_options=unscoped("limits of one account")).all()
    return min((day for row in rows for day in row if day is not None), default=None)


def reaches_of(session: Session, account_id: int, *, is_today: bool = False) -> list[Reach]:
    """What an account's grants give, those of today alone or also those to come."""
    today = clock.today()
    ends = [or_(model.valid_to.is_(None), model.valid_to >= today) for model in (Grant, Delegation)]
    if is_today:
        ends += [or_(model.valid_from.is_(None), model.valid_from <= today) for model in (Grant, Delegation)]
    query = (
        select(Grant, UnitRef.path, Delegation.valid_to.label("delegated_to"))
        .outerjoin(UnitRef, UnitRef.id == Grant.unit_id)
        .outerjoin(Delegation, Delegation.id == Grant.delegation_id)
        .where(Grant.account_id == account_id, *ends)
    )
    rows = session.execute(query, execution_options=unscoped("limits of one account")).all()
    return [
        Reach(
            rights=read_permissions(session, row.Grant.role_id),
            root_path=row.path,
            unit_types=type_ids(session, row.Grant.unit_types),
            until=min(row.Grant.valid_to or FOREVER, row.delegated_to or FOREVER),
        )
        for row in rows
    ]


def record_rights(session: Session, account: Account) -> list[Reach]:
    """Single records an account may see, where they stand: its own, and those of consents (Điều 8.3).

    Whoever manages the account must reach these, too: with its password it would see them.
    """
    found = [
        record_reach(session, row.person_id, reading(row.shows_sensitive))
        for row in _consents(session, account)
    ]
    if account.kind == "personal" and account.person_id is not None:
        held = [reach.rights for reach in reaches_of(session, account.id) if reach.root_path is None]
        own = {pair for rights in held for pair in rights if pair in reading(True)}
        found.append(record_reach(session, account.person_id, reading() | own))
    return found


def _consents(session: Session, account: Account) -> Sequence[Any]:
    """The consents to an account, or to its unit, that hold now or in time to come."""
    today, given_to = clock.today(), Consent.account_id == account.id
    if account.kind != "personal" and account.unit_id is not None:
        given_to = or_(given_to, Consent.unit_id == account.unit_id)
    query = select(Consent.person_id, Consent.shows_sensitive).where(
        given_to, Consent.valid_to >= today, or_(Consent.withdrawn_on.is_(None), Consent.withdrawn_on > today)
    )
    options = unscoped("consents to one account")
    return session.execute(query.limit(MOST_CONSENTS), execution_options=options).all()


def reading(with_sensitive: bool = False) -> frozenset[Pair]:
    """The rights to read a record, with its sensitive groups or without."""
    groups = {(Right.VIEW.value, permission_key(group)) for group in GROUPS} if with_sensitive else set()
    return frozenset({(Right.VIEW.value, "person"), *groups})


def record_reach(session: Session, person_id: int, rights: frozenset[Pair]) -> Reach:
    """These rights over one record, as a reach where it stands."""
    model = things.get("person").model
    query = select(model.home_path, UnitRef.unit_type_id).join(UnitRef, UnitRef.id == model.home_unit_id)
    query = query.where(model.id == person_id)
    row = session.execute(query, execution_options=unscoped("place of one record")).one()
    return Reach(rights, row.home_path, frozenset({row.unit_type_id}))


def without_own_matters(reach: Reach) -> Reach:
    """A grant without a subtree to a personal account, without what it tells about its holder alone.

    Who has seen one's own record is asked by its owner (Điều 16.3): no clerk holds that right.
    """
    if reach.root_path is not None:
        return reach
    return dataclasses.replace(reach, rights=reach.rights - ABOUT_ONESELF)


def reach_of(
    session: Session,
    *,
    role_id: int,
    unit_id: int | None,
    unit_types: str | None,
    delegation_id: int | None,
    valid_to: datetime.date | None,
) -> Reach:
    """What a grant with these columns would give."""
    query = select(UnitRef.path).where(UnitRef.id == unit_id)
    path = session.scalars(query, execution_options=unscoped("path of one unit")).first()
    delegated = session.get(Delegation, delegation_id) if delegation_id is not None else None
    ends = [day for day in (valid_to, delegated and delegated.valid_to) if day]
    types = type_ids(session, unit_types)
    return Reach(read_permissions(session, role_id), path, types, min(ends, default=FOREVER))
