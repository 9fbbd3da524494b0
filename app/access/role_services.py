"""Roles: made, copied, changed and removed in screens (Điều 6.2; requirements A6).

A role is Flask-AppBuilder's row with its rights as (can_<right>, key). It is no declared thing, so
its lines of history are written here. Templates of the Quy chế are locked: they are copied.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.grants import read_permissions, type_ids
from app.access.held import held_by
from app.access.limits import accounts_within
from app.access.matrix import offered, told
from app.access.models import Account, Grant, Role
from app.access.reaches import GRANT_KEY, Pair, Reach, lacking
from app.access.role_rows import find_role, fingerprint, is_locked, lock_access, write_rights
from app.access.totp_rule import require_not_demanding
from app.core import clock, ports
from app.core.actor import Actor, require_right
from app.core.errors import Conflict, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.transactions import transaction
from app.core.words import say
from app.organisation.models import UnitRef

#: The name under which lines about roles stand in the history.
ROLE_KEY = "role"
LONGEST_NAME = 64


def role_create(
    session: Session, *, name: str, copied_from: int | None = None, rights: Iterable[Pair] = ()
) -> Role:
    """A new role, empty or with the rights of another; RuleViolated when it would carry too much."""
    actor = require_right(Right.MANAGE, GRANT_KEY)
    with transaction(session, Right.MANAGE):
        lock_access(session)
        role = Role(name=_checked_name(session, name))
        source = find_role(session, copied_from) if copied_from is not None else None
        wanted = frozenset(rights) | (read_permissions(session, source.id) if source else frozenset())
        _require_known(wanted, known=wanted if source else frozenset())
        _require_held(session, actor, wanted)
        session.add(role)
        session.flush()
        write_rights(session, role, add=wanted)
        changes = {"name": [None, role.name], "copied_from": [None, source.name if source else None]}
        ports.note(session, ROLE_KEY, role.id, "add", role.name, changes | _rights_line(frozenset(), wanted))
    return role


def role_copy(session: Session, role_id: int, *, name: str) -> Role:
    """A new role with the rights of this one."""
    return role_create(session, name=name, copied_from=role_id)


def role_change(
    session: Session, role_id: int, *, name: str, rights: Iterable[Pair], was: str
) -> tuple[int, int]:
    """Give a role this name and exactly these rights; how many rights came and went.

    `was` is the fingerprint the author saw; Conflict when somebody else changed the role since.
    Rights that the matrix does not show stay.
    """
    actor = require_right(Right.MANAGE, GRANT_KEY)
    with transaction(session, Right.MANAGE):
        lock_access(session)
        role = _changeable(session, actor, role_id)
        old, shown = read_permissions(session, role.id), offered()
        if fingerprint(old) != was:
            raise Conflict(
                say("Vai trò «{name}» vừa được người khác sửa. Mở lại rồi sửa tiếp.", name=role.name)
            )
        wanted = frozenset(rights)
        _require_known(wanted)
        new = wanted | (old - shown)
        _require_held(session, actor, new, role)
        changes: dict[str, list[Any]] = {}
        if name.strip() != role.name:
            require_not_demanding(session, role.name)
            changes["name"] = [role.name, _checked_name(session, name)]
            role.name = str(changes["name"][1])
        write_rights(session, role, add=new - old, drop=old - new)
        if new != old or changes:
            changes |= _rights_line(old, new)
            ports.note(session, ROLE_KEY, role.id, "edit", role.name, changes)
    return len(new - old), len(old - new)


def role_remove(session: Session, role_id: int) -> str:
    """Remove a role that no grant names; what it was called. A grant that ended still names its role."""
    actor = require_right(Right.MANAGE, GRANT_KEY)
    with transaction(session, Right.MANAGE):
        lock_access(session)
        role = _changeable(session, actor, role_id)
        query = select(func.count(Grant.id)).where(Grant.role_id == role.id)
        if session.scalar(query, execution_options=unscoped("a number only")):
            raise RuleViolated(
                say("Vai trò «{name}» đã được cấp cho tài khoản nên được giữ lại.", name=role.name)
            )
        require_not_demanding(session, role.name)
        old, name = read_permissions(session, role.id), str(role.name)
        write_rights(session, role, drop=old)
        ports.note(
            session,
            ROLE_KEY,
            role.id,
            "delete",
            name,
            {"name": [name, None], **_rights_line(old, frozenset())},
        )
        session.delete(role)
    return name


# Rules ------------------------------------------------------------------------------------------


def why_not_changeable(session: Session, actor: Actor, role: Role) -> str:
    """Why this actor may not change a role, as a sentence; empty when it may."""
    if is_locked(role):
        return say("Vai trò mẫu theo Quy chế được khóa; sao thành vai trò mới để sửa.")
    held = held_by(session, actor)
    if lacking([*held], Reach(read_permissions(session, role.id)), whole_time=False):
        return say("Vai trò này có quyền mà tài khoản đang dùng không giữ nên không sửa được ở đây.")
    own = select(Grant.id).where(Grant.role_id == role.id, Grant.account_id == actor.account_id)
    if session.scalars(own.limit(1), execution_options=unscoped("own grants")).first():
        return say(
            "Không ai tự đổi quyền của tài khoản mình; vai trò này đã được cấp cho chính tài khoản đang dùng."
        )
    outside = select(Grant.id).join(Account, Account.id == Grant.account_id)
    outside = outside.where(Grant.role_id == role.id, ~accounts_within(held))
    if session.scalars(outside.limit(1), execution_options=unscoped("explicit condition")).first():
        return say("Vai trò này đã được cấp cho tài khoản nằm ngoài phạm vi quản lý.")
    return ""


def _changeable(session: Session, actor: Actor, role_id: int) -> Role:
    role = find_role(session, role_id)
    sentence = why_not_changeable(session, actor, role)
    if sentence:
        raise StepNotAllowed(sentence)
    return role


def _checked_name(session: Session, name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        sentence = say("Nhập tên vai trò, tối đa {most} ký tự.", most=LONGEST_NAME)
        raise RuleViolated(sentence, errors={"name": sentence})
    taken = {known.casefold() for known in session.scalars(select(Role.name))}
    if name.casefold() in taken:
        sentence = say("Đã có vai trò tên «{name}».", name=name)
        raise RuleViolated(sentence, errors={"name": sentence})
    return name


def _require_known(wanted: frozenset[Pair], known: frozenset[Pair] = frozenset()) -> None:
    if wanted - offered() - known:
        raise RuleViolated(say("Có quyền không nằm trong bảng phân quyền; chưa lưu gì."))


def _require_held(session: Session, actor: Actor, rights: frozenset[Pair], role: Role | None = None) -> None:
    """RuleViolated unless the actor could hand out these rights wherever the role holds."""
    held = held_by(session, actor)
    missing = lacking(held, Reach(rights), whole_time=False)
    for place in _places(session, role) if role else ():
        missing |= lacking(held, Reach(rights, *place))
    if missing:
        listed = "; ".join(told(missing)[:5])
        raise RuleViolated(
            say("Không cấp được quyền mà tài khoản đang dùng không giữ: {rights}.", rights=listed)
        )


def _places(session: Session, role: Role) -> Iterable[tuple[Any, ...]]:
    """(path, types, last day) of every place where a role is granted now or in time to come."""
    query = (
        select(UnitRef.path, Grant.unit_types, Grant.valid_to)
        .select_from(Grant)
        .outerjoin(UnitRef, UnitRef.id == Grant.unit_id)
        .where(Grant.role_id == role.id, (Grant.valid_to.is_(None)) | (Grant.valid_to >= clock.today()))
        .distinct()
    )
    for path, types, until in session.execute(query, execution_options=unscoped("places of a role")):
        yield path, type_ids(session, types), *([until] if until else [])


def _rights_line(old: frozenset[Pair], new: frozenset[Pair]) -> dict[str, list[Any]]:
    """Taken and given rights, as the history keeps them: by their stored names, told when shown."""
    return {"rights": [sorted(map(list, old - new)), sorted(map(list, new - old))]}
