"""Days, periods, numbers and decisions as the paper forms have them."""

import datetime
import re
from decimal import Decimal
from typing import Any

from app.core import things
from app.core.partial_date import PartialDate
from app.core.values import show
from app.core.words import say

_STOPS = " .,;"
_SUBJECT = re.compile(r"\b(Ngoại ngữ|Tin học): ")


def joined(*parts: Any, by: str = ", ") -> str:
    """The parts that say something, each once; no full stop before a comma."""
    said: dict[str, str] = {}
    for part in parts:
        if text := str("" if part is None else part).strip():
            said.setdefault(text.rstrip(_STOPS).casefold(), text)
    *before, last = said.values() if said else ("",)
    if by.strip():
        before = [text.rstrip(_STOPS) for text in before]
    return by.join([*before, last])


def unless_said(part: Any, *others: Any, is_whole: bool = False) -> str:
    """The text of a part, unless another holds the same words: a place that stands in the unit's name.

    `is_whole`: only where no further word follows, so that «chuyên viên» is not said by «chuyên viên chính».
    """
    text = str(part or "").strip()
    end = r"(?!\w| \w)" if is_whole else r"(?!\w)"
    same = re.compile(rf"(?<!\w){re.escape(text.casefold())}{end}")
    return "" if any(same.search(str(other).casefold()) for other in others if other) else text


def unbroken(text: str) -> str:
    """A number that no line end tears apart: ``CT-CB-900001``."""
    return text.replace("-", "\u2011").replace(" ", "\u00a0")


def day(value: datetime.date | None) -> str:
    """``15/03/1975``."""
    return f"{value:%d/%m/%Y}" if value else ""


def month(value: PartialDate | datetime.date | None) -> str:
    """``03/1975``, or the year where the month is unknown (2C, tables 27, 28, 31)."""
    if value is None:
        return ""
    return f"{value.month:02}/{value.year}" if value.month else str(value.year)


def period(row: Any, *, is_over: bool = False) -> str:
    """``09/1993 - 06/1997``; ``nay`` for one that goes on, unless it is known to be over."""
    begun, ended = month(row.from_on), month(row.to_on)
    if not begun:
        return say("đến {ended}", ended=ended) if ended else ""
    if begun == ended or (not ended and is_over):
        return begun
    return f"{begun} - {ended or say('nay')}"


def value_of(row: Any, name: str) -> str:
    """One field of a record or of an entry as its readers know it."""
    thing = things.of_model(type(row))
    assert thing is not None  # noqa: S101 - rows of declared things only
    return show(thing.fields[name], getattr(row, name))


def values_of(row: Any, *names: str) -> str:
    """Several fields, with a comma between those that say something."""
    return joined(*(value_of(row, name) for name in names))


def decision(row: Any) -> str:
    """``UBND quận Ninh Kiều; 123/QĐ-UBND ngày 05/03/2026``."""
    signed = say("ngày {day}", day=day(row.decision_on)) if row.decision_on else ""
    return joined(row.decision_authority, joined(row.decision_number, signed, by=" "), by="; ")


def titled(title: str, *parts: Any) -> str:
    """``Bổ nhiệm: Trưởng phòng, Phòng Nội vụ``; the title alone where nothing follows."""
    return joined(title, joined(*parts), by=": ")


def number(value: Decimal) -> str:
    """``25``, ``12,5``."""
    return f"{value.normalize():f}".replace(".", ",")


def over_scale(row: Any, sentence: str = "vượt khung {percent}%") -> str:
    """The share above the last step of a scale, if there is one; columns have room for ``VK 6%`` only."""
    return say(sentence, percent=row.over_scale_percent) if row.over_scale_percent else ""


def bare_level(text: Any) -> str:
    """A level without its subject, which the item names already: ``Ngoại ngữ: bậc 3 (B1)``."""
    return _SUBJECT.sub("", str(text or ""))
