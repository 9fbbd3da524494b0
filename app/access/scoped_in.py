"""Which scoped classes a statement can read: those it names, and those its rows lead to.

Found by walking the statement, so that it carries the criteria of these classes alone: with forty scoped
classes the criteria of all cost more than the statement. Should the walk miss one, `scope.guard_engine`
refuses the statement.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper
from sqlalchemy.sql import visitors

from app.core import things
from app.core.database import Base
from app.core.scoping import ByLink, ByOwner, copies, policy_of


class Met(NamedTuple):
    """The scoped classes to limit, and the tables a statement limited on them may touch."""

    models: frozenset[Any]
    tables: frozenset[str]


def scoped_in(statement: Any) -> Met:
    """The scoped classes of the tables a statement names, and of whatever can be loaded along with them."""
    return _reached_from(frozenset(_tables(statement)))


def _tables(statement: Any) -> Iterator[str]:
    for element in visitors.iterate(statement):
        table = getattr(element, "table", None) if element.__visit_name__ == "column" else element
        while (inner := getattr(table, "element", None)) is not None:  # an alias of an alias of a table
            table = inner
        if getattr(table, "__visit_name__", "") == "table":
            yield table.name  # type: ignore[union-attr]


@lru_cache(maxsize=4096)
def _reached_from(tables: frozenset[str]) -> Met:
    mappers: list[Mapper[Any]] = list(Base.registry.mappers)
    waiting = [mapper for mapper in mappers if _table(mapper.class_) in tables]
    met = set(waiting)
    while waiting:
        mapper = waiting.pop()
        next_to = {relation.mapper for relation in mapper.relationships}
        found = (next_to | {inspect(model) for model in _judged_by(mapper.class_)}) - met
        met |= found
        waiting += found
    models = [mapper.class_ for mapper in met]
    # Tables that repeat rows of scoped ones are read only to find rows of these.
    return Met(
        frozenset(model for model in models if policy_of(model)),
        frozenset(_table(model) for model in models) | copies(),
    )


def _judged_by(model: Any) -> list[Any]:
    """The classes whose scope decides over the rows of this one."""
    policy = policy_of(model)
    if isinstance(policy, ByOwner):
        return [things.get(key).model for key, _column in policy.owners]
    if isinstance(policy, ByLink):
        return [things.get(policy.owner).model]
    return []


def _table(model: Any) -> str:
    return str(model.__table__.name)
