"""Commands beside the running server: `flask --app app ...`, each as a named system actor."""

import functools
from collections.abc import Callable
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import Migrate
from sqlalchemy import select

from app.access.models import Account
from app.access.services import LEAST_PASSWORD, account_create, grant_role
from app.core.actor import acting_as, system_actor
from app.core.database import Base, db
from app.core.errors import DomainError
from app.core.rights import Right
from app.core.transactions import transaction
from app.organisation.models import Unit
from app.setup import MIGRATIONS, prepare

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
    made = prepare(current_app)
    if made.accounts:
        click.echo(f"Đã tạo {len(made.accounts)} tài khoản thử, mật khẩu: {made.password}")
    click.echo("Cơ sở dữ liệu đã sẵn sàng.")


def of_new_account(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that makes an account."""
    for option in (
        click.password_option("--password", prompt="Mật khẩu", confirmation_prompt="Nhập lại mật khẩu"),
        click.option("--full-name", prompt="Họ và tên"),
        click.option("--username", prompt="Tên đăng nhập"),
    ):
        command = option(command)
    return command


def make_account(username: str, full_name: str, password: str, **values: Any) -> Account:
    """A new account inside a transaction of the caller; ClickException for a short password."""
    if len(password) < LEAST_PASSWORD:
        raise click.ClickException(f"Mật khẩu phải có ít nhất {LEAST_PASSWORD} ký tự.")
    *first, last = full_name.split() or [username]
    return account_create(
        db.session,
        username=username,
        password=password,
        first_name=" ".join(first) or last,
        last_name=last,
        **values,
    )


@account.command("create-admin")
@of_new_account
@as_system
def create_admin(username: str, full_name: str, password: str) -> None:
    """Tạo tài khoản quản trị hệ thống đầu tiên."""
    with transaction(db.session, Right.MANAGE):
        made = make_account(username, full_name, password, kind="system")
        grant_role(db.session, made, "system_admin", ground="flask account create-admin")
    click.echo(f"Đã tạo tài khoản quản trị «{username}».")


@account.command("create-home-affairs")
@click.option("--unit", default="SNV", help="Mã đơn vị của tài khoản.")
@of_new_account
@as_system
def create_home_affairs(username: str, full_name: str, password: str, unit: str) -> None:
    """Tạo tài khoản Sở Nội vụ đầu tiên: quyền quản trị trên toàn thành phố."""
    own = db.session.scalars(select(Unit.id).where(Unit.code == unit)).first()
    city = db.session.scalars(select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()
    if own is None or city is None:
        raise click.ClickException(f"Không có đơn vị «{unit}».")
    with transaction(db.session, Right.MANAGE):
        made = make_account(username, full_name, password, kind="unit", unit_id=own)
        ground = "flask account create-home-affairs"
        grant_role(db.session, made, "home_affairs", unit_id=city, ground=ground)
    click.echo(f"Đã tạo tài khoản Sở Nội vụ «{username}», phạm vi toàn thành phố.")
