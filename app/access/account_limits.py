"""Whose accounts an actor may see and act on: within the scope, and never above the actor's own rights."""

import dataclasses
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from app.access.grants import ending_grants
from app.access.models import ACCOUNT_KEY, PERSONAL_KEY, Account
from app.access.scope import reach
from app.core import things
from app.core.actor import Actor, ActorGrant, require_actor
from app.core.errors import NotFound, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import ByPath, unscoped
from app.core.words import say
from app.organisation.models import UnitRef

_UNITS = ByPath(path="path", unit="id")
_PEOPLE = ByPath(path="home_path", unit="home_unit_id")


def key_of(account: Account) -> str:
    """Under which key the rights over an account stand."""
    return PERSONAL_KEY if account.kind == "personal" else ACCOUNT_KEY


def units_reached(actor: Actor, right: Right, key: str) -> ColumnElement[bool]:
    """The condition on UnitRef for the units an actor reaches under a right on accounts."""
    if actor.is_system:
        return true()
    return or_(false(), *(reach(grant, _UNITS, UnitRef) for grant in actor.grants_for(right, key)))


def people_reached(actor: Actor, right: Right) -> ColumnElement[bool]:
    """The condition on people whose personal accounts an actor reaches (Điều 6.5)."""
    if actor.is_system:
        return true()
    person: Any = things.get("person").model
    return or_(false(), *(reach(grant, _PEOPLE, person) for grant in actor.grants_for(right, PERSONAL_KEY)))


def accounts_reached(actor: Actor, right: Right) -> ColumnElement[bool]:
    """The condition on Account for exactly the accounts an actor reaches under a right.

    A personal account stands where its person does; one without a unit is for who manages accounts.
    """
    if actor.is_system:
        return true()
    person: Any = things.get("person").model
    people = select(person.id).where(people_reached(actor, right))
    units = select(UnitRef.id).where(units_reached(actor, right, ACCOUNT_KEY))
    shared = [Account.unit_id.in_(units)]
    if actor.has(Right.MANAGE, ACCOUNT_KEY):
        shared.append(Account.unit_id.is_(None))
    return or_(
        and_(Account.kind == "personal", Account.person_id.in_(people)),
        and_(Account.kind != "personal", or_(*shared)),
    )


def account_in_scope(session: Session, account_id: int, right: Right) -> Account:
    """The account, if the actor reaches it under the right; NotFound otherwise."""
    actor = require_actor()
    if not (actor.has(right, ACCOUNT_KEY) or actor.has(right, PERSONAL_KEY)):
        raise StepNotAllowed(say("Tài khoản không có quyền «{label}» ở mục này.", label=say(right.label)))
    query = select(Account).where(Account.id == account_id, accounts_reached(actor, right))
    found = session.scalars(query, execution_options=unscoped("explicit condition on accounts")).first()
    if found is None:
        raise NotFound()
    return found


def covers(actor: Actor, given: ActorGrant) -> bool:
    """Whether the actor itself holds every right of a grant, on all of its subtree."""
    if actor.is_system:
        return True
    return all(
        any(permission in own.permissions and _inside(own, given) for own in actor.grants)
        for permission in given.permissions
    )


def _inside(own: ActorGrant, given: ActorGrant) -> bool:
    if given.root_path is None:
        return True
    if not own.root_path or not given.root_path.startswith(own.root_path):
        return False
    return not own.unit_types or (bool(given.unit_types) and given.unit_types <= own.unit_types)


def may_manage(session: Session, actor: Actor, account: Account) -> bool:
    """Whether nothing the account may do, now or later, is beyond what the actor may do itself."""
    if account.id == actor.account_id:
        return False
    place = _own_place(session, account)
    return all(covers(actor, _placed(grant, place)) for grant in ending_grants(session, account))


def require_manageable(session: Session, account: Account) -> None:
    """StepNotAllowed for one's own account, and for one with rights the actor does not have."""
    actor = require_actor()
    if account.id == actor.account_id:
        raise StepNotAllowed(
            say("Không tự quản trị tài khoản của chính mình. Mật khẩu của mình đổi ở «Đổi mật khẩu».")
        )
    if not may_manage(session, actor, account):
        raise StepNotAllowed(
            say(
                "Tài khoản «{name}» có quyền hoặc phạm vi rộng hơn tài khoản đang dùng.",
                name=account.username,
            )
        )


def _own_place(session: Session, account: Account) -> tuple[str, frozenset[int]] | None:
    """Path of the unit of a personal account's person, and its type."""
    if account.kind != "personal" or account.person_id is None:
        return None
    person: Any = things.get("person").model
    query = (
        select(person.home_path, UnitRef.unit_type_id)
        .join(UnitRef, UnitRef.id == person.home_unit_id)
        .where(person.id == account.person_id)
    )
    row = session.execute(query, execution_options=unscoped("place of one person")).one()
    return row.home_path, frozenset({row.unit_type_id})


def _placed(grant: ActorGrant, place: tuple[str, frozenset[int]] | None) -> ActorGrant:
    """A grant that reaches only the own record counts where that record stands."""
    if place is None or grant.root_path is not None:
        return grant
    return dataclasses.replace(grant, root_path=place[0], unit_types=place[1])
