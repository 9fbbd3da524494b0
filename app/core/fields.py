"""Fields, declared once: label, kind, rules and source in law travel in the declaration.

The helpers return a Field; a Record class turns each into a plain SQLAlchemy column (a `ref`
into the column ``<name>_id`` and the relationship ``<name>``). They are typed Any because the
class attribute they stand for holds values once the class is mapped.
"""

import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.core.citations import check_citation
from app.core.errors import DeclarationError
from app.core.sensitive import GROUPS


class Kind(StrEnum):
    """What a field holds; decides column, control, filter, Excel cell and JSON type."""

    CHOICE = "choice"
    DAY = "day"
    DECIMAL = "decimal"
    FLAG = "flag"
    INTEGER = "integer"
    LONG = "long"
    MOMENT = "moment"
    PARTIAL_DAY = "partial_day"
    REF = "ref"
    TEXT = "text"


@dataclasses.dataclass(frozen=True)
class Field:
    """One declared field.

    `item` is the item of form 2C, `legal` its source in law. `sensitive` names a group of
    `core.sensitive`; such fields are never searched on, and filtered, ordered or listed only as far as
    `access.list_groups` says. `service` fields change only through a service: forms and the API refuse
    them. `derived` fields are kept by the program and have no history. `codes_of`: a text that names
    values of this catalog by code, joined by «;» (`core.code_lists`); `limits_scope`: accounts reach rows
    by the values it names.
    """

    label: str
    kind: Kind
    name: str = ""
    required: bool = False
    unique: bool = False
    index: bool = False
    max_length: int = 255
    minimum: int | None = None
    maximum: int | None = None
    places: int = 2
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    target: str = ""
    codes_of: str = ""
    limits_scope: bool = False
    help: str = ""
    item: str = ""
    legal: str = ""
    group: str = ""
    sensitive: str = ""
    service: bool = False
    derived: bool = False
    default: Any = None

    def check(self, owner: str) -> None:
        """Raise DeclarationError unless the declaration is whole."""
        if not self.label.strip():
            raise DeclarationError(f"{owner}.{self.name}: a field needs a label")
        if self.kind is Kind.REF and not self.target:
            raise DeclarationError(f"{owner}.{self.name}: a reference needs a target")
        if self.sensitive and self.sensitive not in GROUPS:
            raise DeclarationError(f"{owner}.{self.name}: no sensitive group {self.sensitive!r}")
        if (self.codes_of and self.kind is not Kind.TEXT) or (self.limits_scope and not self.codes_of):
            raise DeclarationError(f"{owner}.{self.name}: only a text names values by code")
        if self.kind is Kind.CHOICE and not self.choices:
            raise DeclarationError(f"{owner}.{self.name}: a choice needs choices")
        for citation in filter(None, [self.legal, f"2C mục {self.item}" if self.item else ""]):
            check_citation(citation)

    @property
    def column_name(self) -> str:
        """The column that stores it."""
        return f"{self.name}_id" if self.kind is Kind.REF else self.name

    @property
    def is_editable(self) -> bool:
        """Whether forms, the API and imports may send it."""
        return not (self.service or self.derived)

    @property
    def is_filterable(self) -> bool:
        """Whether lists and the API may filter or order by it, whoever asks."""
        return not self.sensitive and self.kind is not Kind.LONG


def text(label: str, *, long: bool = False, max_length: int = 255, **rules: Any) -> Any:
    """A line of text, or a paragraph (`long`)."""
    kind, size = (Kind.LONG, 20_000) if long else (Kind.TEXT, max_length)
    return Field(label, kind, max_length=size, **rules)


def integer(label: str, **rules: Any) -> Any:
    """A whole number between `minimum` and `maximum`."""
    return Field(label, Kind.INTEGER, **rules)


def decimal(label: str, *, places: int = 2, **rules: Any) -> Any:
    """An exact number with `places` decimals (coefficients have two)."""
    return Field(label, Kind.DECIMAL, places=places, **rules)


def flag(label: str, **rules: Any) -> Any:
    """Yes or no; no unless said."""
    return Field(label, Kind.FLAG, **{"default": False, **rules})


def day(label: str, **rules: Any) -> Any:
    """A full calendar day."""
    return Field(label, Kind.DAY, **rules)


def partial_day(label: str, **rules: Any) -> Any:
    """A year, a month or a day: see PartialDate."""
    return Field(label, Kind.PARTIAL_DAY, **rules)


def moment(label: str, **rules: Any) -> Any:
    """A point in time, UTC."""
    return Field(label, Kind.MOMENT, **rules)


def choice(label: str, choices: Mapping[str, str], **rules: Any) -> Any:
    """One of a few keys fixed in code, each with its Vietnamese label."""
    return Field(label, Kind.CHOICE, choices=dict(choices), **rules)


def ref(target: str, label: str, **rules: Any) -> Any:
    """A reference to a row of another declared thing, by its key."""
    return Field(label, Kind.REF, target=target, **rules)
