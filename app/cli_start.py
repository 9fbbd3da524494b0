"""What stops a command of the console before it has done anything, each with one sentence.

Commands of the libraries (`flask db`, `flask fab`, `flask shell`) never ask whether the database is there;
so the engine they all use tells, whichever command it is.
"""

from typing import Any

import click
from sqlalchemy import Engine, event

from app.core.readiness import unreachable


class CannotStart(click.ClickException):
    """Nothing can be done here at all; the status a start ends with for the same reason."""

    exit_code = 2


def guard_commands(engine: Engine) -> None:
    """End the command with CannotStart when the server of the database does not let it in, or goes away."""
    event.listen(engine, "handle_error", _tell_unreachable)


def _tell_unreachable(context: Any) -> None:
    """SQLAlchemy's event of an error; one without a connection is that of connecting."""
    engine = context.engine
    is_lost = context.connection is None or context.is_disconnect
    if engine is None or engine.dialect.name == "sqlite" or not is_lost:
        return
    # The driver's own text may hold what was typed into the address.
    raise CannotStart(str(unreachable(engine, str(context.original_exception)))) from None
