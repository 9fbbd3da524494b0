"""A backup file: a tar, compressed, encrypted in the age format; written as one stream.

The last member is the manifest with size and SHA-256 of every other one. age authenticates
each piece and the end, so a changed, missing or added byte is refused when it is read.
"""

import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import pyrage

from app.backup.errors import BackupRefused
from app.core.words import say

MANIFEST = "manifest.json"
CHUNK = 256 * 1024
_GZIP = 31  # zlib's word for a gzip header around the stream

Manifest = dict[str, Any]
#: Told how many bytes went through.
Tell = Callable[[int], None]


def write_archive(
    out: IO[bytes], members: Iterable[tuple[str, Path]], about: Manifest, key: Any, tell: Tell
) -> None:
    """Write the files under their names, and `about` with their sums as the manifest."""
    source = _Source(_compressed(_tar(members, about, tell)))
    sink = _Sink(out)
    try:
        pyrage.encrypt_io(source, sink, [key.to_public()])
    except pyrage.EncryptError:
        # pyrage repeats the words of our own errors; the errors themselves are kept.
        error = source.error or sink.error
        if error is None:
            raise
        raise error from None


def _tar(members: Iterable[tuple[str, Path]], about: Manifest, tell: Tell) -> Iterator[bytes]:
    sums: dict[str, dict[str, Any]] = {}
    for name, path in members:
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue  # a temporary file that went between listing and reading
        with file:
            size = os.fstat(file.fileno()).st_size
            yield _header(name, size)
            digest = hashlib.sha256()
            for piece in _exactly(file, size, name):
                digest.update(piece)
                tell(len(piece))
                yield piece
        yield _padding(size)
        sums[name] = {"size": size, "sha256": digest.hexdigest()}
    text = json.dumps({**about, "files": sums}, ensure_ascii=False, indent=1).encode()
    yield _header(MANIFEST, len(text)) + text + _padding(len(text))
    yield bytes(2 * tarfile.BLOCKSIZE)


def _exactly(file: IO[bytes], size: int, name: str) -> Iterator[bytes]:
    while size:
        piece = file.read(min(CHUNK, size))
        if not piece:
            raise BackupRefused(
                say("Tệp {name} bị cắt ngắn trong lúc sao lưu; chưa có bản nào được lập.", name=name)
            )
        size -= len(piece)
        yield piece


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    press = zlib.compressobj(level=1, wbits=_GZIP)
    for piece in pieces:
        if data := press.compress(piece):
            yield data
    yield press.flush()


class _Source:
    """Pieces as pyrage reads them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.rest, self.at = pieces, b"", 0
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; none at the end."""
        try:
            while self.at >= len(self.rest):
                self.rest, self.at = next(self.pieces), 0
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        end = len(self.rest) if size < 0 else self.at + size
        data, self.at = self.rest[self.at : end], end
        return data


class _Sink:
    """A file as pyrage writes it."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        """Write all of it."""
        try:
            return self.out.write(data)
        except BaseException as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Hand on what is held back."""
        try:
            self.out.flush()
        except BaseException as error:
            self.error = error
            raise
