"""A lost password of a unit account: reported, asked for on paper by the head, reset (Điều 17.6)."""

import dataclasses
import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.account_limits import accounts_reached
from app.access.models import Account
from app.accounts.holding import KeepScan
from app.accounts.models import LostPassword
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

#: Days by which the paper of the head may be older than the report: it is sent, then recorded.
OLDEST_PAPER = 30


@dataclasses.dataclass(frozen=True)
class Confirmation:
    """The paper by which the head of a unit asks for a new password (Điều 17.6)."""

    head_name: str
    head_title: str
    number: str
    signed_on: datetime.date


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
        self, session: Session, row_id: int, paper: Confirmation, *, keep_scan: KeepScan
    ) -> LostPassword:
        """Record the paper by which the head of the unit asks Sở Nội vụ for a new password (Điều 17.6).

        Recorded by any account but the one it is about: of the unit, of one above, or of Sở Nội vụ. One
        that was recorded without its scan is recorded again.
        """
        actor = require_right(Right.ADD, self.thing.key)
        with transaction(session, Right.ADD):
            row = self._to_confirm(session, row_id)
            if actor.account_id == row.account_id:
                raise StepNotAllowed(
                    say("Xác nhận của thủ trưởng do tài khoản khác của đơn vị, cấp trên hoặc Sở Nội vụ ghi.")
                )
            _check_paper(paper, row.reported_on)
            scan = keep_scan(session)
            row.state, row.scan_id = "confirmed", scan.id if scan else None
            row.head_name, row.head_title = paper.head_name.strip()[:120], paper.head_title.strip()[:200]
            row.document_number, row.document_on = paper.number.strip()[:100], paper.signed_on
        return row

    def _to_confirm(self, session: Session, row_id: int) -> LostPassword:
        with operation(Right.VIEW):
            row: LostPassword = self.get(session, row_id)
        is_without_paper = row.state == "confirmed" and row.scan_id is None
        return row if is_without_paper else self._in_state(session, row_id, "reported")

    def reset(self, session: Session, row_id: int) -> tuple[LostPassword, Slip]:
        """Sở Nội vụ gives the account a new one-time password, once the paper of the head lies before it."""
        require_right(Right.MANAGE, self.thing.key)
        row = self._in_state(session, row_id, "confirmed")
        if row.scan_id is None:
            raise StepNotAllowed(say("Chưa có bản quét văn bản đề nghị của thủ trưởng đơn vị."))
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


def _check_paper(paper: Confirmation, reported_on: datetime.date) -> None:
    """A paper signed after the loss was reported, and by now."""
    named = {"head_name": paper.head_name, "head_title": paper.head_title, "document_number": paper.number}
    errors = {name: say("Chưa ghi mục này.") for name, value in named.items() if not value.strip()}
    if paper.signed_on > clock.today():
        errors["document_on"] = say("Ngày văn bản chưa đến.")
    elif paper.signed_on < reported_on - datetime.timedelta(days=OLDEST_PAPER):
        errors["document_on"] = say(
            "Văn bản ký trước ngày báo mất mật khẩu hơn {days} ngày.", days=OLDEST_PAPER
        )
    if errors:
        raise RuleViolated(
            say("Chưa ghi nhận được, còn {count} mục cần sửa.", count=len(errors)), errors=errors
        )


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


lost_service = LostPasswordService(things.get("lost_password"))
use_service("lost_password", lost_service)
