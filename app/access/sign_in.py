"""Sign-in by name and password, for the form and for programs alike."""

import dataclasses

from sqlalchemy.orm import Session

from app.access.attempts import attempt_begin, attempt_succeeded, lock_minutes
from app.access.models import Account
from app.access.passwords import is_outdated, password_hash, password_matches
from app.access.services import find_account
from app.access.session_guard import REHASHING
from app.access.sessions import session_begin
from app.core import clock
from app.core.words import say


@dataclasses.dataclass(frozen=True)
class SignIn:
    """How a sign-in went: a session with its secret id, or a sentence; `wait` seconds if too many failed."""

    account: Account | None = None
    session_id: int = 0
    secret: str = ""
    message: str = ""
    wait: int = 0


def sign_in(session: Session, username: str, password: str, *, kind: str, address: str, agent: str) -> SignIn:
    """Try a name and a password; commits. One sentence for whatever is wrong with them."""
    counted = attempt_begin(session, username, address)
    if counted.wait:
        minutes = -(-counted.wait // 60)
        message = say("Đăng nhập sai nhiều lần. Thử lại sau {minutes} phút.", minutes=minutes)
        return SignIn(message=message, wait=counted.wait)
    account = find_account(session, username)
    stored = account.password if account is not None and account.active else None
    # No transaction stays open while the password is hashed: others would wait for it.
    session.commit()
    if not password_matches(stored, password) or account is None:
        _note_failure(session, account)
        return SignIn(message=_wrong(session, counted.left))
    attempt_succeeded(session, counted)
    _note_success(session, account, password)
    begun = session_begin(session, account, kind, address=address, agent=agent)
    session.commit()
    return SignIn(account, begun.session_id, begun.secret)


def _wrong(session: Session, left: int) -> str:
    minutes = lock_minutes(session)
    wrong = say("Tên đăng nhập hoặc mật khẩu không đúng.")
    if left:
        rest = say("Còn {left} lần thử trước khi khóa {minutes} phút.", left=left, minutes=minutes)
    else:
        rest = say("Đã hết số lần thử; đăng nhập tạm khóa {minutes} phút.", minutes=minutes)
    return f"{wrong} {rest}"


def _note_failure(session: Session, account: Account | None) -> None:
    if account is not None:
        account.fail_login_count = (account.fail_login_count or 0) + 1
    session.commit()


def _note_success(session: Session, account: Account, password: str) -> None:
    account.login_count = (account.login_count or 0) + 1
    account.last_login, account.fail_login_count = clock.now(), 0
    session.info[REHASHING] = True
    try:
        if is_outdated(account.password):
            account.password = password_hash(password)
        session.flush()
    finally:
        session.info.pop(REHASHING, None)
