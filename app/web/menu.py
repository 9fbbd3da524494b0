"""Views and menu entries for every declared thing; entries are named by key, never by label."""

from typing import Any

from flask_appbuilder import AppBuilder

from app.audit.access_models import LOG_KEY
from app.backup.services import BACKUP_KEY
from app.core import things
from app.core.things import Sort, Thing
from app.core.words import say
from app.web.access_log_view import AccessLogView
from app.web.access_questions import AccessQuestionView
from app.web.account_requests import AccountRequestView, LostPasswordView
from app.web.account_view import AccountView
from app.web.attachment_view import AttachmentView
from app.web.backup_view import BackupView
from app.web.catalog_view import CatalogView
from app.web.catalogs_view import CatalogsView
from app.web.consent_view import ConsentView
from app.web.entry_view import EntryView
from app.web.families import FAMILIES
from app.web.formatting import view_name
from app.web.grant_view import GrantView
from app.web.job_view import JobView
from app.web.lookup import LookupView
from app.web.person_view import PersonView
from app.web.role_view import RoleView
from app.web.setting_view import SettingView
from app.web.thing_view import ThingView
from app.web.unit_view import UnitView
from app.web.view_as import ViewAsView

ACCOUNT_VIEWS = {
    "account": AccountView,
    "account_request": AccountRequestView,
    "lost_password": LostPasswordView,
}
_OWN_VIEWS: dict[str, type[ThingView]] = {"person": PersonView, "unit": UnitView}


def add_views(appbuilder: AppBuilder) -> None:
    """Make and register the view of every catalog and record."""
    ordered = sorted(things.every(Sort.CATALOG, Sort.RECORD), key=lambda t: list(FAMILIES).index(t.family))
    for thing in sorted(ordered, key=lambda t: (list(FAMILIES).index(t.family), t.sort is Sort.CATALOG)):
        label, icon = FAMILIES[thing.family]
        appbuilder.add_view(
            view_class(thing),
            thing.key,
            label=say(thing.label),
            category=f"category:{thing.family}",
            category_label=label,
            category_icon=icon,
        )
    appbuilder.add_link(
        "unit_tree", href="UnitView.tree", label=say("Cây đơn vị"), category="category:organisation"
    )
    for key, view, label in (
        ("consent", ConsentView, say("Sổ đồng ý cho xem hồ sơ")),
        (LOG_KEY, AccessLogView, say("Nhật ký truy cập")),
    ):
        appbuilder.add_view(view, key, label=label, category="category:person")
    appbuilder.add_view(
        BackupView,
        BACKUP_KEY,
        label=say("Sao lưu"),
        category="category:operation",
        category_label=say("Vận hành"),
        category_icon="fa-shield-halved",
    )
    _add_account_views(appbuilder)
    _add_access_views(appbuilder)
    appbuilder.add_view(SettingView, "setting", label=say("Tham số hệ thống"), category="Security")
    appbuilder.add_view_no_menu(LookupView)
    appbuilder.add_view_no_menu(EntryView)
    appbuilder.add_view_no_menu(AttachmentView)
    appbuilder.add_view_no_menu(JobView)
    appbuilder.add_view_no_menu(CatalogsView)


def _add_account_views(appbuilder: AppBuilder) -> None:
    """Accounts, and what units ask for (Điều 6)."""
    place = {"category": "category:account", "category_label": say("Tài khoản")}
    for key, view in ACCOUNT_VIEWS.items():
        label = say(things.get(key).label)
        appbuilder.add_view(view, key, label=label, category_icon="fa-users-gear", **place)


def _add_access_views(appbuilder: AppBuilder) -> None:
    """Roles, grants and questions about them, before the settings (Điều 6.2)."""
    place = {"category": "Security", "category_label": say("Phân quyền, tham số")}
    for view in (RoleView, GrantView, AccessQuestionView, ViewAsView):
        appbuilder.add_view_no_menu(view)
    entries = (
        ("roles", "RoleView.list", "Vai trò"),
        ("grants", "GrantView.list", "Phân quyền"),
        ("holders", "AccessQuestionView.holders", "Ai có quyền này"),
        ("compare", "AccessQuestionView.compare", "So sánh quyền"),
    )
    for name, endpoint, label in entries:
        appbuilder.add_link(name, href=endpoint, label=say(label), category_icon="fa-user-shield", **place)


def view_class(thing: Thing) -> type[ThingView]:
    """A view class for one declaration."""
    base: Any = _OWN_VIEWS.get(thing.key) or (CatalogView if thing.sort is Sort.CATALOG else ThingView)
    values = {
        "thing": thing,
        "route_base": f"/{thing.key}",
        "class_permission_name": thing.key,
        "__doc__": f"{thing.label} ({thing.legal}).",
        "__module__": __name__,
    }
    return type(view_name(thing.key), (base,), values)
