"""New unit and system accounts: one grant, one holder, never above their maker (Điều 6.2, 6.4, 20.2)."""

import dataclasses

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.account_limits import units_reached
from app.access.held import held_by, reach_of
from app.access.limits import find_within
from app.access.models import ACCOUNT_KEY, Account, Role
from app.access.reaches import MANAGING_ACCOUNTS, lacking
from app.access.role_rows import hold_access
from app.access.roles import TEMPLATES
from app.access.services import account_create, grant_role
from app.accounts.changes import ISSUED, note
from app.accounts.holding import Holder, KeepScan, holder_add, holder_faults, told_on_slip
from app.accounts.slips import Slip, first_slip, random_password
from app.core import clock
from app.core.actor import require_actor, require_right, vouching
from app.core.errors import NotFound, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say
from app.organisation.in_force import has_ended
from app.organisation.models import UnitRef

#: Field of a holder -> its name in the form of a new account, where "name" is that of the account.
HOLDER_FIELDS = {"name": "holder_name", "title": "holder_title", "phone": "holder_phone"}


@dataclasses.dataclass(frozen=True)
class NewAccount:
    """A unit account to be made: `scope_id` is the root of its subtree (None: no rows of units)."""

    username: str
    name: str
    unit_id: int | None
    role: str
    scope_id: int | None
    ground: str = "Điều 6.2"


def account_open(
    session: Session, new: NewAccount, holder: Holder | None, *, keep_scan: KeepScan = lambda _session: None
) -> tuple[Account, Slip]:
    """A new account with one grant, never more than the actor has itself (Điều 6.2, 20.2).

    One of a unit needs a holder with a decision (Điều 6.4, Mẫu 4); one of the system has none.
    """
    require_right(Right.MANAGE, ACCOUNT_KEY)
    with transaction(session, Right.MANAGE):
        hold_access(session)
        _check_new(session, new, _faults_of(new, holder))
        return _make(session, new, holder if new.unit_id else None, keep_scan)


def account_open_asked(session: Session, new: NewAccount, holder: Holder) -> tuple[Account, Slip]:
    """The account of an approved request, in its transaction (Điều 6.3); the decision is noted later."""
    hold_access(session)
    _check_new(session, new, {})
    return _make(session, new, holder, lambda _session: None)


def _faults_of(new: NewAccount, holder: Holder | None) -> dict[str, str]:
    """What is wrong of the holder, under the names of the form."""
    if not new.unit_id:
        return {}
    found = holder_faults(holder or Holder("", "", "", "", clock.today()))
    return {HOLDER_FIELDS.get(name, name): sentence for name, sentence in found.items()}


def _make(
    session: Session, new: NewAccount, holder: Holder | None, keep_scan: KeepScan
) -> tuple[Account, Slip]:
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
    with vouching("access_grant"):
        grant_role(session, account, new.role, unit_id=new.scope_id, ground=new.ground)
    if holder is not None:
        holder_add(session, account, holder, keep_scan)
    slip = first_slip(session, account, password, **told_on_slip(session, account))
    note(session, account, ISSUED, {"role": _label(new.role)})
    return account, slip


def _check_new(session: Session, new: NewAccount, errors: dict[str, str]) -> None:
    errors = _faults_of_account(new) | errors
    if errors:
        raise RuleViolated(say("Chưa cấp được, còn {count} mục cần sửa.", count=len(errors)), errors=errors)
    for unit_id in {new.unit_id, new.scope_id} - {None}:
        _require_unit(session, unit_id)
    if _is_too_much(session, new):
        raise StepNotAllowed(say("Không cấp được quyền hoặc phạm vi rộng hơn tài khoản đang dùng."))


def _faults_of_account(new: NewAccount) -> dict[str, str]:
    errors = {}
    if not _is_username(new.username):
        errors["username"] = say("Tên đăng nhập có 3–64 chữ thường không dấu, số, dấu chấm hoặc gạch nối.")
    if not new.name.strip():
        errors["name"] = say("Ghi tên tài khoản.")
    if new.role not in {template.key for template in TEMPLATES} - {"self"}:
        errors["role"] = say("Chọn vai trò.")
    return errors


def _is_username(name: str) -> bool:
    plain = name.replace(".", "").replace("-", "").replace("_", "")
    return 3 <= len(name) <= 64 and plain.isascii() and plain.isalnum() and name == name.lower()


def _require_unit(session: Session, unit_id: int | None) -> None:
    reached = units_reached(require_actor(), Right.MANAGE, ACCOUNT_KEY)
    found = session.scalars(select(UnitRef).where(UnitRef.id == unit_id, reached)).first()
    if found is None:
        raise NotFound()
    if has_ended(found.valid_to):
        raise RuleViolated(say("«{name}» đã kết thúc hoạt động.", name=found.name))


def _label(role: str) -> str:
    return next(template.label for template in TEMPLATES if template.key == role)


def _is_too_much(session: Session, new: NewAccount) -> bool:
    """Whether the new account would hold anything its maker does not."""
    role_id = session.scalars(select(Role.id).where(Role.name == _label(new.role))).one()
    nothing = {"unit_types": None, "delegation_id": None, "valid_to": None}
    wanted = reach_of(session, role_id=role_id, unit_id=new.scope_id, **nothing)
    held = held_by(session, require_actor())
    return bool(lacking(held, wanted, managing=MANAGING_ACCOUNTS))
