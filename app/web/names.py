"""How the installation calls itself, for templates."""

from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from app.core.database import db
from app.core.html import clean_html
from app.settings.reading import setting
from app.settings.registry import setting_field


def installed(key: str) -> str:
    """A name that was set; its default where the database does not answer, as on an error page."""
    try:
        return str(setting(db.session(), key) or "")
    except SQLAlchemyError:
        return str(setting_field(key).default or "")


def login_notice() -> Markup:
    """What the sign-in page announces: a few plain tags, cleaned once more on its way out."""
    return Markup(clean_html(installed("login_notice")))  # noqa: S704 - cleaned
