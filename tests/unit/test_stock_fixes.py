"""Lines of Flask-AppBuilder's templates that are mended as they are read."""

from pathlib import Path

import flask_appbuilder
import pytest
from jinja2 import DictLoader, Environment

from app.web.stock_fixes import FIXES, StockFixes

TEMPLATES = Path(flask_appbuilder.__file__).parent / "templates"
LIB = "appbuilder/general/lib.html"


def environment(source: str) -> Environment:
    """Templates with gettext as Flask-Babel installs it."""
    made = Environment(autoescape=True, loader=DictLoader({LIB: source}), extensions=["jinja2.ext.i18n"])
    made.install_gettext_callables(str, lambda one, many, number: one, newstyle=True)
    return made


@pytest.mark.parametrize("name", FIXES)
def test_the_line_to_mend_is_still_there(name):
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    for wrong, _right in FIXES[name]:
        assert wrong in source


@pytest.mark.parametrize("message", ["Chỉ 50% số ký tự", "Không nhận <b>thẻ</b>", "Sai %(name)s"])
def test_a_message_is_shown_as_it_was_said(message):
    mended = environment("{{ _(error) }}")
    mended.add_extension(StockFixes)
    shown = mended.get_template(LIB).render(error=message)
    assert shown == message.replace("<", "&lt;").replace(">", "&gt;")


def test_without_the_mending_a_percent_sign_breaks_the_page():
    with pytest.raises((KeyError, TypeError, ValueError)):
        environment("{{ _(error) }}").get_template(LIB).render(error="Sai %(name)s")
