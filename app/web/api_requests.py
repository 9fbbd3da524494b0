"""What an API request carries, read once and checked: the body, ``q``, the version, the key."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # has no types
import prison
from flask import request

from app.core.words import say
from app.web.api_errors import BadRequest

_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')
_KEY = re.compile(r"[\x21-\x7e]{1,100}")


def read_object() -> dict[str, Any]:
    """The body as a JSON object; BadRequest for anything else."""
    if not request.is_json:
        raise BadRequest(say("Nội dung gửi lên phải là JSON (Content-Type: application/json)."))
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise BadRequest(say("Nội dung gửi lên không phải JSON đúng cú pháp.")) from error
    if not isinstance(body, dict):
        raise BadRequest(say("Nội dung gửi lên phải là một đối tượng JSON: {...}."))
    refuse_unstorable(body)
    return body


def read_optional_object() -> dict[str, Any]:
    """The body where there may be none."""
    return read_object() if request.get_data() else {}


def read_query(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The parameter ``q`` (rison, or JSON), checked against a schema; BadRequest when it does not fit."""
    text = request.args.get("q", "")
    if not text:
        return {}
    query = _decoded(text)
    refuse_unstorable(query)
    try:
        jsonschema.validate(query, schema)
    except jsonschema.ValidationError as error:
        place = ".".join(str(part) for part in error.absolute_path)
        broken = say("Tham số q không đúng khuôn dạng.")
        if place:
            broken = say("Tham số q không đúng khuôn dạng ở {place}.", place=place[:60])
        raise BadRequest(broken) from error
    return query  # type: ignore[no-any-return]  # the schema says it is an object


def _decoded(text: str) -> Any:
    try:
        return prison.loads(text)
    except Exception:  # the parser fails in many ways on broken text, endless nesting included
        return _decoded_json(text)


def _decoded_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(say("Tham số q không đúng cú pháp rison.")) from error


def refuse_unstorable(value: Any) -> None:
    """BadRequest for what no database keeps: NUL, half a surrogate pair; NaN, Infinity, 1e400 (RFC 8259)."""
    for one in _leaves(value):
        if isinstance(one, float) and not math.isfinite(one):
            raise BadRequest(say("Yêu cầu có số không hợp lệ (NaN, Infinity hoặc quá lớn)."))
        if isinstance(one, str) and ("\x00" in one or not _is_encodable(one)):
            raise BadRequest(say("Yêu cầu có ký tự không hợp lệ."))


def _leaves(value: Any) -> Iterator[Any]:
    """Every name and every plain value inside."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from (name, *_leaves(item))
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def text_in(body: dict[str, Any], name: str) -> str:
    """A word of the body, empty when not sent; BadRequest for what is no text."""
    value = body.get(name, "")
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise BadRequest(say("«{name}» phải là chữ.", name=name))
    return str(value)


def take_version(body: dict[str, Any]) -> int | None:
    """The version the author saw, out of the body or from ``If-Match``; None when not told."""
    given = body.pop("version", None)
    if given is None:
        return _version_in_header()
    if isinstance(given, bool) or not isinstance(given, int):
        raise BadRequest(say("«version» phải là số nguyên."), errors={"version": say("Phải là số nguyên.")})
    return given


def _version_in_header() -> int | None:
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        return None
    found = _VERSION.fullmatch(header)
    if not found:
        raise BadRequest(say("Tiêu đề If-Match phải là số phiên bản của dòng."))
    return int(found[1])


def idempotency_key() -> str | None:
    """The header ``Idempotency-Key``; None when not sent."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise BadRequest(say("Tiêu đề Idempotency-Key gồm 1 đến 100 ký tự ASCII, không có dấu cách."))
    return key
