"""Marshmallow schemas made from the declarations: they write the results and describe the API.

What comes in is checked in one place, `core.values` and the services; the input schemas say
in the OpenAPI document what that is.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any

from marshmallow import Schema, fields

from app.core import things
from app.core.fields import Field, Kind
from app.core.things import Thing


class PartialDay(fields.String):
    """A year, a month or a day: ``1975``, ``1975-03``, ``1975-03-15``."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.isoformat()


class Moment(fields.String):
    """A stored moment, in UTC: ``2026-03-15T02:30:00Z``."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else f"{value.isoformat(timespec='seconds')}Z"


@functools.cache
def reference_schema(key: str) -> type[Schema]:
    """A row referred to: id, code where it has one, name."""
    thing = things.get(key)
    attributes: dict[str, Any] = {"id": fields.Integer()}
    if hasattr(thing.reference_model, "code"):
        attributes["code"] = fields.String()
    attributes["name"] = fields.String(attribute=thing.title)
    return Schema.from_dict(attributes, name=f"{type_name(thing)}Reference")


def type_name(thing: Thing) -> str:
    """``ethnic_group`` as the name of a type: EthnicGroup."""
    return "".join(part.capitalize() for part in thing.key.split("_"))


def _about(field: Field) -> dict[str, Any]:
    text = f"{field.label}. {field.help}" if field.help else field.label
    return {"metadata": {"description": text}, "allow_none": not field.required or bool(field.sensitive)}


def _reference(field: Field) -> fields.Field[Any]:
    return fields.Nested(reference_schema(field.target), **_about(field))


def _choice(field: Field) -> fields.Field[Any]:
    about = _about(field)
    about["metadata"] |= {"enum": list(field.choices)}
    return fields.String(**about)


_SHOWN: dict[Kind, Callable[[Field], fields.Field[Any]]] = {
    Kind.CHOICE: _choice,
    Kind.DAY: lambda field: fields.Date(**_about(field)),
    Kind.DECIMAL: lambda field: fields.Decimal(places=field.places, as_string=True, **_about(field)),
    Kind.FLAG: lambda field: fields.Boolean(**_about(field)),
    Kind.INTEGER: lambda field: fields.Integer(**_about(field)),
    Kind.LONG: lambda field: fields.String(**_about(field)),
    Kind.MOMENT: lambda field: Moment(**_about(field)),
    Kind.PARTIAL_DAY: lambda field: PartialDay(**_about(field)),
    Kind.REF: _reference,
    Kind.TEXT: lambda field: fields.String(**_about(field)),
}


def _shape(shown: Iterable[Field], **first: fields.Field[Any]) -> dict[str, Any]:
    return {"id": fields.Integer(), **first, **{field.name: _SHOWN[field.kind](field) for field in shown}}


@functools.cache
def record_schema(key: str) -> type[Schema]:
    """One row with all its fields and its version."""
    thing = things.get(key)
    shape = _shape(thing.fields.values(), version=fields.Integer())
    return Schema.from_dict(shape, name=f"{type_name(thing)}Record")


@functools.lru_cache(maxsize=512)  # the columns are the caller's: bounded
def row_schema(key: str, columns: tuple[str, ...]) -> type[Schema]:
    """One row of a list with these columns."""
    thing = things.get(key)
    return Schema.from_dict(_shape(thing.fields[name] for name in columns), name=f"{type_name(thing)}Row")


# What may be sent ---------------------------------------------------------------------------------

#: A reference in a request: the id, the code, or an object with either.
_CHOSEN = [{"type": "integer"}, {"type": "string"}, {"type": "object"}]


def _sent(field: Field, *, required: bool) -> fields.Field[Any]:
    if field.kind is Kind.REF:
        about = _about(field)
        about["metadata"] |= {"oneOf": _CHOSEN}
        return fields.Raw(required=required, **about)
    kind = Kind.TEXT if field.kind in (Kind.DAY, Kind.PARTIAL_DAY) else field.kind
    sent = _SHOWN[kind](field)
    sent.required = required
    return sent


def addition_schema(key: str, extra: Iterable[Field] = ()) -> type[Schema]:
    """The body of a POST: the editable fields, and what only an addition takes."""
    thing = things.get(key)
    wanted = [*thing.editable_fields(), *extra]
    shape = {field.name: _sent(field, required=field.required and field.default is None) for field in wanted}
    return Schema.from_dict(shape, name=f"{type_name(thing)}Addition")


@functools.cache
def change_schema(key: str) -> type[Schema]:
    """The body of a PUT: any of the editable fields, and the version its author saw."""
    thing = things.get(key)
    shape: dict[str, Any] = {field.name: _sent(field, required=False) for field in thing.editable_fields()}
    shape["version"] = fields.Integer()
    return Schema.from_dict(shape, name=f"{type_name(thing)}Change")
