"""Which units are in force: the last day of one that ends is still a day of its own (Điều 10.1.e)."""

import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_

from app.core import clock


def in_force(unit: Any) -> ColumnElement[bool]:
    """The condition on Unit, an alias or its columns: not ended before today."""
    return or_(unit.valid_to.is_(None), unit.valid_to >= clock.today())


def has_ended(valid_to: datetime.date | None) -> bool:
    """Whether a unit with this last day is over."""
    return valid_to is not None and valid_to < clock.today()
