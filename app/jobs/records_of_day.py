"""The job that brings the general part of records up to the day (Điều 9.1)."""

import datetime
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock, shown
from app.core.database import writing
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say
from app.jobs.models import Job
from app.personnel.summary_of_day import out_of_line, people_changed_by_time, refresh_summaries

#: Records in one transaction.
REFRESHED_AT_ONCE = 200


def bring_up_to_day(session: Session, job: Job, progress: Callable[[int], None]) -> tuple[int, str]:
    """Look at records of whose entries one began or ended since the last run; how many, and a sentence."""
    with shown.collecting():  # the program compares; nobody is shown these records
        found = people_changed_by_time(session, _last_run(session, job), clock.today())
    session.rollback()
    changed = 0
    for place in range(0, len(found), REFRESHED_AT_ONCE):
        changed += _refresh(session, found[place : place + REFRESHED_AT_ONCE])
        progress(min(place + REFRESHED_AT_ONCE, len(found)))
    said = say("Đã xem {count} hồ sơ, cập nhật {changed}.", count=len(found), changed=changed)
    return len(found), said


def _refresh(session: Session, person_ids: list[int]) -> int:
    """Compare first: only records that differ are locked, as few as there are."""
    with shown.collecting():
        differing = out_of_line(session, person_ids)
        session.expunge_all()
        session.rollback()
        if not differing:
            return 0
        with writing(), transaction(session, Right.EDIT):
            return refresh_summaries(session, differing)


def _last_run(session: Session, job: Job) -> datetime.date | None:
    """The day of the last run that ended well, or one before it; None when there was none."""
    query = select(func.max(Job.slot)).where(Job.kind == job.kind, Job.state == "done")
    slot = session.scalar(query)
    return datetime.date.fromisoformat(slot.split()[1]) if slot else None
