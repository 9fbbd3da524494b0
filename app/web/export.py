"""Excel from a list: at once when it is short, through the worker when it is long."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app, flash, redirect, send_file, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.export import record_export
from app.core import clock
from app.core.database import reading
from app.core.things import Thing
from app.core.words import say
from app.jobs.handlers import options_of
from app.jobs.services import job_start
from app.organisation.models import UnitRef
from app.reports.catalog_workbook import catalog_rows, write_catalog
from app.reports.excel import write_list
from app.reports.listing import ListRequest, count_of, every_value, rows_query

#: Up to here the file is made while the browser waits.
AT_ONCE = 2_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Heading(NamedTuple):
    """The title block of a workbook."""

    title: str
    unit: str
    author: str


def export_response(session: Session, wanted: ListRequest) -> Any:
    """The workbook of a list, or the page of the job that makes it."""
    rows_query(session, wanted)  # a list that is refused was not taken out
    count = count_of(session, wanted)
    record_export(session, wanted.thing.key, count)
    session.commit()
    if count > AT_ONCE:
        return _as_job(session, wanted, count)
    heading = _heading(session, wanted)

    def write(path: Path) -> None:
        write_list(
            path,
            title=heading.title,
            unit=heading.unit,
            author=heading.author,
            columns=wanted.shown_columns(),
            rows=every_value(session, wanted),
        )

    return _sent(session, write, file_name(wanted))


def _as_job(session: Session, wanted: ListRequest, count: int) -> Any:
    heading = _heading(session, wanted)
    title = say("Xuất Excel: {label}", label=say(wanted.thing.label))
    job = job_start(
        session,
        kind="export",
        title=title,
        options=options_of(wanted, title=heading.title, unit=heading.unit, author=heading.author),
        total=count,
    )
    flash(say("Danh sách dài, tệp đang được lập. Có thể làm việc khác rồi quay lại trang này."), "info")
    return redirect(url_for("JobView.show", pk=job.id))


def _heading(session: Session, wanted: ListRequest) -> Heading:
    """The title block: unit, list, author."""
    name = session.scalars(select(UnitRef.name).where(UnitRef.id == current_user.unit_id)).first()
    author = f"{current_user.get_full_name()} ({current_user.username})"
    return Heading(say(wanted.thing.label), name or say("Hệ thống hồ sơ CBCCVC"), author)


def file_name(wanted: ListRequest) -> str:
    return f"{wanted.thing.key}-{clock.today():%Y%m%d}.xlsx"


def catalog_workbook_response(session: Session, thing: Thing) -> Any:
    """A catalog as the workbook its import reads back."""
    wanted = ListRequest(thing=thing)
    record_export(session, thing.key, count_of(session, wanted))
    session.commit()
    heading = _heading(session, wanted)

    def write(path: Path) -> None:
        rows = catalog_rows(session, thing)
        write_catalog(path, thing=thing, unit=heading.unit, author=heading.author, rows=rows)

    return _sent(session, write, file_name(wanted))


def _sent(session: Session, write: Callable[[Path], None], name: str) -> Any:
    """The file as an answer. It has no name on the disk by the time it is sent, so it cannot stay there."""
    folder = current_app.config["SETTINGS"].data_dir
    with reading(), tempfile.TemporaryDirectory(prefix="xuat-", dir=folder) as place:
        path = Path(place) / "danh-sach.xlsx"
        write(path)
        session.rollback()
        file = path.open("rb")
    return send_file(file, XLSX, as_attachment=True, download_name=name)
