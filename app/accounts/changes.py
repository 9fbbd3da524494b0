"""One act on one account: fetched in scope, never above the actor, with its line of history."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from app.access.account_care import require_care
from app.access.models import ACCOUNT, Account
from app.access.role_rows import hold_access
from app.audit.recorder import changed_values, record_event
from app.audit.values import to_json
from app.core.errors import Conflict
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say

#: The act that makes an account: its line holds every value instead of what changed.
ISSUED = "account_issue"


@contextmanager
def act_on(
    session: Session,
    account_id: int,
    act: str,
    *,
    version: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Iterator[Account]:
    """Change one account in one transaction and write what changed (nothing when `act` is blank).

    Sessions end by themselves with a new password or a lock (`access.session_guard`).
    NotFound outside the scope, StepNotAllowed for an account above the actor, Conflict when
    `version` is no longer the account's.
    """
    with transaction(session, Right.MANAGE):
        hold_access(session)
        account = require_care(session, account_id)
        session.refresh(account, with_for_update=session.get_bind().dialect.name != "sqlite")
        if version is not None and account.version != version:
            raise Conflict(say("Tài khoản vừa được người khác thay đổi. Mở lại rồi làm tiếp."))
        yield account
        if act:
            note(session, account, act, facts)
        else:
            account.version = (account.version or 1) + 1


def _present(account: Account) -> dict[str, list[Any]]:
    values = {column: to_json(getattr(account, column)) for column in ACCOUNT.stored_columns()}
    return {column: [None, value] for column, value in values.items() if value is not None}


def note(session: Session, account: Account, act: str, facts: Mapping[str, Any] | None = None) -> None:
    """Write the line of an act with what it changed, and count it in the version."""
    changes = _present(account) if act == ISSUED else changed_values(ACCOUNT, account)
    changes |= {name: [None, str(value)] for name, value in (facts or {}).items() if value}
    account.version = (account.version or 1) + 1
    session.flush()
    record_event(session, ACCOUNT, account, act, changes)
