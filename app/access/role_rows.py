"""A role's rows in Flask-AppBuilder's tables: rights are (can_<right>, key)."""

import hashlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.access.models import (
    AccessStamp,
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from app.access.roles import TEMPLATES
from app.core.errors import NotFound

Pair = tuple[str, str]
TEMPLATE_NAMES = frozenset(template.label for template in TEMPLATES)


def is_locked(role: Role) -> bool:
    """Whether a role is one of the templates."""
    return role.name in TEMPLATE_NAMES


def fingerprint(rights: Iterable[Pair]) -> str:
    """A short mark of a set of rights: a form that brings an old one meets a conflict."""
    return hashlib.sha256(repr(sorted(rights)).encode()).hexdigest()[:16]


def lock_access(session: Session) -> None:
    """Let one change of roles or grants follow the other, and tell every cache.

    First in the transaction: what is checked afterwards no other transaction can change before the
    commit. Rights must be read with `read_permissions` from here on, never from a cache.
    """
    session.execute(update(AccessStamp).values(number=AccessStamp.number + 1))


def hold_access(session: Session) -> None:
    """The same for whoever compares rights and changes none: no cache need be read anew."""
    session.execute(select(AccessStamp.id).with_for_update())


def find_role(session: Session, role_id: int) -> Role:
    """The role; NotFound when there is none. The names of roles are no secret."""
    role = session.get(Role, role_id)
    if role is None:
        raise NotFound()
    return role


def write_rights(
    session: Session, role: Role, *, add: frozenset[Pair] = frozenset(), drop: frozenset[Pair] = frozenset()
) -> None:
    """Add and take away rights of a role; the caller has checked and commits."""
    link = assoc_permissionview_role
    ids = permission_ids(session, add | drop)
    if drop:
        gone = link.c.permission_view_id.in_([ids[pair] for pair in drop])
        session.execute(delete(link).where(link.c.role_id == role.id, gone))
    if add:
        rows = [{"role_id": role.id, "permission_view_id": ids[pair]} for pair in sorted(add)]
        session.execute(insert(link), rows)


def permission_ids(session: Session, wanted: Iterable[Pair]) -> dict[Pair, int]:
    """(right, key) -> id of its row; rows that are missing are made."""
    wanted = set(wanted)
    names = ids_by_name(session, Permission, {f"can_{right}" for right, _key in wanted})
    keys = ids_by_name(session, ViewMenu, {key for _right, key in wanted})
    query = select(PermissionView.permission_id, PermissionView.view_menu_id, PermissionView.id)
    known = {(permission, menu): row_id for permission, menu, row_id in session.execute(query)}
    found = {}
    for right, key in sorted(wanted):
        place = names[f"can_{right}"], keys[key]
        if place not in known:
            row = PermissionView(permission_id=place[0], view_menu_id=place[1])
            session.add(row)
            session.flush()
            known[place] = row.id
        found[right, key] = known[place]
    return found


def ids_by_name(session: Session, model: Any, names: set[str]) -> dict[str, int]:
    """Name -> id of every row of a table of names; those that are missing are made."""
    known = {row.name: row.id for row in session.execute(select(model.id, model.name))}
    for name in sorted(names - known.keys()):
        row = model(name=name)
        session.add(row)
        session.flush()
        known[name] = row.id
    return known
