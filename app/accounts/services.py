"""Acts on accounts: lock, unlock, expiry, passwords; and the grants an account shows."""

import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.models import Account, Grant, Role
from app.access.sessions import sessions_end_all
from app.access.totp import totp_reset
from app.accounts.changes import act_on
from app.accounts.holding import told_on_slip
from app.accounts.slips import Slip, give_first_password
from app.core import clock
from app.core.errors import RuleViolated
from app.core.scoping import unscoped
from app.core.words import say
from app.organisation.models import UnitRef


def account_lock(session: Session, account_id: int, *, why: str, version: int | None = None) -> None:
    """Lock an account with a reason; whoever is signed in with it is out at once."""
    why = _told(why, "why", say("Ghi lý do khóa."))
    with act_on(session, account_id, "account_lock", version=version) as account:
        if not account.active:
            raise RuleViolated(say("Tài khoản đang bị khóa."))
        lock(account, why)


def lock(account: Account, why: str) -> None:
    """Put an account out of use; the caller keeps the history."""
    account.active, account.locked_at, account.locked_why = False, clock.now(), why[:300]


def account_unlock(session: Session, account_id: int, *, version: int | None = None) -> None:
    """Let a locked account be used again, with the password it had."""
    with act_on(session, account_id, "account_unlock", version=version) as account:
        if account.active:
            raise RuleViolated(say("Tài khoản không bị khóa."))
        account.active, account.locked_at, account.locked_why = True, None, None


def account_expire(
    session: Session, account_id: int, *, last_day: datetime.date | None, version: int | None = None
) -> None:
    """Set the last day an account may be used, or take the limit away."""
    with act_on(session, account_id, "account_expire", version=version) as account:
        account.expires_on = last_day


def account_end_sessions(session: Session, account_id: int, *, version: int | None = None) -> None:
    """End every session and token of an account; its password stays."""
    with act_on(session, account_id, "account_sessions_end", version=version) as account:
        sessions_end_all(session, account.id, "manager")


def account_totp_reset(session: Session, account_id: int, *, why: str, version: int | None = None) -> None:
    """Take the second step away from an account whose telephone is lost; every session ends."""
    with act_on(session, account_id, "", version=version) as account:  # it writes a line of its own
        totp_reset(session, account, why)


def password_reset(session: Session, account_id: int, *, version: int | None = None) -> Slip:
    """A new one-time password (Điều 6.5, 17.6); the old one and every session end."""
    with act_on(session, account_id, "account_reset", version=version) as account:
        slip = give_first_password(session, account, **told_on_slip(session, account))
    return slip


def _told(text: str, name: str, sentence: str) -> str:
    text = " ".join(text.split())[:300]
    if not text:
        raise RuleViolated(sentence, errors={name: sentence})
    return text


def grants_shown(session: Session, account: Account) -> list[Any]:
    """(role, unit, types, from, to, ground) of each grant of an account the caller has in scope."""
    query = (
        select(
            Role.name,
            UnitRef.name.label("unit"),
            Grant.unit_types,
            Grant.valid_from,
            Grant.valid_to,
            Grant.ground,
        )
        .join(Role, Role.id == Grant.role_id)
        .outerjoin(UnitRef, UnitRef.id == Grant.unit_id)
        .where(Grant.account_id == account.id)
        .order_by(Grant.id)
    )
    return list(session.execute(query, execution_options=unscoped("grants of a checked account")).all())
