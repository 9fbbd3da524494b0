"""`flask backup …`: make, list, verify and restore backups (Điều 9.13, 13.4)."""

import contextlib
import getpass
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.access.restored import end_everything
from app.backup.restoring import LEDGER, Restored, restored, write_ledger
from app.backup.services import backup_create, backup_verify, backups, note, require_backup
from app.cli import as_system, as_system_anywhere
from app.core.database import db
from app.core.errors import NotFound
from app.setup import known_revisions, migrate
from config import Settings, make_data_dir

backup = AppGroup("backup", help="Sao lưu và phục hồi.")
_PATH = click.Path(path_type=Path)


def register_backup_commands(app: Flask) -> None:
    """Add the group to the program's commands."""
    app.cli.add_command(backup)


def _percent(label: str) -> Callable[[int], None]:
    """Show the percent on a terminal; stay silent where nobody watches."""
    is_watched = sys.stderr.isatty()

    def show_percent(percent: int) -> None:
        if is_watched:
            click.echo(f"\r{label}: {percent}%", nl=False, err=True)

    return show_percent


@backup.command("create")
@as_system
def create() -> None:
    """Lập một bản sao lưu, đọc lại để kiểm tra, chép bản thứ hai."""
    made = backup_create(db.session(), reason="command", progress=_percent("Sao lưu"))
    click.echo(f"Đã lập và kiểm tra bản sao lưu {made.backup.path} ({made.backup.size:,} byte).")
    settings: Settings = current_app.config["SETTINGS"]
    if made.backup.copy:
        click.echo(f"Bản thứ hai: {made.backup.copy['folder']}")
    if made.key_is_new:
        click.echo(
            f"Khóa sao lưu vừa được tạo: {settings.backup.key_file}\n"
            "Chép tệp khóa ra nơi khác máy này và giữ kín: mất khóa thì không bản sao lưu nào mở được."
        )


@backup.command("list")
@as_system
def show() -> None:
    """Các bản sao lưu, mới nhất trước."""
    for one in backups(db.session()):
        checked = "đã kiểm tra" if one.about.get("verified_at") else "chưa kiểm tra"
        copy = one.copy.get("error") or ("có bản thứ hai" if one.copy else "không có bản thứ hai")
        click.echo(f"{one.name}\t{one.size:,} byte\t{one.about.get('fault') or checked}\t{copy}")


@backup.command("verify")
@click.argument("name")
@as_system
def verify(name: str) -> None:
    """Đọc hết một bản sao lưu và so mọi mã kiểm tra."""
    require_backup(db.session(), name)
    backup_verify(db.session(), name, _percent("Kiểm tra"))
    click.echo(f"Bản sao lưu {name} nguyên vẹn.")


@backup.command("restore")
@click.argument("source", type=_PATH)
@click.option("--permission-number", required=True, help="Số văn bản cho phép phục hồi (Điều 13.4).")
@click.option("--key", "key_file", type=_PATH, help="Tệp khóa; mặc định là khóa của nơi phục hồi.")
@click.option("--replace", is_flag=True, help="Thay dữ liệu đang có; dữ liệu cũ được giữ riêng.")
@as_system_anywhere
def restore(source: Path, permission_number: str, key_file: Path | None, replace: bool) -> None:
    """Phục hồi từ một bản sao lưu, khi phần mềm đã dừng."""
    settings: Settings = current_app.config["SETTINGS"]
    db.session.remove()
    path = _found(settings, source)
    with (
        _leaving_nothing(settings.data_dir),
        restored(
            settings,
            path,
            key_file=key_file or settings.backup.key_file,
            permission=permission_number.strip(),
            known_revisions=known_revisions(),
            replace=replace,
        ) as done,
    ):
        _bring_up(path.name, permission_number.strip(), done)
    if settings.lacks_secret:  # none came with the backup
        settings.make_place()
    write_ledger(settings, _facts(path.name, permission_number.strip(), done))
    _say(settings, path.name, done)


@contextlib.contextmanager
def _leaving_nothing(data_dir: Path) -> Iterator[None]:
    """A place for the block; refused, it leaves no folder that was not there, and no lock in an empty one."""
    was_there = data_dir.exists()
    was_empty = not was_there or not any(data_dir.iterdir())
    make_data_dir(data_dir)
    try:
        yield
    except BaseException:
        for lock in data_dir.glob("*.lock") if was_empty else ():
            lock.unlink(missing_ok=True)
        if not was_there:
            with contextlib.suppress(OSError):
                data_dir.rmdir()
        raise


def _found(settings: Settings, source: Path) -> Path:
    """A path, or the name of a backup in the folder."""
    for path in (source, settings.backup.folder / source):
        if path.is_file():
            return path
    raise NotFound(f"Không có tệp {source}.")


def _bring_up(name: str, permission: str, done: Restored) -> None:
    """Migrate to this program, end what had ended since, and write the restoring to the history."""
    try:
        migrate(current_app)
        end_everything(db.session())
        note(db.session(), [("backup_restore", _facts(name, permission, done))])
    finally:
        db.session.remove()
        db.engine.dispose()


def _facts(name: str, permission: str, done: Restored) -> dict[str, Any]:
    return {
        "backup": name,
        "permission_number": permission,
        "operator": getpass.getuser(),
        "made_at": done.manifest["made_at"],
    }


def _say(settings: Settings, name: str, done: Restored) -> None:
    rows = sum(done.manifest["facts"]["tables"].values())
    click.echo(f"Đã phục hồi {name}: {rows:,} dòng dữ liệu khớp với lúc sao lưu.")
    if done.aside:
        click.echo(f"Dữ liệu cũ được giữ ở: {done.aside}")
    if done.has_other_secret:
        click.echo(
            "SECRET_KEY khác với lúc sao lưu: mọi người phải đăng nhập lại và không tra lại được dấu vết "
            "tra cứu cũ theo số định danh. Đặt lại SECRET_KEY cũ nếu còn."
        )
    click.echo(f"Lần phục hồi này được ghi ở {settings.backup.folder / LEDGER} và trong lịch sử.")
