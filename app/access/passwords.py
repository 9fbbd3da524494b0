"""Passwords: hashed with Argon2id, set by one function, checked in even time.

Argon2id (RFC 9106) rather than the scrypt at hand: werkzeug's takes 2^15 x 8 x 1, a quarter of what OWASP
recommends for scrypt, and its parameters cannot be raised at sign-in. Memory 19 MiB, two passes, one
lane: OWASP Password Storage Cheat Sheet. Hashes of scrypt made before are read, and renewed at sign-in.
"""

import datetime
import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app.access.models import ACCOUNT_KEY, Account
from app.access.password_rules import LEAST_KINDS, LONGEST, Wanted, faults_of, kinds_in, normal
from app.access.sign_in_models import EarlierPassword
from app.core import clock
from app.core.errors import RuleViolated
from app.core.ports import note, sessions_end
from app.core.scoping import unscoped
from app.organisation.models import UnitRef
from app.settings.reading import setting

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def new_password(least: int = 14) -> str:
    """A random password that can be read out: `least` characters or more (14 at the least) of three
    kinds, without look-alikes."""
    alphabet, groups = "abcdefghjkmnpqrstuvwxyz23456789", max(3, -(-(least + 1) // 5))
    while True:
        made = "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(groups))
        if kinds_in(made) >= LEAST_KINDS:
            return made


def password_hash(password: str) -> str:
    """The hash that is stored, in the form that names algorithm and parameters."""
    return _hasher.hash(normal(password))


def password_matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one of a stored hash; takes as long when there is no hash."""
    if not 0 < len(password) <= LONGEST or "\x00" in password:
        stored, password = None, "-"
    known = stored or _nobodys_hash()
    if not known.startswith("$argon2"):
        return check_password_hash(known, password)
    try:
        return _hasher.verify(known, normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@functools.cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def is_outdated(stored: str) -> bool:
    """Whether a hash was made by another algorithm or with other parameters than are used now."""
    return not stored.startswith("$argon2") or _hasher.check_needs_rehash(stored)


def password_set(
    session: Session, account: Account, new: str, why: str = "password", *, hashed: str | None = None
) -> None:
    """Set the password of an account: the one way to do it. The caller commits.

    `hashed` is its hash, where many were made before the transaction began. RuleViolated with every
    fault at once. All sessions and tokens of the account end; the history tells
    that it happened, and by whom.
    """
    faults = password_faults(session, account, new)
    if faults:
        raise RuleViolated(" ".join(faults), errors={"password": " ".join(faults)}, faults=faults)
    if account.id is not None:
        sessions_end(session, account.id, why)
    account.password, account.password_set_at = hashed or password_hash(new), clock.now()
    session.add(account)
    session.flush()
    session.add(EarlierPassword(account_id=account.id, password=account.password))
    note(session, ACCOUNT_KEY, account.id, "set_password", account.username)
    session.flush()


def password_faults(session: Session, account: Account, new: str) -> list[str]:
    """What the rules in force have against a password for this account, each fault in a sentence."""
    kept = int(setting(session, "password_kept"))
    wanted = Wanted(
        policy=setting(session, "password_policy"),
        least_length=int(setting(session, "password_least_length")),
        names=tuple(filter(None, (account.username, _unit_name(session, account)))),
        was_used=lambda password: _was_used(session, account, password, kept),
        kept=kept,
    )
    return faults_of(new, wanted)


def _unit_name(session: Session, account: Account) -> str:
    if account.unit_id is None:
        return ""
    query = select(UnitRef.name).where(UnitRef.id == account.unit_id)
    with session.no_autoflush:
        return session.scalars(query, execution_options=unscoped("name of the own unit")).first() or ""


def _was_used(session: Session, account: Account, password: str, kept: int) -> bool:
    if account.id is None or not kept:
        return False
    query = select(EarlierPassword.password).where(EarlierPassword.account_id == account.id)
    rows = list(session.scalars(query.order_by(EarlierPassword.id.desc()).limit(kept)))
    # A password older than this table stands in the account alone.
    return any(password_matches(stored, password) for stored in {*rows, account.password})


def password_is_due(session: Session, account: Account) -> bool:
    """Whether the password has passed the age that the rules in force allow («mixed» only)."""
    days = int(setting(session, "password_days"))
    if setting(session, "password_policy") != "mixed" or not days or account.password_set_at is None:
        return False
    return bool(account.password_set_at + datetime.timedelta(days=days) <= clock.now())
