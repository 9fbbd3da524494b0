"""The screen's side of «xem như»: a mark in the session, a banner, and nothing that writes."""

from typing import Any

from flask import flash, g, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose, has_access

from app.access.models import ACCOUNT_KEY
from app.access.viewing import seen_as, view_as_begin, view_as_end
from app.core.actor import Actor, acting_as, current_actor, refuse_read_only, require_actor
from app.core.database import db
from app.core.rights import Right
from app.core.words import say
from app.web.requests import row_id

#: Session entry: who looks on, and as which account. Of another account's session it means nothing.
_MARK = "view_as"
_LEAVE, _SIGN_OUT = "ViewAsView.leave", "SignInView.logout"


def as_seen(actor: Actor) -> Actor:
    """The actor of a screen: itself, or reading with the eyes of the account in its session.

    Asked anew at each request: whoever may no longer look on is itself again.
    """
    mark = session.get(_MARK)
    if not mark:
        return actor
    own, _, other = str(mark).partition(":")
    seen = seen_as(db.session(), actor, row_id(other)) if own == str(actor.account_id) else None
    if seen is None:
        session.pop(_MARK, None)
        return actor
    g.looking_on = actor
    return seen


def refuse_writing() -> None:
    """StepNotAllowed for anything that may write while somebody looks on, but leaving."""
    if session.get(_MARK) and request.endpoint == _SIGN_OUT:
        session.pop(_MARK)  # who signs out does so as itself
    elif session.get(_MARK) and request.endpoint != _LEAVE:
        refuse_read_only()


def viewed_account() -> str:
    """The name of the account whose eyes the reader has; empty when these are its own."""
    actor = current_actor()
    return actor.name if actor is not None and actor.is_read_only else ""


class ViewAsView(BaseView):
    """Begin and leave."""

    route_base = "/view_as"
    class_permission_name = ACCOUNT_KEY
    method_permission_name = {"begin": str(Right.MANAGE)}
    default_view = "leave"

    @expose("/begin/<pk>", methods=["POST"])
    @has_access
    def begin(self, pk: str) -> Any:
        """From here on the pages are those of the account, read only."""
        actor = current_actor()
        account = view_as_begin(db.session(), row_id(pk))
        session[_MARK] = f"{actor.account_id if actor else ''}:{account.id}"
        return redirect(self.appbuilder.get_url_for_index)

    @expose("/leave", methods=["POST"])
    def leave(self) -> Any:
        """Back to one's own account."""
        require_actor()
        own: Actor | None = g.get("looking_on")
        mark = str(session.pop(_MARK, ""))
        if own is None:
            return redirect(self.appbuilder.get_url_for_index)
        account_id = row_id(mark.partition(":")[2])
        with acting_as(own):
            view_as_end(db.session(), account_id)
        flash(say("Đã thoát xem như; các trang lại theo quyền của chính tài khoản."), "success")
        return redirect(url_for("GrantView.account", pk=account_id))
