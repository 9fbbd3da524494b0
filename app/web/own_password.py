"""Changing one's own password: the present one is asked for, every other session ends (Điều 6.6)."""

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose

from app.access.account_state import password_was_chosen
from app.access.attempts import attempt_begin, attempt_succeeded
from app.access.models import Account
from app.access.passwords import password_faults, password_matches, password_set
from app.access.sessions import SCREEN, session_begin
from app.core.actor import require_actor
from app.core.database import db
from app.core.errors import RuleViolated
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.transactions import transaction
from app.core.words import say
from app.settings.reading import setting
from app.web.signed_in import SESSION_KEY


class OwnPasswordView(BaseView):
    """Đổi mật khẩu."""

    route_base = "/resetmypassword"

    @expose("/form", methods=["GET"])
    def form(self) -> Any:
        """The form, with the rules in force."""
        require_actor()
        return self._form()

    @expose("/form", methods=["POST"])
    def change(self) -> Any:
        """Set the new password; this browser goes on under a new session, all others end."""
        account = _account()
        try:
            _check(account)
            _set(account)
        except RuleViolated as refusal:
            db.session.rollback()
            status = 429 if refusal.extra.get("wait") else 422
            return self._form(refusal.message, refusal.errors), status
        flash(say("Đã đổi mật khẩu. Các phiên khác của tài khoản đã kết thúc."), "info")
        return redirect(url_for("FrontPage.index"))

    def _form(self, message: str = "", errors: dict[str, str] | None = None) -> Any:
        return self.render_template(
            "hoso/own_password.html",
            title=say("Đổi mật khẩu"),
            message=message,
            errors=errors or {},
            policy=setting(db.session, "password_policy"),
            least=setting(db.session, "password_least_length"),
            days=setting(db.session, "password_days"),
        )


def _account() -> Account:
    options = unscoped("the own account")
    account: Account = db.session.get(Account, require_actor().account_id, execution_options=options)
    return account


def _check(account: Account) -> None:
    """RuleViolated with every fault at once; a wrong present password counts like a failed sign-in."""
    present, new, again = (request.form.get(name, "") for name in ("present", "password", "again"))
    errors = {}
    counted = attempt_begin(db.session, account.username, request.remote_addr or "")
    if counted.wait:
        minutes = -(-counted.wait // 60)
        message = say("Nhập sai nhiều lần. Thử lại sau {minutes} phút.", minutes=minutes)
        raise RuleViolated(message, wait=counted.wait)
    if password_matches(account.password, present):
        attempt_succeeded(db.session, counted)
        db.session.commit()
    else:
        errors["present"] = say("Mật khẩu hiện tại không đúng.")
    faults = password_faults(db.session, account, new)
    if present and new == present:
        faults.append(say("Mật khẩu mới phải khác mật khẩu hiện tại."))
    if faults:
        errors["password"] = " ".join(faults)
    if new != again:
        errors["again"] = say("Hai lần nhập mật khẩu mới không giống nhau.")
    if errors:
        raise RuleViolated(say("Chưa đổi được mật khẩu."), errors=errors)


def _set(account: Account) -> None:
    with transaction(db.session, Right.EDIT):
        password_set(db.session, account, request.form["password"])
        password_was_chosen(account)
        begun = session_begin(
            db.session,
            account,
            SCREEN,
            address=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    session[SESSION_KEY] = begun.secret
