"""One invented life with what was drawn for its record: what every part of its history is made from."""

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.partial_date import PartialDate
from app.personnel.demo_draw import below, between
from app.personnel.demo_life import Life
from app.personnel.demo_names import People
from app.personnel.demo_raises import Raise
from app.personnel.demo_units import DemoUnit

Row = dict[str, Any]
Rows = dict[str, list[Row]]
_SPLIT = datetime.date(2004, 1, 1)
#: The sign after the number of a decision, by the beginning of who decides.
_SIGNS = (
    ("Ủy ban nhân dân", "QĐ-UBND"), ("Sở Y tế", "QĐ-SYT"), ("Sở Giáo dục", "QĐ-SGDĐT"),
    ("Phòng Giáo dục", "QĐ-PGDĐT"), ("Sở Nội vụ", "QĐ-SNV"), ("Ban Tổ chức chính quyền", "QĐ-TCCQ"),
    ("", "QĐ-TCCB"),
)  # fmt: skip
#: ``QĐ-UBND`` since TTLT 55/2005/TTLT-BNV-VPCP, ``QĐ-UB`` before.
_SIGNED_SO_SINCE = datetime.date(2005, 6, 1)
_THOT_NOT = datetime.date(2009, 1, 1)
#: Names before the province was divided (NQ 22/2003/QH11, NĐ 05/2004/NĐ-CP): new -> old, in this order.
_BEFORE_SPLIT = (
    ("thành phố Cần Thơ", "tỉnh Cần Thơ"), ("quận Ninh Kiều", "thành phố Cần Thơ"),
    ("quận Bình Thủy", "thành phố Cần Thơ"), ("quận Cái Răng", "huyện Châu Thành"),
    ("quận Ô Môn", "huyện Ô Môn"), ("huyện Phong Điền", "huyện Châu Thành A"),
    ("huyện Cờ Đỏ", "huyện Ô Môn"), ("huyện Thới Lai", "huyện Ô Môn"),
    ("huyện Vĩnh Thạnh", "huyện Thốt Nốt"), ("Sở Nội vụ", "Ban Tổ chức chính quyền"),
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """`person` has the fields of the record; `lines` the pay history; `rng` draws for entries alone.

    `alike` are the units by kind (`DemoUnit.sort`), `body` the one above the person's own.
    """

    rng: random.Random
    life: Life
    person: Mapping[str, Any]
    lines: Sequence[Raise]
    body: str
    alike: Mapping[str, Sequence[DemoUnit]]
    titles: Mapping[str, str]
    names: People
    today: datetime.date
    disciplined_on: datetime.date | None = None

    @property
    def last_day(self) -> datetime.date | None:
        """The last day in service of somebody who left; None for those who are here."""
        return self.life.until - datetime.timedelta(days=1) if self.life.has_left else None

    @property
    def end(self) -> PartialDate | None:
        return on(self.last_day) if self.last_day else None

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, items: Sequence[Any]) -> Any:
        return items[below(self.rng, len(items))]

    def day(self, first: datetime.date, last: datetime.date) -> datetime.date:
        return between(self.rng, first, last)

    def decision(self, day: datetime.date, body: str = "", sign: str = "") -> Row:
        """A decision signed some days before it takes effect, by a body of that time."""
        signed = min(day - datetime.timedelta(days=3 + below(self.rng, 25)), self.today)
        authority = name_then(body or self.body, signed)
        return {
            "decision_number": f"{1 + below(self.rng, 2400)}/{sign or _sign(authority, signed)}",
            "decision_on": signed,
            "effective_on": day,
            "decision_authority": authority,
        }


def _sign(authority: str, signed: datetime.date) -> str:
    sign = next(sign for start, sign in _SIGNS if authority.startswith(start))
    return "QĐ-UB" if sign == "QĐ-UBND" and signed < _SIGNED_SO_SINCE else sign


def on(day: datetime.date) -> PartialDate:
    return PartialDate.from_date(day)


def month(day: datetime.date) -> PartialDate:
    return PartialDate(day.year, day.month)


def name_then(name: str, day: datetime.date) -> str:
    """The name of a unit in its time."""
    if day < _THOT_NOT:
        name = name.replace("quận Thốt Nốt", "huyện Thốt Nốt")
    if day >= _SPLIT:
        return name
    for new, old in _BEFORE_SPLIT:
        if new in name:
            return name.replace(new, old)
    # «Thanh tra thành phố» was that of the province.
    return f"{name.removesuffix('thành phố')}tỉnh" if name.endswith(" thành phố") else name
