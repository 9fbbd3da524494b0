"""What a job read of people: its line in the log of access, counted like any other reading (Điều 8.3)."""

import logging

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.access.services import path_of_account
from app.audit.access_log import write_shown
from app.audit.mass_reading import watch_reading
from app.core.actor import require_actor
from app.core.database import writing
from app.core.shown import Shown

log = logging.getLogger(__name__)


def log_result(session: Session, found: Shown, title: str) -> int | None:
    """The number of the line for the records in a result, committed; None for a result about nobody."""
    if not found.loaded:
        return None
    with writing():
        line = write_shown(session, found, found.loaded, "job", title)
        session.commit()
    _watch(session, found.about.get("act", "job"), len(found.loaded))
    return line


def _watch(session: Session, act: str, count: int) -> None:
    """An alert never stands in the way of the result."""
    actor = require_actor()
    try:
        watch_reading(session, actor, act, count, lambda: path_of_account(session, actor.reader_id))
    except SQLAlchemyError:
        log.exception("reading of many records could not be counted")
    finally:
        session.rollback()
