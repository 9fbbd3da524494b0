"""A first password on its way to its holder: random, told once, kept only as a hash."""

import dataclasses
import datetime

from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.access.models import Account
from app.access.services import new_password
from app.core import clock
from app.settings.reading import setting

#: A random password of 59 bits used once needs no slow hash; a chosen one gets the usual slow one.
_METHOD = "scrypt:4096:8:1"


@dataclasses.dataclass(frozen=True)
class Slip:
    """What a holder is handed; it exists in memory only, and in the answer that shows it."""

    username: str
    password: str = dataclasses.field(repr=False)
    holder: str
    unit: str
    use_until: datetime.date


def give_first_password(session: Session, account: Account, *, holder: str, unit: str) -> Slip:
    """Set a random password that must be changed at the first sign-in, before `first_password_days`."""
    password = new_password()
    account.password = generate_password_hash(password, _METHOD)
    account.must_change_password = True
    days = int(setting(session, "first_password_days"))
    account.first_password_until = clock.today() + datetime.timedelta(days=days)
    return Slip(account.username, password, holder, unit, account.first_password_until)
