"""Column values as JSON and back, exactly: history must rebuild what was there."""

import datetime
from decimal import Decimal
from typing import Any

from app.core.fields import Field, Kind
from app.core.partial_date import PartialDate


def to_json(value: Any) -> Any:
    """A scalar as JSON keeps it: dates as ISO text, decimals as text."""
    if isinstance(value, PartialDate | datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def from_json(field: Field, value: Any) -> Any:
    """The scalar a JSON value stands for, by the kind of its field."""
    if value is None:
        return None
    if field.kind is Kind.PARTIAL_DAY:
        return PartialDate.from_iso(value)
    if field.kind is Kind.DAY:
        return datetime.date.fromisoformat(value)
    if field.kind is Kind.MOMENT:
        return datetime.datetime.fromisoformat(value)
    if field.kind is Kind.DECIMAL:
        return Decimal(value)
    return value
