"""A private PostgreSQL server for the tests: its own folder, a Unix socket, no network port."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from tests.support.machine import install_packages, may_install
from tests.support.shared import SharedFolder

LEAST_VERSION = 15
SUPERUSER = "postgres"
SERVER_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


@dataclass(frozen=True)
class PostgresServer:
    """A server over a folder of data, socket and log; as a context manager it starts and stops."""

    folder: Path
    binaries: Path

    @classmethod
    def create(cls) -> Self:
        """A server not yet started, over a new folder; installs PostgreSQL when it is missing and may be."""
        binaries = find_binaries() or _installed_binaries()
        folder = Path(tempfile.mkdtemp(prefix="hoso-pg-"))
        owner = _server_account()
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        return cls(folder, binaries)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> None:
        cluster = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-U", SUPERUSER]
        self._run("initdb", "-D", self._data, *cluster)
        options = {**SERVER_OPTIONS, "unix_socket_directories": str(self.folder)}
        words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", str(self.folder / "log"), "-o", words)

    def stop(self) -> None:
        """Stop the server and remove its folder; connections still open are cut."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._data)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}"

    def create_database(self, name: str, template: str | None = None) -> str:
        """The URL of a new database, empty or a copy of a template nobody is connected to."""
        source = sql.Identifier(template or "template0")
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), source))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop the database with every connection to it."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        place = {"host": str(self.folder), "user": SUPERUSER, "dbname": "postgres"}
        with psycopg.connect(**place, autocommit=True) as connection:
            connection.execute(statement)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        output = self.folder / f"{program}.output"
        with output.open("w") as file:
            done = subprocess.run(
                [self.binaries / program, *arguments],
                **_as_account(_server_account()),
                cwd=self.folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                timeout=120,
            )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {output.read_text()[-800:]} {self._log_end()}")

    def _log_end(self) -> str:
        log = self.folder / "log"
        return log.read_text()[-800:] if log.exists() else ""


def shared_server(shared: SharedFolder) -> PostgresServer:
    """The one server of this test run, started by whoever asks first."""

    def start() -> dict[str, str]:
        server = PostgresServer.create()
        server.start()
        return {"folder": str(server.folder), "binaries": str(server.binaries)}

    return _server(shared.once("postgresql", start))


def stop_shared_server(shared: SharedFolder) -> None:
    answer = shared.find("postgresql")
    if answer and "value" in answer:
        _server(answer["value"]).stop()


@contextmanager
def temporary_database(server: PostgresServer, name: str, template: str | None = None) -> Iterator[str]:
    """The URL of a database that is dropped at the end."""
    server.drop_database(name)
    try:
        yield server.create_database(name, template)
    finally:
        server.drop_database(name)


def find_binaries() -> Path | None:
    """The folder of the newest PostgreSQL on this machine that is new enough."""
    folders = {*Path("/usr/lib/postgresql").glob("*/bin"), *_folders_on_path()}
    versions = {folder: _version(folder) for folder in folders}
    newest = max(versions, key=lambda folder: versions[folder], default=None)
    return newest if newest is not None and versions[newest] >= LEAST_VERSION else None


def _installed_binaries() -> Path:
    if may_install():
        install_packages("postgresql")
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError(
            f"Các phép thử cần PostgreSQL {LEAST_VERSION} trở lên: hãy cài gói postgresql rồi chạy lại. "
            f"(The tests need PostgreSQL {LEAST_VERSION} or newer: install it and run them again.)"
        )
    return binaries


def _folders_on_path() -> list[Path]:
    found = shutil.which("postgres")
    return [Path(found).resolve().parent] if found else []


def _version(folder: Path) -> int:
    """The major version, 0 when the server does not answer or has no initdb beside it."""
    if not all((folder / program).exists() for program in ("postgres", "initdb", "pg_ctl")):
        return 0
    done = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    match = re.search(r"\b(\d+)", done.stdout)
    return int(match.group(1)) if match else 0


def _server_account() -> pwd.struct_passwd | None:
    """The account root hands the server to, since PostgreSQL refuses root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name: account for account in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _server(place: dict[str, str]) -> PostgresServer:
    return PostgresServer(Path(place["folder"]), Path(place["binaries"]))
