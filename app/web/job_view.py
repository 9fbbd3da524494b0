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
from app.core.errors import NotFound
from app.core.scoping import unscoped
from app.core.words import say
from app.documents.pdf import PDF
from app.jobs.handlers import IN_PERCENT, request_from
from app.jobs.models import STATES, Job
from app.jobs.services import job_cancel, own_job, own_jobs
from app.jobs.worker import results_folder
from app.reports.criteria import check_asked
from app.web.export import XLSX
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
            "hoso/jobs.html", title=say("Công việc của tôi"), jobs=own_jobs(db.session), states=STATES
        )

    @expose("/show/<pk>")
    def show(self, pk: str) -> Any:
        """One job."""
        job = own_job(db.session, row_id(pk))
        return self.render_template("hoso/job.html", title=job.title, job=job, states=STATES, unit=_unit(job))

    @expose("/state/<pk>")
    def state(self, pk: str) -> Any:
        """JSON: how far a job is."""
        job = own_job(db.session, row_id(pk))
        return jsonify(state=job.state, label=STATES[job.state], progress=job.progress, total=job.total)

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
        self._log_download(job)
        name = job.result_name or path.name
        return send_file(path, TYPES[path.suffix], as_attachment=True, download_name=name)

    def _log_download(self, job: Job) -> None:
        """The answer shows the records of the result, whose line names them."""
        if job.access_line is None:
            return
        query = select(AccessLine).where(AccessLine.id == job.access_line)
        own = unscoped("the line of the account's own job")
        line = db.session.scalars(query, execution_options=own).one()
        shown.tell(ids_of_line(db.session(), line))
        act = "print_download" if job.kind == "print" else "download"
        shown.describe(act=act, query=say("Kết quả của dòng nhật ký số {number}", number=line.id))


def _unit(job: Job) -> str:
    """What the numbers of a job count."""
    return say(_COUNTED.get(job.kind, "dòng"))


def _result_path(job: Job) -> Any:
    folder = results_folder(current_app.config["SETTINGS"].data_dir)
    path = folder / job.result
    if job.state != "done" or not job.result or path.parent != folder or not path.is_file():
        raise NotFound(say("Tệp kết quả không còn."))
    return path
