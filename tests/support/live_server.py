"""The product as it is really started, in processes of its own, on a free port of this machine."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import ROOT, Settings
from tests.support.machine import free_port
from tests.support.templates import DEMO_PASSWORD

SECONDS_TO_START = 60
SECONDS_TO_STOP = 15


@dataclass(frozen=True)
class LiveServer:
    """A running product: where it answers, what it was started with, what it wrote."""

    url: str
    settings: Settings
    environment: dict[str, str]
    log: Path
    password: str = DEMO_PASSWORD


@contextmanager
def running_server(
    env: dict[str, str], folder: Path, program: tuple[str, ...] = ("run.py",)
) -> Iterator[LiveServer]:
    """`run.py` (or a `program` that is it with something set) from its first healthy answer to its end."""
    env = {**env, "PORT": str(free_port())}
    settings = Settings.from_environment(env)
    server = LiveServer(f"http://127.0.0.1:{settings.port}", settings, env, folder / "server.log")
    with server.log.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_healthy(server, process)
        yield server
    finally:
        _stop(process)


def _wait_until_healthy(server: LiveServer, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        if _is_healthy(server.url):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the product did not start: {server.log.read_text()[-4000:]}")


def _is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310 - always http on loopback
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the server, then whatever it left behind in its process group."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_STOP)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
