"""Files of a record: attached, looked at, voided, brought back; the photo of the record.

Like the pages of entries, each address is a page of its own and, with ``part=1``, what the drawer of the
record's page holds.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import current_app, flash, jsonify, redirect, request, send_file
from flask_appbuilder import BaseView, expose, has_access

from app.core import shown, things
from app.core.actor import operation
from app.core.entry import EntryThing
from app.core.errors import Conflict, NotFound, RuleViolated
from app.core.rights import Right
from app.core.words import say
from app.files.media import MEDIA
from app.files.store import path_of
from app.personnel.attachment_models import DOCUMENT_KINDS, PHOTO, Attachment
from app.personnel.attachments import (
    Place,
    attachment_in_view,
    attachment_restore,
    attachment_void,
    entry_of,
    photo_put,
    photos_of,
)
from app.personnel.entry_services import refuse_closed
from app.personnel.models import Person
from app.web.attachment_files import attach_sent, crop_of, file_name_of, inline_headers, sent_file
from app.web.entry_reading import entry_in_view, kind_of, record_in_view, require_group, require_open
from app.web.formatting import view_url
from app.web.once import carry_out_once, new_token
from app.web.record_page import FILES
from app.web.requests import number, row_id
from app.web.with_session import WithSession

THING = things.get("attachment")


class AttachmentView(WithSession, BaseView):
    """Files attached to records and to their entries."""

    route_base = "/attachment"
    class_permission_name = "person"
    default_view = "show"
    method_permission_name: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("show", "file"), str(Right.VIEW)),
        **dict.fromkeys(("add", "photo", "void", "restore"), str(Right.EDIT)),
    }

    # Looking ----------------------------------------------------------------------------------

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """One file: what it is, a preview, what may be done with it."""
        row, person = attachment_in_view(self.session, row_id(pk))
        return self._shown(row, person, "")

    @expose("/file/<pk>", methods=["GET"])
    @has_access
    def file(self, pk: str) -> Any:
        """The content: shown by the browser where it can, a download with ``download=1`` or otherwise."""
        row, _person = attachment_in_view(self.session, row_id(pk))
        media = MEDIA[row.file.media_type]
        # The photo is part of each page of the record: it counts as no reading of its own.
        kind = say(DOCUMENT_KINDS[row.document_kind])
        shown.describe(act="photo" if row.document_kind == PHOTO else "file", query=kind)
        is_shown = bool(media.shows) and request.args.get("download") != "1"
        path = path_of(current_app.config["SETTINGS"].data_dir, row.file)
        answer = send_file(path, media.type, as_attachment=not is_shown, download_name=row.file_name)
        answer.headers.update(inline_headers() if is_shown else {})
        answer.headers["Cache-Control"] = "no-store"
        return answer

    # Attaching --------------------------------------------------------------------------------

    @expose("/add/<pk>", methods=["GET", "POST"])
    @has_access
    def add(self, pk: str) -> Any:
        """A file for the record of this id, or (``kind``, ``entry``) for one of its entries."""
        person, place = self._place(row_id(pk))
        if request.method == "GET":
            refuse_closed(person)
            return self._form(person, place, {})
        try:
            carry_out_once(
                self.session,
                THING,
                lambda: attach_sent(self.session, place),
            )
        except RuleViolated as error:
            return self._form(self._place(row_id(pk))[0], place, error.errors, error.message), 422
        return self._saved(_back(place.person_id, place.kind), say("Đã đính kèm tệp."))

    @expose("/photo/<pk>", methods=["GET", "POST"])
    @has_access
    def photo(self, pk: str) -> Any:
        """The photo of a record: a picture is sent, and the part of it that is kept."""
        with operation(Right.EDIT):
            person = record_in_view(self.session, row_id(pk))
        if request.method == "GET":
            refuse_closed(person)
            return self._photo_form(person, {})
        person_id, sent = person.id, sent_file()
        try:
            carry_out_once(
                self.session,
                THING,
                lambda: photo_put(
                    self.session,
                    current_app.config["SETTINGS"].data_dir,
                    person_id,
                    stream=sent.stream if sent else None,
                    name=file_name_of(sent),
                    crop=crop_of(request.form),
                ),
            )
        except RuleViolated as error:
            with operation(Right.EDIT):
                person = record_in_view(self.session, person_id)
            return self._photo_form(person, error.errors, error.message), 422
        return self._saved(view_url("person", "show", pk=person_id), say("Đã lưu ảnh."))

    # Voiding ----------------------------------------------------------------------------------

    @expose("/void/<pk>", methods=["POST"])
    @has_access
    def void(self, pk: str) -> Any:
        """Void a file with a reason; it stays readable."""
        return self._act(pk, attachment_void, say("Đã hủy tệp; khôi phục được."))

    @expose("/restore/<pk>", methods=["POST"])
    @has_access
    def restore(self, pk: str) -> Any:
        """Bring a voided file back."""
        return self._act(pk, attachment_restore, say("Đã khôi phục tệp."))

    def _act(self, pk: str, act: Any, message: str) -> Any:
        with operation(Right.EDIT):
            row, person = attachment_in_view(self.session, row_id(pk))
        attachment_id, back = row.id, _back_of(row)
        version = number(request.form, "_version", 0, 10**9) or None
        try:
            act(self.session, attachment_id, request.form.get("reason", ""), version=version)
        except (Conflict, RuleViolated) as error:
            row, person = attachment_in_view(self.session, attachment_id)
            return self._shown(row, person, error.message), 409 if isinstance(error, Conflict) else 422
        return self._saved(back, message)

    # Pages ------------------------------------------------------------------------------------

    def _place(self, person_id: int) -> tuple[Person, Place]:
        """The record in scope for editing, and the entry the address names, its group open."""
        with operation(Right.EDIT):
            person = record_in_view(self.session, person_id)
            if not request.args.get("kind"):
                return person, Place(person.id)
            thing = kind_of(request.args["kind"])
            require_group(thing, Right.EDIT)
            row, owner = entry_in_view(self.session, thing, row_id(request.args.get("entry", "")))
        if owner.id != person.id:
            raise NotFound()
        require_open(thing, person)
        return person, Place(person.id, thing, row.id)

    def _form(self, person: Person, place: Place, errors: Mapping[str, str], message: str = "") -> Any:
        return self._page(
            "add", person, _back(place.person_id, place.kind),
            place=place, errors=errors, message=message, once=new_token(), form=request.form,
            kinds={key: label for key, label in DOCUMENT_KINDS.items() if key != PHOTO},
        )  # fmt: skip

    def _photo_form(self, person: Person, errors: Mapping[str, str], message: str = "") -> Any:
        back = view_url("person", "show", pk=person.id)
        photo = photos_of(self.session, [person.id]).get(person.id)
        return self._page(
            "photo", person, back, errors=errors, message=message, once=new_token(), photo=photo
        )

    def _shown(self, row: Attachment, person: Person, message: str) -> Any:
        is_closed = bool(person.is_removed) or person.record_state == "archived"
        return self._page(
            "show", person, _back_of(row),
            row=row, message=message, is_closed=is_closed, entry_kind=entry_of(row),
            media=MEDIA[row.file.media_type], label=DOCUMENT_KINDS[row.document_kind],
        )  # fmt: skip

    def _page(self, name: str, person: Person, back: str, **values: Any) -> Any:
        is_part = request.args.get("part") == "1"
        return self.render_template(
            f"hoso/attachment_{name}.html",
            layout="hoso/part.html" if is_part else "hoso/base.html",
            part=is_part, person=person, back=back, thing=THING, **values,
        )  # fmt: skip

    def _saved(self, address: str, message: str) -> Any:
        flash(message, "success")
        return jsonify(address=address) if request.args.get("part") == "1" else redirect(address)


def _back(person_id: int, kind: EntryThing | None) -> str:
    """The card a file belongs to on the record's page."""
    if kind is None:
        return view_url("person", "show", pk=person_id, tab=FILES)
    return view_url("person", "show", pk=person_id, tab=kind.tab, _anchor=kind.key)


def _back_of(row: Attachment) -> str:
    return _back(row.person_id, entry_of(row))
