"""A job: who asked, what, how far it is, where its result lies."""

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Integer, String

from app.core import clock
from app.core.database import Base
from app.core.record import kept

STATES = {
    "queued": "Đang chờ",
    "running": "Đang chạy",
    "done": "Đã xong",
    "failed": "Không thành công",
    "cancelled": "Đã hủy",
}


class Job(Base):
    """Seen by its owner alone. A running job whose lease has lapsed is taken up again.

    A job of the schedule has no owner: the system runs it, and `slot` (kind and day) keeps it single.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_lease_until", "state", "lease_until"),)

    id = kept(Integer, primary_key=True)
    kind = kept(String(40), nullable=False)
    title = kept(String(300), nullable=False)
    account_id = kept(Integer, ForeignKey("ab_user.id"), index=True)
    slot = kept(String(80), unique=True)
    address = kept(String(64), nullable=False, default="")
    options = kept(JSON, nullable=False)
    state = kept(String(20), nullable=False, default="queued")
    progress = kept(Integer, nullable=False, default=0)
    total = kept(Integer, nullable=False, default=0)
    message = kept(String(1000), nullable=False, default="")
    result = kept(String(200), nullable=False, default="")
    result_name = kept(String(200), nullable=False, default="")
    attempts = kept(Integer, nullable=False, default=0)
    created_at = kept(DateTime, nullable=False, default=clock.now)
    finished_at = kept(DateTime)
    lease_until = kept(DateTime)
