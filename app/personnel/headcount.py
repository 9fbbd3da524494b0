"""People counted per subtree of units, in scope, in one statement for a level of the tree."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.access.scope import visible
from app.core.actor import current_actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.vietnamese import fold
from app.organisation.models import Unit, UnitRef
from app.personnel.models import Person

Node = dict[str, Any]


def _people_below(path: Any) -> ColumnElement[int]:
    """Live records held at or below a unit's path ("0" follows "/")."""
    upper = func.substr(path, 1, func.length(path) - 1) + "0"
    return (
        select(func.count(Person.id))
        .where(Person.home_path >= path, Person.home_path < upper)
        .where(Person.is_removed.is_(False), Person.record_state != "archived")
        .where(visible(current_actor(), Right.VIEW, Person))
        .correlate(Unit)
        .scalar_subquery()
    )


def _nodes(session: Session, query: Select[Any]) -> list[Node]:
    child = aliased(UnitRef)
    has_children = exists().where(child.id != Unit.id, _parent_is_unit(child))
    rows = session.execute(
        query.add_columns(_people_below(Unit.path).label("people"), has_children.label("open")),
        execution_options=unscoped("explicit conditions"),
    )
    return [
        {
            "id": unit.id,
            "name": unit.name,
            "code": unit.code,
            "is_group": unit.is_group,
            "people": people,
            "has_children": bool(has),
        }
        for unit, people, has in rows
    ]


def _parent_is_unit(child: Any) -> ColumnElement[bool]:
    below = Unit.path + "%"
    return and_(child.path.like(below), child.id != Unit.id)


def _seen() -> ColumnElement[bool]:
    return visible(current_actor(), Right.VIEW, Unit)


def children_with_counts(session: Session, unit_id: int) -> list[Node]:
    """The units directly below one."""
    query = select(Unit).where(Unit.parent_id == unit_id, _seen())
    return _nodes(session, query.order_by(Unit.seed_order, Unit.sort_key, Unit.id))


def tree_roots(session: Session) -> list[Node]:
    """The highest units in scope: those whose parent is not."""
    parent = aliased(Unit)
    seen_parents = select(parent.id).where(visible_alias(parent))
    query = select(Unit).where(_seen(), Unit.parent_id.is_(None) | Unit.parent_id.not_in(seen_parents))
    return _nodes(session, query.order_by(Unit.path))


def visible_alias(alias: Any) -> ColumnElement[bool]:
    """The scope of units on an alias."""
    return alias.id.in_(select(Unit.id).where(_seen()))  # type: ignore[no-any-return]


def search_units(session: Session, typed: str) -> list[Node]:
    """Units in scope whose name holds every word typed."""
    query = select(Unit).where(_seen())
    words = fold(typed[:100]).split()[:6]
    if not words:
        return []
    for word in words:
        query = query.where(Unit.search_text.contains(word, autoescape=True))
    return _nodes(session, query.order_by(Unit.sort_key, Unit.id).limit(30))


def headcount_of(session: Session, unit: Unit) -> int:
    """Live records at or below a unit."""
    query = select(func.count(Person.id)).where(
        Person.home_path >= unit.path,
        Person.home_path < unit.path[:-1] + "0",
        Person.is_removed.is_(False),
        Person.record_state != "archived",
    )
    return session.scalar(query) or 0


def subtree_with_counts(session: Session, unit: Unit, most: int) -> list[tuple[Unit, int]]:
    """The unit and everything below it in scope, parents first, each with its people; at most `most`."""
    query = select(Unit, _people_below(Unit.path)).where(
        _seen(), Unit.path >= unit.path, Unit.path < unit.path[:-1] + "0"
    )
    query = query.order_by(func.length(Unit.path), Unit.seed_order, Unit.sort_key, Unit.id).limit(most)
    rows = session.execute(query, execution_options=unscoped("explicit conditions"))
    return [(found, people) for found, people in rows]
