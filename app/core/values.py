"""Values on their way in and out: typed text, JSON or cells become what a field holds."""

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core import clock
from app.core.errors import RuleViolated
from app.core.fields import Field, Kind
from app.core.partial_date import PartialDate, parse_day
from app.core.vietnamese import clean
from app.core.words import say

_YES = {"1", "true", "on", "y", "yes", "có", "x", "co"}
_NO = {"0", "false", "off", "n", "no", "không", "", "khong"}


def parse(field: Field, raw: Any) -> Any:
    """The value of a field from what was typed or sent; RuleViolated with one sentence if it is none.

    A reference comes out as an int (an id) or a str (a code); the caller resolves it.
    """
    if isinstance(raw, str):
        raw = _clean_text(field, raw)
    if raw is None or raw == "":
        if field.kind is Kind.FLAG:
            return False
        if field.required:
            raise RuleViolated(say("Chưa nhập «{label}».", label=say(field.label)))
        return None
    return _PARSERS[field.kind](field, raw)


def _clean_text(field: Field, raw: str) -> str:
    if "\x00" in raw:
        raise RuleViolated(say("«{label}» có ký tự không hợp lệ.", label=say(field.label)))
    if field.kind is Kind.LONG:
        return raw.replace("\r\n", "\n").strip()
    return clean(raw)


def _text(field: Field, raw: Any) -> str:
    if not isinstance(raw, str | int | float | Decimal) or isinstance(raw, bool):
        raise RuleViolated(say("«{label}» phải là chữ.", label=say(field.label)))
    value = str(raw)
    if len(value) > field.max_length:
        raise RuleViolated(
            say("«{label}» dài quá {max_length} ký tự.", label=say(field.label), max_length=field.max_length)
        )
    return value


def _integer(field: Field, raw: Any) -> int:
    try:
        if isinstance(raw, bool) or (isinstance(raw, float) and not raw.is_integer()):
            raise ValueError(raw)
        if isinstance(raw, str) and len(raw) > 18:
            raise ValueError(raw)
        value = int(raw)
    except (ValueError, TypeError, OverflowError) as error:
        raise RuleViolated(say("«{label}» phải là số nguyên.", label=say(field.label))) from error
    return int(_within(field, Decimal(value), default_limit=2_147_483_647))


def _decimal(field: Field, raw: Any) -> Decimal:
    try:
        value = Decimal(str(raw).replace(" ", "").replace(",", "."))
        if not value.is_finite():
            raise InvalidOperation
        rounded = value.quantize(Decimal(1).scaleb(-field.places))
    except InvalidOperation as error:
        raise RuleViolated(say("«{label}» phải là số, ví dụ 2,34.", label=say(field.label))) from error
    if rounded != value:
        raise RuleViolated(
            say("«{label}» chỉ có {places} chữ số sau dấu phẩy.", label=say(field.label), places=field.places)
        )
    return _within(field, rounded, default_limit=10**11)


def _within(field: Field, value: Decimal, *, default_limit: int) -> Decimal:
    lowest = field.minimum if field.minimum is not None else -default_limit
    highest = field.maximum if field.maximum is not None else default_limit
    if not lowest <= value <= highest:
        raise RuleViolated(
            say(
                "«{label}» phải từ {lowest} đến {highest}.",
                label=say(field.label),
                lowest=lowest,
                highest=highest,
            )
        )
    return value


def _flag(field: Field, raw: Any) -> bool:
    word = str(raw).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise RuleViolated(say("«{label}» chỉ nhận có hoặc không.", label=say(field.label)))


def _day(field: Field, raw: Any) -> datetime.date:
    if isinstance(raw, datetime.datetime):
        return raw.date()
    if isinstance(raw, datetime.date):
        return raw
    return parse_day(str(raw))


def _partial_day(field: Field, raw: Any) -> PartialDate:
    if isinstance(raw, PartialDate):
        return raw
    if isinstance(raw, datetime.datetime | datetime.date):
        return PartialDate(raw.year, raw.month, raw.day)
    return PartialDate.parse(str(raw).removesuffix(".0"))


def _choice(field: Field, raw: Any) -> str:
    word = str(raw)
    if word in field.choices:
        return word
    for key, label in field.choices.items():
        if label.lower() == word.lower():
            return key
    raise RuleViolated(say("«{label}» không có giá trị này.", label=say(field.label)))


def _reference(field: Field, raw: Any) -> int | str:
    if isinstance(raw, Mapping):
        raw = raw.get("id", raw.get("code"))
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise RuleViolated(say("«{label}» không có trong danh mục.", label=say(field.label)))
    if isinstance(raw, int) and not 0 < raw < 2**31:
        raise RuleViolated(say("«{label}» không có trong danh mục.", label=say(field.label)))
    return raw


def _moment(field: Field, raw: Any) -> datetime.datetime:
    if isinstance(raw, datetime.datetime):
        return raw
    raise RuleViolated(say("«{label}» không nhập trực tiếp.", label=say(field.label)))


_PARSERS = {
    Kind.CHOICE: _choice,
    Kind.DAY: _day,
    Kind.DECIMAL: _decimal,
    Kind.FLAG: _flag,
    Kind.INTEGER: _integer,
    Kind.LONG: _text,
    Kind.MOMENT: _moment,
    Kind.PARTIAL_DAY: _partial_day,
    Kind.REF: _reference,
    Kind.TEXT: _text,
}


def show(field: Field, value: Any) -> str:
    """The value as a Vietnamese reader expects it: 15/03/1975, 2,34, Có, a label for a choice."""
    if value is None or value == "":
        return ""
    if field.kind is Kind.FLAG:
        return say("Có") if value else say("Không")
    if field.kind is Kind.CHOICE:
        return say(str(field.choices.get(value, value)))
    if field.kind is Kind.DECIMAL:
        return f"{value:.{field.places}f}".replace(".", ",")
    if field.kind is Kind.DAY:
        return f"{value:%d/%m/%Y}"
    if field.kind is Kind.MOMENT:
        return f"{clock.to_local(value):%d/%m/%Y %H:%M}"
    return str(value)


def parse_required_day(text: str, label: str) -> datetime.date:
    """A full day that must be given; RuleViolated names it by its label."""
    if not text.strip():
        raise RuleViolated(say("Chưa nhập «{label}».", label=label))
    return parse_day(text.strip())
