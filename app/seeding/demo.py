"""Demonstration data: people over the real units, and an account for each role (never in production)."""

import datetime
import itertools
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.holders import AccountHolder
from app.access.models import Account
from app.access.services import account_create, find_account, grant_role
from app.core import clock, things
from app.core.fields import Kind
from app.core.rights import Right
from app.core.things import Sort
from app.core.transactions import transaction
from app.core.words import say
from app.organisation.models import Delegation, Unit
from app.personnel.demo import DemoUnit, people
from app.personnel.models import Person, Placement, StatusPeriod
from app.seeding.files import ROOT, read_csv
from app.settings.services import edition, settings_change

SEED = 3473
BATCH = 500


def seed_people(session: Session, count: int) -> int:
    """Add `count` people if there are none yet; the same count gives the same people."""
    if session.scalar(select(func.count(Person.id))):
        return 0
    units = {unit.code: unit for unit in session.scalars(select(Unit).order_by(Unit.seed_order))}
    maker = _PersonMaker(session, units)
    written = 0
    for batch in _batches(_generated(units, count), BATCH):
        with transaction(session, Right.ADD):
            maker.add(batch)
        session.expunge_all()
        written += len(batch)
    return written


def _generated(units: dict[str, Unit], count: int) -> Iterator[dict[str, Any]]:
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
    return people(count, seed=SEED, units=wanted, catalogs=catalogs, today=clock.today())


def _batches(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    while batch := list(itertools.islice(rows, size)):
        yield batch


class _PersonMaker:
    """Turns generated people into rows, codes into ids."""

    def __init__(self, session: Session, units: dict[str, Unit]) -> None:
        self.session = session
        self.places = {code: (unit.id, unit.path) for code, unit in units.items()}
        self.fields = things.get("person").fields
        self.codes: dict[str, dict[str, int]] = {}

    def add(self, batch: list[dict[str, Any]]) -> None:
        made = [self._person(values) for values in batch]
        self.session.add_all([person for person, _placed, _status in made])
        self.session.flush()
        for person, placed_on, status_on in made:
            self.session.add(
                Placement(
                    person_id=person.id, unit_id=person.home_unit_id, from_on=placed_on, reason="initial"
                )
            )
            self.session.add(
                StatusPeriod(
                    person_id=person.id, employment_status_id=person.employment_status_id, from_on=status_on
                )
            )
        self.session.flush()

    def _person(self, values: dict[str, Any]) -> tuple[Person, Any, Any]:
        values = dict(values)
        placed_on, status_on = values.pop("placed_on"), values.pop("status_on")
        unit_id, path = self.places[values.pop("home_unit")]
        columns = {self.fields[name].column_name: self._value(name, value) for name, value in values.items()}
        person = Person(**columns, home_unit_id=unit_id, home_path=path, is_removed=False)
        return person, placed_on, status_on

    def _value(self, name: str, value: Any) -> Any:
        field = self.fields[name]
        if field.kind is not Kind.REF or value is None:
            return value
        return self._code_ids(field.target)[value]

    def _code_ids(self, key: str) -> dict[str, int]:
        if key not in self.codes:
            model = things.get(key).model
            self.codes[key] = dict(self.session.execute(select(model.code, model.id)).all())
        return self.codes[key]


def demo_usernames() -> list[str]:
    """The names of the demo accounts, in the order they are told."""
    return [entry["username"] for entry in _account_entries()]


def _account_entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((ROOT / "demo" / "accounts.json").read_text(encoding="utf-8"))
    return entries


def seed_accounts(session: Session, password: str) -> list[str]:
    """Make the demo accounts that are missing, all with this password; returns their names."""
    _ask_no_code(session)
    made = []
    for entry in _account_entries():
        if find_account(session, entry["username"]) is None:
            with transaction(session, Right.MANAGE):
                _make_account(session, entry, password)
            made.append(entry["username"])
    return made


def _ask_no_code(session: Session) -> None:
    """Demo accounts sign in without a second step, unless somebody sets otherwise."""
    if edition(session, ("totp_roles",)) == 0:
        settings_change(session, {"totp_roles": ""}, ground=say("Tài khoản thử"))


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
