"""The key of backups: an age identity in a private file, made on first use.

It is never part of a backup: whoever holds the backup alone can read nothing.
"""

from pathlib import Path
from typing import Any

from pyrage import IdentityError, x25519

from app.backup.errors import BackupRefused, not_written
from app.core.words import say
from config import store_once


def key_for_writing(path: Path) -> tuple[Any, bool]:
    """The identity of the file, and whether it was made just now."""
    is_new = not path.exists()
    if is_new:
        try:
            store_once(path, f"{x25519.Identity.generate()}\n")
        except OSError as error:
            raise not_written(path.parent) from error
    return key_for_reading(path), is_new


def key_for_reading(path: Path) -> Any:
    """The identity of the file; BackupRefused when there is none."""
    try:
        lines = path.read_text(encoding="ascii").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupRefused(say("Không đọc được tệp khóa sao lưu {path}.", path=path)) from error
    # age-keygen writes comments above the key.
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        (key,) = keys
        return x25519.Identity.from_str(key)
    except (ValueError, IdentityError) as error:
        raise BackupRefused(
            say("Tệp {path} không phải khóa sao lưu: cần một dòng AGE-SECRET-KEY-….", path=path)
        ) from error


def public_name(key: Any) -> str:
    """What tells keys apart without giving them away: age1…"""
    return str(key.to_public())
