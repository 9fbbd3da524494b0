"""The check before every flush: old and new place of each changed row, and what it points to."""

from typing import Any

from sqlalchemy import event, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

from app.access.delegation_limits import check_written_delegation
from app.access.limits import check_written_grant
from app.access.models import Grant
from app.access.scope import flushing, reached, visible
from app.core import things
from app.core.actor import Actor, ActorGrant, current_actor, is_vouched, refuse_read_only, right_in_force
from app.core.errors import NotFound, StepNotAllowed
from app.core.fields import Kind
from app.core.rights import Right
from app.core.scoping import ByOwner, ByPath, policy_of, scoped_tables, unscoped
from app.core.things import Thing
from app.core.words import say
from app.organisation.models import Delegation, UnitRef

#: Rights whose target unit may lie anywhere in the city (Điều 12.2).
_ANY_TARGET = {Right.TRANSFER}


def install(session_factory: Any) -> None:
    """Check every flush of the sessions made by this factory."""
    event.listen(session_factory, "before_flush", _before_flush)
    event.listen(session_factory, "after_flush", lambda *_: flushing.set(False))
    event.listen(session_factory, "after_soft_rollback", lambda *_: flushing.set(False))


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    flushing.set(False)  # a flush that failed in a listener must not leave the engine unguarded
    changed = [row for row in session.dirty if session.is_modified(row)]
    for row in [*session.new, *changed, *session.deleted]:
        thing = things.of_model(type(row))
        if thing:
            _check_row(session, thing, row)
        elif type(row).__table__.name in scoped_tables():
            raise StepNotAllowed(say("Bảng này chỉ được ghi qua mục đã khai báo."))
    flushing.set(True)


def _check_row(session: Session, thing: Thing, row: Any) -> None:
    actor, right = current_actor(), right_in_force()
    if actor is None:
        raise StepNotAllowed(say("Chưa đăng nhập."))
    if actor.is_system:
        return
    refuse_read_only()
    if right is None:
        raise StepNotAllowed(say("Không có thao tác nào đang được phép ghi."))
    policy = policy_of(type(row))
    if isinstance(policy, ByPath):
        _check_path(session, actor, right, thing, row, policy)
    elif isinstance(policy, ByOwner):
        _check_owner(session, actor, right, row, policy)
    elif not (actor.has(right, thing.key) or is_vouched(thing.key)):
        raise StepNotAllowed(say("Tài khoản không có quyền «{label}» ở mục này.", label=say(right.label)))
    if isinstance(row, Grant):
        check_written_grant(session, actor, row)
    if isinstance(row, Delegation):
        check_written_delegation(session, actor, row)
    if right not in _ANY_TARGET:
        _check_references(session, actor, right, thing, row)


def _values(row: Any, column: str) -> set[Any]:
    history = sa_inspect(row).attrs[column].history
    return {*history.deleted, *history.added, *history.unchanged} - {None}


def _check_path(session: Session, actor: Actor, right: Right, thing: Thing, row: Any, policy: ByPath) -> None:
    history = sa_inspect(row).attrs[policy.path].history
    old = {*history.deleted, *history.unchanged}
    new = {*history.added, *history.unchanged}
    is_new = sa_inspect(row).pending
    places = new if is_new else old if right in _ANY_TARGET else old | new
    units = _values(row, policy.unit)
    grants = actor.grants_for(right, thing.key)
    for place in places or {""}:
        if not any(_covers(session, grant, place, units, row, policy) for grant in grants):
            raise NotFound()


def _covers(
    session: Session, grant: ActorGrant, place: str, units: set[Any], row: Any, policy: ByPath
) -> bool:
    if grant.person_id is not None and policy.own and getattr(row, policy.own) == grant.person_id:
        return True
    if policy.own and getattr(row, policy.own) in grant.people:
        return True
    if not (grant.root_path and place and place.startswith(grant.root_path)):
        return False
    return not grant.unit_types or types_of(session, place) <= grant.unit_types


def types_of(session: Session, path: str) -> set[Any]:
    query = select(UnitRef.unit_type_id).where(UnitRef.path == path)
    with session.no_autoflush:
        return set(session.scalars(query, execution_options=unscoped("type of one unit"))) or {None}


def _check_owner(session: Session, actor: Actor, right: Right, row: Any, policy: ByOwner) -> None:
    for key, column in policy.owners:
        for owner_id in _values(row, column):
            _require_visible(session, actor, right, things.get(key), owner_id, policy.key)


def _check_references(session: Session, actor: Actor, right: Right, thing: Thing, row: Any) -> None:
    policy = policy_of(type(row))
    owners = {column for _, column in policy.owners} if isinstance(policy, ByOwner) else set()
    for field in thing.fields.values():
        if field.kind is not Kind.REF or policy_of(things.get(field.target).model) is None:
            continue
        if field.column_name in owners:
            continue  # asked above
        for row_id in set(sa_inspect(row).attrs[field.column_name].history.added) - {None}:
            _require_visible(session, actor, right, things.get(field.target), row_id)


def _require_visible(
    session: Session, actor: Actor, right: Right, thing: Thing, row_id: int, key: str = ""
) -> None:
    """NotFound unless the row is in scope for the right, or for viewing where it is a unit.

    With a `key` the right is the one on that kind of thing, over the place of the row.
    """
    model = thing.model
    wanted = Right.VIEW if thing.key == "unit" and not actor.has(right, "unit") else right
    over = reached(actor, right, key, model) if key else visible(actor, wanted, model)
    query = select(model.id).where(model.id == row_id, over)
    with session.no_autoflush:
        found = session.execute(query, execution_options=unscoped("explicit condition")).first()
    if found is None and not _is_pending(session, model, row_id):
        raise NotFound()


def _is_pending(session: Session, model: Any, row_id: int) -> bool:
    """Whether the row was added in this very transaction (it passed the check itself)."""
    return any(isinstance(row, model) and row.id == row_id for row in session.new)
