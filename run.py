"""Prepares the database and serves the product: one web process with threads, one worker process."""

import gc
import os
import signal
import sys
from contextlib import nullcontext

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import create_app
from app.core.database import db
from app.core.locks import AlreadyRunning, hold
from app.jobs.worker import Worker
from app.seeding.demo import demo_usernames
from app.setup import Prepared, prepare
from config import Settings, SettingsError

THREADS = 8


class Server(BaseApplication):
    """Gunicorn over an app that is already loaded: a restart of its worker costs nothing."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.flask_app, self.settings = app, settings
        super().__init__()

    def load_config(self) -> None:
        """One process with threads; the log goes to the console."""
        for name, value in {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": 1,
            "threads": THREADS,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 10,
            "keepalive": 5,
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.flask_app


def main() -> int:
    """Start everything; a sentence and a status when it cannot."""
    os.umask(0o077)
    try:
        settings = Settings.from_environment()
        locks = [hold(settings.data_dir, "web")] if settings.is_sqlite else []
    except (SettingsError, AlreadyRunning) as error:
        print(error, file=sys.stderr)
        return 2
    app = create_app(settings)
    greet(settings, prepare(app))
    with app.app_context():
        db.engine.dispose()
    settle_memory()
    start_worker(app, settings)
    app.extensions["held_locks"] = locks
    Server(app, settings).run()
    return 0


def settle_memory() -> None:
    """What is loaded now stays: the collector need not look through it again at every few pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def start_worker(app: Flask, settings: Settings) -> None:
    """Fork the worker process: it shares what is already loaded, and ends with its parent."""
    if os.fork():
        return
    status = 1
    try:
        _die_with_parent()
        with hold(settings.data_dir, "worker") if settings.is_sqlite else nullcontext(), app.app_context():
            Worker(db.session, settings.data_dir).run()
        status = 0
    finally:
        # Never back into main(): this process must not serve.
        os._exit(status)


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, however it ends (Linux)."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        return
    if os.getppid() == 1:
        sys.exit(0)


def greet(settings: Settings, made: Prepared) -> None:
    """Say where the product is and who may sign in."""
    print(f"Phần mềm hồ sơ CBCCVC: http://{settings.host}:{settings.port}")
    if settings.demo:
        print("Tài khoản thử: " + ", ".join(demo_usernames()))
        if made.password:
            print(f"Mật khẩu của các tài khoản thử (chỉ hiện một lần): {made.password}")
        else:
            print("Mật khẩu: như khi tạo tài khoản (DEMO_PASSWORD, hoặc dòng đã in ở lần chạy đầu).")
    print("Dừng: Ctrl+C", flush=True)


if __name__ == "__main__":
    sys.exit(main())
