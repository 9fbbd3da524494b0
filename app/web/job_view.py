"""The owner's jobs: how far they are, their results, and stopping them."""

from typing import Any

from flask import current_app, flash, jsonify, redirect, send_file, url_for
from flask_appbuilder import BaseView, expose

from app.core.actor import require_actor
from app.core.database import db
from app.core.errors import NotFound
from app.core.words import say
from app.jobs.handlers import IN_PERCENT
from app.jobs.models import STATES, Job
from app.jobs.services import job_cancel, own_job, own_jobs
from app.jobs.worker import results_folder
from app.web.export import XLSX
from app.web.requests import row_id


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
        """The file a job made."""
        job = own_job(db.session, row_id(pk))
        path = _result_path(job)
        return send_file(path, XLSX, as_attachment=True, download_name=path.name)


def _unit(job: Job) -> str:
    """What the numbers of a job count."""
    return say("phần trăm") if job.kind in IN_PERCENT else say("dòng")


def _result_path(job: Job) -> Any:
    folder = results_folder(current_app.config["SETTINGS"].data_dir)
    path = folder / job.result
    if job.state != "done" or not job.result or path.parent != folder or not path.is_file():
        raise NotFound(say("Tệp kết quả không còn."))
    return path
