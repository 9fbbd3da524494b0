"""Exports stand in the history: who took which list out, and how many rows."""

from sqlalchemy.orm import Session

from app.audit.recorder import actor_values, write_lines
from app.core.actor import require_actor


def record_export(session: Session, thing_key: str, count: int) -> None:
    """Write the line; the caller commits."""
    line = actor_values(require_actor()) | {
        "thing": thing_key,
        "row_id": 0,
        "act": "export",
        "changes": {"count": [None, count]},
        "title": "",
        "person_id": None,
        "unit_id": None,
    }
    write_lines(session, [line])
