"""Failed sign-ins, counted where every process sees them: by name and by address (OWASP ASVS 5.0, 6.3.1).

An attempt is counted before its password is looked at, in one statement that adds and reads: however
many come at once, no more than the limit get as far as the password. Success takes its own count back.

A lock is temporary. An account that can manage accounts is counted by name *and* address once its name is
used up: whoever tries from elsewhere cannot keep it out of where it is used, however many there are. From all
places it was not used from together it may fail `_SPREAD` times as often as others; more would be guessing.
"""

import dataclasses
import datetime
import hashlib
import hmac
import ipaddress
from typing import Any

from sqlalchemy import case, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.access.attempt_managers import has_signed_in, is_used_from, managers
from app.access.sign_in_models import SignInAttempt
from app.core import clock
from app.core.vietnamese import fold
from app.settings.reading import setting

_key = [b""]
#: How many times the limit of a name its attempts from new places may come to, for who manages accounts.
_SPREAD = 10


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
    if any(row.count > most for row, most in counts) and (who := _managing(session, username)):
        keys, counts = (name, pair, place), [(_count(session, pair, limit), limit)]
        if counts[0][0].count <= limit and _is_elsewhere(session, who, address):
            counts.append((_count(session, _spread(username), limit * _SPREAD), limit * _SPREAD))
    session.commit()
    over = [row.ends_at for row, most in counts if row.count > most]
    if over:
        return Counted(keys, 0, wait=max(1, round((max(over) - clock.now()).total_seconds())))
    return Counted(keys, max(0, limit - counts[0][0].count))


def _managing(session: Session, username: str) -> dict[int, str]:
    """Who can manage accounts, the one of this name first; empty when it is none of them."""
    found = managers(session)
    mine = {pk: name for pk, name in found.items() if _name(name) == _name(username)}
    return mine | found if mine else {}


def _is_elsewhere(session: Session, who: dict[int, str], address: str) -> bool:
    """Whether the first of these was never used from there, while one of them has places to be used from.

    Before anybody has signed in no place is known: then none is refused for being new.
    """
    if is_used_from(session, next(iter(who)), _place(address), _place):
        return False
    return has_signed_in(session, list(who))


def _digests(username: str, address: str) -> tuple[str, str, str]:
    """The keys of a name, of the name at an address, of the address."""
    name, place = _name(username), _place(address)
    return _digest("name", name), _digest("pair", name, place), _digest("place", place)


def _spread(username: str) -> str:
    """The key of a name at all places it is not used from; a success elsewhere does not clear it."""
    return _digest("spread", _name(username))


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
    keys = (_digest("name", _name(username)), _spread(username))
    session.execute(delete(SignInAttempt).where(SignInAttempt.key.in_(keys)))


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
