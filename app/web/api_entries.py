"""REST of entries: the entries of a record, one entry, and what may be done with it.

Entries of a sensitive kind answer 403 to whoever may not see them, and hold no values until a GET says
why they are read (``X-Reason``). Writing is not reading: a change needs the right on the group alone.
"""

from typing import Any, ClassVar

from flask import Response, jsonify, request
from flask_appbuilder.api import BaseApi, expose, protect
from sqlalchemy.orm import Session

from app.access.sensitive import Sight, groups_in
from app.core.database import db
from app.core.entry import EntryThing, entry_things
from app.core.errors import Conflict, NotFound, StepNotAllowed
from app.core.rights import Right
from app.core.services import service_of
from app.core.words import say
from app.personnel.entry_services import EntryService, entry_rows
from app.personnel.models import Person
from app.web import api_docs
from app.web.api_errors import VietnameseReplies, json_error
from app.web.api_once import make_once
from app.web.api_requests import idempotency_key, read_object, take_version, text_in
from app.web.api_schemas import record_schema, type_name
from app.web.api_sensitive import Hidden, groups_opened, hidden_among, seen_by_reader
from app.web.entry_reading import entry_in_view, kind_of, record_in_view, require_group
from app.web.formatting import sights_of
from app.web.requests import row_id


def is_open(thing: EntryThing, person: Person) -> bool:
    """Whether the answer may hold values of this kind; a reason that opens them is logged."""
    sight = sights_of(person)[thing.sensitive] if thing.sensitive else Sight.OPEN
    if sight is not Sight.MASKED:
        return sight is Sight.OPEN
    return bool(groups_opened([thing.sensitive]))


def entry_as_json(thing: EntryThing, row: Any) -> dict[str, Any]:
    """The values of an entry; null in single fields that are not open to the reader."""
    found, hidden = dict(record_schema(thing.key)().dump(row)), hidden_in(thing, row.person).names
    return {name: None if name in hidden else value for name, value in found.items()}


def hidden_in(thing: EntryThing, person: Person) -> Hidden:
    """The single fields of this kind an answer keeps back; a reason that opens some is logged."""
    fields = thing.sensitive_fields()
    return hidden_among(fields, seen_by_reader(person, groups_in(fields)))


def entries_answer(session: Session, person_id: str, kind: str) -> Response:
    """The entries of one kind of a record, oldest first, voided ones included; 403 while they are masked."""
    thing = kind_of(kind)
    require_group(thing, Right.VIEW)
    person = record_in_view(session, row_id(person_id))
    if not is_open(thing, person):
        raise StepNotAllowed(say("Mục nhạy cảm: gửi lý do xem trong X-Reason hoặc tham số reason."))
    rows = entry_rows(session, thing, person.id)
    result = [entry_as_json(thing, row) for row in rows]
    hidden = hidden_in(thing, person).as_json()
    return jsonify(count=len(rows), ids=[row.id for row in rows], result=result, **hidden)


def entry_added(session: Session, person_id: str, kind: str) -> Response:
    """A new entry of a record, answered with 201."""
    thing = kind_of(kind)
    key, body, pk = idempotency_key(), read_object(), row_id(person_id)
    new_id, _warnings = make_once(session, thing, key, lambda: service(thing).add_to(session, pk, body))
    answer = entry_answer(session, thing, new_id)
    answer.status_code = 201
    return answer


def entry_answer(session: Session, thing: EntryThing, entry_id: int) -> Response:
    """One entry with its version as ETag; null, and ``masked`` names the group, while it is not open."""
    row, person = entry_in_view(session, thing, entry_id)
    if is_open(thing, person):
        hidden, result = hidden_in(thing, person).as_json(), entry_as_json(thing, row)
        answer = jsonify(id=row.id, result=result, **hidden)
    else:
        answer = jsonify(id=row.id, result=None, masked=[thing.sensitive], withheld=[])
    answer.set_etag(str(row.version))
    return answer


def service(thing: EntryThing) -> EntryService:
    found = service_of(thing)
    if not isinstance(found, EntryService):
        raise NotFound()
    return found


class EntryApi(VietnameseReplies, api_docs.Described, BaseApi):
    """One kind of entry; `register_entries` makes a subclass for each declaration."""

    thing: ClassVar[EntryThing]
    class_permission_name = "person"
    method_permission_name: ClassVar[dict[str, str]] = {
        "get": str(Right.VIEW),
        **dict.fromkeys(("put", "end", "void", "restore"), str(Right.EDIT)),
        "verify": str(Right.VERIFY),
    }

    @property
    def session(self) -> Session:
        session: Session = db.session()
        return session

    @expose("/<pk>", methods=["GET"])
    @protect()
    def get(self, pk: str) -> Response:
        require_group(self.thing, Right.VIEW)
        return entry_answer(self.session, self.thing, row_id(pk))

    @expose("/<pk>", methods=["PUT"])
    @protect()
    def put(self, pk: str) -> Response:
        return self._changed(pk, lambda entry_id, body, version: self._service.update(
            self.session, entry_id, body, version=version
        ))  # fmt: skip

    @expose("/<pk>/end", methods=["POST"])
    @protect()
    def end(self, pk: str) -> Response:
        return self._changed(pk, lambda entry_id, body, version: self._service.end(
            self.session, entry_id, text_in(body, "to_on"), version=version
        ))  # fmt: skip

    @expose("/<pk>/void", methods=["POST"])
    @protect()
    def void(self, pk: str) -> Response:
        return self._changed(pk, lambda entry_id, body, version: self._service.void(
            self.session, entry_id, text_in(body, "reason"), version=version
        ))  # fmt: skip

    @expose("/<pk>/restore", methods=["POST"])
    @protect()
    def restore(self, pk: str) -> Response:
        return self._changed(pk, lambda entry_id, body, version: self._service.restore(
            self.session, entry_id, text_in(body, "reason"), version=version
        ))  # fmt: skip

    @expose("/<pk>/verify", methods=["POST"])
    @protect()
    def verify(self, pk: str) -> Response:
        return self._changed(pk, lambda entry_id, body, version: self._service.verify(
            self.session, entry_id, state=text_in(body, "state") or "verified", version=version
        ))  # fmt: skip

    @property
    def _service(self) -> EntryService:
        return service(self.thing)

    def _changed(self, pk: str, change: Any) -> Response:
        """Carry out a change with the body and the version its author saw; the entry as it is now."""
        require_group(self.thing, Right.EDIT)
        body, entry_id = read_object() if request.get_data() else {}, row_id(pk)
        version = take_version(body)
        try:
            change(entry_id, body, version)
        except Conflict as error:
            return self._conflict(entry_id, body, error)
        return entry_answer(self.session, self.thing, entry_id)

    def _conflict(self, entry_id: int, body: dict[str, Any], error: Conflict) -> Response:
        """Both versions, so that the author can choose; theirs only as far as it may be seen."""
        row, person = entry_in_view(self.session, self.thing, entry_id)
        theirs = entry_as_json(self.thing, row) if is_open(self.thing, person) else None
        both = {"theirs": theirs, "yours": body, "version": row.version}
        return json_error(409, error.message, code=error.code, **both)


def register_entries(appbuilder: Any) -> None:
    """Add the resource of every kind of entry."""
    for thing in entry_things():
        attributes = {
            "thing": thing,
            "resource_name": thing.key,
            "openapi_spec_tag": thing.label,
            "openapi_spec_component_schemas": api_docs.entry_components(thing),
        }
        appbuilder.add_api(type(f"{type_name(thing)}Api", (EntryApi,), attributes))
