"""What may be done with one entry beside editing it, as data: form, button, right and service."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.entry import EntryThing
from app.core.rights import Right
from app.core.words import say
from app.personnel.entry_services import EntryService

Run = Callable[[EntryService, Session, int, Mapping[str, str], int | None], Any]


@dataclasses.dataclass(frozen=True)
class EntryAct:
    """One act: `says` what will happen, `asks` for ``to_on`` or ``reason``, `choices` are its buttons
    (value of ``state``, label, icon); `fits` says whether it is offered for an entry."""

    name: str
    label: str
    icon: str
    right: Right
    says: str
    run: Run
    fits: Callable[[EntryThing, Any], bool]
    legal: str
    asks: str = ""
    choices: tuple[tuple[str, str, str], ...] = ()


def _lasts(thing: EntryThing, row: Any) -> bool:
    return not row.is_void and not thing.is_point and row.from_on is not None and row.to_on is None


ENTRY_ACTS: dict[str, EntryAct] = {
    act.name: act
    for act in (
        EntryAct(
            "verify",
            "Xác thực",
            "fa-check",
            Right.VERIFY,
            "Đối chiếu mục này với giấy tờ gốc, rồi ghi kết quả. Sửa mục về sau thì phải xác thực lại.",
            lambda service, session, pk, form, version: service.verify(
                session, pk, state=form.get("state", ""), version=version
            ),
            lambda _thing, row: not row.is_void,
            "Điều 11.2.b",
            choices=(
                ("doubtful", "Cần xác minh", "fa-magnifying-glass"),
                ("verified", "Xác thực", "fa-check"),
            ),
        ),
        EntryAct(
            "end",
            "Kết thúc",
            "fa-flag-checkered",
            Right.EDIT,
            "Ghi thời điểm kết thúc của mục đang diễn ra.",
            lambda service, session, pk, form, version: service.end(
                session, pk, form.get("to_on", ""), version=version
            ),
            _lasts,
            "Điều 11.2",
            asks="to_on",
        ),
        EntryAct(
            "void",
            "Hủy mục",
            "fa-ban",
            Right.EDIT,
            "Mục nhập nhầm không bị xóa: được gạch đi, giữ lại cùng lý do và khôi phục được.",
            lambda service, session, pk, form, version: service.void(
                session, pk, form.get("reason", ""), version=version
            ),
            lambda _thing, row: not row.is_void,
            "Điều 13.1",
            asks="reason",
        ),
        EntryAct(
            "restore",
            "Khôi phục",
            "fa-rotate-left",
            Right.EDIT,
            "Mục đã hủy có hiệu lực trở lại, ở trạng thái chưa xác thực.",
            lambda service, session, pk, form, version: service.restore(
                session, pk, form.get("reason", ""), version=version
            ),
            lambda _thing, row: bool(row.is_void),
            "Điều 13.1",
            asks="reason",
        ),
    )
}


def act_title(act: EntryAct, thing: EntryThing) -> str:
    """The heading of the form of an act."""
    return say("{act}: {label}", act=say(act.label), label=say(thing.label))
