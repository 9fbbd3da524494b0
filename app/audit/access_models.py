"""The log of access: one line for each answer that showed records of people (Điều 8.3, 16.3).

Lines are numbered without a gap and chained: see `chain`.
"""

from typing import ClassVar

from sqlalchemy import DateTime, Index, Integer, LargeBinary, String, Text, UniqueConstraint

from app.core import clock
from app.core.database import BYTEWISE, Base
from app.core.record import kept
from app.core.scoping import ByLink, guard_copy

#: The key under which the right to read the log is kept.
LOG_KEY = "access_log"

#: What somebody did to see records; those of ONE_BY_ONE open single records. A printed form counts as
#: opened, sensitive groups and all.
ACCESS_ACTS = {
    "show": "Xem hồ sơ",
    "reveal": "Mở mục nhạy cảm",
    "form": "Mở biểu mẫu sửa",
    "list": "Xem danh sách",
    "search": "Tìm",
    "lookup": "Tra cứu",
    "act": "Thao tác trên hồ sơ",
    "save": "Lưu hồ sơ",
    "export": "Xuất",
    "print": "In biểu mẫu",
    "file": "Mở tệp đính kèm",
    "photo": "Xem ảnh",
    "download": "Tải tệp kết quả",
    "print_download": "Tải biểu mẫu đã in",
    "job": "Xuất (việc chạy nền)",
    "api_list": "Đọc danh sách",
    "api_show": "Đọc hồ sơ",
    "warning": "Cảnh báo trùng",
    "log": "Xem nhật ký truy cập",
    "other": "Xem",
}
ONE_BY_ONE = ("show", "reveal", "form", "print", "print_download", "file", "api_show")
LISTED = ("list", "search", "lookup", "api_list")
#: Lists taken out as files: at once, by the worker, and when they are fetched.
TAKEN_OUT = ("export", "job", "download")


class AccessLine(Base):
    """Who saw which records, when, by which path, why.

    `ids` names the records as ranges (``3,7-12``), or by its SHA-256 when that text is long; then
    `AccessIds` has it. `consented` are those of them read under a consent.
    """

    __tablename__ = "access_log"
    __scope__: ClassVar[ByLink] = ByLink(LOG_KEY, "access_log_person", "line_id", "person", "person_id")
    __table_args__ = (
        Index("ix_access_log_account_id", "account_id", "at"),
        Index("ix_access_log_at", "at"),
    )

    id = kept(Integer, primary_key=True, autoincrement=False)
    at = kept(DateTime, nullable=False)
    account_id = kept(Integer)
    actor = kept(String(200), nullable=False)
    channel = kept(String(20), nullable=False)
    address = kept(String(64), nullable=False, default="")
    act = kept(String(20), nullable=False)
    thing = kept(String(60), nullable=False)
    count = kept(Integer, nullable=False)
    consented = kept(Text, nullable=False, default="")
    query = kept(String(1000), nullable=False, default="")
    reason = kept(String(500), nullable=False, default="")
    previous = kept(String(64), nullable=False)
    hash = kept(String(64), nullable=False)
    ids = kept(Text, nullable=False)


class AccessPerson(Base):
    """Which lines tell of which record: for «who has seen this record», in either direction."""

    __tablename__ = "access_log_person"
    __table_args__ = (
        Index("ix_access_log_person_person_id", "person_id", "line_id"),
        {"sqlite_with_rowid": False},
    )

    line_id = kept(Integer, primary_key=True, autoincrement=False)
    person_id = kept(Integer, primary_key=True, autoincrement=False)


class AccessIds(Base):
    """The ids of a line that showed many records, compressed; the line has their SHA-256."""

    __tablename__ = "access_log_ids"

    line_id = kept(Integer, primary_key=True, autoincrement=False)
    packed = kept(LargeBinary, nullable=False)


class AccessHead(Base):
    """One row: the number and hash of the newest line, sealed, so that a cut end is seen.

    `indexed`: the lines up to this number stand in `AccessPerson`; it needs no seal, the lines prove it.
    """

    __tablename__ = "access_log_head"

    id = kept(Integer, primary_key=True, autoincrement=False)
    number = kept(Integer, nullable=False)
    hash = kept(String(64), nullable=False)
    seal = kept(String(64), nullable=False)
    indexed = kept(Integer, nullable=False, default=0, server_default="0")


class AccessCheckpoint(Base):
    """Where the chain begins since lines past their time were removed: all up to `number`, seal `hash`.

    One row for each removal, never changed, each sealed over the one before: `newest_at` is the moment of
    the newest line removed, `limit_at` the limit then in force.
    """

    __tablename__ = "access_log_checkpoint"

    id = kept(Integer, primary_key=True, autoincrement=False)
    number = kept(Integer, nullable=False)
    hash = kept(String(64), nullable=False)
    newest_at = kept(DateTime, nullable=False)
    limit_at = kept(DateTime, nullable=False)
    made_at = kept(DateTime, nullable=False)
    previous = kept(String(64), nullable=False)
    seal = kept(String(64), nullable=False)


class ReadingAlert(Base):
    """An account has read unusually many records within an hour; at most one for an hour of the clock."""

    __tablename__ = "reading_alert"
    __table_args__ = (UniqueConstraint("account_id", "hour", name="uq_reading_alert_account_id"),)

    id = kept(Integer, primary_key=True)
    account_id = kept(Integer, nullable=False)
    actor = kept(String(200), nullable=False)
    unit_path = kept(BYTEWISE, nullable=False, default="")
    hour = kept(String(13), nullable=False)
    at = kept(DateTime, nullable=False, default=clock.now)
    count = kept(Integer, nullable=False)
    way = kept(String(20), nullable=False)
    noted_at = kept(DateTime)
    noted_by = kept(String(200), nullable=False, default="")
    note = kept(String(500), nullable=False, default="")


guard_copy("access_log_person")
guard_copy("access_log_ids")
