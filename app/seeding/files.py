"""Reading seed files, and knowing which have changed."""

import csv
import hashlib
from pathlib import Path

from sqlalchemy.orm import Session

from app.seeding.models import SeedFile

ROOT = Path(__file__).resolve().parents[2] / "seed"


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of ``seed/<name>.csv`` by column name; an empty list when there is no such file."""
    path = ROOT / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest_of(name: str) -> str:
    """The digest of a seed file as it is now; empty when there is none."""
    path = ROOT / f"{name}.csv"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def has_changed(session: Session, name: str) -> bool:
    """Whether the file differs from what was last read whole."""
    known = session.get(SeedFile, name)
    return known is None or known.digest != digest_of(name)


def mark_read(session: Session, name: str) -> None:
    """Remember the file as read; the caller commits."""
    session.merge(SeedFile(name=name, digest=digest_of(name)))
