"""Acting on an account: in reach under the right on accounts of its kind, never one's own, never above."""

from sqlalchemy.orm import Session

from app.access.account_limits import require_account_right
from app.access.limits import require_below
from app.access.models import Account
from app.core.rights import Right
from app.core.words import say


def require_care(session: Session, account_id: int) -> Account:
    """The account somebody may act on.

    NotFound outside the subtrees of whoever manages accounts of its kind; StepNotAllowed for the own
    account and for one above.
    """
    actor = require_account_right(Right.MANAGE)
    own = say("Không ai tự quản trị tài khoản của chính mình. Mật khẩu của mình đổi ở «Đổi mật khẩu».")
    return require_below(session, actor, account_id, own=own, managing=None)
