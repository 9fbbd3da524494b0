"""A newcomer: a fresh clone, `make run`, the first page; then once more (README)."""

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress

import pytest

from config import ROOT
from tests.support.machine import free_port
from tests.support.templates import SETTINGS

pytestmark = pytest.mark.long
#: With the libraries to be fetched; a later start takes seconds.
SECONDS_TO_START = 900


@pytest.fixture
def clone(tmp_path):
    """What is committed, in an empty folder."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("không có git, hoặc mã nguồn không phải bản sao chép bằng git")
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True, timeout=120)
    return folder


@contextmanager
def made_run(folder, env, log):
    """`make run` until the first page answers: (the page, the seconds it took)."""
    began = time.monotonic()
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield first_page(env["PORT"], process, log), time.monotonic() - began
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def first_page(port, process, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        with (
            suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer,
        ):
            assert answer.status == 200
            return answer.read().decode()
        time.sleep(0.2)
    raise AssertionError(f"the first page did not come: {log.read_text()[-4000:]}")


def test_a_fresh_clone_runs_by_one_command_and_again(clone, tmp_path):
    outside = (*SETTINGS, "APP_ENV", "VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")
    env = {name: value for name, value in os.environ.items() if name not in outside}
    env |= {"PORT": str(free_port()), "DATA_DIR": str(tmp_path / "data")}
    log = tmp_path / "first.log"
    with made_run(clone, env, log) as (page, seconds):
        assert 'lang="vi"' in page and "Mật khẩu" in page
    told = log.read_text()
    print(f"first start: {seconds:.1f} s")
    assert f"http://127.0.0.1:{env['PORT']}" in told
    assert "Tài khoản thử: quantri, sonoivu, soyte" in told and "(chỉ hiện một lần)" in told
    again = tmp_path / "again.log"
    with made_run(clone, env, again) as (page, seconds):
        assert "Mật khẩu" in page
    print(f"second start: {seconds:.1f} s")
    assert "như khi tạo tài khoản" in again.read_text()
