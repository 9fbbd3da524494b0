"""PDF made from a .docx by LibreOffice Writer without a screen, as a process of its own under limits.

Each call has a profile of its own in a folder of its own, and is killed with everything it started when it
takes too long. Macros are off, links are not followed.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.core.errors import DomainError
from app.core.words import say

_PROGRAMS = ("soffice", "libreoffice")
#: The shell sets the limits on itself, then becomes the program, so nothing runs without them.
_UNDER_LIMITS = 'ulimit -v "$1"; ulimit -t "$2"; ulimit -f "$3"; ulimit -c 0; shift 3; exec "$@"'
_OPTIONS = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">\
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True)
class Limits:
    """`start_seconds` for the program itself, `seconds` more for each document; sizes in bytes."""

    start_seconds: int = 60
    seconds: int = 20
    memory: int = 4 * 1024**3
    file_size: int = 256 * 1024**2
    #: Documents that one process turns into PDF.
    batch: int = 20


class LibreOfficeMissing(DomainError):
    """There is nothing on this machine that makes PDF; the message says how to install it."""

    code = "libreoffice_missing"


class PdfFailed(DomainError):
    """LibreOffice did not finish, or made nothing; the .docx is unharmed."""

    code = "pdf_failed"


def find_libreoffice() -> Path | None:
    """The program that makes PDF, or None."""
    found = (shutil.which(program) for program in _PROGRAMS)
    return next((Path(path) for path in found if path), None)


def require_libreoffice() -> Path:
    """The program; LibreOfficeMissing where there is none."""
    program = find_libreoffice()
    if program is None:
        raise LibreOfficeMissing(
            say(
                "Máy chủ chưa có LibreOffice nên chưa in được PDF; tệp Word (.docx) vẫn tải được. "
                "Người quản trị máy chủ cài bằng lệnh «{command}» "
                "(Debian 12: thêm «{more}» để đủ chữ tiếng Việt).",
                command="apt-get install libreoffice-writer-nogui fonts-liberation",
                more="fonts-liberation2",
            )
        )
    return program


def pdf_of(docx: bytes, *, limits: Limits | None = None, scratch: Path | None = None) -> bytes:
    """The PDF of one document; PdfFailed, LibreOfficeMissing."""
    return next(pdfs_of([docx], limits=limits, scratch=scratch))


def pdfs_of(
    documents: Iterable[bytes], *, limits: Limits | None = None, scratch: Path | None = None
) -> Iterator[bytes]:
    """The PDFs in the order of the documents, made batch by batch as they are asked for.

    `scratch` is the folder for temporary files, by default the machine's. PdfFailed, LibreOfficeMissing.
    """
    program = require_libreoffice()
    limits = limits or Limits()
    waiting = iter(documents)
    while batch := list(islice(waiting, limits.batch)):
        yield from _batch(program, batch, limits, scratch)


def _batch(program: Path, documents: Sequence[bytes], limits: Limits, scratch: Path | None) -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="hoso-pdf-", dir=scratch) as name:
        folder = Path(name)
        sources = [folder / f"{number:04}.docx" for number in range(len(documents))]
        for path, content in zip(sources, documents, strict=True):
            path.write_bytes(content)
        _run(
            _command(program, folder, sources, limits),
            folder,
            limits.start_seconds + limits.seconds * len(sources),
        )
        return [_made(path) for path in sources]


def _command(program: Path, folder: Path, sources: Sequence[Path], limits: Limits) -> list[str]:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    seconds = limits.start_seconds + limits.seconds * len(sources)
    caps = (str(limits.memory // 1024), str(seconds), str(limits.file_size // 512))
    asked = (f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "pdf:writer_pdf_Export")
    return [
        *("/bin/sh", "-c", _UNDER_LIMITS, "sh", *caps),
        *(str(program), *_OPTIONS, *asked, "--outdir", str(folder), *map(str, sources)),
    ]


def _run(command: Sequence[str], folder: Path, seconds: float) -> None:
    """Wait for the process; at the end nothing of its group is left."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LANG": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603 - a program found by us, names chosen by us
        command,
        cwd=folder,
        env=environment | {"TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise PdfFailed(
                say(
                    "LibreOffice chưa làm xong PDF sau {seconds} giây nên đã dừng; "
                    "tệp Word (.docx) vẫn tải được.",
                    seconds=int(seconds),
                )
            ) from error
        finally:
            _kill_group(process.pid)


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _made(source: Path) -> bytes:
    target = source.with_suffix(".pdf")
    if not target.exists():
        raise PdfFailed(say("LibreOffice không làm được PDF từ văn bản này; tệp Word (.docx) vẫn tải được."))
    return target.read_bytes()
