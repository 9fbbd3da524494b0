"""Under which names the server is reached, and the provider whose accounts may sign in."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from config.reading import Environment, SettingsError, invalid, value_of

LOOPBACK_HOSTS: Final = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class OidcSettings:
    """The provider whose accounts may sign in (OpenID Connect), and the claim that says who somebody is."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "sub"


_HOST_NAME: Final = re.compile(r"\.?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")


def allowed_hosts_of(env: Environment) -> list[str]:
    """Names under which browsers reach the server, separated by commas; ``.x.vn`` for all below it."""
    value = value_of(env, "ALLOWED_HOSTS")
    names = [name.strip().lower() for name in value.split(",")] if value else []
    if not all(_HOST_NAME.fullmatch(name) for name in names):
        raise invalid("ALLOWED_HOSTS", value or "", "tên máy cách nhau bằng dấu phẩy, như hoso.cantho.gov.vn")
    return names


OIDC_CLAIMS: Final = ("sub", "preferred_username", "email")


def oidc_of(env: Environment, app_env: str) -> OidcSettings | None:
    """The provider, when its three variables are set; some of them alone is a mistake."""
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    given = [value_of(env, name) for name in names]
    claim = value_of(env, "OIDC_CLAIM") or "sub"
    if claim not in OIDC_CLAIMS:
        raise invalid("OIDC_CLAIM", claim, ", ".join(OIDC_CLAIMS))
    if not any(given):
        return None
    for name, value in zip(names, given, strict=True):
        if value is None:
            raise SettingsError(f"Đăng nhập bằng tài khoản của tỉnh cần cả {', '.join(names)}: thiếu {name}.")
    issuer, client_id, client_secret = (value or "" for value in given)
    return OidcSettings(_issuer(issuer, app_env), client_id, client_secret, claim)


def _issuer(value: str, app_env: str) -> str:
    """An address over TLS; on this machine, outside production, also without."""
    parts = urlsplit(value)
    near = app_env != "production" and parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
    is_plain = not any((parts.query, parts.fragment, "@" in parts.netloc, re.search(r"[\s;,'\"]", value)))
    if not (parts.hostname and is_plain and (parts.scheme == "https" or near)) or len(value) > 300:
        raise invalid("OIDC_ISSUER", value, "địa chỉ https://… của nhà cung cấp, không có tham số")
    return value
