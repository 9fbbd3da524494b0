"""Flask-AppBuilder's security manager, asking our grants instead of its user roles."""

from typing import Any

from flask import g, request, session
from flask_appbuilder.security.sqla.manager import SecurityManager as StockSecurityManager
from flask_appbuilder.security.views import ResetPasswordView, UserDBModelView
from flask_babel import lazy_gettext as _

from app.access.models import ACCOUNT_KEY, Account
from app.access.passwords import password_faults, password_hash, password_set
from app.access.reaches import GRANT_KEY
from app.access.sessions import API, SCREEN
from app.audit.access_models import LOG_KEY
from app.backup.services import BACKUP_KEY
from app.core import things
from app.core.actor import Actor, current_actor
from app.core.database import db
from app.core.errors import NotFound, RuleViolated
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.transactions import transaction
from app.web.api_login import TokenApi
from app.web.oidc_view import OidcView, provider
from app.web.own_password import OwnPasswordView
from app.web.requests import row_id
from app.web.session_view import SessionView
from app.web.sign_in_view import SignInView
from app.web.signed_in import SESSION_KEY, signed_in_account
from app.web.totp_view import TotpView

#: Stock views any signed-in account may use: its own password, the last page.
_OWN = {"OwnPasswordView", "SignInView", "SessionView", "TotpView", "OidcView", "UtilView"}
#: Stock views of accounts and roles: for whoever manages accounts.
_ACCOUNTS = {
    "UserDBModelView",
    "AccountView",
    "ResetPasswordView",
    "UserInfoEditView",
}
#: What a signed-in account may read of the API's own description.
_DESCRIPTIONS = {"OpenApi", "MenuApi"}


class AccountView(UserDBModelView):
    """The stock screen of accounts, without roles: those come from grants."""

    list_title = _("Tài khoản")
    show_title = _("Tài khoản")
    add_title = _("Thêm tài khoản")
    edit_title = _("Sửa tài khoản")
    list_columns = ["username", "first_name", "last_name", "active"]
    search_columns = ["username", "first_name", "last_name", "active"]
    show_fieldsets = [
        (_("Tài khoản"), {"fields": ["username", "first_name", "last_name", "email", "active"]}),
        (_("Đăng nhập"), {"fields": ["last_login", "login_count", "fail_login_count"]}),
    ]
    user_show_fieldsets = show_fieldsets
    add_columns = ["username", "first_name", "last_name", "email", "active", "password", "conf_password"]
    edit_columns = ["username", "first_name", "last_name", "email", "active"]
    exclude_route_methods = {
        "download",
        "api",
        "api_column_add",
        "api_column_edit",
        "api_create",
        "api_delete",
        "api_get",
        "api_read",
        "api_readvalues",
        "api_update",
        "action",
        "action_post",
        "delete",
        "userinfo",
    }
    base_order = ("username", "asc")

    def pre_add(self, item: Any) -> None:
        """The password by the rules in force, hashed as everywhere; faults go up as a refusal."""
        typed, item.password = item.password, ""
        with db.session.no_autoflush:
            faults = password_faults(db.session, item, typed or "")
        if faults:
            raise RuleViolated(" ".join(faults), errors={"password": " ".join(faults)})
        item.password = password_hash(typed)


class PasswordView(ResetPasswordView):
    """A new password for the account the address names; not found when there is none."""

    class_permission_name = "ResetPasswordView"

    def form_get(self, form: Any) -> None:
        if db.session.get(Account, row_id(request.args.get("pk", ""))) is None:
            raise NotFound()

    def form_post(self, form: Any) -> None:
        self.form_get(form)
        super().form_post(form)


class SecurityManager(StockSecurityManager):
    """Login, tokens and stores are Flask-AppBuilder's; every right is decided by the actor."""

    user_model = Account
    security_api = TokenApi
    userdbmodelview = AccountView
    resetpasswordview = PasswordView

    def register_views(self) -> None:
        """The stock views we keep: sign-in, passwords, accounts.

        Roles have screens of our own (`role_view`). Groups are unused; the statistics call out to the
        internet; raw permissions mean nothing to readers.
        """
        builder = self.appbuilder
        builder.add_api(self.security_api)
        builder.add_view_no_menu(self.resetpasswordview())
        builder.add_view_no_menu(OwnPasswordView())
        builder.add_view_no_menu(SessionView())
        builder.add_view_no_menu(TotpView())
        if provider() is not None:
            builder.add_view_no_menu(OidcView())
        self.auth_view = SignInView()
        builder.add_view_no_menu(self.auth_view)
        place = {"category": "Security", "category_label": _("Tài khoản"), "category_icon": "fa-users-gear"}
        self.user_view = builder.add_view(AccountView, "List Users", label=_("Tài khoản"), **place)

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
        """What the stock screen of a forgotten password calls."""
        with transaction(self.session, Right.MANAGE):
            password_set(self.session, self.get_user_by_id(int(userid)), password)

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
    if view_name in _ACCOUNTS:
        return actor.has(Right.MANAGE, ACCOUNT_KEY)
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
        return any(may_open_menu(actor, entry) for entry in ("List Users", "roles", "setting"))
    if name == "List Users":
        return actor.has(Right.MANAGE, ACCOUNT_KEY)
    if name in _ACCESS_ENTRIES:
        return actor.has(Right.VIEW, GRANT_KEY)
    if name.startswith(_MENU_CATEGORIES) and name not in _ENTRIES:
        family = name.removeprefix(_MENU_CATEGORIES)
        return any(thing.family == family and actor.has(Right.VIEW, thing.key) for thing in things.every())
    if name in _ENTRIES:
        return actor.has(Right.VIEW, _ENTRIES[name])
    return things.find(name) is not None and actor.has(Right.VIEW, name)
