"""Refusals only the API knows; all others come as JSON from `errors`, in the same shape.

``{"message": ..., "code": ..., "errors": {field: sentence}}``; a conflict adds both versions.
"""

from typing import Any

from flask import Flask, Response, jsonify

from app.core.database import db
from app.core.errors import DomainError
from app.web.errors import code_of, sentence

NO_TOKEN = "Chưa đăng nhập, hoặc mã truy cập không còn hiệu lực."  # noqa: S105  a sentence, no secret


class BadRequest(DomainError):
    """What was sent cannot be read: no JSON, broken rison, a column that is not to be listed."""

    code = "bad_request"


def json_error(status: int, message: str = "", **extra: Any) -> Response:
    """A refusal as JSON; without a message the plain sentence of the status."""
    answer = jsonify({"message": message or sentence(status), "code": code_of(status), **extra})
    answer.status_code = status
    return answer


class VietnameseReplies:
    """For Flask-AppBuilder's APIs: its own refusals in our words, without technical detail."""

    def response_400(self, message: Any = None) -> Response:
        return json_error(400)

    def response_401(self) -> Response:
        return json_error(401, NO_TOKEN)

    def response_403(self) -> Response:
        return json_error(403)

    def response_404(self) -> Response:
        return json_error(404)

    def response_422(self, message: Any = None) -> Response:
        return json_error(422)

    def response_500(self, message: Any = None) -> Response:
        return json_error(500)


def register_api_errors(app: Flask) -> None:
    """Answer unreadable requests with 400; missing, broken, expired and revoked tokens with 401."""
    app.register_error_handler(BadRequest, _bad_request)
    tokens = app.extensions["flask-jwt-extended"]
    for loader in (
        tokens.unauthorized_loader,
        tokens.invalid_token_loader,
        tokens.expired_token_loader,
        tokens.revoked_token_loader,
        tokens.needs_fresh_token_loader,
        tokens.user_lookup_error_loader,
        tokens.token_verification_failed_loader,
    ):
        loader(_token_refused)


def _bad_request(error: BadRequest) -> Response:
    db.session.rollback()
    extra = {"errors": error.errors} if error.errors else {}
    return json_error(400, error.message, code=error.code, **extra)


def _token_refused(*_details: Any) -> Response:
    answer = json_error(401, NO_TOKEN)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
