"""Tokens for programs: sign-in, renewal and the end, each bound to a session on the server."""

import secrets
from typing import Any

from flask import Response, request
from flask_appbuilder.api import expose
from flask_appbuilder.security.api import SecurityApi
from flask_appbuilder.security.schemas import login_post
from flask_jwt_extended import create_access_token, create_refresh_token, get_jwt, jwt_required
from marshmallow import ValidationError

from app.access.sessions import API, refresh_rotate, session_end
from app.access.sign_in import OUT_OF_USE, SignIn, sign_in
from app.core.database import db
from app.core.words import say
from app.web.api_errors import NO_TOKEN, VietnameseReplies, json_error
from app.web.api_requests import read_object
from app.web.signed_in import SESSION_KEY, own_session

#: Claim of a refresh token: a random value of which the session keeps the digest.
_TURN = "turn"


class TokenApi(VietnameseReplies, SecurityApi):
    """``/api/v1/security/login``, ``/refresh``, ``/logout``; failures count as those of the login form."""

    @expose("/login", methods=["POST"])
    def login(self) -> Any:
        read_object()
        body = {"provider": "db", **request.get_json()}
        code = body.pop("code", None)
        if code is not None and not isinstance(code, str):
            return self.response_400()
        try:
            asked = login_post.load(body)
        except ValidationError:
            return self.response_400()
        done = sign_in(
            db.session,
            asked["username"],
            asked["password"],
            kind=API,
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            code=code,
        )
        if done.account is None:
            return _refused(done)
        return self.response(200, **_tokens(done, with_refresh=bool(asked.get("refresh"))))

    login.__doc__ = SecurityApi.login.__doc__

    @expose("/refresh", methods=["POST"])
    @jwt_required(refresh=True)
    def refresh(self) -> Any:
        """A new pair of tokens for a refresh token, which holds once.
        ---
        post:
          description: >-
            A refresh token holds once. The answer has a new one; a token sent a second time ends its session.
          responses:
            200:
              description: New tokens
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      access_token:
                        type: string
                      refresh_token:
                        type: string
            401:
              $ref: '#/components/responses/401'
          security:
            - jwt_refresh: []
        """
        claims, found, turn = get_jwt(), own_session(), secrets.token_urlsafe(32)
        held = found and refresh_rotate(
            db.session, found.session_id, old=str(claims.get(_TURN, "")), new=turn
        )
        db.session.commit()
        if not found or not held:
            return json_error(401, NO_TOKEN)
        identity, secret = str(claims["sub"]), str(claims[SESSION_KEY])
        return self.response(
            200,
            access_token=create_access_token(identity, fresh=False, additional_claims={SESSION_KEY: secret}),
            refresh_token=_refresh_token(identity, secret, turn),
        )

    @expose("/logout", methods=["POST"])
    @jwt_required()
    def logout(self) -> Any:
        """Ends the session that the token belongs to.
        ---
        post:
          description: End the session; its access and refresh tokens are worth nothing afterwards
          responses:
            200:
              description: Ended
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      message:
                        type: string
            401:
              $ref: '#/components/responses/401'
          security:
            - jwt: []
        """
        found = own_session()
        if found is not None:
            session_end(db.session, found.account.id, found.session_id, "logout")
            db.session.commit()
        return self.response(200, message=say("Đã đăng xuất."))


def _refused(done: SignIn) -> Response:
    if not done.wait:
        status = 403 if done.reason == OUT_OF_USE else 401
        return json_error(status, done.message, **({"code": done.reason} if done.reason else {}))
    answer = json_error(429, done.message)
    answer.headers["Retry-After"] = str(done.wait)
    return answer


def _tokens(done: SignIn, *, with_refresh: bool) -> dict[str, str]:
    identity = str(done.account.id)  # type: ignore[union-attr]
    claims = {SESSION_KEY: done.secret}
    tokens = {"access_token": create_access_token(identity, fresh=True, additional_claims=claims)}
    if with_refresh:
        turn = secrets.token_urlsafe(32)
        refresh_rotate(db.session, done.session_id, old=None, new=turn)
        db.session.commit()
        tokens["refresh_token"] = _refresh_token(identity, done.secret, turn)
    return tokens


def _refresh_token(identity: str, secret: str, turn: str) -> str:
    return str(create_refresh_token(identity, additional_claims={SESSION_KEY: secret, _TURN: turn}))
