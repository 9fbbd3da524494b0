"""Sign-in by a provider (OpenID Connect Core 1.0): authorization code with PKCE, state and nonce.

What is asked over the network goes to the issuer's own host, follows no redirect and takes no proxy from
the environment. What comes back is worth nothing until its signature, issuer, audience, time and nonce fit.
"""

import dataclasses
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.core.errors import DomainError
from app.core.words import say

#: Signatures by a key pair; a shared secret or none at all is never taken.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
#: What a provider writes into `amr` when it asked for more than a password (RFC 8176).
_STEPPED = {"mfa", "otp", "hwk"}
_SCOPES = {"sub": "openid", "preferred_username": "openid profile", "email": "openid email"}
#: What comes of an answer in another shape than the standard's.
_UNREADABLE = (httpx.InvalidURL, AttributeError, KeyError, TypeError, ValueError)
_SECONDS, _LEEWAY, _KEEP_SECONDS = 5.0, 60, 3600.0


class ProviderFailed(DomainError):
    """The provider cannot be reached, or what it said does not hold; the message tells no detail."""

    code = "provider_failed"


@dataclasses.dataclass(frozen=True)
class Identity:
    """Who the provider says it is; `stepped` when it asked for a second step itself."""

    subject: str
    stepped: bool


@dataclasses.dataclass(frozen=True)
class Question:
    """What the browser must bring back, and what only we know."""

    address: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """One issuer, as the settings name it."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, claim: str) -> None:
        self.issuer, self.client_id, self.claim = issuer, client_id, claim
        self._client_secret = client_secret
        self._kept: tuple[float, dict[str, Any]] | None = None

    def ask(self, back: str) -> Question:
        """Where to send the browser; `back` is our own address it returns to. ProviderFailed."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._client(back) as client:
            address, _state = client.create_authorization_url(
                self._discovered()["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return Question(address, state, nonce, verifier)

    def answer(self, code: str, *, back: str, nonce: str, verifier: str) -> Identity:
        """Who came back with this code. ProviderFailed when anything does not hold."""
        try:
            found = self._discovered()
            with self._client(back) as client:
                tokens = client.fetch_token(
                    found["token_endpoint"],
                    code=code,
                    code_verifier=verifier,
                    grant_type="authorization_code",
                )
            claims = self._checked(str(tokens["id_token"]), nonce, str(tokens.get("access_token", "")))
            return self._identity(claims)
        except (httpx.HTTPError, AuthlibBaseError, JoseError, *_UNREADABLE) as error:
            raise _failed() from error

    def _client(self, back: str) -> Any:
        kinds = self._discovered().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = "client_secret_basic" in kinds
        return OAuth2Client(
            self.client_id,
            self._client_secret,
            token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
            redirect_uri=back,
            scope=_SCOPES[self.claim],
            code_challenge_method="S256",
            timeout=_SECONDS,
            trust_env=False,
            follow_redirects=False,
        )

    def _checked(self, id_token: str, nonce: str, access_token: str) -> CodeIDToken:
        keys = KeySet.import_key_set(self._get(self._discovered()["jwks_uri"]))
        token = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
        options = {"iss": {"essential": True, "value": self.issuer}}
        options["aud"] = {"essential": True, "value": self.client_id}
        params = {"nonce": nonce, "client_id": self.client_id, "access_token": access_token}
        claims = CodeIDToken(token.claims, token.header, options, params)
        claims.validate(now=int(time.time()), leeway=_LEEWAY)
        return claims

    def _identity(self, claims: CodeIDToken) -> Identity:
        subject = claims.get(self.claim)
        if not isinstance(subject, str) or not 0 < len(subject) <= 300:
            raise ValueError(self.claim)
        if self.claim == "email" and claims.get("email_verified") is not True:
            raise ValueError("email_verified")
        return Identity(subject, bool(_STEPPED & set(claims.get("amr") or ())))

    def _discovered(self) -> dict[str, Any]:
        """The discovery document, kept for an hour; its endpoints are the issuer's own."""
        if self._kept is None or self._kept[0] <= time.monotonic():
            try:
                found = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                self._check_document(found)
            except (httpx.HTTPError, *_UNREADABLE) as error:
                raise _failed() from error
            self._kept = (time.monotonic() + _KEEP_SECONDS, found)
        return self._kept[1]

    def _check_document(self, found: dict[str, Any]) -> None:
        if found["issuer"] != self.issuer:
            raise ValueError("issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if origin(found[name]) != origin(self.issuer):
                raise ValueError(name)

    def _get(self, address: str) -> Any:
        with httpx.Client(timeout=_SECONDS, trust_env=False, follow_redirects=False) as client:
            return client.get(address).raise_for_status().json()


def origin(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _failed() -> ProviderFailed:
    return ProviderFailed(
        say("Không đăng nhập được bằng tài khoản của tỉnh lúc này. Thử lại, hoặc dùng mật khẩu của phần mềm.")
    )
