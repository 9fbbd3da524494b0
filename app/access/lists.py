"""What was given to whom: lists of accounts with their grants, who holds a right, comparisons."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session

from app.access.grants import read_permissions
from app.access.held import held_by
from app.access.limits import accounts_within
from app.access.models import (
    Account,
    Grant,
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from app.access.reaches import GRANT_KEY, Pair
from app.access.scope import in_subtree
from app.core import clock, things
from app.core.actor import Actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.words import say
from app.organisation.models import Delegation, UnitRef

VIEWING: Pair = (Right.VIEW.value, GRANT_KEY)
PAGE = 50
#: How long the answer to «who holds this» may be.
MOST_HOLDERS = 200
_BY_HAND = unscoped("explicit condition")


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Which accounts and grants a list is to show; empty means all in reach."""

    search: str = ""
    role_id: int | None = None
    unit_id: int | None = None
    with_ended: bool = False
    page: int = 0


def in_force(today: Any) -> ColumnElement[bool]:
    """Grants (joined to their delegation) that hold on a day."""
    first = [or_(model.valid_from.is_(None), model.valid_from <= today) for model in (Grant, Delegation)]
    return and_(*first, _not_ended(today))


def _not_ended(today: Any) -> ColumnElement[bool]:
    return and_(*(or_(model.valid_to.is_(None), model.valid_to >= today) for model in (Grant, Delegation)))


def state_of(row: Any) -> str:
    """`ended`, `to_come` or `in_force`, for a row of a list made here."""
    today = clock.today()
    if any(day is not None and day < today for day in (row.Grant.valid_to, row.delegated_to)):
        return "ended"
    later = (row.Grant.valid_from, row.delegated_from)
    return "to_come" if any(day is not None and day > today for day in later) else "in_force"


_COLUMNS = (
    Account,
    Grant,
    Role.name.label("role"),
    UnitRef.name.label("unit"),
    Delegation.valid_from.label("delegated_from"),
    Delegation.valid_to.label("delegated_to"),
    Delegation.ground.label("delegated_by"),
)


def _with_names(query: Select[Any]) -> Select[Any]:
    return (
        query.outerjoin(Role, Role.id == Grant.role_id)
        .outerjoin(UnitRef, UnitRef.id == Grant.unit_id)
        .outerjoin(Delegation, Delegation.id == Grant.delegation_id)
    )


def grants_page(session: Session, actor: Actor, wanted: Wanted) -> Sequence[Any]:
    """A line for each grant of the accounts in reach, one for an account without any; one more than PAGE
    when there is a next page."""
    on = [Grant.account_id == Account.id]
    if not wanted.with_ended:
        on.append(or_(Grant.valid_to.is_(None), Grant.valid_to >= clock.today()))
    query = _with_names(select(*_COLUMNS).select_from(Account).outerjoin(Grant, and_(*on)))
    query = query.where(accounts_within(held_by(session, actor), VIEWING), *_narrowed(session, wanted))
    query = query.order_by(Account.username, Grant.id).limit(PAGE + 1).offset(wanted.page * PAGE)
    return session.execute(query, execution_options=_BY_HAND).all()


def _narrowed(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.search:
        full_name = func.lower(Account.first_name + " " + Account.last_name)
        typed = wanted.search.lower()
        names = [
            func.lower(Account.username).contains(typed, autoescape=True),
            full_name.contains(typed, autoescape=True),
            (Account.first_name + " " + Account.last_name).contains(wanted.search, autoescape=True),
        ]
        conditions.append(or_(*names))
    if wanted.role_id is not None:
        conditions.append(Grant.role_id == wanted.role_id)
    if wanted.unit_id is not None:
        path = _path_of(session, wanted.unit_id)
        conditions.append(in_subtree(UnitRef.path, path) if path else false())
    return conditions


def _path_of(session: Session, unit_id: int) -> str | None:
    query = select(UnitRef.path).where(UnitRef.id == unit_id)
    return session.scalars(query, execution_options=unscoped("path of one unit")).first()


def grants_of(session: Session, account_id: int) -> Sequence[Any]:
    """Every grant of an account, newest first; the caller has checked that it may be seen."""
    query = _with_names(select(*_COLUMNS).select_from(Grant).join(Account, Account.id == Grant.account_id))
    query = query.where(Grant.account_id == account_id).order_by(Grant.id.desc())
    return session.execute(query, execution_options=unscoped("grants of a checked account")).all()


# Roles ------------------------------------------------------------------------------------------


def role_counts(session: Session) -> dict[int, int]:
    """Role -> how many accounts hold it today."""
    query = (
        select(Grant.role_id, func.count(func.distinct(Grant.account_id)))
        .outerjoin(Delegation, Delegation.id == Grant.delegation_id)
        .where(in_force(clock.today()))
        .group_by(Grant.role_id)
    )
    rows = session.execute(query, execution_options=unscoped("numbers only"))
    return {role_id: count for role_id, count in rows}


# Who holds a right ------------------------------------------------------------------------------


def holders(
    session: Session, actor: Actor, pair: Pair, *, unit_id: int | None = None, person: Any = None
) -> Sequence[Any]:
    """The accounts in reach that hold a right today, each with the grant it comes from.

    With a unit (or the unit and the account's own record of a `person`): only where the right reaches it.
    """
    query = _with_names(select(*_COLUMNS).select_from(Grant).join(Account, Account.id == Grant.account_id))
    query = query.where(
        Account.active.is_(True),
        in_force(clock.today()),
        Grant.role_id.in_(_roles_with(pair)),
        accounts_within(held_by(session, actor), VIEWING),
    )
    ways = [_reaches_unit(session, unit_id)] if unit_id is not None else []
    if person is not None:
        own = and_(Account.kind == "personal", Account.person_id == person.id)
        ways = [_reaches_unit(session, person.home_unit_id), own]
    if ways:
        query = query.where(or_(*ways))
    query = query.order_by(Account.username, Grant.id).limit(MOST_HOLDERS + 1)
    return session.execute(query, execution_options=_BY_HAND).all()


def _roles_with(pair: Pair) -> Any:
    right, key = pair
    link = assoc_permissionview_role.c
    return (
        select(link.role_id)
        .join(PermissionView, PermissionView.id == link.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .where(Permission.name == f"can_{right}", ViewMenu.name == key)
    )


def _reaches_unit(session: Session, unit_id: int) -> ColumnElement[bool]:
    """Grants whose subtree holds the unit and whose types, if any are named, name its type."""
    kinds = things.get("unit_type").model
    query = select(UnitRef.path, kinds.code).outerjoin(kinds, kinds.id == UnitRef.unit_type_id)
    found = session.execute(query.where(UnitRef.id == unit_id), execution_options=_BY_HAND).first()
    if found is None:
        return false()
    above = [int(part) for part in found.path.split("/") if part]
    listed = literal(";") + func.replace(Grant.unit_types, " ", "") + ";"
    every_type = or_(Grant.unit_types.is_(None), Grant.unit_types == "")
    return and_(
        Grant.unit_id.in_(above), or_(every_type, listed.contains(f";{found.code};", autoescape=True))
    )


# Comparing --------------------------------------------------------------------------------------


def rights_by_place(session: Session, account_id: int) -> dict[Pair, frozenset[str]]:
    """What an account may do today, and where: right -> names of subtrees."""
    found: dict[Pair, set[str]] = {}
    for row in grants_of(session, account_id):
        if state_of(row) != "in_force":
            continue
        place = row.unit or say("không theo đơn vị")
        if row.Grant.unit_types:
            place = f"{place} ({row.Grant.unit_types})"
        for pair in read_permissions(session, row.Grant.role_id):
            found.setdefault(pair, set()).add(place)
    return {pair: frozenset(places) for pair, places in found.items()}


def account_named(session: Session, actor: Actor, username: str) -> Account | None:
    """The account of this name, if the actor may see its grants."""
    query = select(Account).where(
        func.lower(Account.username) == username.strip().lower(),
        accounts_within(held_by(session, actor), VIEWING),
    )
    return session.scalars(query, execution_options=_BY_HAND).first()
