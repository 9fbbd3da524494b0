"""A real headless Chromium, driven by Playwright, that reaches nothing but this machine."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.support.machine import install_packages, may_install
from tests.support.shared import SharedFolder

PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser")
#: The same engine without a window of its own starts quicker; older Debians have the whole browser alone.
PACKAGES = (("chromium-headless-shell", "fonts-noto-core"), ("chromium", "fonts-noto-core"))
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
MISSING = (
    "Không có Chromium trên máy này và không cài được, nên không chạy được phép thử bằng trình duyệt. "
    "(No Chromium on this machine, and none could be installed: the browser tests cannot run.)"
)


class ChromiumMissingError(Exception):
    """There is no browser to test with, and none may be installed."""


def shared_chromium(shared: SharedFolder) -> Path:
    """The program to start; looked for, and installed if need be, once in a test run."""
    try:
        return Path(shared.once("chromium", lambda: str(find_chromium() or _installed_chromium())))
    except RuntimeError as error:
        raise ChromiumMissingError(str(error)) from error


@contextmanager
def running_chromium(program: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def local_context(browser: Browser, width: int = 1366, height: int = 768) -> Iterator[BrowserContext]:
    """A fresh Vietnamese browser window; a request to any other machine is cut and fails the test."""
    foreign: list[str] = []
    size: Any = {"width": width, "height": height}
    context = browser.new_context(viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")

    def refuse(route: Any) -> None:
        foreign.append(route.request.url)
        route.abort()

    context.route(_is_foreign, refuse)
    try:
        yield context
    finally:
        context.close()
    assert foreign == [], "pages asked for addresses outside the server"


def find_chromium() -> Path | None:
    """The first installed browser that tells its version."""
    found = (shutil.which(program) for program in PROGRAMS)
    return next((Path(path) for path in found if path and _answers(path)), None)


def _answers(path: str) -> bool:
    return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0


def _installed_chromium() -> Path:
    if may_install():
        _install_one_of(PACKAGES)
    program = find_chromium()
    if program is None:
        raise RuntimeError(MISSING)
    return program


def _install_one_of(choices: Sequence[tuple[str, ...]]) -> None:
    *others, last = choices
    for packages in others:
        with suppress(RuntimeError):
            install_packages(*packages)
            return
    install_packages(*last)


def _is_foreign(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"
