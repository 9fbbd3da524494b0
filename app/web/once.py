"""A form sent twice makes one row: its token is written in the same transaction as the row."""

import secrets
from collections.abc import Callable

from flask import request
from sqlalchemy.orm import Session

from app.access.models import FormToken
from app.core.actor import require_actor
from app.core.errors import RuleViolated
from app.core.services import Saved


def new_token() -> str:
    """A token for one form."""
    return secrets.token_urlsafe(18)


def carry_out_once(session: Session, thing_key: str, work: Callable[[], Saved]) -> tuple[int, list[str]]:
    """Do the work unless this form did it already; the id of the row and its warnings."""
    token = request.form.get("_once", "")[:100]
    if not token:
        saved = work()
        return saved.row.id, saved.warnings
    account_id = require_actor().account_id
    done = _already(session, token, account_id)
    if done is not None:
        return done, []
    mark = FormToken(token=token, account_id=account_id, thing=thing_key)
    session.add(mark)
    try:
        saved = work()
    except RuleViolated:
        session.rollback()
        done = _already(session, token, account_id)
        if done is not None:
            return done, []
        raise
    mark.row_id = saved.row.id
    session.commit()
    return saved.row.id, saved.warnings


def _already(session: Session, token: str, account_id: int | None) -> int | None:
    known = session.get(FormToken, (token, account_id))
    return known.row_id if known is not None else None
