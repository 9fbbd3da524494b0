"""Flask-AppBuilder's security manager, asking our grants instead of its user roles."""

from typing import Any

from flask_appbuilder.security.sqla.manager import SecurityManager as StockSecurityManager
from flask_appbuilder.security.views import RoleModelView
from flask_babel import lazy_gettext as _

from app.access.models import ACCOUNT_KEY, Account
from app.backup.services import BACKUP_KEY
from app.core import things
from app.core.actor import Actor, current_actor
from app.core.rights import Right
from app.core.scoping import unscoped
from app.web.api_login import TokenApi
from app.web.sign_in import choose_password, refuse_if_out_of_use

#: Stock views any signed-in account may use: its own password, the last page.
_OWN = {"ResetMyPasswordView", "AuthDBView", "UtilView"}
#: Stock views of roles: for whoever manages accounts. The stock views of accounts are not registered.
_ACCOUNTS = {
    "RoleModelView",
    "RoleView",
}
#: What a signed-in account may read of the API's own description.
_DESCRIPTIONS = {"OpenApi", "MenuApi"}


class RoleView(RoleModelView):
    """The stock screen of roles; what each may do is shown in the matrix screen, not as raw names."""

    list_title = _("Vai trò")
    show_title = _("Vai trò")
    list_columns = ["name"]
    show_columns = ["name"]
    search_columns = ["name"]
    label_columns = {"name": _("Tên vai trò")}
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
        "add",
        "edit",
        "delete",
    }


class SecurityManager(StockSecurityManager):
    """Login, tokens and stores are Flask-AppBuilder's; every right is decided by the actor."""

    user_model = Account
    security_api = TokenApi
    rolemodelview = RoleView

    def register_views(self) -> None:
        """The stock views we keep: sign-in, one's own password, roles.

        Accounts have screens of their own: the stock ones let whoever opens them take any account over.

        Groups are unused; the statistics call out to the internet; raw permissions mean nothing
        to readers.
        """
        builder = self.appbuilder
        builder.add_api(self.security_api)
        builder.add_view_no_menu(self.resetmypasswordview())
        self.auth_view = self.authdbview()
        builder.add_view_no_menu(self.auth_view)
        if self.is_auth_limited:
            self.limiter.limit(self.auth_rate_limit, methods=["POST"])(self.auth_view.blueprint)
        place = {"category": "Security", "category_label": _("Phân quyền"), "category_icon": "fa-user-shield"}
        builder.add_view(RoleView, "List Roles", label=_("Vai trò"), **place)

    def has_access(self, permission_name: str, view_name: str) -> bool:
        return allows(current_actor(), permission_name, view_name)

    def get_user_by_id(self, pk: int) -> Any:
        """The account of a session or token; read before there is an actor, so without a scope."""
        return self.session.get(Account, pk, execution_options=unscoped("account of the session"))

    def auth_user_db(self, username: str, password: str) -> Any:
        """The account, if the password is right; whoever knew it is told why the account is out of use."""
        found = self.find_user(username=username) or self.find_user(email=username)
        if refuse_if_out_of_use(self.session, found, password):
            return None
        return super().auth_user_db(username, password)

    def reset_password(self, userid: int, password: str) -> None:
        """A password chosen by its holder; the one that was issued does not do."""
        choose_password(self.session, self.get_user_by_id(userid), password)
        super().reset_password(userid, password)

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
    "category:operation": BACKUP_KEY,
}


def may_open_menu(actor: Actor, name: str) -> bool:
    """Categories are shown when one of their entries is; entries when the thing may be viewed."""
    if name == "Security":
        return actor.has(Right.MANAGE, ACCOUNT_KEY) or actor.has(Right.VIEW, "setting")
    if name == "List Roles":
        return actor.has(Right.MANAGE, ACCOUNT_KEY)
    if name.startswith(_MENU_CATEGORIES) and name not in _ENTRIES:
        family = name.removeprefix(_MENU_CATEGORIES)
        return any(thing.family == family and actor.has(Right.VIEW, thing.key) for thing in things.every())
    if name in _ENTRIES:
        return actor.has(Right.VIEW, _ENTRIES[name])
    return things.find(name) is not None and actor.has(Right.VIEW, name)
