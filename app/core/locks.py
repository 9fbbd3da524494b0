"""File locks of a folder: one web, one worker process, one backup at a time."""

import fcntl
from pathlib import Path
from typing import IO

from app.core.words import say


class AlreadyRunning(Exception):
    """Another process of this role holds the data folder."""


def hold(data_dir: Path, role: str) -> IO[str]:
    """Take the lock of a role for as long as the returned file stays open; AlreadyRunning otherwise.

    The kernel lets go of the lock when the process ends, however it ends.
    """
    file = (data_dir / f"{role}.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise AlreadyRunning(
            say(
                "Thư mục dữ liệu {data_dir} đang được một tiến trình «{role}» khác dùng. "
                "Dừng tiến trình đó trước.",
                data_dir=data_dir,
                role=role,
            )
        ) from error
    return file
