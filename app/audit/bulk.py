"""History of bulk changes, written by the database itself in one statement."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, insert, literal, null, select, type_coerce
from sqlalchemy.orm import Session

from app.audit.models import History
from app.audit.recorder import actor_values, write_lines
from app.audit.values import to_json
from app.core.actor import require_actor
from app.core.errors import StepNotAllowed
from app.core.ports import plug_bulk_history
from app.core.scoping import unscoped
from app.core.things import Thing
from app.core.words import say


def record_reference_change(session: Session, thing: Thing, column: str, old: Any, new: Any) -> int:
    """One line per row of `thing` whose reference `column` is `old` and becomes `new`."""
    table = thing.model.__table__
    owner = {
        "person": table.c.id if thing.key == "person" else table.c.get("person_id"),
        "unit": table.c.id if thing.key == "unit" else None,
    }
    person_id, unit_id = (_or_null(owner[key]) for key in ("person", "unit"))
    values = actor_values(require_actor()) | {
        "thing": thing.key,
        "act": "merge",
        "title": "",
        "changes": {column: [old, new]},
    }
    columns = [literal(value, History.__table__.c[name].type) for name, value in values.items()]
    source = select(*columns, table.c.id, person_id, unit_id).where(table.c[column] == old)
    statement = insert(History).from_select([*values, "row_id", "person_id", "unit_id"], source)
    result = session.execute(statement, execution_options=unscoped("a merge moves every reference"))
    return int(result.rowcount)  # type: ignore[attr-defined]


def add_rows(session: Session, thing: Thing, rows: Sequence[dict[str, Any]], titles: Sequence[str]) -> None:
    """Add many rows of `thing` (columns by name) with a line of history for each, under the right in force.

    For whoever may write everything: no row is compared with a scope.
    """
    actor = require_actor()
    if not actor.is_system:
        raise StepNotAllowed(say("Chỉ hệ thống được nạp nhiều dòng một lần."))
    table = thing.model.__table__
    columns = thing.stored_columns()
    whole = [{**dict.fromkeys(columns), **row, "version": 1} for row in rows]
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    ids = session.execute(statement, whole, execution_options=unscoped("the system adds rows")).scalars()
    common = actor_values(actor) | {"thing": thing.key, "act": "add", "unit_id": None}
    lines = [
        {
            **common, "row_id": row_id, "title": title[:300], "person_id": row.get("person_id"),
            "changes": {name: [None, to_json(value)] for name, value in row.items() if value is not None},
        }
        for row_id, row, title in zip(ids, rows, titles, strict=True)
    ]  # fmt: skip
    write_lines(session, lines)


def _or_null(column: Any) -> Any:
    return column if column is not None else type_coerce(null(), Integer)


plug_bulk_history(record_reference_change)
