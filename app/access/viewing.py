"""«Xem như»: an administrator looks at the system as an account it manages, reading only (requirements A6).

Never as an account above, never as itself, never from within another account's view.
"""

import dataclasses

from sqlalchemy.orm import Session

from app.access.grants import load_actor
from app.access.limits import require_below
from app.access.models import ACCOUNT_KEY, Account
from app.access.reaches import MANAGING_ACCOUNTS
from app.core import ports
from app.core.actor import Actor, Channel, require_right
from app.core.errors import DomainError, StepNotAllowed
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say


def require_viewable(session: Session, actor: Actor, account_id: int) -> Account:
    """The account the actor may look on as; NotFound outside its subtrees, StepNotAllowed otherwise."""
    if actor.is_read_only:
        raise StepNotAllowed(say("Đang xem như một tài khoản; thoát trước khi xem như tài khoản khác."))
    own = say("Đây là tài khoản đang dùng.")
    account = require_below(session, actor, account_id, own=own, managing=MANAGING_ACCOUNTS)
    if not account.active:
        raise StepNotAllowed(say("Tài khoản «{name}» đang bị khóa.", name=account.username))
    return account


def view_as_begin(session: Session, account_id: int) -> Account:
    """Check that the actor may look on as this account, and write the line of history."""
    actor = require_right(Right.MANAGE, ACCOUNT_KEY)
    with transaction(session, Right.MANAGE):
        account = require_viewable(session, actor, account_id)
        ports.note(session, ACCOUNT_KEY, account.id, "view_as", account.username)
    return account


def view_as_end(session: Session, account_id: int) -> None:
    """Write the line of history; for the actor who looked on, itself again."""
    with transaction(session, Right.MANAGE):
        account = session.get(Account, account_id)
        name = account.username if account else ""
        ports.note(session, ACCOUNT_KEY, account_id, "view_as_end", name)


def seen_as(session: Session, actor: Actor, account_id: int) -> Actor | None:
    """The actor with the eyes of the account, reading only; None when it may look no longer."""
    try:
        account = require_viewable(session, actor, account_id)
    except DomainError:
        return None
    seen = load_actor(session, account, Channel.VIEW_AS, actor.address)
    name = say("{name} xem như {other}", name=actor.name, other=account.username)
    return dataclasses.replace(seen, name=name, viewer=actor, is_read_only=True)
