"""Databases of N people over 3,000 units, made once and kept for the next run.

Run as a module it fills the database its environment names: ``python -m benchmarks.data``.
"""

import contextlib
import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, text

from app import create_app
from app.core import clock, things
from app.core.fields import Kind
from app.core.scoping import unscoped
from app.core.things import Sort
from app.core.vietnamese import fold, fold_words, name_sort_key, text_sort_key
from app.organisation.models import Unit, UnitVersion
from app.organisation.services import BEGINNING
from app.personnel.demo import DemoUnit, records
from app.personnel.histories import Rows
from app.personnel.models import Person, Placement, StatusPeriod
from app.seeding.files import read_csv
from app.setup import prepare
from benchmarks.entries import Entries
from benchmarks.entries import tables as entry_tables
from config import Settings

UNITS = 3_000
#: The unit whose subtree holds 7,000 people (fewer where there are fewer than 40,000 in all).
SUBTREE = "SYT"
SUBTREE_PEOPLE = 7_000
SEED = 3473
BATCH = 2_000
_CHECKED = unscoped("bench data")


@dataclass(frozen=True)
class Place:
    """Where one unit stands: its id and its path of ids."""

    id: int
    path: str


def fill(count: int) -> None:
    """Migrate, seed and fill the database of this process's environment."""
    app = create_app(Settings.from_environment())
    prepare(app)
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        with engine.begin() as connection:
            _add_units(connection)
            with _without_indexes(connection, ["person", *entry_tables()]):
                _add_people(connection, count)
        _settle(engine)


@contextlib.contextmanager
def _without_indexes(connection: Connection, tables: list[str]) -> Iterator[None]:
    """PostgreSQL makes the indexes of full tables afterwards, which is many times quicker."""
    if connection.dialect.name != "postgresql":
        yield
        return
    query = text(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE tablename = ANY(:tables) AND indexdef NOT LIKE 'CREATE UNIQUE%'"
    )
    indexes = connection.execute(query, {"tables": tables}, execution_options=_CHECKED).all()
    # The references are known to hold; checking six of them for each row takes longer than writing it.
    connection.execute(text("SET LOCAL session_replication_role = replica"), execution_options=_CHECKED)
    for index in indexes:
        connection.execute(text(f"DROP INDEX {index.indexname}"), execution_options=_CHECKED)
    yield
    for index in indexes:
        connection.exec_driver_sql(index.indexdef, execution_options=_CHECKED)


def _add_units(connection: Connection) -> None:
    """Divisions below the seeded units, in turn, until there are as many units as wanted."""
    rows = connection.execute(select(Unit.__table__).order_by(Unit.id), execution_options=_CHECKED).all()
    parents = [row for row in rows if not row.is_group]
    division = _Codes(connection).ids("unit_type")["PHONG"]
    made, versions = [], []
    for number in range(UNITS - len(rows)):
        parent, turn = parents[number % len(parents)], number // len(parents) + 1
        name, code, new_id = (
            f"Tổ {turn} – {parent.name}"[:300],
            f"{parent.code}.B{turn}",
            rows[-1].id + number + 1,
        )
        made.append(
            {"id": new_id, "version": 1, "code": code, "name": name, "parent_id": parent.id,
             "unit_type_id": division, "level": "division", "tier": "grassroots", "is_group": False,
             "path": f"{parent.path}{new_id}/", "sort_key": text_sort_key(name)[:500],
             "search_text": fold(f"{name} {code}")[:500], "seed_order": 1000 + number}
        )  # fmt: skip
        versions.append(
            {"version": 1, "unit_id": new_id, "name": name, "parent_id": parent.id,
             "unit_type_id": division, "valid_from": BEGINNING}
        )  # fmt: skip
    connection.execute(insert(Unit.__table__), made, execution_options=_CHECKED)
    connection.execute(insert(UnitVersion.__table__), versions, execution_options=_CHECKED)


def _add_people(connection: Connection, count: int) -> None:
    """The people of the demonstration with their entries, the members of a unit scattered over the table."""
    places = _places(connection)
    fields, codes = things.get("person").fields, _Codes(connection)
    columns = [column.name for column in Person.__table__.columns if column.name != "id"]
    entries = Entries(connection, codes)
    rows = zip(_generated(count), places(count), itertools.count(1), strict=False)
    while batch := list(itertools.islice(rows, BATCH)):
        made, placed, held = [], [], []
        for (values, _entries), place, person_id in batch:
            row = dict.fromkeys(columns)
            row |= {
                fields[name].column_name: codes.id_of(fields[name], value)
                for name, value in values.items()
                if name in fields and name != "home_unit"
            }
            row |= {"id": person_id, "version": 1, "is_removed": False, "home_unit_id": place.id}
            row |= {"home_path": place.path, "sort_key": name_sort_key(values["full_name"])}
            row["search_text"] = fold_words(f"{values['full_name']} {values['staff_number'] or ''}")[:500]
            made.append(row)
            opened = {"version": 1, "person_id": person_id}
            placed.append(
                {**opened, "unit_id": place.id, "from_on": values["placed_on"], "reason": "initial"}
            )
            status_id = row["employment_status_id"]
            held.append({**opened, "employment_status_id": status_id, "from_on": values["status_on"]})
        for model, lines in ((Person, made), (Placement, placed), (StatusPeriod, held)):
            connection.execute(insert(model.__table__), lines, execution_options=_CHECKED)
        drawn = [(person_id, one) for (_values, one), _place, person_id in batch]
        entries.add(drawn)
        if drawn[0][0] == 1:
            verified = (place for place, one in enumerate(made) if one["record_state"] == "verified")
            entries.thicken(drawn[next(verified)][0], drawn[1:])


def _generated(count: int) -> Iterator[tuple[dict[str, Any], Rows]]:
    catalogs = {thing.key: read_csv(f"catalogs/{thing.key}") for thing in things.every(Sort.CATALOG)}
    names = ("code", "name", "unit_type", "level", "sector_block", "parent_code")
    rows = read_csv("organisation/units")
    units = [DemoUnit(**{name: row[name] for name in names}, is_group=row["is_group"] == "1") for row in rows]
    return records(count, seed=SEED, units=units, catalogs=catalogs, today=clock.today())


def _places(connection: Connection) -> Any:
    """count -> a unit for each of `count` people, the wanted number of them inside the subtree."""
    query = select(Unit.id, Unit.code, Unit.path).where(Unit.is_group.is_(False)).order_by(Unit.id)
    rows = connection.execute(query, execution_options=_CHECKED).all()
    root = next(row.path for row in rows if row.code == SUBTREE)
    inside = [Place(row.id, row.path) for row in rows if row.path.startswith(root)]
    outside = [Place(row.id, row.path) for row in rows if not row.path.startswith(root)]

    def places(count: int) -> Iterator[Place]:
        wanted = min(SUBTREE_PEOPLE, count * 7 // 40)
        ins, outs = itertools.cycle(inside), itertools.cycle(outside)
        for number in range(count):
            is_inside = number * wanted // count != (number + 1) * wanted // count
            yield next(ins) if is_inside else next(outs)

    return places


class _Codes:
    """Codes of catalog rows as ids, each catalog read once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.known: dict[str, dict[str, int]] = {}

    def id_of(self, field: Any, value: Any) -> Any:
        if field.kind is not Kind.REF or value is None:
            return value
        return self.ids(field.target)[value]

    def ids(self, key: str) -> dict[str, int]:
        if key not in self.known:
            model = things.get(key).model
            rows = self.connection.execute(select(model.code, model.id), execution_options=_CHECKED)
            self.known[key] = {code: row_id for code, row_id in rows}
        return self.known[key]


def _settle(engine: Any) -> None:
    """What a database does in the nights: statistics, and room given back."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            for name in ("person", "unit"):
                highest = text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")  # noqa: S608
                connection.execute(highest, execution_options=_CHECKED)
            connection.execute(text("VACUUM (ANALYZE)"))
        else:
            connection.execute(text("ANALYZE"))


if __name__ == "__main__":
    fill(int(sys.argv[1]))
