"""REST of files: those of a record and its entries, one file, its content; attaching, voiding, bringing back.

A file of a sensitive group is null until a GET says why it is read (``X-Reason``), its content 403; without
the right on the group nothing opens it. Writing is not reading: that needs the right to edit the group alone.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from flask import Response, current_app, jsonify, request, send_file
from flask_appbuilder.api import BaseApi, expose, protect
from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from app.access.sensitive import Sight
from app.core import shown, things
from app.core.entry import EntryThing
from app.core.errors import Conflict, NotFound, StepNotAllowed
from app.core.rights import Right
from app.core.words import say
from app.files.store import path_of
from app.personnel.attachment_models import DOCUMENT_KINDS, Attachment
from app.personnel.attachments import (
    Place,
    attachment_in_view,
    attachment_restore,
    attachment_void,
    attachments_of,
)
from app.personnel.models import Person
from app.web import api_docs
from app.web.api_errors import BadRequest, VietnameseReplies, json_error
from app.web.api_once import make_once
from app.web.api_requests import (
    idempotency_key,
    read_optional_object,
    refuse_unstorable,
    take_version,
    text_in,
)
from app.web.api_schemas import record_schema
from app.web.api_sensitive import groups_opened
from app.web.attachment_files import attach_sent, file_name_of, sent_file
from app.web.entry_reading import entry_in_view, kind_of, record_in_view, require_group
from app.web.formatting import sights_of
from app.web.requests import row_id
from app.web.with_session import WithSession

THING = things.get("attachment")
#: What is told of a file whose group the reader does not see.
_TOLD = ("id", "version", "sensitive_group")

AttachmentRecord: type[Schema] = type(
    "AttachmentRecord",
    (record_schema(THING.key),),
    {
        "size": fields.Integer(attribute="file.size", metadata={"description": "Byte"}),
        "media_type": fields.String(attribute="file.media_type"),
    },
)


@dataclasses.dataclass(frozen=True)
class Seen:
    """The groups among some files that the answer holds, masks or withholds."""

    masked: list[str]
    withheld: list[str]

    def as_json(self, row: Attachment) -> dict[str, Any]:
        """A file with all its fields; of one that is not seen no more than that it is there."""
        whole: dict[str, Any] = AttachmentRecord().dump(row)
        if row.sensitive_group not in (*self.masked, *self.withheld):
            return whole
        return {name: value if name in _TOLD else None for name, value in whole.items()}


def seen_among(person: Person, rows: Sequence[Attachment]) -> Seen:
    """How the groups of these files stand to the reader; a reason that opens some is logged."""
    sight = sights_of(person)
    groups = sorted({row.sensitive_group for row in rows if row.sensitive_group})
    masked = [group for group in groups if sight[group] is Sight.MASKED]
    opened = groups_opened(masked)
    return Seen(
        [group for group in masked if group not in opened],
        [group for group in groups if sight[group] is Sight.WITHHELD],
    )


def attachments_answer(session: Session, pk: str) -> Response:
    """The files of a record, or (``kind``, ``entry``) of one of its entries, newest first, voided ones too.

    ``masked`` and ``withheld`` name the groups whose files say no more than that they are there.
    """
    person = record_in_view(session, row_id(pk))
    place = _place(session, person, request.args)
    rows = attachments_of(session, person.id, kind=place.key, entry_id=place.entry_id)
    seen = seen_among(person, rows)
    result = [seen.as_json(row) for row in rows]
    return jsonify(count=len(rows), ids=[row.id for row in rows], result=result, **dataclasses.asdict(seen))


def _place(session: Session, person: Person, asked: Any) -> Place:
    """What the files hang on; NotFound for an entry that is none of this record."""
    if not (asked.get("kind") or asked.get("entry")):
        return Place(person.id)
    thing = kind_of(asked.get("kind", ""))
    require_group(thing, Right.VIEW)
    row, owner = entry_in_view(session, thing, row_id(asked.get("entry", "")))
    if owner.id != person.id:
        raise NotFound()
    return Place(person.id, thing, row.id)


def attachment_added(session: Session, pk: str) -> Response:
    """A new file of a record or of one of its entries, answered with 201.

    A form (``multipart/form-data``): ``file``, ``document_kind``, ``caption``, and for an entry ``kind`` and
    ``entry``. What the file is says its content, whatever its name.
    """
    if request.mimetype != "multipart/form-data":
        raise BadRequest(say("Gửi tệp bằng multipart/form-data, tệp ở mục «file»."))
    form, sent, key = request.form, sent_file(), idempotency_key()
    refuse_unstorable({**form.to_dict(), "file": file_name_of(sent)})
    place = _asked_place(row_id(pk))
    new_id, _warnings = make_once(
        session,
        THING,
        key,
        lambda: attach_sent(session, place),
    )
    answer = attachment_answer(session, new_id)
    answer.status_code = 201
    return answer


def _asked_place(person_id: int) -> Place:
    """The same before anything is read: the service finds both in the scope of editing."""
    if not (request.form.get("kind") or request.form.get("entry")):
        return Place(person_id)
    thing: EntryThing = kind_of(request.form.get("kind", ""))
    require_group(thing, Right.EDIT)
    return Place(person_id, thing, row_id(request.form.get("entry", "")))


def attachment_answer(session: Session, attachment_id: int) -> Response:
    """One file with its version as ETag; null, and its group named, while that is not open."""
    row, person = attachment_in_view(session, attachment_id, read=False)
    if request.method == "GET":
        _refuse_withheld(person, row)
    seen = seen_among(person, [row])
    is_hidden = bool(seen.masked or seen.withheld)
    result = None if is_hidden else seen.as_json(row)
    answer = jsonify(id=row.id, result=result, **dataclasses.asdict(seen))
    answer.set_etag(str(row.version))
    return answer


class AttachmentApi(WithSession, VietnameseReplies, api_docs.Described, BaseApi):
    """One file attached to a record or to an entry."""

    thing = THING
    resource_name = "attachment"
    class_permission_name = "person"
    openapi_spec_tag = THING.label
    openapi_spec_component_schemas = (AttachmentRecord,)
    method_permission_name: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("get", "content"), str(Right.VIEW)),
        **dict.fromkeys(("void", "restore"), str(Right.EDIT)),
    }

    @expose("/<pk>", methods=["GET"])
    @protect()
    def get(self, pk: str) -> Response:
        return attachment_answer(self.session, row_id(pk))

    @expose("/<pk>/content", methods=["GET"])
    @protect()
    def content(self, pk: str) -> Response:
        """The content as a download, under the name the file has here; each one is a line of the log."""
        row, person = attachment_in_view(self.session, row_id(pk), read=False)
        _refuse_withheld(person, row)
        shown.describe(act="file", query=say(DOCUMENT_KINDS[row.document_kind]))
        if seen_among(person, [row]).masked:
            raise StepNotAllowed(say("Tệp nhạy cảm: gửi lý do xem trong X-Reason hoặc tham số reason."))
        path = path_of(current_app.config["SETTINGS"].data_dir, row.file)
        answer = send_file(path, row.file.media_type, as_attachment=True, download_name=row.file_name)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @expose("/<pk>/void", methods=["POST"])
    @protect()
    def void(self, pk: str) -> Response:
        return self._changed(pk, attachment_void)

    @expose("/<pk>/restore", methods=["POST"])
    @protect()
    def restore(self, pk: str) -> Response:
        return self._changed(pk, attachment_restore)

    def _changed(self, pk: str, change: Callable[..., Attachment]) -> Response:
        """Carry out a change with the reason and the version of the body; the file as it is now."""
        body, attachment_id = read_optional_object(), row_id(pk)
        version = take_version(body)
        try:
            change(self.session, attachment_id, text_in(body, "reason"), version=version)
        except Conflict as error:
            return self._conflict(attachment_id, body, error)
        return attachment_answer(self.session, attachment_id)

    def _conflict(self, attachment_id: int, body: dict[str, Any], error: Conflict) -> Response:
        """Both versions, so that the author can choose; theirs only as far as it may be seen."""
        row, person = attachment_in_view(self.session, attachment_id, read=False)
        theirs = seen_among(person, [row]).as_json(row)
        return json_error(409, error.message, code=error.code, theirs=theirs, yours=body, version=row.version)


def _refuse_withheld(person: Person, row: Attachment) -> None:
    """StepNotAllowed where no reason opens the group of the file (Điều 8.3)."""
    if row.sensitive_group and sights_of(person)[row.sensitive_group] is Sight.WITHHELD:
        raise StepNotAllowed(say("Tài khoản không có quyền xem mục nhạy cảm này."))
