"""The locked role templates in Flask-AppBuilder's tables: rights as (can_<right>, key)."""

from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.access.models import (
    AccessStamp,
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from app.access.roles import TEMPLATES, RoleTemplate
from app.core.rights import Right

Pair = tuple[str, str]


def seed_roles(session: Session) -> bool:
    """Bring the templates up to the code; whether anything changed. Commits."""
    pairs = _permission_ids(session)
    changed = False
    for template in TEMPLATES:
        changed |= _seed_template(session, template, pairs)
    stamp = session.get(AccessStamp, 1)
    if stamp is None:
        session.add(AccessStamp(id=1, number=1))
    elif changed:
        stamp.number += 1
    session.commit()
    return changed


def _permission_ids(session: Session) -> dict[Pair, int]:
    """Every pair a template names, with its id; missing ones are made."""
    wanted = {(right.permission, key) for template in TEMPLATES for right, key in template.permissions()}
    names = _named(session, Permission, {right.permission for right in Right})
    keys = _named(session, ViewMenu, {key for _permission, key in wanted})
    query = select(PermissionView.id, PermissionView.permission_id, PermissionView.view_menu_id)
    known = {(permission, menu): row_id for row_id, permission, menu in session.execute(query)}
    for name, key in sorted(wanted):
        if (names[name], keys[key]) not in known:
            link = PermissionView(permission_id=names[name], view_menu_id=keys[key])
            session.add(link)
            session.flush()
            known[names[name], keys[key]] = link.id
    return {(name, key): known[names[name], keys[key]] for name, key in wanted}


def _named(session: Session, model: Any, names: set[str]) -> dict[str, int]:
    known = {name: row_id for row_id, name in session.execute(select(model.id, model.name))}
    for name in sorted(names - known.keys()):
        row = model(name=name)
        session.add(row)
        session.flush()
        known[name] = row.id
    return known


def _seed_template(session: Session, template: RoleTemplate, pairs: dict[Pair, int]) -> bool:
    role = session.scalars(select(Role).where(Role.name == template.label)).first()
    if role is None:
        role = Role(name=template.label)
        session.add(role)
        session.flush()
    link = assoc_permissionview_role
    query = select(link.c.permission_view_id).where(link.c.role_id == role.id)
    known = set(session.scalars(query))
    wanted = {pairs[right.permission, key] for right, key in template.permissions()}
    if known - wanted:
        gone = link.c.permission_view_id.in_(known - wanted)
        session.execute(delete(link).where(link.c.role_id == role.id, gone))
    if wanted - known:
        rows = [{"role_id": role.id, "permission_view_id": pair} for pair in sorted(wanted - known)]
        session.execute(insert(link), rows)
    return known != wanted
