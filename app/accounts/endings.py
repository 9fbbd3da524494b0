"""Accounts end with what they belong to: a unit, a record that is archived or removed (Điều 6.7)."""

from typing import Any

from sqlalchemy import event, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

from app.access.models import ACCOUNT, Account
from app.accounts.services import lock
from app.audit.recorder import changed_values, record_event
from app.core import clock
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.transactions import transaction
from app.core.words import say
from app.organisation.in_force import has_ended
from app.organisation.models import Unit, UnitRef
from app.personnel.models import Person


def install(session_factory: Any) -> None:
    """Watch the flushes of the sessions made by this factory: whoever ends something, the accounts follow."""
    event.listen(session_factory, "after_flush_postexec", _follow)
    event.listen(session_factory, "before_flush", _notice)


_ENDED = "accounts_to_lock"


def _notice(session: Session, _context: Any, _instances: Any) -> None:
    noticed = session.info.setdefault(_ENDED, [])
    for row in session.dirty:
        if isinstance(row, Unit) and _became(row, "valid_to", has_ended):
            noticed.append((Account.unit_id == row.id, _unit_ended()))
        elif isinstance(row, Person) and (
            _became(row, "is_removed", bool)
            or _became(row, "record_state", lambda state: state == "archived")
        ):
            belongs = (Account.person_id == row.id) & (Account.kind == "personal")
            noticed.append((belongs, say("hồ sơ đã lưu trữ hoặc loại bỏ")))


def _became(row: Any, column: str, holds: Any) -> bool:
    history = sa_inspect(row).attrs[column].history
    return bool(history.added) and holds(history.added[0]) and not any(holds(old) for old in history.deleted)


def _follow(session: Session, _context: Any) -> None:
    for belongs, why in session.info.pop(_ENDED, []):
        _lock_all(session, belongs, why)


def _unit_ended() -> str:
    return say("đơn vị kết thúc hoạt động")


def _of_ended_units() -> Any:
    ended = select(UnitRef.id).where(UnitRef.valid_to < clock.today())
    return Account.active.is_(True) & Account.unit_id.in_(ended)


def has_open_ones(session: Session) -> bool:
    """Whether an account of a unit whose last day has passed is not locked yet."""
    query = select(Account.id).where(_of_ended_units()).limit(1)
    return session.scalar(query, execution_options=unscoped("whether there is any")) is not None


def lock_ended(session: Session) -> int:
    """Lock the accounts of units whose last day has passed meanwhile; how many (Điều 6.7)."""
    with transaction(session, Right.MANAGE):
        return _lock_all(session, _of_ended_units(), _unit_ended())


def _lock_all(session: Session, which: Any, why: str) -> int:
    accounts = session.scalars(select(Account).where(which, Account.active.is_(True))).all()
    for account in accounts:
        lock(account, why)
        account.version += 1
        record_event(session, ACCOUNT, account, "account_lock", changed_values(ACCOUNT, account))
    return len(accounts)
