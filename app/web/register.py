"""Puts the web together: life cycle, views generated from the declarations, API, errors."""

import functools
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Flask, g, has_request_context
from flask_appbuilder import AppBuilder
from flask_babel import get_domain, get_locale
from flask_wtf.csrf import CSRFProtect

from app.core.database import db
from app.core.words import plug_translator
from app.personnel.attachment_models import DOCUMENT_KINDS
from app.personnel.completeness import source_of, tab_of
from app.web import api, api_errors, assets, errors, lifecycle, reading_log
from app.web.attachment_files import attachment_limit, file_icon, file_size
from app.web.entry_acts import act_title
from app.web.formatting import sights_of, template_helpers
from app.web.health import health
from app.web.index import FrontPage
from app.web.list_fragments import column_count, column_items, criterion_options
from app.web.logo import logo, logo_url, mark_url
from app.web.menu import add_views
from app.web.menu_entries import KeptMenu
from app.web.names import installed, login_notice
from app.web.oidc_view import provider
from app.web.person_print import printable_forms, why_no_pdf
from app.web.printed import print_foot
from app.web.record_page import decision_of, entry_badge, period_of
from app.web.rows import table_rows
from app.web.security import SecurityManager
from app.web.sidebar import sidebar
from app.web.view_as import viewed_account

HERE = Path(__file__).resolve().parent


def register_web(app: Flask) -> AppBuilder:
    """Register everything on the app; called once per app, inside its context."""
    app.register_blueprint(_own_files())
    app.jinja_env.globals.update(
        template_helpers(),
        table_rows=table_rows,
        period_of=period_of,
        decision_of=decision_of,
        entry_badge=entry_badge,
        act_title=act_title,
        check_source=source_of,
        tab_of_check=tab_of,
        column_count=column_count,
        column_items=column_items,
        criterion_options=criterion_options,
        sidebar=sidebar,
        viewed_account=viewed_account,
        static_url=assets.static_url,
        installed=installed,
        login_notice=login_notice,
        logo_url=logo_url,
        mark_url=mark_url,
        print_foot=print_foot,
        printable_forms=printable_forms,
        why_no_pdf=why_no_pdf,
        attachment_limit=attachment_limit,
        document_kinds=DOCUMENT_KINDS,
        file_icon=file_icon,
        file_size=file_size,
        sights_of=sights_of,
        offers_oidc=lambda: provider() is not None,
    )
    # Lines that hold nothing but a block leave no blank line: a third of a list's size.
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    plug_translator(_translated)
    lifecycle.register(app)
    reading_log.register(app)
    csrf = CSRFProtect(app)
    appbuilder = AppBuilder(
        app,
        db.session,
        menu=KeptMenu(),
        base_template="hoso/base.html",
        indexview=FrontPage,
        security_manager_class=SecurityManager,
        update_perms=False,
    )
    # Error pages are rendered outside any view.
    app.jinja_env.globals.update(appbuilder=appbuilder, base_template=appbuilder.base_template)
    add_views(appbuilder)
    api.register_api(appbuilder)
    app.add_url_rule("/health", "health", health, methods=["GET"])
    app.add_url_rule("/logo/<digest>", assets.LOGO_ENDPOINT, logo, methods=["GET"])
    for view in appbuilder.baseviews:
        if view.route_base.startswith("/api/"):
            csrf.exempt(view.blueprint)
    assets.register(app)
    errors.register(app)
    api_errors.register_api_errors(app)
    return appbuilder


def _own_files() -> Blueprint:
    return Blueprint(
        "hoso",
        __name__,
        template_folder=str(HERE / "templates"),
        static_folder=str(HERE / "static"),
        static_url_path="/static/hoso",
    )


def _translated(sentence: str) -> str:
    """The sentence in the language of the request; outside one, as written."""
    if not has_request_context():
        return sentence
    translate = g.get("sentences")
    if translate is None:
        translate = g.sentences = _sentences(str(get_locale()))
    return str(translate(sentence))


@functools.lru_cache(maxsize=4)
def _sentences(_language: str) -> Callable[[str], str]:
    """What translates into the language of the request; a page says a hundred sentences."""
    return functools.lru_cache(maxsize=10_000)(get_domain().get_translations().ugettext)
