"""Static files: named by what is in them, kept by browsers for a year, text sent small.

An address made by `url_for` carries the digest of the file, and so do the files a style sheet names;
asked for by that address a file never changes. Without a digest, or with an old one, it is today's file
for a few minutes. Libraries were looked at: WhiteNoise serves before the application (our headers would be
missing) and wants compressed copies beside Flask-AppBuilder's files, Flask-Compress packs anew what is
fixed and adds three C libraries, neither names files by content.
"""

import gzip
import hashlib
import mimetypes
import os
import re
import time
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, request, send_from_directory, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

FOR_EVER = "public, max-age=31536000, immutable"
FOR_MINUTES = "public, max-age=600"
#: The endpoints that send files.
FILES = ("appbuilder.static", "hoso.static")
#: The endpoint of the logo: named by its content and the same for everybody, as those are.
LOGO_ENDPOINT = "logo"
#: How long a page may still name a file that was replaced under the running program.
_ADDRESS_SECONDS = 2.0
_TEXT = {".css", ".js", ".svg"}
_NAMED = re.compile(rb"url\((?!['\"]?(?:data:|https?:|/))['\"]?([^)'\"?#]+)([?#][^)'\"]*)?['\"]?\)")


class Asset(NamedTuple):
    """One file: its digest (16 hex digits) and, of text, what is sent, plain and packed."""

    digest: str
    body: bytes = b""
    packed: bytes = b""


def register(app: Flask) -> None:
    """Addresses of files get digests; called when both blueprints are there."""
    folders = {
        endpoint: Path(app.blueprints[endpoint.removesuffix(".static")].static_folder or "")
        for endpoint in FILES
    }

    def digest(endpoint: str, values: dict[str, Any]) -> None:
        folder = folders.get(endpoint)
        if folder is None or "v" in values:
            return
        path = _path(folder, values.get("filename", ""))
        if path is not None:
            values["v"] = asset(path).digest

    app.url_defaults(digest)
    app.session_interface = Sessions()
    for endpoint, folder in folders.items():
        app.view_functions[endpoint] = _view(folder)


def static_url(endpoint: str, filename: str) -> str:
    """The address of a file, as `url_for` makes it; every page names a dozen, so they are kept a moment."""
    key, now = (endpoint, filename, request.script_root), time.monotonic()
    kept: dict[Any, tuple[float, str]] = current_app.extensions.setdefault("static_urls", {})
    until, address = kept.get(key, (0.0, ""))
    if until < now:
        address = url_for(endpoint, filename=filename)
        kept[key] = (now + _ADDRESS_SECONDS, address)
    return address


class Sessions(SecureCookieSessionInterface):
    """The cookie of a session; a file has none, or a browser would fetch it again after each change."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint not in (*FILES, LOGO_ENDPOINT):
            super().save_session(app, session, response)


def _view(folder: Path) -> Any:
    def static(filename: str) -> Response:
        """A file of the folder; 404 outside it."""
        path = _path(folder, filename)
        if path is None:
            raise NotFound()
        found = asset(path)
        response = _text(path, found) if found.body else send_from_directory(folder, filename)
        response.headers["Cache-Control"] = FOR_EVER if request.args.get("v") == found.digest else FOR_MINUTES
        return response

    return static


def _text(path: Path, found: Asset) -> Response:
    is_packed = request.accept_encodings["gzip"] > 0
    body, kind = found.packed if is_packed else found.body, mimetypes.guess_type(path.name)[0]
    response = Response(body, mimetype=kind)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(found.digest + ("-gzip" if is_packed else ""))
    response.make_conditional(request)
    return response


def _path(folder: Path, filename: str) -> Path | None:
    name = safe_join(str(folder), filename)
    return Path(name) if name is not None and os.path.isfile(name) else None


def asset(path: Path) -> Asset:
    """The file as it is now; read again only when it was written again."""
    state = path.stat()
    return _asset(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=500)
def _asset(path: Path, _written: int, _size: int) -> Asset:
    body = path.read_bytes()
    if path.suffix == ".css":
        body = _NAMED.sub(partial(_named, path), body)
    digest = hashlib.sha256(body).hexdigest()[:16]
    if path.suffix not in _TEXT:
        return Asset(digest)
    return Asset(digest, body, gzip.compress(body, 9, mtime=0))


def _named(sheet: Path, match: re.Match[bytes]) -> bytes:
    """What a style sheet names, with its digest; what is not there stays as it was."""
    name, more = match[1].decode(), (match[2] or b"").decode()
    file = sheet.parent / name
    if more.startswith("?") or not file.is_file():
        return match[0]
    return f"url({name}?v={asset(file).digest}{more})".encode()
