"""Keeping and reading attached files: judged by content, never by name; whole on the disk before any row."""

import contextlib
import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy.orm import Session

from app.core.actor import require_actor
from app.core.errors import NotFound, RuleViolated
from app.core.words import say
from app.files.media import SCANS, Media, judged
from app.files.models import StoredFile
from app.settings.reading import setting

#: How the name of a content begins while it is being written.
UNFINISHED = "nhan-"
_BLOCK = 64 * 1024
_MEBIBYTE = 1024 * 1024


def files_folder(data_dir: Path) -> Path:
    """Where the contents lie; outside the web root, for the program alone."""
    folder = data_dir / "files"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def path_of(data_dir: Path, file: StoredFile) -> Path:
    """The content of a kept file; NotFound when it is gone from the disk."""
    digest = str(file.sha256)
    path = files_folder(data_dir) / digest[:2] / digest
    if not path.is_file():
        raise NotFound(say("Tệp không còn trên máy chủ. Báo quản trị hệ thống để khôi phục từ bản sao lưu."))
    return path


@dataclass(frozen=True)
class Content:
    """What lies on the disk already: its digest, size in bytes, what it is, and the name people see."""

    digest: str
    size: int
    media: Media
    name: str


def keep_file(session: Session, data_dir: Path, stream: IO[bytes], name: str) -> StoredFile:
    """Write the content of a scan, then add its row to the transaction in hand.

    RuleViolated when it is empty, larger than the setting `attachment_mebibytes` allows, or by its
    content neither PDF, JPEG nor PNG. Killed in between, it leaves at most a file no row names.
    """
    return note_content(session, keep_content(session, data_dir, stream, name))


def keep_content(
    session: Session, data_dir: Path, stream: IO[bytes], name: str, kinds: tuple[Media, ...] = SCANS
) -> Content:
    """Write a content of one of these kinds under its hash, whole, before any row tells of it."""
    limit = int(setting(session, "attachment_mebibytes"))
    folder = files_folder(data_dir)
    handle, partial = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size = _copy(stream, file, limit)
        media = judged(Path(partial), kinds)
        _settle(Path(partial), folder, digest)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(partial)
    return Content(digest, size, media, _safe_name(name, media.ending))


def note_content(session: Session, content: Content) -> StoredFile:
    """Add the row of a content to the transaction in hand."""
    kept = StoredFile(
        sha256=content.digest,
        size=content.size,
        media_type=content.media.type,
        name=content.name,
        account_id=require_actor().account_id,
    )
    session.add(kept)
    session.flush()
    return kept


def remove_unfinished(data_dir: Path, *, older_seconds: int = 86_400) -> int:
    """Remove what uploads left half written when they were killed; how many."""
    long_ago = time.time() - older_seconds
    left = [path for path in files_folder(data_dir).glob(f"{UNFINISHED}*") if path.stat().st_mtime < long_ago]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _copy(stream: IO[bytes], file: IO[bytes], limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(_BLOCK):
        size += len(block)
        if size > limit * _MEBIBYTE:
            raise RuleViolated(
                say("Tệp lớn hơn {limit} MB. Quét lại với độ phân giải thấp hơn.", limit=limit)
            )
        digest.update(block)
        file.write(block)
    if not size:
        raise RuleViolated(say("Tệp rỗng hoặc chưa chọn tệp."))
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _settle(partial: Path, folder: Path, digest: str) -> None:
    """Give the content its name in one step that outlives a crash."""
    place = folder / digest[:2]
    place.mkdir(mode=0o700, exist_ok=True)
    os.replace(partial, place / digest)
    for directory in (place, folder):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _safe_name(name: str, ending: str) -> str:
    stem = Path(name.replace("\\", "/")).stem
    plain = "".join(char for char in stem if char.isprintable() and char not in '/\\:*?"<>|').strip(" .")
    return (plain[:150] or "ban-quet") + ending
