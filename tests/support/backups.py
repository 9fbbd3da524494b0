"""Backups as tests handle them: made by the command, restored into a place of their own."""

import dataclasses
import io
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyrage
from sqlalchemy import text

from app.backup.archive import write_archive
from app.backup.keys import key_for_reading
from app.backup.restoring import restored
from app.backup.snapshot import own_engine
from app.core.rights import Right
from app.core.scoping import unscoped
from app.settings.services import settings_change
from app.setup import known_revisions
from config import Settings
from tests.support.cast import as_system
from tests.support.commands import run_flask
from tests.support.postgres import shared_server, temporary_database
from tests.support.product import Product
from tests.support.templates import product_environment

PERMISSION = "45/SNV-CCVC"


def environment_of(product: Product) -> dict[str, str]:
    settings = product.settings
    url = None if settings.is_sqlite else settings.database_url
    return product_environment(settings.data_dir, url)


def command(product: Product, *words: str, **env: str) -> Any:
    """`flask backup …` in this process, with further settings; answers like a finished process."""
    with settings_of(product, **env):
        done = product.app.test_cli_runner().invoke(args=["backup", *words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return SimpleNamespace(returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr)


@contextmanager
def settings_of(product: Product, **env: str) -> Iterator[Settings]:
    """The product under further variables of the environment, about backups only."""
    before = product.settings
    backup = Settings.from_environment({**environment_of(product), **env}).backup
    changed = dataclasses.replace(before, backup=backup)
    with product.app.app_context():
        engine = product.db.engine
    _use(product, engine, changed)
    try:
        yield changed
    finally:
        _use(product, engine, before)


def plan(product: Product, **values: int) -> None:
    """Set the hour and how many stay (backup_hour, backup_days, backup_months) as an administrator would."""
    with as_system(product, Right.MANAGE) as session:
        settings_change(session, {key: str(value) for key, value in values.items()}, ground="kiểm thử")


def _use(product: Product, engine: Any, settings: Settings) -> None:
    product.app.config["SETTINGS"] = settings
    engine.update_execution_options(settings=settings)


def create(product: Product, **env: str) -> Path:
    """A new backup of the product."""
    before = set(names(product))
    done = command(product, "create", **env)
    assert done.returncode == 0, done.stderr
    (name,) = set(names(product)) - before
    return product.settings.backup.folder / name


def names(product: Product) -> list[str]:
    """The finished backups of the product, the oldest first: the second of a second is called `…-2`."""
    folder = product.settings.backup.folder
    return sorted(
        (path.name for path in folder.glob("hoso-*.age")), key=lambda name: name.removesuffix(".age")
    )


def leftovers(product: Product) -> list[str]:
    """What an attempt that did not end well may have left."""
    folder, data = product.settings.backup.folder, product.settings.data_dir
    found = [*folder.glob(".*"), *data.glob(".sao-luu-*"), *data.glob(".phuc-hoi-*")]
    return sorted(path.name for path in found)


@dataclasses.dataclass(frozen=True)
class Target:
    """An empty place to restore to: a data folder, and on PostgreSQL a database."""

    env: dict[str, str]
    settings: Settings

    def restore(self, backup: Path, *words: str, key: Path) -> Any:
        """The command, as typed on the new machine."""
        number = ("--permission-number", PERMISSION)
        return run_flask(self.env, "backup", "restore", str(backup), "--key", str(key), *number, *words)

    def attempt(self, backup: Path, key: Path, **changes: Any) -> Any:
        """The same in this process, without migrating: a context manager."""
        values = {"permission": PERMISSION, "known_revisions": known_revisions(), **changes}
        return restored(self.settings, backup, key_file=key, **values)

    def rows(self, statement: str) -> list[Any]:
        """What the database of this place answers, past the program."""
        with own_engine(self.settings.database_url).connect() as connection:
            return list(connection.execute(text(statement), execution_options=unscoped("test")))

    def tables(self) -> list[str]:
        from sqlalchemy import inspect

        if self.settings.is_sqlite and not self.settings.database_path.exists():
            return []
        with own_engine(self.settings.database_url).connect() as connection:
            return inspect(connection).get_table_names()

    def contents(self) -> dict[str, bytes]:
        """Every file of the place, locks aside."""
        data = self.settings.data_dir
        found = [path for path in data.rglob("*") if path.is_file() and path.suffix != ".lock"]
        return {str(path.relative_to(data)): path.read_bytes() for path in found}


@contextmanager
def empty_target(shared: Any, engine: str, folder: Path) -> Iterator[Target]:
    """A place nothing was restored to yet."""
    data_dir = folder / f"noi-moi-{uuid.uuid4().hex[:6]}"
    if engine == "sqlite":
        env = product_environment(data_dir, None)
        yield Target(env, Settings.from_environment(env))
        return
    with temporary_database(shared_server(shared), f"hoso_r{uuid.uuid4().hex[:12]}") as url:
        env = product_environment(data_dir, url)
        yield Target(env, Settings.from_environment(env))


def plain_members(path: Path, key_file: Path) -> dict[str, bytes]:
    """The members of a backup, read with the libraries alone."""
    data = pyrage.decrypt(path.read_bytes(), [key_for_reading(key_file)])
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def crafted(folder: Path, key_file: Path, manifest: dict[str, Any], members: dict[str, bytes]) -> Path:
    """A backup with any names and any manifest, encrypted with the right key and with right sums."""
    paths = []
    for number, (name, data) in enumerate(members.items()):
        (folder / f"thanh-vien-{number}").write_bytes(data)
        paths.append((name, folder / f"thanh-vien-{number}"))
    path = folder / "hoso-20260101-000000.age"
    with path.open("wb") as out:
        write_archive(out, paths, manifest, key_for_reading(key_file), lambda _count: None)
    return path
