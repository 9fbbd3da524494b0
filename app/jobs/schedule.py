"""What happens every day by itself: declared here, queued by the worker, once for each day."""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.endings import has_open_ones
from app.audit.retention import has_expired_lines
from app.backup.services import backup_settings
from app.core import clock
from app.jobs.models import Job


@dataclasses.dataclass(frozen=True)
class Daily:
    """A kind of job that runs once a day from a local hour on; `hour` answers None when it is off,
    or when there is nothing to do."""

    kind: str
    title: str
    legal: str
    hour: Callable[[Session], int | None]
    options: dict[str, Any]
    total: int = 0


SCHEDULE = (
    Daily(
        "backup",
        "Sao lưu hằng ngày",
        legal="Điều 13.4",
        hour=lambda session: backup_settings(session).hour,
        options={"reason": "daily"},
        total=100,
    ),
    Daily(
        "summaries",
        "Cập nhật hồ sơ theo ngày hiệu lực",
        legal="Điều 9.1",
        hour=lambda _session: 0,
        options={},
    ),
    Daily(
        "access_log_expire",
        "Gỡ nhật ký truy cập quá hạn giữ",
        legal="Điều 16.3",
        hour=lambda session: 2 if has_expired_lines(session) else None,
        options={},
    ),
    Daily(
        "account_lock",
        "Khóa tài khoản của đơn vị kết thúc hoạt động",
        legal="Điều 6.7",
        hour=lambda session: 0 if has_open_ones(session) else None,
        options={},
    ),
)


def day_due(hour: int, now: datetime.datetime) -> datetime.date:
    """The latest day whose hour has come: a day that was missed is caught up, several at once."""
    return now.date() if now.hour >= hour else now.date() - datetime.timedelta(days=1)


def queue_due(session: Session) -> list[str]:
    """Queue what is due and not queued yet; its slots. Two workers at once queue it once."""
    now = clock.to_local(clock.now())
    queued = []
    for daily in SCHEDULE:
        hour = daily.hour(session)
        if hour is None:
            continue
        slot = f"{daily.kind} {day_due(hour, now).isoformat()}"
        is_queued = session.scalar(select(Job.id).where(Job.slot == slot)) is not None
        if not is_queued and _queue(session, daily, slot):
            queued.append(slot)
    session.rollback()
    return queued


def _queue(session: Session, daily: Daily, slot: str) -> bool:
    """Whether this process was the one to queue it."""
    session.add(Job(kind=daily.kind, title=daily.title, options=daily.options, total=daily.total, slot=slot))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return True
