"""Signing in with the account of the province, and linking it to one's own account (OpenID Connect).

There only when the settings name an issuer. The way back is a GET, as the protocol wants: it writes
nothing unless it brings the state that this very browser was given.
"""

import hmac
from typing import Any

from flask import current_app, flash, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose

from app.access.external import identity_account, identity_link, identity_of, identity_unlink
from app.access.oidc import Identity, Provider, ProviderFailed
from app.access.sessions import SCREEN
from app.access.sign_in import sign_in_external
from app.core.database import db, set_reads_only
from app.core.errors import DomainError, RuleViolated
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.words import say
from app.web.sign_in_view import begin_session, lead_to_code, safe_next
from app.web.signed_in import own_session
from app.web.totp_view import own_account, require_present

#: What the browser was asked stands in its cookie, signed, until it comes back.
_ASKED = "oidc"
_SIGN_IN, _LINK = "sign in", "link"


def provider() -> Provider | None:
    """The provider the settings name, if they do."""
    found: Provider | None = current_app.extensions.get("oidc")
    return found


class OidcView(BaseView):
    """Tài khoản của tỉnh."""

    route_base = "/oidc"

    @expose("/start", methods=["GET"])
    def start(self) -> Any:
        """To the provider; nothing but this browser's cookie changes."""
        return _leave_for_provider(_SIGN_IN, next=safe_next(request.args.get("next")))

    @expose("/form", methods=["GET"])
    def form(self) -> Any:
        """Whether the own account is linked."""
        return self._form()

    @expose("/link", methods=["POST"])
    def link(self) -> Any:
        """To the provider, to come back linked; for whoever knows the password."""
        account = own_account()
        try:
            require_present(account)
        except RuleViolated as refusal:
            return self._refused(refusal)
        return _leave_for_provider(_LINK, account=account.id)

    @expose("/unlink", methods=["POST"])
    def unlink(self) -> Any:
        """Undo the link; for whoever knows the password."""
        account = own_account()
        try:
            require_present(account)
            with transaction(db.session, Right.EDIT):
                identity_unlink(db.session, account, _provider().issuer)
        except RuleViolated as refusal:
            return self._refused(refusal)
        flash(say("Đã bỏ nối tài khoản của tỉnh."), "info")
        return redirect(url_for("OidcView.form"))

    @expose("/callback", methods=["GET"])
    def callback(self) -> Any:
        """Back from the provider, with the state this browser was given, once."""
        asked = session.pop(_ASKED, None)
        try:
            identity = _who_came_back(asked)
            # From here on the request writes: its state shows that this browser asked for it.
            db.session.rollback()
            set_reads_only(False)
            return _link(identity, asked) if asked["for"] == _LINK else _sign_in(identity, asked)
        except DomainError as refusal:
            db.session.rollback()
            flash(refusal.message, "danger")
            wants_link = bool(asked) and asked["for"] == _LINK and own_session()
            return redirect(url_for("OidcView.form" if wants_link else "SignInView.login"))

    def _refused(self, refusal: RuleViolated) -> Any:
        db.session.rollback()
        status = 429 if refusal.extra.get("wait") else 422
        return self._form(refusal.message, refusal.errors), status

    def _form(self, message: str = "", errors: dict[str, str] | None = None) -> Any:
        return self.render_template(
            "hoso/oidc.html",
            title=say("Tài khoản của tỉnh"),
            message=message,
            errors=errors or {},
            linked=identity_of(db.session, _provider().issuer, own_account().id),
        )


def _provider() -> Provider:
    found = provider()
    if found is None:
        raise ProviderFailed(say("Chưa cấu hình đăng nhập bằng tài khoản của tỉnh."))
    return found


def _back() -> str:
    return url_for("OidcView.callback", _external=True)


def _leave_for_provider(purpose: str, **more: Any) -> Any:
    # Nobody waits for our transaction while the provider is asked.
    db.session.rollback()
    try:
        asked = _provider().ask(_back())
    except ProviderFailed as refusal:
        flash(refusal.message, "danger")
        return redirect(url_for("OidcView.form" if purpose == _LINK else "SignInView.login"))
    keep = {"state": asked.state, "nonce": asked.nonce, "verifier": asked.verifier}
    session[_ASKED] = {"for": purpose, **keep, **more}
    return redirect(asked.address)


def _who_came_back(asked: Any) -> Identity:
    """ProviderFailed unless the answer belongs to what this browser asked."""
    state = request.args.get("state", "")
    if not asked or not hmac.compare_digest(state.encode(), str(asked["state"]).encode()):
        raise ProviderFailed(say("Lượt đăng nhập đã hết hạn hoặc không phải của trình duyệt này. Làm lại."))
    if request.args.get("error") or not request.args.get("code"):
        raise ProviderFailed(say("Tài khoản của tỉnh không cho phép đăng nhập. Làm lại hoặc dùng mật khẩu."))
    issuer = request.args.get("iss")
    if issuer is not None and issuer != _provider().issuer:  # RFC 9207
        raise ProviderFailed(say("Lượt đăng nhập đã hết hạn hoặc không phải của trình duyệt này. Làm lại."))
    db.session.rollback()
    return _provider().answer(
        request.args["code"], back=_back(), nonce=asked["nonce"], verifier=asked["verifier"]
    )


def _link(identity: Identity, asked: Any) -> Any:
    account = own_account()
    if account.id != asked["account"]:
        raise ProviderFailed(say("Lượt nối tài khoản không phải của tài khoản đang đăng nhập. Làm lại."))
    at = _provider()
    with transaction(db.session, Right.EDIT):
        identity_link(db.session, account, issuer=at.issuer, claim=at.claim, subject=identity.subject)
    flash(say("Đã nối tài khoản của tỉnh."), "info")
    return redirect(url_for("OidcView.form"))


def _sign_in(identity: Identity, asked: Any) -> Any:
    at = _provider()
    account = identity_account(db.session, at.issuer, at.claim, identity.subject)
    if account is None:
        raise ProviderFailed(
            say(
                "Tài khoản của tỉnh này chưa nối với tài khoản nào của phần mềm. "
                "Đăng nhập bằng mật khẩu rồi nối ở mục «Tài khoản của tỉnh»."
            )
        )
    done = sign_in_external(
        db.session,
        account,
        stepped=identity.stepped,
        kind=SCREEN,
        address=request.remote_addr or "",
        agent=request.user_agent.string,
    )
    if done.half:
        return lead_to_code(done, asked["next"])
    if done.account is None:
        raise ProviderFailed(done.message)
    begin_session(done)
    return redirect(safe_next(asked["next"]))
