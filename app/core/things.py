"""The registry: every declared kind of thing, by its key. Views, API, rights, search, export,
import and tests are made from it."""

import dataclasses
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from app.core.citations import check_citation
from app.core.errors import DeclarationError
from app.core.fields import Field, Kind
from app.core.rights import Right


class Sort(StrEnum):
    """What kind of thing it is: a list of values, a record of its own, a part of a record kept by
    the program, an entry of a record that people make."""

    CATALOG = "catalog"
    ENTRY = "entry"
    PART = "part"
    RECORD = "record"


@dataclasses.dataclass(frozen=True)
class Thing:
    """One declared kind of thing.

    `model` is its mapped class; `reference` the class that relationships to it load (it may
    show less than the model). `title` names the field that names a row. `default_columns` are
    the columns of its list, in order; names joined by a dot reach into a reference. `sensitive` is
    the group its rows belong to as a whole, whatever single fields say; `sensitive_by` the column in which
    each row names its own group.
    """

    key: str
    label: str
    legal: str
    sort: Sort
    model: Any
    fields: dict[str, Field]
    family: str = ""
    hint: str = ""
    title: str = "name"
    reference: Any = None
    default_columns: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ("id",)
    rights: frozenset[Right] = frozenset()
    is_scoped: bool = False
    sensitive: str = ""
    sensitive_by: str = ""

    def group_of(self, field: Field) -> str:
        """The sensitive group that hides a field: its own, or that of the whole thing; empty if none."""
        return field.sensitive or self.sensitive

    @property
    def reference_model(self) -> Any:
        return self.reference or self.model

    def editable_fields(self) -> list[Field]:
        return [field for field in self.fields.values() if field.is_editable]

    def stored_columns(self) -> dict[str, Field]:
        """Column name -> field, for everything with a history."""
        return {field.column_name: field for field in self.fields.values() if not field.derived}


_things: dict[str, Thing] = {}


def register(thing: Thing) -> Thing:
    """Add a thing; DeclarationError on a second one with the same key, table or a bad citation."""
    if thing.key in _things:
        raise DeclarationError(f"two things are called {thing.key!r}")
    if not thing.label.strip():
        raise DeclarationError(f"{thing.key}: a thing needs a label")
    check_citation(thing.legal)
    for field in thing.fields.values():
        field.check(thing.key)
    _things[thing.key] = thing
    return thing


def get(key: str) -> Thing:
    """The thing of this key; KeyError when undeclared."""
    return _things[key]


def find(key: str) -> Thing | None:
    return _things.get(key)


def of_model(model: type) -> Thing | None:
    """The thing a mapped class stands for, or None (accounts, jobs, history)."""
    key = getattr(model, "__thing__", None)
    return _things.get(key) if key else None


def every(*sorts: Sort) -> list[Thing]:
    """All things in the order of declaration, of these sorts if any are named."""
    return [thing for thing in _things.values() if not sorts or thing.sort in sorts]


def references_to(key: str) -> Iterator[tuple[Thing, Field]]:
    """Every declared reference to this thing: what a merge moves and a delete must not orphan."""
    for thing in _things.values():
        for field in thing.fields.values():
            if field.kind is Kind.REF and field.target == key:
                yield thing, field


def check_references() -> None:
    """Every reference names a declared thing; called once when all declarations are loaded."""
    for thing in _things.values():
        for field in thing.fields.values():
            if field.codes_of and field.codes_of not in _things:
                raise DeclarationError(f"{thing.key}.{field.name}: no thing {field.codes_of!r}")
            if field.kind is Kind.REF and field.target not in _things:
                raise DeclarationError(f"{thing.key}.{field.name}: no thing {field.target!r}")
