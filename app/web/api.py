"""REST: one resource for every catalog and every kind of record, made from the declarations.

The routes, tokens and the shape of lists are Flask-AppBuilder's; rows come from the services, so
that scope, rules and history hold here as everywhere. Access is by token (JWT) alone.
"""

from typing import Any, ClassVar

from flask import Response, g, jsonify, request
from flask_appbuilder.api import BaseApi, expose, protect
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import things
from app.core.errors import Conflict, NotFound
from app.core.fields import Kind
from app.core.rights import Right
from app.core.services import Saved, service_of
from app.core.things import Sort, Thing
from app.core.words import say
from app.personnel.actions import person_remove
from app.web import api_docs
from app.web.api_additions import PERSON_PLACE, UNIT_PLACE, person_add, unit_add
from app.web.api_as_of import as_of_answer
from app.web.api_attachments import AttachmentApi, attachment_added, attachments_answer
from app.web.api_entries import entries_answer, entry_added, register_entries
from app.web.api_errors import VietnameseReplies, json_error
from app.web.api_info import INFO_SCHEMA, info_answer
from app.web.api_lists import LIST_SCHEMA, list_answer
from app.web.api_once import make_once
from app.web.api_requests import (
    idempotency_key,
    read_object,
    read_optional_object,
    read_query,
    refuse_unstorable,
    take_version,
)
from app.web.api_schemas import record_schema, type_name
from app.web.api_sensitive import hide_sensitive
from app.web.entry_reading import kind_of, require_group
from app.web.requests import row_id
from app.web.with_session import WithSession

METHOD_RIGHTS = {
    "get_list": Right.VIEW, "get": Right.VIEW, "info": Right.VIEW, "post": Right.ADD, "put": Right.EDIT,
    "delete": Right.REMOVE,
}  # fmt: skip


class ThingApi(WithSession, VietnameseReplies, api_docs.Described, BaseApi):
    """The resource of one thing; `register_api` makes a subclass for each declaration."""

    thing: ClassVar[Thing]
    method_permission_name: ClassVar[dict[str, str]] = {name: str(r) for name, r in METHOD_RIGHTS.items()}

    # Reading ----------------------------------------------------------------------------------

    @expose("/", methods=["GET"])
    @protect()
    def get_list(self) -> Response:
        query = read_query(LIST_SCHEMA)
        return jsonify(list_answer(self.session, self.thing, query))

    @expose("/_info", methods=["GET"])
    @protect()
    def info(self) -> Response:
        return jsonify(info_answer(self.thing, read_query(INFO_SCHEMA)))

    @expose("/<pk>", methods=["GET"])
    @protect()
    def get(self, pk: str) -> Response:
        return self.record_answer(row_id(pk))

    # Writing ----------------------------------------------------------------------------------

    @expose("/", methods=["POST"])
    @protect()
    def post(self) -> Response:
        key, body = idempotency_key(), read_object()
        new_id, warnings = make_once(self.session, self.thing, key, lambda: self.add(body))
        answer = self.record_answer(new_id, warnings=warnings)
        answer.status_code = 201
        return answer

    def add(self, body: dict[str, Any]) -> Saved:
        return service_of(self.thing).add(self.session, body)

    @expose("/<pk>", methods=["PUT"])
    @protect()
    def put(self, pk: str) -> Response:
        body = read_object()
        version = take_version(body)
        try:
            saved = service_of(self.thing).update(self.session, row_id(pk), body, version=version)
        except Conflict as error:
            return self.conflict_answer(row_id(pk), body, error)
        return self.record_answer(row_id(pk), warnings=saved.warnings)

    @expose("/<pk>", methods=["DELETE"])
    @protect()
    def delete(self, pk: str) -> Response:
        return jsonify(message=self.remove(row_id(pk)))

    def remove(self, pk: int) -> str:
        """Delete a row nobody refers to; the sentence for its author."""
        version = take_version(read_optional_object())
        title = service_of(self.thing).delete(self.session, pk, version=version)
        return say("Đã xóa «{title}».", title=title)

    # Answers ----------------------------------------------------------------------------------

    def record_answer(self, pk: int, **more: Any) -> Response:
        """The row as JSON, its version as ETag."""
        record = self.record(pk)
        answer = jsonify(id=pk, result=record, **more)
        answer.set_etag(str(record["version"]))
        return answer

    def record(self, pk: int) -> dict[str, Any]:
        """Every field of a row in scope, its references in the same statement."""
        model = self.thing.model
        references = [f.name for f in self.thing.fields.values() if f.kind is Kind.REF]
        query = select(model).where(model.id == pk)
        query = query.options(*(joinedload(getattr(model, name)) for name in references))
        row = self.session.scalars(query).unique().first()
        if row is None:
            raise NotFound()
        return self.row_as_json(row)

    def row_as_json(self, row: Any) -> dict[str, Any]:
        return dict(record_schema(self.thing.key)().dump(row))

    def conflict_answer(self, pk: int, body: dict[str, Any], error: Conflict) -> Response:
        """Both versions, so that the author can choose."""
        theirs = self.record(pk)
        both = {"theirs": theirs, "yours": body, "version": theirs["version"]}
        return json_error(409, error.message, code=error.code, **both)


class PersonApi(ThingApi):
    """Records of people: a new one needs its place; removing voids it with a reason.

    Sensitive fields are null unless a GET brings a reason (``X-Reason``, or ``reason`` in the
    address); the answer names them in ``masked`` and ``withheld``.
    """

    addition_fields = PERSON_PLACE
    method_permission_name: ClassVar[dict[str, str]] = {
        **ThingApi.method_permission_name, "get_entries": str(Right.VIEW), "post_entry": str(Right.EDIT),
        "get_as_of": str(Right.VIEW), "get_attachments": str(Right.VIEW), "post_attachment": str(Right.EDIT),
    }  # fmt: skip

    def row_as_json(self, row: Any) -> dict[str, Any]:
        hidden = hide_sensitive(row)
        found = super().row_as_json(row)
        g.hidden_fields = hidden
        return {name: None if name in hidden.names else value for name, value in found.items()}

    def record_answer(self, pk: int, **more: Any) -> Response:
        record = self.record(pk)
        answer = jsonify(id=pk, result=record, **more, **g.hidden_fields.as_json())
        answer.set_etag(str(record["version"]))
        return answer

    def add(self, body: dict[str, Any]) -> Saved:
        return person_add(self.session, body)

    def remove(self, pk: int) -> str:
        reason = read_optional_object().get("reason", request.args.get("reason", ""))
        refuse_unstorable(reason)
        person_remove(self.session, pk, reason=reason if isinstance(reason, str) else "")
        return say("Đã loại bỏ hồ sơ; hồ sơ được giữ lại và có thể khôi phục.")

    @expose("/<pk>/as_of", methods=["GET"])
    @protect()
    def get_as_of(self, pk: str) -> Response:
        return as_of_answer(self.session, row_id(pk))

    # Its files --------------------------------------------------------------------------------

    @expose("/<pk>/attachment/", methods=["GET"])
    @protect()
    def get_attachments(self, pk: str) -> Response:
        return attachments_answer(self.session, pk)

    @expose("/<pk>/attachment/", methods=["POST"])
    @protect()
    def post_attachment(self, pk: str) -> Response:
        return attachment_added(self.session, pk)

    # Its entries ------------------------------------------------------------------------------

    @expose("/<pk>/<kind>/", methods=["GET"])
    @protect()
    def get_entries(self, pk: str, kind: str) -> Response:
        return entries_answer(self.session, pk, kind)

    @expose("/<pk>/<kind>/", methods=["POST"])
    @protect()
    def post_entry(self, pk: str, kind: str) -> Response:
        require_group(kind_of(kind), Right.EDIT)
        return entry_added(self.session, pk, kind)


class UnitApi(ThingApi):
    """Units: a new one is a change of the tree, for whoever manages it."""

    addition_fields = UNIT_PLACE
    method_permission_name: ClassVar[dict[str, str]] = {
        **ThingApi.method_permission_name, "post": str(Right.MANAGE),
    }  # fmt: skip

    def add(self, body: dict[str, Any]) -> Saved:
        return unit_add(self.session, body)


_BASES: dict[str, type[ThingApi]] = {"person": PersonApi, "unit": UnitApi}


def api_class(thing: Thing) -> type[ThingApi]:
    """The resource of a thing as Flask-AppBuilder wants it: a class."""
    base = _BASES.get(thing.key, ThingApi)
    attributes = {
        "thing": thing,
        "resource_name": thing.key,
        "class_permission_name": thing.key,
        "openapi_spec_tag": thing.label,
        "openapi_spec_component_schemas": api_docs.components(thing, base.addition_fields.values()),
    }
    return type(f"{type_name(thing)}Api", (base,), attributes)


def register_api(appbuilder: Any) -> None:
    """Add the resource of every catalog and record, and their description."""
    for thing in things.every(Sort.CATALOG, Sort.RECORD):
        appbuilder.add_api(api_class(thing))
    register_entries(appbuilder)
    appbuilder.add_api(AttachmentApi)
    appbuilder.add_api(api_docs.OpenApiDocument)
