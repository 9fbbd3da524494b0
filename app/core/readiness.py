"""Whether the database can be worked with at all: one sentence for whoever sits at the console when not."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DatabaseError, OperationalError

from app.core.database import reading
from app.core.words import say

_makes: ContextVar[bool] = ContextVar("makes_database", default=False)


class NotReady(Exception):
    """The database cannot be used as it is; the message is a Vietnamese sentence, without any password."""


def require_reachable(engine: Engine) -> None:
    """NotReady when a PostgreSQL server does not let us in; an SQLite file is not opened (made)."""
    if engine.dialect.name == "sqlite":
        return
    try:
        engine.connect().close()
    except OperationalError as error:
        # The driver's own text may hold what was typed into the address.
        raise unreachable(engine, str(error.orig)) from None


def unreachable(engine: Engine, told: str) -> NotReady:
    """What to say of a server that has told this when it was asked to let us in."""
    return NotReady(
        say(
            "Không mở được cơ sở dữ liệu {database} trên máy {host}: {reason} Kiểm tra DATABASE_URL.",
            database=engine.url.database,
            host=_server(engine),
            reason=_reason(told),
        )
    )


def _server(engine: Engine) -> str:
    """Where the server is looked for: a host name, or the folder of its socket."""
    query_host = engine.url.query.get("host")
    host = engine.url.host or (query_host if isinstance(query_host, str) else "localhost")
    return f"{host}:{engine.url.port}" if engine.url.port else host


def _reason(text: str) -> str:
    """PostgreSQL's English, told apart by the words it has used since long before version 15."""
    if "authentication failed" in text or "no password supplied" in text:
        return say("tài khoản hoặc mật khẩu không được chấp nhận.")
    if "does not exist" in text:
        return say("cơ sở dữ liệu hoặc tài khoản ấy chưa có.")
    return say("máy chủ không trả lời.")


def require_made(engine: Engine) -> None:
    """NotReady when `flask setup` or a start has never made the tables; nothing is made by asking."""
    require_reachable(engine)
    if lacks_file(engine) or not has_tables(engine):
        raise not_made(engine)


def not_made(engine: Engine) -> NotReady:
    """What to say of a database nobody has made."""
    return NotReady(
        say(
            "Cơ sở dữ liệu chưa được lập ({place}). Chạy: flask --app app setup. "
            "Phần mềm chạy với DATABASE_URL hay DATA_DIR nào thì lệnh cũng cần đúng biến ấy.",
            place=engine.url.database,
        )
    )


def lacks_file(engine: Engine) -> bool:
    """Whether this is an SQLite database without its file: to open it would make it."""
    return engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists()


@contextmanager
def making() -> Iterator[None]:
    """What runs in the block may make the database (`is_making`)."""
    token = _makes.set(True)
    try:
        yield
    finally:
        _makes.reset(token)


def is_making() -> bool:
    return _makes.get()


def has_tables(engine: Engine, name: str = "alembic_version") -> bool:
    """Whether migrations have run here, and made this table; NotReady when the file is no database."""
    try:
        with reading(), engine.connect() as connection:
            return inspect(connection).has_table(name)
    except DatabaseError as error:
        raise NotReady(say("Không đọc được cơ sở dữ liệu {place}.", place=engine.url.database)) from error
