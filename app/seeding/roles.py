"""The locked role templates in Flask-AppBuilder's tables: rights as (can_<right>, key)."""

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.access.models import AccessStamp, Role, assoc_permissionview_role
from app.access.role_rows import permission_ids
from app.access.roles import TEMPLATES, RoleTemplate

Pair = tuple[str, str]


def seed_roles(session: Session) -> bool:
    """Bring the templates up to the code; whether anything changed. Commits."""
    pairs = permission_ids(session, {(str(r), key) for t in TEMPLATES for r, key in t.permissions()})
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


def _seed_template(session: Session, template: RoleTemplate, pairs: dict[Pair, int]) -> bool:
    role = session.scalars(select(Role).where(Role.name == template.label)).first()
    if role is None:
        role = Role(name=template.label)
        session.add(role)
        session.flush()
    link = assoc_permissionview_role
    query = select(link.c.permission_view_id).where(link.c.role_id == role.id)
    known = set(session.scalars(query))
    wanted = {pairs[right.value, key] for right, key in template.permissions()}
    if known - wanted:
        gone = link.c.permission_view_id.in_(known - wanted)
        session.execute(delete(link).where(link.c.role_id == role.id, gone))
    if wanted - known:
        rows = [{"role_id": role.id, "permission_view_id": pair} for pair in sorted(wanted - known)]
        session.execute(insert(link), rows)
    return known != wanted
