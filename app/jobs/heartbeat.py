"""A sign of life of the worker process, for whoever watches: a file whose time is renewed as it lives."""

import os
import threading
import time
from pathlib import Path

BEAT_SECONDS = 5.0
#: Without a beat for so long no worker is alive.
MISSING_SECONDS = 30.0


class Heartbeat:
    """Beats in a thread of its own for as long as the block lasts, long jobs included."""

    def __init__(self, data_dir: Path) -> None:
        self.file = _file(data_dir)
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_exception: object) -> None:
        self.ended.set()
        self.thread.join(BEAT_SECONDS)
        self.file.unlink(missing_ok=True)

    def _beat(self) -> None:
        while not self.ended.is_set():
            beat(self.file)
            self.ended.wait(BEAT_SECONDS)


def beat(file: Path) -> None:
    """Renew the time of the file; a full disk ends no worker."""
    try:
        file.touch()
        os.utime(file)
    except OSError:
        return


def is_worker_alive(data_dir: Path) -> bool:
    """Whether a worker process of this data folder has given a sign of life lately."""
    try:
        beaten_at = _file(data_dir).stat().st_mtime
    except OSError:
        return False
    return abs(time.time() - beaten_at) <= MISSING_SECONDS


def _file(data_dir: Path) -> Path:
    return data_dir / "worker.beat"
