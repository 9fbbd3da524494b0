"""`flask check …`: whether the data agree with themselves (Điều 9, Điều 11)."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.cli import as_system
from app.core.database import db, reading
from app.personnel.record_checks import RecordCheck

check = AppGroup("check", help="Kiểm tra dữ liệu.")


def register_check_commands(app: Flask) -> None:
    """Add the group to the program's commands."""
    app.cli.add_command(check)


@check.command("records")
@as_system
def check_records() -> None:
    """So từng hồ sơ với các mục của nó; mã thoát 1 khi có lỗi hoặc không có hồ sơ nào."""
    faults, checked = 0, RecordCheck(db.session())
    with reading():
        for fault in checked.faults():
            faults += 1
            place = f"{fault.kind} {fault.entry_id}" if fault.entry_id else fault.kind
            click.echo(f"Hồ sơ {fault.person_id}, {place}: {fault.sentence}")
    click.echo(f"Đã kiểm tra {checked.records} hồ sơ, {checked.entries} mục: {faults} lỗi.")
    if faults or not checked.records or not checked.entries:
        raise SystemExit(1)
