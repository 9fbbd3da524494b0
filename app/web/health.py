"""Whether the program can work: for watchdogs; says nothing about anybody."""

from typing import Any

from alembic.script import ScriptDirectory
from flask import current_app, jsonify
from sqlalchemy import text

from app.core.database import db
from app.core.version import VERSION
from app.jobs.heartbeat import is_worker_alive
from app.setup import MIGRATIONS


def health() -> Any:
    """JSON: database reachable, migrations at head, worker alive, version; 503 when no page can be had.

    Without a worker pages are served and jobs wait: `worker` is missing and `status` degraded, with 200,
    so that whoever watches is told and nobody takes the web process away.
    """
    try:
        version = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
        database = "ok"
    except Exception:
        db.session.rollback()
        version, database = None, "unavailable"
    head = ScriptDirectory(MIGRATIONS).get_current_head()
    migrations = "current" if version == head else "pending"
    good = database == "ok" and migrations == "current"
    has_worker = is_worker_alive(current_app.config["SETTINGS"].data_dir)
    body = {
        "status": ("ok" if has_worker else "degraded") if good else "error",
        "database": database,
        "migrations": migrations,
        "worker": "ok" if has_worker else "missing",
        "version": VERSION,
    }
    return jsonify(body), 200 if good else 503
