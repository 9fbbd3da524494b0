"""What an attached file is, judged by its content and never by its name."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import puremagic

from app.core.errors import RuleViolated
from app.core.words import say


@dataclass(frozen=True)
class Media:
    """One kind of file: what people call it, its media type, the ending of its name; `shows` how a browser
    shows it by itself: as a picture, as a document, or (empty) not at all."""

    label: str
    type: str
    ending: str
    shows: str = ""


PDF = Media("PDF", "application/pdf", ".pdf", "document")
JPEG = Media("JPEG", "image/jpeg", ".jpg", "picture")
PNG = Media("PNG", "image/png", ".png", "picture")
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Media("Word (.docx)", f"{_OFFICE}wordprocessingml.document", ".docx")
XLSX = Media("Excel (.xlsx)", f"{_OFFICE}spreadsheetml.sheet", ".xlsx")

SCANS = (PDF, JPEG, PNG)
PICTURES = (JPEG, PNG)
ATTACHMENTS = (PDF, JPEG, PNG, DOCX, XLSX)
#: Media type -> the kind; of anything else nothing is ever kept.
MEDIA = {media.type: media for media in ATTACHMENTS}

#: The ending content detection gives -> the kind.
_BY_MAGIC = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".jfif": JPEG, ".png": PNG}
#: The main part of an Office document, and the type its table of contents must give it.
_MAIN_PARTS = (
    (DOCX, "word/document.xml", b"wordprocessingml.document.main+xml"),
    (XLSX, "xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
)
_CONTENTS, _LARGEST_CONTENTS, _MOST_MEMBERS = "[Content_Types].xml", 1024 * 1024, 5000


def judged(path: Path, kinds: tuple[Media, ...]) -> Media:
    """What the content is; RuleViolated unless it is one of these kinds."""
    found = _picture_or_pdf(path) or (_office(path) if DOCX in kinds else None)
    if found is None or found not in kinds:
        labels = ", ".join(media.label for media in kinds[:-1])
        raise RuleViolated(
            say("Theo nội dung, tệp không phải {labels} hoặc {last}.", labels=labels, last=kinds[-1].label)
        )
    return found


def _picture_or_pdf(path: Path) -> Media | None:
    try:
        guesses = puremagic.magic_file(str(path))
    except (puremagic.PureError, ValueError):
        return None
    known = (_BY_MAGIC.get(guess.extension.lower()) for guess in guesses if guess.byte_match)
    return next((media for media in known if media is not None), None)


def _office(path: Path) -> Media | None:
    """A .docx or .xlsx without macros; RuleViolated for one with them."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if _CONTENTS not in names or len(names) > _MOST_MEMBERS:
                return None
            with archive.open(_CONTENTS) as member:
                contents = member.read(_LARGEST_CONTENTS)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in contents:
        raise RuleViolated(say("Tệp Office có chứa macro nên không nhận. Lưu lại dạng .docx hoặc .xlsx."))
    return next((media for media, part, kind in _MAIN_PARTS if part in names and kind in contents), None)
