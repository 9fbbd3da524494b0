"""Between the password and the code: known to the server, short, and worth nothing by itself."""

import datetime
import secrets
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.models import Account
from app.access.second_step_models import HalfSignIn
from app.access.sessions import digest
from app.core import clock
from app.core.scoping import unscoped

LASTS = datetime.timedelta(minutes=5)
_LONGEST = 100
_OWN = {**unscoped("a half sign-in is found by its secret id"), "synchronize_session": False}


def half_begin(session: Session, account_id: int) -> str:
    """Note that the password was right; a secret of 43 characters for the browser. The caller commits."""
    now, secret = clock.now(), secrets.token_urlsafe(32)
    session.execute(delete(HalfSignIn).where(HalfSignIn.ends_at <= now), execution_options=_OWN)
    session.add(HalfSignIn(id_hash=digest(secret), account_id=account_id, ends_at=now + LASTS))
    session.flush()
    return secret


def half_find(session: Session, secret: Any) -> Account | None:
    """The account whose password was right, if its time is not over; a lock ends it."""
    if not isinstance(secret, str) or len(secret) > _LONGEST:
        return None
    query = select(Account).join(HalfSignIn, HalfSignIn.account_id == Account.id)
    query = query.where(HalfSignIn.id_hash == digest(secret), HalfSignIn.ends_at > clock.now())
    found: Account | None = session.scalars(query, execution_options=_OWN).first()
    return found


def half_end(session: Session, secret: Any) -> None:
    """Forget it; the caller commits."""
    if isinstance(secret, str):
        session.execute(
            delete(HalfSignIn).where(HalfSignIn.id_hash == digest(secret)), execution_options=_OWN
        )
