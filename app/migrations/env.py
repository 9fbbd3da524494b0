"""Alembic's environment: our metadata (Flask-AppBuilder's included), the app's own engine."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON

from app import model_registry
from app.core.database import Base, PartialDateType
from app.core.scoping import unscoped
from app.seeding import models as _seed_models  # noqa: F401  its tables belong to the metadata

model_registry.load()


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Column types of ours as the plain types beneath them: a migration must not need our code."""
    if kind == "type" and isinstance(item, PartialDateType):
        return 'sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql")'
    if kind == "type" and isinstance(item, JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return (
            "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
            if item._variant_mapping
            else "sa.JSON()"
        )
    return False


def include_name(name: str | None, _kind: str, _parents: Any) -> bool:
    """The index of words is made by hand (0003); it stands in no model."""
    return not (name or "").startswith("person_words")


def run() -> None:
    """Migrate over a live connection; SQLite changes tables by copying them."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(**unscoped("migrations")) as connection:
        _let_tables_be_copied(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
            include_name=include_name,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


def _let_tables_be_copied(connection: Any) -> None:
    """SQLite alters a table by copying it; other tables may refer to it meanwhile.

    The pragma works outside a transaction only, on the driver's own connection; the pool gives
    every new connection its foreign keys back.
    """
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        connection.detach()


run()
