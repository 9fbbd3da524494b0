"""Who is responsible for a unit account: first holder, decision (Mẫu 4), handover (Điều 6.4, 6.7)."""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.holders import AccountHolder
from app.access.models import Account
from app.accounts.changes import act_on
from app.accounts.slips import Slip, give_first_password
from app.core import clock, things
from app.core.actor import vouching
from app.core.errors import RuleViolated
from app.core.scoping import unscoped
from app.core.words import say
from app.files.models import StoredFile
from app.organisation.models import UnitRef

#: Keeps the scan of the form in the transaction in hand.
KeepScan = Callable[[Session], StoredFile | None]


@dataclasses.dataclass(frozen=True)
class Decision:
    """The decision of the head of the unit that entrusts an account to somebody (Điều 6.4, Mẫu 4)."""

    authorisation_number: str
    authorisation_on: datetime.date | None
    authorised_until: datetime.date | None = None


@dataclasses.dataclass(frozen=True)
class Holder:
    """Who takes an account over, and the decision that says so; None while there is none yet."""

    name: str
    title: str
    phone: str
    email: str
    from_on: datetime.date
    decision: Decision | None = None


def account_handover(
    session: Session, account_id: int, holder: Holder, *, keep_scan: KeepScan, version: int | None = None
) -> Slip:
    """Điều 6.4, 6.7 in one act: the old holder's time ends, the new one's begins, with a new password.

    `keep_scan` keeps the scan of the decision within this transaction. A holder of the same day whom no
    decision ever named is replaced: the account was never entrusted to that person.
    """
    check_holder(holder)
    facts = {"holder": holder.name, "authorisation_number": _number(holder)}
    with act_on(session, account_id, "account_handover", version=version, facts=facts) as account:
        if account.kind == "personal":
            raise RuleViolated(say("Tài khoản cá nhân không bàn giao cho người khác (Điều 6.6)."))
        facts["instead_of"] = _end_holder(session, account, holder.from_on)
        holder_add(session, account, holder, keep_scan)
        slip = give_first_password(session, account, holder=holder.name, unit=_unit_name(session, account))
    return slip


def authorisation_record(
    session: Session,
    account_id: int,
    decision: Decision,
    *,
    keep_scan: KeepScan,
    version: int | None = None,
) -> None:
    """Note the decision of a holder who has none yet (Điều 6.4, Mẫu 4): with it the account opens."""
    _refuse(decision_faults(decision, clock.today()))
    facts = {"authorisation_number": decision.authorisation_number.strip()}
    with act_on(session, account_id, "account_authorise", version=version, facts=facts) as account:
        holder = _without_decision(session, account)
        facts["holder"] = holder.name
        with vouching("account_holder"):
            scan = keep_scan(session)
            for name, value in _decision_values(decision, scan).items():
                setattr(holder, name, value)
            session.flush()


def _without_decision(session: Session, account: Account) -> AccountHolder:
    holder = current_holder(session, account)
    if holder is None:
        raise RuleViolated(say("Tài khoản chưa có người phụ trách; dùng «Bàn giao»."))
    if holder.authorisation_number:
        raise RuleViolated(say("Người phụ trách đã có quyết định ủy quyền; đổi người thì dùng «Bàn giao»."))
    return holder


def holder_add(session: Session, account: Account, holder: Holder, keep_scan: KeepScan) -> None:
    """The holder from now on, in a transaction of the caller, who has checked both."""
    values = {name: value or None for name, value in dataclasses.asdict(holder).items() if name != "decision"}
    with vouching("account_holder"):
        if holder.decision is not None:
            values |= _decision_values(holder.decision, keep_scan(session))
        session.add(AccountHolder(account_id=account.id, **values))
        session.flush()


def _decision_values(decision: Decision, scan: StoredFile | None) -> dict[str, Any]:
    return {
        "authorisation_number": decision.authorisation_number.strip(),
        "authorisation_on": decision.authorisation_on,
        "authorised_until": decision.authorised_until,
        "scan_id": scan.id if scan else None,
    }


def _number(holder: Holder) -> str:
    return holder.decision.authorisation_number if holder.decision else ""


def check_holder(holder: Holder) -> None:
    """RuleViolated by field unless there is a name and a decision signed by the day the holder begins."""
    _refuse(holder_faults(holder))


def holder_faults(holder: Holder) -> dict[str, str]:
    """What is missing or wrong of a holder with a decision, by field."""
    errors = {}
    if not holder.name.strip():
        errors["name"] = say("Ghi họ tên người phụ trách.")
    errors |= decision_faults(holder.decision or Decision("", None), holder.from_on)
    if holder.from_on > clock.today():
        errors["from_on"] = say("Ngày bàn giao chưa đến.")
    return errors


def decision_faults(decision: Decision, by_day: datetime.date) -> dict[str, str]:
    """What is missing or wrong of a decision that must be signed by a day, by field."""
    errors, signed_on = {}, decision.authorisation_on
    if not decision.authorisation_number.strip():
        errors["authorisation_number"] = say("Ghi số quyết định ủy quyền (Mẫu 4).")
    if signed_on is None:
        errors["authorisation_on"] = say("Ghi ngày quyết định ủy quyền.")
    elif signed_on > clock.today():
        errors["authorisation_on"] = say("Ngày quyết định chưa đến.")
    elif signed_on > by_day:
        errors["authorisation_on"] = say("Quyết định phải ký trước hoặc trong ngày bắt đầu phụ trách.")
    if decision.authorised_until and decision.authorised_until < by_day:
        errors["authorised_until"] = say("Ủy quyền kết thúc trước khi bắt đầu.")
    return errors


def _refuse(errors: dict[str, str]) -> None:
    if errors:
        raise RuleViolated(say("Chưa ghi được, còn {count} mục cần sửa.", count=len(errors)), errors=errors)


def current_holder(session: Session, account: Account) -> AccountHolder | None:
    """The holder of today of an account the caller has in scope."""
    query = select(AccountHolder).where(AccountHolder.account_id == account.id, AccountHolder.to_on.is_(None))
    return session.scalars(query).first()


def _end_holder(session: Session, account: Account, next_from: datetime.date) -> str:
    """End the time of the holder before; the name of one taken out instead, whom no decision ever named."""
    old = current_holder(session, account)
    if old is None:
        return ""
    with vouching("account_holder"):
        if next_from == old.from_on and not old.authorisation_number:
            name = str(old.name)
            session.delete(old)
            session.flush()
            return name
        if next_from <= old.from_on:
            sentence = say(
                "Người trước phụ trách từ {day:%d/%m/%Y}; ngày bàn giao phải sau đó.", day=old.from_on
            )
            raise RuleViolated(sentence, errors={"from_on": sentence})
        old.to_on = next_from - datetime.timedelta(days=1)
        session.flush()
    return ""


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
    """The name of the unit that holds the record of a person the caller has in scope."""
    person: Any = things.get("person").model
    query = select(UnitRef.name).join(person, person.home_unit_id == UnitRef.id).where(person.id == person_id)
    return session.scalars(query, execution_options=unscoped("unit of a checked account")).first() or ""


def _unit_name(session: Session, account: Account) -> str:
    return session.scalars(select(UnitRef.name).where(UnitRef.id == account.unit_id)).first() or ""
