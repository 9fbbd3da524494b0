"""Copies of one prepared product: migrated, seeded and populated once for each engine in a test run."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from tests.support.postgres import shared_server, temporary_database
from tests.support.shared import SharedFolder

ENGINES = ("sqlite", "postgresql")
DEMO_PASSWORD = "mat-khau-thu-1"
DEMO_PEOPLE = 400
TEMPLATE_DATABASE = "hoso_template"
SETTINGS = (
    *("PORT", "DATA_DIR", "DATABASE_URL", "SECRET_KEY", "DEBUG", "DEMO", "DEMO_PEOPLE", "DEMO_PASSWORD"),
    *("BACKUP_DIR", "BACKUP_COPY_DIR", "BACKUP_KEY", "BACKUP_DAILY"),
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
    *("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_CLAIM"),
)


@dataclass(frozen=True)
class Template:
    """A prepared product that nobody opens any more; tests work on copies of it."""

    engine: str
    data_dir: Path
    database: str | None


def product_environment(data_dir: Path, database_url: str | None) -> dict[str, str]:
    """The environment of a product under test: this machine's, without settings of its own."""
    env = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    env |= {"APP_ENV": "test", "DATA_DIR": str(data_dir), "DEMO": "1"}
    env |= {"DEMO_PEOPLE": str(DEMO_PEOPLE), "DEMO_PASSWORD": DEMO_PASSWORD}
    return env if database_url is None else {**env, "DATABASE_URL": database_url}


def database_template(shared: SharedFolder, engine: str) -> Template:
    """The template of an engine, prepared by whoever asks first."""
    folder = shared.path / f"template-{engine}"
    database = TEMPLATE_DATABASE if engine == "postgresql" else None

    def build() -> None:
        url = shared_server(shared).create_database(database) if database else None
        _prepare(product_environment(folder, url))

    shared.once(f"template-{engine}", build)
    return Template(engine, folder, database)


@contextmanager
def product_copy(shared: SharedFolder, engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a fresh copy: data folder and database, both gone at the end."""
    template = database_template(shared, engine)
    data_dir = folder / "data"
    shutil.copytree(template.data_dir, data_dir)
    try:
        if template.database is None:
            yield product_environment(data_dir, None)
        else:
            name = f"hoso_{uuid.uuid4().hex[:12]}"
            with temporary_database(shared_server(shared), name, template.database) as url:
                yield product_environment(data_dir, url)
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


def _prepare(env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "tests.support.prepare"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(f"the product could not be prepared: {(done.stdout + done.stderr)[-4000:]}")
