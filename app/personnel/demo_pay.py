"""Grades in force on a day and the way up their steps (NĐ 204/2004; TT 08/2013; TT 02/2007)."""

import datetime
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.personnel.demo_draw import months_after, months_between
from app.personnel.demo_jobs import Track

Catalogs = Mapping[str, Sequence[Mapping[str, str]]]
#: Before this day the grades of public employees were those of 1993. The V. codes came with several circulars
#: of 2015; one day stands for all.
_TITLES_SINCE = datetime.date(2015, 11, 3)


@dataclass(frozen=True)
class Scale:
    """The coefficients of a group, step by step, and the months spent at each."""

    group: str
    coefficients: tuple[Decimal, ...]
    months: int


@dataclass(frozen=True)
class Grade:
    code: str
    scale: Scale


@dataclass(frozen=True)
class Pay:
    """`paid_from` is the day of the present step, or of the present over-scale rate where there is one."""

    step: int
    coefficient: Decimal
    paid_from: datetime.date
    over_scale: int


class PayTables:
    """The grades in force on one day with their scales, read from the catalogs."""

    def __init__(self, catalogs: Catalogs, today: datetime.date) -> None:
        scales = _scales(catalogs["pay_step"])
        self._grades = {
            row["code"]: Grade(row["code"], scale)
            for row in catalogs["grade"]
            if in_force(row, today) and (scale := _scale_of(row, scales, today))
        }

    def tracks(self, tracks: Sequence[Track]) -> list[tuple[tuple[Grade, ...], float]]:
        """The ways up of a job by the grades in force; a way whose entry is not in force falls away."""
        found = [([self._first(choices) for choices in grades], weight) for weight, grades in tracks]
        return [(tuple(filter(None, grades)), weight) for grades, weight in found if grades[0]]

    def _first(self, choices: str) -> Grade | None:
        codes = choices.split("|")
        return next((self._grades[code] for code in codes if code in self._grades), None)


def in_force(row: Mapping[str, str], today: datetime.date) -> bool:
    """Whether a grade may be held on a day."""
    if not (row["valid_from"] or "0") <= today.isoformat() <= (row["valid_to"] or "9"):
        return False
    if row["kind"] == "former_employee_grade":
        return today < _TITLES_SINCE
    return row["kind"] != "professional_title" or today >= _TITLES_SINCE


def group_of(row: Mapping[str, str], today: datetime.date) -> str:
    """The group a grade is paid by; a later one that asks for a diploma is not taken for granted."""
    since = row["later_group_from"]
    is_later = since and since <= today.isoformat() and not row["later_group_condition"]
    return row["later_grade_group"] if is_later else row["grade_group"]


def _scales(rows: Sequence[Mapping[str, str]]) -> dict[tuple[str, str], Scale]:
    steps: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        steps.setdefault((row["pay_table"], row["grade_group"]), []).append(row)
    return {key: _scale(key[1], found) for key, found in steps.items()}


def _scale(group: str, rows: list[Mapping[str, str]]) -> Scale:
    rows = sorted(rows, key=lambda row: int(row["step"]))
    return Scale(group, tuple(Decimal(row["coefficient"]) for row in rows), int(rows[0]["months_to_next"]))


def _scale_of(
    row: Mapping[str, str], scales: Mapping[tuple[str, str], Scale], today: datetime.date
) -> Scale | None:
    return scales.get((row["pay_table"], group_of(row, today)))


def progress(legs: Sequence[tuple[Grade, datetime.date]], until: datetime.date) -> Pay:
    """The pay on a day of somebody who came into each grade on the day beside it, raised in time."""
    scale, since = legs[0][0].scale, legs[0][1]
    step, since = _climb(scale, 1, since, legs[1][1] if len(legs) > 1 else until)
    for place, (grade, start) in enumerate(legs[1:], start=2):
        step, since = _promote(scale, step, since, grade.scale, start)
        scale = grade.scale
        step, since = _climb(scale, step, since, legs[place][1] if place < len(legs) else until)
    return _over_scale(scale, step, since, until)


def _climb(scale: Scale, step: int, since: datetime.date, until: datetime.date) -> tuple[int, datetime.date]:
    due = max(0, months_between(since, until)) // scale.months
    raises = min(due, len(scale.coefficients) - step)
    return step + raises, months_after(since, raises * scale.months)


def _promote(
    old: Scale, step: int, since: datetime.date, new: Scale, start: datetime.date
) -> tuple[int, datetime.date]:
    """The step of the new grade with the same coefficient or the next higher one (TT 02/2007).

    The months already spent count on where the gain is smaller than one step of the old grade.
    """
    held = old.coefficients[step - 1]
    place = min(bisect_left(new.coefficients, held), len(new.coefficients) - 1)
    gain = new.coefficients[place] - held
    return place + 1, since if gain < old.coefficients[1] - old.coefficients[0] else start


def _over_scale(scale: Scale, step: int, since: datetime.date, until: datetime.date) -> Pay:
    """5 % after the time of one more step at the last, then 1 % a year."""
    months = months_between(since, until)
    if step < len(scale.coefficients) or months < scale.months:
        return Pay(step, scale.coefficients[step - 1], since, 0)
    years = (months - scale.months) // 12
    return Pay(step, scale.coefficients[-1], months_after(since, scale.months + 12 * years), 5 + years)
