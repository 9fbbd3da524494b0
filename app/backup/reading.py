"""Reading a backup back: decrypted, every sum compared, no name outside its place."""

import contextlib
import hashlib
import json
import os
import tarfile
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pyrage

from app.backup.archive import CHUNK, MANIFEST, Manifest, Tell
from app.backup.errors import BackupRefused, Damaged, damaged, not_written
from app.backup.keys import public_name
from app.backup.members import check_name
from app.core.words import say

FORMAT = 1
LONGEST_MANIFEST = 256 * 1024 * 1024
_BROKEN = (tarfile.TarError, EOFError, zlib.error, UnicodeDecodeError)

#: (name, size) -> the file its bytes go to, or None when they are only to be summed.
Place = Callable[[str], Path | None]


def read_archive(path: Path, key: Any, place: Place, tell: Tell) -> Manifest:
    """Read all of a backup and put its files where `place` says; the manifest, which agrees with them.

    BackupRefused for a wrong key, a changed or missing byte, an unknown format, a name outside.
    Files that were placed before a refusal are the caller's to remove.
    """
    try:
        with _decrypted(path, key, tell) as stream, tarfile.open(fileobj=stream, mode="r|gz") as tar:
            manifest, sums = _members(tar, path.name, place)
            while stream.read(CHUNK):
                pass  # to the authenticated end
    except _BROKEN as error:
        raise damaged(path.name) from error
    if manifest.get("format") != FORMAT:
        raise BackupRefused(
            say("Bản sao lưu {name} có khuôn dạng mà phiên bản này chưa biết.", name=path.name)
        )
    if manifest.get("files") != sums:
        raise damaged(path.name)
    return manifest


def _members(tar: tarfile.TarFile, name: str, place: Place) -> tuple[Manifest, dict[str, Any]]:
    manifest: Manifest | None = None
    sums: dict[str, Any] = {}
    for member in tar:
        file = tar.extractfile(member) if member.isreg() else None
        if file is None or manifest is not None or member.name in sums:
            raise damaged(name)
        if member.name == MANIFEST:
            manifest = _manifest(file, member.size, name)
        else:
            check_name(member.name)
            sums[member.name] = _placed(file, place(member.name))
    if manifest is None:
        raise damaged(name)
    return manifest, sums


def _manifest(file: IO[bytes], size: int, name: str) -> Manifest:
    if size > LONGEST_MANIFEST:
        raise damaged(name)
    try:
        found = json.loads(file.read())
    except ValueError as error:
        raise damaged(name) from error
    if not isinstance(found, dict):
        raise damaged(name)
    return found


def _placed(file: IO[bytes], target: Path | None) -> dict[str, Any]:
    """Copy a member and sum it up."""
    digest, size = hashlib.sha256(), 0
    try:
        with _target(target) as out:
            while piece := file.read(CHUNK):
                digest.update(piece)
                size += len(piece)
                if out is not None:
                    out.write(piece)
    except OSError as error:
        if target is None:
            raise
        raise not_written(target.parent) from error
    return {"size": size, "sha256": digest.hexdigest()}


@contextlib.contextmanager
def _target(path: Path | None) -> Iterator[IO[bytes] | None]:
    if path is None:
        yield None
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


@contextlib.contextmanager
def _decrypted(path: Path, key: Any, tell: Tell) -> Iterator[IO[bytes]]:
    """The plain stream, decrypted by a thread of its own; its refusal is raised at the end."""
    refusals: list[BaseException] = []
    read_end, write_end = os.pipe()
    thread = threading.Thread(target=_pump, args=(path, key, write_end, refusals), daemon=True)
    thread.start()
    failure: BaseException | None = None
    with os.fdopen(read_end, "rb") as stream:
        try:
            yield _Told(stream, tell)  # type: ignore[misc]
        except BaseException as error:
            failure = error
    thread.join()
    if failure is not None and not isinstance(failure, (*_BROKEN, Damaged)):
        raise failure
    if refusals:
        raise _refusal(path, key, refusals[0]) from refusals[0]
    if failure is not None:
        raise failure


def _pump(path: Path, key: Any, write_end: int, refusals: list[BaseException]) -> None:
    try:
        with os.fdopen(write_end, "wb") as out, path.open("rb") as file:
            pyrage.decrypt_io(file, out, [key])
    except BaseException as error:
        refusals.append(error)


def _refusal(path: Path, key: Any, error: BaseException) -> BackupRefused:
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return BackupRefused(say("Không đọc được tệp {path}.", path=path))
    if isinstance(error, pyrage.DecryptError) and "matching keys" in str(error):
        return BackupRefused(
            say(
                "Khóa {key} không mở được bản sao lưu {name}. Dùng đúng tệp khóa của bản này.",
                key=public_name(key),
                name=path.name,
            )
        )
    return damaged(path.name)


class _Told:
    """A stream that tells how much of it was read."""

    def __init__(self, stream: IO[bytes], tell: Tell) -> None:
        self.stream, self.tell = stream, tell

    def read(self, size: int = -1) -> bytes:
        """Bytes of the stream."""
        data = self.stream.read(size)
        self.tell(len(data))
        return data
