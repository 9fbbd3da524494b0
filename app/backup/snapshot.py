"""The database as it stood at one moment, in one file, while others go on writing."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, func, select
from sqlalchemy.engine import Engine, make_url

from app.backup import postgres
from app.backup.errors import BackupRefused, not_written
from app.backup.facts import Facts, facts_of
from app.backup.members import POSTGRESQL_NAME, SQLITE_NAME
from app.core.words import say
from config import sqlite_driver

#: Called now and then during a long step, with the share that is done (0 to 1); may raise to stop it.
Beat = Callable[[float], None]
_PAGES = 4096


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """A file, and the facts of exactly that moment."""

    path: Path
    facts: Facts


def engine_name(database_url: str) -> str:
    """sqlite or postgresql."""
    return make_url(database_url).get_backend_name()


def own_engine(database_url: str, **options: Any) -> Engine:
    """An engine without a pool and without the hooks of the program: for files nobody else opens."""
    if engine_name(database_url) == "sqlite":
        options["module"] = sqlite_driver()
    return create_engine(database_url, poolclass=NullPool, **options)


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def take_snapshot(database_url: str, folder: Path, beat: Beat) -> Snapshot:
    """Write the database as of now into the folder."""
    if engine_name(database_url) == "sqlite":
        return _sqlite(Path(make_url(database_url).database or ""), folder / SQLITE_NAME, beat)
    return _postgresql(database_url, folder / POSTGRESQL_NAME, beat)


def _sqlite(source: Path, target: Path, beat: Beat) -> Snapshot:
    """SQLite's own backup, inside one read transaction: writers go on, the copy stays at its start."""
    driver = sqlite_driver()
    try:
        _copy_pages(driver, source, target, beat)
    except driver.DatabaseError as error:
        raise not_written(target.parent.parent) from error
    engine = own_engine(sqlite_url(target))
    with engine.connect() as connection:
        return Snapshot(target, facts_of(connection))


def _copy_pages(driver: Any, source: Path, target: Path, beat: Beat) -> None:
    reader = driver.connect(f"file:{source}?mode=rw", uri=True, timeout=15, isolation_level=None)
    writer = driver.connect(str(target), isolation_level=None)
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reader.backup(
            writer, pages=_PAGES, sleep=0, progress=lambda _s, left, all_: beat(1 - left / max(all_, 1))
        )
        writer.execute("PRAGMA journal_mode=DELETE")
        found = writer.execute("PRAGMA quick_check(1)").fetchone()[0]
    finally:
        reader.close()
        writer.close()
    if found != "ok":
        raise BackupRefused(say("Cơ sở dữ liệu đang chạy bị hỏng: {found}. Không sao lưu.", found=found))


def _postgresql(database_url: str, target: Path, beat: Beat) -> Snapshot:
    """pg_dump over an exported snapshot, in which the rows are counted too."""
    engine = own_engine(database_url, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        name = connection.execute(select(func.pg_export_snapshot())).scalar_one()
        facts = facts_of(connection)
        postgres.dump(database_url, postgres.server_version(connection), name, target, beat)
    return Snapshot(target, facts)
