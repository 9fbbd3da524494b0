"""How many values each catalog has, in use and retired: all catalogs in one statement."""

import dataclasses

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from app.audit.numbers import kept_number
from app.core import things
from app.core.actor import current_actor
from app.core.rights import Right
from app.core.things import Sort, Thing


@dataclasses.dataclass(frozen=True)
class CatalogSize:
    """One catalog: how many values may be chosen, and how many are only kept for old records."""

    thing: Thing
    in_use: int
    retired: int


def visible_catalogs() -> list[Thing]:
    """The catalogs the actor may view, in the order of declaration."""
    actor = current_actor()
    found = things.every(Sort.CATALOG)
    return [thing for thing in found if actor is not None and actor.has(Right.VIEW, thing.key)]


def catalog_sizes(session: Session) -> list[CatalogSize]:
    """The catalogs the actor may view with their values (Điều 10.1)."""
    shown = visible_catalogs()
    counts = kept_number(session, "values of catalogs", lambda: _counts(session, shown)) if shown else {}
    return [
        CatalogSize(thing, counts.get((thing.key, False), 0), counts.get((thing.key, True), 0))
        for thing in shown
    ]


def _counts(session: Session, shown: list[Thing]) -> dict[tuple[str, bool], int]:
    """(key, whether retired) -> number of values."""
    each = [
        select(literal(thing.key), thing.model.is_retired, func.count()).group_by(thing.model.is_retired)
        for thing in shown
    ]
    return {(key, bool(is_retired)): number for key, is_retired, number in session.execute(union_all(*each))}
