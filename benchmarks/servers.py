"""The product as shipped and the PostgreSQL below it, as processes whose cost can be read."""

import os
import re
import shutil
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
from typing import Self

from config import ROOT
from tests.support.machine import free_port
from tests.support.postgres import SUPERUSER, PostgresServer, find_binaries

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    """What /proc tells of one process."""

    pid: int

    def cpu_ms(self) -> float:
        """Processor time so far, in user and system mode."""
        parts = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) * 1000 / _TICKS

    def memory_mib(self, name: str) -> float:
        """VmRSS (now) or VmHWM (the highest since `forget_peak`)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
        return int(found.group(1)) / 1024 if found else 0.0

    def forget_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")


@dataclass(frozen=True)
class Product:
    """The running product: where it answers, its web process and its worker."""

    port: int
    web: Process
    worker: Process


@contextmanager
def running(env: dict[str, str]) -> Iterator[Product]:
    """`run.py` from its first healthy answer to its orderly end."""
    port = free_port()
    log_path = Path(env["DATA_DIR"]) / "bench-server.log"
    with log_path.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "run.py"], cwd=ROOT, env={**env, "PORT": str(port)}, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(port, process, log_path)
        web, worker = _processes(process.pid, log_path)
        yield Product(port, web, worker)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 180
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"the product did not start: {log.read_text()[-4000:]}")


def _processes(parent: int, log: Path) -> tuple[Process, Process]:
    """The web process, which gunicorn names in its log, and the worker, which may start a moment later."""
    told = re.search(r"Booting worker with pid: (\d+)", log.read_text())
    web, deadline = int(told[1]) if told else 0, time.monotonic() + 30
    while time.monotonic() < deadline:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        others = [int(pid) for pid in children if int(pid) != web]
        if web and others:
            return Process(web), Process(others[0])
        time.sleep(0.1)
    raise RuntimeError(f"no worker process began: {log.read_text()[-4000:]}")


class KeptServer(PostgresServer):
    """A PostgreSQL with its own defaults (fsync on) over a folder that stays."""

    @classmethod
    def at(cls, folder: Path) -> Self:
        """The server of this folder, made when it is not there; not yet started."""
        binaries = find_binaries()
        if binaries is None:
            raise RuntimeError("PostgreSQL 15 or newer is needed for this part of the benchmark")
        if not folder.exists():
            folder.mkdir(parents=True)
            if os.geteuid() == 0:  # PostgreSQL refuses to run as root
                shutil.chown(folder, "postgres")
        return cls(folder, binaries)

    def start(self) -> None:
        if not (self.folder / "data").exists():
            cluster = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", SUPERUSER]
            self._run("initdb", "-D", self._data, *cluster)
        options = {"listen_addresses": "", "unix_socket_directories": str(self.folder)}
        words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", str(self.folder / "log"), "-o", words)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self._data)
