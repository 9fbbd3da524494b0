"""Sessions, counted sign-ins and earlier passwords: kept in the database, shared by every process."""

from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Index, Integer, String

from app.core import clock
from app.core.database import Base
from app.core.record import kept

#: Why a session ended, in the words of its owner.
ENDS = {
    "logout": "Đã đăng xuất",
    "owner": "Chủ tài khoản kết thúc",
    "replaced": "Đăng nhập lại",
    "password": "Đổi mật khẩu",
    "grants": "Đổi quyền",
    "lock": "Khóa tài khoản",
    "handover": "Bàn giao tài khoản",
    "idle": "Lâu không làm việc",
    "absolute": "Hết thời hạn",
    "totp": "Đổi mã xác thực",
    "restored": "Phục hồi bản sao lưu",
    "reused": "Mã làm mới bị dùng lại",
}


class AccountSession(Base):
    """One sign-in, on screens or by a program. The bearer holds a random id, the row its SHA-256 only."""

    __tablename__ = "account_session"
    __table_args__ = (Index("ix_account_session_account_id_ended_at", "account_id", "ended_at"),)

    id = kept(Integer, primary_key=True)
    id_hash = kept(String(64), nullable=False, unique=True)
    #: SHA-256 of the one refresh token that still holds; programs only.
    refresh_hash = kept(String(64))
    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False)
    kind = kept(String(10), nullable=False)
    begun_at = kept(DateTime, nullable=False, default=clock.now)
    last_used_at = kept(DateTime, nullable=False, default=clock.now)
    ends_at = kept(DateTime, nullable=False)
    address = kept(String(64), nullable=False, default="")
    agent = kept(String(300), nullable=False, default="")
    #: The role demands a second step that the account does not have yet.
    must_enrol = kept(Boolean, nullable=False, default=False)
    #: The last day of the grant that ends first, of those that held when the session began.
    grants_until = kept(Date)
    ended_at = kept(DateTime)
    ended_why = kept(String(20), nullable=False, default="")


class SignInAttempt(Base):
    """Failed sign-ins under one name or from one address; `key` is a keyed digest, never what was typed."""

    __tablename__ = "sign_in_attempt"

    key = kept(String(64), primary_key=True)
    count = kept(Integer, nullable=False)
    ends_at = kept(DateTime, nullable=False, index=True)


class EarlierPassword(Base):
    """The hash of a password an account had, so that it is not taken again."""

    __tablename__ = "account_password"

    id = kept(Integer, primary_key=True)
    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False, index=True)
    password = kept(String(256), nullable=False)
    set_at = kept(DateTime, nullable=False, default=clock.now)
