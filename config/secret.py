"""Secrets of the installation: given, or made once in the data folder."""

import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from pathlib import Path
from typing import Final

from config.reading import Environment, SettingsError, invalid, value_of

MIN_SECRET_LENGTH: Final = 32
KNOWN_SECRETS: Final = (
    "changeme",
    "thisismyscretkey",
    "thisisasecret",
    "thisismysecret",
    "secretkey",
    "randomsecret",
    "randomgenerated",
    "password",
    "matkhau",
    "nondevsecret",
    "example",
    "0123456789",
    "abcdefgh",
)
"""Pieces of the default values that examples and documentation spread, without case and punctuation."""


def derived_secret(secret: str, purpose: str) -> str:
    """A key for one purpose, 64 hex digits; keys of two purposes tell nothing about each other."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def given_secret_of(env: Environment, app_env: str) -> str | None:
    value = value_of(env, "SECRET_KEY")
    if app_env == "production":
        _check_production_secret(value)
    return value


def _check_production_secret(value: str | None) -> None:
    if value is None:
        raise SettingsError(
            "APP_ENV=production cần biến môi trường SECRET_KEY: "
            f"một chuỗi ngẫu nhiên từ {MIN_SECRET_LENGTH} ký tự trở lên, giữ kín."
        )
    if len(value) < MIN_SECRET_LENGTH:
        raise invalid("SECRET_KEY", "(được giấu)", f"chuỗi ngẫu nhiên từ {MIN_SECRET_LENGTH} ký tự trở lên")
    if is_known_secret(value):
        raise invalid("SECRET_KEY", "(được giấu)", "chuỗi ngẫu nhiên, không phải giá trị mẫu ai cũng biết")


def is_known_secret(value: str) -> bool:
    """Whether the value looks like a default of some documentation, or repeats a few characters."""
    plain = "".join(character for character in value.lower() if character.isalnum())
    return len(set(value)) < 10 or any(known in plain for known in KNOWN_SECRETS)


def stored_secret(path: Path) -> str:
    """The secret of a data folder, made on first use; processes that start together get the same one."""
    if not path.exists():
        store_once(path, secrets.token_hex(32))
    value = path.read_text(encoding="ascii", errors="replace").strip()
    if len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        wanted = "cần đúng 64 chữ số thập lục phân; hãy khôi phục từ bản sao lưu"
        raise SettingsError(f"Tệp khóa bí mật {path} bị hỏng: {wanted}.")
    return value


def store_once(path: Path, text: str) -> None:
    """Write a private file whole or not at all; the first writer wins."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        os.fchmod(descriptor, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
