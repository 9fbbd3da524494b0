"""Conditions and keys written so that an engine leaves the index alone that the caller knows to be wrong."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.visitors import replacement_traverse

from app.personnel.models import Person


def off_index(found: Sequence[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """The same conditions, written so that SQLite looks no rows up by their path (``+home_path``)."""
    return [replacement_traverse(condition, {}, _without_index) for condition in found]


def _without_index(element: Any, **_options: Any) -> Any:
    is_path = getattr(element, "table", None) is not None and getattr(element, "name", "") == "home_path"
    return unary(Person.__table__.c.home_path) if is_path else None


def sorted_by(key: Any, unwalked: Callable[[Any], Any]) -> Any:
    """The same key, written so that the engine sorts instead of walking the index of names."""
    if isinstance(key, UnaryExpression):
        return UnaryExpression(unwalked(key.element), modifier=key.modifier)
    return unwalked(key)


def as_expression(column: Any) -> Any:
    """A text as an expression no index of PostgreSQL holds."""
    return column.concat("") if isinstance(column.type, String) else column


def unary(column: Any) -> ColumnElement[Any]:
    """The same value as an expression no index of SQLite holds."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)
