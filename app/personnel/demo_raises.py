"""The way up the steps of the grades: every raise of a career (NĐ 204/2004; TT 08/2013; TT 02/2007)."""

import datetime
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from app.personnel.demo_draw import months_after
from app.personnel.demo_pay import Grade, Scale

#: The tables of NĐ 204/2004 hold from this day; who was paid by older ones was moved into them.
TABLES_SINCE = datetime.date(2004, 10, 1)
FIRST, RAISE, OVER_SCALE, MOVED, PROMOTED, DELAYED = "XLD", "TX", "VK", "CX", "NN", "KD"


class Leg(NamedTuple):
    """A grade, held from a day on; `form` says how it was reached."""

    grade: Grade
    start: datetime.date
    form: str = PROMOTED


class Delay(NamedTuple):
    """A discipline of a day puts the next raise off by so many months (TT 08/2013, Điều 2)."""

    day: datetime.date
    months: int


@dataclass(frozen=True)
class Raise:
    """One line of the pay history: paid so from a day on; `since` is the day the step counts from."""

    paid_from: datetime.date
    grade: str
    step: int
    coefficient: Decimal
    over_scale: int
    form: str
    since: datetime.date
    scale: Scale
    #: Percent of it that is paid: 85 while on probation, otherwise all (None).
    rate: int | None = None


def raises(legs: Sequence[Leg], until: datetime.date, delays: Sequence[Delay] = ()) -> list[Raise]:
    """Every line of the pay of somebody who came into each grade on its day, raised in time until a day.

    What came before the tables of 2004 is one line: the step held when they began.
    """
    found: list[Raise] = []
    for place, leg in enumerate(legs):
        found.append(_entered(leg, found[-1] if found else None))
        last = place + 1 == len(legs)
        for line in _climb(found[-1], until, delays):
            # The day a new grade begins, the raise of the old one is no longer made.
            if not last and line.paid_from >= legs[place + 1].start:
                break
            found.append(line)
    return _by_table([line for place, line in enumerate(found) if _is_paid(line, found[place + 1 :])], until)


def _is_paid(line: Raise, later: Sequence[Raise]) -> bool:
    """Two changes of one day are one line: the last of them."""
    return not later or line.paid_from < later[0].paid_from


def _by_table(lines: list[Raise], until: datetime.date) -> list[Raise]:
    """What is known of pay since the tables of 2004, begun with the step held when they came."""
    newer = [line for line in lines if line.paid_from >= TABLES_SINCE]
    held = [line for line in lines if line.paid_from < TABLES_SINCE][-1:]
    if held and until >= TABLES_SINCE and (not newer or newer[0].paid_from > TABLES_SINCE):
        newer.insert(0, replace(held[0], paid_from=TABLES_SINCE, form=MOVED))
    return newer or held


def _entered(leg: Leg, held: Raise | None) -> Raise:
    """The first line in a grade: step 1, or the step with the same or the next higher coefficient.

    The months already spent count on where the gain is smaller than one step of the old grade (TT 02/2007).
    """
    scale, start = leg.grade.scale, leg.start
    if held is None:
        return Raise(start, leg.grade.code, 1, scale.coefficients[0], 0, FIRST, start, scale)
    if scale.coefficients == held.scale.coefficients:
        return replace(held, paid_from=start, grade=leg.grade.code, form=leg.form, scale=scale)
    place = min(bisect_left(scale.coefficients, held.coefficient), len(scale.coefficients) - 1)
    gain = scale.coefficients[place] - held.coefficient
    is_small = gain < held.scale.coefficients[1] - held.scale.coefficients[0]
    since = held.since if is_small and not held.over_scale else start
    return Raise(start, leg.grade.code, place + 1, scale.coefficients[place], 0, leg.form, since, scale)


def _climb(held: Raise, until: datetime.date, delays: Sequence[Delay]) -> Iterator[Raise]:
    """The raises in one grade: steps, at the last one 5 %, then 1 % a year."""
    line = held
    while True:
        due, form, line = _next(line, delays)
        if due > until:
            return
        line = replace(line, paid_from=max(due, held.paid_from), form=form)
        yield line


def _next(line: Raise, delays: Sequence[Delay]) -> tuple[datetime.date, str, Raise]:
    """The day of the next raise, how it comes, and what is paid after it."""
    scale, is_last = line.scale, line.step == len(line.scale.coefficients)
    due = months_after(line.since, 12 if line.over_scale else scale.months)
    months = sum(delay.months for delay in delays if line.since < delay.day <= due)
    due = months_after(due, months)
    form = DELAYED if months else OVER_SCALE if is_last else RAISE
    if is_last:
        return due, form, replace(line, over_scale=line.over_scale + 1 if line.over_scale else 5, since=due)
    coefficient = scale.coefficients[line.step]
    return due, form, replace(line, step=line.step + 1, coefficient=coefficient, since=due)
