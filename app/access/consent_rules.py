"""What a consent may give, and to whom: never more than its giver holds, never to the giver (Điều 8.3)."""

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.held import held_by, reaches_of, reading, record_reach
from app.access.holders import AccountHolder
from app.access.models import Account
from app.access.reaches import Pair, Reach, lacking
from app.access.services import find_account
from app.core import clock, things
from app.core.actor import Actor
from app.core.errors import NotFound, RuleViolated
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.values import show
from app.core.words import say
from app.organisation.models import UnitRef
from app.settings.reading import setting

GIVING: Pair = (Right.ADD.value, "consent")
_READING: Pair = (Right.VIEW.value, "person")
_BY_HAND = unscoped("whom a consent names")


def longest_day(session: Session) -> datetime.date:
    """The last day a consent given today may have."""
    return clock.today() + datetime.timedelta(days=int(setting(session, "consent_longest_days")))


# What --------------------------------------------------------------------------------------------


def require_within_giver(
    session: Session, actor: Actor, person_id: int, *, until: datetime.date, with_sensitive: bool
) -> None:
    """Refuse what the giver's own grants over the record do not carry, or not for so long.

    NotFound without the right to consents over the record; RuleViolated at the field that goes too far.
    What the giver reads under a consent, or as its own record, is not the giver's to hand on.
    """
    held = held_by(session, actor)
    if _lacks(held, record_reach(session, person_id, reading())):
        raise NotFound()
    wanted = record_reach(session, person_id, reading(with_sensitive))
    if _lacks(held, wanted):
        raise _fault(
            "shows_sensitive",
            say(
                "Tài khoản đang dùng không được xem đủ các mục nhạy cảm của hồ sơ này nên không cho xem được."
            ),
        )
    if _lacks(held, Reach(wanted.rights, wanted.root_path, wanted.unit_types, until), whole_time=True):
        last = max(reach.until for reach in held if reach.has(GIVING))
        told = show(things.get("consent").fields["valid_to"], last)
        raise _fault(
            "valid_to",
            say("Không cho xem lâu hơn quyền của tài khoản đang dùng (đến hết ngày {day}).", day=told),
        )


def _lacks(held: Sequence[Reach], wanted: Reach, *, whole_time: bool = False) -> bool:
    return bool(lacking(held, wanted, whole_time=whole_time, managing=GIVING))


def _fault(field: str, sentence: str) -> RuleViolated:
    return RuleViolated(sentence, errors={field: sentence})


# To whom -----------------------------------------------------------------------------------------


def require_outsider(
    session: Session,
    actor: Actor,
    person_id: int,
    *,
    username: str,
    unit_id: int | None,
    with_sensitive: bool,
) -> int | None:
    """The id of the account a consent names, if any; RuleViolated for one it may not be given to.

    The giver itself, its own unit, an account of the same holder, and whoever reads all of it anyway: a
    consent would only outlast the grants of those (Điều 8.3 speaks of people outside). One sentence for
    these and for a name nobody has, so that the form does not tell which names there are.
    """
    account = find_account(session, username) if username else None
    wanted = record_reach(session, person_id, reading(with_sensitive))
    if username and (account is None or not _is_outside(session, actor, account, person_id, wanted)):
        sentence = say(
            "Không cho tài khoản «{username}» xem hồ sơ này được: kiểm tra lại tên đăng nhập; người được "
            "xem phải ở ngoài đơn vị đang ghi và chưa xem được hồ sơ theo quyền của mình.",
            username=username[:60],
        )
        raise _fault("account", sentence)
    if unit_id is not None and not _is_unit_outside(session, actor, unit_id, person_id, wanted):
        raise _fault(
            "unit_id",
            say("Không cho đơn vị này xem được: là đơn vị đang ghi, hoặc đã có tài khoản xem được hồ sơ."),
        )
    return None if account is None else int(account.id)


def _is_outside(session: Session, actor: Actor, account: Account, person_id: int, wanted: Reach) -> bool:
    if actor.is_system:
        return True
    giver = session.get(Account, actor.account_id)
    if giver is None or account.id == giver.id or _is_of_own_unit(session, giver, account):
        return False
    if _holders(session, giver) & _holders(session, account):
        return False
    return not _reads(session, account, person_id, wanted)


def _is_of_own_unit(session: Session, giver: Account, account: Account) -> bool:
    """A unit's own accounts, and the personal ones of its people and of the parts below it."""
    unit = _unit_of(session, giver)
    if unit is None:
        return False
    if account.person_id is None:
        return bool(account.unit_id == unit.id)
    return account.person_id == giver.person_id or _home_path(session, account.person_id).startswith(
        unit.path
    )


def _unit_of(session: Session, account: Account) -> Any:
    person = things.get("person").model
    unit_id: Any = account.unit_id
    if account.person_id is not None:
        unit_id = select(person.home_unit_id).where(person.id == account.person_id).scalar_subquery()
    query = select(UnitRef.id, UnitRef.path).where(UnitRef.id == unit_id)
    return session.execute(query, execution_options=_BY_HAND).first()


def _home_path(session: Session, person_id: int) -> str:
    person = things.get("person").model
    query = select(person.home_path).where(person.id == person_id)
    return session.scalars(query, execution_options=_BY_HAND).first() or ""


def _holders(session: Session, account: Account) -> set[tuple[str, str]]:
    """Who is responsible for a unit account today: the name with each way to be reached (Điều 6.4)."""
    query = select(AccountHolder).where(AccountHolder.account_id == account.id, AccountHolder.to_on.is_(None))
    found = session.scalars(query, execution_options=_BY_HAND).first()
    if found is None:
        return set()
    name = " ".join(found.name.split()).lower()
    return {(name, way.strip().lower()) for way in (found.phone, found.email) if way and way.strip()}


def _reads(session: Session, account: Account, person_id: int, wanted: Reach) -> bool:
    """Whether the grants of an account, of today or to come, let it read all that a consent would."""
    is_own = account.kind == "personal" and account.person_id == person_id
    return is_own or not lacking(reaches_of(session, account.id), wanted, whole_time=False, managing=_READING)


def _is_unit_outside(session: Session, actor: Actor, unit_id: int, person_id: int, wanted: Reach) -> bool:
    if actor.is_system:
        return True
    giver = session.get(Account, actor.account_id)
    own = _unit_of(session, giver) if giver is not None else None
    if own is not None and own.id == unit_id:
        return False
    query = select(Account).where(Account.unit_id == unit_id, Account.kind != "personal", Account.active)
    accounts = session.scalars(query, execution_options=_BY_HAND).all()
    return not any(_reads(session, account, person_id, wanted) for account in accounts)
