"""Sign-in by name and password, then by a code where the account has one; for the form and for programs."""

import dataclasses

from sqlalchemy.orm import Session

from app.access.account_state import sign_in_refusal
from app.access.attempts import (
    Counted,
    attempt_begin,
    attempt_succeeded,
    attempt_taken_back,
    lock_minutes,
)
from app.access.half_sign_in import half_begin
from app.access.models import Account
from app.access.passwords import is_outdated, password_hash, password_matches
from app.access.services import find_account
from app.access.session_guard import REHASHING
from app.access.sessions import API, session_begin
from app.access.totp import second_step_holds, totp_holds
from app.access.totp_rule import must_enrol
from app.core import clock
from app.core.words import say

#: Why a sign-in with the right password gave no session.
CODE_WANTED, ENROLMENT_WANTED = "totp_required", "totp_enrolment_required"
OUT_OF_USE = "sign_in_refused"


@dataclasses.dataclass(frozen=True)
class Visitor:
    """Who knocks: on screens or as a program, from where, with what."""

    kind: str
    address: str
    agent: str


@dataclasses.dataclass(frozen=True)
class SignIn:
    """How a sign-in went: a session with its secret id, or a sentence; `wait` seconds if too many failed.

    `half` is the secret of a half sign-in on screens; `reason` says what a program has to bring.
    """

    account: Account | None = None
    session_id: int = 0
    secret: str = ""
    message: str = ""
    wait: int = 0
    half: str = ""
    reason: str = ""


def sign_in(
    session: Session,
    username: str,
    password: str,
    *,
    kind: str,
    address: str,
    agent: str,
    code: str | None = None,
) -> SignIn:
    """Try a name and a password; commits. One sentence for whatever is wrong with them.

    Whoever knows the password of an account that may not be used is told why.
    """
    visitor = Visitor(kind, address, agent)
    counted = attempt_begin(session, username, address)
    if counted.wait:
        return _too_many(counted)
    account = find_account(session, username)
    stored = account.password if account is not None else None
    # No transaction stays open while the password is hashed: others would wait for it.
    session.commit()
    if not password_matches(stored, password) or account is None:
        _note_failure(session, account)
        return SignIn(message=_wrong(session, say("Tên đăng nhập hoặc mật khẩu không đúng."), counted.left))
    refused = _refused(session, account)
    if refused:
        attempt_taken_back(session, counted)
        session.commit()
        return refused
    if totp_holds(session, account.id):
        _renew_hash(session, account, password)
        attempt_taken_back(session, counted)
        session.commit()
        return _ask_code(session, account, visitor, code)
    attempt_succeeded(session, counted)
    _renew_hash(session, account, password)
    return _begin(session, account, visitor)


def sign_in_code(
    session: Session, account: Account, code: str, *, address: str, agent: str, kind: str
) -> SignIn:
    """Try a code after the right password; commits. Wrong ones count as wrong passwords do."""
    refused = _refused(session, account)
    if refused:
        return refused
    counted = attempt_begin(session, account.username, address)
    if counted.wait:
        return _too_many(counted)
    if not second_step_holds(session, account.id, code):
        _note_failure(session, account)
        return SignIn(message=_wrong(session, say("Mã không đúng hoặc đã dùng."), counted.left))
    attempt_succeeded(session, counted)
    return _begin(session, account, Visitor(kind, address, agent))


def sign_in_external(
    session: Session, account: Account, *, stepped: bool, kind: str, address: str, agent: str
) -> SignIn:
    """Sign in whom a provider vouches for; the code is asked unless the provider asked for a second step."""
    visitor = Visitor(kind, address, agent)
    refused = _refused(session, account)
    if refused:
        return refused
    if not stepped and totp_holds(session, account.id):
        return _ask_code(session, account, visitor, None)
    return _begin(session, account, visitor, stepped=stepped)


def _refused(session: Session, account: Account) -> SignIn | None:
    """The refusal of an account that may not be used today; for whoever is known to be its holder."""
    sentence = sign_in_refusal(session, account, clock.today())
    return SignIn(message=sentence, reason=OUT_OF_USE) if sentence else None


def _ask_code(session: Session, account: Account, visitor: Visitor, code: str | None) -> SignIn:
    if visitor.kind != API:
        half = half_begin(session, account.id)
        session.commit()
        return SignIn(half=half)
    if code is None:
        return SignIn(message=say("Cần mã xác thực 6 số của tài khoản."), reason=CODE_WANTED)
    return sign_in_code(
        session, account, code, kind=visitor.kind, address=visitor.address, agent=visitor.agent
    )


def _begin(session: Session, account: Account, visitor: Visitor, *, stepped: bool = False) -> SignIn:
    if visitor.kind == API and must_enrol(session, account.id):
        session.commit()
        message = say("Vai trò của tài khoản bắt buộc dùng mã xác thực: đăng nhập trên trang để bật.")
        return SignIn(message=message, reason=ENROLMENT_WANTED)
    account.login_count = (account.login_count or 0) + 1
    account.last_login, account.fail_login_count = clock.now(), 0
    begun = session_begin(
        session, account, visitor.kind, address=visitor.address, agent=visitor.agent, stepped=stepped
    )
    session.commit()
    return SignIn(account, begun.session_id, begun.secret)


def _too_many(counted: Counted) -> SignIn:
    minutes = -(-counted.wait // 60)
    message = say("Đăng nhập sai nhiều lần. Thử lại sau {minutes} phút.", minutes=minutes)
    return SignIn(message=message, wait=counted.wait)


def _wrong(session: Session, wrong: str, left: int) -> str:
    minutes = lock_minutes(session)
    if left:
        rest = say("Còn {left} lần thử trước khi khóa {minutes} phút.", left=left, minutes=minutes)
    else:
        rest = say("Đã hết số lần thử; đăng nhập tạm khóa {minutes} phút.", minutes=minutes)
    return f"{wrong} {rest}"


def _note_failure(session: Session, account: Account | None) -> None:
    if account is not None:
        account.fail_login_count = (account.fail_login_count or 0) + 1
    session.commit()


def _renew_hash(session: Session, account: Account, password: str) -> None:
    session.info[REHASHING] = True
    try:
        if is_outdated(account.password):
            account.password = password_hash(password)
        session.flush()
    finally:
        session.info.pop(REHASHING, None)
