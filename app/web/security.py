"""Flask-AppBuilder's security manager, asking our grants instead of its user roles."""

from typing import Any

from flask import g, session
from flask_appbuilder.security.sqla.manager import SecurityManager as StockSecurityManager

from app.access.models import ACCOUNT_KEY, PERSONAL_KEY, Account
from app.access.reaches import GRANT_KEY
from app.access.sessions import API, SCREEN
from app.audit.access_models import LOG_KEY
from app.backup.services import BACKUP_KEY
from app.core import things
from app.core.actor import Actor, current_actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.web.api_login import TokenApi
from app.web.oidc_view import OidcView, provider
from app.web.own_password import OwnPasswordView
from app.web.session_view import SessionView
from app.web.sign_in_view import SignInView
from app.web.signed_in import SESSION_KEY, signed_in_account
from app.web.totp_view import TotpView

#: Stock views any signed-in account may use: its own password, the last page.
_OWN = {"OwnPasswordView", "SignInView", "SessionView", "TotpView", "OidcView", "UtilView"}
#: What a signed-in account may read of the API's own description.
_DESCRIPTIONS = {"OpenApi", "MenuApi"}


class SecurityManager(StockSecurityManager):
    """Login, tokens and stores are Flask-AppBuilder's; every right is decided by the actor."""

    user_model = Account
    security_api = TokenApi

    def register_views(self) -> None:
        """The stock views we keep: none but sign-in and one's own password, in our own forms.

        The stock ones of accounts and passwords ask for the right, never whose account it is: whoever
        opens them takes any account over. Ours are `account_view` and `role_view`. Groups are unused;
        the statistics call out to the internet; raw permissions mean nothing to readers.
        """
        builder = self.appbuilder
        builder.add_api(self.security_api)
        builder.add_view_no_menu(OwnPasswordView())
        builder.add_view_no_menu(SessionView())
        builder.add_view_no_menu(TotpView())
        if provider() is not None:
            builder.add_view_no_menu(OidcView())
        self.auth_view = SignInView()
        builder.add_view_no_menu(self.auth_view)

    def has_access(self, permission_name: str, view_name: str) -> bool:
        return allows(current_actor(), permission_name, view_name)

    def load_user(self, pk: Any) -> Any:
        """The account of the session that the cookie names, if the session still holds."""
        return signed_in_account(session.get(SESSION_KEY), SCREEN, pk)

    def load_user_jwt(self, _header: Any, claims: Any) -> Any:
        """The account of the session that a token belongs to, if the session still holds."""
        account = signed_in_account(claims.get(SESSION_KEY), API, claims.get("sub"))
        if account is not None:
            g.user = account
        return account

    def auth_user_db(self, username: Any, password: Any) -> Any:
        """The stock way in stays shut: `app.access.sign_in` counts, checks and begins the session."""
        raise NotImplementedError

    def reset_password(self, userid: Any, password: str) -> None:
        """The stock way stays shut: `app.accounts` asks whose account it is."""
        raise NotImplementedError

    def get_user_by_id(self, pk: int) -> Any:
        """The account of a session or token; read before there is an actor, so without a scope."""
        return self.session.get(Account, pk, execution_options=unscoped("account of the session"))

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """The menu entries this actor may open; an entry is named after the key of its thing."""
        actor = current_actor()
        names = menu_names or []
        return {name for name in names if allows(actor, "menu_access", name)}

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def get_user_roles(self, user: Any) -> list[Any]:
        """Nobody holds a role outside a grant."""
        return []


def allows(actor: Actor | None, permission_name: str, view_name: str) -> bool:
    """Whether the actor holds a permission in Flask-AppBuilder's words; unknown words are refused."""
    if actor is None:
        return False
    if view_name in _OWN or (view_name in _DESCRIPTIONS and permission_name == "can_get"):
        return actor.account_id is not None
    if permission_name == "menu_access":
        return may_open_menu(actor, view_name)
    name = permission_name.removeprefix("can_")
    return name in set(Right) and actor.has(Right(name), view_name)


_MENU_CATEGORIES = "category:"
#: Entries and categories that stand for no thing: opened by whoever may view what they are about.
_ENTRIES = {
    "unit_tree": "unit",
    "setting": "setting",
    BACKUP_KEY: BACKUP_KEY,
    LOG_KEY: LOG_KEY,
    "category:operation": BACKUP_KEY,
}
#: Menu entries of roles and grants: one right opens them all.
_ACCESS_ENTRIES = {"roles", "grants", "holders", "compare"}


def may_open_menu(actor: Actor, name: str) -> bool:
    """Categories are shown when one of their entries is; entries when the thing may be viewed."""
    if name == "Security":
        return any(may_open_menu(actor, entry) for entry in ("roles", "setting"))
    if name == "category:account":
        return any(may_open_menu(actor, entry) for entry in (ACCOUNT_KEY, "account_request", "lost_password"))
    if name == ACCOUNT_KEY:
        return actor.has(Right.VIEW, ACCOUNT_KEY) or actor.has(Right.VIEW, PERSONAL_KEY)
    if name in _ACCESS_ENTRIES:
        return actor.has(Right.VIEW, GRANT_KEY)
    if name.startswith(_MENU_CATEGORIES) and name not in _ENTRIES:
        family = name.removeprefix(_MENU_CATEGORIES)
        return any(thing.family == family and actor.has(Right.VIEW, thing.key) for thing in things.every())
    if name in _ENTRIES:
        return actor.has(Right.VIEW, _ENTRIES[name])
    return things.find(name) is not None and actor.has(Right.VIEW, name)
