"""The description of a resource for whoever builds upon it: fields, choices, filters, own rights."""

from typing import Any

from flask_appbuilder.api.schemas import get_info_schema

from app.core.actor import require_actor
from app.core.fields import Field, Kind
from app.core.things import Thing
from app.core.words import say
from app.reports.asked import may_filter
from app.reports.criteria import Criterion, entry_criteria
from app.web.api_lists import operators_of

INFO_SCHEMA: dict[str, Any] = {**get_info_schema, "additionalProperties": False}


def info_answer(thing: Thing, query: dict[str, Any]) -> dict[str, Any]:
    """Rights of the caller, fields and filters; no row of any table. ``keys`` names the parts wanted."""
    actor = require_actor()
    fields = thing.fields.values()
    own = [Criterion(field) for field in fields if may_filter(field)]
    on_entries = entry_criteria(thing).values()
    editable = [_described(field) for field in thing.editable_fields()]
    parts: dict[str, Any] = {
        "permissions": [r.permission for r in sorted(thing.rights) if actor.has(r, thing.key)],
        "add_columns": editable,
        "add_title": say("Thêm: {label}", label=say(thing.label)),
        "edit_columns": editable,
        "edit_title": say("Sửa: {label}", label=say(thing.label)),
        "filters": {criterion.name: operators_of(criterion) for criterion in (*own, *on_entries)},
        "fields": [_described(field) for field in fields],
        "entry_fields": [_described_in_entry(criterion) for criterion in on_entries],
        "title": say(thing.label),
        "legal": thing.legal,
    }
    keys = query.get("keys")
    return parts if not keys else {name: part for name, part in parts.items() if name in keys}


def _described(field: Field) -> dict[str, Any]:
    """A field in words: what it is called, takes and allows."""
    about: dict[str, Any] = {
        "name": field.name,
        "label": say(field.label),
        "type": str(field.kind),
        "required": field.required,
        "unique": field.unique,
        "help": field.help,
        "group": field.group,
        "is_editable": field.is_editable,
        "is_filterable": may_filter(field),
        "is_sensitive": bool(field.sensitive),
    }
    return about | _limits(field)


def _described_in_entry(criterion: Criterion) -> dict[str, Any]:
    """The same of a field of an entry, under the name and the label it has as a filter of the record."""
    return {**_described(criterion.field), "name": criterion.name, "label": criterion.label}


def _limits(field: Field) -> dict[str, Any]:
    if field.kind is Kind.CHOICE:
        return {"choices": [{"key": key, "label": say(label)} for key, label in field.choices.items()]}
    if field.kind is Kind.REF:
        return {"target": field.target}
    if field.kind in (Kind.TEXT, Kind.LONG):
        return {"max_length": field.max_length}
    if field.kind in (Kind.INTEGER, Kind.DECIMAL):
        places = {"places": field.places} if field.kind is Kind.DECIMAL else {}
        return {"minimum": field.minimum, "maximum": field.maximum, **places}
    return {}
