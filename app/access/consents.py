"""Consents in writing: who outside the scope may read which record, until when (Điều 8.3)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.consent_rules import longest_day, require_outsider, require_within_giver
from app.access.grants import MOST_CONSENTS
from app.access.models import Account, Consent
from app.access.scope import reached
from app.core import clock, things
from app.core.actor import operation, require_actor, require_right
from app.core.errors import NotFound, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.services import ThingService, columns_of, use_service
from app.core.transactions import transaction
from app.core.values import show
from app.core.words import say
from app.organisation.models import UnitRef

CONSENT = things.get("consent")
_MOST_LISTED = 200
#: Keeps the scan of the document in the transaction in hand: its row. RuleViolated when there is none.
KeepScan = Callable[[Session], Any]


class ConsentService(ThingService):
    """A consent is given and withdrawn; what it said stands as it was."""

    def check(self, session: Session, row: Any, values: dict[str, Any]) -> dict[str, str]:
        errors = {}
        if values["valid_to"] < values["valid_from"]:
            errors["valid_to"] = say("Ngày kết thúc trước ngày bắt đầu.")
        elif values["valid_to"] < clock.today():
            errors["valid_to"] = say("Ngày kết thúc đã qua.")
        elif values["valid_to"] > longest_day(session):
            last = show(self.thing.fields["valid_to"], longest_day(session))
            errors["valid_to"] = say("Đồng ý có hiệu lực dài nhất đến ngày {day}.", day=last)
        if values["document_on"] > clock.today():
            errors["document_on"] = say("Ngày văn bản ở tương lai.")
        unit_id = values.get("unit_id")
        if unit_id and session.get(UnitRef, unit_id) is None:
            errors["unit_id"] = say("Không có đơn vị này.")
        return errors

    def give(
        self, session: Session, person_id: int, raw: Mapping[str, Any], username: str, keep_scan: KeepScan
    ) -> Consent:
        """Give a consent on a record whose consents the account keeps; NotFound for one out of its scope.

        Who is to read comes last, when nothing else stands against the consent: a name is tried out only by
        giving a consent, with its scan (Điều 8.3), that stays in the register.
        """
        actor, username = require_right(Right.ADD, "consent"), username.strip()
        with transaction(session, Right.ADD):
            managed_record(session, person_id, Right.ADD)
            values = self._values(session, raw, person_id, username)
            extent = {"with_sensitive": values["shows_sensitive"]}
            require_within_giver(session, actor, person_id, until=values["valid_to"], **extent)
            row = Consent(**columns_of(self.thing, values), scan_id=keep_scan(session).id)
            whom = {"username": username, "unit_id": row.unit_id}
            row.account_id = require_outsider(session, actor, person_id, **whom, **extent)
            self._refuse_too_many(session, row)
            row.given_by_id = actor.account_id
            session.add(row)
            session.flush()
        return row

    def _values(
        self, session: Session, raw: Mapping[str, Any], person_id: int, username: str
    ) -> dict[str, Any]:
        if not username and not raw.get("unit_id"):
            sentence = say("Chọn tài khoản hoặc đơn vị được xem.")
            raise RuleViolated(sentence, errors={"account": sentence})
        return self.parsed(session, {**raw, "person": person_id, "account_id": None}, row=None)

    def withdraw(self, session: Session, consent_id: int, *, reason: str) -> Consent:
        """End a consent today; it stays in the register."""
        require_right(Right.EDIT, "consent")
        reason = " ".join(reason.split())[:500]
        with transaction(session, Right.EDIT):
            with operation(Right.VIEW):  # the record is read; nothing of it is edited
                row = consent_in_scope(session, consent_id)
            managed_record(session, row.person_id, Right.EDIT)
            if row.withdrawn_on is not None:
                raise StepNotAllowed(say("Đồng ý này đã được thu hồi."))
            if not reason:
                raise RuleViolated(say("Ghi lý do thu hồi."), errors={"reason": say("Ghi lý do thu hồi.")})
            row.withdrawn_on, row.withdrawn_reason = clock.today(), reason
        return row

    def _refuse_too_many(self, session: Session, row: Consent) -> None:
        who = Consent.account_id == row.account_id if row.account_id else Consent.unit_id == row.unit_id
        query = select(func.count(Consent.id)).where(who, _is_open())
        if (session.scalar(query, execution_options=unscoped("a number only")) or 0) >= MOST_CONSENTS:
            raise RuleViolated(
                say(
                    "Đã có {most} đồng ý còn hiệu lực. Giao quyền theo phạm vi thay vào đó.",
                    most=MOST_CONSENTS,
                )
            )


def _is_open() -> Any:
    today = clock.today()
    return (Consent.valid_to >= today) & or_(Consent.withdrawn_on.is_(None), Consent.withdrawn_on > today)


def consents_of(
    session: Session, person_id: int | None = None, *, limit: int = _MOST_LISTED
) -> Sequence[Consent]:
    """The newest consents in scope, of one record or of all."""
    query = _in_scope()
    if person_id is not None:
        query = query.where(Consent.person_id == person_id)
    return session.scalars(query.order_by(Consent.id.desc()).limit(limit)).all()


def consent_in_scope(session: Session, consent_id: int) -> Consent:
    """One consent of the register; NotFound for one on a record out of scope."""
    found: Consent | None = session.scalars(_in_scope().where(Consent.id == consent_id)).first()
    if found is None:
        raise NotFound()
    return found


def _in_scope() -> Any:
    # The scope of the class: the right on consents, over the record.
    return select(Consent).options(joinedload(Consent.person))


def managed_record(session: Session, person_id: int, right: Right) -> None:
    """NotFound unless the account holds this right on consents over the record."""
    person = things.get("person").model
    over = reached(require_actor(), right, CONSENT.key, person)
    query = select(person.id).where(person.id == person_id, over)
    if session.scalars(query, execution_options=unscoped("the right on consents")).first() is None:
        raise NotFound()


def consents_given_by(session: Session, account_id: int) -> Sequence[Consent]:
    """What an account has given that still holds, or will, on records in scope; the newest first."""
    query = select(Consent).where(Consent.given_by_id == account_id, _is_open())
    return session.scalars(query.order_by(Consent.id.desc()).limit(_MOST_LISTED)).all()


def account_names(session: Session, ids: Sequence[int | None]) -> dict[int, str]:
    """Account -> its name."""
    query = select(Account.id, Account.username).where(Account.id.in_({number for number in ids if number}))
    return {row[0]: row[1] for row in session.execute(query)}


def unit_names(session: Session, ids: Sequence[int | None]) -> dict[int, str]:
    """Unit -> its name, which is no secret."""
    query = select(UnitRef.id, UnitRef.name).where(UnitRef.id.in_({number for number in ids if number}))
    return {row[0]: row[1] for row in session.execute(query)}


def is_open(consent: Consent) -> bool:
    """Whether a consent holds today."""
    today = clock.today()
    is_withdrawn = consent.withdrawn_on is not None and consent.withdrawn_on <= today
    return bool(consent.valid_from <= today <= consent.valid_to and not is_withdrawn)


consent_service = ConsentService(CONSENT)
use_service("consent", consent_service)
