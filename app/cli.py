"""Commands beside the running server: `flask --app app ...`, each as a named system actor."""

import functools
from collections.abc import Callable
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import Migrate
from sqlalchemy import select

from app.access.attempts import attempts_forget
from app.access.models import Account
from app.access.services import account_create, find_account, grant_role
from app.access.totp import totp_reset
from app.accounts.holding import Decision, Holder, check_holder, holder_add
from app.audit.chain import newest
from app.audit.proof import FAULTS, verify
from app.cli_start import CannotStart, require_own_place
from app.core import clock
from app.core.actor import acting_as, system_actor
from app.core.database import Base, db, reading
from app.core.errors import DomainError, NotFound
from app.core.readiness import NotReady
from app.core.rights import Right
from app.core.transactions import transaction
from app.core.values import parse_required_day
from app.organisation.models import Unit
from app.setup import MIGRATIONS, prepare
from config import SettingsError

account = AppGroup("account", help="Tài khoản.")
audit = AppGroup("audit", help="Nhật ký truy cập hồ sơ.")


def register_commands(app: Flask) -> None:
    """Add our commands, and `flask db` for migrations."""
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True, compare_type=True, metadata=Base.metadata)
    app.cli.add_command(account)
    app.cli.add_command(audit)
    app.cli.add_command(setup)


def as_system(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command as the system actor named after it; a refusal is one sentence on stderr."""
    run = as_system_anywhere(command)

    @with_appcontext
    @functools.wraps(command)
    def run_prepared(*arguments: Any, **options: Any) -> Any:
        require_own_place(db.engine, current_app.config["SETTINGS"])
        return run(*arguments, **options)

    return run_prepared


def as_system_anywhere(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a command that also works where no database has been made yet."""

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
    except (SettingsError, NotReady) as error:
        raise CannotStart(str(error)) from error
    if made.accounts:
        click.echo(f"Đã tạo {len(made.accounts)} tài khoản thử, mật khẩu: {made.password}")
    click.echo("Cơ sở dữ liệu đã sẵn sàng.")


@audit.command("verify")
@click.option("--known", multiple=True, help="Mã đã ghi trước đó, dạng SỐ:MÃ; nêu nhiều lần được.")
@as_system
def audit_verify(known: tuple[str, ...]) -> None:
    """Kiểm tra chuỗi niêm phong của nhật ký; mã thoát 1 khi có dòng hỏng."""
    with reading():
        verdict = verify(db.session(), dict(_known(text) for text in known))
    click.echo(f"Đã gỡ {verdict.removed} dòng quá hạn giữ. Đã kiểm tra {verdict.lines} dòng.")
    if verdict.fault:
        place = f"Dòng {verdict.line}" if verdict.line else "Chuỗi"
        click.echo(f"{place}: {FAULTS[verdict.fault]}.")
        raise SystemExit(1)
    if verdict.unproved:
        gone = ", ".join(map(str, verdict.unproved))
        click.echo(f"Không đối chiếu được mã của dòng đã gỡ: {gone}.")
    click.echo(f"Chuỗi nguyên vẹn. Mã cuối: {verdict.number}:{verdict.head}")


def _known(text: str) -> tuple[int, str]:
    number, _colon, code = text.partition(":")
    if not number.isdigit() or not code:
        raise click.BadParameter("ghi dạng SỐ:MÃ")
    return int(number), code


@audit.command("head")
@as_system
def audit_head() -> None:
    """In số và mã của dòng cuối, để ghi lại ngoài cơ sở dữ liệu."""
    with reading():
        number, code = newest(db.session())
    click.echo(f"{number}:{code}")


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
    """A new account inside a transaction of the caller."""
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


@account.command("create-home-affairs")
@click.option("--unit", default="SNV", help="Mã đơn vị của tài khoản.")
@of_new_account
@click.option("--authorisation-number", prompt="Số quyết định ủy quyền (Mẫu 4)")
@click.option("--authorisation-on", prompt="Ngày quyết định ủy quyền")
@as_system
def create_home_affairs(
    username: str,
    full_name: str,
    password: str,
    unit: str,
    authorisation_number: str,
    authorisation_on: str,
) -> None:
    """Tạo tài khoản Sở Nội vụ đầu tiên: quyền quản trị trên toàn thành phố."""
    signed_on = parse_required_day(authorisation_on, "Ngày quyết định ủy quyền")
    decision = Decision(authorisation_number, signed_on)
    holder = Holder(full_name, "", "", "", clock.today(), decision)
    check_holder(holder)
    own = db.session.scalars(select(Unit.id).where(Unit.code == unit)).first()
    city = db.session.scalars(select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()
    if own is None or city is None:
        raise click.ClickException(f"Không có đơn vị «{unit}».")
    with transaction(db.session, Right.MANAGE):
        made = make_account(username, full_name, password, kind="unit", unit_id=own)
        ground = "flask account create-home-affairs"
        grant_role(db.session, made, "home_affairs", unit_id=city, ground=ground)
        holder_add(db.session(), made, holder, lambda _session: None)
    click.echo(f"Đã tạo tài khoản Sở Nội vụ «{username}», phạm vi toàn thành phố.")
