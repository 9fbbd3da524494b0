"""Accounts end with what they belong to: a unit, a record that is archived or removed (Điều 6.7)."""

import datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

from app.access.models import ACCOUNT, Account
from app.accounts.services import lock
from app.audit.recorder import changed_values, record_event
from app.core import clock
from app.core.words import say
from app.organisation.models import Unit
from app.personnel.models import Person


def install(session_factory: Any) -> None:
    """Watch the flushes of the sessions made by this factory: whoever ends something, the accounts follow."""
    event.listen(session_factory, "after_flush_postexec", _follow)
    event.listen(session_factory, "before_flush", _notice)


_ENDED = "accounts_to_lock"


def _notice(session: Session, _context: Any, _instances: Any) -> None:
    noticed = session.info.setdefault(_ENDED, [])
    for row in session.dirty:
        if isinstance(row, Unit) and _became(row, "valid_to", _has_come):
            noticed.append((Account.unit_id == row.id, say("đơn vị kết thúc hoạt động")))
        elif isinstance(row, Person) and (
            _became(row, "is_removed", bool)
            or _became(row, "record_state", lambda state: state == "archived")
        ):
            belongs = (Account.person_id == row.id) & (Account.kind == "personal")
            noticed.append((belongs, say("hồ sơ đã lưu trữ hoặc loại bỏ")))


def _became(row: Any, column: str, holds: Any) -> bool:
    history = sa_inspect(row).attrs[column].history
    return bool(history.added) and holds(history.added[0]) and not any(holds(old) for old in history.deleted)


def _has_come(day: datetime.date | None) -> bool:
    return day is not None and day <= clock.today()


def _follow(session: Session, _context: Any) -> None:
    for belongs, why in session.info.pop(_ENDED, []):
        for account in session.scalars(select(Account).where(belongs, Account.active.is_(True))).all():
            lock(account, why)
            account.version += 1
            record_event(
                session,
                ACCOUNT,
                account,
                "account_lock",
                changed_values(ACCOUNT, account),
            )
