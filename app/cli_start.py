"""What stops a command of the console before it has done anything, each with one sentence.

Commands of the libraries (`flask db`, `flask fab`, `flask shell`) never ask whether the database is there;
so the engine they all use tells, whichever command it is.
"""

from typing import Any

import click
from sqlalchemy import Engine, event

from app.core.readiness import NotReady, is_making, lacks_file, not_made, require_made, unreachable
from app.core.words import say
from config import Settings


class CannotStart(click.ClickException):
    """Nothing can be done here at all; the status a start ends with for the same reason."""

    exit_code = 2


def guard_commands(engine: Engine) -> None:
    """End the command with CannotStart when the server of the database does not let it in, or goes away.

    And when it opens an SQLite database that is not there: only what makes one (`readiness.making`) may.
    """
    event.listen(engine, "handle_error", _tell_unreachable)

    @event.listens_for(engine, "do_connect")
    def refuse_to_make(*_details: Any) -> None:
        if lacks_file(engine) and not is_making():
            raise CannotStart(str(not_made(engine)))


def require_own_place(engine: Engine, settings: Settings) -> None:
    """CannotStart where nothing was made, or where the secret is not the one it was made with.

    Under another secret lines of the log would be sealed wrongly and counted sign-ins not found.
    """
    try:
        require_made(engine)
    except NotReady as error:
        raise CannotStart(str(error)) from error
    if settings.lacks_secret:
        raise CannotStart(
            say(
                "Thư mục dữ liệu {folder} không có khóa bí mật của cơ sở dữ liệu này. "
                "Chạy lệnh với đúng DATA_DIR và SECRET_KEY mà phần mềm đang dùng.",
                folder=settings.data_dir,
            )
        )


def _tell_unreachable(context: Any) -> None:
    """SQLAlchemy's event of an error; one without a connection is that of connecting."""
    engine = context.engine
    is_lost = context.connection is None or context.is_disconnect
    if engine is None or engine.dialect.name == "sqlite" or not is_lost:
        return
    # The driver's own text may hold what was typed into the address.
    raise CannotStart(str(unreachable(engine, str(context.original_exception)))) from None
