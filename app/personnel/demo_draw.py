"""Draws by weight and dates for the people of the demonstration, all from the one generator given."""

import datetime
import random
from bisect import bisect
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, TypeVar

from app.core.partial_date import PartialDate

T = TypeVar("T")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Weighted(Generic[T]):
    """Things drawn in proportion to their weights."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        pairs = [(item, weight) for item, weight in pairs if weight > 0]
        self.items = [item for item, _ in pairs]
        self._sums = list(accumulate(weight for _, weight in pairs))
        self._last = len(self.items) - 1

    def draw(self, rng: random.Random) -> T:
        return self.items[bisect(self._sums, rng.random() * self._sums[-1], 0, self._last)]


def equal(items: Iterable[T]) -> Weighted[T]:
    """Things drawn alike often."""
    return Weighted((item, 1.0) for item in items)


def below(rng: random.Random, limit: int) -> int:
    """A whole number from 0 up to, not including, `limit`."""
    return int(rng.random() * limit)


def between(rng: random.Random, first: datetime.date, last: datetime.date) -> datetime.date:
    """A day from `first` to `last`; `first` when `last` comes before it."""
    start = first.toordinal()
    return datetime.date.fromordinal(start + below(rng, max(1, last.toordinal() - start + 1)))


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later; the 29th to 31st end with a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    return datetime.date(day.year + years, month + 1, min(day.day, _DAYS[month]))


def years_after(day: datetime.date, years: int) -> datetime.date:
    return months_after(day, 12 * years)


def months_between(first: datetime.date, last: datetime.date) -> int:
    """Full months from one day to a later one."""
    return 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)


def blurred(rng: random.Random, day: datetime.date, *, month: float, year: float) -> PartialDate:
    """The day as a paper file knows it: in some cases only its month, or only its year."""
    share = rng.random()
    if share < year:
        return PartialDate(day.year)
    if share < year + month:
        return PartialDate(day.year, day.month)
    return PartialDate(day.year, day.month, day.day)
