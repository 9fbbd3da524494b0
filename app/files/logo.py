"""The logo of the installation: a small picture that administrators set, shown to everybody.

The setting `logo` holds the digest of the content; without one the mark that comes with the program stands.
"""

import io
from pathlib import Path
from typing import IO

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import require_right
from app.core.errors import NotFound, RuleViolated
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say
from app.files.models import StoredFile
from app.files.store import keep_file
from app.settings.names import LOGO
from app.settings.reading import forget, setting
from app.settings.services import require_edition, setting_put

LARGEST_KIBIBYTES = 200
MOST_PIXELS = 1000
_FORMATS = ("PNG", "JPEG")


def logo_put(
    session: Session, data_dir: Path, stream: IO[bytes], name: str, *, ground: str, seen: int | None
) -> None:
    """Make a picture the logo; what it was before stays in the history.

    RuleViolated unless it is by its content a whole PNG or JPEG of at most 200 KiB and 1000 pixels a
    side; Conflict when `seen` is no longer the edition of the setting. Killed in between, it leaves at
    most a file no row names.
    """
    require_right(Right.MANAGE, "setting")
    content = _picture(stream)
    with transaction(session, Right.MANAGE):
        require_edition(session, (LOGO,), seen)
        kept = keep_file(session, data_dir, io.BytesIO(content), name)
        setting_put(session, LOGO, str(kept.sha256), ground)
    forget()


def logo_remove(session: Session, *, ground: str, seen: int | None) -> bool:
    """Back to the mark of the program; whether there was a logo. Conflict as above."""
    require_right(Right.MANAGE, "setting")
    with transaction(session, Right.MANAGE):
        require_edition(session, (LOGO,), seen)
        is_removed = setting_put(session, LOGO, "", ground)
    forget()
    return is_removed


def logo_file(session: Session, digest: str) -> StoredFile:
    """The kept file of the logo of today; NotFound for any other digest."""
    if not digest or digest != setting(session, LOGO):
        raise NotFound()
    found = session.scalars(select(StoredFile).where(StoredFile.sha256 == digest).limit(1)).first()
    if found is None:
        raise NotFound()
    return found


def _picture(stream: IO[bytes]) -> bytes:
    content = stream.read(LARGEST_KIBIBYTES * 1024 + 1)
    if not content:
        raise _refusal(say("Tệp rỗng hoặc chưa chọn tệp."))
    if len(content) > LARGEST_KIBIBYTES * 1024:
        raise _refusal(say("Ảnh lớn hơn {limit} KB. Thu nhỏ ảnh rồi tải lại.", limit=LARGEST_KIBIBYTES))
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            # Its size stands in its head: a small file that unfolds into a huge picture is never decoded.
            if max(picture.size) > MOST_PIXELS:
                raise _too_big()
            picture.load()
    except Image.DecompressionBombError as error:
        raise _too_big() from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _refusal(say("Tệp không phải ảnh PNG hoặc JPEG, hoặc ảnh bị hỏng.")) from error
    return content


def _too_big() -> RuleViolated:
    return _refusal(say("Ảnh dài hoặc rộng hơn {most} điểm ảnh. Thu nhỏ ảnh rồi tải lại.", most=MOST_PIXELS))


def _refusal(sentence: str) -> RuleViolated:
    return RuleViolated(sentence, errors={LOGO: sentence})
