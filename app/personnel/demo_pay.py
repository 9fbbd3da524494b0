"""Grades in force on a day, and the forms each had in time (NĐ 204/2004)."""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

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
    """A grade in force; `codes` are its forms in time, newest first."""

    code: str
    scale: Scale
    codes: tuple[str, ...] = ()


class PayTables:
    """The grades in force on one day with their scales, read from the catalogs."""

    def __init__(self, catalogs: Catalogs, today: datetime.date) -> None:
        self._scales = _scales(catalogs["pay_step"])
        self._rows = {row["code"]: row for row in catalogs["grade"]}
        self._grades = {
            code: Grade(code, scale)
            for code, row in self._rows.items()
            if in_force(row, today) and (scale := _scale_of(row, self._scales, today))
        }

    def tracks(self, tracks: Sequence[Track]) -> list[tuple[tuple[Grade, ...], float]]:
        """The ways up of a job by the grades in force; a way whose entry is not in force falls away."""
        found = [([self._first(choices) for choices in grades], weight) for weight, grades in tracks]
        return [(tuple(filter(None, grades)), weight) for grades, weight in found if grades[0]]

    def _first(self, choices: str) -> Grade | None:
        codes = tuple(choices.split("|"))
        found = next((self._grades[code] for code in codes if code in self._grades), None)
        return found and dataclasses.replace(found, codes=codes)

    def changes(self, grade: Grade, start: datetime.date) -> list[tuple[datetime.date, Grade]]:
        """The forms of a grade from `start` on, each with the day it began: codes and groups change."""
        found: list[tuple[datetime.date, Grade]] = []
        for day in sorted({start, *(day for day in self._days(grade) if day > start)}):
            form = self._form_on(grade, day)
            if form and (not found or form != found[-1][1]):
                found.append((day, form))
        return found

    def _days(self, grade: Grade) -> Iterator[datetime.date]:
        yield _TITLES_SINCE
        for code in grade.codes:
            row = self._rows[code]
            days = (row["valid_from"], row["later_group_from"])
            yield from (datetime.date.fromisoformat(day) for day in days if day)

    def _form_on(self, grade: Grade, day: datetime.date) -> Grade | None:
        """The code in force on a day, with the scale it had then."""
        rows = (self._rows[code] for code in grade.codes)
        row = next((row for row in rows if in_force(row, day)), None)
        scale = _scale_of(row, self._scales, day) if row else None
        return Grade(row["code"], scale) if row and scale else None


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
