"""How a class says to which rows a scope reaches; `access` turns it into SQL and checks.

A scoped class names its policy in ``__scope__``. Reads of a scoped class without an actor find
nothing; writes without a right in force are refused.
"""

import dataclasses
from typing import Any

from sqlalchemy.orm import Mapper

from app.core.database import Base


@dataclasses.dataclass(frozen=True)
class ByPath:
    """Rows that stand somewhere in the tree of units.

    `path` is the column with the path of ids (``/1/45/``), `unit` the column with the unit's id,
    `own` the column equal to the person of a personal account.
    """

    path: str
    unit: str
    own: str = ""


@dataclasses.dataclass(frozen=True)
class ByOwner:
    """Rows that belong to a row of another thing: key of the thing -> column with its id.

    A row without any owner is visible to whoever may view the thing named in `otherwise`. With a `key`
    the rights are asked of that thing, over the place of the owner, instead of the owner's own.
    """

    owners: tuple[tuple[str, str], ...]
    otherwise: str = ""
    key: str = ""


@dataclasses.dataclass(frozen=True)
class ByLink:
    """Rows about many rows of another thing, named in a table of links.

    `link` is the table, `column` its column with the id of the row, `owner_column` that with the id of
    the `owner`; whoever holds the right on `key` for one of the owners reaches the row.
    """

    key: str
    link: str
    column: str
    owner: str
    owner_column: str


Policy = ByPath | ByOwner | ByLink


def policy_of(model: type) -> Policy | None:
    """The policy of a mapped class, or None when its rows are open to all who hold the right."""
    return getattr(model, "__scope__", None)


def scoped_models() -> list[Any]:
    """Every mapped class with a policy."""
    mappers: list[Mapper[Any]] = list(Base.registry.mappers)
    return [mapper.class_ for mapper in mappers if policy_of(mapper.class_)]


def scoped_tables() -> set[str]:
    """Names of the tables that no statement may read or write without passing the scope."""
    return {model.__table__.name for model in scoped_models()} | _copies


def copies() -> frozenset[str]:
    """The tables among them that only repeat rows of scoped ones."""
    return frozenset(_copies)


_copies: set[str] = set()


def guard_copy(table: str) -> None:
    """Name a table that repeats rows of a scoped one (an index of words), so that it is guarded too."""
    _copies.add(table)


#: Execution option of a statement that passed the scope: the tables it was limited on, or why it need not be.
CHECKED = "scope_checked"


def unscoped(why: str) -> dict[str, Any]:
    """Execution options for a statement that is limited in another way; `why` says how."""
    return {CHECKED: why}
