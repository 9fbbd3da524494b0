"""The acts on records as screens ask for them: what each needs, plans and runs."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from app.core.errors import RuleViolated
from app.core.rights import Right
from app.core.values import parse_required_day
from app.core.words import say
from app.personnel.actions import (
    MOST_AT_ONCE,
    MOST_PRINTED,
    MOST_VERIFIED,
    Decision,
    Plan,
    person_change_status,
    person_transfer,
    person_verify,
    plan_change_status,
    plan_print,
    plan_transfer,
    plan_verify,
)
from app.web.person_print import run_print
from app.web.requests import reference_value

Form = Mapping[str, str]


@dataclasses.dataclass(frozen=True)
class Act:
    """One act: `asks` names what its form asks for beside the selection."""

    name: str
    label: str
    right: Right
    says: str
    legal: str
    plan: Callable[[Session, Sequence[int]], Plan]
    #: How many records were changed, or the address where what was asked for is to be had.
    run: Callable[[Session, Sequence[int], Form], int | str]
    asks: tuple[str, ...] = ()
    icon: str = "fa-check"
    #: So many records at once.
    most: int = MOST_AT_ONCE
    #: The page of a record offers it in a menu of its own.
    has_menu: bool = False


def _decision(form: Form) -> Decision:
    errors, days = {}, {}
    for name, label in (("decision_on", say("Ngày ký")), ("effective_on", say("Ngày hiệu lực"))):
        try:
            days[name] = parse_required_day(form.get(name, ""), label)
        except RuleViolated as error:
            errors[name] = error.message
    number = form.get("decision_number", "").strip()
    if not number or "\x00" in number or len(number) > 100:
        errors["decision_number"] = say("Nhập số quyết định, tối đa 100 ký tự.")
    if errors:
        raise RuleViolated(
            say("Chưa thực hiện được, còn {count} mục cần sửa.", count=len(errors)), errors=errors
        )
    return Decision(number=number, signed_on=days["decision_on"], effective_on=days["effective_on"])


def _chosen(form: Form, name: str, sentence: str) -> int:
    value = reference_value(form.get(name, ""))
    if not isinstance(value, int):
        raise RuleViolated(say("Chưa thực hiện được, còn 1 mục cần sửa."), errors={name: sentence})
    return value


def _verify(session: Session, ids: Sequence[int], form: Form) -> int:
    return person_verify(session, ids)


def _transfer(session: Session, ids: Sequence[int], form: Form) -> int:
    target = _chosen(form, "target_unit", say("Chọn đơn vị nhận."))
    return person_transfer(session, ids, target_unit_id=target, decision=_decision(form))


def _change_status(session: Session, ids: Sequence[int], form: Form) -> int:
    status = _chosen(form, "employment_status", say("Chọn trạng thái mới."))
    return person_change_status(session, ids, status_id=status, decision=_decision(form))


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            "verify",
            "Xác thực",
            Right.VERIFY,
            legal="Điều 11.1.c",
            icon="fa-check",
            says="Đánh dấu đã đối chiếu với hồ sơ giấy; tên người xác thực và thời điểm được ghi lại.",
            plan=plan_verify,
            run=_verify,
            most=MOST_VERIFIED,
        ),
        Act(
            "transfer",
            "Điều chuyển",
            Right.TRANSFER,
            legal="Điều 12.1, 12.2",
            icon="fa-right-left",
            says="Chuyển hồ sơ đến đơn vị nhận từ ngày quyết định có hiệu lực; "
            "hồ sơ có thể rời khỏi phạm vi quản lý.",
            plan=plan_transfer,
            run=_transfer,
            asks=("target_unit", "decision"),
        ),
        Act(
            "change_status",
            "Đổi trạng thái",
            Right.CHANGE_STATUS,
            legal="Điều 12.3",
            icon="fa-user-clock",
            says="Đổi trạng thái công tác từ ngày quyết định có hiệu lực; "
            "nghỉ hưu, thôi việc, từ trần đưa hồ sơ vào lưu trữ.",
            plan=plan_change_status,
            run=_change_status,
            asks=("employment_status", "decision"),
        ),
        Act(
            "print",
            "In biểu mẫu",
            Right.PRINT,
            legal="Điều 9.11",
            icon="fa-print",
            says="Lập biểu mẫu từ hồ sơ, kể cả mục nhạy cảm mà tài khoản có quyền xem; "
            "lần in được ghi vào nhật ký truy cập.",
            plan=plan_print,
            run=run_print,
            asks=("form",),
            most=MOST_PRINTED,
            has_menu=True,
        ),
    )
}
