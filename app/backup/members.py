"""What a backup holds, and under which names; nothing else is taken out of one."""

import re
from pathlib import PurePosixPath
from typing import Final

from app.backup.errors import BackupRefused
from app.core.words import say

DATABASE: Final = "database"
STATE: Final = "state"
SQLITE_NAME: Final = "hoso.sqlite3"
POSTGRESQL_NAME: Final = "hoso.dump"

#: What belongs to the data beside the database, below DATA_DIR. `results` can be made again.
STATE_FILES: Final = ("secret_key",)
STATE_FOLDERS: Final = ("files",)

_PLAIN = re.compile(r"[^\x00-\x1f\\]+")


def check_name(name: str) -> None:
    """Only plain paths of what is declared here; BackupRefused for anything that leads elsewhere."""
    parts = PurePosixPath(name).parts
    is_plain = bool(_PLAIN.fullmatch(name)) and "/".join(parts) == name and ".." not in parts
    if not (is_plain and _is_declared(parts)):
        raise BackupRefused(
            say("Bản sao lưu chứa đường dẫn nằm ngoài nơi cho phép: {name}. Không phục hồi.", name=name)
        )


def _is_declared(parts: tuple[str, ...]) -> bool:
    if len(parts) > 2:
        return parts[0] == STATE and parts[1] in STATE_FOLDERS
    named = {STATE: STATE_FILES, DATABASE: (SQLITE_NAME, POSTGRESQL_NAME)}
    return len(parts) == 2 and parts[1] in named.get(parts[0], ())
