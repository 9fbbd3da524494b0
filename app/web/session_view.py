"""«Phiên của tôi»: where an account is signed in, and ending it there (OWASP ASVS 5.0, 7.5.2)."""

from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView, expose

from app.access.sessions import API, own_sessions, session_end, sessions_end_others
from app.core.actor import require_actor
from app.core.database import db
from app.core.errors import NotFound
from app.core.words import say
from app.web.requests import row_id
from app.web.signed_in import own_session

#: Found in what a browser says of itself -> its name; the first that fits, since each names its models too.
_BROWSERS = {
    "Edg": "Edge",
    "coc_coc": "Cốc Cốc",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_MACHINES = {
    "iPhone": "điện thoại iPhone",
    "iPad": "máy tính bảng iPad",
    "Android": "thiết bị Android",
    "Windows": "máy tính Windows",
    "Macintosh": "máy tính Mac",
    "CrOS": "máy tính ChromeOS",
    "Linux": "máy tính Linux",
}


class SessionView(BaseView):
    """The sessions of the account that asks, and of nobody else."""

    route_base = "/sessions"

    @expose("/list/", methods=["GET"])
    def list(self) -> Any:
        """Every session that holds now, this one marked."""
        account_id, this = _whose()
        return self.render_template(
            "hoso/sessions.html",
            title=say("Phiên của tôi"),
            sessions=own_sessions(db.session, account_id),
            this=this,
            described=described,
        )

    @expose("/end/<pk>", methods=["POST"])
    def end(self, pk: str) -> Any:
        """End one session."""
        account_id, this = _whose()
        session_end(db.session, account_id, row_id(pk), "owner")
        db.session.commit()
        if row_id(pk) == this:
            return redirect(url_for("SignInView.login"))
        flash(say("Đã kết thúc phiên."), "info")
        return redirect(url_for("SessionView.list"))

    @expose("/end_others", methods=["POST"])
    def end_others(self) -> Any:
        """End every session but this one."""
        account_id, this = _whose()
        count = sessions_end_others(db.session, account_id, this, "owner")
        db.session.commit()
        flash(say("Đã kết thúc {count} phiên khác.", count=count), "info")
        return redirect(url_for("SessionView.list"))


def _whose() -> tuple[int, int]:
    """The account that is signed in, also while it looks on as another one, and the session it asks by."""
    require_actor()
    found = own_session()
    if found is None:
        raise NotFound()
    return found.account.id, found.session_id


def described(row: Any) -> str:
    """The browser and the machine of a session in plain words."""
    if row.kind == API:
        return say("Phần mềm khác, qua giao diện lập trình")
    browser = next((name for mark, name in _BROWSERS.items() if mark in row.agent), "")
    machine = next((name for mark, name in _MACHINES.items() if mark in row.agent), "")
    if browser and machine:
        return say("{browser} trên {machine}", browser=browser, machine=say(machine))
    return browser or (say(machine) if machine else say("Trình duyệt không rõ tên"))
