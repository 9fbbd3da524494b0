"""A first password on its way to its holder: random, told once, kept only as a hash."""

import dataclasses
import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from app.access.models import Account
from app.access.passwords import new_password, password_hash, password_set
from app.core import clock
from app.settings.reading import setting

#: Hashes made at the same time; each takes 19 MiB.
_AT_ONCE = 2


@dataclasses.dataclass(frozen=True)
class Slip:
    """What a holder is handed; it exists in memory only, and in the answer that shows it."""

    username: str
    password: str = dataclasses.field(repr=False)
    holder: str
    unit: str
    use_until: datetime.date


@dataclasses.dataclass(frozen=True)
class FirstPassword:
    """A random password with its hash."""

    text: str = dataclasses.field(repr=False)
    hashed: str = dataclasses.field(repr=False)


def random_password(session: Session) -> str:
    """A random password that the rules in force allow."""
    return new_password(int(setting(session, "password_least_length")))


def first_passwords(session: Session, count: int, progress: Callable[[int], None]) -> list[FirstPassword]:
    """Random passwords and their hashes; the transaction in hand is given up, since others would wait."""
    texts = [random_password(session) for _ in range(count)]
    session.rollback()
    made = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for text, hashed in zip(texts, pool.map(password_hash, texts), strict=True):
            made.append(FirstPassword(text, hashed))
            progress(len(made))
    return made


def give_first_password(
    session: Session, account: Account, made: FirstPassword | None = None, /, *, holder: str, unit: str
) -> Slip:
    """Set a random password that must be changed at the first sign-in; every session ends."""
    password = made.text if made else random_password(session)
    password_set(session, account, password, "reset", hashed=made.hashed if made else None)
    return first_slip(session, account, password, holder=holder, unit=unit)


def first_slip(session: Session, account: Account, password: str, *, holder: str, unit: str) -> Slip:
    """Note that the password just set holds until `first_password_days` are over, and is to be changed.

    Not flushed: the line of history of the act tells it.
    """
    account.must_change_password = True
    days = int(setting(session, "first_password_days"))
    account.first_password_until = clock.today() + datetime.timedelta(days=days)
    return Slip(account.username, password, holder, unit, account.first_password_until)
