"""LibreOffice Writer without a screen, and a font like Times New Roman that knows Vietnamese."""

import subprocess
from pathlib import Path

from app.documents.forms.pdf import find_libreoffice
from tests.support.machine import install_packages, may_install
from tests.support.shared import SharedFolder

PACKAGES = ("libreoffice-writer-nogui", "fonts-liberation")
#: Debian 12 has the Vietnamese letters in a package of their own.
MORE_LETTERS = "fonts-liberation2"
MISSING = (
    "Không có LibreOffice (hoặc phông Liberation đủ chữ Việt) trên máy này và không cài được, nên không thử "
    "được bản PDF. (LibreOffice, or a Liberation font with Vietnamese letters, is missing and could not be "
    "installed: the PDF tests cannot run.)"
)


class LibreOfficeMissingError(Exception):
    """There is nothing to make PDF with, and it may not be installed."""


def shared_libreoffice(shared: SharedFolder) -> Path:
    """The program; looked for, and installed if need be, once in a test run."""
    try:
        return Path(shared.once("libreoffice", lambda: str(_ready() or _installed())))
    except RuntimeError as error:
        raise LibreOfficeMissingError(str(error)) from error


def _ready() -> Path | None:
    program = find_libreoffice()
    return program if program and _has_vietnamese_times() else None


def _has_vietnamese_times() -> bool:
    """Whether the font that stands for Times New Roman has the letter ạ (U+1EA1)."""
    asked = ["fc-match", "--format=%{file}", "Times New Roman:charset=1EA1"]
    found = subprocess.run(asked, capture_output=True, text=True, timeout=60).stdout
    return "LiberationSerif" in found or "times" in found.lower()


def _installed() -> Path:
    if may_install():
        install_packages(*PACKAGES)
        if not _has_vietnamese_times():
            install_packages(MORE_LETTERS)
    program = _ready()
    if program is None:
        raise RuntimeError(MISSING)
    return program
