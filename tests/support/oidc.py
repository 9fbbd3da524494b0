"""Starts the provider program and tells it what to do."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from config import ROOT
from tests.support.machine import free_port
from tests.support.oidc_provider import CLIENT, SECRET


@dataclass(frozen=True)
class RunningProvider:
    """A provider that answers at its issuer."""

    issuer: str

    @property
    def environment(self) -> dict[str, str]:
        """What the product is told of it."""
        return {"OIDC_ISSUER": self.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}

    def set(self, **state: Any) -> None:
        """`claims`: who is signed in there; `fault`: what is wrong with its tokens; `discovery`: changes."""
        body = json.dumps({"claims": {"sub": "cong-chuc-7"}, **state}).encode()
        request = urllib.request.Request(f"{self.issuer}/_set", body)  # noqa: S310  http on loopback
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310

    def asked(self) -> list[str]:
        """The paths it was asked for since `set`."""
        with urllib.request.urlopen(f"{self.issuer}/_asked", timeout=10) as answer:  # noqa: S310
            return list(json.load(answer))[:-1]

    def allow(self, address: str) -> str:
        """Say yes on its page, as a browser does; where it sends the browser back to."""
        page = address.replace("/allow?", "/go?")
        opener = urllib.request.build_opener(_Stay)
        try:
            opener.open(page, timeout=10)
        except urllib.error.HTTPError as answer:
            return str(answer.headers["Location"])
        raise AssertionError("the provider led nowhere")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


@contextmanager
def running_provider() -> Iterator[RunningProvider]:
    """The provider program in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "tests.support.oidc_provider", str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    provider = RunningProvider(f"http://127.0.0.1:{port}")
    try:
        _wait(provider, process)
        yield provider
    finally:
        process.terminate()
        process.wait()


def _wait(provider: RunningProvider, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return provider.set()
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the provider did not start")
