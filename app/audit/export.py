"""Exports stand in the history: who took which list out, and how many rows."""

from sqlalchemy.orm import Session

from app.audit.recorder import note


def record_export(session: Session, thing_key: str, count: int) -> None:
    """Write the line; the caller commits."""
    note(session, thing_key, 0, "export", "", {"count": [None, count]})
