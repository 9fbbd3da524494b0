"""Requests of units: a further unit account (Điều 6.3, Mẫu 3), a new password for a lost one (Điều 17.6)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.account_limits import accounts_reached
from app.access.models import Account
from app.accounts.holding import Holder
from app.accounts.models import AccountRequest, LostPassword
from app.accounts.opening import NewAccount, account_open_asked
from app.accounts.services import password_reset
from app.accounts.slips import Slip
from app.core import clock, things
from app.core.actor import operation, require_right
from app.core.errors import NotFound, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.services import ThingService, use_service
from app.core.transactions import transaction
from app.core.words import say
from app.organisation.models import Unit

#: What a unit may be given on a request: a role of those who update or read (Điều 6.3, 7.1, 7.2).
OFFERED_ROLES = {
    "unit_clerk": "Đơn vị (quyền cập nhật)",
    "department": "Cấp sở, cấp huyện (quyền cập nhật)",
    "reader": "Chỉ xem",
}


class AccountRequestService(ThingService):
    """Mẫu 3: for a unit below the one that asks; decided once."""

    def check(self, session: Session, row: Any, values: dict[str, Any]) -> dict[str, str]:
        ids = (values["unit"], values["for_unit"])
        with operation(Right.VIEW):
            rows = session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(ids))).all()
        paths: dict[int, str] = {row.id: row.path for row in rows}
        above, below = (paths.get(one, "") for one in ids)
        if below == above or not below.startswith(above):
            return {"for_unit": say("Chọn một đơn vị trực thuộc đơn vị đề nghị (Điều 6.3).")}
        if values["letter_on"] > clock.today():
            return {"letter_on": say("Ngày văn bản chưa đến.")}
        return {}

    def file(self, session: Session, raw: Mapping[str, Any], keep_scan: Any) -> AccountRequest:
        """A new request with its letter; `keep_scan(session)` keeps the scan within the transaction."""
        require_right(Right.ADD, self.thing.key)
        with transaction(session, Right.ADD):
            row: AccountRequest = self.build(session, raw)
            row.scan_id = keep_scan(session).id
        return row

    def refuse(self, session: Session, row_id: int, *, reason: str) -> AccountRequest:
        """Say no, with a reason the unit reads."""
        require_right(Right.MANAGE, self.thing.key)
        with transaction(session, Right.MANAGE):
            row = self._waiting(session, row_id)
            if not reason.strip():
                sentence = say("Ghi lý do không chấp thuận.")
                raise RuleViolated(sentence, errors={"decision_reason": sentence})
            row.state, row.decided_on = "refused", clock.today()
            row.decision_reason = reason.strip()[:1000]
        return row

    def approve(
        self, session: Session, row_id: int, *, username: str, role: str
    ) -> tuple[AccountRequest, Slip]:
        """Make the account the request asks for, with a role that is offered; both or neither."""
        require_right(Right.MANAGE, self.thing.key)
        if role not in OFFERED_ROLES:
            sentence = say("Chọn một vai trò trong danh sách.")
            raise RuleViolated(sentence, errors={"role": sentence})
        with transaction(session, Right.MANAGE):
            row = self._waiting(session, row_id)
            holder = Holder(row.holder_name, row.holder_title or "", "", "", clock.today())
            unit_name = str(row.for_unit)
            new = NewAccount(username, unit_name, row.for_unit_id, role, row.for_unit_id, "Điều 6.3")
            account, slip = account_open_asked(session, new, holder)
            row.state, row.decided_on, row.account_id = "approved", clock.today(), account.id
        return row, slip

    def _waiting(self, session: Session, row_id: int) -> AccountRequest:
        row: AccountRequest = self.get(session, row_id)
        if row.state != "waiting":
            raise StepNotAllowed(say("Đề nghị này đã được giải quyết."))
        return row


class LostPasswordService(ThingService):
    """Điều 17.6: reported, confirmed by the head of the unit, reset by Sở Nội vụ."""

    def report(self, session: Session, account_id: int, *, reported_by: str) -> LostPassword:
        """Note that the password of a unit account is lost."""
        actor = require_right(Right.ADD, self.thing.key)
        account = _unit_account(session, actor, account_id)
        with transaction(session, Right.ADD):
            _refuse_second(session, account)
            raw = {
                "unit": account.unit_id,
                "username": account.username,
                "reported_by": reported_by,
                "reported_on": f"{clock.today():%d/%m/%Y}",
            }
            values = self.parsed(session, raw, row=None)
            row = LostPassword(unit_id=values.pop("unit"), account_id=account.id, state="reported", **values)
            session.add(row)
        return row

    def confirm(
        self, session: Session, row_id: int, *, head_name: str, number: str, signed_on: Any
    ) -> LostPassword:
        """Record that the head of the unit confirms, with the letter to Sở Nội vụ."""
        require_right(Right.ADD, self.thing.key)
        errors = {
            name: say("Chưa ghi mục này.")
            for name, value in (("head_name", head_name), ("document_number", number))
            if not value.strip()
        }
        if errors:
            raise RuleViolated(
                say("Chưa ghi nhận được, còn {count} mục cần sửa.", count=len(errors)), errors=errors
            )
        with transaction(session, Right.ADD):
            row = self._in_state(session, row_id, "reported")
            row.state, row.head_name = "confirmed", head_name.strip()[:120]
            row.document_number, row.document_on = number.strip()[:100], signed_on
        return row

    def reset(self, session: Session, row_id: int) -> tuple[LostPassword, Slip]:
        """Sở Nội vụ gives the account a new one-time password."""
        require_right(Right.MANAGE, self.thing.key)
        row = self._in_state(session, row_id, "confirmed")
        row.state, row.reset_on = "done", clock.today()
        with operation(Right.MANAGE):
            slip = password_reset(session, row.account_id)
        return row, slip

    def _in_state(self, session: Session, row_id: int, state: str) -> LostPassword:
        # Units confirm what they see: the right to ask carries no scope of its own.
        with operation(Right.VIEW):
            row: LostPassword = self.get(session, row_id)
        if row.state != state:
            raise StepNotAllowed(say("Đề nghị không ở bước này: {label}.", label=say(_label(row))))
        return row


def _label(row: LostPassword) -> str:
    return things.get("lost_password").fields["state"].choices[row.state]


def _unit_account(session: Session, actor: Any, account_id: int) -> Account:
    """A unit account the actor sees; whoever asks need not manage it."""
    query = select(Account).where(
        Account.id == account_id, Account.kind == "unit", accounts_reached(actor, Right.VIEW)
    )
    found = session.scalars(query, execution_options=unscoped("explicit condition on accounts")).first()
    if found is None or found.unit_id is None:
        raise NotFound()
    return found


def _refuse_second(session: Session, account: Account) -> None:
    open_one = select(LostPassword.id).where(
        LostPassword.account_id == account.id, LostPassword.state != "done"
    )
    with operation(Right.VIEW):
        if session.scalars(open_one).first() is not None:
            raise RuleViolated(say("Đã có một đề nghị đang chờ cho tài khoản này."))


request_service = AccountRequestService(things.get("account_request"))
lost_service = LostPasswordService(things.get("lost_password"))
use_service("account_request", request_service)
use_service("lost_password", lost_service)
