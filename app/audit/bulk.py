"""History of bulk changes, written by the database itself in one statement."""

from typing import Any

from sqlalchemy import Integer, insert, literal, null, select, type_coerce
from sqlalchemy.orm import Session

from app.audit.models import History
from app.audit.recorder import actor_values
from app.core.actor import require_actor
from app.core.ports import plug_bulk_history
from app.core.scoping import unscoped
from app.core.things import Thing


def record_reference_change(session: Session, thing: Thing, column: str, old: int, new: int) -> int:
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


def _or_null(column: Any) -> Any:
    return column if column is not None else type_coerce(null(), Integer)


plug_bulk_history(record_reference_change)
