"""Sign-in by a provider (OpenID Connect Core 1.0): authorization code with PKCE, state and nonce.

What is asked over the network goes to the issuer's own host, follows no redirect and takes no proxy from
the environment. What comes back is worth nothing until its signature, issuer, audience, time and nonce fit.
"""

import dataclasses
import secrets
import time
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
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
        address = prepare_grant_uri(
            self._discovered()["authorization_endpoint"],
            self.client_id,
            "code",
            redirect_uri=back,
            scope=_SCOPES[self.claim],
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Question(address, state, nonce, verifier)

    def answer(self, code: str, *, back: str, nonce: str, verifier: str) -> Identity:
        """Who came back with this code. ProviderFailed when anything does not hold."""
        try:
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
            tokens = self._tokens({**form, "code_verifier": verifier})
            claims = self._checked(str(tokens["id_token"]), nonce, str(tokens.get("access_token", "")))
            return self._identity(claims)
        except (httpx.HTTPError, AuthlibBaseError, JoseError, *_UNREADABLE) as error:
            raise _failed() from error

    def _tokens(self, form: dict[str, str]) -> dict[str, Any]:
        found = self._discovered()
        secret: Any = {"auth": (quote_plus(self.client_id), quote_plus(self._client_secret))}
        kinds = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" not in kinds:
            form |= {"client_id": self.client_id, "client_secret": self._client_secret}
            secret = {}
        with _client() as client:
            tokens: dict[str, Any] = (
                client.post(found["token_endpoint"], data=form, **secret).raise_for_status().json()
            )
        return tokens

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
        with _client() as client:
            return client.get(address).raise_for_status().json()


def _client() -> httpx.Client:
    return httpx.Client(timeout=_SECONDS, trust_env=False, follow_redirects=False)


def origin(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _failed() -> ProviderFailed:
    return ProviderFailed(
        say("Không đăng nhập được bằng tài khoản của tỉnh lúc này. Thử lại, hoặc dùng mật khẩu của phần mềm.")
    )
