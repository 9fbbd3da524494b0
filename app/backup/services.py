"""Backups by an actor: who may (Điều 9.13), in whose name, and what the history says afterwards."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import recorder
from app.audit.models import History
from app.backup.errors import BackupRefused
from app.backup.making import Made, Progress, make_backup, silent, verify_backup
from app.backup.store import BackupPlan, StoredBackup, find_backup, remove_expired, stored_backups
from app.core import clock
from app.core.actor import require_right
from app.core.database import writing
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.transactions import transaction
from app.core.words import say
from app.settings.reading import setting
from config import Settings

#: Backups as a kind of thing that rights name.
BACKUP_KEY = "backup"


def settings_of(session: Session) -> Settings:
    """The settings of the program a session belongs to."""
    found: Settings = session.get_bind().get_execution_options()["settings"]
    return found


def backup_settings(session: Session) -> BackupPlan:
    """Where, when and how long: the one place that decides it for commands, jobs and screens."""
    places = settings_of(session).backup
    return BackupPlan(
        **vars(places),
        hour=setting(session, "backup_hour") if places.is_daily else None,
        keep_days=setting(session, "backup_days"),
        keep_months=setting(session, "backup_months"),
    )


def backup_create(session: Session, *, reason: str, progress: Progress = silent) -> Made:
    """Make a backup, apply the retention, and write both to the history.

    A second copy that failed is a refusal; the first one stays and is in the list.
    """
    actor = require_right(Right.MANAGE, BACKUP_KEY)
    plan = backup_settings(session)
    session.rollback()  # a read that stays open would keep the log of SQLite from shrinking
    settings = settings_of(session)
    made = make_backup(settings, reason=reason, actor=actor.name, progress=progress)
    removed = remove_expired(plan, clock.to_local(clock.now()).replace(tzinfo=None))
    facts = [("backup", {"backup": made.backup.name, "reason": reason, "copy_error": made.copy_error})]
    facts += [("backup_expire", {"backup": name}) for name in removed]
    note(session, facts)
    if made.copy_error:
        raise BackupRefused(
            say(
                "Đã lập bản sao lưu {name}, nhưng chưa có bản thứ hai: {error}",
                name=made.backup.name,
                error=made.copy_error,
            )
        )
    return made


def backup_verify(session: Session, name: str, progress: Progress = silent) -> None:
    """Read one backup to its end; BackupRefused when it cannot be trusted. In the history either way."""
    require_right(Right.MANAGE, BACKUP_KEY)
    session.rollback()
    fault = ""
    try:
        verify_backup(settings_of(session), name, progress)
    except BackupRefused as refused:
        fault = refused.message
        raise
    finally:
        note(session, [("backup_verify", {"backup": name, "fault": fault})])


def backups(session: Session) -> list[StoredBackup]:
    """The backups there are, newest first."""
    require_right(Right.VIEW, BACKUP_KEY)
    return stored_backups(settings_of(session).backup.folder)


def require_backup(session: Session, name: str) -> StoredBackup:
    """A backup that somebody may work on; NotFound otherwise."""
    require_right(Right.MANAGE, BACKUP_KEY)
    return find_backup(settings_of(session).backup.folder, name)


def note(session: Session, acts: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Write lines about backups to the history, in a transaction of their own."""
    with writing(), transaction(session, Right.MANAGE):
        for act, facts in acts:
            changes = {name: [None, value] for name, value in facts.items() if value}
            recorder.note(session, BACKUP_KEY, 0, act, facts["backup"], changes)


def backup_history(session: Session, *, limit: int = 50) -> Sequence[Any]:
    """The newest lines about backups: `at`, `act`, `actor`, `channel`, `changes`."""
    require_right(Right.VIEW, BACKUP_KEY)
    columns = (History.at, History.act, History.actor, History.channel, History.changes)
    query = select(*columns).where(History.thing == BACKUP_KEY).order_by(History.id.desc()).limit(limit)
    return session.execute(query, execution_options=unscoped("history of backups; the right was asked")).all()
