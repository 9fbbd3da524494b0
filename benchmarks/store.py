"""Where the databases of the benchmark are kept, and the environment of the product over each."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.entries import KINDS, THICK
from config import ROOT

PASSWORD = "mat-khau-do-1"  # noqa: S105 - of a database of invented people
_NOTE = "bench.json"
_SETTINGS = (
    "PORT",
    "DATA_DIR",
    "DATABASE_URL",
    "SECRET_KEY",
    "DEBUG",
    "DEMO",
    "DEMO_PEOPLE",
    "DEMO_PASSWORD",
)


def bench_folder() -> Path:
    """Where the databases are kept: BENCH_DIR, or build/bench."""
    return Path(os.environ.get("BENCH_DIR") or ROOT / "build" / "bench").resolve()


def environment(data_dir: Path, database_url: str | None) -> dict[str, str]:
    """The environment of the product over one of these databases."""
    env = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
    env |= {"APP_ENV": "test", "DATA_DIR": str(data_dir), "DEMO": "1", "DEMO_PEOPLE": "0"}
    env |= {"DEMO_PASSWORD": PASSWORD}
    return env if database_url is None else {**env, "DATABASE_URL": database_url}


def filled(env: dict[str, str], count: int) -> dict[str, str]:
    """The same environment, once its database stands, holds `count` people and has the newest tables."""
    folder = Path(env["DATA_DIR"])
    if is_filled(folder, count):
        command = [sys.executable, "-m", "flask", "--app", "app", "setup"]
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    else:
        for path in folder.glob("hoso.sqlite3*"):  # left behind by a run that was stopped
            path.unlink()
        command = [sys.executable, "-m", "benchmarks.data", str(count)]
        subprocess.run(command, cwd=ROOT, env=env, check=True)
        (folder / _NOTE).write_text(json.dumps(_holding(count)), encoding="utf-8")
    return env


def is_filled(folder: Path, count: int) -> bool:
    """Whether the database that belongs to this folder is complete, and holds what is measured now."""
    note = folder / _NOTE
    return note.exists() and json.loads(note.read_text(encoding="utf-8")) == _holding(count)


def _holding(count: int) -> dict[str, Any]:
    return {"people": count, "entries": list(KINDS), "thick": THICK}
