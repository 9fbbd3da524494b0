"""Brings a database to where the program can run: migrated, seeded, with its first accounts."""

import dataclasses
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app.access.services import new_password
from app.core.actor import acting_as, system_actor
from app.core.database import db, reading
from app.core.errors import RuleViolated
from app.core.readiness import NotReady, has_tables, lacks_file, making, require_reachable
from app.core.words import say
from app.personnel.word_index import mend
from app.seeding.catalogs import seed_catalogs
from app.seeding.demo import seed_accounts, seed_people
from app.seeding.demo_mark import holds_data, holds_demo_data, mark_demo, seeder_name
from app.seeding.models import SeedFile
from app.seeding.organisation import seed_organisation
from app.seeding.roles import seed_roles
from config import Settings, SettingsError

MIGRATIONS = str(Path(__file__).resolve().parent / "migrations")


@dataclasses.dataclass(frozen=True)
class Prepared:
    """What was made: demo accounts just created, and the password they got (only then known)."""

    accounts: list[str]
    password: str | None


def prepare(app: Flask) -> Prepared:
    """Migrate and seed; safe to run again, over whatever people have done since.

    NotReady, before anything is touched or made, when the database cannot be reached or is not for this
    environment.
    """
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        require_reachable(db.engine)
        _refuse_unfit(settings)
        settings.make_place()
        migrate(app)
        with acting_as(system_actor(seeder_name())):
            session: Session = db.session
            seed_catalogs(session)
            seed_organisation(session)
            seed_roles(session)
            return _seed_demo(session, settings) if settings.demo else Prepared([], None)


def _refuse_unfit(settings: Settings) -> None:
    """Production and demonstrations never meet in one database.

    The password of demo accounts was printed: production takes none of them over, and none is made beside
    accounts that people use. A start that would make them is refused as a whole: whoever forgot
    APP_ENV=production has forgotten SECRET_KEY, too, and would seal the log of access under another one.
    """
    if lacks_file(db.engine) or not has_tables(db.engine, SeedFile.__tablename__):
        return
    with reading():
        is_demo, is_used = holds_demo_data(db.session()), holds_data(db.session())
        db.session.remove()
    if settings.is_production and is_demo:
        raise NotReady(
            say(
                "Cơ sở dữ liệu này chứa dữ liệu và tài khoản thử, không dùng ở APP_ENV=production được. "
                "Chọn DATA_DIR hoặc DATABASE_URL khác, còn trống."
            )
        )
    if settings.demo and is_used and not is_demo:
        raise NotReady(
            say(
                "Cơ sở dữ liệu này đã có tài khoản hoặc hồ sơ không phải để thử, nên không tạo tài khoản thử "
                "vào đó. Đặt APP_ENV=production cùng SECRET_KEY, hoặc DEMO=0, "
                "hoặc chọn DATA_DIR, DATABASE_URL khác."
            )
        )


def migrate(app: Flask) -> None:
    """Bring the tables up to this program."""
    with app.app_context(), making():
        upgrade(directory=MIGRATIONS)
        with db.engine.begin() as connection:
            mend(connection)


def known_revisions() -> frozenset[str]:
    """Every state of the tables this program can bring up to its own."""
    return frozenset(script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions())


def _seed_demo(session: Session, settings: Settings) -> Prepared:
    mark_demo(session)
    seed_people(session, settings.demo_people)
    password = settings.demo_password or new_password()
    try:
        accounts = seed_accounts(session, password)
    except RuleViolated as error:
        raise SettingsError(f"Biến môi trường DEMO_PASSWORD bị từ chối. {error.message}") from error
    return Prepared(accounts, password if accounts else None)
