"""The web process: gunicorn over an app that is already loaded, in Vietnamese where it answers by itself."""

from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from config import Settings
from serving.keeper import WorkerKeeper

THREADS: Final = 8
#: The longest first line of a request that gunicorn can be told to read. Our own bound lies below it.
LONGEST_REQUEST_LINE: Final = 8190

_REFUSALS: Final = {
    LimitRequestLine: (414, "URI Too Long", "Địa chỉ của trang quá dài. Bớt điều kiện lọc rồi thử lại."),
    LimitRequestHeaders: (431, "Request Header Fields Too Large", "Tiêu đề của yêu cầu quá lớn."),
}
_UNREADABLE: Final = (400, "Bad Request", "Yêu cầu không đúng khuôn dạng HTTP.")
_PAGE: Final = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{message}</title></head>'
    "<body><h1>{message}</h1></body></html>"
)


class WebWorker(ThreadWorker):
    """What gunicorn refuses before it reaches the program, it refuses in Vietnamese."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("refused a request from %s: %s", addr[0] if addr else "", type(exc).__name__)
        try:
            write_nonblock(client, refusal(exc))
        except OSError:
            self.log.debug("the refusal could not be sent")


def refusal(error: ParseException) -> bytes:
    """The whole answer to a request that cannot be read."""
    status, reason, message = next(
        (parts for kind, parts in _REFUSALS.items() if isinstance(error, kind)), _UNREADABLE
    )
    body = _PAGE.format(message=message).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"X-Content-Type-Options: nosniff\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class WebArbiter(Arbiter):
    """The parent of both processes: looks after the worker process as it looks after the web process."""

    def __init__(self, app: "Server") -> None:
        self.keeper = app.keeper
        super().__init__(app)

    def manage_workers(self) -> None:
        """Called every second, and whenever a child has ended."""
        super().manage_workers()
        self.keeper.look(to_close=[listener.fileno() for listener in self.LISTENERS])


class Server(BaseApplication):
    """Gunicorn over an app that is already loaded: a restart of its worker costs nothing."""

    def __init__(self, app: Flask, settings: Settings, keeper: WorkerKeeper) -> None:
        self.flask_app, self.settings, self.keeper = app, settings, keeper
        super().__init__()

    def load_config(self) -> None:
        """One process with threads; the log goes to the console."""
        for name, value in {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": 1,
            "threads": THREADS,
            "worker_class": WebWorker,
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 10,
            "keepalive": 5,
            "limit_request_line": LONGEST_REQUEST_LINE,
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.flask_app

    def run(self) -> None:
        """Serve until told to stop."""
        WebArbiter(self).run()
