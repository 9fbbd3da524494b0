"""Records: mapped classes whose fields are declared with `core.fields`."""

import dataclasses
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Integer, Numeric, String, Text, event
from sqlalchemy.orm import declared_attr, mapped_column, relationship

from app.core import things
from app.core.database import Base, PartialDateType
from app.core.fields import Field, Kind
from app.core.things import Thing


def kept(*arguments: Any, **options: Any) -> Any:
    """A column the program keeps by itself, typed by what it holds rather than as a column."""
    return mapped_column(*arguments, **{"active_history": True, **options})


class Record:
    """Mixin of every declared class: an id, a version against lost updates, and its fields.

    Fields found in the class body (or inherited from a mixin) become columns, in their order.
    """

    __thing__: ClassVar[str] = ""
    __fields__: ClassVar[dict[str, Field]] = {}

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  SQLAlchemy calls it on the class
        return {"version_id_col": cls.version}

    id = kept(Integer, primary_key=True, sort_order=-100)
    version = kept(Integer, nullable=False, default=1, sort_order=900)

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        """`abstract`: a mixin, whose fields become columns of each class below it."""
        found: dict[str, Field] = {}
        for base in reversed(cls.__mro__):
            for name, value in list(vars(base).items()):
                if isinstance(value, Field):
                    found[name] = _named(name, value)
        if found:
            cls.__fields__ = {**cls.__fields__, **found}
            for field in found.values() if not abstract else ():
                _install(cls, field)
        super().__init_subclass__(**kwargs)

    def refresh_derived(self) -> None:
        """Recompute what is kept beside the fields for speed; called before each write."""


def _named(name: str, field: Field) -> Field:
    return dataclasses.replace(field, name=name)


def _install(cls: type, field: Field) -> None:
    setattr(cls, field.column_name, column_for(field))
    if field.kind is Kind.REF:
        setattr(cls, field.name, _relationship(cls, field))


def _relationship(cls: type, field: Field) -> Any:
    column = field.column_name
    return relationship(
        lambda: things.get(field.target).reference_model,
        primaryjoin=lambda: getattr(cls, column) == things.get(field.target).reference_model.id,
        foreign_keys=lambda: [getattr(cls, column)],
        remote_side=lambda: [things.get(field.target).reference_model.id],
        uselist=False,
        viewonly=False,
    )


_TYPES: dict[Kind, Any] = {
    Kind.CHOICE: lambda field: String(40),
    Kind.DAY: lambda field: Date(),
    Kind.DECIMAL: lambda field: Numeric(14, field.places),
    Kind.FLAG: lambda field: Boolean(),
    Kind.INTEGER: lambda field: Integer(),
    Kind.LONG: lambda field: Text(),
    Kind.MOMENT: lambda field: DateTime(),
    Kind.PARTIAL_DAY: lambda field: PartialDateType(),
    Kind.TEXT: lambda field: String(field.max_length),
}


def column_for(field: Field) -> Any:
    """The SQLAlchemy column of a field; `info['field']` leads back to the declaration."""
    options: dict[str, Any] = {
        "nullable": not (field.required or field.kind is Kind.FLAG),
        "unique": field.unique or None,
        "index": field.index or None,
        "default": field.default,
        "info": {"field": field},
        # History and scope need the old value even when it was not loaded.
        "active_history": True,
    }
    if field.kind is Kind.REF:
        return mapped_column(Integer, ForeignKey(f"{field.target}.id"), **options)
    return mapped_column(_TYPES[field.kind](field), **options)


def _refresh(_mapper: Any, _connection: Any, row: Any) -> None:
    if isinstance(row, Record):
        row.refresh_derived()


event.listen(Base, "before_insert", _refresh, propagate=True)
event.listen(Base, "before_update", _refresh, propagate=True)


def row_values(thing: Thing, row: Any) -> dict[str, Any]:
    """Every stored value of a row by column name: for history, forms and comparison."""
    return {column: getattr(row, column) for column in thing.stored_columns()}


def is_blank(value: Any) -> bool:
    """Whether a value counts as not given."""
    return value is None or value == "" or (isinstance(value, Decimal) and value.is_nan())
