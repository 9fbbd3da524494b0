"""The processes as they run: a killed worker is replaced, unreadable requests are refused in Vietnamese."""

import json
import os
import signal
import socket
import time
import urllib.request
from pathlib import Path

import pytest

from serving.keeper import FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS, WorkerKeeper

SECONDS_TO_RETURN = 20


def children_of(pid: int) -> set[int]:
    """The living children of a process."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(status[1]) == pid and status[0] != "Z":
            found.add(int(folder.name))
    return found


def holder_of(file: Path, pids: set[int]) -> int | None:
    """Which of these processes has the file open: nobody else opens the worker's lock."""
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                if os.path.realpath(link) == str(file):
                    return pid
            except OSError:
                continue
    return None


def wait_for(ask):
    deadline = time.monotonic() + SECONDS_TO_RETURN
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.2)
    raise AssertionError("it did not come back")


def health(server):
    with urllib.request.urlopen(f"{server.url}/health", timeout=5) as answer:  # noqa: S310 - http on loopback
        return json.load(answer)


def parent_of_all(server) -> int:
    """The process that was started: the parent of whoever listens."""
    lock = server.settings.data_dir / "web.lock"
    everyone = {int(folder.name) for folder in Path("/proc").glob("[0-9]*")}
    holders = {pid for pid in everyone if holder_of(lock, {pid})}
    return next(pid for pid in holders if children_of(pid) & holders)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")
def test_a_killed_worker_is_replaced_and_the_web_process_stays(live_server):
    lock = live_server.settings.data_dir / "worker.lock"
    parent = parent_of_all(live_server)
    first = wait_for(lambda: holder_of(lock, children_of(parent)))
    wait_for(lambda: health(live_server)["worker"] == "ok")
    others = children_of(parent) - {first}
    os.kill(first, signal.SIGKILL)
    second = wait_for(lambda: holder_of(lock, children_of(parent) - {first}))
    assert second != first
    assert others <= children_of(parent), "the web process was left alone"
    assert len(children_of(parent)) == 2, "one web process, one worker process"
    wait_for(lambda: health(live_server) | {"worker": "ok"} == health(live_server))
    assert "another one starts" in live_server.log.read_text()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")
def test_the_worker_listens_to_nobody(live_server):
    parent = parent_of_all(live_server)
    lock = live_server.settings.data_dir / "worker.lock"
    worker = wait_for(lambda: holder_of(lock, children_of(parent)))
    listening = f":{live_server.settings.port:04X} "
    inodes = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()
        if listening in line and line.split()[3] == "0A"
    }
    held = {os.readlink(link) for link in Path(f"/proc/{worker}/fd").glob("*") if link.is_symlink()}
    assert inodes and not {f"socket:[{inode}]" for inode in inodes} & held


# What gunicorn refuses by itself --------------------------------------------------------------


def answer_to(server, sent: bytes) -> str:
    """What comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", server.settings.port), timeout=10) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")
@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        (
            b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "414",
            "Địa chỉ của trang quá dài",
        ),
        (
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
            "431",
            "Tiêu đề của yêu cầu",
        ),
        (b"what is this\r\n\r\n", "400", "không đúng khuôn dạng HTTP"),
    ],
    ids=["address", "header", "nonsense"],
)
def test_a_request_that_cannot_be_read_is_refused_in_vietnamese(live_server, sent, status, sentence):
    answer = answer_to(live_server, sent)
    assert answer.startswith(f"HTTP/1.1 {status} ") and sentence in answer
    assert "Invalid" not in answer and "charset=utf-8" in answer


# The pause ------------------------------------------------------------------------------------


@pytest.fixture
def keeper(monkeypatch):
    """A keeper whose processes end at once; (keeper, set the time)."""
    now = [1000.0]
    monkeypatch.setattr("serving.keeper.time.monotonic", lambda: now[0])
    keeper = WorkerKeeper(lambda: None)

    def look_at(seconds: float) -> int:
        now[0] = 1000 + seconds
        if keeper.pid:
            os.waitid(os.P_PID, keeper.pid, os.WEXITED | os.WNOWAIT)
        keeper.look()
        return keeper.pid

    return keeper, look_at


def test_a_process_that_keeps_ending_is_started_ever_more_rarely(keeper):
    keeper, look_at = keeper
    at = 0.0
    for pause in (1, 2, 4, 8, 16, 32, 60, 60):
        assert look_at(at), "it runs"
        assert look_at(at) == 0, "its end is noticed"
        assert look_at(at + pause - 0.1) == 0, "not yet"
        at += pause
    assert keeper.pause == LONGEST_PAUSE == 60


def test_a_process_that_lived_long_is_started_again_soon(keeper):
    keeper, look_at = keeper
    keeper.pause = LONGEST_PAUSE
    assert look_at(0)
    assert look_at(STEADY_SECONDS) == 0
    assert keeper.not_before == 1000 + STEADY_SECONDS + FIRST_PAUSE
