"""Mã xác thực: a second step of sign-in that the account sets up itself (OWASP ASVS 5.0, 6.3.3)."""

from typing import Any

import pyotp
import segno
from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from markupsafe import Markup

from app.access.attempts import attempt_begin, attempt_succeeded
from app.access.models import Account
from app.access.passwords import password_matches
from app.access.sessions import session_enrolled, sessions_end_others
from app.access.totp import (
    recovery_left,
    recovery_renew,
    second_step_holds,
    totp_begin,
    totp_confirm,
    totp_holds,
    totp_off,
    totp_waiting,
)
from app.access.totp_rule import needs_totp
from app.core.actor import refuse_read_only, require_actor
from app.core.database import db
from app.core.errors import NotFound, RuleViolated
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.transactions import transaction
from app.core.words import say
from app.settings.reading import setting
from app.web.signed_in import own_session


class TotpView(BaseView):
    """The second step of the account that asks, and of nobody else."""

    route_base = "/totp"

    @expose("/form", methods=["GET"])
    def form(self) -> Any:
        """Where it stands: off, waiting for the first code, or on."""
        return self._form(own_account())

    @expose("/begin", methods=["POST"])
    def begin(self) -> Any:
        """A new secret, for whoever knows the password."""
        account = own_account()
        try:
            require_present(account)
            with transaction(db.session, Right.EDIT):
                totp_begin(db.session, account)
        except RuleViolated as refusal:
            return self._refused(refusal)
        return redirect(url_for("TotpView.form"))

    @expose("/confirm", methods=["POST"])
    def confirm(self) -> Any:
        """Switch it on with the first code; every other session ends."""
        account = own_account()
        try:
            with transaction(db.session, Right.EDIT):
                codes = totp_confirm(db.session, account, request.form.get("code", ""))
                _others_end(account.id)
        except RuleViolated as refusal:
            return self._refused(refusal)
        return self._codes(codes, say("Đã bật mã xác thực."))

    @expose("/codes", methods=["POST"])
    def codes(self) -> Any:
        """Ten new recovery codes."""
        account = own_account()
        try:
            require_present(account, with_code=True)
            with transaction(db.session, Right.EDIT):
                codes = recovery_renew(db.session, account)
        except RuleViolated as refusal:
            return self._refused(refusal)
        return self._codes(codes, say("Đã tạo mã khôi phục mới; các mã cũ không còn dùng được."))

    @expose("/off", methods=["POST"])
    def off(self) -> Any:
        """Switch it off, with the password and a code."""
        account = own_account()
        try:
            require_present(account, with_code=True)
            with transaction(db.session, Right.EDIT):
                totp_off(db.session, account)
                _others_end(account.id)
        except RuleViolated as refusal:
            return self._refused(refusal)
        flash(say("Đã tắt mã xác thực."), "info")
        return redirect(url_for("TotpView.form"))

    def _refused(self, refusal: RuleViolated) -> Any:
        db.session.rollback()
        status = 429 if refusal.extra.get("wait") else 422
        return self._form(own_account(), refusal.message, refusal.errors), status

    def _codes(self, codes: list[str], message: str) -> Any:
        return self.render_template(
            "hoso/totp_codes.html", title=say("Mã khôi phục"), codes=codes, message=message
        )

    def _form(self, account: Account, message: str = "", errors: dict[str, str] | None = None) -> Any:
        is_on, secret = totp_holds(db.session, account.id), totp_waiting(db.session, account.id)
        found = own_session()
        return self.render_template(
            "hoso/totp.html",
            title=say("Mã xác thực"),
            message=message,
            errors=errors or {},
            is_on=is_on,
            is_required=needs_totp(db.session, account.id),
            is_first=bool(found and found.must_enrol),
            left=recovery_left(db.session, account.id) if is_on else 0,
            drawn=_drawn(secret, account.username) if secret else "",
            groups=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if secret else "",
        )


def own_account() -> Account:
    """The account that asks; NotFound for an actor without one.

    StepNotAllowed for whoever looks on as an account: its secret is no page of its own.
    """
    actor, options = require_actor(), unscoped("the own account")
    if actor.is_read_only:
        refuse_read_only()
    account = db.session.get(Account, actor.account_id, execution_options=options)
    if account is None:
        raise NotFound()
    return account  # type: ignore[no-any-return]


def require_present(account: Account, *, with_code: bool = False) -> None:
    """RuleViolated unless the form has the password (and a code); wrong ones count as failed sign-ins."""
    counted = attempt_begin(db.session, account.username, request.remote_addr or "")
    if counted.wait:
        minutes = -(-counted.wait // 60)
        message = say("Nhập sai nhiều lần. Thử lại sau {minutes} phút.", minutes=minutes)
        raise RuleViolated(message, wait=counted.wait)
    errors = {}
    if not password_matches(account.password, request.form.get("present", "")):
        errors["present"] = say("Mật khẩu hiện tại không đúng.")
    elif with_code and not second_step_holds(db.session, account.id, request.form.get("code", "")):
        errors["code"] = say("Mã không đúng hoặc đã dùng.")
    if errors:
        raise RuleViolated(say("Chưa thực hiện được."), errors=errors)
    attempt_succeeded(db.session, counted)
    db.session.commit()


def _others_end(account_id: int) -> None:
    found = own_session()
    if found is None:
        raise NotFound()
    sessions_end_others(db.session, account_id, found.session_id, "totp")
    session_enrolled(db.session, found.session_id)


def _drawn(secret: str, username: str) -> Markup:
    """The address of the secret as a drawing that telephones read; no style in it."""
    name = str(setting(db.session, "system_name"))
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=name)
    drawing = segno.make(address, micro=False).svg_inline(
        scale=5, light="#fff", svgclass="hs-qr", lineclass=None, omitsize=True
    )
    return Markup(drawing)  # noqa: S704  drawn by the library from letters and digits
