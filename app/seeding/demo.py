"""Demonstration data: people over the real units, and an account for each role (never in production)."""

import datetime
import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.holders import AccountHolder
from app.access.models import Account
from app.access.services import account_create, find_account, grant_role
from app.audit.bulk import add_rows
from app.core import clock, things
from app.core.entry import EntryThing, entry_things
from app.core.fields import Field, Kind
from app.core.rights import Right
from app.core.things import Sort
from app.core.transactions import transaction
from app.core.words import say
from app.organisation.models import Delegation, Unit
from app.personnel.demo import DemoUnit, records
from app.personnel.models import Person, Placement, StatusPeriod
from app.personnel.summary import refresh_summary
from app.seeding.demo_named import named_records, staff_numbers
from app.seeding.files import ROOT, read_csv
from app.settings.services import edition, settings_change

SEED = 3473
BATCH = 500
#: The fields of a person, and kind of entry -> the fields of its rows; references as codes.
Generated = tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]


def seed_people(session: Session, count: int) -> int:
    """Add `count` people if there are none yet, the named ones among them; the same count gives the same."""
    if session.scalar(select(func.count(Person.id))):
        return 0
    units = {unit.code: unit for unit in session.scalars(select(Unit).order_by(Unit.seed_order))}
    maker = _RecordMaker(session, units)
    named = named_records()[:count]
    written = 0
    every = itertools.chain(_generated(units, count - len(named)), named)
    for batch in _batches(every, BATCH):
        with transaction(session, Right.ADD):
            maker.add(batch)
        session.expunge_all()
        written += len(batch)
    _refresh_named(session)
    return written


def _refresh_named(session: Session) -> None:
    """What stands in the general part of the named records follows from their entries."""
    with transaction(session, Right.EDIT):
        query = select(Person).where(Person.staff_number.in_(staff_numbers()))
        for person in session.scalars(query.order_by(Person.id)):
            refresh_summary(session, person)


def _generated(units: dict[str, Unit], count: int) -> Iterator[Generated]:
    catalogs = {thing.key: read_csv(f"catalogs/{thing.key}") for thing in things.every(Sort.CATALOG)}
    rows = read_csv("organisation/units")
    wanted = [
        DemoUnit(
            row["code"],
            row["name"],
            row["unit_type"],
            row["level"],
            row["sector_block"],
            row["parent_code"],
            row["is_group"] == "1",
        )
        for row in rows
        if row["code"] in units
    ]
    return records(count, seed=SEED, units=wanted, catalogs=catalogs, today=clock.today())


def _batches(rows: Iterator[Generated], size: int) -> Iterator[list[Generated]]:
    while batch := list(itertools.islice(rows, size)):
        yield batch


class _RecordMaker:
    """Turns generated people and their entries into rows, codes into ids."""

    def __init__(self, session: Session, units: dict[str, Unit]) -> None:
        self.session = session
        self.places = {code: (unit.id, unit.path) for code, unit in units.items()}
        self.fields = things.get("person").fields
        self.codes: dict[str, dict[str, tuple[int, str]]] = {}

    def add(self, batch: list[Generated]) -> None:
        made = [(*self._person(values), entries) for values, entries in batch]
        self.session.add_all([person for person, *_rest in made])
        self.session.flush()
        for person, placed_on, status_on, _entries in made:
            self.session.add_all(self._opened(person, placed_on, status_on))
        self.session.flush()
        for thing in entry_things():
            rows = [(one.id, row) for one, *_, entries in made for row in entries.get(thing.key, ())]
            self._add_entries(thing, rows)

    def _opened(self, person: Person, placed_on: Any, status_on: Any) -> list[Any]:
        return [
            Placement(person_id=person.id, unit_id=person.home_unit_id, from_on=placed_on, reason="initial"),
            StatusPeriod(
                person_id=person.id, employment_status_id=person.employment_status_id, from_on=status_on
            ),
        ]

    def _add_entries(self, thing: EntryThing, rows: list[tuple[int, dict[str, Any]]]) -> None:
        """Rows of one kind, each with the person it belongs to."""
        flags = {name: False for name, field in thing.fields.items() if field.kind is Kind.FLAG}
        whole = [
            {**flags, **self._columns(thing.fields, row), "person_id": person_id} for person_id, row in rows
        ]
        if rows:
            add_rows(self.session, thing, whole, [self._title(thing, row) for _id, row in rows])

    def _title(self, thing: EntryThing, values: dict[str, Any]) -> str:
        """What the history calls an entry: a name rather than a code."""
        field, value = thing.fields[thing.title], values.get(thing.title)
        if field.kind is Kind.REF and value is not None:
            return self._catalog(field.target)[value][1]
        return str(value or "")

    def _person(self, values: dict[str, Any]) -> tuple[Person, Any, Any]:
        values = dict(values)
        placed_on, status_on = values.pop("placed_on"), values.pop("status_on")
        unit_id, path = self.places[values.pop("home_unit")]
        columns = self._columns(self.fields, values)
        person = Person(**columns, home_unit_id=unit_id, home_path=path, is_removed=False)
        return person, placed_on, status_on

    def _columns(self, fields: Mapping[str, Field], values: dict[str, Any]) -> dict[str, Any]:
        return {fields[name].column_name: self._value(fields[name], value) for name, value in values.items()}

    def _value(self, field: Field, value: Any) -> Any:
        if field.kind is not Kind.REF or value is None:
            return value
        return self.places[value][0] if field.target == "unit" else self._catalog(field.target)[value][0]

    def _catalog(self, key: str) -> dict[str, tuple[int, str]]:
        """Code -> id and name."""
        if key not in self.codes:
            model = things.get(key).model
            rows = self.session.execute(select(model.code, model.id, model.name))
            self.codes[key] = {code: (row_id, name) for code, row_id, name in rows}
        return self.codes[key]


def demo_usernames() -> list[str]:
    """The names of the demo accounts, in the order they are told."""
    return [entry["username"] for entry in _account_entries()]


def _account_entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((ROOT / "demo" / "accounts.json").read_text(encoding="utf-8"))
    return entries


def seed_accounts(session: Session, password: str) -> list[str]:
    """Make the demo accounts that are missing, all with this password; returns their names."""
    _ask_less(session)
    made = []
    for entry in _account_entries():
        if find_account(session, entry["username"]) is None:
            with transaction(session, Right.MANAGE):
                _make_account(session, entry, password)
            made.append(entry["username"])
    return made


#: What is not asked of demo accounts: a second step, a decision that entrusts them to somebody.
_ASKED_LESS = {"totp_roles": "", "account_needs_authorisation": "0"}


def _ask_less(session: Session) -> None:
    """Demo accounts sign in with their password alone, unless somebody sets otherwise."""
    for key, value in _ASKED_LESS.items():
        if edition(session, (key,)) == 0:
            settings_change(session, {key: value}, ground=say("Tài khoản thử"))


def _make_account(session: Session, entry: dict[str, Any], password: str) -> Account:
    unit_id = _unit_id(session, entry.get("unit"))
    person_id = _first_person(session, unit_id) if entry["kind"] == "personal" else None
    account = account_create(
        session,
        username=entry["username"],
        password=password,
        first_name=entry["first_name"],
        last_name=entry["last_name"],
        kind=entry["kind"],
        unit_id=unit_id,
        person_id=person_id,
    )
    limits: dict[str, Any] = {"ground": entry.get("ground")}
    if entry.get("delegated"):
        delegation = session.scalars(select(Delegation).where(Delegation.holder_id == unit_id)).one()
        limits |= {
            "unit_id": delegation.root_id,
            "unit_types": delegation.unit_types,
            "delegation_id": delegation.id,
        }
    elif entry.get("scope"):
        limits["unit_id"] = _unit_id(session, entry["scope"])
    grant_role(session, account, entry["role"], **limits)
    if entry["kind"] == "unit":
        session.add(_holder(account))
    return account


def _holder(account: Account) -> AccountHolder:
    """Somebody invented who has held a demo account since last year, with a decision (Mẫu 4)."""
    year = clock.today().year - 1
    return AccountHolder(
        account_id=account.id,
        name=f"Người phụ trách {account.get_full_name()}",
        from_on=datetime.date(year, 1, 2),
        authorisation_number=f"{account.id:02}/QĐ-UQ",
        authorisation_on=datetime.date(year, 1, 2),
    )


def _unit_id(session: Session, code: str | None) -> int | None:
    return session.scalars(select(Unit.id).where(Unit.code == code)).one() if code else None


def _first_person(session: Session, unit_id: int | None) -> int | None:
    query = select(Person.id).where(Person.home_unit_id == unit_id, Person.record_state == "verified")
    return session.scalars(query.order_by(Person.sort_key, Person.id).limit(1)).first()
