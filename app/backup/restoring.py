"""Restoring (Điều 13.4): on a stopped server, with a written permission, checked before and after.

The steps of `restored`: read everything into a folder beside the data and check it; set the old data
aside; put the new in place; compare the facts; let the caller migrate. Any refusal puts the old back.
"""

import contextlib
import dataclasses
import json
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from app.backup.archive import Manifest
from app.backup.errors import BackupRefused, not_written
from app.backup.facts import differing
from app.backup.keys import key_for_reading
from app.backup.making import secret_mark
from app.backup.members import DATABASE, POSTGRESQL_NAME, SQLITE_NAME, STATE
from app.backup.places import place_of
from app.backup.reading import read_archive
from app.backup.snapshot import engine_name, own_engine
from app.backup.store import sync
from app.core import clock
from app.core.locks import AlreadyRunning, hold
from app.core.words import say
from config import Settings

_STAGING = ".phuc-hoi-"
LEDGER = "phuc-hoi.jsonl"
LONGEST_PERMISSION = 100


@dataclasses.dataclass(frozen=True)
class Restored:
    """What was put in place: the manifest, where the old data lies (None: there was none)."""

    manifest: Manifest
    aside: str | None
    has_other_secret: bool


@contextlib.contextmanager
def restored(
    settings: Settings,
    source: Path,
    *,
    key_file: Path,
    permission: str,
    known_revisions: Collection[str],
    replace: bool = False,
) -> Iterator[Restored]:
    """Put a backup in place; the block migrates it. When the block fails, the old data come back.

    BackupRefused changes nothing: no permission, a server that runs, data in the way, a wrong key, a
    damaged file, another engine, a revision this program does not know.
    """
    check_permission(permission)
    with _stopped(settings):
        place = place_of(settings)
        if not replace and place.is_taken():
            raise BackupRefused(
                say("Nơi phục hồi đã có dữ liệu. Thêm --replace để thay; dữ liệu cũ được giữ riêng.")
            )
        with _read(settings, source, key_file) as (folder, manifest):
            _check_manifest(settings, manifest, folder, known_revisions)
            mark = manifest.get("secret")
            with place.replaced(folder) as aside:
                _check_facts(settings, manifest)
                # A secret that came with the backup is the right one by itself.
                came_along = f"{STATE}/secret_key" in manifest["files"]
                yield Restored(manifest, aside, not came_along and mark != secret_mark(settings))


def check_permission(number: str) -> None:
    """A backup is used only with a written permission of the authority (Điều 13.4)."""
    if not any(char.isalnum() for char in number) or len(number) > LONGEST_PERMISSION:
        raise BackupRefused(
            say("Ghi số văn bản cho phép phục hồi (Điều 13.4), ví dụ 45/SNV-CCVC; tối đa 100 ký tự.")
        )


@contextlib.contextmanager
def _stopped(settings: Settings) -> Iterator[None]:
    """Hold the places of the server, so that none runs or starts meanwhile."""
    with contextlib.ExitStack() as held:
        try:
            for role in ("web", "worker"):
                held.enter_context(hold(settings.data_dir, role))
        except AlreadyRunning as error:
            raise BackupRefused(
                say("Phần mềm đang chạy trên {folder}. Dừng rồi phục hồi.", folder=settings.data_dir)
            ) from error
        yield


@contextlib.contextmanager
def _read(settings: Settings, source: Path, key_file: Path) -> Iterator[tuple[Path, Manifest]]:
    """The files of the backup in a folder of their own, every sum compared."""
    key = key_for_reading(key_file)
    for left in settings.data_dir.glob(f"{_STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        with tempfile.TemporaryDirectory(prefix=_STAGING, dir=settings.data_dir) as name:
            folder = Path(name)
            yield folder, read_archive(source, key, lambda member: folder / member, lambda _count: None)
    except OSError as error:
        raise not_written(settings.data_dir) from error


def _check_manifest(
    settings: Settings, manifest: Manifest, folder: Path, known_revisions: Collection[str]
) -> None:
    engine = engine_name(settings.database_url)
    database = SQLITE_NAME if engine == "sqlite" else POSTGRESQL_NAME
    revision = manifest.get("facts", {}).get("revision")
    if revision not in known_revisions:
        raise BackupRefused(
            say(
                "Bản sao lưu ở phiên bản dữ liệu {revision} (phần mềm {version}) mà phần mềm này chưa biết. "
                "Cài phần mềm bằng hoặc mới hơn phiên bản đã sao lưu.",
                revision=revision,
                version=manifest.get("version"),
            )
        )
    if manifest.get("engine") != engine or not (folder / DATABASE / database).is_file():
        raise BackupRefused(
            say(
                "Bản sao lưu của {theirs}, còn DATABASE_URL trỏ tới {ours}. "
                "Phục hồi vào cùng loại cơ sở dữ liệu.",
                theirs=manifest.get("engine"),
                ours=engine,
            )
        )


def _check_facts(settings: Settings, manifest: Manifest) -> None:
    engine = own_engine(settings.database_url)
    with engine.connect() as connection:
        wrong = differing(connection, manifest["facts"])
    if wrong:
        raise BackupRefused(
            say("Sau khi phục hồi, các mục sau không khớp với lúc sao lưu: {wrong}.", wrong=", ".join(wrong))
        )


def write_ledger(settings: Settings, facts: dict[str, Any]) -> None:
    """Add a line to the list of restorings beside the backups: it outlives the database."""
    folder = settings.backup.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = {"at": clock.now().isoformat(timespec="seconds"), **facts}
    with (folder / LEDGER).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    sync(folder / LEDGER)
