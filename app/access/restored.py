"""After a backup is put back: what had ended since it was made must not hold again (Điều 13.4)."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.access.models import FormToken, Opening
from app.access.second_step_models import HalfSignIn
from app.access.sign_in_models import AccountSession
from app.core import clock
from app.core.scoping import unscoped

_OPTIONS = {**unscoped("after a backup was put back"), "synchronize_session": False}


def end_everything(session: Session) -> None:
    """End every session and token, half sign-in, form token and opening, and commit.

    The database is older than what happened since: a sign-out, a lock and a change of password are not in it.
    """
    for model in (HalfSignIn, FormToken, Opening):
        session.execute(delete(model), execution_options=_OPTIONS)
    ended = update(AccountSession).where(AccountSession.ended_at.is_(None))
    session.execute(ended.values(ended_at=clock.now(), ended_why="restored"), execution_options=_OPTIONS)
    session.commit()
