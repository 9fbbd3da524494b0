"""Making a backup and reading it back; nothing here touches the session of the program."""

import dataclasses
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.backup.archive import Manifest, write_archive
from app.backup.errors import BackupRefused, not_written
from app.backup.keys import key_for_reading, key_for_writing, public_name
from app.backup.members import DATABASE, STATE, STATE_FILES, STATE_FOLDERS
from app.backup.reading import FORMAT, read_archive
from app.backup.snapshot import Snapshot, engine_name, take_snapshot
from app.backup.store import (
    StoredBackup,
    clear_unfinished,
    find_backup,
    new_name,
    second_copy,
    sha256_of,
    tell,
    unfinished,
)
from app.core import clock
from app.core.locks import AlreadyRunning, hold
from app.core.version import VERSION
from app.core.words import say
from config import Settings, derived_secret

_STAGING = ".sao-luu-"

#: Told the percent that is done; may raise to stop the work.
Progress = Callable[[int], None]


@dataclasses.dataclass(frozen=True)
class Made:
    """A new backup; a key made just now must be kept elsewhere; the second copy may have failed."""

    backup: StoredBackup
    key_is_new: bool
    copy_error: str = ""


def silent(_percent: int) -> None:
    """For callers that show no progress."""


def make_backup(settings: Settings, *, reason: str, actor: str, progress: Progress = silent) -> Made:
    """Write, read back and copy one backup. BackupRefused leaves no trace of the attempt."""
    folder = settings.backup.folder
    _make_folder(folder)
    try:
        lock = hold(folder, "backup")
    except AlreadyRunning as error:
        raise BackupRefused(say("Một lần sao lưu khác đang chạy. Đợi xong rồi làm lại.")) from error
    with lock:
        clear_unfinished(folder)
        for left in settings.data_dir.glob(f"{_STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        key, is_new = key_for_writing(settings.backup.key_file)
        about = {"reason": reason, "actor": actor}
        backup = _write(settings, key, about, progress)
        copy_error = _copied(settings, backup)
        return Made(find_backup(folder, backup.name), is_new, copy_error)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise not_written(folder) from error


def _write(settings: Settings, key: Any, about: dict[str, Any], progress: Progress) -> StoredBackup:
    folder = settings.backup.folder
    path = folder / new_name(folder)
    try:
        with tempfile.TemporaryDirectory(prefix=_STAGING, dir=settings.data_dir) as staging:
            snapshot = take_snapshot(
                settings.database_url, Path(staging), lambda share: progress(int(30 * share))
            )
            with unfinished(path) as part:
                _archive(settings, snapshot, part, key, progress)
                manifest = _read_back(part, key, progress)
                told = about | _told(part, manifest, key)
                tell(path, told)
    except OSError as error:
        raise not_written(folder) from error
    progress(100)
    return StoredBackup(path, told)


def _archive(settings: Settings, snapshot: Snapshot, part: Path, key: Any, progress: Progress) -> None:
    members = [
        (f"{DATABASE}/{snapshot.path.name}", snapshot.path),
        *((f"{STATE}/{name}", path) for name, path in state_files(settings.data_dir)),
    ]
    total, done = sum(path.stat().st_size for _name, path in members) or 1, 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(30 + int(45 * min(done / total, 1)))

    with part.open("wb") as out:
        write_archive(out, members, manifest_of(settings, snapshot), key, told)


def _read_back(part: Path, key: Any, progress: Progress) -> Manifest:
    return read_archive(part, key, lambda _name: None, lambda _count: progress(80))


def manifest_of(settings: Settings, snapshot: Snapshot) -> Manifest:
    """What a backup says of itself; the sums of its files are added as they are written."""
    return {
        "format": FORMAT,
        "product": "hoso-cbccvc",
        "version": VERSION,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "engine": engine_name(settings.database_url),
        "secret": secret_mark(settings),
        "facts": snapshot.facts,
    }


def secret_mark(settings: Settings) -> str:
    """Tells whether two installations have the same SECRET_KEY, and nothing about it."""
    return derived_secret(settings.secret_key, "mark of a backup")[:16]


def _told(part: Path, manifest: Manifest, key: Any) -> dict[str, Any]:
    """What is told of a backup beside it, readable without the key: nothing about anybody."""
    return {
        "made_at": manifest["made_at"],
        "version": manifest["version"],
        "revision": manifest["facts"]["revision"],
        "engine": manifest["engine"],
        "sha256": sha256_of(part),
        "key": public_name(key),
        "verified_at": clock.now().isoformat(timespec="seconds"),
        "copy": {},
    }


def state_files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    """(name, path) of every file of state; links and what is still being written are no state."""
    for name in STATE_FILES:
        if (data_dir / name).is_file():
            yield name, data_dir / name
    for folder in STATE_FOLDERS:
        for path in sorted((data_dir / folder).rglob("*")):
            is_finished = not path.name.startswith(".") and path.suffix != ".part"
            if is_finished and path.is_file() and not path.is_symlink():
                yield path.relative_to(data_dir).as_posix(), path


def _copied(settings: Settings, backup: StoredBackup) -> str:
    """Make the second copy; why it could not be made, for the list and the failed job."""
    folder = settings.backup.copy_folder
    if folder is None:
        return ""
    error = ""
    try:
        second_copy(backup, folder)
    except BackupRefused as refused:
        error = refused.message
    copy = {"folder": str(folder), "error": error, "at": clock.now().isoformat(timespec="seconds")}
    tell(backup.path, {**backup.about, "copy": copy})
    return error


def verify_backup(settings: Settings, name: str, progress: Progress = silent) -> Manifest:
    """Read a backup to its end with the key of this installation; its manifest. Notes when it was."""
    backup = find_backup(settings.backup.folder, name)
    total, done = backup.size * 4, 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(min(99, int(100 * done / total)))

    key = key_for_reading(settings.backup.key_file)
    try:
        manifest = read_archive(backup.path, key, lambda _name: None, told)
        if backup.about and sha256_of(backup.path) != backup.about.get("sha256"):
            raise BackupRefused(say("Bản sao lưu {name} không khớp mã kiểm tra ghi kèm.", name=name))
    except BackupRefused as refused:
        tell(backup.path, {**backup.about, "verified_at": "", "fault": refused.message})
        raise
    about = {name: value for name, value in backup.about.items() if name != "fault"}
    tell(backup.path, {**about, **_told(backup.path, manifest, key), "copy": about.get("copy", {})})
    return manifest
