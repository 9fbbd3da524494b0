"""Who may write a delegation: whoever could give the grants that rest on it (Điều 7.2, 6.2)."""

import datetime
from typing import Any

from sqlalchemy import inspect as sa_inspect
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.grants import type_ids
from app.access.held import held_by, reach_of
from app.access.limits import is_above
from app.access.models import Account, Grant
from app.access.reaches import Reach, lacking
from app.core import clock
from app.core.actor import Actor
from app.core.errors import StepNotAllowed
from app.core.scoping import unscoped
from app.core.words import say
from app.organisation.models import Delegation, UnitRef

#: Columns by which the grants that rest on a delegation begin, end or reach further.
_CARRYING = ("holder_id", "root_id", "unit_types", "valid_from", "valid_to")


def check_written_delegation(session: Session, actor: Actor, row: Delegation) -> None:
    """StepNotAllowed for a delegation, about to be flushed, that its author could not answer for.

    The author manages grants over its whole subtree, the old and the new one. Of the grants that rest on it
    none is the author's own or above the author, and none is prolonged beyond what the author could give.
    """
    with session.no_autoflush:
        held = held_by(session, actor)
        for place in _places(session, row):
            if lacking(held, place, whole_time=False):
                raise StepNotAllowed(say("Không ghi được ủy quyền ngoài phạm vi được phân quyền."))
        if not _is_carried_on(session, row):
            return
        if any(not _is_below(session, actor, grant, row) for grant in grants_resting_on(session, row.id)):
            raise StepNotAllowed(
                say(
                    "Ủy quyền này là căn cứ của quyền cao hơn hoặc dài hơn quyền của tài khoản đang dùng, "
                    "hoặc của chính tài khoản đang dùng."
                )
            )


def _is_below(session: Session, actor: Actor, grant: Grant, row: Delegation) -> bool:
    account = session.get(Account, grant.account_id)
    if account is None or account.id == actor.account_id or is_above(session, actor, account):
        return False
    wanted = _reach(session, grant, row)
    return not lacking(held_by(session, actor), wanted, whole_time=_prolongs(row))


def grants_resting_on(session: Session, delegation_id: int | None) -> list[Grant]:
    """The grants made from a delegation that have not ended by themselves."""
    if delegation_id is None:
        return []
    going_on = or_(Grant.valid_to.is_(None), Grant.valid_to >= clock.today())
    query = select(Grant).where(Grant.delegation_id == delegation_id, going_on)
    return list(session.scalars(query, execution_options=unscoped("what rests on a delegation")))


def carries_changes(row: Delegation) -> bool:
    """Whether a change of the row reaches the grants that rest on it."""
    state: Any = sa_inspect(row)
    return any(state.attrs[name].history.has_changes() for name in _CARRYING)


def _is_carried_on(session: Session, row: Delegation) -> bool:
    return row in session.deleted or carries_changes(row)


def _places(session: Session, row: Delegation) -> list[Reach]:
    """The subtree a delegation names, as it was and as it is to be."""
    state: Any = sa_inspect(row)
    roots, types = (state.attrs[name].history for name in ("root_id", "unit_types"))
    found = []
    for root_id in {*roots.deleted, *roots.added, *roots.unchanged} - {None}:
        query = select(UnitRef.path).where(UnitRef.id == root_id)
        path = session.scalars(query, execution_options=unscoped("path of one unit")).first()
        found += [
            Reach(frozenset(), path or "", type_ids(session, codes))
            for codes in {*types.deleted, *types.added, *types.unchanged} or {None}
        ]
    return found


def _reach(session: Session, grant: Grant, row: Delegation) -> Reach:
    """What a grant gives once the delegation is as it is written now."""
    return reach_of(
        session,
        role_id=grant.role_id,
        unit_id=grant.unit_id,
        unit_types=grant.unit_types,
        delegation_id=None,
        valid_to=min((day for day in (grant.valid_to, row.valid_to) if day), default=None),
    )


def _prolongs(row: Delegation) -> bool:
    """Whether the delegation is to hold longer than it did, or sooner."""
    state: Any = sa_inspect(row)
    first, last = (state.attrs[name].history for name in ("valid_from", "valid_to"))
    return _grows(last, datetime.date.max, later=True) or _grows(first, datetime.date.min, later=False)


def _grows(history: Any, never: datetime.date, *, later: bool) -> bool:
    if not history.has_changes():
        return False
    old, new = (next(iter(days), None) or never for days in (history.deleted, history.added))
    return new > old if later else new < old
