"""Declared settings: a field (label, kind, limits, default) under a key, with a group and a source in law."""

import dataclasses
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import DeclarationError
from app.core.fields import Field


class Group(StrEnum):
    """A heading of the settings screen, in its order."""

    NAMES = "names"
    DEADLINES = "deadlines"
    SESSIONS = "sessions"
    PASSWORDS = "passwords"
    CONFIDENTIALITY = "confidentiality"
    RETENTION = "retention"


GROUP_LABELS = {
    Group.NAMES: "Tên gọi, biểu trưng",
    Group.DEADLINES: "Thời hạn",
    Group.SESSIONS: "Phiên làm việc, đăng nhập",
    Group.PASSWORDS: "Mật khẩu",
    Group.CONFIDENTIALITY: "Bảo mật hồ sơ",
    Group.RETENTION: "Lưu trữ, sao lưu",
}

#: (session, parsed value) -> why it cannot be kept, as a sentence; empty when it can.
Check = Callable[[Session, Any], str]

_declared: dict[str, Field] = {}
_checks: dict[str, Check] = {}


def declare(group: Group, **fields: Field) -> None:
    """Add settings by key; DeclarationError for a second one, or one without a source or a default."""
    for key, field in fields.items():
        if key in _declared:
            raise DeclarationError(f"two settings are called {key!r}")
        if not field.legal:
            raise DeclarationError(f"setting {key}: names no source")
        if field.default is None and field.required:
            raise DeclarationError(f"setting {key}: needs a default")
        named = dataclasses.replace(field, name=key, group=str(group))
        named.check("setting")
        _declared[key] = named


def setting_field(key: str) -> Field:
    """The declaration of a setting; KeyError when undeclared."""
    return _declared[key]


def needs_ground(key: str) -> bool:
    """Whether a change must say on what it rests: the value follows from an article of the Quy chế.

    How the installation calls itself is nobody's rule.
    """
    field = setting_field(key)
    return field.legal.startswith("Điều") and field.group != Group.NAMES


def plug_check(key: str, check: Check) -> None:
    """Have a setting that names something (a role) checked by the package that knows it."""
    _checks[key] = check


def fault_of(session: Session, key: str, value: Any) -> str:
    """Why a parsed value cannot be kept, by the check that was plugged in; empty when it can."""
    check = _checks.get(key)
    return check(session, value) if check else ""


def all_settings() -> list[Field]:
    """Every declared setting, by group in the order of the screen, then in the order of declaration."""
    order = list(Group)
    return sorted(_declared.values(), key=lambda field: order.index(Group(field.group)))
