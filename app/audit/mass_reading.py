"""An alert when an account reads unusually many records within an hour.

Records opened one by one count each once, and so do those on printed forms: a print is an opening, whoever
makes it, browser or worker, and so is fetching it. A list shows little of each record, and its pages are
turned quickly: rows of lists raise an alert at LISTS_TIMES as many, the records of workbooks (each once,
however often it is made and fetched) among them.
"""

import datetime
import itertools
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.access_models import LISTED, ONE_BY_ONE, TAKEN_OUT, AccessLine, ReadingAlert
from app.audit.chain import ids_of_line
from app.core import clock
from app.core.actor import Actor
from app.core.database import writing
from app.core.scoping import unscoped
from app.settings.reading import setting

HOUR = datetime.timedelta(hours=1)
LISTS_TIMES = 20
#: So many web processes may each read on before one of them counts again what all have read.
_PROCESSES = 8
_COUNT_AGAIN = datetime.timedelta(minutes=5)
_MOST_TALLIES = 50_000
_OPTIONS = unscoped("counted, not shown")


@dataclass
class _Tally:
    """How many more records an account may be shown before the log is counted anew."""

    left: int
    most: int
    until: datetime.datetime
    since: datetime.datetime

    def covers(self, count: int, most: int, now: datetime.datetime) -> bool:
        self.left -= count
        return self.left >= 0 and self.most == most and self.since <= now < self.until


#: For each database: (account, way) -> its tally in this process.
_tallies: "weakref.WeakKeyDictionary[Any, dict[tuple[int, str], _Tally]]" = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def forget() -> None:
    """Count everything anew (for tests, which change what was read)."""
    with _lock:
        _tallies.clear()


def watch_reading(session: Session, actor: Actor, act: str, shown: int, unit_path: Callable[[], str]) -> bool:
    """Raise the alert when it is due, in a transaction of its own; whether it was raised.

    `shown` records were just told. The log is counted only when they could reach the limit.
    """
    reader = actor.reader_id
    if reader is None or act not in (*ONE_BY_ONE, *LISTED, *TAKEN_OUT):
        return False
    now, way = clock.now(), "one_by_one" if act in ONE_BY_ONE else "lists"
    most = setting(session, "mass_reading_records") * (1 if way == "one_by_one" else LISTS_TIMES)
    if _is_covered(session, (reader, way), shown, most, now):
        return False
    alerted = _alerted(session, reader, now)
    count = most if alerted else _read(session, reader, now, way)
    until = alerted + HOUR if alerted else now + _COUNT_AGAIN
    # After an alert nothing is left to find until its hour is over.
    left = 2**62 if alerted else (most - count) // _PROCESSES
    _keep(session, (reader, way), _Tally(left, most, until, now))
    return count > most and _raise(session, actor, now, count, way, unit_path())


def _is_covered(
    session: Session, which: tuple[int, str], count: int, most: int, now: datetime.datetime
) -> bool:
    with _lock:
        tally = _tallies.get(session.get_bind(), {}).get(which)
        return tally is not None and tally.covers(count, most, now)


def _keep(session: Session, which: tuple[int, str], tally: _Tally) -> None:
    with _lock:
        kept = _tallies.setdefault(session.get_bind(), {})
        if len(kept) >= _MOST_TALLIES:
            kept.clear()
        kept[which] = tally


def _alerted(session: Session, account_id: int, now: datetime.datetime) -> datetime.datetime | None:
    """When the account raised the alert of this hour; None when it raised none."""
    query = select(ReadingAlert.at).where(ReadingAlert.account_id == account_id, ReadingAlert.at > now - HOUR)
    return session.scalars(query.order_by(ReadingAlert.at.desc()).limit(1)).first()


def _read(session: Session, account_id: int, now: datetime.datetime, way: str) -> int:
    mine = (AccessLine.account_id == account_id, AccessLine.at > now - HOUR)
    if way == "one_by_one":
        return _records(session, *mine, AccessLine.act.in_(ONE_BY_ONE))
    rows = select(func.coalesce(func.sum(AccessLine.count), 0)).where(*mine, AccessLine.act.in_(LISTED))
    listed = int(session.scalar(rows, execution_options=_OPTIONS) or 0)
    return listed + _records(session, *mine, AccessLine.act.in_(TAKEN_OUT))


def _records(session: Session, *conditions: ColumnElement[bool]) -> int:
    """How many records these lines name, each counted once: a line may name one or thousands."""
    query = select(func.min(AccessLine.id).label("id"), AccessLine.ids).where(*conditions)
    lines = session.execute(query.group_by(AccessLine.ids), execution_options=_OPTIONS).all()
    return len(set(itertools.chain.from_iterable(ids_of_line(session, line) for line in lines)))


def _raise(
    session: Session, actor: Actor, now: datetime.datetime, count: int, way: str, unit_path: str
) -> bool:
    values = {
        "account_id": actor.reader_id,
        "actor": actor.name[:200],
        "unit_path": unit_path,
        "hour": f"{now:%Y-%m-%dT%H}",
        "at": now,
        "count": count,
        "way": way,
        "noted_by": "",
        "note": "",
    }
    session.rollback()  # SQLite gives the lock to write only to a transaction that begins with it
    try:
        with writing():
            session.execute(insert(ReadingAlert.__table__).values(**values))
            session.commit()
    except IntegrityError:  # another request of the same account was faster
        session.rollback()
        return False
    return True
