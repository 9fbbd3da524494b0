"""Where a restored backup goes, what stands there already, and how it is set aside and put back."""

import contextlib
import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, inspect, text

from app.backup import postgres
from app.backup.errors import BackupRefused
from app.backup.members import (
    DATABASE,
    POSTGRESQL_NAME,
    SQLITE_NAME,
    STATE,
    STATE_FILES,
    STATE_FOLDERS,
)
from app.backup.snapshot import own_engine
from app.core import clock
from app.core.words import say
from config import Settings


class Place(Protocol):
    """One kind of database with the files of state beside it."""

    def is_taken(self) -> bool:
        """Whether there are data that a restoring would replace."""

    def replaced(self, folder: Path) -> "contextlib.AbstractContextManager[str | None]":
        """Put what lies in the folder in place for good, or not at all when the block fails.

        The value says where the old data lie; None when there were none.
        """


def place_of(settings: Settings) -> Place:
    """The place the settings describe."""
    return SqlitePlace(settings) if settings.is_sqlite else PostgresPlace(settings)


def _stamp() -> str:
    return f"{clock.to_local(clock.now()):%Y%m%d%H%M%S}"


@dataclasses.dataclass(frozen=True)
class _Files:
    """The files of state; SQLite's database is one of them."""

    settings: Settings

    def old(self) -> list[Path]:
        data = self.settings.data_dir
        return [data / name for name in (*STATE_FILES, *STATE_FOLDERS)]

    def new(self, folder: Path) -> list[tuple[Path, Path]]:
        data = self.settings.data_dir
        return [(folder / STATE / name, data / name) for name in (*STATE_FILES, *STATE_FOLDERS)]

    def has_files(self) -> bool:
        folders = (self.settings.data_dir / name for name in STATE_FOLDERS)
        return any(folder.is_dir() and any(folder.iterdir()) for folder in folders)

    @contextlib.contextmanager
    def swapped(self, folder: Path) -> Iterator[Path | None]:
        """Move the old files to a folder of their own and the new ones in; back again on failure.

        A secret that the backup does not bring stays where it is.
        """
        new = [pair for pair in self.new(folder) if pair[0].exists()]
        targets = {target for _source, target in new}
        old = [
            path for path in self.old() if path.exists() and (path in targets or path.name not in STATE_FILES)
        ]
        aside = self.settings.data_dir / f"truoc-phuc-hoi-{_stamp()}"
        done: list[tuple[Path, Path]] = []
        try:
            for path in old:
                aside.mkdir(mode=0o700, exist_ok=True)
                _move(path, aside / path.name, done)
            for source, target in new:
                _move(source, target, done)
            yield aside if old else None
        except BaseException:
            for source, target in reversed(done):
                if target.exists():
                    shutil.move(target, source)
            if aside.exists() and not any(aside.iterdir()):
                aside.rmdir()
            raise


def _move(source: Path, target: Path, done: list[tuple[Path, Path]]) -> None:
    shutil.move(source, target)
    done.append((source, target))


class SqlitePlace(_Files):
    """A file, with the two SQLite keeps beside it."""

    @property
    def database(self) -> Path:
        path = self.settings.database_path
        assert path is not None  # noqa: S101 - a file on SQLite
        return path

    def old(self) -> list[Path]:
        beside = [self.database.with_name(self.database.name + tail) for tail in ("-wal", "-shm")]
        return [self.database, *beside, *super().old()]

    def new(self, folder: Path) -> list[tuple[Path, Path]]:
        return [(folder / DATABASE / SQLITE_NAME, self.database), *super().new(folder)]

    def is_taken(self) -> bool:
        return (self.database.exists() and self.database.stat().st_size > 0) or self.has_files()

    @contextlib.contextmanager
    def replaced(self, folder: Path) -> Iterator[str | None]:
        with self.swapped(folder) as aside:
            try:
                yield str(aside) if aside else None
            except BaseException:
                # What SQLite laid beside the new file must not meet the old one.
                for tail in ("-wal", "-shm"):
                    self.database.with_name(self.database.name + tail).unlink(missing_ok=True)
                raise


class PostgresPlace(_Files):
    """A schema; the old one is renamed."""

    def is_taken(self) -> bool:
        with own_engine(self.settings.database_url).connect() as connection:
            return bool(inspect(connection).get_table_names(postgres.SCHEMA)) or self.has_files()

    @contextlib.contextmanager
    def replaced(self, folder: Path) -> Iterator[str | None]:
        engine = own_engine(self.settings.database_url)
        aside = f"truoc_phuc_hoi_{_stamp()}"
        with engine.begin() as connection:
            _require_alone(connection)
            server = postgres.server_version(connection)
            postgres.tool("pg_restore", server)
            had = bool(inspect(connection).get_table_names(postgres.SCHEMA))
            _set_aside(connection, aside)
        try:
            source = folder / DATABASE / POSTGRESQL_NAME
            postgres.restore(self.settings.database_url, server, source, lambda _share: None)
            with self.swapped(folder) as files:
                yield _both(f"schema {aside}" if had else "", files)
        except BaseException:
            with engine.begin() as connection:
                _put_back(connection, aside)
            raise
        if not had:
            with engine.begin() as connection:
                connection.execute(text(f'DROP SCHEMA "{aside}"'))


def _both(schema: str, files: Path | None) -> str | None:
    return ", ".join(filter(None, (schema, str(files or "")))) or None


def _require_alone(connection: Connection) -> None:
    others = connection.execute(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    ).scalar()
    if others:
        raise BackupRefused(
            say("Còn {others} kết nối khác tới cơ sở dữ liệu. Dừng phần mềm rồi phục hồi.", others=others)
        )


def _set_aside(connection: Any, aside: str) -> None:
    connection.execute(text(f'ALTER SCHEMA {postgres.SCHEMA} RENAME TO "{aside}"'))
    connection.execute(text(f"CREATE SCHEMA {postgres.SCHEMA}"))


def _put_back(connection: Any, aside: str) -> None:
    connection.execute(text(f"DROP SCHEMA {postgres.SCHEMA} CASCADE"))
    connection.execute(text(f'ALTER SCHEMA "{aside}" RENAME TO {postgres.SCHEMA}'))
