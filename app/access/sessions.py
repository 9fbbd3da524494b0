"""Sessions on the server: begun at sign-in, looked up at each request, ended at once.

A session has an idle and an absolute limit (OWASP ASVS 5.0, 7.3.1 and 7.3.2), read from the settings each
time: a shorter limit holds for the sessions there are.
"""

import dataclasses
import datetime
import functools
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Engine, bindparam, delete, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.access.held import grants_until
from app.access.models import Account
from app.access.second_step_models import HalfSignIn
from app.access.sign_in_models import AccountSession
from app.access.totp_rule import must_enrol
from app.core import clock
from app.core.database import writing
from app.core.errors import NotFound
from app.core.ports import plug_sessions_end
from app.core.scoping import unscoped
from app.settings.reading import setting

SCREEN, API = "screen", "api"
#: The moment of last use is written no more often than this.
USE_NOTED_EVERY = datetime.timedelta(minutes=1)
#: Ended sessions stay this long, for whoever looks into what happened.
KEEP_ENDED = datetime.timedelta(days=30)
_LONGEST_TOKEN = 100
_OWN = unscoped("a session is found by its secret id, or by its account")


@dataclasses.dataclass(frozen=True)
class SignedIn:
    """Whose session a request carries."""

    session_id: int
    account: Account
    last_used_at: datetime.datetime
    #: Only the page that sets up the second step is open to it.
    must_enrol: bool = False


def digest(secret: str) -> str:
    """What is kept of a secret of 256 random bits: its SHA-256, 64 hex digits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class Begun(NamedTuple):
    """A session just begun; its secret id (43 characters) is told this once."""

    session_id: int
    secret: str


def session_begin(
    session: Session, account: Account, kind: str, *, address: str, agent: str, stepped: bool = False
) -> Begun:
    """Begin a session on screens or for a program; the caller commits.

    `stepped`: a provider vouches for a second step, so that none of ours need be set up.
    """
    secret, now = secrets.token_urlsafe(32), clock.now()
    row = AccountSession(
        id_hash=digest(secret),
        account_id=account.id,
        kind=kind,
        begun_at=now,
        last_used_at=now,
        ends_at=now + datetime.timedelta(hours=setting(session, "session_absolute_hours")),
        address=address[:64],
        agent=agent[:300],
        grants_until=grants_until(session, account.id),
        must_enrol=not stepped and must_enrol(session, account.id),
    )
    session.add(row)
    session.flush()
    return Begun(row.id, secret)


def session_find(session: Session, secret: Any, kind: str) -> SignedIn | None:
    """The session of a secret id with its account, in one statement; None when it does not hold."""
    if not isinstance(secret, str) or len(secret) > _LONGEST_TOKEN:
        return None
    with session.no_autoflush:
        found = session.execute(
            _session_query(), {"hash": digest(secret), "kind": kind}, execution_options=_OWN
        ).first()
    if found is None or _lapsed(session, found[0]):
        return None
    return SignedIn(found[0].id, found[1], found[0].last_used_at, found[0].must_enrol)


@functools.cache
def _session_query() -> Any:
    """Made once: every request begins with it."""
    return (
        select(AccountSession, Account)
        .join(Account, Account.id == AccountSession.account_id)
        .where(AccountSession.id_hash == bindparam("hash"), AccountSession.kind == bindparam("kind"))
        .where(AccountSession.ended_at.is_(None), Account.active)
    )


def _lapsed(session: Session, row: AccountSession) -> str:
    """Which limit the session has passed: "idle", "absolute", "grants" or none of them."""
    now = clock.now()
    if row.grants_until is not None and row.grants_until < clock.today():
        return "grants"  # one that held when the session began has lapsed
    longest = datetime.timedelta(hours=setting(session, "session_absolute_hours"))
    if min(row.ends_at, row.begun_at + longest) <= now:
        return "absolute"
    idle = datetime.timedelta(minutes=setting(session, "session_idle_minutes"))
    return "idle" if row.last_used_at + idle <= now else ""


def needs_note(signed_in: SignedIn) -> bool:
    """Whether the moment of last use is to be written again."""
    return signed_in.last_used_at + USE_NOTED_EVERY <= clock.now()


def note_use(engine: Engine, session_id: int) -> None:
    """Write that a session is in use, through a connection of its own.

    A page that reads must not wait for somebody who writes: when the database is busy the next
    request notes it.
    """
    statement = update(AccountSession.__table__).where(AccountSession.__table__.c.id == session_id)
    statement = statement.where(AccountSession.__table__.c.ended_at.is_(None)).values(
        last_used_at=clock.now()
    )
    is_sqlite = engine.dialect.name == "sqlite"
    with writing(), engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        try:
            if is_sqlite:
                raw.execute("PRAGMA busy_timeout=50")
            connection.execute(statement)
            connection.commit()
        except OperationalError:
            connection.rollback()
        finally:
            if is_sqlite:
                raw.execute("PRAGMA busy_timeout=15000")


# Ending ---------------------------------------------------------------------------------------------


def sessions_end_all(session: Session, account_id: int, why: str) -> int:
    """End every session and token of an account in the transaction in hand; how many there were."""
    halves = delete(HalfSignIn).where(HalfSignIn.account_id == account_id)
    session.execute(halves, execution_options={**_OWN, "synchronize_session": False})
    return _end(session, why, AccountSession.account_id == account_id)


def session_enrolled(session: Session, session_id: int) -> None:
    """Open everything to a session that has set up its second step; the caller commits."""
    done = update(AccountSession).where(AccountSession.id == session_id).values(must_enrol=False)
    session.execute(done, execution_options={**_OWN, "synchronize_session": False})


def session_end(session: Session, account_id: int, session_id: int, why: str) -> None:
    """End one session of an account; NotFound when it has no such one. The caller commits."""
    mine = (AccountSession.account_id == account_id) & (AccountSession.id == session_id)
    if not _end(session, why, mine):
        raise NotFound()


def sessions_end_others(session: Session, account_id: int, keep: int, why: str) -> int:
    """End the sessions of an account except one; how many there were. The caller commits."""
    return _end(session, why, (AccountSession.account_id == account_id) & (AccountSession.id != keep))


def _end(session: Session, why: str, which: Any) -> int:
    ended = update(AccountSession).where(which, AccountSession.ended_at.is_(None))
    ended = ended.values(ended_at=clock.now(), ended_why=why[:20])
    options = {**_OWN, "synchronize_session": False}
    return int(session.execute(ended, execution_options=options).rowcount)  # type: ignore[attr-defined]


def own_sessions(session: Session, account_id: int) -> Sequence[AccountSession]:
    """The sessions of an account that hold now, the last used first."""
    query = select(AccountSession).where(
        AccountSession.account_id == account_id, AccountSession.ended_at.is_(None)
    )
    rows = session.scalars(query.order_by(AccountSession.last_used_at.desc()), execution_options=_OWN)
    return [row for row in rows if not _lapsed(session, row)]


def tidy_sessions(session: Session) -> int:
    """Mark sessions past a limit as ended, forget those of long ago; how many are marked. Commits."""
    now, count = clock.now(), 0
    idle = datetime.timedelta(minutes=setting(session, "session_idle_minutes"))
    longest = datetime.timedelta(hours=setting(session, "session_absolute_hours"))
    too_old = or_(AccountSession.ends_at <= now, AccountSession.begun_at <= now - longest)
    too_idle, lapsed = AccountSession.last_used_at <= now - idle, AccountSession.grants_until < clock.today()
    for why, which in (("grants", lapsed), ("absolute", too_old), ("idle", too_idle)):
        count += _end(session, why, which)
    session.execute(
        delete(AccountSession).where(AccountSession.ended_at <= now - KEEP_ENDED),
        execution_options={**_OWN, "synchronize_session": False},
    )
    session.commit()
    return count


# Refresh tokens ---------------------------------------------------------------------------------------


def refresh_rotate(session: Session, session_id: int, *, old: str | None, new: str) -> bool:
    """Let the refresh token `new` hold instead of `old` (None: the first one); whether `old` did hold.

    A token that was replaced before has been copied: the whole session ends (RFC 9700, 4.14.2).
    The caller commits.
    """
    held = (
        AccountSession.refresh_hash == digest(old)
        if old is not None
        else AccountSession.refresh_hash.is_(None)
    )
    renewed = update(AccountSession).where(
        AccountSession.id == session_id, held, AccountSession.ended_at.is_(None)
    )
    options = {**_OWN, "synchronize_session": False}
    won = session.execute(renewed.values(refresh_hash=digest(new)), execution_options=options).rowcount  # type: ignore[attr-defined]
    if not won:
        _end(session, "reused", AccountSession.id == session_id)
    return bool(won)


plug_sessions_end(sessions_end_all)
