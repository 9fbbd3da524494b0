"""The life of a request: what it may carry, who acts, whether it writes."""

from typing import Any

import flask_babel
from flask import Flask, abort, g, request
from flask_jwt_extended import get_current_user, verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_login import current_user
from jwt import PyJWTError

from app.access.grants import load_actor
from app.access.scope import flushing
from app.core import shown
from app.core.actor import Actor, Channel, acting_as
from app.core.database import db, set_reads_only
from app.core.words import say
from app.web import headers
from app.web.assets import FILES, LOGO_ENDPOINT
from app.web.paths import is_api
from app.web.signed_in import require_fresh_password, require_second_step
from app.web.view_as import as_seen, refuse_writing

#: A record as JSON is a few kilobytes; deep nesting of megabytes costs seconds to read.
LARGEST_LOGIN_BODY, LARGEST_API_BODY = 16 * 1024, 1024 * 1024
UPLOAD = "PersonApi.post_attachment"
#: Characters of path and query. Lists with many filters stay far below; the server reads 8190 at most.
LONGEST_ADDRESS = 7500
#: What is the same for everybody: no session is looked up for it, none is kept alive by it.
_FOR_EVERYBODY = {*FILES, LOGO_ENDPOINT, "health"}
_READ_METHODS = {"GET", "HEAD", "OPTIONS"}


def register(app: Flask) -> None:
    """Install the hooks; the first one added runs first."""
    translations = flask_babel.Domain(
        translation_directories=[app.config["BABEL_TRANSLATION_DIRECTORIES"]], domain="wtforms"
    )

    @app.before_request
    def begin() -> None:
        # A file is as large through the API as from a form.
        if is_api(request.path) and request.endpoint != UPLOAD:
            is_login = request.path.startswith("/api/v1/security/")
            request.max_content_length = LARGEST_LOGIN_BODY if is_login else LARGEST_API_BODY
        _refuse_unfit_input()
        flushing.set(False)
        set_reads_only(request.method in _READ_METHODS)
        request.wtforms_translations = translations.get_translations()  # type: ignore[attr-defined]
        context = acting_as(request_actor)
        context.__enter__()
        g.actor_context = context
        shown.start()
        if request.endpoint not in _FOR_EVERYBODY:
            # Now, before anything is read or written: noting the use ends the transaction.
            account = _request_account()
            if account is not None:
                require_fresh_password(account)
                require_second_step()
        if request.method not in _READ_METHODS and not is_api(request.path):
            refuse_writing()

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        context = g.pop("actor_context", None)
        if context is not None:
            context.__exit__(None, None, None)
        set_reads_only(False)
        shown.stop()

    headers.register(app)


def _refuse_unfit_input() -> None:
    """NUL bytes, which PostgreSQL cannot store and nobody types; addresses and forms beyond reason."""
    if len(request.path) + len(request.query_string) > LONGEST_ADDRESS:
        abort(414)
    parts = [request.path, *request.args.keys(), *request.args.values()]
    is_plain_form = request.mimetype == "application/x-www-form-urlencoded"
    # Werkzeug bounds the memory of multipart forms only.
    if is_plain_form and (request.content_length or 0) > (request.max_form_memory_size or 0):
        abort(413)
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        parts += [*request.form.keys(), *request.form.values()]
    if any("\x00" in part for part in parts):
        abort(400, say("Yêu cầu có ký tự không hợp lệ."))


def request_actor() -> Actor | None:
    """Who acts in this request; looked up when first asked, once."""
    if "actor" not in g:
        g.actor = _find_actor()
        if g.actor is not None and g.actor.channel is Channel.SCREEN:
            g.actor = as_seen(g.actor)
    return g.actor  # type: ignore[no-any-return]


def _find_actor() -> Actor | None:
    account = _request_account()
    if account is None:
        return None
    channel = Channel.API if is_api(request.path) else Channel.SCREEN
    return load_actor(db.session, account, channel, request.remote_addr or "")


def _request_account() -> Any:
    return _api_account() if is_api(request.path) else _screen_account()


def _screen_account() -> Any:
    return current_user._get_current_object() if current_user.is_authenticated else None


def _api_account() -> Any:
    """The API knows tokens only; a cookie alone acts as nobody."""
    try:
        if verify_jwt_in_request(optional=True) is None:
            return None
    except (JWTExtendedException, PyJWTError):
        return None
    return get_current_user()
