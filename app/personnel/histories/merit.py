"""Khen thưởng, kỷ luật, đánh giá (2C mục 21, 22, 32)."""

import datetime
from collections.abc import Iterator
from typing import Any

from app.core.partial_date import PartialDate
from app.personnel.demo_draw import below, months_after
from app.personnel.histories.case import Case, Row, Rows, on

_REASONS = (
    "Hoàn thành xuất sắc nhiệm vụ", "Có thành tích trong phong trào thi đua yêu nước",
    "Có sáng kiến trong công tác", "Có thành tích trong cải cách hành chính",
)  # fmt: skip
_FAULTS = (
    "Chậm tham mưu giải quyết hồ sơ, để quá hạn nhiều lần", "Vi phạm quy định về giờ làm việc",
    "Thiếu trách nhiệm trong quản lý tài sản được giao", "Vi phạm chính sách dân số",
)  # fmt: skip
#: How long a reprimand or a warning puts the next raise off (TT 08/2013; from 15/08/2021 less).
_DELAYS = {"KT": 6, "CC": 6}
_CHANGED_ON = datetime.date(2021, 8, 15)
_ASSESSED_YEARS = 5
_RATINGS = ("HTXS", "HTXS", "HTT", "HTT", "HTT", "HTT", "HTT", "HTT", "HT")


def merit(case: Case) -> Rows:
    """The highest award with lesser ones, the discipline of few, the assessments of the last years."""
    return {
        "award": list(_awards(case)), "discipline": list(_discipline(case)),
        "assessment": list(_assessments(case)),
    }  # fmt: skip


def _awards(case: Case) -> Iterator[Row]:
    person, life = case.person, case.life
    form, year = person.get("highest_award"), person.get("highest_award_year")
    if form and year:
        yield _award(case, year) | {"award_form": form}
        # What is given more than once counts by its first year: later ones of the same kind change nothing.
        if year < life.until.year and case.chance(0.3):
            later = year + 1 + below(case.rng, life.until.year - year)
            yield _award(case, later) | {"award_form": max(form, "KT38")}
    if life.service > 3:
        title = "CSTDCS" if form and case.chance(0.4) else "LDTT"
        recent = life.until.year - 1 - below(case.rng, min(3, life.service - 2))
        yield _award(case, recent) | {"emulation_title": title, "period": f"Năm {recent}"}
    if person.get("honorary_title"):
        recent = life.until.year - below(case.rng, 5)
        yield _award(case, recent) | {"honorary_title": person["honorary_title"]}


def _award(case: Case, year: int) -> Row:
    """Most awards are known by their day, some by the year alone."""
    day = min(datetime.date(year, 1 + below(case.rng, 12), 1 + below(case.rng, 28)), case.life.until)
    if case.chance(0.15):
        return {"from_on": PartialDate(year), "reason": case.pick(_REASONS)}
    return {"from_on": on(day), "reason": case.pick(_REASONS), **case.decision(day)}


def discipline_day(rng: Any, year: int | None, recruited: datetime.date, until: datetime.date) -> Any:
    """The day of a discipline of a year; None without one."""
    if year is None:
        return None
    day = datetime.date(year, 1 + below(rng, 12), 1 + below(rng, 28))
    return max(min(day, until), recruited)


def delay_of(form: str, day: datetime.date) -> int:
    """Months by which a discipline puts the next raise off."""
    kind = form.partition("_")[2]
    is_milder = kind == "KT" and (day >= _CHANGED_ON or form.startswith("VC"))
    return 3 if is_milder else _DELAYS.get(kind, 12)


def _discipline(case: Case) -> Iterator[Row]:
    form, day = case.person.get("highest_discipline"), case.disciplined_on
    if form and day:
        yield {
            "from_on": on(day), "discipline_form": form, "disciplined_by": "government",
            "reason": case.pick(_FAULTS), "ends_on": months_after(day, 12),
            "raise_delay_months": delay_of(form, day), **case.decision(day),
        }  # fmt: skip


def _assessments(case: Case) -> Iterator[Row]:
    """The last years; a year with a discipline is not done without fault."""
    life = case.life
    for year in range(max(life.recruited.year, life.until.year - _ASSESSED_YEARS), life.until.year):
        is_marred = case.disciplined_on is not None and case.disciplined_on.year == year
        rating = "KHT" if is_marred else case.pick(_RATINGS)
        yield {"year": year, "from_on": PartialDate(year), "quality_rating": rating}
