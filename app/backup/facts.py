"""What must agree between the database that was backed up and the one that was restored."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, column, func, inspect, select, table

from app.core.database import Base
from app.core.ports import plugged_facts
from app.core.scoping import unscoped

Facts = dict[str, Any]
_WHY = unscoped("facts of a backup: counts, no rows")


def facts_of(connection: Connection) -> Facts:
    """Revision, rows of each table, and what other packages plugged in (`core.ports.plug_fact`)."""
    present = set(inspect(connection).get_table_names())
    tables = sorted(present & Base.metadata.tables.keys())
    plugged = {name: fact(connection) for name, fact in plugged_facts().items()}
    return {"revision": revision_of(connection), "tables": counts(connection, tables), **plugged}


def differing(connection: Connection, wanted: Facts) -> list[str]:
    """The names of the facts of a manifest that the database does not agree with.

    Facts nobody knows to tell any more are passed over; tables are compared one by one.
    """
    present = set(inspect(connection).get_table_names())
    tables = wanted["tables"]
    found = counts(connection, tables.keys() & present)
    wrong = [name for name, number in sorted(tables.items()) if found.get(name) != number]
    if revision_of(connection) != wanted["revision"]:
        wrong.append("revision")
    for name, fact in plugged_facts().items():
        if name in wanted and fact(connection) != wanted[name]:
            wrong.append(name)
    return wrong


def counts(connection: Connection, tables: Iterable[str]) -> dict[str, int]:
    """Rows of each table."""
    found = {}
    for name in sorted(tables):
        query = select(func.count()).select_from(table(name))
        found[name] = connection.execute(query, execution_options=_WHY).scalar() or 0
    return found


def revision_of(connection: Connection) -> str | None:
    """The migration the database stands at; None for a database without tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(
        select(column("version_num")).select_from(table("alembic_version")), execution_options=_WHY
    ).scalar()
    return version
