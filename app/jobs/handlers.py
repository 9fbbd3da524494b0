"""What each kind of job does; it runs as its owner, within the owner's scope of the moment."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.backup.services import backup_create, backup_verify
from app.core import clock, shown, things
from app.core.actor import operation
from app.core.database import writing
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say
from app.jobs.models import Job
from app.personnel.summary_of_day import out_of_line, people_changed_by_time, refresh_summaries
from app.reports.excel import write_list
from app.reports.listing import Filter, ListRequest, every_value

Progress = Callable[[int], None]


class Done(NamedTuple):
    """How a job ended well: the number of its rows (or percent), and a sentence for its owner."""

    rows: int
    message: str = ""


#: (session, job, file to write if there is one, progress) -> number of rows
Handler = Callable[[Session, Job, Path, Progress], int | Done]


def export_list(session: Session, job: Job, path: Path, progress: Progress) -> int:
    """Write the list described in the job's options to a workbook."""
    request = request_from(job.options)
    with operation(Right.EXPORT):
        return write_list(
            path,
            title=job.options["title"],
            unit=job.options["unit"],
            author=job.options["author"],
            columns=request.shown_columns(),
            rows=every_value(session, request),
            progress=progress,
        )


def request_from(options: dict[str, object]) -> ListRequest:
    """The list request a job carries; the counterpart of `options_of`."""
    filters = tuple(Filter(*parts) for parts in options["filters"])  # type: ignore[attr-defined]
    return ListRequest(
        thing=things.get(str(options["thing"])),
        search=str(options["search"]),
        filters=filters,
        order=str(options["order"]),
        descending=bool(options["descending"]),
        columns=tuple(options["columns"]),  # type: ignore[arg-type]
    )


def options_of(request: ListRequest, *, title: str, unit: str, author: str) -> dict[str, object]:
    """A list request as a job keeps it."""
    return {
        "thing": request.thing.key,
        "search": request.search,
        "order": request.order,
        "filters": [[f.field, f.operator, f.value] for f in request.filters],
        "descending": request.descending,
        "columns": [f.name for f in request.shown_columns()],
        "title": title,
        "unit": unit,
        "author": author,
    }


def make_backup(session: Session, job: Job, _path: Path, progress: Progress) -> Done:
    """A backup with its second copy; the retention afterwards."""
    made = backup_create(session, reason=str(job.options["reason"]), progress=progress)
    return Done(100, say("Đã lập và kiểm tra bản sao lưu {name}.", name=made.backup.name))


def check_backup(session: Session, job: Job, _path: Path, progress: Progress) -> Done:
    """Read a backup to its end."""
    name = str(job.options["name"])
    backup_verify(session, name, progress)
    return Done(100, say("Bản sao lưu {name} nguyên vẹn.", name=name))


def refresh_records(session: Session, job: Job, _path: Path, progress: Progress) -> Done:
    """Bring the general part of records up to the day: what began or ended since the last run."""
    with shown.collecting():  # the program compares; nobody is shown these records
        found = people_changed_by_time(session, _last_run(session, job), clock.today())
    session.rollback()
    changed = 0
    for place in range(0, len(found), REFRESHED_AT_ONCE):
        changed += _refresh(session, found[place : place + REFRESHED_AT_ONCE])
        progress(min(place + REFRESHED_AT_ONCE, len(found)))
    said = say("Đã xem {count} hồ sơ, cập nhật {changed}.", count=len(found), changed=changed)
    return Done(len(found), said)


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


HANDLERS: dict[str, Handler] = {
    "backup": make_backup,
    "backup_verify": check_backup,
    "export": export_list,
    "summaries": refresh_records,
}
#: Records in one transaction of the daily refreshing.
REFRESHED_AT_ONCE = 200
#: Kinds whose progress is a share of a hundred; others count rows.
IN_PERCENT = frozenset({"backup", "backup_verify"})
