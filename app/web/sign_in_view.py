"""Sign-in and sign-out: the form, where it leads, and the end of the session."""

from typing import Any
from urllib.parse import urlsplit

from flask import flash, make_response, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_login import current_user, login_user, logout_user

from app.access.half_sign_in import half_end, half_find
from app.access.sessions import SCREEN, session_end
from app.access.sign_in import OUT_OF_USE, SignIn, sign_in, sign_in_code
from app.core.database import db
from app.core.words import say
from app.web.signed_in import SESSION_KEY, own_session

_LONGEST_NAME = 200
#: Under this name the cookie holds the secret of a half sign-in: the password was right, the code is wanted.
HALF_KEY = "half"


class SignInView(BaseView):
    """Đăng nhập, đăng xuất (Điều 6.4): one sentence for whatever is wrong with name or password."""

    route_base = ""

    @expose("/login/", methods=["GET"])
    def login(self) -> Any:
        """The form; whoever is signed in is led on."""
        if current_user.is_authenticated:
            return redirect(safe_next(request.args.get("next")))
        return self._form()

    @expose("/login/", methods=["POST"])
    def enter(self) -> Any:
        """Try a name and a password; a new session under a new id, whatever the browser brought."""
        username = request.form.get("username", "").strip()[:_LONGEST_NAME]
        password = request.form.get("password", "")
        faults = _missing(username, password)
        if faults:
            return self._form(username, errors=faults), 422
        done = sign_in(
            db.session,
            username,
            password,
            kind=SCREEN,
            address=request.remote_addr or "",
            agent=request.user_agent.string,
        )
        if done.half:
            return lead_to_code(done, request.args.get("next"))
        if done.account is None:
            return self._refused(username, done)
        begin_session(done)
        return redirect(safe_next(request.args.get("next")))

    @expose("/login/code", methods=["GET"])
    def code(self) -> Any:
        """Asks for the code, after the right password."""
        if half_find(db.session, session.get(HALF_KEY)) is None:
            return redirect(url_for("SignInView.login"))
        return self._code_form()

    @expose("/login/code", methods=["POST"])
    def enter_code(self) -> Any:
        """Try a code; the session begins as after a password alone."""
        account = half_find(db.session, session.get(HALF_KEY))
        if account is None:
            flash(say("Đã quá 5 phút từ khi nhập mật khẩu. Đăng nhập lại từ đầu."), "warning")
            return redirect(url_for("SignInView.login"))
        done = sign_in_code(
            db.session,
            account,
            request.form.get("code", ""),
            kind=SCREEN,
            address=request.remote_addr or "",
            agent=request.user_agent.string,
        )
        if done.account is None:
            return _told(self._code_form(done.message), done)
        half_end(db.session, session.get(HALF_KEY))
        begin_session(done)
        return redirect(safe_next(request.args.get("next")))

    def _code_form(self, message: str = "") -> Any:
        return self.render_template("hoso/sign_in_code.html", title=say("Mã xác thực"), message=message)

    def _refused(self, username: str, done: SignIn) -> Any:
        return _told(self._form(username, message=done.message), done)

    def _form(self, username: str = "", *, message: str = "", errors: dict[str, str] | None = None) -> Any:
        return self.render_template(
            "hoso/sign_in.html",
            title=say("Đăng nhập"),
            username=username,
            message=message,
            errors=errors or {},
        )

    @expose("/logout/", methods=["GET"])
    def leave(self) -> Any:
        """Asks: an address alone changes nothing."""
        if not current_user.is_authenticated:
            return redirect(url_for("SignInView.login"))
        return self.render_template("hoso/sign_out.html", title=say("Đăng xuất"))

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Any:
        """End this session; a copy of its cookie is worth nothing afterwards."""
        _end_session("logout")
        logout_user()
        session.clear()
        return redirect(url_for("SignInView.login"))


def begin_session(done: SignIn) -> None:
    """Give the browser a session just begun; the one it brought ends."""
    _end_session("replaced")
    session.clear()
    session[SESSION_KEY] = done.secret
    login_user(done.account, remember=False)
    db.session.commit()


def lead_to_code(done: SignIn, wanted: str | None) -> Any:
    """To the page that asks for the code; whoever was signed in with this browser no longer is."""
    _end_session("replaced")
    logout_user()
    session.clear()
    session[HALF_KEY] = done.half
    return redirect(url_for("SignInView.code", next=wanted or None))


def _told(page: str, done: SignIn) -> Any:
    answer = make_response(page, 429 if done.wait else 403 if done.reason == OUT_OF_USE else 401)
    if done.wait:
        answer.headers["Retry-After"] = str(done.wait)
    return answer


def _missing(username: str, password: str) -> dict[str, str]:
    faults = {}
    if not username:
        faults["username"] = say("Chưa ghi tên đăng nhập.")
    if not password:
        faults["password"] = say("Chưa ghi mật khẩu.")
    return faults


def _end_session(why: str) -> None:
    found = own_session()
    if found is not None:
        session_end(db.session, found.account.id, found.session_id, why)
        db.session.commit()


def safe_next(address: str | None) -> str:
    """Where to go after sign-in: a path of this program, else the front page.

    Browsers read ``//host`` and ``/\\host`` as other hosts, and drop control characters before they look.
    """
    front = url_for("FrontPage.index")
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return front
    if "\\" in address or any(ord(char) < 32 or ord(char) == 127 for char in address):
        return front
    try:
        parts = urlsplit(address)
    except ValueError:
        return front
    return front if parts.scheme or parts.netloc else address
