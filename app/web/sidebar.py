"""The sidebar, drawn once for each set of rights and each place in the menu."""

from typing import Any

from flask import current_app, render_template, request
from flask_babel import get_locale
from markupsafe import Markup

from app.core.actor import current_actor
from app.web.names import installed

_TEMPLATE = "hoso/sidebar.html"
MOST_KEPT = 500


def sidebar() -> Markup:
    """The menu of the actor, open where the request stands.

    What the template looks at is in the key: grants, language, address of the program, names, and
    which entries the path is or lies below.
    """
    actor = current_actor()
    if actor is None:
        return Markup(render_template(_TEMPLATE))  # noqa: S704 - a template escapes
    kept: dict[Any, Markup] = current_app.extensions.setdefault("sidebars", {})
    key = (actor.grants, actor.is_system, str(get_locale()), request.script_root)
    key += (installed("system_name"), installed("city_name"), installed("logo"), *_place(request.path))
    found = kept.get(key)
    if found is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[key] = Markup(render_template(_TEMPLATE))  # noqa: S704 - a template escapes
    return found


def _place(path: str) -> tuple[Any, ...]:
    groups: list[Any] = [
        group for group in current_app.extensions["appbuilder"].menu.get_data() if group != "-"
    ]
    urls = [item["url"] for group in groups for item in group.get("childs", ()) if item != "-"]
    inside = tuple(url for url in urls if path.startswith(url.split("/list/")[0] + "/"))
    return (
        path if path in urls or path == "/" else "",
        path.startswith("/jobs/"),
        path.startswith("/catalogs/"),
        inside,
    )
