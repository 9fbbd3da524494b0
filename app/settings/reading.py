"""The value of a setting now: what was set, else its declared default."""

import threading
import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import RuleViolated
from app.core.scoping import unscoped
from app.core.values import parse
from app.settings.models import SettingValue
from app.settings.registry import setting_field

#: Another process sees a change after at most this many seconds; this one at once.
KEEP_SECONDS = 5.0


class _Kept:
    """All set values of one database, read in one statement and kept for a few seconds."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.by_bind: dict[int, tuple[float, dict[str, str]]] = {}

    def values(self, session: Session) -> dict[str, str]:
        bind = id(session.get_bind())
        kept = self.by_bind.get(bind)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        query = select(SettingValue.key, SettingValue.value)
        with session.no_autoflush:
            rows = session.execute(query, execution_options=unscoped("settings are for everybody"))
        found = {key: value or "" for key, value in rows}
        with self.lock:
            self.by_bind[bind] = (time.monotonic() + KEEP_SECONDS, found)
        return found

    def forget(self) -> None:
        with self.lock:
            self.by_bind.clear()


_kept = _Kept()
forget = _kept.forget


def setting(session: Session, key: str) -> Any:
    """The value of a declared setting; KeyError when undeclared.

    A stored value that a later release no longer accepts counts as not set.
    """
    field = setting_field(key)
    raw = _kept.values(session).get(key)
    if raw is None:
        return field.default
    try:
        return parse(field, raw)
    except RuleViolated:
        return field.default
