"""An alert when an account reads unusually many records within an hour.

Records opened one by one count each once. A list shows little of each record, and its pages are turned
quickly: rows of lists raise an alert at LISTS_TIMES as many. Exports have a right and a line of their
own and are not counted.
"""

import datetime
from collections.abc import Callable

from sqlalchemy import distinct, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.access_models import LISTED, ONE_BY_ONE, AccessLine, AccessPerson, ReadingAlert
from app.core import clock
from app.core.actor import Actor
from app.core.database import writing
from app.core.scoping import unscoped
from app.settings.reading import setting

HOUR = datetime.timedelta(hours=1)
LISTS_TIMES = 20
_OPTIONS = unscoped("counted, not shown")


def watch_reading(session: Session, actor: Actor, act: str, unit_path: Callable[[], str]) -> bool:
    """Raise the alert when it is due, in a transaction of its own; whether it was raised."""
    if actor.account_id is None or act not in (*ONE_BY_ONE, *LISTED):
        return False
    now = clock.now()
    if _has_alert(session, actor.account_id, now):
        return False
    way = "one_by_one" if act in ONE_BY_ONE else "lists"
    most = setting(session, "mass_reading_records") * (1 if way == "one_by_one" else LISTS_TIMES)
    count = _read(session, actor.account_id, now, way)
    if count <= most:
        return False
    return _raise(session, actor, now, count, way, unit_path())


def _has_alert(session: Session, account_id: int, now: datetime.datetime) -> bool:
    query = select(ReadingAlert.id).where(ReadingAlert.account_id == account_id, ReadingAlert.at > now - HOUR)
    return session.scalars(query.limit(1)).first() is not None


def _read(session: Session, account_id: int, now: datetime.datetime, way: str) -> int:
    mine = (AccessLine.account_id == account_id, AccessLine.at > now - HOUR)
    if way == "lists":
        query = select(func.coalesce(func.sum(AccessLine.count), 0)).where(*mine, AccessLine.act.in_(LISTED))
    else:
        query = select(func.count(distinct(AccessPerson.person_id)))
        query = query.join(AccessLine, AccessLine.id == AccessPerson.line_id)
        query = query.where(*mine, AccessLine.act.in_(ONE_BY_ONE))
    return int(session.scalar(query, execution_options=_OPTIONS) or 0)


def _raise(
    session: Session, actor: Actor, now: datetime.datetime, count: int, way: str, unit_path: str
) -> bool:
    values = {
        "account_id": actor.account_id,
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
