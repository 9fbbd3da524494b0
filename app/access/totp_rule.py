"""Which accounts must have a second step: a setting names the roles (OWASP ASVS 5.0, 6.3.3)."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.models import Grant, Role
from app.access.roles import TEMPLATES
from app.access.second_step_models import AccountTotp
from app.core import clock
from app.core.scoping import unscoped
from app.settings.reading import setting

_OWN = unscoped("whether the account must have a second step")


def needs_totp(session: Session, account_id: int) -> bool:
    """Whether a grant of today gives the account a role that demands the second step."""
    names = _roles(setting(session, "totp_roles") or "")
    if not names:
        return False
    today = clock.today()
    query = (
        select(Grant.id)
        .join(Role, Role.id == Grant.role_id)
        .where(Grant.account_id == account_id, Role.name.in_(names))
        .where(or_(Grant.valid_from.is_(None), Grant.valid_from <= today))
        .where(or_(Grant.valid_to.is_(None), Grant.valid_to >= today))
        .limit(1)
    )
    return session.scalars(query, execution_options=_OWN).first() is not None


def must_enrol(session: Session, account_id: int) -> bool:
    """Whether the account needs a second step and has none yet."""
    if not needs_totp(session, account_id):
        return False
    query = select(AccountTotp.account_id).where(AccountTotp.account_id == account_id)
    query = query.where(AccountTotp.confirmed_at.is_not(None))
    return session.scalars(query, execution_options=_OWN).first() is None


def _roles(typed: str) -> set[str]:
    """Names of roles; a template may be named by its key too."""
    names = {name.strip() for name in typed.split(";") if name.strip()}
    return names | {template.label for template in TEMPLATES if template.key in names}
