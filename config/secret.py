"""Secrets of the installation: given, or made once in the data folder."""

import hashlib
import hmac
import math
import os
import secrets
import stat
import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Final

from config.reading import Environment, SettingsError, invalid, value_of

MIN_SECRET_LENGTH: Final = 32
#: Outside production, so that nobody grows used to a secret that can be tried out.
MIN_TRIAL_SECRET_LENGTH: Final = 16
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
    "your256bitsecret",
    "yoursecret",
    "yourkey",
    "supersecret",
    "verysecret",
    "topsecret",
    "mysecret",
    "keepitsecret",
    "sosecret",
    "insecure",
    "replaceme",
    "putyour",
    "djangosecret",
    "flasksecret",
    "jwtsecret",
    "devkey",
    "testkey",
    "khoabimat",
    "qwerty",
    "deadbeef",
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
    elif value is not None and len(value) < MIN_TRIAL_SECRET_LENGTH:
        raise invalid(
            "SECRET_KEY", "(được giấu)", f"chuỗi ngẫu nhiên từ {MIN_TRIAL_SECRET_LENGTH} ký tự trở lên"
        )
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
    """Whether the value looks like a default of some documentation, or was typed rather than drawn."""
    plain = "".join(character for character in value.lower() if character.isalnum())
    return any(known in plain for known in KNOWN_SECRETS) or not _looks_random(value[:128])


def _looks_random(text: str) -> bool:
    """What 32 random digits, the poorest alphabet people draw from, pass: no test of randomness, a sieve."""
    size = len(text)
    if size < 4 or len(set(text)) < 8:
        return False
    entropy = -sum(count / size * math.log2(count / size) for count in Counter(text).values())
    threes = {text[place : place + 3] for place in range(size - 2)}
    steps = sum(abs(ord(one) - ord(next_one)) <= 1 for one, next_one in pairwise(text))
    return entropy >= 2.5 and len(threes) >= (size - 2) * 2 / 3 and steps <= (size - 1) * 3 / 4


def new_secret() -> str:
    return secrets.token_hex(32)


def stored_secret(path: Path, new: str = "") -> str:
    """The secret of a data folder, made on first use; processes that start together get the same one."""
    if not path.exists():
        store_once(path, new or new_secret())
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
