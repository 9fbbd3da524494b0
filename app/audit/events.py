"""Lines of history about rows that are no declared things, such as accounts; asked for through a port."""

from sqlalchemy.orm import Session

from app.audit.recorder import actor_values, write_lines
from app.core.actor import require_actor
from app.core.ports import plug_event_line


def write_event(session: Session, thing: str, row_id: int, title: str, act: str) -> None:
    """One line by the current actor, without values: that it happened, never what to."""
    line = actor_values(require_actor()) | {
        "thing": thing,
        "row_id": row_id,
        "act": act,
        "changes": {},
        "title": title[:300],
        "person_id": None,
        "unit_id": None,
    }
    write_lines(session, [line])


plug_event_line(write_event)
