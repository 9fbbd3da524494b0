"""Acts on accounts: lock, unlock, expiry, passwords, handover, and new unit accounts."""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.account_limits import units_reached
from app.access.held import held_by, reach_of
from app.access.holders import AccountHolder
from app.access.limits import find_within
from app.access.models import ACCOUNT_KEY, Account, Grant, Role
from app.access.reaches import MANAGING_ACCOUNTS, lacking
from app.access.role_rows import hold_access
from app.access.roles import TEMPLATES
from app.access.services import account_create, grant_role
from app.access.sessions import sessions_end_all
from app.access.totp import totp_reset
from app.accounts.changes import ISSUED, act_on, note
from app.accounts.slips import Slip, first_slip, give_first_password, random_password
from app.core import clock, things
from app.core.actor import require_actor, require_right, vouching
from app.core.errors import NotFound, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.transactions import transaction
from app.core.words import say
from app.files.models import StoredFile
from app.organisation.models import UnitRef


def account_lock(session: Session, account_id: int, *, why: str, version: int | None = None) -> None:
    """Lock an account with a reason; whoever is signed in with it is out at once."""
    why = _told(why, "why", say("Ghi lý do khóa."))
    with act_on(session, account_id, "account_lock", version=version) as account:
        if not account.active:
            raise RuleViolated(say("Tài khoản đang bị khóa."))
        lock(account, why)


def lock(account: Account, why: str) -> None:
    """Put an account out of use; the caller keeps the history."""
    account.active, account.locked_at, account.locked_why = False, clock.now(), why[:300]


def account_unlock(session: Session, account_id: int, *, version: int | None = None) -> None:
    """Let a locked account be used again, with the password it had."""
    with act_on(session, account_id, "account_unlock", version=version) as account:
        if account.active:
            raise RuleViolated(say("Tài khoản không bị khóa."))
        account.active, account.locked_at, account.locked_why = True, None, None


def account_expire(
    session: Session, account_id: int, *, last_day: datetime.date | None, version: int | None = None
) -> None:
    """Set the last day an account may be used, or take the limit away."""
    with act_on(session, account_id, "account_expire", version=version) as account:
        account.expires_on = last_day


def account_end_sessions(session: Session, account_id: int, *, version: int | None = None) -> None:
    """End every session and token of an account; its password stays."""
    with act_on(session, account_id, "account_sessions_end", version=version) as account:
        sessions_end_all(session, account.id, "manager")


def account_totp_reset(session: Session, account_id: int, *, why: str, version: int | None = None) -> None:
    """Take the second step away from an account whose telephone is lost; every session ends."""
    with act_on(session, account_id, "", version=version) as account:  # it writes a line of its own
        totp_reset(session, account, why)


def password_reset(session: Session, account_id: int, *, version: int | None = None) -> Slip:
    """A new one-time password (Điều 6.5, 17.6); the old one and every session end."""
    with act_on(session, account_id, "account_reset", version=version) as account:
        slip = give_first_password(session, account, **told_on_slip(session, account))
    return slip


#: Keeps the scan of the form in the transaction in hand.
KeepScan = Callable[[Session], StoredFile | None]


@dataclasses.dataclass(frozen=True)
class Holder:
    """Who takes an account over, and the decision that says so (Điều 6.4, Mẫu 4)."""

    name: str
    title: str
    phone: str
    email: str
    from_on: datetime.date
    authorisation_number: str
    authorisation_on: datetime.date | None
    authorised_until: datetime.date | None = None


def account_handover(
    session: Session, account_id: int, holder: Holder, *, keep_scan: KeepScan, version: int | None = None
) -> Slip:
    """Điều 6.4, 6.7 in one act: the old holder's time ends, the new one's begins, with a new password.

    `keep_scan` keeps the scan of the decision within this transaction.
    """
    _check_holder(holder)
    facts = {"holder": holder.name, "authorisation_number": holder.authorisation_number}
    with act_on(session, account_id, "account_handover", version=version, facts=facts) as account:
        if account.kind == "personal":
            raise RuleViolated(say("Tài khoản cá nhân không bàn giao cho người khác (Điều 6.6)."))
        with vouching("account_holder"):
            _end_holder(session, account, holder.from_on)
            scan = keep_scan(session)
            values = _holder_values(holder) | {"scan_id": scan.id if scan else None}
            session.add(AccountHolder(account_id=account.id, **values))
            session.flush()
        slip = give_first_password(session, account, holder=holder.name, unit=_unit_name(session, account))
    return slip


def _holder_values(holder: Holder) -> dict[str, Any]:
    return {name: value or None for name, value in dataclasses.asdict(holder).items()}


def _check_holder(holder: Holder) -> None:
    errors = {}
    if not holder.name.strip():
        errors["name"] = say("Ghi họ tên người nhận bàn giao.")
    if not holder.authorisation_number.strip():
        errors["authorisation_number"] = say("Ghi số quyết định ủy quyền (Mẫu 4).")
    if holder.authorisation_on is None:
        errors["authorisation_on"] = say("Ghi ngày quyết định ủy quyền.")
    elif holder.authorisation_on > holder.from_on:
        errors["authorisation_on"] = say("Quyết định phải ký trước hoặc trong ngày bắt đầu phụ trách.")
    if holder.authorised_until and holder.authorised_until < holder.from_on:
        errors["authorised_until"] = say("Ủy quyền kết thúc trước khi bắt đầu.")
    if holder.from_on > clock.today():
        errors["from_on"] = say("Ngày bàn giao chưa đến.")
    if errors:
        raise RuleViolated(
            say("Chưa bàn giao được, còn {count} mục cần sửa.", count=len(errors)), errors=errors
        )


def current_holder(session: Session, account: Account) -> AccountHolder | None:
    """The holder of today of an account the caller has in scope."""
    query = select(AccountHolder).where(AccountHolder.account_id == account.id, AccountHolder.to_on.is_(None))
    return session.scalars(query).first()


def _end_holder(session: Session, account: Account, next_from: datetime.date) -> None:
    old = current_holder(session, account)
    if old is None:
        return
    if next_from <= old.from_on:
        sentence = say("Người trước phụ trách từ {day:%d/%m/%Y}; ngày bàn giao phải sau đó.", day=old.from_on)
        raise RuleViolated(sentence, errors={"from_on": sentence})
    old.to_on = next_from - datetime.timedelta(days=1)
    session.flush()


def told_on_slip(session: Session, account: Account) -> dict[str, str]:
    """Whose name and unit stand on the slip of an account."""
    if account.kind == "personal":
        return {"holder": account.get_full_name(), "unit": person_unit_name(session, account.person_id)}
    holder = current_holder(session, account)
    return {
        "holder": holder.name if holder else account.get_full_name(),
        "unit": _unit_name(session, account),
    }


def person_unit_name(session: Session, person_id: int | None) -> str:
    person: Any = things.get("person").model
    query = select(UnitRef.name).join(person, person.home_unit_id == UnitRef.id).where(person.id == person_id)
    return session.scalars(query, execution_options=unscoped("unit of a checked account")).first() or ""


def _unit_name(session: Session, account: Account) -> str:
    return session.scalars(select(UnitRef.name).where(UnitRef.id == account.unit_id)).first() or ""


def _told(text: str, name: str, sentence: str) -> str:
    text = " ".join(text.split())[:300]
    if not text:
        raise RuleViolated(sentence, errors={name: sentence})
    return text


# New unit and system accounts -------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class NewAccount:
    """A unit account to be made: `scope_id` is the root of its subtree (None: no rows of units)."""

    username: str
    name: str
    unit_id: int | None
    role: str
    scope_id: int | None
    ground: str = "Điều 6.2"


def account_open(session: Session, new: NewAccount, holder: Holder | None = None) -> tuple[Account, Slip]:
    """A new account with one grant, never more than the actor has itself (Điều 6.2, 20.2)."""
    require_right(Right.MANAGE, ACCOUNT_KEY)
    with transaction(session, Right.MANAGE):
        hold_access(session)
        return account_open_within(session, new, holder)


def account_open_within(session: Session, new: NewAccount, holder: Holder | None) -> tuple[Account, Slip]:
    """The same inside a transaction of the caller."""
    _check_new(session, new)
    *first, last = new.name.split()
    password = random_password(session)
    account = account_create(
        session,
        username=new.username,
        password=password,
        first_name=(" ".join(first) or last)[:64],
        last_name=last[:64],
        kind="unit" if new.unit_id else "system",
        unit_id=new.unit_id,
    )
    find_within(session, require_actor(), account.id, MANAGING_ACCOUNTS)
    with vouching("access_grant", "account_holder"):
        grant_role(session, account, new.role, unit_id=new.scope_id, ground=new.ground)
        if holder is not None:
            session.add(AccountHolder(account_id=account.id, **_holder_values(holder)))
            session.flush()
    slip = first_slip(session, account, password, **told_on_slip(session, account))
    note(session, account, ISSUED, {"role": _label(new.role)})
    return account, slip


def _check_new(session: Session, new: NewAccount) -> None:
    errors = {}
    if not _is_username(new.username):
        errors["username"] = say("Tên đăng nhập có 3–64 chữ thường không dấu, số, dấu chấm hoặc gạch nối.")
    if not new.name.strip():
        errors["name"] = say("Ghi tên tài khoản.")
    if new.role not in {template.key for template in TEMPLATES} - {"self"}:
        errors["role"] = say("Chọn vai trò.")
    if errors:
        raise RuleViolated(say("Chưa cấp được, còn {count} mục cần sửa.", count=len(errors)), errors=errors)
    for unit_id in {new.unit_id, new.scope_id} - {None}:
        _require_unit(session, unit_id)
    if _is_too_much(session, new):
        raise StepNotAllowed(say("Không cấp được quyền hoặc phạm vi rộng hơn tài khoản đang dùng."))


def _is_username(name: str) -> bool:
    plain = name.replace(".", "").replace("-", "").replace("_", "")
    return 3 <= len(name) <= 64 and plain.isascii() and plain.isalnum() and name == name.lower()


def _require_unit(session: Session, unit_id: int | None) -> None:
    reached = units_reached(require_actor(), Right.MANAGE, ACCOUNT_KEY)
    if session.scalars(select(UnitRef.id).where(UnitRef.id == unit_id, reached)).first() is None:
        raise NotFound()


def _label(role: str) -> str:
    return next(template.label for template in TEMPLATES if template.key == role)


def _is_too_much(session: Session, new: NewAccount) -> bool:
    """Whether the new account would hold anything its maker does not."""
    role_id = session.scalars(select(Role.id).where(Role.name == _label(new.role))).one()
    nothing = {"unit_types": None, "delegation_id": None, "valid_to": None}
    wanted = reach_of(session, role_id=role_id, unit_id=new.scope_id, **nothing)
    held = held_by(session, require_actor())
    return bool(lacking(held, wanted, managing=MANAGING_ACCOUNTS))


def grants_shown(session: Session, account: Account) -> list[Any]:
    """(role, unit, types, from, to, ground) of each grant of an account the caller has in scope."""
    query = (
        select(
            Role.name,
            UnitRef.name.label("unit"),
            Grant.unit_types,
            Grant.valid_from,
            Grant.valid_to,
            Grant.ground,
        )
        .join(Role, Role.id == Grant.role_id)
        .outerjoin(UnitRef, UnitRef.id == Grant.unit_id)
        .where(Grant.account_id == account.id)
        .order_by(Grant.id)
    )
    return list(session.execute(query, execution_options=unscoped("grants of a checked account")).all())
