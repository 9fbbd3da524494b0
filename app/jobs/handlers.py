"""What each kind of job does; it runs as its owner, within the owner's scope of the moment."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from app.core import things
from app.core.actor import operation
from app.core.rights import Right
from app.jobs.models import Job
from app.reports.excel import write_list
from app.reports.listing import Filter, ListRequest, every_value

Progress = Callable[[int], None]
#: (session, job, file to write, progress) -> number of rows
Handler = Callable[[Session, Job, Path, Progress], int]


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


HANDLERS: dict[str, Handler] = {"export": export_list}
