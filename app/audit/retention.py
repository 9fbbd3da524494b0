"""Removing lines of the log of access past their time, so that the rest stays provable (Điều 16.3)."""

import datetime
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.audit.access_models import LOG_KEY
from app.audit.chain import HEAD, IDS, LINE, OPTIONS, PERSON
from app.audit.line_index import catch_up
from app.audit.proof import CHECKPOINT, FAULTS, Anchor, anchor_of, checkpoint_seal, walk
from app.audit.recorder import note
from app.core import clock
from app.core.actor import require_right
from app.core.database import writing
from app.core.errors import RuleViolated
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say
from app.settings.reading import setting

#: Lines removed in one transaction: whoever writes a line waits that long.
BATCH = 1_000


def limit_of(session: Session) -> datetime.datetime:
    """The moment (UTC) before which lines are past their time, by the setting `access_log_years`."""
    now, years = clock.now(), setting(session, "access_log_years")
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return now.replace(year=now.year - years, day=day)


def has_expired_lines(session: Session) -> bool:
    """Whether the oldest line is past its time."""
    oldest = session.scalar(select(LINE.c.at).order_by(LINE.c.id).limit(1), execution_options=OPTIONS)
    return oldest is not None and oldest < limit_of(session)


def remove_expired_lines(session: Session, progress: Callable[[int], None] = lambda _count: None) -> int:
    """Remove the beginning of the chain as far as it is past its time; how many lines.

    Each batch is proved before it goes: RuleViolated, and nothing more is removed, when a line is broken.
    Either is told in the history.
    """
    require_right(Right.MANAGE, LOG_KEY)
    catch_up(session)  # a line that is sorted in after it went would leave its people behind
    before, removed, fault = limit_of(session), 0, ""
    session.rollback()  # SQLite gives the lock to write only to a transaction that begins with it
    try:
        while count := _remove_batch(session, before):
            removed += count
            progress(removed)
    except RuleViolated as refused:
        fault = refused.message
        raise
    finally:
        facts = {"lines": removed, "before": before.isoformat(), "fault": fault}
        if removed or fault:
            _tell(session, {name: [None, fact] for name, fact in facts.items() if fact})
    return removed


def _remove_batch(session: Session, before: datetime.datetime) -> int:
    with writing(), transaction(session, Right.MANAGE):
        session.execute(select(HEAD.c.number).with_for_update()).one()
        anchor = anchor_of(session)
        lines = _expired(session, anchor, before)
        if lines:
            _set_checkpoint(session, anchor, lines, before)
            last = lines[-1]["id"]
            for column in (PERSON.c.line_id, IDS.c.line_id, LINE.c.id):
                gone = delete(column.table).where(column <= last)
                session.execute(gone, execution_options=OPTIONS)
    return len(lines)


def _expired(session: Session, anchor: Anchor, before: datetime.datetime) -> list[Any]:
    """The first lines that are past their time, at most a batch; none after one that is not."""
    lines: list[Any] = []
    if anchor.fault:
        raise RuleViolated(say("Nhật ký truy cập: {fault}. Không gỡ dòng nào.", fault=FAULTS[anchor.fault]))
    for line, fault in walk(session, anchor, {}):
        if fault:
            number = anchor.number + len(lines) + 1
            sentence = "Nhật ký truy cập, dòng {number}: {fault}. Không gỡ từ dòng này."
            raise RuleViolated(say(sentence, number=number, fault=FAULTS[fault]))
        if line["at"] >= before or len(lines) == BATCH:
            break
        lines.append(line)
    return lines


def _set_checkpoint(session: Session, anchor: Anchor, lines: list[Any], before: datetime.datetime) -> None:
    row = {
        "id": anchor.checkpoints + 1,
        "number": lines[-1]["id"],
        "hash": lines[-1]["hash"],
        "newest_at": max(line["at"] for line in lines),
        "limit_at": before,
        "made_at": clock.now(),
        "previous": anchor.seal,
    }
    session.execute(insert(CHECKPOINT).values(**row, seal=checkpoint_seal(row)))


def _tell(session: Session, facts: dict[str, list[Any]]) -> None:
    with writing(), transaction(session, Right.MANAGE):
        note(session, LOG_KEY, 0, "log_expire", say("Nhật ký truy cập hồ sơ"), facts)
