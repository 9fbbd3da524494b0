"""A provider of sign-ins as a program of its own: discovery, a page to allow, tokens by RS256, keys.

``python -m tests.support.oidc_provider PORT``. It checks client, redirect, PKCE and codes as a provider must.
`/_set` (JSON) says who is signed in there, and which fault the next tokens have. For tests only.
"""

import base64
import hashlib
import html
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "ho-so-kiem-thu", "bi-mat-cua-phan-mem"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "khoa-1", "use": "sig"}) for _ in range(2))
STATE: dict[str, Any] = {"claims": {"sub": "cong-chuc-7"}, "fault": "", "discovery": {}, "asked": []}
CODES: dict[str, dict[str, str]] = {}


class Provider(BaseHTTPRequestHandler):
    """Answers under one origin; a fault is one thing done wrong."""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"  # type: ignore[str-bytes-safe]

    def do_GET(self) -> None:
        path, asked = self._read(urlsplit(self.path).query)
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "/allow", "token_endpoint": "/token", "jwks_uri": "/keys"}
            found = {name: self.issuer + place for name, place in places.items()}
            self._json(200, {"issuer": self.issuer, **found, **STATE["discovery"]})
        elif path == "/keys":
            self._json(200, {"keys": [KEY.as_dict(private=False)]})
        elif path == "/allow":
            self._allow(asked)
        elif path == "/go":
            self._go(asked)
        else:
            self._json(200 if path == "/_asked" else 404, STATE["asked"])

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        path, form = self._read(self.rfile.read(length).decode(), is_form=self.path != "/_set")
        if path == "/_set":
            STATE.update({"fault": "", "discovery": {}, "asked": []}, **form)
            self._json(200, {})
        else:
            self._token(form)

    def _read(self, text: str, *, is_form: bool = True) -> tuple[str, dict[str, Any]]:
        path = urlsplit(self.path).path
        STATE["asked"].append(path)
        return path, {k: v[0] for k, v in parse_qs(text).items()} if is_form else json.loads(text)

    def _allow(self, asked: dict[str, str]) -> None:
        """Somebody is signed in here already, and says yes."""
        wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in wanted.items()) or "openid" not in asked["scope"]:
            return self._json(400, {"error": "invalid_request"})
        page = f"""<!DOCTYPE html><html lang="vi"><title>Tỉnh</title><h1>Tài khoản của tỉnh</h1>
            <a href="/go?{html.escape(urlencode(asked))}">Đồng ý</a></html>"""
        self._send(200, page.encode(), "text/html; charset=utf-8")

    def _go(self, asked: dict[str, str]) -> None:
        code = secrets.token_urlsafe(16)
        CODES[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def _token(self, form: dict[str, str]) -> None:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = CODES.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if self.headers.get("Authorization") != f"Basic {basic}" or STATE["fault"] == "down":
            return self._json(401, {"error": "invalid_client"})
        if not asked or (asked["code_challenge"], asked["redirect_uri"]) != (challenge, form["redirect_uri"]):
            return self._json(400, {"error": "invalid_grant"})
        tokens = {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}
        return self._json(200, tokens)

    def _id_token(self, nonce: str) -> str:
        now, fault = int(time.time()), STATE["fault"]
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims |= STATE["claims"]
        claims |= {
            "nonce": {"nonce": "khac"}, "audience": {"aud": "phan-mem-khac"}, "issuer": {"iss": "https://x"},
            "two audiences": {"aud": [CLIENT, "phan-mem-khac"], "azp": "phan-mem-khac"},
            "expired": {"iat": now - 900, "exp": now - 600},
        }.get(fault, {})  # fmt: skip
        if fault == "no nonce":
            del claims["nonce"]
        if fault == "none":
            parts = ({"alg": "none"}, claims)
            return ".".join(_packed(part) for part in parts) + "."
        if fault == "shared":  # signed with what is public, as if it were a shared secret
            from joserfc.jwk import OctKey

            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(KEY.as_pem(private=False)))
        key = OTHER_KEY if fault == "signature" else KEY
        return jwt.encode({"alg": "RS256", "kid": "khoa-1"}, claims, key)

    def _json(self, status: int, value: Any) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Quiet."""


def _packed(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider).serve_forever()
