"""People counted per subtree of units, in scope, in one statement for the whole tree."""

import dataclasses
from bisect import bisect_left
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.access.scope import visible
from app.audit.numbers import kept_number
from app.core.actor import current_actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.vietnamese import fold
from app.organisation.in_force import in_force
from app.organisation.models import Unit
from app.personnel.models import Person

Node = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Tally:
    """Live records in scope by the path of their unit, ready to be summed for any branch."""

    paths: list[str]
    sums: list[int]

    def below(self, path: str) -> int:
        """The records held at or below a path ("0" follows "/")."""
        first, last = bisect_left(self.paths, path), bisect_left(self.paths, path[:-1] + "0")
        return self.sums[last] - self.sums[first]


def tally(session: Session) -> Tally:
    """The people of every unit in scope, counted in one statement and kept until something changes."""
    return kept_number(session, "people by unit", lambda: _count(session))


def _count(session: Session) -> Tally:
    query = (
        select(Person.home_path, func.count())
        .where(Person.is_removed.is_(False), Person.record_state != "archived")
        .where(visible(current_actor(), Right.VIEW, Person))
        .group_by(Person.home_path)
        .order_by(Person.home_path)
    )
    rows = session.execute(query, execution_options=unscoped("explicit condition")).all()
    return Tally([path for path, _ in rows], [0, *accumulate(number for _, number in rows)])


def _nodes(session: Session, query: Select[Any]) -> list[Node]:
    rows = session.execute(
        query.with_only_columns(*_columns()), execution_options=unscoped("explicit conditions")
    ).all()
    people = tally(session)
    return [
        {
            "id": row.id,
            "name": row.name,
            "code": row.code,
            "is_group": row.is_group,
            "people": people.below(row.path),
            "has_children": bool(row.open),
        }
        for row in rows
    ]


def _columns() -> tuple[Any, ...]:
    child = Unit.__table__.alias()
    has_children = exists().where(child.c.parent_id == Unit.id, in_force(child.c))
    return Unit.id, Unit.name, Unit.code, Unit.is_group, Unit.path, has_children.label("open")


def _seen() -> ColumnElement[bool]:
    return visible(current_actor(), Right.VIEW, Unit)


def children_with_counts(session: Session, unit_id: int) -> list[Node]:
    """The units directly below one."""
    query = select(Unit).where(Unit.parent_id == unit_id, _seen(), in_force(Unit))
    return _nodes(session, query.order_by(Unit.seed_order, Unit.sort_key, Unit.id))


def tree_roots(session: Session) -> list[Node]:
    """The highest units in scope: those whose parent is not."""
    parent = aliased(Unit)
    seen_parents = select(parent.id).where(visible_alias(parent))
    query = select(Unit).where(_seen(), in_force(Unit))
    query = query.where(Unit.parent_id.is_(None) | Unit.parent_id.not_in(seen_parents))
    return _nodes(session, query.order_by(Unit.path))


def visible_alias(alias: Any) -> ColumnElement[bool]:
    """The scope of units on an alias."""
    return alias.id.in_(select(Unit.id).where(_seen()))  # type: ignore[no-any-return]


def search_units(session: Session, typed: str) -> list[Node]:
    """Units in scope whose name holds every word typed."""
    query = select(Unit).where(_seen(), in_force(Unit))
    words = fold(typed[:100]).split()[:6]
    if not words:
        return []
    for word in words:
        query = query.where(Unit.search_text.contains(word, autoescape=True))
    return _nodes(session, query.order_by(Unit.sort_key, Unit.id).limit(30))


def headcount_of(session: Session, unit: Unit) -> int:
    """Live records at or below a unit."""
    return tally(session).below(unit.path)


def units_below(session: Session, unit: Unit) -> int:
    """How many units of the scope lie below one, at any depth."""
    query = select(func.count()).select_from(Unit)
    query = query.where(_seen(), Unit.path > unit.path, Unit.path < unit.path[:-1] + "0")
    return session.scalar(query, execution_options=unscoped("explicit conditions")) or 0


def units_above(session: Session, unit: Unit) -> list[Unit]:
    """The units of the scope that a unit lies below, the highest first."""
    ids = [int(part) for part in unit.path.strip("/").split("/")[:-1] if part]
    query = select(Unit).where(Unit.id.in_(ids)).order_by(func.length(Unit.path))
    return list(session.scalars(query))


def subtree_with_counts(session: Session, unit: Unit, most: int) -> list[tuple[Unit, int]]:
    """The unit and everything below it in scope, parents first, each with its people; at most `most`."""
    query = select(Unit).where(_seen(), Unit.path >= unit.path, Unit.path < unit.path[:-1] + "0")
    query = query.where(in_force(Unit) | (Unit.id == unit.id))
    query = query.order_by(func.length(Unit.path), Unit.seed_order, Unit.sort_key, Unit.id).limit(most)
    units = session.scalars(query, execution_options=unscoped("explicit conditions")).all()
    people = tally(session)
    return [(found, people.below(found.path)) for found in units]
