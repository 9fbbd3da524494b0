"""Refusals of backups, as sentences for the administrator."""

from pathlib import Path

from app.core.errors import DomainError
from app.core.words import say


class BackupRefused(DomainError):
    """A backup cannot be made, read or restored; what was there before is as it was."""

    code = "backup_refused"


def not_written(folder: Path) -> BackupRefused:
    """The disk is full, gone, or not ours."""
    return BackupRefused(
        say(
            "Không ghi được vào {folder}. Kiểm tra dung lượng đĩa và quyền ghi, rồi làm lại.",
            folder=folder,
        )
    )


class Damaged(BackupRefused):
    """A byte was changed, or the end is missing."""

    code = "backup_damaged"


def damaged(name: str) -> Damaged:
    """The refusal of a file that is not what was written."""
    return Damaged(
        say(
            "Bản sao lưu {name} bị hỏng, thiếu hoặc đã bị sửa; không dùng được. "
            "Lấy bản thứ hai hoặc bản khác.",
            name=name,
        )
    )
