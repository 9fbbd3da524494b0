"""Dates as paper files know them: a year, a month, or a day (2C; historical records)."""

import datetime
import re
from dataclasses import dataclass
from functools import total_ordering

from app.core.errors import RuleViolated
from app.core.words import say

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TYPED = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2100


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A year, with the month and the day where they are known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        has_day_alone = self.day is not None and self.month is None
        if not FIRST_YEAR <= self.year <= LAST_YEAR or has_day_alone or 0 in (self.month, self.day):
            raise ValueError(f"no such date: {self.year}-{self.month}-{self.day}")
        datetime.date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        """As it is written in Vietnam: ``15/03/1975``, ``03/1975`` or ``1975``."""
        return "/".join(reversed(self.isoformat().split("-")))

    def __lt__(self, other: "PartialDate") -> bool:
        return self.isoformat() < other.isoformat()

    def isoformat(self) -> str:
        """``1975-03-15``, ``1975-03`` or ``1975``: sorts as text in the order of time."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    def to_date(self) -> datetime.date | None:
        """The calendar day, or None when the day is unknown."""
        return datetime.date(self.year, self.month, self.day) if self.month and self.day else None

    def first_day(self) -> datetime.date:
        """The earliest day it can mean (NĐ 135/2020: only a year known counts from 01/01)."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def from_iso(cls, text: str) -> "PartialDate":
        """Read what isoformat() wrote; ValueError otherwise."""
        found = _ISO.fullmatch(text)
        if not found:
            raise ValueError(text)
        return cls(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]

    @classmethod
    def from_date(cls, day: datetime.date) -> "PartialDate":
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read a typed date (``15/3/1975``, ``3/1975``, ``1975`` or ISO); RuleViolated if unreadable."""
        text = text.strip()
        try:
            if _ISO.fullmatch(text):
                return cls.from_iso(text)
            found = _TYPED.fullmatch(text)
            if found:
                day, month, year = (int(part) if part else None for part in found.groups())
                return cls(year or 0, month, day)
        except ValueError:
            pass
        raise RuleViolated(
            say(
                "Không đọc được ngày «{value}». Ghi theo một trong ba cách: 15/3/1975, 3/1975 hoặc 1975.",
                value=text[:20],
            )
        )


def parse_day(text: str) -> datetime.date:
    """Read a full date typed as dd/mm/yyyy or ISO; RuleViolated when the day is missing or unreadable."""
    try:
        day = PartialDate.parse(text).to_date()
    except RuleViolated:
        day = None
    if day is None:
        raise RuleViolated(
            say("Không đọc được ngày «{value}». Ghi đủ ngày, tháng, năm: 15/3/1975.", value=text[:20])
        )
    return day
