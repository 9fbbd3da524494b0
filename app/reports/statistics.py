"""Numbers of the front page: live records in scope by unit, kind, age and sex, each in one statement."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.access.scope import visible
from app.audit.numbers import kept_number
from app.core import clock, things
from app.core.actor import current_actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.words import say
from app.personnel.headcount import children_with_counts, tree_roots
from app.personnel.models import Person

#: Age bands of the statutory form (BM01, TT 11/2012/TT-BNV): key -> (label, youngest, oldest).
AGE_BANDS: dict[str, tuple[str, int, int]] = {
    "to_30": ("Từ 30 trở xuống", 0, 30),
    "31_40": ("Từ 31 đến 40", 31, 40),
    "41_50": ("Từ 41 đến 50", 41, 50),
    "51_60": ("Từ 51 đến 60", 51, 60),
    "over_60": ("Trên 60", 61, 150),
}


@dataclasses.dataclass(frozen=True)
class Bar:
    """One bar of a chart: what it stands for, how many, and the filter of the list behind it."""

    label: str
    number: int
    filters: dict[str, Any]


def _live(query: Select[Any]) -> Select[Any]:
    return query.where(
        visible(current_actor(), Right.VIEW, Person),
        Person.is_removed.is_(False),
        Person.record_state != "archived",
    )


def _groups(session: Session, key: Any) -> dict[Any, int]:
    query = _live(select(key, func.count())).group_by(key)

    def count() -> dict[Any, int]:
        rows = session.execute(query, execution_options=unscoped("explicit condition"))
        return {value: number for value, number in rows}

    return kept_number(session, f"people by {key.key}", count)


def by_state(session: Session) -> dict[str, int]:
    """Records that are not removed, by their state."""
    query = select(Person.record_state, func.count()).where(
        visible(current_actor(), Right.VIEW, Person), Person.is_removed.is_(False)
    )

    def count() -> dict[str, int]:
        rows = session.execute(
            query.group_by(Person.record_state), execution_options=unscoped("explicit condition")
        )
        return {state: number for state, number in rows}

    return kept_number(session, "people by state", count)


def by_unit(session: Session, *, most: int = 12) -> list[Bar]:
    """The highest units of the scope; below a single one, the units directly under it."""
    nodes = tree_roots(session)
    if len(nodes) == 1 and nodes[0]["has_children"]:
        nodes = children_with_counts(session, nodes[0]["id"]) or nodes
    largest = sorted(nodes, key=lambda node: -node["people"])[:most]
    return [Bar(node["name"], node["people"], {"f.home_unit.under": node["id"]}) for node in largest]


def by_kind(session: Session) -> list[Bar]:
    """Records by kind of personnel, in the order of the catalog."""
    model = things.get("personnel_kind").model
    counts = _groups(session, Person.personnel_kind_id)
    kinds: Sequence[Any] = session.scalars(select(model).order_by(model.sort_order, model.id)).all()
    bars = [Bar(kind.name, counts.get(kind.id, 0), {"f.personnel_kind.eq": kind.id}) for kind in kinds]
    return [bar for bar in bars if bar.number]


def by_age(session: Session, today: datetime.date | None = None) -> list[tuple[Bar, Bar]]:
    """Men and women in each age band on the day; the youngest band first."""
    today = today or clock.today()
    band = case(
        *(
            (Person.birth_on > _born_before(today, oldest), key)
            for key, (_l, _y, oldest) in AGE_BANDS.items()
        ),
        else_="over_60",
    ).label("band")
    # By name: PostgreSQL takes two CASE with bound values for two expressions.
    query = _live(select(band, Person.sex, func.count())).where(Person.birth_on.is_not(None))
    query = query.group_by("band", Person.sex)

    def count() -> dict[tuple[str, str], int]:
        rows = session.execute(query, execution_options=unscoped("explicit condition"))
        return {(key, sex): number for key, sex, number in rows}

    counts = kept_number(session, ("people by age", today), count)
    return [
        (
            Bar(f"{label}, nam", counts.get((key, "male"), 0), _age_filters(today, key, "male")),
            Bar(
                say("{label}, nữ", label=label),
                counts.get((key, "female"), 0),
                _age_filters(today, key, "female"),
            ),
        )
        for key, (label, _y, _o) in AGE_BANDS.items()
    ]


def _born_before(today: datetime.date, age: int) -> str:
    """Who was born after this day (ISO) is at most `age` years old today."""
    year, month, day = today.year - age - 1, today.month, today.day
    return f"{year:04}-{month:02}-{day:02}"


def _age_filters(today: datetime.date, key: str, sex: str) -> dict[str, Any]:
    _label, youngest, oldest = AGE_BANDS[key]
    filters: dict[str, Any] = {"f.sex.eq": sex}
    if key != "over_60":
        filters["f.birth_on.gt"] = _born_before(today, oldest)
    if youngest:
        filters["f.birth_on.lte"] = _born_before(today, youngest - 1)
    return filters
