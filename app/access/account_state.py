"""Whether an account may be used, and how that is called: one answer for sign-in, requests and jobs."""

import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.holders import AccountHolder
from app.access.models import Account
from app.core.scoping import unscoped
from app.core.words import say
from app.organisation.models import UnitRef
from app.settings.reading import setting

STATES = {
    "active": "Đang dùng",
    "first": "Chưa đổi mật khẩu lần đầu",
    "expired": "Hết hạn",
    "locked": "Đã khóa",
}


def state_of(account: Account, today: datetime.date) -> str:
    """A key of STATES; what keeps people out comes first."""
    if not account.active:
        return "locked"
    if account.expires_on is not None and account.expires_on < today:
        return "expired"
    return "first" if account.must_change_password else "active"


def sign_in_refusal(session: Session, account: Account, today: datetime.date) -> str | None:
    """Why the account may not be used today, as a sentence for its holder; None when it may.

    To be told only to whoever knew the password. Asked at sign-in and again by every request and
    job, so that an account that is locked or expires is out at once.
    """
    state = state_of(account, today)
    if state == "locked":
        why = account.locked_why or say("không ghi lý do")
        return say("Tài khoản đã bị khóa ({why}). Liên hệ nơi cấp tài khoản.", why=why)
    if state == "expired":
        return say(
            "Tài khoản đã hết hạn từ ngày {day:%d/%m/%Y}. Liên hệ nơi cấp tài khoản để gia hạn.",
            day=account.expires_on + datetime.timedelta(days=1),
        )
    until = account.first_password_until
    if state == "first" and until is not None and until < today:
        return say(
            "Mật khẩu cấp lần đầu chỉ dùng đến hết ngày {day:%d/%m/%Y}. Đề nghị nơi cấp tài khoản cấp lại.",
            day=until,
        )
    return _without_unit(session, account, today) or _unauthorised(session, account, today)


def _without_unit(session: Session, account: Account, today: datetime.date) -> str | None:
    """An account is over with its unit, from the day after its last one (Điều 6.7)."""
    if account.unit_id is None:
        return None
    query = select(UnitRef.name, UnitRef.valid_to).where(
        UnitRef.id == account.unit_id, UnitRef.valid_to < today
    )
    with session.no_autoflush:
        ended = session.execute(query, execution_options=unscoped("own unit")).first()
    if ended is None:
        return None
    return say(
        "«{unit}» kết thúc hoạt động từ ngày {day:%d/%m/%Y}; tài khoản của đơn vị không dùng được nữa.",
        unit=ended.name,
        day=ended.valid_to + datetime.timedelta(days=1),
    )


def _unauthorised(session: Session, account: Account, today: datetime.date) -> str | None:
    """A unit account needs a decision that is in force, where the setting says so (Điều 8.3, Mẫu 4)."""
    if account.kind != "unit" or not setting(session, "account_needs_authorisation"):
        return None
    query = select(AccountHolder.id).where(
        AccountHolder.account_id == account.id,
        AccountHolder.from_on <= today,
        or_(AccountHolder.to_on.is_(None), AccountHolder.to_on >= today),
        AccountHolder.authorisation_number.is_not(None),
        AccountHolder.authorisation_on <= today,
        or_(AccountHolder.authorised_until.is_(None), AccountHolder.authorised_until >= today),
    )
    with session.no_autoflush:
        if session.scalars(query, execution_options=unscoped("own holder")).first() is not None:
            return None
    return say(
        "Tài khoản đơn vị chưa có văn bản ủy quyền còn hiệu lực (Mẫu 4). "
        "Đơn vị gửi quyết định ủy quyền về Sở Nội vụ để mở tài khoản."
    )


def password_was_chosen(account: Account) -> None:
    """The holder has set a password of their own: nothing is left of the first one."""
    account.must_change_password = False
    account.first_password_until = None
