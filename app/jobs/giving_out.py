"""Whether the owner of a result may still have it: its right, its scope and the sensitive groups that stand
in it, asked at each download (A9, Điều 8.3)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.account_limits import units_reached
from app.access.models import PERSONAL_KEY
from app.access.scope import visible
from app.access.sensitive import may_view
from app.core import things
from app.core.actor import Actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.shown import not_shown
from app.jobs.models import Job
from app.organisation.models import UnitRef

#: As many ids as one statement takes on either database.
_BATCH = 10_000
_COUNTING = unscoped("a number only") | not_shown("a number only")


def is_still_given(session: Session, actor: Actor, job: Job, ids: Sequence[int]) -> bool:
    """Whether the right a result was made under still reaches all of it; `ids` are its records."""
    if actor.is_system:
        return True
    if job.kind == "account_slips":
        return _reaches_unit(session, actor, int(job.options["unit"]))
    if job.kind == "print":
        reaches = _reaches_all(session, actor, Right.PRINT, {*ids, *job.options["person_ids"]})
        return reaches and _sees_groups(session, actor, job.options.get("shown"))
    if job.kind == "export":
        if not actor.has(Right.EXPORT, str(job.options["thing"])):
            return False
        return not ids or _reaches_all(session, actor, Right.EXPORT, set(ids))
    return True


def _reaches_unit(session: Session, actor: Actor, unit_id: int) -> bool:
    query = select(UnitRef.id).where(UnitRef.id == unit_id, units_reached(actor, Right.MANAGE, PERSONAL_KEY))
    return session.scalars(query, execution_options=unscoped("place of the slips")).first() is not None


def _sees_groups(
    session: Session, actor: Actor, on_paper: Sequence[tuple[list[str], list[int]]] | None
) -> bool:
    """Whether the sensitive groups on papers are those the actor may view of each record even now; not when
    nobody noted which they are."""
    if on_paper is None:
        return False
    person: Any = things.get("person").model
    for groups, ids in on_paper:
        for start in range(0, len(ids), _BATCH):
            query = select(person.id, person.home_path).where(person.id.in_(ids[start : start + _BATCH]))
            for row in session.execute(query, execution_options=_COUNTING):
                if not may_view(session, actor, row, groups):
                    return False
    return True


def _reaches_all(session: Session, actor: Actor, right: Right, ids: set[int]) -> bool:
    person: Any = things.get("person").model
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BATCH):
        some = wanted[start : start + _BATCH]
        query = select(func.count(person.id)).where(person.id.in_(some), visible(actor, right, person))
        if session.scalar(query, execution_options=_COUNTING) != len(some):
            return False
    return True
