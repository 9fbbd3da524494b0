"""Reading the log of access: by account, person, act, time, unit; within the reader's scope."""

import dataclasses
import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.audit.access_models import LOG_KEY, AccessLine, AccessPerson, ReadingAlert
from app.audit.line_index import catch_up
from app.core import clock
from app.core.actor import require_actor, require_right
from app.core.errors import NotFound, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say

PAGE = 50
#: Unasked the list goes back this far: a small branch may have its last line among millions.
USUAL_DAYS = 30
MOST_EXPORTED = 100_000


@dataclasses.dataclass(frozen=True)
class LogRequest:
    """What lines are asked for; `people` are those of a unit's subtree, as a condition on person ids."""

    account: str = ""
    act: str = ""
    person_id: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    people: Any = None
    page: int = 0


def _conditions(wanted: LogRequest) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.account:
        found.append(_by(wanted.account.strip()))
    if wanted.act:
        found.append(AccessLine.act == wanted.act)
    if wanted.since:
        found.append(AccessLine.at >= _midnight(wanted.since))
    if wanted.until:
        found.append(AccessLine.at < _midnight(wanted.until + datetime.timedelta(days=1)))
    if wanted.person_id is not None:
        found.append(AccessLine.id.in_(_lines_about(AccessPerson.person_id == wanted.person_id)))
    if wanted.people is not None:
        about = _lines_about(AccessPerson.person_id.in_(wanted.people), AccessPerson.line_id == AccessLine.id)
        found.append(about.correlate(AccessLine.__table__).exists())
    return found


def _by(name: str) -> ColumnElement[bool]:
    """Lines of an account: its own, those of its looking on as others, and of others as it (`seen_as`)."""
    begins, ends = say("{name} xem như {other}", name="\0", other="\0").split("\0")[1:]
    actor = AccessLine.actor
    return or_(
        actor == name,
        actor.startswith(f"{name}{begins}", autoescape=True),
        actor.endswith(f"{begins}{name}{ends}", autoescape=True),
    )


def _lines_about(*conditions: ColumnElement[bool]) -> Any:
    return select(AccessPerson.line_id).where(*conditions)


def _midnight(day: datetime.date) -> datetime.datetime:
    local = datetime.datetime.combine(day, datetime.time(), clock.LOCAL_ZONE)
    return local.astimezone(datetime.UTC).replace(tzinfo=None)


def lines(session: Session, wanted: LogRequest) -> tuple[Sequence[AccessLine], bool]:
    """A page of lines, newest first, and whether there are more."""
    require_right(Right.VIEW, LOG_KEY)
    catch_up(session)
    query = select(AccessLine).where(*_conditions(wanted)).order_by(AccessLine.id.desc())
    rows = session.scalars(query.limit(PAGE + 1).offset(wanted.page * PAGE)).all()
    return rows[:PAGE], len(rows) > PAGE


def every_line(session: Session, wanted: LogRequest) -> Iterator[AccessLine]:
    """All lines, newest first, at most MOST_EXPORTED; for a workbook."""
    require_right(Right.EXPORT, LOG_KEY)
    catch_up(session)
    query = select(AccessLine).where(*_conditions(wanted)).order_by(AccessLine.id.desc())
    yield from session.scalars(query.limit(MOST_EXPORTED).execution_options(yield_per=1000))


# Alerts -----------------------------------------------------------------------------------------------


def _mine() -> ColumnElement[bool]:
    """Alerts about accounts of units inside the reader's branches; one without a unit is the city's."""
    actor = require_actor()
    if actor.is_system:
        return true()
    roots = [grant.root_path for grant in actor.grants_for(Right.VIEW, LOG_KEY) if grant.root_path]
    path = ReadingAlert.unit_path
    ways = [and_(path >= root, path < root[:-1] + "0") for root in roots]
    if any(root.count("/") == 2 for root in roots):
        ways.append(path == "")
    return or_(false(), *ways)


def alerts(session: Session, *, limit: int = 200) -> Sequence[ReadingAlert]:
    """The newest alerts, those nobody has acknowledged first."""
    query = select(ReadingAlert).where(_mine())
    return session.scalars(
        query.order_by(ReadingAlert.noted_at.is_not(None), ReadingAlert.id.desc()).limit(limit)
    ).all()


def open_alerts(session: Session) -> int:
    """How many alerts nobody has acknowledged."""
    query = select(func.count(ReadingAlert.id)).where(_mine(), ReadingAlert.noted_at.is_(None))
    return session.scalar(query) or 0


def acknowledge(session: Session, alert_id: int, *, note: str) -> ReadingAlert:
    """Note who looked into an alert, when, and what came of it."""
    actor, note = require_right(Right.VERIFY, LOG_KEY), " ".join(note.split())[:500]
    with transaction(session, Right.VERIFY):
        query = select(ReadingAlert).where(ReadingAlert.id == alert_id, _mine()).with_for_update()
        alert = session.scalars(query).first()
        if alert is None:
            raise NotFound()
        if alert.noted_at is not None:
            raise StepNotAllowed(say("Cảnh báo này đã được {name} xác nhận.", name=alert.noted_by))
        if not note:
            raise RuleViolated(say("Ghi kết quả kiểm tra."), errors={"note": say("Ghi kết quả kiểm tra.")})
        alert.noted_at, alert.noted_by, alert.note = clock.now(), actor.name[:200], note
    return alert
