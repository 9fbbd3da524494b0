"""How variables of the environment are read: one sentence for a bad value."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
Environment = Mapping[str, str]


class SettingsError(Exception):
    """A setting is missing or refused; the message is a Vietnamese sentence for the person at the console."""


def invalid(name: str, value: str, allowed: str) -> SettingsError:
    sentence = f"Biến môi trường {name} có giá trị không hợp lệ: “{value}”. Giá trị cho phép: {allowed}."
    return SettingsError(sentence)


def value_of(env: Environment, name: str) -> str | None:
    """The value, or None when the variable is unset or empty."""
    return env.get(name) or None


def flag(env: Environment, name: str, default: bool) -> bool:
    value = value_of(env, name)
    if value is None:
        return default
    if value not in ("0", "1"):
        raise invalid(name, value, "0 hoặc 1")
    return value == "1"


def whole_number(env: Environment, name: str, default: int, least: int, most: int) -> int:
    value = value_of(env, name)
    if value is None:
        return default
    is_number = value.isascii() and value.isdigit() and len(value) <= len(str(most))
    if not is_number or not least <= int(value) <= most:
        raise invalid(name, value, f"số nguyên từ {least} đến {most}")
    return int(value)


def absolute_path(env: Environment, name: str) -> Path | None:
    given = value_of(env, name)
    if given is None:
        return None
    if not given.startswith(("/", "~")) or "\x00" in given:
        raise invalid(name, given, "đường dẫn đầy đủ, bắt đầu bằng /")
    return Path(given).expanduser().resolve()
