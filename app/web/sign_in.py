"""Accounts that may not be used, and first passwords that must be changed: asked of every request."""

from typing import Any

from flask import Flask, flash, g, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app.access.account_state import password_was_chosen, sign_in_refusal
from app.access.models import Account
from app.accounts.changes import note
from app.core import clock
from app.core.errors import RuleViolated, StepNotAllowed
from app.core.words import say
from app.web.errors import wants_json
from app.web.lifecycle import request_actor
from app.web.paths import is_api

#: Pages an account reaches before it has chosen a password of its own.
_BEFORE_CHOICE = {
    "ResetMyPasswordView.this_form_get",
    "ResetMyPasswordView.this_form_post",
    "AuthDBView.login",
    "AuthDBView.logout",
    "LocaleView.index",
    "appbuilder.static",
    "hoso.static",
    "health",
}


class SignInRefused(StepNotAllowed):
    """The password was right, but the account may not be used."""

    code = "sign_in_refused"


def register(app: Flask) -> None:
    """Install the check and the answer."""
    app.before_request(_ask_for_own_password)
    app.register_error_handler(SignInRefused, _told)


def refuse_if_out_of_use(session: Session, account: Account | None, password: str | None) -> bool:
    """Whether an account is out of use; whoever knows its password is told why.

    Screens by SignInRefused. The token API turns every exception into a fault of the server, so
    there the sentence waits in `g.sign_in_refused` for the answer.
    """
    if account is None or not password:
        return False
    sentence = sign_in_refusal(session, account, clock.today())
    if not sentence or not check_password_hash(account.password or "", password):
        return False
    if not is_api(request.path):
        raise SignInRefused(sentence)
    g.sign_in_refused = sentence
    return True


def choose_password(session: Session, account: Account, password: str) -> None:
    """Note that the holder chooses a password; RuleViolated when it is the one that was issued."""
    if not account.must_change_password:
        return
    if check_password_hash(account.password or "", password):
        raise RuleViolated(say("Mật khẩu mới phải khác mật khẩu được cấp."))
    password_was_chosen(account)
    note(session, account, "password_chosen")


def _ask_for_own_password() -> Any:
    if request.endpoint is None or request.endpoint in _BEFORE_CHOICE or request_actor() is None:
        return None
    account = g.get("account")
    if account is None or not account.must_change_password:
        return None
    sentence = say("Đổi mật khẩu được cấp thành mật khẩu riêng trước khi làm việc khác.")
    if is_api(request.path) or wants_json():
        return {"message": sentence, "code": "password_change_required"}, 403
    if request.method == "GET":
        flash(sentence, "warning")
    return redirect(url_for("ResetMyPasswordView.this_form_get"))


def _told(error: SignInRefused) -> Any:
    if wants_json():
        return {"message": error.message, "code": error.code}, 403
    flash(error.message, "danger")
    return redirect(url_for("AuthDBView.login"))
