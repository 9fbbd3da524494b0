"""Commands beside the running server: `flask --app app ...`, each as a named system actor."""

import functools
from collections.abc import Callable
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import Migrate

from app.access.attempts import attempts_forget
from app.access.services import account_create, find_account, grant_role
from app.access.totp import totp_reset
from app.core.actor import acting_as, system_actor
from app.core.database import Base, db
from app.core.errors import DomainError, NotFound
from app.core.rights import Right
from app.core.transactions import transaction
from app.setup import MIGRATIONS, prepare
from config import SettingsError

account = AppGroup("account", help="Tài khoản.")


def register_commands(app: Flask) -> None:
    """Add our commands, and `flask db` for migrations."""
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True, compare_type=True, metadata=Base.metadata)
    app.cli.add_command(account)
    app.cli.add_command(setup)


def as_system(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command as the system actor named after it; a refusal is one sentence on stderr."""

    @with_appcontext
    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        name = click.get_current_context().command_path
        try:
            with acting_as(system_actor(f"dòng lệnh: {name}")):
                return command(*arguments, **options)
        except DomainError as error:
            raise click.ClickException(error.message) from error

    return run


@click.command("setup")
@with_appcontext
def setup() -> None:
    """Nâng cấp cơ sở dữ liệu và nạp danh mục, cơ cấu tổ chức, vai trò."""
    try:
        made = prepare(current_app)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    if made.accounts:
        click.echo(f"Đã tạo {len(made.accounts)} tài khoản thử, mật khẩu: {made.password}")
    click.echo("Cơ sở dữ liệu đã sẵn sàng.")


@account.command("create-admin")
@click.option("--username", prompt="Tên đăng nhập")
@click.option("--full-name", prompt="Họ và tên")
@click.password_option("--password", prompt="Mật khẩu", confirmation_prompt="Nhập lại mật khẩu")
@as_system
def create_admin(username: str, full_name: str, password: str) -> None:
    """Tạo tài khoản quản trị hệ thống đầu tiên."""
    *first, last = full_name.split() or [username]
    with transaction(db.session, Right.MANAGE):
        made = account_create(
            db.session,
            username=username,
            password=password,
            first_name=" ".join(first) or last,
            last_name=last,
            kind="system",
        )
        grant_role(db.session, made, "system_admin", ground="flask account create-admin")
    click.echo(f"Đã tạo tài khoản quản trị «{username}».")


@account.command("unlock")
@click.option("--username", prompt="Tên đăng nhập")
@as_system
def unlock(username: str) -> None:
    """Bỏ tạm khóa vì đăng nhập sai nhiều lần."""
    if find_account(db.session, username) is None:
        raise NotFound(f"Không có tài khoản «{username}».")
    with transaction(db.session, Right.MANAGE):
        attempts_forget(db.session, username)
    click.echo(f"Tài khoản «{username}» đăng nhập lại được ngay.")


@account.command("reset-totp")
@click.option("--username", prompt="Tên đăng nhập")
@click.option("--why", prompt="Lý do")
@as_system
def reset_totp(username: str, why: str) -> None:
    """Gỡ mã xác thực của một tài khoản (mất điện thoại và hết mã khôi phục)."""
    found = find_account(db.session, username)
    if found is None:
        raise NotFound(f"Không có tài khoản «{username}».")
    with transaction(db.session, Right.MANAGE):
        totp_reset(db.session, found, why)
    click.echo(f"Đã gỡ mã xác thực của «{username}»; các phiên đã kết thúc.")
