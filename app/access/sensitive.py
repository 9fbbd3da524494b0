"""The one place that decides how much of the sensitive fields of a record an actor sees (Điều 8.3).

Screens, forms, API, history and exports ask `sights`; whoever changes a record asks `may_edit`.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.guard import types_of
from app.access.models import Opening
from app.core import clock
from app.core.actor import Actor, ActorGrant, current_actor, refuse_read_only, require_actor
from app.core.errors import RuleViolated, StepNotAllowed
from app.core.fields import Field
from app.core.rights import Right
from app.core.sensitive import GROUPS, permission_key
from app.core.things import Thing
from app.core.words import say
from app.settings.reading import setting

#: What may be said without a sentence of one's own.
REASONS = {
    "check": "Đối chiếu với hồ sơ giấy",
    "regime": "Giải quyết chế độ, chính sách",
    "report": "Lập báo cáo theo yêu cầu",
    "inspection": "Thanh tra, kiểm tra",
    "other": "Lý do khác",
}
LEAST_REASON = 10
MASK = "••••"
WITHHELD_TEXT = "Không có quyền xem"


class Sight(StrEnum):
    """How much of a group is seen."""

    OPEN = "open"
    MASKED = "masked"
    WITHHELD = "withheld"


def sights(session: Session, person: Any) -> dict[str, Sight]:
    """Group -> how much of it the current actor sees of this record (a row with id and home_path)."""
    actor = current_actor()
    if actor is None:
        return dict.fromkeys(GROUPS, Sight.WITHHELD)
    if actor.is_system:
        return dict.fromkeys(GROUPS, Sight.OPEN)
    over = _grants_over(session, actor, person)
    # Who looks on as somebody opens nothing by that: what itself holds, and has opened, is all it sees.
    own = _grants_over(session, actor.viewer, person) if actor.viewer else over
    opened = _opened(session, actor, person.id)
    return {group: _sight(over, own, person, group, opened) for group in GROUPS}


def _sight(over: list[ActorGrant], own: list[ActorGrant], person: Any, group: str, opened: set[str]) -> Sight:
    """`over` are the grants in whose name is read, `own` those of the reader: the same but for «xem như»."""
    grants = _carrying(own, Right.VIEW, group)
    if not grants or not _carrying(over, Right.VIEW, group):
        return Sight.WITHHELD
    is_own = any(grant.person_id == person.id for grant in grants)
    return Sight.OPEN if is_own or group in opened or not GROUPS[group].masked else Sight.MASKED


def may_view(session: Session, actor: Actor, person: Any, groups: Iterable[str]) -> bool:
    """Whether the actor holds the right to view all of these groups of this record, opened or not."""
    over = _grants_over(session, actor, person)
    return all(_carrying(over, Right.VIEW, group) for group in groups)


def _carrying(grants: list[ActorGrant], right: Right, group: str) -> list[ActorGrant]:
    wanted = (right.value, permission_key(group))
    return [grant for grant in grants if wanted in grant.permissions]


def may_edit(session: Session, group: str, person: Any) -> bool:
    """Whether the current actor may change the fields of this group of this record."""
    actor = require_actor()
    return actor.is_system or bool(_carrying(_grants_over(session, actor, person), Right.EDIT, group))


def may_edit_at(session: Session, group: str, path: str) -> bool:
    """The same for a record that is to stand in a unit with this path."""
    actor = require_actor()
    found = actor.grants_for(Right.EDIT, permission_key(group))
    return actor.is_system or any(_holds_at(session, grant, path) for grant in found)


def _grants_over(session: Session, actor: Actor, person: Any) -> list[ActorGrant]:
    """The grants that reach this record, whatever they carry."""
    return [
        grant
        for grant in actor.grants
        if person.id in grant.people
        or grant.person_id == person.id
        or _holds_at(session, grant, person.home_path)
    ]


def _holds_at(session: Session, grant: ActorGrant, path: str) -> bool:
    if not (grant.root_path and path and path.startswith(grant.root_path)):
        return False
    return not grant.unit_types or types_of(session, path) <= grant.unit_types


def _opened(session: Session, actor: Actor, person_id: int) -> set[str]:
    query = select(Opening.group_key).where(
        Opening.account_id == actor.reader_id, Opening.person_id == person_id, Opening.until > clock.now()
    )
    return set(session.scalars(query))


def reason_of(choice: str, words: str) -> str:
    """The reason as it is logged; RuleViolated for none, or for a word without sense."""
    words = " ".join(words.split())
    known = REASONS.get(choice) if choice != "other" else None
    if known is None and len(words) < LEAST_REASON:
        raise RuleViolated(
            say("Ghi lý do mở mục nhạy cảm, ít nhất {least} ký tự.", least=LEAST_REASON),
            errors={"reason": say("Ghi lý do, ít nhất {least} ký tự.", least=LEAST_REASON)},
        )
    return ": ".join(filter(None, [known, words]))


def open_group(session: Session, person: Any, group: str) -> None:
    """Note that the account sees the group for a while; the caller has the reason, and commits."""
    refuse_read_only()
    if group not in GROUPS or sights(session, person)[group] is Sight.WITHHELD:
        raise StepNotAllowed(say("Tài khoản không có quyền xem mục nhạy cảm này."))
    account_id, now = require_actor().account_id, clock.now()
    mine = Opening.account_id == account_id
    this = (Opening.person_id == person.id) & (Opening.group_key == group)
    session.execute(delete(Opening.__table__).where(mine, this | (Opening.until < now)))
    until = now + datetime.timedelta(minutes=setting(session, "reveal_minutes"))
    session.add(Opening(account_id=account_id, person_id=person.id, group_key=group, until=until))
    session.flush()


def masked(field: Field, value: Any) -> str:
    """What stands for a value that has not been opened; long numbers keep their last four places."""
    text = str(value or "")
    return f"{MASK} {text[-4:]}" if len(text) >= 8 and text.isdigit() else MASK


def groups_in(fields: Iterable[Field]) -> list[str]:
    """The sensitive groups these fields belong to, each once."""
    return list(dict.fromkeys(field.sensitive for field in fields if field.sensitive))


def refuse_sensitive(raw: Mapping[str, Any], thing: Thing, may: Callable[[str], bool]) -> None:
    """RuleViolated for values of sensitive fields whose group the account may not edit (Điều 8.3)."""
    sent = [thing.fields[name] for name in raw if name in thing.fields and thing.fields[name].sensitive]
    refused = {group for group in groups_in(sent) if not may(group)}
    errors = {
        field.name: say("Tài khoản không có quyền sửa mục này.")
        for field in sent
        if field.sensitive in refused
    }
    if errors:
        raise RuleViolated(say("Chưa lưu được, còn {count} mục cần sửa.", count=len(errors)), errors=errors)
