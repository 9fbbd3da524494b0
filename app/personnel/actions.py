"""Acts on one or many records: verify, transfer, change of status, removal (Điều 11, 12, 14.2).

Each has its own right, says in a plan what it will do to how many, does all or nothing, and
stands in the history of every record it touched.
"""

import dataclasses
import datetime
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.recorder import record_event
from app.core import clock, things
from app.core.actor import require_actor, require_right
from app.core.errors import NotFound, RuleViolated
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say
from app.organisation.models import UnitRef
from app.personnel.models import Person, Placement, StatusPeriod
from app.personnel.services import refuse_unfit_unit

#: Records one act takes, in one transaction of a few seconds while others wait to write.
MOST_AT_ONCE = 500
#: Verifying writes one line a record: 2,000 take three seconds.
MOST_VERIFIED = 2_000
#: Printing is the worker's: 5,000 Word documents take it a minute. LibreOffice needs a second for each PDF.
MOST_PRINTED, MOST_PRINTED_AS_PDF = 5_000, 500
PERSON = things.get("person")


@dataclasses.dataclass(frozen=True)
class Decision:
    """The paper an act rests on: number, day signed, day it takes effect."""

    number: str
    signed_on: datetime.date
    effective_on: datetime.date

    def check(self) -> None:
        """RuleViolated unless the decision is whole and its days are in order."""
        errors = {}
        if not self.number.strip():
            errors["decision_number"] = say("Chưa nhập số quyết định.")
        if self.signed_on > clock.today():
            errors["decision_on"] = say("Ngày ký ở tương lai.")
        if self.effective_on > clock.today():
            errors["effective_on"] = say("Ngày hiệu lực chưa đến; thực hiện khi quyết định có hiệu lực.")
        if self.effective_on < self.signed_on - datetime.timedelta(days=366):
            errors["effective_on"] = say("Ngày hiệu lực trước ngày ký quá một năm.")
        if errors:
            raise RuleViolated(
                say("Chưa thực hiện được, còn {count} mục cần sửa.", count=len(errors)), errors=errors
            )


@dataclasses.dataclass(frozen=True)
class Plan:
    """What an act will do: to whom, and which records stand in its way with the reason."""

    people: Sequence[Person]
    obstacles: Sequence[tuple[Person, str]]

    def require_clear(self) -> None:
        """RuleViolated naming the obstacles; all or nothing."""
        if self.obstacles:
            named = "; ".join(f"{person.full_name}: {why}" for person, why in self.obstacles[:5])
            raise RuleViolated(
                say("Không thực hiện được với {count} hồ sơ. {named}", count=len(self.obstacles), named=named)
            )


def selected(session: Session, person_ids: Sequence[int], *, most: int = MOST_AT_ONCE) -> list[Person]:
    """The chosen records in name order; NotFound if even one is out of scope for the right in force."""
    ids = sorted(set(person_ids))
    if not ids:
        raise RuleViolated(say("Chưa chọn hồ sơ nào."))
    if len(ids) > most:
        raise RuleViolated(say("Mỗi lần thực hiện tối đa {most} hồ sơ.", most=f"{most:,}".replace(",", ".")))
    query = select(Person).where(Person.id.in_(ids)).order_by(Person.sort_key, Person.id)
    people = list(session.scalars(query))
    if len(people) != len(ids):
        raise NotFound()
    return people


def plan_verify(session: Session, person_ids: Sequence[int]) -> Plan:
    """Only records that are filled in and not closed can be verified (Điều 11.1.c)."""
    people = selected(session, person_ids, most=MOST_VERIFIED)
    return Plan(people, [(person, why) for person in people if (why := _why_not_verify(person))])


def _why_not_verify(person: Person) -> str:
    if person.is_removed:
        return say("hồ sơ đã loại bỏ")
    if person.record_state == "verified":
        return say("đã xác thực")
    if person.record_state in ("archived", "transferring"):
        return say("đang lưu trữ hoặc đang điều chuyển")
    missing = [
        PERSON.fields[name].label
        for name in ("birth_on", "sex", "identity_number", "personnel_kind_id")
        if getattr(person, name) is None and name in PERSON.fields
    ]
    return say("còn thiếu {join}", join=", ".join(missing)) if missing else ""


def person_verify(session: Session, person_ids: Sequence[int]) -> int:
    """Mark the records as agreeing with the paper file: by whom and when is kept."""
    require_right(Right.VERIFY, "person")
    with transaction(session, Right.VERIFY):
        plan = plan_verify(session, person_ids)
        plan.require_clear()
        for person in plan.people:
            person.record_state = "verified"
            person.verified_at = clock.now()
            person.verified_by = require_actor().name
        session.flush()
    return len(plan.people)


def plan_transfer(session: Session, person_ids: Sequence[int]) -> Plan:
    """Closed and removed records stay where they are."""
    people = selected(session, person_ids)
    return Plan(people, [(person, why) for person in people if (why := _why_not_move(person))])


def _why_not_move(person: Person) -> str:
    if person.is_removed:
        return say("hồ sơ đã loại bỏ")
    if person.record_state in ("archived", "transferring"):
        return say("đang lưu trữ hoặc đang điều chuyển")
    return ""


def person_transfer(
    session: Session, person_ids: Sequence[int], *, target_unit_id: int, decision: Decision
) -> int:
    """Move the records to another unit, anywhere in the city (Điều 12.1, 12.2).

    The target may lie outside the scope: unit names are no secret. Afterwards the records are
    its own.
    """
    require_right(Right.TRANSFER, "person")
    decision.check()
    with transaction(session, Right.TRANSFER):
        plan = plan_transfer(session, person_ids)
        plan.require_clear()
        target = session.scalars(select(UnitRef).where(UnitRef.id == target_unit_id)).first()
        if target is None:
            raise RuleViolated(
                say("Chưa chọn đơn vị nhận."), errors={"target_unit": say("Chọn đơn vị nhận.")}
            )
        refuse_unfit_unit(target)
        for person in plan.people:
            _move(session, person, target, decision, reason="transfer")
    return len(plan.people)


def _move(session: Session, person: Person, target: UnitRef, decision: Decision, *, reason: str) -> None:
    if person.home_unit_id == target.id:
        raise RuleViolated(say("{full_name} đang ở {name}.", full_name=person.full_name, name=target.name))
    # The placements first: once the person has moved, its parts are out of the mover's scope.
    query = select(Placement).where(Placement.person_id == person.id, Placement.to_on.is_(None))
    present = session.scalars(query).one()
    if decision.effective_on <= present.from_on:
        raise RuleViolated(
            say(
                "{full_name} mới về đơn vị hiện nay ngày {from_on:%d/%m/%Y}; ngày hiệu lực phải sau ngày đó.",
                full_name=person.full_name,
                from_on=present.from_on,
            ),
            errors={"effective_on": say("Ngày hiệu lực phải sau ngày về đơn vị hiện nay.")},
        )
    present.to_on = decision.effective_on - datetime.timedelta(days=1)
    session.flush()
    session.add(
        Placement(
            person_id=person.id,
            unit_id=target.id,
            from_on=decision.effective_on,
            reason=reason,
            decision_number=decision.number,
            decision_on=decision.signed_on,
        )
    )
    session.flush()
    person.home_unit_id, person.home_path = target.id, target.path
    session.flush()


def plan_print(session: Session, person_ids: Sequence[int]) -> Plan:
    """Removed records are printed no more until they are restored (Điều 14.2)."""
    return _plan_kept(session, person_ids, MOST_PRINTED)


def plan_change_status(session: Session, person_ids: Sequence[int]) -> Plan:
    """Removed records have no status to change."""
    return _plan_kept(session, person_ids, MOST_AT_ONCE)


def _plan_kept(session: Session, person_ids: Sequence[int], most: int) -> Plan:
    people = selected(session, person_ids, most=most)
    return Plan(people, [(person, say("hồ sơ đã loại bỏ")) for person in people if person.is_removed])


def person_change_status(
    session: Session, person_ids: Sequence[int], *, status_id: int, decision: Decision
) -> int:
    """Change the employment status of the records (Điều 12.3); a closing status archives them."""
    require_right(Right.CHANGE_STATUS, "person")
    decision.check()
    status_model = things.get("employment_status").model
    with transaction(session, Right.CHANGE_STATUS):
        plan = plan_change_status(session, person_ids)
        plan.require_clear()
        status = session.get(status_model, status_id)
        if status is None or status.is_retired:
            raise RuleViolated(
                say("Chưa chọn trạng thái mới."), errors={"employment_status": say("Chọn trạng thái.")}
            )
        for person in plan.people:
            _change_status(session, person, status, decision)
    return len(plan.people)


def _change_status(session: Session, person: Person, status: object, decision: Decision) -> None:
    new_id: int = status.id  # type: ignore[attr-defined]
    if person.employment_status_id == new_id:
        raise RuleViolated(say("{full_name} đã ở trạng thái này.", full_name=person.full_name))
    query = select(StatusPeriod).where(StatusPeriod.person_id == person.id, StatusPeriod.to_on.is_(None))
    present = session.scalars(query).one()
    if decision.effective_on <= present.from_on:
        raise RuleViolated(
            say(
                "{full_name} ở trạng thái hiện nay từ {from_on:%d/%m/%Y}; ngày hiệu lực phải sau ngày đó.",
                full_name=person.full_name,
                from_on=present.from_on,
            ),
            errors={"effective_on": say("Ngày hiệu lực phải sau ngày bắt đầu trạng thái hiện nay.")},
        )
    present.to_on = decision.effective_on - datetime.timedelta(days=1)
    session.flush()
    session.add(
        StatusPeriod(
            person_id=person.id,
            employment_status_id=new_id,
            from_on=decision.effective_on,
            decision_number=decision.number,
            decision_on=decision.signed_on,
        )
    )
    person.employment_status_id = new_id
    if status.is_closed:  # type: ignore[attr-defined]
        person.record_state = "archived"
    elif person.record_state == "archived":
        person.record_state = "waiting"
    session.flush()


def person_remove(session: Session, person_id: int, *, reason: str) -> None:
    """Void a record with a reason; nothing is erased, it can be restored (Điều 13.1, 14.2)."""
    _set_removed(session, person_id, removed=True, reason=reason.strip())


def person_restore(session: Session, person_id: int, *, reason: str) -> None:
    """Bring a voided record back, with a reason."""
    _set_removed(session, person_id, removed=False, reason=reason.strip())


def _set_removed(session: Session, person_id: int, *, removed: bool, reason: str) -> None:
    require_right(Right.REMOVE, "person")
    if not reason:
        raise RuleViolated(say("Chưa ghi lý do."), errors={"reason": say("Ghi lý do.")})
    with transaction(session, Right.REMOVE):
        (person,) = selected(session, [person_id])
        if person.is_removed is removed:
            raise RuleViolated(say("Hồ sơ đã ở tình trạng này."))
        person.is_removed = removed
        person.removed_reason = reason[:1000] if removed else None
        session.flush()
        record_event(session, PERSON, person, "remove" if removed else "restore", {"reason": [None, reason]})
