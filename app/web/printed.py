"""What a printed page says at its foot: of which unit, by whom (the time is the browser's own)."""

import time

from flask import current_app
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.core.database import db
from app.core.words import say
from app.organisation.models import UnitRef
from app.web.names import installed

#: A unit is renamed once in years; until its new name stands at the foot of a page, so many seconds pass.
KEPT_SECONDS = 60.0


def print_foot() -> str:
    """``Sở Nội vụ. Người in: Trần Thị Bình (sonoivu)``; empty for nobody."""
    if not current_user.is_authenticated:
        return ""
    author = f"{current_user.get_full_name()} ({current_user.username})"
    unit = _unit_name(current_user.unit_id) or installed("system_name")
    return say("{unit}. Người in: {author}", unit=unit, author=author)


def _unit_name(unit_id: int | None) -> str:
    """The name of the account's unit; empty where there is none, or where the database does not answer."""
    if unit_id is None:
        return ""
    names: dict[int, tuple[float, str]] = current_app.extensions.setdefault("unit_names", {})
    until, name = names.get(unit_id, (0.0, ""))
    if time.monotonic() >= until:
        try:
            name = db.session.scalars(select(UnitRef.name).where(UnitRef.id == unit_id)).first() or ""
        except SQLAlchemyError:
            return ""
        names[unit_id] = (time.monotonic() + KEPT_SECONDS, name)
    return name
