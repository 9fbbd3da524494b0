"""What is the same in every installation, in the words of Flask and its extensions."""

from typing import Final

from config.reading import ROOT

LANGUAGE: Final[dict[str, object]] = {
    "BABEL_DEFAULT_LOCALE": "vi",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    # Flask-AppBuilder puts its own folder in front of this one and joins them with ";".
    "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    "LANGUAGES": {"vi": {"flag": "vn", "name": "Tiếng Việt"}},
}
APPBUILDER: Final[dict[str, object]] = {
    "APP_NAME": "Hồ sơ cán bộ, công chức, viên chức",
    "AUTH_TYPE": 1,
    # Tables come from migrations, permissions from a command: an app that starts writes nothing.
    "FAB_CREATE_DB": False,
    "FAB_UPDATE_PERMS": False,
    "FAB_ADD_SECURITY_API": False,
    "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
    "FAB_ADD_SECURITY_VIEW_MENU_VIEW": False,
    "FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW": False,
    "FAB_API_SWAGGER_UI": False,
    "FAB_API_MAX_PAGE_SIZE": 100,
}
#: Sign-ins are counted in the database, by form and API alike (app.access.attempts): the limiter in memory
#: that Flask-AppBuilder brings stays off.
TOKENS: Final[dict[str, object]] = {
    "AUTH_RATE_LIMITED": False,
    "RATELIMIT_ENABLED": False,
    "RATELIMIT_STORAGE_URI": "memory://",
    "JWT_ACCESS_TOKEN_EXPIRES": 15 * 60,
    # The session a token belongs to ends earlier; this is the longest that the settings allow (72 hours).
    "JWT_REFRESH_TOKEN_EXPIRES": 72 * 3600,
}
