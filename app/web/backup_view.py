"""The screen of backups: what there is, making one, reading one back (Điều 9.13, 13.4)."""

import datetime
from typing import Any, ClassVar

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.backup.services import BACKUP_KEY, backup_history, backup_settings, backups, require_backup
from app.backup.store import stored_backups
from app.core import clock
from app.core.actor import Actor
from app.core.database import db
from app.core.rights import Right
from app.core.words import say
from app.jobs.models import Job
from app.jobs.services import job_start

REASONS = {"command": "dòng lệnh", "daily": "hằng ngày", "screen": "màn hình"}
#: What a line of history about backups says, in this order.
FACTS = {
    "reason": "Lập theo",
    "copy_error": "Bản thứ hai",
    "fault": "Lỗi",
    "permission_number": "Văn bản cho phép",
    "operator": "Tài khoản máy",
    "made_at": "Sao lưu lúc (UTC)",
}
#: A daily backup that is this late has not been made.
LATE = datetime.timedelta(hours=36)


class BackupView(BaseView):
    """Sao lưu: restoring is a command on the stopped server, not a button."""

    route_base = "/backup"
    class_permission_name = BACKUP_KEY
    method_permission_name: ClassVar[dict[str, str]] = {
        "list": str(Right.VIEW),
        "create": str(Right.MANAGE),
        "verify": str(Right.MANAGE),
    }

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """The backups of the folder, and what was done with them."""
        session: Session = db.session()
        return self.render_template(
            "hoso/backups.html",
            title=say("Sao lưu"),
            rows=backups(session),
            history=[(line, told(line.changes)) for line in backup_history(session)],
            alarm=alarm_of(session),
            place=backup_settings(session),
            reasons=REASONS,
        )

    @expose("/create", methods=["POST"])
    @has_access
    def create(self) -> Any:
        """Queue a backup."""
        return self._queued("backup", say("Sao lưu"), {"reason": "screen"})

    @expose("/verify/<name>", methods=["POST"])
    @has_access
    def verify(self, name: str) -> Any:
        """Queue the reading back of one backup."""
        found = require_backup(db.session(), name)
        title = say("Kiểm tra bản sao lưu {name}", name=found.name)
        return self._queued("backup_verify", title, {"name": found.name})

    def _queued(self, kind: str, title: str, options: dict[str, Any]) -> Any:
        job = job_start(db.session(), kind=kind, title=title, options=options, total=100)
        flash(say("Việc đã được xếp hàng. Có thể làm việc khác rồi quay lại trang này."), "info")
        return redirect(url_for("JobView.show", pk=job.id))


def told(changes: dict[str, Any]) -> list[tuple[str, str]]:
    """(label, value) of a line of history about backups."""
    values = {name: pair[1] for name, pair in changes.items()}
    if "reason" in values:
        values["reason"] = say(REASONS.get(values["reason"], values["reason"]))
    return [(say(label), str(values[name])) for name, label in FACTS.items() if values.get(name)]


def backup_alarm(session: Session, actor: Actor) -> str:
    """The alarm for whoever is in charge of backups; nothing for others."""
    return alarm_of(session) if actor.has(Right.VIEW, BACKUP_KEY) else ""


def alarm_of(session: Session) -> str:
    """A sentence when the last backup failed, or the daily one is late; empty when all is well."""
    query = select(Job.state, Job.message, Job.finished_at).where(Job.kind == "backup")
    last = session.execute(query.where(Job.finished_at.is_not(None)).order_by(Job.finished_at.desc())).first()
    if last is not None and last.state == "failed":
        at = f"{clock.to_local(last.finished_at):%H:%M %d/%m/%Y}"
        return say("Lần sao lưu lúc {at} không thành công: {why}", at=at, why=last.message)
    settings = backup_settings(session)
    stored = stored_backups(settings.folder)
    now = clock.to_local(clock.now()).replace(tzinfo=None)
    if settings.hour is not None and (not stored or now - stored[0].made_at > LATE):
        return say("Chưa có bản sao lưu nào trong 36 giờ qua.")
    return ""
