"""The log of access as tests read it and tamper with it: by SQL of their own, past scope and chain."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from app.audit.access_models import AccessLine
from app.audit.chain import ids_of_line
from app.core.scoping import unscoped
from tests.support.cast import as_system
from tests.support.product import Product


def sql(product: Product, *statements: str, **values: Any) -> list[Any]:
    """Run statements in one transaction of their own; the rows of the last one that has any."""
    found: list[Any] = []
    with product.app.app_context(), product.db.engine.begin() as connection:
        for statement in statements:
            result = connection.execute(sa.text(statement), values, execution_options=unscoped("test"))
            found = list(result.all()) if result.returns_rows else found
            assert result.returns_rows or result.rowcount, f"nothing was touched: {statement}"
    return found


def number_of_lines(product: Product) -> int:
    return int(sql(product, "SELECT count(*) FROM access_log")[0][0])


def last(product: Product, count: int = 1) -> list[tuple[AccessLine, set[int]]]:
    """The newest lines with the records they tell of, oldest first."""
    with as_system(product) as session:
        found = session.scalars(select(AccessLine).order_by(AccessLine.id.desc()).limit(count)).all()
        lines = [(line, set(ids_of_line(session, line))) for line in reversed(found)]
        session.expunge_all()
        session.rollback()
        return lines
