"""Brings a database to where the program can run: migrated, seeded, with its first accounts."""

import dataclasses
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app.access.services import new_password
from app.core.actor import acting_as, system_actor
from app.core.database import db
from app.core.words import say
from app.personnel.word_index import mend
from app.seeding.catalogs import seed_catalogs
from app.seeding.demo import seed_accounts, seed_people
from app.seeding.organisation import seed_organisation
from app.seeding.roles import seed_roles
from config import Settings

MIGRATIONS = str(Path(__file__).resolve().parent / "migrations")


@dataclasses.dataclass(frozen=True)
class Prepared:
    """What was made: demo accounts just created, and the password they got (only then known)."""

    accounts: list[str]
    password: str | None


def prepare(app: Flask) -> Prepared:
    """Migrate and seed; safe to run again, over whatever people have done since."""
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        migrate(app)
        with acting_as(system_actor(say("hệ thống: nạp dữ liệu ban đầu"))):
            session: Session = db.session
            seed_catalogs(session)
            seed_organisation(session)
            seed_roles(session)
            return _seed_demo(session, settings) if settings.demo else Prepared([], None)


def migrate(app: Flask) -> None:
    """Bring the tables up to this program."""
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        with db.engine.begin() as connection:
            mend(connection)


def known_revisions() -> frozenset[str]:
    """Every state of the tables this program can bring up to its own."""
    return frozenset(script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions())


def _seed_demo(session: Session, settings: Settings) -> Prepared:
    seed_people(session, settings.demo_people)
    password = settings.demo_password or new_password()
    accounts = seed_accounts(session, password)
    return Prepared(accounts, password if accounts else None)
