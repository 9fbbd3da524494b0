"""Accounts and who they are for a provider: linked by their owner or an administrator, never made here."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.account_care import require_care
from app.access.models import ACCOUNT_KEY, Account
from app.access.second_step_models import ExternalIdentity
from app.core.actor import refuse_read_only, require_actor
from app.core.errors import RuleViolated
from app.core.ports import note
from app.core.scoping import unscoped
from app.core.words import say

_OWN = {**unscoped("an identity is found by its issuer, or by its account"), "synchronize_session": False}
_LONGEST = 300


def identity_account(session: Session, issuer: str, claim: str, subject: str) -> Account | None:
    """The account linked to an identity, locked or not; None when nobody is."""
    query = select(Account).join(ExternalIdentity, ExternalIdentity.account_id == Account.id)
    query = query.where(ExternalIdentity.issuer == issuer, ExternalIdentity.claim == claim)
    query = query.where(ExternalIdentity.subject == subject)
    found: Account | None = session.scalars(query, execution_options=_OWN).first()
    return found


def identity_of(session: Session, issuer: str, account_id: int) -> ExternalIdentity | None:
    """The identity an account is linked to at this issuer."""
    query = select(ExternalIdentity).where(ExternalIdentity.issuer == issuer)
    query = query.where(ExternalIdentity.account_id == account_id)
    found: ExternalIdentity | None = session.scalars(query, execution_options=_OWN).first()
    return found


def identity_link(session: Session, account: Account, *, issuer: str, claim: str, subject: str) -> None:
    """Link an account to an identity, in place of the one it had at this issuer. The caller commits.

    Its owner may, and whoever manages accounts. RuleViolated when another account has the identity.
    """
    _require_owner_or_manager(session, account)
    if not 0 < len(subject) <= _LONGEST:
        raise RuleViolated(say("Định danh của nhà cung cấp không hợp lệ."))
    holder = identity_account(session, issuer, claim, subject)
    if holder is not None and holder.id != account.id:
        raise RuleViolated(say("Tài khoản của tỉnh này đã nối với tài khoản khác của phần mềm."))
    _forget(session, account.id, issuer)
    session.add(ExternalIdentity(issuer=issuer, claim=claim, subject=subject, account_id=account.id))
    note(session, ACCOUNT_KEY, account.id, "identity_link", account.username)
    session.flush()


def identity_unlink(session: Session, account: Account, issuer: str) -> None:
    """Undo the link of an account to this issuer, if there is one. The caller commits."""
    _require_owner_or_manager(session, account)
    if _forget(session, account.id, issuer):
        note(session, ACCOUNT_KEY, account.id, "identity_unlink", account.username)


def _require_owner_or_manager(session: Session, account: Account) -> None:
    actor = require_actor()
    if actor.is_read_only:
        refuse_read_only()
    if actor.account_id != account.id:
        require_care(session, account.id)


def _forget(session: Session, account_id: int, issuer: str) -> bool:
    mine = (ExternalIdentity.account_id == account_id) & (ExternalIdentity.issuer == issuer)
    done = session.execute(delete(ExternalIdentity).where(mine), execution_options=_OWN)
    return bool(done.rowcount)  # type: ignore[attr-defined]
