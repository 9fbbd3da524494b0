"""The owner's jobs: how far they are, their results, and stopping them."""

from typing import Any

from flask import current_app, flash, jsonify, redirect, send_file, url_for
from flask_appbuilder import BaseView, expose
from sqlalchemy import select

from app.audit.access_models import AccessLine
from app.audit.chain import ids_of_line
from app.core import shown
from app.core.actor import refuse_read_only, require_actor
from app.core.database import db
from app.core.errors import NotFound, StepNotAllowed
from app.core.scoping import unscoped
from app.core.words import say
from app.documents.pdf import PDF
from app.jobs.giving_out import is_still_given
from app.jobs.handlers import IN_PERCENT, request_from
from app.jobs.models import STATES, Job
from app.jobs.services import KEEP_RESULT, job_cancel, kept_until, own_job, own_jobs
from app.jobs.worker import results_folder
from app.reports.asked import COUNT_CAP
from app.reports.criteria import check_asked
from app.web.export import XLSX
from app.web.formatting import said_count, said_number
from app.web.requests import row_id

#: What a browser is told of a result.
TYPES = {".pdf": PDF, ".xlsx": XLSX, ".zip": "application/zip"}
_COUNTED = {**dict.fromkeys(IN_PERCENT, "phần trăm"), "print": "hồ sơ", "account_slips": "tài khoản"}


class JobView(BaseView):
    """Công việc của tôi: only the account that started a job ever sees it."""

    route_base = "/jobs"

    @expose("/list/")
    def list(self) -> Any:
        """The newest jobs of the account."""
        require_actor()
        return self.render_template(
            "hoso/jobs.html",
            title=say("Công việc của tôi"),
            jobs=own_jobs(db.session),
            days=f"{KEEP_RESULT.days:02}",
            **_HELPERS,
        )

    @expose("/show/<pk>")
    def show(self, pk: str) -> Any:
        """One job."""
        job = own_job(db.session, row_id(pk))
        return self.render_template("hoso/job.html", title=job.title, job=job, **_HELPERS)

    @expose("/state/<pk>")
    def state(self, pk: str) -> Any:
        """JSON: how far a job is."""
        job = own_job(db.session, row_id(pk))
        return jsonify(
            state=job.state,
            label=STATES[job.state],
            progress=job.progress,
            total=job.total,
            said=said_progress(job),
        )

    @expose("/cancel/<pk>", methods=["POST"])
    def cancel(self, pk: str) -> Any:
        """Stop a job."""
        job = job_cancel(db.session, row_id(pk))
        flash(f"{job.title}: {STATES[job.state].lower()}.", "info")
        return redirect(url_for("JobView.list"))

    @expose("/result/<pk>")
    def result(self, pk: str) -> Any:
        """The file a job made; not for who looks on: it may hold what its owner no longer reaches."""
        refuse_read_only()
        job = own_job(db.session, row_id(pk))
        path = _result_path(job)
        if job.kind == "export":
            check_asked(request_from(job.options))  # its columns are the reader's to see even now
        ids = _records_of(job)
        if not is_still_given(db.session(), require_actor(), job, ids):
            path.unlink(missing_ok=True)
            raise StepNotAllowed(
                say("Tài khoản không còn quyền trên mọi hồ sơ trong tệp này; tệp đã được xóa.")
            )
        if job.access_line is not None:  # the answer shows the records of the result
            shown.tell(ids)
            act = "print_download" if job.kind == "print" else "download"
            number = job.access_line
            shown.describe(act=act, query=say("Kết quả của dòng nhật ký số {number}", number=number))
        name = job.result_name or path.name
        return send_file(path, TYPES[path.suffix], as_attachment=True, download_name=name)


def _records_of(job: Job) -> list[int]:
    """The records in a result, which its line of the log of access names."""
    if job.access_line is None:
        return []
    query = select(AccessLine).where(AccessLine.id == job.access_line)
    own = unscoped("the line of the account's own job")
    return ids_of_line(db.session(), db.session.scalars(query, execution_options=own).one())


def said_progress(job: Job) -> str:
    """How far a job is: ``1.250 trên 3.400 dòng``. Long lists are counted to their end by the job alone."""
    what = say(_COUNTED.get(job.kind, "dòng"))
    if job.state == "done":
        return say("{count} {what}", count=said_number(job.total), what=what)
    if not job.total or (job.total > COUNT_CAP and job.progress > COUNT_CAP):
        return say("{count} {what}", count=said_number(job.progress), what=what)
    total = said_count(job.total)
    return say("{count} trên {total} {what}", count=said_number(job.progress), total=total, what=what)


_HELPERS = {"states": STATES, "said_progress": said_progress, "kept_until": kept_until}


def _result_path(job: Job) -> Any:
    folder = results_folder(current_app.config["SETTINGS"].data_dir)
    path = folder / job.result
    if job.state != "done" or not job.result or path.parent != folder or not path.is_file():
        raise NotFound(say("Tệp kết quả không còn."))
    return path
