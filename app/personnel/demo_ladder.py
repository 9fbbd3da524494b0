"""The way up to leading posts: at what age, after how many years of service, from which post below.

Ages and years are those usual in the service, a little above what standards of posts ask for (the head of a
school: five years of teaching, of a kindergarten too, Điều lệ trường; others by Quy định of the province).
"""

import datetime
from typing import NamedTuple

from app.personnel.demo_draw import years_after


class Rung(NamedTuple):
    """Nobody younger holds the post, nobody with fewer years of service; `below` is the post before it."""

    age: int = 0
    service: int = 0
    below: str = ""


_RUNGS = {
    # The city, its departments, their divisions.
    "CV003": Rung(48, 18, "CV004"), "CV004": Rung(45, 15, "CV006"),
    "CV006": Rung(42, 13, "CV007"), "CV007": Rung(38, 10, "CV013"), "CV012": Rung(38, 10, "CV013"),
    "CV013": Rung(32, 7, "CV014"), "CV014": Rung(28, 5),
    "CV019": Rung(38, 10, "CV020"), "CV020": Rung(34, 8, "CV021"), "CV021": Rung(30, 6),
    # Districts.
    "CV024": Rung(42, 13, "CV025"), "CV025": Rung(38, 10, "CV026"),
    "CV026": Rung(32, 7, "CV027"), "CV027": Rung(28, 5),
    # Communes (Luật Cán bộ, công chức, Điều 61).
    "CV028": Rung(34, 9, "CV031"), "CV031": Rung(32, 7, "CV033"), "CV033": Rung(28, 5),
    "CV029": Rung(30, 6), "CV032": Rung(28, 5), "CV034": Rung(28, 5), "CV036": Rung(27, 4),
    "CV037": Rung(27, 4), "CV035": Rung(26, 3), "CV038": Rung(45, 5),
    "CV041": Rung(32, 7, "CV042"), "CV042": Rung(28, 5),
    # Schools.
    "CV044": Rung(36, 10, "CV047"), "CV047": Rung(32, 8, "CV065"),
    "CV050": Rung(35, 9, "CV053"), "CV053": Rung(31, 7, "CV065"),
    "CV056": Rung(34, 9, "CV059"), "CV059": Rung(30, 6, "CV065"),
    "CV062": Rung(33, 8, "CV064"), "CV064": Rung(29, 6, "CV065"),
    "CV065": Rung(27, 4, "CV066"), "CV066": Rung(26, 2),
    # Health and other public services.
    "CV068": Rung(42, 13, "CV070"), "CV069": Rung(40, 12), "CV070": Rung(38, 10, "CV071"),
    "CV071": Rung(34, 8, "CV072"), "CV072": Rung(31, 6), "CV073": Rung(30, 6), "CV074": Rung(32, 6),
    "CV075": Rung(38, 10, "CV076"), "CV076": Rung(34, 8),
}  # fmt: skip
#: Posts for which the second grade of the work is asked: directors, chairmen, and their deputies.
SENIOR = frozenset({"CV003", "CV004", "CV006", "CV007", "CV024", "CV025", "CV068", "CV070"})
#: The kind of unit (`DemoUnit.sort`) where a lower post is held, if not where the higher one is.
_HELD_IN = {"CV006": "SO", "CV026": "PHONG_HUYEN", "CV027": "PHONG_HUYEN"}


def rung(position: str | None) -> Rung:
    """What a post asks for; nothing where there is none."""
    return _RUNGS.get(position or "", Rung())


def earliest(position: str | None, birth: datetime.date, recruited: datetime.date) -> datetime.date:
    """The first day on which somebody may hold a post."""
    asked = rung(position)
    return max(years_after(birth, asked.age), years_after(recruited, asked.service))


def held_in(position: str, sort: str) -> str:
    """The kind of unit where a post is held by somebody who later led a unit of the kind `sort`."""
    return _HELD_IN.get(position, sort)


def posts_before(
    position: str | None, birth: datetime.date, recruited: datetime.date, since: datetime.date
) -> list[tuple[str, datetime.date]]:
    """The posts below one held since a day, each a year or more, with their first days; the lowest first."""
    found: list[tuple[str, datetime.date]] = []
    below, years = rung(position).below, 4 + birth.day % 4
    while below:
        began = max(earliest(below, birth, recruited), years_after(since, -years))
        if began > years_after(since, -1):
            break
        found.insert(0, (below, began))
        below, since = rung(below).below, began
    return found
