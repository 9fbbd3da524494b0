"""Files of a record and of its entries: attached, found in scope, voided, brought back; the photo.

Whoever may edit a record may attach files to it; a file that belongs to a sensitive group needs the right
on that group too (Điều 8.3). Nothing is erased (Điều 13.1): a file is voided with a reason.
"""

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.access.sensitive import Sight, may_edit, sights
from app.core import clock
from app.core.actor import require_actor, require_right
from app.core.entry import EntryThing, entry_thing
from app.core.errors import Conflict, NotFound, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.services import Saved
from app.core.transactions import transaction
from app.core.words import say
from app.files.media import ATTACHMENTS, JPEG
from app.files.pictures import Crop, photo_of
from app.files.store import Content, keep_content, note_content
from app.personnel.attachment_models import DOCUMENT_KINDS, GROUP_OF_KIND, PHOTO, Attachment
from app.personnel.entry_services import refuse_closed
from app.personnel.models import Person

#: How many files one record may hold, so that its pages and backups stay within bounds.
MOST_FILES = 300
_CAPTION = 200


@dataclass(frozen=True)
class Place:
    """What a file belongs to: a record, or one entry of it."""

    person_id: int
    kind: EntryThing | None = None
    entry_id: int | None = None

    @property
    def key(self) -> str | None:
        return self.kind.key if self.kind else None


def attachment_add(
    session: Session,
    data_dir: Path,
    place: Place,
    *,
    document_kind: str,
    caption: str,
    stream: IO[bytes] | None,
    name: str,
) -> Saved:
    """Attach a PDF, JPEG, PNG, .docx or .xlsx.

    NotFound out of scope; StepNotAllowed without the right on its sensitive group; RuleViolated, by field,
    for what the file or the form lacks. Killed in between, it leaves at most a file no row names.
    """
    require_right(Right.EDIT, "person")
    kind, caption = _checked(document_kind, caption, stream)
    group = group_of(place.kind, kind)
    with transaction(session, Right.EDIT):
        _require_place(session, place, group)
    content = _kept(session, data_dir, stream, name)
    with transaction(session, Right.EDIT):
        person = _require_place(session, place, group)
        _refuse_too_many(session, person.id)
        row = _new_row(session, place, content, kind, caption, group)
    return Saved(row)


def photo_put(
    session: Session,
    data_dir: Path,
    person_id: int,
    *,
    stream: IO[bytes] | None,
    name: str,
    crop: Crop | None,
) -> Saved:
    """Make a picture the photo of a record, cut to 4 x 6; the one before is voided and stays."""
    require_right(Right.EDIT, "person")
    place = Place(person_id)
    with transaction(session, Right.EDIT):
        _require_place(session, place, "")
    if stream is None:
        raise _missing_file(say("Chọn ảnh."))
    try:
        content = keep_content(session, data_dir, io.BytesIO(photo_of(stream, crop)), name, (JPEG,))
    except RuleViolated as error:
        raise RuleViolated(error.message, errors={"file": error.message}) from error
    with transaction(session, Right.EDIT):
        person = _require_place(session, place, "")
        _refuse_too_many(session, person.id)
        for old in photos_of(session, [person.id]).values():
            old.is_void, old.void_reason = True, say("Thay bằng ảnh mới.")
        row = _new_row(session, place, content, PHOTO, "", "")
    return Saved(row)


def attachment_void(session: Session, row_id: int, reason: str, *, version: int | None) -> Attachment:
    """Void a file with a reason; it stays readable."""
    return _set_void(session, row_id, reason, version, is_void=True)


def attachment_restore(session: Session, row_id: int, reason: str, *, version: int | None) -> Attachment:
    """Bring a voided file back; a photo takes the place of the one there is."""
    return _set_void(session, row_id, reason, version, is_void=False)


def _set_void(
    session: Session, row_id: int, reason: str, version: int | None, *, is_void: bool
) -> Attachment:
    require_right(Right.EDIT, "person")
    reason = " ".join(reason.split())[:1000]
    if not reason:
        raise RuleViolated(say("Nhập lý do."), errors={"reason": say("Nhập lý do.")})
    with transaction(session, Right.EDIT):
        row = _row(session, row_id)
        person = _require_place(session, Place(row.person_id), row.sensitive_group or "")
        if version is not None and row.version != version:
            raise Conflict(say("Tệp này vừa được người khác sửa. Mở lại rồi làm tiếp."), version=row.version)
        if bool(row.is_void) is is_void:
            raise StepNotAllowed(say("Tệp này đã hủy.") if is_void else say("Tệp này đang dùng."))
        if row.document_kind == PHOTO and not is_void:
            for old in photos_of(session, [person.id]).values():
                old.is_void, old.void_reason = True, say("Thay bằng ảnh trước đó.")
        row.is_void, row.void_reason = is_void, reason
    return row


# Reading ------------------------------------------------------------------------------------------------


def attachment_in_view(session: Session, row_id: int, *, read: bool = True) -> tuple[Attachment, Person]:
    """A file and its record, in scope for the right in force, its group open to the reader.

    NotFound out of scope; StepNotAllowed while the group is masked or without the right on it. `read=False`
    leaves the group aside: for pages that say of a file no more than that it is there.
    """
    row = _row(session, row_id)
    person: Person | None = session.get(Person, row.person_id)
    if person is None:
        raise NotFound()
    if read:
        require_readable(session, person, row)
    return row, person


def require_readable(session: Session, person: Person, row: Attachment) -> None:
    """StepNotAllowed unless the group of the file is open to the reader of this record."""
    group = row.sensitive_group
    if group and sights(session, person)[group] is not Sight.OPEN:
        raise StepNotAllowed(
            say("Tệp thuộc nhóm nhạy cảm đang che. Mở nhóm này ở trang hồ sơ, kèm lý do, rồi xem tệp.")
        )


def attachments_of(
    session: Session, person_id: int, *, kind: str | None = None, entry_id: int | None = None
) -> list[Attachment]:
    """The files of a record, or of one entry, newest first, voided ones included; photos left out."""
    query = select(Attachment).where(Attachment.person_id == person_id, Attachment.document_kind != PHOTO)
    if entry_id is not None:
        query = query.where(Attachment.entry_kind == kind, Attachment.entry_id == entry_id)
    return list(session.scalars(query.options(joinedload(Attachment.file)).order_by(Attachment.id.desc())))


def files_per_entry(session: Session, person_id: int, kinds: Iterable[str]) -> dict[tuple[str, int], int]:
    """(kind, entry) -> how many files that count it has; one statement."""
    query = select(Attachment.entry_kind, Attachment.entry_id, Attachment.person_id).where(
        Attachment.person_id == person_id,
        Attachment.entry_kind.in_(list(kinds)),
        Attachment.is_void.is_(False),
    )
    return dict(Counter((str(row[0]), int(row[1])) for row in session.execute(query)))


def photos_of(session: Session, person_ids: Sequence[int]) -> Mapping[int, Attachment]:
    """Person -> the photo of today, for those who have one; one statement."""
    query = select(Attachment).where(
        Attachment.person_id.in_(person_ids),
        Attachment.entry_kind.is_(None),
        Attachment.document_kind == PHOTO,
        Attachment.is_void.is_(False),
    )
    rows = session.scalars(query.options(joinedload(Attachment.file)).order_by(Attachment.id))
    return {row.person_id: row for row in rows}


def group_of(kind: EntryThing | None, document_kind: str) -> str:
    """The sensitive group a file belongs to: that of its entry, else of the kind of paper; empty for none."""
    return (kind.sensitive if kind else "") or GROUP_OF_KIND.get(document_kind, "")


# How it is done -----------------------------------------------------------------------------------------


def _checked(document_kind: str, caption: str, stream: IO[bytes] | None) -> tuple[str, str]:
    errors = {}
    caption = " ".join(caption.split())
    if document_kind not in DOCUMENT_KINDS or document_kind == PHOTO:
        errors["document_kind"] = say("Chọn loại giấy tờ.")
    if len(caption) > _CAPTION:
        errors["caption"] = say("Mô tả dài quá {most} ký tự.", most=_CAPTION)
    if stream is None:
        errors["file"] = say("Chọn tệp.")
    if errors:
        raise RuleViolated(say("Chưa lưu được, còn {count} mục cần sửa.", count=len(errors)), errors=errors)
    return document_kind, caption


def _missing_file(sentence: str) -> RuleViolated:
    return RuleViolated(sentence, errors={"file": sentence})


def _kept(session: Session, data_dir: Path, stream: IO[bytes] | None, name: str) -> Content:
    """The content on the disk, before the transaction: nobody waits for a slow disk."""
    if stream is None:
        raise _missing_file(say("Chọn tệp."))
    try:
        return keep_content(session, data_dir, stream, name, ATTACHMENTS)
    except RuleViolated as error:
        raise RuleViolated(error.message, errors={"file": error.message}) from error


def _require_place(session: Session, place: Place, group: str) -> Person:
    """The record, locked, if a file of this group may be attached to it or to its entry."""
    query = select(Person).where(Person.id == place.person_id).with_for_update(of=Person)
    person: Person | None = session.scalars(query).first()
    if person is None:
        raise NotFound()
    refuse_closed(person)
    if group and not may_edit(session, group, person):
        raise StepNotAllowed(say("Tài khoản không có quyền sửa mục này."))
    if place.kind is not None:
        model = place.kind.model
        query = select(model).where(model.id == place.entry_id, model.person_id == person.id)
        entry = session.scalars(query).first()
        if entry is None:
            raise NotFound()
        if entry.is_void:
            raise StepNotAllowed(say("Mục này đã hủy; khôi phục trước khi đính kèm."))
    return person


def _refuse_too_many(session: Session, person_id: int) -> None:
    query = select(func.count(Attachment.id)).where(Attachment.person_id == person_id)
    if (session.scalar(query) or 0) >= MOST_FILES:
        raise RuleViolated(say("Hồ sơ đã có {most} tệp; không đính kèm thêm được.", most=MOST_FILES))


def _new_row(
    session: Session, place: Place, content: Content, document_kind: str, caption: str, group: str
) -> Attachment:
    row = Attachment(
        person_id=place.person_id,
        entry_kind=place.key,
        entry_id=place.entry_id,
        document_kind=document_kind,
        caption=caption or None,
        file_name=content.name,
        digest=content.digest,
        sensitive_group=group or None,
        added_at=clock.now(),
        added_by=require_actor().name[:200],
        is_void=False,
        file_id=note_content(session, content).id,
    )
    session.add(row)
    session.flush()
    return row


def _row(session: Session, row_id: int) -> Attachment:
    query = select(Attachment).where(Attachment.id == row_id).options(joinedload(Attachment.file))
    row: Attachment | None = session.scalars(query).first()
    if row is None:
        raise NotFound()
    return row


def entry_of(row: Attachment) -> EntryThing | None:
    """The kind of entry a file belongs to; None for a file of the record itself."""
    return entry_thing(row.entry_kind) if row.entry_kind else None
