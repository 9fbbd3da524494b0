"""Prepares the database and serves the product: one web process with threads, one worker process."""

import gc
import os
import sys
from contextlib import nullcontext

from flask import Flask

from app import create_app
from app.core.database import db, keep_few_pages
from app.core.locks import AlreadyRunning, hold
from app.core.readiness import NotReady
from app.jobs.worker import Worker
from app.seeding.demo import demo_usernames
from app.setup import Prepared, prepare
from config import Settings, SettingsError
from serving.keeper import WorkerKeeper
from serving.port import PortRefused, require_free
from serving.web import Server


def main() -> int:
    """Start everything; a sentence and a status when it cannot."""
    os.umask(0o077)
    try:
        settings = Settings.from_environment()
        locks = [hold(settings.data_dir, "web")] if settings.is_sqlite else []
        require_free(settings.host, settings.port)
        app = create_app(settings)
        made = prepare(app)
        require_free(settings.host, settings.port)
    except (SettingsError, AlreadyRunning, PortRefused, NotReady) as error:
        print(error, file=sys.stderr)
        return 2
    greet(settings, made)
    with app.app_context():
        db.engine.dispose()
    settle_memory()
    app.extensions["held_locks"] = locks
    Server(app, settings, WorkerKeeper(lambda: work(app, settings))).run()
    return 0


def settle_memory() -> None:
    """What is loaded now stays: the collector need not look through it again at every few pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def work(app: Flask, settings: Settings) -> None:
    """What the worker process does: one of them for each data folder of SQLite."""
    with hold(settings.data_dir, "worker") if settings.is_sqlite else nullcontext(), app.app_context():
        keep_few_pages(db.engine)
        Worker(db.session, settings.data_dir).run()


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
