"""Whose second step and identities somebody may care for: accounts within its subtrees, never above."""

from sqlalchemy.orm import Session

from app.access.limits import find_within, is_above
from app.access.models import ACCOUNT_KEY, Account
from app.access.viewing import MANAGING_ACCOUNTS
from app.core.actor import require_right
from app.core.errors import StepNotAllowed
from app.core.rights import Right
from app.core.words import say


def require_care(session: Session, account: Account) -> None:
    """NotFound outside the subtrees of whoever manages accounts; StepNotAllowed for its own and above."""
    actor = require_right(Right.MANAGE, ACCOUNT_KEY)
    find_within(session, actor, account.id, MANAGING_ACCOUNTS)
    if account.id == actor.account_id:
        raise StepNotAllowed(say("Không ai tự gỡ mã xác thực của mình bằng quyền quản lý tài khoản."))
    if is_above(session, actor, account):
        raise StepNotAllowed(
            say(
                "Tài khoản «{name}» giữ quyền cao hơn hoặc rộng hơn quyền của tài khoản này.",
                name=account.username,
            )
        )
