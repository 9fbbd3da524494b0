"""Failed sign-ins, counted where every process sees them: by name and by address (OWASP ASVS 5.0, 6.3.1).

An attempt is counted before its password is looked at, in one statement that adds and reads: however
many come at once, no more than the limit get as far as the password. Success takes its own count back.

A lock is temporary. The last account that can manage accounts is counted by name *and* address once its
name is used up: whoever tries from elsewhere cannot keep it out of where it is used.
"""

import dataclasses
import datetime
import hashlib
import hmac
import ipaddress
from typing import Any

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.access.models import (
    ACCOUNT_KEY,
    Account,
    Grant,
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from app.access.sign_in_models import SignInAttempt
from app.core import clock
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.vietnamese import fold
from app.settings.reading import setting

_key = [b""]


def plug_attempt_key(secret: str) -> None:
    """The key under which names and addresses are kept: people type passwords into the wrong box."""
    _key[:] = [secret.encode()]


@dataclasses.dataclass(frozen=True)
class Counted:
    """An attempt let through (`left` more may fail), or refused for `wait` seconds."""

    keys: tuple[str, ...]
    left: int
    wait: int = 0


def attempt_begin(session: Session, username: str, address: str) -> Counted:
    """Count an attempt and commit."""
    name, pair, place = _digests(username, address)
    limit = int(setting(session, "sign_in_attempts"))
    of_address = int(setting(session, "sign_in_address_attempts"))
    keys: tuple[str, ...] = (name, place)
    counts = [(_count(session, name, limit), limit), (_count(session, place, of_address), of_address)]
    if any(row.count > most for row, most in counts) and is_last_administrator(session, username):
        keys, counts = (name, pair, place), [(_count(session, pair, limit), limit)]
    session.commit()
    over = [row.ends_at for row, most in counts if row.count > most]
    if over:
        return Counted(keys, 0, wait=max(1, round((max(over) - clock.now()).total_seconds())))
    return Counted(keys, max(0, limit - counts[0][0].count))


def _digests(username: str, address: str) -> tuple[str, str, str]:
    """The keys of a name, of the name at an address, of the address."""
    name, place = _name(username), _place(address)
    return _digest("name", name), _digest("pair", name, place), _digest("place", place)


def attempt_succeeded(session: Session, counted: Counted) -> None:
    """Forget the failures under the name, and this attempt at its address; the caller commits."""
    *names, place = counted.keys
    session.execute(delete(SignInAttempt).where(SignInAttempt.key.in_(names)))
    session.execute(
        update(SignInAttempt)
        .where(SignInAttempt.key == place, SignInAttempt.count > 0)
        .values(count=SignInAttempt.count - 1)
    )


def attempt_taken_back(session: Session, counted: Counted) -> None:
    """Take this attempt back and leave the others: a right password before the code. The caller commits."""
    mine = (SignInAttempt.key.in_(counted.keys)) & (SignInAttempt.count > 0)
    session.execute(update(SignInAttempt).where(mine).values(count=SignInAttempt.count - 1))


def attempts_forget(session: Session, username: str) -> None:
    """Unlock a name at once; the caller commits."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.key == _digest("name", _name(username))))


def tidy_attempts(session: Session) -> None:
    """Forget counts whose time is over. Commits."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.ends_at <= clock.now()))
    session.commit()


def lock_minutes(session: Session) -> int:
    """How long a lock lasts, and how long failures count."""
    return int(setting(session, "sign_in_lock_minutes"))


def _count(session: Session, key: str, limit: int) -> Any:
    """Add one to a count, or begin it anew when its time is over; the row as it is then.

    Each attempt below the limit moves the end; those that are refused do not, so that a lock ends.
    """
    now = clock.now()
    ends_at = now + datetime.timedelta(minutes=lock_minutes(session))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    table = SignInAttempt.__table__
    is_over = table.c.ends_at <= now
    statement = insert(table).values(key=key, count=1, ends_at=ends_at)
    counted = statement.on_conflict_do_update(
        index_elements=[table.c.key],
        set_={
            "count": case((is_over, 1), else_=table.c.count + 1),
            "ends_at": case((or_(is_over, table.c.count < limit), ends_at), else_=table.c.ends_at),
        },
    ).returning(table.c.count, table.c.ends_at)
    return session.execute(counted).one()


def _digest(*parts: str) -> str:
    return hmac.new(_key[0], "\n".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _name(username: str) -> str:
    return fold(username)[:200]


def _place(address: str) -> str:
    """An address as it is counted: of IPv6 the network of 64 bits, which one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)


def is_last_administrator(session: Session, username: str) -> bool:
    """Whether this name is the only active account whose grants of today let it manage accounts."""
    link, today = assoc_permissionview_role.c, clock.today()
    managers = (
        select(Account.username)
        .join(Grant, Grant.account_id == Account.id)
        .join(assoc_permissionview_role, link.role_id == Grant.role_id)
        .join(PermissionView, PermissionView.id == link.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .where(Account.active, Permission.name == f"can_{Right.MANAGE}", ViewMenu.name == ACCOUNT_KEY)
        .where(or_(Grant.valid_from.is_(None), Grant.valid_from <= today))
        .where(or_(Grant.valid_to.is_(None), Grant.valid_to >= today))
        .distinct()
        .limit(2)
    )
    names = session.scalars(managers, execution_options=unscoped("who may manage accounts")).all()
    return len(names) == 1 and _name(names[0]) == _name(username)
