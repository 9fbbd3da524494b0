"""Files between browser and program: what was sent, how a content is shown."""

from collections.abc import Mapping

from flask import current_app, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.core.database import db
from app.core.services import Saved
from app.files.media import DOCX, XLSX
from app.files.pictures import Crop
from app.personnel.attachments import Place, attachment_add
from app.settings.reading import setting

_MEBIBYTE = 1024 * 1024

#: A content is shown in a frame of our own pages alone; it loads, runs, styles and sends nothing. Chromium's
#: viewer of PDF looks the same without a style-src of its own.
_POLICY = "default-src 'none'; frame-ancestors 'self'"


def sent_file() -> FileStorage | None:
    """The file of the form; None when none was chosen."""
    sent = request.files.get("file")
    return sent if sent is not None and sent.filename else None


def file_name_of(sent: FileStorage | None) -> str:
    return (sent.filename or "") if sent is not None else ""


def attach_sent(session: Session, place: Place) -> Saved:
    """Attach the file of the form under what the form says of it."""
    sent = sent_file()
    return attachment_add(
        session,
        current_app.config["SETTINGS"].data_dir,
        place,
        document_kind=request.form.get("document_kind", ""),
        caption=request.form.get("caption", ""),
        stream=sent.stream if sent else None,
        name=file_name_of(sent),
    )


def crop_of(form: Mapping[str, str]) -> Crop | None:
    """The part of a picture a form names by shares; None for none, or for no numbers between 0 and 1."""
    try:
        crop = Crop(*(float(form.get(f"crop_{name}", "")) for name in Crop._fields))
    except ValueError:
        return None
    return crop if all(0 <= share <= 1 for share in crop) and crop.width > 0 else None


def file_icon(media_type: str) -> str:
    """The icon of a kind of file."""
    return {"application/pdf": "fa-file-pdf", DOCX.type: "fa-file-word", XLSX.type: "fa-file-excel"}.get(
        media_type, "fa-file-image"
    )


def file_size(size: int) -> str:
    """A size in bytes as people read it: ``34 KB``, ``1,2 MB``."""
    if size < _MEBIBYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / _MEBIBYTE:.1f} MB".replace(".", ",")


def attachment_limit() -> int:
    """How many MiB a file may have, by the setting."""
    return int(setting(db.session(), "attachment_mebibytes"))


def inline_headers() -> dict[str, str]:
    """What a content says to the browser that shows it."""
    return {"Content-Security-Policy": _POLICY, "X-Frame-Options": "SAMEORIGIN"}
