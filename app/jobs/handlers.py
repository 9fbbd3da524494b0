"""What each kind of job does; it runs as its owner, within the owner's scope of the moment."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.accounts.endings import lock_ended
from app.audit.retention import remove_expired_lines
from app.backup.services import backup_create, backup_verify
from app.core import things
from app.core.actor import operation
from app.core.database import writing
from app.core.rights import Right
from app.core.words import say
from app.documents.filling.printing import Wanted, print_to
from app.documents.filling.records import Period
from app.documents.forms.registry import form_of
from app.jobs.account_slips import issue_slips
from app.jobs.models import Job
from app.jobs.records_of_day import bring_up_to_day
from app.reports.excel import write_list
from app.reports.listing import Filter, ListRequest, every_value

Progress = Callable[[int], None]


class Done(NamedTuple):
    """How a job ended well: the number of its rows (or percent), a sentence for its owner, the name its file
    has for people, and the sensitive groups that stand in it (`giving_out`)."""

    rows: int
    message: str = ""
    name: str = ""
    shown: list[tuple[list[str], list[int]]] | None = None


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
    """Bring the general part of records up to the day."""
    return Done(*bring_up_to_day(session, job, progress))


def make_slips(session: Session, job: Job, path: Path, progress: Progress) -> Done:
    """Personal accounts for a branch, with the slips as a PDF."""
    return Done(*issue_slips(session, job, path, progress))


def print_forms(session: Session, job: Job, path: Path, progress: Progress) -> Done:
    """Forms about the people named in the job: a zip of files, or the one PDF."""
    wanted = wanted_from(job.options)
    # Results lie in a folder of the data folder (`worker.results_folder`).
    made = print_to(session, wanted, path, progress, data_dir=path.parent.parent)
    return Done(made.papers, name=made.name, shown=made.shown)


def wanted_from(options: dict[str, Any]) -> Wanted:
    """What a job prints; the counterpart of `print_options`."""
    days = [datetime.date.fromisoformat(text) for text in options["period"]]
    return Wanted(
        form=form_of(str(options["form"])),
        person_ids=tuple(options["person_ids"]),
        as_pdf=bool(options["as_pdf"]),
        is_zip=options["suffix"] == "zip",
        period=Period(*days) if days else None,
    )


def print_options(wanted: Wanted) -> dict[str, Any]:
    """What is printed as a job keeps it."""
    return {
        "form": wanted.form.code,
        "person_ids": list(wanted.person_ids),
        "as_pdf": wanted.as_pdf,
        "suffix": "zip" if wanted.is_zip else wanted.suffix,
        "period": [day.isoformat() for day in wanted.period or ()],
    }


def suffix_of(job: Job) -> str:
    """How the name of a job's file ends."""
    return str(job.options.get("suffix") or ENDINGS.get(job.kind, "xlsx"))


def expire_access_log(session: Session, _job: Job, _path: Path, progress: Progress) -> Done:
    """Remove lines of the log of access that are past their time."""
    count = remove_expired_lines(session, progress)
    return Done(count, say("Đã gỡ {count} dòng nhật ký truy cập quá hạn giữ.", count=count))


def lock_accounts(session: Session, _job: Job, _path: Path, _progress: Progress) -> Done:
    """Lock the accounts of units whose last day has passed."""
    session.rollback()
    with writing():
        count = lock_ended(session)
    return Done(count, say("Đã khóa {count} tài khoản của đơn vị kết thúc hoạt động.", count=count))


HANDLERS: dict[str, Handler] = {
    "access_log_expire": expire_access_log,
    "account_lock": lock_accounts,
    "account_slips": make_slips,
    "backup": make_backup,
    "backup_verify": check_backup,
    "export": export_list,
    "print": print_forms,
    "summaries": refresh_records,
}
#: Kinds whose progress is a share of a hundred; others count rows.
IN_PERCENT = frozenset({"backup", "backup_verify"})
#: What the result of a kind ends with; others are workbooks.
ENDINGS = {"account_slips": "pdf"}
