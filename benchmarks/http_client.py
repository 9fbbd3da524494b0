"""A browser without a screen, over real HTTP with one connection kept open."""

import http.client
import re
import urllib.parse
from typing import Any

_TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')


class Browser:
    """One signed-in account on one connection."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.cookies: dict[str, str] = {}
        token = self.token("/login/")
        status, _body = self.post(
            "/login/", {"username": username, "password": password, "csrf_token": token}
        )
        if status not in (302, 303):
            raise RuntimeError(f"{username} could not sign in: {status}")

    def get(self, path: str, *, status: int = 200) -> bytes:
        """The body of a page; RuntimeError for another status than the one expected."""
        found, body = self._send("GET", path)
        if found != status:
            raise RuntimeError(f"{path}: {found}")
        return body

    def token(self, path: str) -> str:
        """The token a page's form carries."""
        found = _TOKEN.search(self.get(path).decode())
        if not found:
            raise RuntimeError(f"{path} holds no form")
        return found.group(1)

    def post(self, path: str, form: dict[str, Any] | list[tuple[str, str]]) -> tuple[int, bytes]:
        """Status and body of the answer to a form; where it leads is in `location`."""
        body = urllib.parse.urlencode(form)
        return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _send(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {**(headers or {}), "Cookie": jar})
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.location = answer.headers.get("Location", "")
        return answer.status, answer.read()
