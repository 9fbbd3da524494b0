"""Mends single lines of Flask-AppBuilder's templates as they are read: overriding the file would copy it."""

from flask import Flask
from jinja2.ext import Extension

#: Template -> (what it says, what it should say).
FIXES = {
    # Messages of forms are translated already. Looked up once more, «%» in one is a format (and an
    # error), and what was typed into the form would reach the page unescaped.
    "appbuilder/general/lib.html": (("{{ _(error) }}", "{{ error }}"),),
}


class StockFixes(Extension):
    """Replaces the lines when Jinja reads the template."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template with its fixes; one whose line is gone (a new version) is told in the tests."""
        for wrong, right in FIXES.get(name or "", ()):
            source = source.replace(wrong, right)
        return source


def register(app: Flask) -> None:
    """Install the extension."""
    app.jinja_env.add_extension(StockFixes)
