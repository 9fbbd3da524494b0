"""The entries of the invented people: fifteen a person, as the demonstration draws them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert

from app.core import things
from app.core.fields import Kind
from app.core.partial_date import PartialDate
from app.core.scoping import unscoped
from app.personnel.histories import Rows

#: Of all that the demonstration draws (22 a person), what adds up to three million for 200,000 people.
KINDS = (
    "training", "work_history", "salary_history", "family_member", "award", "assessment", "post", "insurance",
)  # fmt: skip
#: One record has so many: what a thick paper file holds.
THICK = 120
_CHECKED = unscoped("bench data")
_IN_ALL = {"version": 1, "is_void": False}


class Entries:
    """Turns the entries of people into rows of their tables, many at once."""

    def __init__(self, connection: Connection, codes: Any) -> None:
        self.connection, self.codes = connection, codes
        self.columns = {key: _empty_row(key) for key in KINDS}

    def add(self, batch: Sequence[tuple[int, Rows]]) -> None:
        """The entries of a batch of people: (id of the person, kind -> rows with codes)."""
        for key in KINDS:
            rows = [self._row(key, person, row) for person, entries in batch for row in entries.get(key, ())]
            if rows:
                self._insert(things.get(key).model.__table__, rows)

    def thicken(self, person: int, batch: Sequence[tuple[int, Rows]]) -> None:
        """Give a record the entries of others of its batch too, until it has THICK of them."""
        count = sum(len(entries.get(key, ())) for one, entries in batch if one == person for key in KINDS)
        for _one, entries in batch:
            count += sum(len(entries.get(key, ())) for key in KINDS)
            self.add([(person, entries)])
            if count >= THICK:
                return

    def _row(self, key: str, person: int, values: Mapping[str, Any]) -> dict[str, Any]:
        fields = things.get(key).fields
        own = {
            fields[name].column_name: self.codes.id_of(fields[name], value) for name, value in values.items()
        }
        return {**self.columns[key], **own, "person_id": person}

    def _insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if self.connection.dialect.name == "postgresql":
            self._copy(table, rows)
        else:
            self.connection.execute(insert(table), rows, execution_options=_CHECKED)

    def _copy(self, table: Any, rows: list[dict[str, Any]]) -> None:
        """COPY: a third of a million rows a second where INSERT does a tenth of that."""
        names = ", ".join(rows[0])
        cursor: Any = self.connection.connection.cursor()
        with cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_plain(value) for value in row.values()])


def _empty_row(key: str) -> dict[str, Any]:
    fields = things.get(key).fields.values()
    flags = {field.column_name: False for field in fields if field.kind is Kind.FLAG}
    return {**dict.fromkeys(field.column_name for field in fields), **flags, **_IN_ALL}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, PartialDate) else value


def tables() -> Iterator[str]:
    """The tables that are filled."""
    return (things.get(key).model.__table__.name for key in KINDS)
