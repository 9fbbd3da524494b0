"""Putting jobs in the queue, taking them out, and telling how far they are."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import require_actor
from app.core.errors import NotFound, RuleViolated
from app.core.words import say
from app.jobs.models import Job

LEASE = datetime.timedelta(seconds=60)
MOST_ATTEMPTS = 3
#: Jobs of one account that may wait or run at the same time.
MOST_OPEN = 5
KEEP_RESULT = datetime.timedelta(days=3)


class Cancelled(Exception):
    """The owner cancelled the job while it ran."""


def job_start(session: Session, *, kind: str, title: str, options: Mapping[str, Any], total: int = 0) -> Job:
    """Queue a job for the current actor and commit."""
    actor = require_actor()
    open_ones = select(func.count(Job.id)).where(
        Job.account_id == actor.account_id, Job.state.in_(("queued", "running"))
    )
    if (session.scalar(open_ones) or 0) >= MOST_OPEN:
        raise RuleViolated(
            say("Còn {most_open} việc đang chạy. Đợi xong rồi bắt đầu việc mới.", most_open=MOST_OPEN)
        )
    job = Job(
        kind=kind,
        title=title[:300],
        options=dict(options),
        total=total,
        account_id=actor.account_id,
        address=actor.address,
    )
    session.add(job)
    session.commit()
    return job


def own_job(session: Session, job_id: int) -> Job:
    """A job of the current actor; anybody else's is not found."""
    query = select(Job).where(Job.id == job_id, Job.account_id == require_actor().account_id)
    job = session.scalars(query).first()
    if job is None:
        raise NotFound()
    return job


def own_jobs(session: Session, *, limit: int = 50) -> Sequence[Job]:
    """The newest jobs of the current actor."""
    query = select(Job).where(Job.account_id == require_actor().account_id).order_by(Job.id.desc())
    return session.scalars(query.limit(limit)).all()


def job_cancel(session: Session, job_id: int) -> Job:
    """Stop a job that has not finished; the worker notices at its next step.

    One whose result stands already is let finish: what belongs to the result is committed.
    """
    job = own_job(session, job_id)
    is_open = or_(Job.state == "queued", and_(Job.state == "running", Job.result == ""))
    stopped = update(Job).where(Job.id == job.id, is_open).values(state="cancelled", finished_at=clock.now())
    session.execute(stopped, execution_options={"synchronize_session": False})
    session.commit()
    session.refresh(job)
    return job


def claim_next(session: Session) -> Job | None:
    """Take the oldest job that waits, or whose worker has died, for the length of one lease."""
    lapsed = (Job.state == "running") & (Job.lease_until < clock.now())
    query = select(Job.id).where(or_(Job.state == "queued", lapsed)).order_by(Job.id).limit(1)
    job_id = session.scalars(query).first()
    if job_id is None:
        session.rollback()
        return None
    taken = (
        update(Job)
        .where(Job.id == job_id, or_(Job.state == "queued", lapsed))
        .values(state="running", attempts=Job.attempts + 1, lease_until=clock.now() + LEASE)
    )
    won = session.execute(taken, execution_options={"synchronize_session": False}).rowcount  # type: ignore[attr-defined]
    session.commit()
    return session.get(Job, job_id, populate_existing=True) if won else None


def expired_results(session: Session) -> list[str]:
    """Forget results past their time; the names of the files to remove."""
    old = select(Job).where(Job.result != "", Job.finished_at < clock.now() - KEEP_RESULT)
    names = []
    for job in session.scalars(old):
        names.append(job.result)
        job.result, job.message = "", say("Tệp đã hết hạn lưu; xuất lại nếu cần.")
    session.commit()
    return names


def kept_until(job: Job) -> datetime.datetime | None:
    """Until when the result of a job is kept; None when it has none."""
    return job.finished_at + KEEP_RESULT if job.result and job.finished_at else None


def job_progress(session: Session, job_id: int, done: int) -> None:
    """Note how far a running job is and renew its lease; Cancelled if its owner stopped it."""
    renewed = (
        update(Job)
        .where(Job.id == job_id, Job.state == "running")
        .values(progress=done, lease_until=clock.now() + LEASE)
    )
    won = session.execute(renewed, execution_options={"synchronize_session": False}).rowcount  # type: ignore[attr-defined]
    session.commit()
    if not won:
        raise Cancelled


def job_finish(session: Session, job_id: int, **values: Any) -> None:
    """Write the end of a job, unless it was cancelled meanwhile."""
    ended = update(Job).where(Job.id == job_id, Job.state == "running")
    session.execute(
        ended.values(finished_at=clock.now(), lease_until=None, **values),
        execution_options={"synchronize_session": False},
    )
    session.commit()
