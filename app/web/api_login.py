"""Tokens: Flask-AppBuilder's login for programs, with our words, our limits and no surprises."""

from typing import Any, ClassVar

from flask import Response, current_app, g, request
from flask_appbuilder.api import expose
from flask_appbuilder.security.api import SecurityApi
from flask_appbuilder.utils.limit import Limit
from flask_limiter.util import get_remote_address

from app.core.words import say
from app.web.api_errors import VietnameseReplies, json_error
from app.web.api_requests import read_object


class TokenApi(VietnameseReplies, SecurityApi):
    """``/api/v1/security/login`` and ``/refresh``; as many tries as the login form allows."""

    limits: ClassVar[list[Limit]] = [
        Limit(lambda: current_app.config["AUTH_RATE_LIMIT"], get_remote_address, methods=("POST",))
    ]

    @expose("/login", methods=["POST"])
    def login(self) -> Any:
        read_object()
        # Flask keeps the body it has read: who names no provider means the only one there is.
        request.get_json().setdefault("provider", "db")
        answer: Response = super().login()
        return answer

    login.__doc__ = SecurityApi.login.__doc__

    def response_401(self) -> Response:
        refused = g.pop("sign_in_refused", "")
        if refused:
            return json_error(403, refused, code="sign_in_refused")
        return json_error(401, say("Sai tên đăng nhập hoặc mật khẩu."))
