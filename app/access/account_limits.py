"""Which accounts, people and units the screens of accounts reach; who may act on one is `limits`."""

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from app.access.limits import accounts_under
from app.access.models import ACCOUNT_KEY, PERSONAL_KEY, Account
from app.access.reaches import EVERYTHING, Reach
from app.access.scope import reach
from app.core import things
from app.core.actor import Actor, require_actor
from app.core.errors import NotFound, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import ByPath, unscoped
from app.core.words import say
from app.organisation.models import UnitRef

_UNITS = ByPath(path="path", unit="id")
_PEOPLE = ByPath(path="home_path", unit="home_unit_id")


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
    """The condition on Account for exactly the accounts an actor reaches under a right."""
    if actor.is_system:
        return accounts_under([EVERYTHING], right)
    held = [Reach(grant.permissions, grant.root_path, grant.unit_types) for grant in actor.grants]
    return accounts_under(held, right)


def require_account_right(right: Right) -> Actor:
    """The actor, if it holds the right on accounts of any kind; StepNotAllowed otherwise."""
    actor = require_actor()
    if not (actor.has(right, ACCOUNT_KEY) or actor.has(right, PERSONAL_KEY)):
        raise StepNotAllowed(say("Tài khoản không có quyền «{label}» ở mục này.", label=say(right.label)))
    return actor


def account_in_scope(session: Session, account_id: int) -> Account:
    """The account, if the actor may view it; NotFound otherwise."""
    actor = require_account_right(Right.VIEW)
    query = select(Account).where(Account.id == account_id, accounts_reached(actor, Right.VIEW))
    found = session.scalars(query, execution_options=unscoped("explicit condition on accounts")).first()
    if found is None:
        raise NotFound()
    return found
