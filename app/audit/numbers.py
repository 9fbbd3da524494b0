"""Numbers that are dear to count, kept until the next change of anything."""

import threading
import time
import weakref
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import History
from app.core.actor import current_actor
from app.core.scoping import unscoped

Number = TypeVar("Number")
#: Two transactions of PostgreSQL may commit in another order than their lines were numbered;
#: then a number could stand until the next change. It never stands longer than this.
LONGEST_SECONDS = 60.0
MOST_KEPT = 500

_kept: "weakref.WeakKeyDictionary[Any, dict[Hashable, tuple[int, float, Any]]]" = weakref.WeakKeyDictionary()
_NEWEST = select(func.max(History.id))
_lock = threading.Lock()


def newest_line(session: Session) -> int:
    """The number of the newest line of history: every change of a declared thing writes one."""
    return session.connection().scalar(_NEWEST, execution_options=unscoped("a number only")) or 0


def kept_number(session: Session, name: Hashable, count: Callable[[], Number]) -> Number:
    """What `count` found for the current actor's grants, counted anew once anything has changed.

    Every process keeps its own; actors with the same grants see the same rows and share.
    """
    actor, stamp = current_actor(), newest_line(session)
    key = (name, actor and (actor.grants, actor.is_system))
    with _lock:
        numbers = _kept.setdefault(session.get_bind(), {})
        line, until, value = numbers.get(key, (-1, 0.0, None))
    if line == stamp and time.monotonic() < until:
        found: Number = value
        return found
    found = count()
    with _lock:
        if len(numbers) >= MOST_KEPT:
            numbers.clear()
        numbers[key] = (stamp, time.monotonic() + LONGEST_SECONDS, found)
    return found
