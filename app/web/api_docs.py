"""The OpenAPI document of the API, made from the declarations; for whoever is signed in."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from flask_appbuilder.api import expose, protect
from flask_appbuilder.api.manager import OpenApi

from app.core.entry import entry_things
from app.core.fields import Field
from app.core.things import Thing
from app.personnel.attachment_models import DOCUMENT_KINDS
from app.personnel.entries_as_of import Standing
from app.web.api_errors import VietnameseReplies
from app.web.api_info import INFO_SCHEMA
from app.web.api_lists import LIST_SCHEMA
from app.web.api_schemas import addition_schema, change_schema, record_schema, row_schema, type_name
from app.web.errors import sentence

Spec = dict[str, Any]


def components(thing: Thing, extra: Iterable[Field] = ()) -> tuple[Any, ...]:
    """The schemas of a thing that the document names."""
    return (
        record_schema(thing.key), row_schema(thing.key, thing.default_columns),
        addition_schema(thing.key, extra), change_schema(thing.key),
    )  # fmt: skip


def entry_components(thing: Thing) -> tuple[Any, ...]:
    """The schemas of a kind of entry that the document names."""
    return record_schema(thing.key), addition_schema(thing.key), change_schema(thing.key)


class Described:
    """Describes the methods of a resource; takes the place of YAML in docstrings."""

    thing: ClassVar[Thing]
    #: What a POST takes beside the editable fields.
    addition_fields: ClassVar[Mapping[str, Field]] = {}
    apispec_parameter_schemas: ClassVar[Spec] = {"ListQuery": LIST_SCHEMA, "InfoQuery": INFO_SCHEMA}

    def operation_helper(
        self, path: str, operations: Spec, methods: Iterable[str], func: Any, **_rest: Any
    ) -> None:
        """Fill in the description of one route; called by Flask-AppBuilder."""
        for method in methods:
            operations[method.lower()] = _OPERATIONS[func.__name__](self.thing)


def _content(schema: Spec) -> Spec:
    return {"application/json": {"schema": schema}}


def _named(thing: Thing, part: str) -> Spec:
    return {"$ref": f"#/components/schemas/{type_name(thing)}{part}"}


def _whole(**properties: Spec) -> Spec:
    return {"type": "object", "properties": properties}


def _list_of(item: Spec) -> Spec:
    return {"type": "array", "items": item}


_INTEGER, _TEXT, _TEXTS = {"type": "integer"}, {"type": "string"}, _list_of({"type": "string"})
_PK = {"in": "path", "name": "pk", "required": True, "schema": _INTEGER}
_IF_MATCH = {"in": "header", "name": "If-Match", "schema": _TEXT, "description": "Phiên bản đã xem."}
_ONCE = {
    "in": "header", "name": "Idempotency-Key", "schema": {**_TEXT, "maxLength": 100},
    "description": "Gửi lại cùng khóa chỉ tạo một dòng.",
}  # fmt: skip
_REFUSAL = _whole(
    message=_TEXT, code=_TEXT, errors={"type": "object", "additionalProperties": {"type": "string"}}
)


def _q(schema: str) -> Spec:
    content = _content({"$ref": f"#/components/schemas/{schema}"})
    return {"in": "query", "name": "q", "content": content, "description": "Rison hoặc JSON."}


def _operation(
    summary: str, answer: Spec, refusals: Iterable[int], *, status: int = 200, **more: Any
) -> Spec:
    responses: Spec = {str(status): {"description": "Được thực hiện.", "content": _content(answer)}}
    for code in (401, 403, *refusals):
        responses[str(code)] = {"description": sentence(code), "content": _content(_REFUSAL)}
    return {"summary": summary, "responses": responses, "security": [{"jwt": []}], **more}


def _get_list(thing: Thing) -> Spec:
    answer = _whole(
        count=_INTEGER, is_count_capped={"type": "boolean"}, ids=_list_of(_INTEGER),
        result=_list_of(_named(thing, "Row")), list_columns=_TEXTS, order_columns=_TEXTS,
        label_columns={"type": "object"}, description_columns={"type": "object"}, list_title=_TEXT,
    )  # fmt: skip
    return _operation(f"Danh sách: {thing.label}", answer, [400], parameters=[_q("ListQuery")])


def _info(thing: Thing) -> Spec:
    answer = _whole(permissions=_TEXTS, fields=_list_of({"type": "object"}), filters={"type": "object"})
    return _operation(f"Mô tả: {thing.label}", answer, [400], parameters=[_q("InfoQuery")])


def _record(thing: Thing, **more: Spec) -> Spec:
    return _whole(id=_INTEGER, result=_named(thing, "Record"), **more)


def _get(thing: Thing) -> Spec:
    return _operation(f"Xem: {thing.label}", _record(thing), [404], parameters=[_PK])


def _body(thing: Thing, part: str) -> Spec:
    return {"required": True, "content": _content(_named(thing, part))}


def _post(thing: Thing) -> Spec:
    return _operation(
        f"Thêm: {thing.label}", _record(thing, warnings=_TEXTS), [400, 404, 422], status=201,
        parameters=[_ONCE], requestBody=_body(thing, "Addition"),
    )  # fmt: skip


def _put(thing: Thing) -> Spec:
    return _operation(
        f"Sửa: {thing.label}", _record(thing, warnings=_TEXTS), [400, 404, 409, 422],
        parameters=[_PK, _IF_MATCH], requestBody=_body(thing, "Change"),
    )  # fmt: skip


def _delete(thing: Thing) -> Spec:
    described = _operation(
        f"Loại bỏ: {thing.label}", _whole(message=_TEXT), [400, 404, 409, 422], parameters=[_PK, _IF_MATCH]
    )
    if thing.key == "person":
        reason = {"in": "query", "name": "reason", "schema": _TEXT, "description": "Lý do (bắt buộc)."}
        described["parameters"] = [_PK, reason]
    return described


def _one_of(part: str) -> Spec:
    """Any kind of entry: which, says the address."""
    return {"oneOf": [_named(thing, part) for thing in entry_things()]}


def _get_as_of(thing: Thing) -> Spec:
    answer = _whole(
        id=_INTEGER,
        day=_TEXT,
        entered_at=_TEXT,
        result=_named(thing, "Record"),
        masked=_TEXTS,
        withheld=_TEXTS,
        entries=_whole(**{kind.key: _standing(kind) for kind in entry_things()}),
        masked_entries=_TEXTS,
        withheld_entries=_TEXTS,
    )
    return _operation(f"Tại một ngày: {thing.label}", answer, [404, 422], parameters=[_PK, _DAY, _REASON])


def _standing(kind: Thing) -> Spec:
    """The entries of a kind on a day, each with how it stands to it."""
    how = _whole(standing={**_TEXT, "enum": [str(one) for one in Standing]})
    return {**_list_of({"allOf": [_named(kind, "Record"), how]}), "nullable": True}


def _get_entries(_thing: Thing) -> Spec:
    answer = _whole(
        count=_INTEGER,
        ids=_list_of(_INTEGER),
        result=_list_of(_one_of("Record")),
        masked=_TEXTS,
        withheld=_TEXTS,
    )
    return _operation("Các mục của hồ sơ", answer, [404], parameters=[_PK, _kind(), _REASON])


def _post_entry(_thing: Thing) -> Spec:
    return _operation(
        "Thêm mục vào hồ sơ",
        _whole(id=_INTEGER, result=_one_of("Record"), masked=_TEXTS, withheld=_TEXTS), [400, 404, 422],
        status=201, parameters=[_PK, _kind(), _ONCE],
        requestBody={"required": True, "content": _content(_one_of("Addition"))},
    )  # fmt: skip


def _kind() -> Spec:
    schema = {**_TEXT, "enum": [thing.key for thing in entry_things()]}
    return {"in": "path", "name": "kind", "required": True, "schema": schema, "description": "Loại mục."}


def _act(label: str, **asked: Spec) -> Callable[[Thing], Spec]:
    """An act on one entry, with what its body holds."""

    def described(thing: Thing) -> Spec:
        body = _content(_whole(version=_INTEGER, **asked))
        return _operation(
            f"{label}: {thing.label}", _record(thing, masked=_TEXTS, withheld=_TEXTS), [400, 404, 409, 422],
            parameters=[_PK, _IF_MATCH], requestBody={"content": body},
        )  # fmt: skip

    return described


def _get_attachments(_thing: Thing) -> Spec:
    answer = _whole(
        count=_INTEGER, ids=_list_of(_INTEGER), result=_list_of(_ATTACHMENT), masked=_TEXTS, withheld=_TEXTS
    )
    entry = {"in": "query", "name": "entry", "schema": _INTEGER, "description": "Mục của loại ấy."}
    kind = {**_kind(), "in": "query", "required": False}
    return _operation("Tệp của hồ sơ hoặc của một mục", answer, [404], parameters=[_PK, kind, entry, _REASON])


def _post_attachment(_thing: Thing) -> Spec:
    form = _whole(
        file={**_TEXT, "format": "binary"}, document_kind={**_TEXT, "enum": sorted(DOCUMENT_KINDS)},
        caption=_TEXT, kind=_kind()["schema"], entry=_INTEGER,
    )  # fmt: skip
    return _operation(
        "Đính kèm tệp", _whole(id=_INTEGER, result=_ATTACHMENT, masked=_TEXTS), [400, 404, 413, 422],
        status=201, parameters=[_PK, _ONCE],
        requestBody={"required": True, "content": {"multipart/form-data": {"schema": form}}},
    )  # fmt: skip


def _content_of(_thing: Thing) -> Spec:
    described = _operation("Tải nội dung tệp", {}, [404], parameters=[_PK, _REASON])
    binary = {"application/octet-stream": {"schema": {**_TEXT, "format": "binary"}}}
    described["responses"]["200"]["content"] = binary
    return described


_ATTACHMENT = {"$ref": "#/components/schemas/AttachmentRecord"}
_REASON = {"in": "header", "name": "X-Reason", "schema": _TEXT, "description": "Lý do xem mục nhạy cảm."}
_DAY = {
    "in": "query", "name": "day", "schema": {**_TEXT, "format": "date"},
    "description": "Ngày cần xem, không sau hôm nay; để trống là hôm nay.",
}  # fmt: skip
_OPERATIONS: dict[str, Callable[[Thing], Spec]] = {
    "get_list": _get_list, "info": _info, "get": _get, "post": _post, "put": _put, "delete": _delete,
    "get_entries": _get_entries, "post_entry": _post_entry, "get_as_of": _get_as_of,
    "get_attachments": _get_attachments, "post_attachment": _post_attachment, "content": _content_of,
    "end": _act("Kết thúc", to_on=_TEXT), "void": _act("Hủy", reason=_TEXT),
    "restore": _act("Khôi phục", reason=_TEXT),
    "verify": _act("Xác thực", state={**_TEXT, "enum": ["verified", "doubtful"]}),
}  # fmt: skip


class OpenApiDocument(VietnameseReplies, OpenApi):
    """``/api/v1/_openapi``: every resource, for any account with a token."""

    route_base = "/api/v1"
    class_permission_name = "OpenApi"
    allow_browser_login = False

    @expose("/_openapi", methods=["GET"])
    @protect()
    def get(self) -> Any:
        """The document.
        ---
        get:
          summary: Mô tả giao diện lập trình (OpenAPI)
          responses:
            200:
              description: Được thực hiện.
              content:
                application/json:
                  schema:
                    type: object
            401:
              $ref: '#/components/responses/401'
        """
        return super().get("v1")
