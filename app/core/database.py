"""The database handle, the column types of our own, and how transactions begin.

Flask-AppBuilder's declarative base is ours too: accounts and roles live in the same metadata.
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import Dialect, Engine, String, event
from sqlalchemy.types import TypeDecorator

from app.core.partial_date import PartialDate

Base: Any = Model
Base.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

db: Any = SQLA()

#: Text compared byte by byte on both engines: sort keys, paths, folded text.
BYTEWISE = String(500).with_variant(String(500, collation="C"), "postgresql")

_reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)


class PartialDateType(TypeDecorator[PartialDate]):
    """A PartialDate as its ISO text, which sorts in the order of time."""

    impl = String(10).with_variant(String(10, collation="C"), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: PartialDate | str | None, dialect: Dialect) -> str | None:
        return value.isoformat() if isinstance(value, PartialDate) else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        return _partial_date(value) if value else None


#: The same few thousand days come back in every list; a PartialDate never changes.
_partial_date = functools.lru_cache(maxsize=50_000)(PartialDate.from_iso)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun in the block only read: on SQLite they take no write lock."""
    token = _reads_only.set(True)
    try:
        yield
    finally:
        _reads_only.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun in the block may write, also inside a block that only reads."""
    token = _reads_only.set(False)
    try:
        yield
    finally:
        _reads_only.reset(token)


def set_reads_only(value: bool) -> None:
    """For the life cycle of a request: GET reads, everything else writes."""
    _reads_only.set(value)


def prepare_engine(engine: Engine) -> None:
    """Give SQLite its pragmas and explicit transactions, PostgreSQL a plan for each set of values.

    Writers take the lock when they begin (BEGIN IMMEDIATE), so that they wait for each other
    instead of failing in the middle; measured with 8 writers on one file.
    """
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _plan_for_values)
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_sqlite)


def keep_few_pages(engine: Engine) -> None:
    """For a process that reads long lists once: SQLite keeps 8 MiB of pages for a connection, not 64."""
    if engine.dialect.name == "sqlite":
        event.listen(
            engine, "connect", lambda connection, _record: connection.execute("PRAGMA cache_size=-8192")
        )


def _plan_for_values(connection: Any, _record: Any) -> None:
    """A plan made for any values at all takes a search for a rare name to be one for a common one.

    Catalogs are joined one after another, in any order equally well: trying the orders of the 28 of a
    record took 11 ms, 2.6 with four at a time.
    """
    was, connection.autocommit = connection.autocommit, True
    connection.execute("SET plan_cache_mode = force_custom_plan")
    connection.execute("SET join_collapse_limit = 4")
    connection.autocommit = was


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "case_sensitive_like=ON",
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if _reads_only.get() else "BEGIN IMMEDIATE")
