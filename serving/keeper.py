"""Keeps one worker process alive beside the web process, whose parent is the parent of both."""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from typing import Final

log = logging.getLogger(__name__)
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
#: A process that lived this long (seconds) did not fail at its start: the next pause is short again.
STEADY_SECONDS: Final = 60.0


class WorkerKeeper:
    """Forks a process that does `work`, and another one when it has ended, after a pause that doubles."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.work = work
        self.pid = 0
        self.started_at = self.not_before = 0.0
        self.pause = FIRST_PAUSE

    def look(self, to_close: Iterable[int] = ()) -> None:
        """Start the process unless it runs; `to_close` are descriptors that are not its own."""
        now = time.monotonic()
        if self.pid:
            if not _has_ended(self.pid):
                return
            self._note_end(now)
        if now >= self.not_before:
            self.started_at = now
            self.pid = os.fork()
            if self.pid == 0:
                self._be_worker(to_close)

    def _note_end(self, now: float) -> None:
        if now - self.started_at >= STEADY_SECONDS:
            self.pause = FIRST_PAUSE
        log.error("the worker process %s has ended; another one starts in %.0f s", self.pid, self.pause)
        self.pid, self.not_before = 0, now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def _be_worker(self, to_close: Iterable[int]) -> None:
        """In the new process: only the work, never back into the loop of the parent."""
        status = 1
        try:
            _forget_parent(to_close)
            self.work()
            status = 0
        except Exception:
            log.exception("the worker process failed")
        finally:
            os._exit(status)


def _has_ended(pid: int) -> bool:
    """Whether our child has ended; also when somebody else in this process has collected it."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _forget_parent(to_close: Iterable[int]) -> None:
    """Neither the parent's signals nor its sockets; but ended when it ends."""
    for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGCHLD, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)
    for number in (signal.SIGTTIN, signal.SIGTTOU, signal.SIGWINCH, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    for descriptor in to_close:
        os.close(descriptor)
    _die_with_parent()


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, however it ends (Linux)."""
    parent = os.getppid()
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        return
    if os.getppid() != parent or parent == 1:
        sys.exit(0)
