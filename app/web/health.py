"""Whether the program can work: for watchdogs; says nothing about anybody."""

from typing import Any

from alembic.script import ScriptDirectory
from flask import jsonify
from sqlalchemy import text

from app.core.database import db
from app.core.version import VERSION
from app.setup import MIGRATIONS


def health() -> Any:
    """JSON: database reachable, migrations at head, version; 503 when not."""
    try:
        version = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
        database = "ok"
    except Exception:
        db.session.rollback()
        version, database = None, "unavailable"
    head = ScriptDirectory(MIGRATIONS).get_current_head()
    migrations = "current" if version == head else "pending"
    good = database == "ok" and migrations == "current"
    body = {
        "status": "ok" if good else "error",
        "database": database,
        "migrations": migrations,
        "version": VERSION,
    }
    return jsonify(body), 200 if good else 503
