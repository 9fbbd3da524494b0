"""What every answer tells the browser: load from here alone, show in no frame, keep nothing.

A page has no script, style or handler of its own: all of them are files of this server, so that the policy
needs no exception. (A library for this, flask-talisman, would be configured with as many lines.)
"""

from typing import Any

from flask import Flask, request

from app.access.oidc import origin
from app.web.assets import FILES

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        # Attached documents are looked at in place; no other answer lets itself be framed.
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 31_536_000


def register(app: Flask) -> None:
    """Add the headers to every answer, refusals and errors too."""
    headers, oidc = dict(HEADERS), app.config["SETTINGS"].oidc
    if oidc:
        # Chromium holds the redirect that answers a form to `form-action` too.
        allowed = f"form-action 'self' {origin(oidc.issuer)}"
        headers["Content-Security-Policy"] = POLICY.replace("form-action 'self'", allowed)
    if app.config["SETTINGS"].is_production:
        # On loopback there is no TLS to insist on.
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"

    @app.after_request
    def add(response: Any) -> Any:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint not in FILES:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
