"""Requests of units for further unit accounts (Điều 6.3, Mẫu 3)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.holding import Holder
from app.accounts.models import AccountRequest
from app.accounts.opening import NewAccount, account_open_asked
from app.accounts.slips import Slip
from app.core import clock, things
from app.core.actor import operation, require_right
from app.core.errors import RuleViolated, StepNotAllowed
from app.core.rights import Right
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


request_service = AccountRequestService(things.get("account_request"))
use_service("account_request", request_service)
