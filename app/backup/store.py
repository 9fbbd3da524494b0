"""The folder of backups: names, what is told of each beside it, retention, the second copy."""

import contextlib
import dataclasses
import datetime
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.backup.errors import BackupRefused, damaged, not_written
from app.core import clock
from app.core.errors import NotFound
from app.core.words import say
from config import BackupSettings

_NAME = re.compile(r"hoso-(\d{8}-\d{6})(-\d{1,3})?\.age")
_STAMP = "%Y%m%d-%H%M%S"
_UNFINISHED = ".part"
#: Whatever was made lately stays: a backup by hand before risky work is not cleared away at night.
RECENT = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class StoredBackup:
    """A finished backup; `about` is what was written beside it (empty when that is lost)."""

    path: Path
    about: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def made_at(self) -> datetime.datetime:
        """Local time, by the name."""
        return made_at(self.name)

    @property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size

    @property
    def copy(self) -> dict[str, Any]:
        """The second copy: `at`, `error`, `folder`; empty when there was none to make."""
        found: dict[str, Any] = self.about.get("copy") or {}
        return found


def made_at(name: str) -> datetime.datetime:
    """When a backup of this name was made, on a clock in Vietnam."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise NotFound(say("Không có bản sao lưu này."))
    return datetime.datetime.strptime(match.group(1), _STAMP)


def new_name(folder: Path) -> str:
    """The name of a backup that begins now."""
    stamp = f"hoso-{clock.to_local(clock.now()):{_STAMP}}"
    names = (f"{stamp}{tail}.age" for tail in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not (folder / name).exists())


def stored_backups(folder: Path) -> list[StoredBackup]:
    """Every finished backup of the folder, newest first."""
    try:
        names = [path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file()]
    except OSError:
        return []
    ordered = sorted(names, key=lambda path: (made_at(path.name), len(path.name), path.name), reverse=True)
    return [StoredBackup(path, _told(path)) for path in ordered]


def find_backup(folder: Path, name: str) -> StoredBackup:
    """One backup by its name; NotFound for any other word."""
    path = folder / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound(say("Không có bản sao lưu này."))
    return StoredBackup(path, _told(path))


def _beside(path: Path) -> Path:
    return path.with_suffix(".json")


def _told(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_beside(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def tell(path: Path, about: dict[str, Any]) -> None:
    """Write what is told of a backup, whole or not at all."""
    write_whole(_beside(path), json.dumps(about, ensure_ascii=False, indent=1).encode())


def write_whole(path: Path, data: bytes) -> None:
    """A private file under a name it gets when all of it is on the disk."""
    with unfinished(path) as part:
        part.write_bytes(data)


@contextlib.contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A file under another name, renamed when the block ends well, removed when it does not."""
    part = path.with_name(f".{path.name}{_UNFINISHED}")
    try:
        part.touch(mode=0o600)
        yield part
        sync(part)
        os.replace(part, path)
        sync(path.parent)
    except OSError as error:
        raise not_written(path.parent) from error
    finally:
        part.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed process left behind; the caller holds the lock of the folder."""
    for part in folder.glob(f".hoso-*{_UNFINISHED}"):
        part.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def second_copy(backup: StoredBackup, folder: Path) -> None:
    """Copy a backup with what is told of it, and read the copy back.

    The folder is never made: an unmounted disk would get its backups on the wrong one.
    """
    if not folder.is_dir():
        raise BackupRefused(
            say("Không có thư mục {folder} của bản thứ hai. Gắn ổ đĩa hoặc tạo thư mục.", folder=folder)
        )
    with unfinished(folder / backup.name) as part:
        shutil.copyfile(backup.path, part)
        sync(part)
        if sha256_of(part) != backup.about["sha256"]:
            raise damaged(str(folder / backup.name))
    tell(folder / backup.name, {**backup.about, "copy": {}})


@dataclasses.dataclass(frozen=True)
class BackupPlan(BackupSettings):
    """The places of the environment with what administrators set in screens (Điều 13.4).

    `hour` is the local hour from which the backup of a day is made, None when there is none. Of the last
    `keep_days` days and `keep_months` months one backup each stays.
    """

    hour: int | None
    keep_days: int
    keep_months: int


def expired(names: Iterable[str], now: datetime.datetime, *, keep_days: int, keep_months: int) -> list[str]:
    """The backups to remove: all but the newest of each kept day and month, and those of a day ago.

    Days and months are counted by the backups there are: a server that stood still loses none.
    """
    newest_first: Sequence[str] = sorted(names, key=made_at, reverse=True)
    of_day: dict[str, str] = {}
    of_month: dict[str, str] = {}
    for name in newest_first:
        of_day.setdefault(f"{made_at(name):%Y%m%d}", name)
        of_month.setdefault(f"{made_at(name):%Y%m}", name)
    kept = {*list(of_day.values())[:keep_days], *list(of_month.values())[:keep_months]}
    return [name for name in newest_first if name not in kept and now - made_at(name) > RECENT]


def remove_expired(plan: BackupPlan, now: datetime.datetime) -> list[str]:
    """Apply the retention to both folders; the names removed from the first."""
    removed: list[str] = []
    for folder in filter(None, (plan.folder, plan.copy_folder)):
        names = [backup.name for backup in stored_backups(folder)]
        gone = expired(names, now, keep_days=plan.keep_days, keep_months=plan.keep_months)
        for name in gone:
            (folder / name).unlink(missing_ok=True)
            _beside(folder / name).unlink(missing_ok=True)
        removed += gone if folder == plan.folder else []
    return removed
