"""Whose session a request carries: found in one statement, noted as used, refused when it ended."""

from typing import Any

from flask import flash, g, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect

from app.access.account_state import sign_in_refusal
from app.access.passwords import password_is_due
from app.access.sessions import SignedIn, needs_note, note_use, session_find
from app.core import clock
from app.core.database import db
from app.core.errors import StepNotAllowed
from app.core.words import say
from app.web.paths import is_api

#: Under this name the secret id stands in the cookie, and as a claim in tokens.
SESSION_KEY = "sid"
#: Pages that ask by themselves, again and again: they keep no session alive.
POLLING = {"JobView.state"}
#: Where an account whose password is past its age may go.
_BEFORE_NEW_PASSWORD = {"OwnPasswordView", "SignInView", "TokenApi"}
#: Where an account may go whose role demands a second step it has not set up.
_BEFORE_SECOND_STEP = {*_BEFORE_NEW_PASSWORD, "TotpView"}


def signed_in_account(secret: Any, kind: str, account_id: Any) -> Any:
    """The account of a session that holds and belongs to it; None otherwise."""
    found = session_find(db.session, secret, kind)
    if found is None or str(found.account.id) != str(account_id):
        return None
    if sign_in_refusal(db.session, found.account, clock.today()):
        return None
    if needs_note(found) and request.endpoint not in POLLING:
        # What was read stays readable only within its transaction: it is read again.
        db.session.rollback()
        note_use(db.engine, found.session_id)
        found = session_find(db.session, secret, kind)
    g.signed_in = found
    return found.account if found else None


def own_session() -> SignedIn | None:
    """The session of this request, once its account was asked for."""
    found: SignedIn | None = g.get("signed_in")
    return found


class PasswordChangeRequired(StepNotAllowed):
    """The password was given by somebody else, or is past its age."""

    code = "password_change_required"


def require_fresh_password(account: Any) -> None:
    """Lead an account with an issued password, or one past its age, to the page that sets a new one."""
    if request.blueprint in _BEFORE_NEW_PASSWORD:
        return
    if account.must_change_password:
        sentence = say("Đổi mật khẩu được cấp thành mật khẩu riêng trước khi làm việc khác.")
    elif password_is_due(db.session, account):
        sentence = say("Mật khẩu đã quá thời hạn sử dụng. Đặt mật khẩu mới để làm việc tiếp.")
    else:
        return
    if is_api(request.path):
        raise PasswordChangeRequired(sentence)
    flash(sentence, "warning")
    raise _Elsewhere(url_for("OwnPasswordView.form"))


def require_second_step() -> None:
    """Lead a session whose account must set up a second step to the page that does."""
    found = own_session()
    if found is None or not found.must_enrol or request.blueprint in _BEFORE_SECOND_STEP:
        return
    raise _Elsewhere(url_for("TotpView.form"))


class _Elsewhere(HTTPException):
    """Leads to another page from wherever it is raised."""

    code = 302

    def __init__(self, address: str) -> None:
        super().__init__(response=redirect(address))
