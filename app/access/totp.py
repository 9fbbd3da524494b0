"""Codes of six digits from a telephone (TOTP, RFC 6238), and recovery codes in their place.

The secret is kept encrypted under a key derived from the secret of the installation. A code holds for its
step of 30 seconds and one step on either side, once (OWASP ASVS 5.0, 6.5.1 and 6.5.5).
"""

import base64
import datetime
import hmac
import secrets

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.access.account_care import require_care
from app.access.models import ACCOUNT_KEY, Account
from app.access.passwords import password_hash, password_matches
from app.access.second_step_models import AccountTotp, RecoveryCode
from app.access.totp_rule import needs_totp
from app.core import clock
from app.core.errors import RuleViolated, StepNotAllowed
from app.core.ports import note, sessions_end
from app.core.scoping import unscoped
from app.core.words import say

STEP_SECONDS, DIGITS = 30, 6
HOW_MANY_CODES = 10
#: A secret that was shown and not confirmed is worth nothing afterwards.
TIME_TO_CONFIRM = datetime.timedelta(minutes=30)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_OWN = {**unscoped("the second step of an account"), "synchronize_session": False}
_key: list[Fernet] = []


def plug_totp_key(secret: str) -> None:
    """The key under which secrets are kept: 64 hex digits."""
    _key[:] = [Fernet(base64.urlsafe_b64encode(bytes.fromhex(secret)))]


# Switching on and off ---------------------------------------------------------------------------------


def totp_begin(session: Session, account: Account) -> None:
    """Make a new secret that waits to be confirmed; StepNotAllowed when one is in use. The caller commits."""
    row = session.get(AccountTotp, account.id)
    if row is not None and row.confirmed_at is not None:
        raise StepNotAllowed(say("Tài khoản đã bật mã xác thực."))
    row = row or AccountTotp(account_id=account.id)
    row.secret = _key[0].encrypt(pyotp.random_base32().encode()).decode()
    row.begun_at, row.last_step = clock.now(), 0
    session.add(row)
    session.flush()


def totp_waiting(session: Session, account_id: int) -> str | None:
    """The secret in base32 that waits to be confirmed, if there is one."""
    row = session.get(AccountTotp, account_id)
    if row is None or row.confirmed_at is not None or row.begun_at + TIME_TO_CONFIRM <= clock.now():
        return None
    return _secret(row)


def totp_confirm(session: Session, account: Account, code: str) -> list[str]:
    """Switch the second step on with a first code; the recovery codes, told this once.

    RuleViolated for a wrong code, StepNotAllowed when no secret waits. The caller commits.
    """
    row = session.get(AccountTotp, account.id)
    if row is None or totp_waiting(session, account.id) is None:
        raise StepNotAllowed(say("Khóa bí mật đã hết hạn hoặc đã dùng. Bắt đầu lại."))
    if not _code_holds(session, row, code):
        raise RuleViolated(say("Mã không đúng."), errors={"code": say("Mã không đúng.")})
    row.confirmed_at = clock.now()
    note(session, ACCOUNT_KEY, account.id, "totp_on", account.username)
    return _new_codes(session, account.id)


def totp_off(session: Session, account: Account) -> None:
    """Switch the second step off; StepNotAllowed where a role demands it. The caller commits."""
    if needs_totp(session, account.id):
        raise StepNotAllowed(say("Vai trò của tài khoản bắt buộc dùng mã xác thực: không tắt được."))
    _forget(session, account.id)
    note(session, ACCOUNT_KEY, account.id, "totp_off", account.username)


def totp_reset(session: Session, account: Account, why: str) -> None:
    """An administrator takes the second step away from an account (a lost telephone); `why` is told.

    Every session ends; where a role demands the step, it is set up anew at the next sign-in. The caller
    commits. NotFound for an account out of reach, RuleViolated without a reason, StepNotAllowed for one
    above or when there is nothing to take away.
    """
    require_care(session, account.id)
    if not why.strip():
        raise RuleViolated(say("Ghi lý do."), errors={"why": say("Ghi lý do.")})
    if not totp_holds(session, account.id):
        raise StepNotAllowed(say("Tài khoản chưa bật mã xác thực."))
    _forget(session, account.id)
    sessions_end(session, account.id, "totp")
    title = f"{account.username}: {why.strip()}"
    note(session, ACCOUNT_KEY, account.id, "totp_reset", title)


def _forget(session: Session, account_id: int) -> None:
    for model in (AccountTotp, RecoveryCode):
        session.execute(delete(model).where(model.account_id == account_id), execution_options=_OWN)


# Checking ---------------------------------------------------------------------------------------------


def totp_holds(session: Session, account_id: int) -> bool:
    """Whether the account has switched the second step on."""
    query = select(AccountTotp.account_id).where(AccountTotp.account_id == account_id)
    query = query.where(AccountTotp.confirmed_at.is_not(None))
    return session.scalars(query, execution_options=_OWN).first() is not None


def second_step_holds(session: Session, account_id: int, typed: str) -> bool:
    """Whether a code of the telephone or a recovery code holds; it is used up. May commit."""
    plain = "".join(typed.split()).replace("-", "").lower()
    if len(plain) == DIGITS and plain.isascii() and plain.isdigit():
        row = session.get(AccountTotp, account_id)
        return row is not None and row.confirmed_at is not None and _code_holds(session, row, plain)
    return _recovery_holds(session, account_id, plain)


def _code_holds(session: Session, row: AccountTotp, typed: str) -> bool:
    code, secret = "".join(typed.split()), _secret(row)
    if secret is None or not (code.isascii() and len(code) == DIGITS):
        return False
    now = int(clock.now().replace(tzinfo=datetime.UTC).timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(secret)
    fits = [
        step for step in (now - 1, now, now + 1) if hmac.compare_digest(generator.generate_otp(step), code)
    ]
    return any(_use_step(session, row.account_id, step) for step in fits)


def _use_step(session: Session, account_id: int, step: int) -> bool:
    """Take a step and all before it, in one statement: of two at once, one gets it."""
    mine = (AccountTotp.account_id == account_id) & (AccountTotp.last_step < step)
    done = session.execute(update(AccountTotp).where(mine).values(last_step=step), execution_options=_OWN)
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _secret(row: AccountTotp) -> str | None:
    """The secret; None when it was encrypted under another key (a restored copy with a new one)."""
    try:
        return _key[0].decrypt(row.secret.encode()).decode()
    except InvalidToken:
        return None


# Recovery codes -----------------------------------------------------------------------------------------


def recovery_renew(session: Session, account: Account) -> list[str]:
    """Ten new codes, told this once; the old ones hold no longer. The caller commits."""
    if not totp_holds(session, account.id):
        raise StepNotAllowed(say("Tài khoản chưa bật mã xác thực."))
    note(session, ACCOUNT_KEY, account.id, "totp_codes", account.username)
    return _new_codes(session, account.id)


def recovery_left(session: Session, account_id: int) -> int:
    """How many recovery codes are not used yet."""
    query = select(func.count(RecoveryCode.id)).where(RecoveryCode.account_id == account_id)
    return int(session.scalar(query.where(RecoveryCode.used_at.is_(None)), execution_options=_OWN) or 0)


def _new_codes(session: Session, account_id: int) -> list[str]:
    mine = RecoveryCode.account_id == account_id
    session.execute(delete(RecoveryCode).where(mine), execution_options=_OWN)
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(HOW_MANY_CODES)]
    session.add_all(RecoveryCode(account_id=account_id, code=password_hash(code)) for code in codes)
    session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _recovery_holds(session: Session, account_id: int, plain: str) -> bool:
    """Commits before hashing (others would wait), then takes the code in one statement."""
    if len(plain) != 10:
        return False
    query = select(RecoveryCode.id, RecoveryCode.code).where(RecoveryCode.account_id == account_id)
    rows = session.execute(query.where(RecoveryCode.used_at.is_(None)), execution_options=_OWN).all()
    session.commit()
    found = next((row.id for row in rows if password_matches(row.code, plain)), None)
    mine = (RecoveryCode.id == found) & RecoveryCode.used_at.is_(None)
    taken = update(RecoveryCode).where(mine).values(used_at=clock.now())
    return bool(session.execute(taken, execution_options=_OWN).rowcount)  # type: ignore[attr-defined]
