"""Numbers of papers, all different: each comes from the place of the person in the row, not from chance.

Multiplying the place by a number without a common divisor with the power of ten goes once through all endings
before one returns; so no memory of the numbers given is needed.
"""

import datetime
import random
from collections import Counter
from typing import NamedTuple

from app.core.vietnamese import fold
from app.personnel.demo_draw import between, years_after

LIMIT = 1_000_000
"""As many people as six digits keep apart."""
_NEW_CARD, _CARD, _CARD_LAW = datetime.date(2021, 3, 1), datetime.date(2016, 1, 1), datetime.date(2024, 7, 1)
_OLD_CARD_FIRST, _OLD_CARD_LAST = datetime.date(2001, 1, 1), datetime.date(2020, 12, 31)
_BEFORE_SPLIT = datetime.date(2004, 1, 1)


class Identity(NamedTuple):
    number: str
    issued_on: datetime.date
    issued_by: str


def ending(place: int, start: int, digits: int, step: int = 38_741_339) -> str:
    """So many digits that no other place below 10**digits has; `step` is odd and ends in 1, 3, 7 or 9."""
    return f"{(place * step + start) % 10**digits:0{digits}}"


def card_number(prefix: str, sex: str, year: int, last: str) -> str:
    """The twelve digits of NĐ 137/2015: province, sex and century, year, six more."""
    century = 2 * (year // 100 - 19) + (sex == "female")
    return f"{prefix}{century}{year % 100:02}{last}"


def old_card_share(today: datetime.date) -> float:
    """Part of the people still entered with the nine digits of the old card (without force since 2025)."""
    shares = ((2025, 0.03), (2021, 0.15), (2016, 0.6), (0, 0.9))
    return next(share for year, share in shares if today.year >= year)


class Papers:
    """Identity cards, insurance, telephone and staff numbers of one run."""

    def __init__(self, rng: random.Random, today: datetime.date) -> None:
        self._rng, self._today = rng, today
        self._card, self._insured, self._line = (int(rng.random() * LIMIT) for _ in range(3))
        self._old_share = old_card_share(today)
        self._given: Counter[str] = Counter()

    def identity(self, place: int, prefix: str, sex: str, birth: datetime.date) -> Identity:
        """A card with twelve digits, or for some who are over 35 the old one with nine."""
        if birth.year < self._today.year - 35 and self._rng.random() < self._old_share:
            issued = between(self._rng, _OLD_CARD_FIRST, min(_OLD_CARD_LAST, self._today))
            by = "Công an tỉnh Cần Thơ" if issued < _BEFORE_SPLIT else "Công an thành phố Cần Thơ"
            return Identity("36" + ending(place, self._card, 7), issued, by)
        number = card_number(prefix, sex, birth.year, ending(place, self._card, 6))
        first = _NEW_CARD if self._today > _NEW_CARD else _CARD
        issued = between(self._rng, min(first, self._today), self._today)
        return Identity(number, max(issued, years_after(birth, 14)), _issuer(issued))

    def insurance_number(self, place: int) -> str:
        return "92" + ending(place, self._insured, 8, 61_803_399)

    def phone(self, place: int) -> str:
        """A number of 095, given to nobody since that network closed."""
        return "095" + ending(place, self._line, 7, 27_182_819)

    def email(self, place: int, full_name: str) -> str:
        """An address of the domain kept for examples (RFC 2606): nobody is written to by mistake."""
        *first, given = full_name.split()
        return f"{fold(given)}{''.join(fold(word)[0] for word in first)}.{place + 1}@cantho.example"

    def staff_number(self, kind: str) -> str:
        """``CT-CC-000001``: counted for each kind."""
        self._given[kind] += 1
        return f"CT-{kind}-{self._given[kind]:06}"


def _issuer(issued: datetime.date) -> str:
    if issued >= _CARD_LAW:
        return "Bộ Công an"
    if issued >= _NEW_CARD:
        return "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
    return "Cục Cảnh sát đăng ký quản lý cư trú và dữ liệu quốc gia về dân cư"
