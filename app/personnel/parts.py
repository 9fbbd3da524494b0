"""Reading the dated parts of a record."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.personnel.models import Placement, StatusPeriod


def placements_of(session: Session, person_id: int) -> Sequence[Placement]:
    """Where the record has been held, newest first."""
    query = select(Placement).where(Placement.person_id == person_id).options(joinedload(Placement.unit))
    return session.scalars(query.order_by(Placement.from_on.desc(), Placement.id.desc())).all()


def statuses_of(session: Session, person_id: int) -> Sequence[StatusPeriod]:
    """The employment statuses, newest first."""
    query = select(StatusPeriod).where(StatusPeriod.person_id == person_id)
    query = query.options(joinedload(StatusPeriod.employment_status))
    return session.scalars(query.order_by(StatusPeriod.from_on.desc(), StatusPeriod.id.desc())).all()
