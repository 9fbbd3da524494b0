"""The course of a life in the demonstration: born, recruited, appointed, where it stands today."""

import datetime
import random
from dataclasses import dataclass

from app.personnel.demo_draw import (
    Weighted,
    between,
    months_after,
    months_between,
    years_after,
)
from app.personnel.demo_ladder import earliest, rung
from app.personnel.demo_posts import Post

YOUNGEST, OLDEST, FIRST_WORK = 22, 60, 19
#: Leaders of veterans have served before; others were recruited at 22 or later (19: work without a degree).
_FIRST_AT = {"old": 26}
PROBATION = 12
_PYRAMIDS = {
    "staff": ((22, 1.2), (25, 3.0), (30, 4.0), (35, 4.0), (40, 3.4), (45, 2.6), (50, 2.0), (55, 1.4)),
    "leader": ((36, 1.5), (40, 3.0), (45, 4.0), (50, 4.0), (55, 3.0)),
    "young": ((26, 1.0), (28, 2.0), (34, 0.0)),
    "old": ((45, 1.0), (50, 3.0)),
}
_LEFT_SHARE, _AWAY_SHARE, _MATERNITY_SHARE = 0.018, 0.013, 0.04
_LEFT = Weighted((("NGHI_HUU", 60), ("CHUYEN_DI", 18), ("THOI_VIEC", 17), ("TU_TRAN", 5)))
LEFT = tuple(_LEFT.items)
_AWAY = Weighted((
    ("DI_HOC", 35), ("BIET_PHAI_DI", 30), ("OM_DAI", 12), ("NGHI_KHONG_LUONG", 10), ("CONG_TAC_NN", 8),
    ("TAM_DINH_CHI", 5),
))  # fmt: skip
_CONTRACT_KINDS = ("HD68", "HDCM", "KCT")
_PROBATION_KINDS = ("CC", "CCX", "VC")
_MALE_FIRST, _FEMALE_FIRST = 12 * 60 + 3, 12 * 55 + 4


@dataclass(frozen=True)
class Life:
    """`until` is the last day counted for pay: today, or the day the person left.

    `placed` is the day the person came to the unit, `posted` that of the present post, `placed` without one.
    """

    post: Post
    sex: str
    age: int
    birth: datetime.date
    recruited: datetime.date
    appointed: datetime.date
    placed: datetime.date
    posted: datetime.date
    until: datetime.date
    status: str
    status_on: datetime.date

    @property
    def service(self) -> int:
        """Full years since recruitment."""
        return months_between(self.recruited, self.until) // 12

    @property
    def began_late(self) -> bool:
        """Whether recruitment came three years or more after the studies."""
        first = FIRST_WORK if self.post.job.is_manual else YOUNGEST
        return self.recruited.year - self.birth.year >= first + 3

    @property
    def has_left(self) -> bool:
        """Whether the person is no longer employed here."""
        return self.status in LEFT

    @property
    def leads(self) -> bool:
        return self.post.role in ("head", "deputy", "cadre")


def retirement_months(sex: str, year: int) -> int:
    """The age of retirement in a year, in months (NĐ 135/2020; before 2021: 60 and 55 years)."""
    if year < 2021:
        return 12 * (60 if sex == "male" else 55)
    if sex == "male":
        return min(_MALE_FIRST + 3 * (year - 2021), 12 * 62)
    return min(_FEMALE_FIRST + 4 * (year - 2021), 12 * 60)


class Lives:
    """Draws of lives as of one day."""

    def __init__(self, rng: random.Random, today: datetime.date) -> None:
        self._rng, self._today = rng, today
        self._retirement = {sex: retirement_months(sex, today.year) for sex in ("male", "female")}
        self._ages: dict[tuple[str, str, int], Weighted[int]] = {}

    def live(self, post: Post) -> Life:
        rng = self._rng
        sex = "female" if rng.random() < post.female else "male"
        left = _LEFT.draw(rng) if post.role == "staff" and rng.random() < _LEFT_SHARE else ""
        birth = self._retired_birth(sex) if left == "NGHI_HUU" else self._birth(post, sex)
        until = self._left_on(left, sex, birth) if left else self._today
        recruited = self._recruited(post, birth, until)
        status, since = (left, until) if left else self._status(post, sex, birth, recruited)
        on_probation = post.kind in _PROBATION_KINDS
        appointed = months_after(recruited, PROBATION) if on_probation else recruited
        appointed = recruited if appointed > until else appointed
        return Life(
            post, sex, months_between(birth, self._today) // 12, birth, recruited, appointed,
            *self._came(post, birth, recruited, until), until, status, since or appointed,
        )  # fmt: skip

    def _birth(self, post: Post, sex: str) -> datetime.date:
        age = self._ages_of(post, sex).draw(self._rng)
        last = years_after(self._today, -age)
        return between(self._rng, years_after(last, -1) + datetime.timedelta(days=1), last)

    def _ages_of(self, post: Post, sex: str) -> Weighted[int]:
        """The pyramid of a post, from a year over the age at which it may be taken."""
        first = rung(post.position).age + 1
        key = (post.ages, sex, first)
        if key not in self._ages:
            years = _years(_PYRAMIDS[post.ages], self._retirement[sex] // 12 - 1)
            self._ages[key] = Weighted((age, weight) for age, weight in years if age >= first)
        return self._ages[key]

    def _retired_birth(self, sex: str) -> datetime.date:
        """Of somebody who came of age at most 30 months ago."""
        last = months_after(self._today, -self._retirement[sex] - 1)
        return between(self._rng, months_after(last, -30), last)

    def _left_on(self, left: str, sex: str, birth: datetime.date) -> datetime.date:
        if left == "NGHI_HUU":
            year = birth.year + (61 if sex == "male" else 56)
            of_age = months_after(birth, retirement_months(sex, year))
            return min(months_after(of_age.replace(day=1), 1), self._today)
        earliest = max(years_after(birth, YOUNGEST), years_after(self._today, -2))
        return between(self._rng, min(earliest, self._today), self._today)

    def _recruited(self, post: Post, birth: datetime.date, until: datetime.date) -> datetime.date:
        """At 22 or later with a degree, most soon after it; leaders as long ago as their post asks."""
        first = _FIRST_AT.get(post.ages, FIRST_WORK if post.job.is_manual else YOUNGEST)
        rate, most = (0.45, 12) if post.ages == "staff" else (0.8, 6)
        start = years_after(birth, first + min(int(self._rng.expovariate(rate)), most))
        latest = years_after(until - datetime.timedelta(days=20), -rung(post.position).service)
        if start > latest:
            start = years_after(birth, first)
        last = min(years_after(start, 1), latest)
        return month_start(between(self._rng, start, last), start)

    def _status(
        self, post: Post, sex: str, birth: datetime.date, recruited: datetime.date
    ) -> tuple[str, datetime.date | None]:
        if post.kind in _CONTRACT_KINDS:
            return "HOP_DONG", recruited
        if post.kind in _PROBATION_KINDS and months_after(recruited, PROBATION) > self._today:
            return "TAP_SU", recruited
        retires = months_after(birth, self._retirement[sex])
        if months_between(self._today, retires) < 6:
            return "CHO_NGHI_HUU", max(recruited, months_after(retires, -6))
        return self._away(post, sex, birth, recruited)

    def _away(
        self, post: Post, sex: str, birth: datetime.date, recruited: datetime.date
    ) -> tuple[str, datetime.date | None]:
        """Somebody on leave or sent elsewhere; heads and deputies are at work."""
        rng, today = self._rng, self._today
        if post.role != "staff":
            return "DANG_LAM", None
        if sex == "female" and 23 <= today.year - birth.year <= 40 and rng.random() < _MATERNITY_SHARE:
            return "THAI_SAN", between(rng, max(recruited, months_after(today, -6)), today)
        if rng.random() < _AWAY_SHARE:
            return _AWAY.draw(rng), between(rng, max(recruited, months_after(today, -10)), today)
        return "DANG_LAM", None

    def _came(
        self, post: Post, birth: datetime.date, recruited: datetime.date, until: datetime.date
    ) -> tuple[datetime.date, datetime.date]:
        """When somebody came to the unit and to the post: the first unit for half of the people.

        Posts were taken in the last ten years, none before the age and the service they ask for. Heads came
        with their post.
        """
        if not post.position:
            placed = recruited if self._rng.random() < 0.55 else between(self._rng, recruited, until)
            placed = month_start(placed, recruited)
            return placed, placed
        first = max(earliest(post.position, birth, recruited), years_after(until, -10))
        posted = month_start(between(self._rng, first, until), first)
        stayed = post.role != "head" and self._rng.random() < 0.5
        return (recruited if stayed else posted), posted


def month_start(day: datetime.date, earliest: datetime.date) -> datetime.date:
    """The first of the month, as decisions have it, unless that is before `earliest`."""
    return max(day.replace(day=1), earliest)


def _years(steps: tuple[tuple[int, float], ...], cap: int) -> list[tuple[int, float]]:
    """Weights of the single years of age from those of the age groups."""
    last = min(cap, OLDEST)
    weights = dict(steps)
    current, result = 0.0, []
    for age in range(steps[0][0], last + 1):
        current = weights.get(age, current)
        result.append((age, current))
    return result
