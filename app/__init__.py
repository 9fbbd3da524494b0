"""The personnel-records system of a city: create_app() puts the packages together."""

import dataclasses
import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import model_registry
from app.access import guard, scope, session_guard
from app.access.attempts import plug_attempt_key
from app.access.oidc import Provider
from app.access.totp import plug_totp_key
from app.accounts import endings
from app.audit import recorder, watch
from app.audit.chain import plug_chain_key
from app.audit.identity import plug_digest_key
from app.cli import register_commands
from app.cli_backup import register_backup_commands
from app.cli_records import register_check_commands
from app.cli_start import guard_commands
from app.core.database import db, prepare_engine
from app.core.version import VERSION
from app.web import register_web
from config import Settings, SettingsError, derived_secret

__version__ = VERSION


def create_app(settings: Settings | None = None) -> Flask:
    """The whole program as a Flask application; nothing is written to the database here.

    Without settings it is that of a command, which takes them from the environment.
    """
    is_command = settings is None
    settings = settings or _settings()
    model_registry.load()
    plug_digest_key(derived_secret(settings.secret_key, "identity numbers"))
    plug_attempt_key(derived_secret(settings.secret_key, "sign-in attempts"))
    plug_totp_key(derived_secret(settings.secret_key, "totp secrets"))
    plug_chain_key(derived_secret(settings.secret_key, "access log"))
    app = Flask("app", static_folder=None)
    app.config.from_mapping(settings.flask_config(), SETTINGS=settings)
    if settings.oidc:
        app.extensions["oidc"] = Provider(**dataclasses.asdict(settings.oidc))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        if is_command:
            guard_commands(db.engine)
        db.engine.update_execution_options(settings=settings)
        scope.guard_engine(db.engine)
        register_web(app)
    register_commands(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
    register_backup_commands(app)
    register_check_commands(app)
    return app


def _settings() -> Settings:
    """The settings of the environment, for commands; a bad one stops the program with its sentence.

    What commands make in the data folder is for its owner alone, as what the server makes; a command that is
    refused has made nothing.
    """
    os.umask(0o077)
    try:
        return Settings.from_environment(makes_place=False)
    except SettingsError as error:
        raise SystemExit(str(error)) from error


for _module in (scope, guard, endings, recorder, session_guard, watch):
    _module.install(db.session)
