"""Lines of Flask-AppBuilder's templates that are mended as they are read."""

from pathlib import Path

import flask_appbuilder
import pytest
from flask import Flask, render_template_string
from wtforms import Form, StringField

from app.web import stock_fixes

TEMPLATES = Path(flask_appbuilder.__file__).parent / "templates"
FAULTY = "{% import 'appbuilder/general/lib.html' as lib with context %}{{ lib.render_field(field) }}"


class PasswordForm(Form):
    """A form of one field."""

    password = StringField("Mật khẩu")


@pytest.mark.parametrize("name", stock_fixes.FIXES)
def test_the_line_to_mend_is_still_there(name):
    source = (TEMPLATES / name).read_text()
    for wrong, _right in stock_fixes.FIXES[name]:
        assert wrong in source


def test_a_percent_sign_and_markup_in_a_message_are_shown_as_they_are():
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(str, lambda one, many, n: one, newstyle=True)
    app.jinja_env.globals["csp_nonce"] = str
    stock_fixes.register(app)
    form = PasswordForm()
    form.password.errors = ("Chỉ 50% số ký tự <b>hợp lệ</b>",)
    with app.test_request_context():
        page = render_template_string(FAULTY, field=form.password)
    assert "Chỉ 50% số ký tự &lt;b&gt;hợp lệ&lt;/b&gt;" in page
