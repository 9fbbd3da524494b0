"""Whether a unit still holds records: asked from below, when the unit is to end (Điều 12.2)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.ports import plug_records_held
from app.core.scoping import unscoped
from app.personnel.models import Person


def records_held(session: Session, unit_id: int) -> int:
    """Live records a unit itself holds; closed and removed ones stay where they are (Điều 13.3)."""
    query = select(func.count()).where(
        Person.home_unit_id == unit_id, Person.is_removed.is_(False), Person.record_state != "archived"
    )
    return session.scalar(query, execution_options=unscoped("a number only")) or 0


plug_records_held(records_held)
