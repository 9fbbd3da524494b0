"""The picture that stands for the installation: its address on pages, and the file behind it."""

from typing import Any

from flask import current_app, send_file, url_for

from app.core.database import db
from app.files.logo import logo_file
from app.files.store import path_of
from app.settings.names import LOGO
from app.web.assets import FOR_EVER, LOGO_ENDPOINT, static_url
from app.web.names import installed


def logo_url() -> str:
    """The address of the logo; empty where none was set."""
    digest = installed(LOGO)
    return url_for(LOGO_ENDPOINT, digest=digest) if digest else ""


def mark_url() -> str:
    """The address of the logo, or of the mark that comes with the program."""
    return logo_url() or static_url("hoso.static", "icon.svg")


def logo(digest: str) -> Any:
    """The logo of today, for everybody; NotFound for any other digest."""
    kept = logo_file(db.session(), digest)
    path = path_of(current_app.config["SETTINGS"].data_dir, kept)
    response = send_file(path, kept.media_type, etag=kept.sha256)
    response.headers["Cache-Control"] = FOR_EVER
    return response
