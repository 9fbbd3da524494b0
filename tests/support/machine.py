"""What the tests may do to the machine they run on: install Debian packages, find a free port."""

import os
import shutil
import socket
import subprocess


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true")


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(*names: str) -> None:
    """Install Debian packages; a failure raises with the last lines apt-get wrote."""
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    _apt_get("update", *wait)
    _apt_get("install", "--yes", "--no-install-recommends", *wait, *names)


def _apt_get(*arguments: str) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
    )
    if done.returncode != 0:
        raise RuntimeError(f"apt-get {arguments[0]} failed: {(done.stdout + done.stderr)[-800:]}")


def free_port() -> int:
    """A loopback port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
