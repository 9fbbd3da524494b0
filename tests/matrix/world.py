"""What the matrix acts on: clients signed in once, rows at every place, throw-away rows on demand."""

import dataclasses
import datetime
import functools
import itertools
from typing import Any

from sqlalchemy import func, literal, select, union_all

from app.access.consents import consent_service
from app.access.models import Account, Role, assoc_permissionview_role
from app.audit.access_models import ReadingAlert
from app.audit.models import History
from app.core import things
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.services import service_of
from app.jobs.models import Job
from app.organisation.models import Delegation
from app.organisation.services import unit_service
from app.personnel.actions import Decision, person_change_status, person_transfer
from app.personnel.attachments import attachment_void
from app.personnel.services import FirstPlace, person_service
from app.reports.models import ListChoice, SavedFilter
from tests.matrix.account_rows import AccountRows
from tests.matrix.policy import ANONYMOUS, OF_RECORD, PLACES, UNIT_BELOW_WARD
from tests.support.attachments import attach
from tests.support.cast import PLACED_ON, as_system, catalog_id, identity_number, person_values, unit_id
from tests.support.entries import INSURANCE, WORK, add_entry
from tests.support.product import Product, ProductClient

NOWHERE = 999_999_999
#: The kinds of entry the matrix tries: one that is plain, one of a sensitive group that is never masked.
ENTRY_KINDS = {"entry": "work_history", "pay_entry": "insurance"}
LONG_AGO = datetime.date(2024, 5, 6)
#: For statements on tables, which the scope refuses otherwise.
PAST = {"execution_options": unscoped("test")}


@dataclasses.dataclass(frozen=True)
class Somebody:
    """A record of the tests: `word` is a part of the name nobody else has."""

    id: int
    word: str
    number: str = ""


@functools.cache
def _counts() -> Any:
    """Rows and versions of every declared table, in one statement made once: thousands of cases ask it."""
    counts = [
        select(literal(m.__tablename__), func.count(m.id), func.coalesce(func.sum(m.version), 0))
        for m in (thing.model for thing in things.every())
    ]
    return union_all(*counts, select(literal("history"), func.count(History.id), literal(0)))


class World(AccountRows):
    """One product with the cast of the matrix; what is slow to make is made once."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.numbers = itertools.count(1)
        self.unit = functools.cache(functools.partial(unit_id, product))
        self.catalog_id = functools.cache(functools.partial(catalog_id, product))
        self.screen = functools.cache(self._screen)
        self.api = functools.cache(self._api)
        self.person_at = functools.cache(self.new_person)
        self.consent_at = functools.cache(self._consent_at)
        self.entry_at = functools.cache(self.new_entry)
        self.file_at = functools.cache(self.new_file)
        self.moved_person = functools.cache(self._moved_person)
        self.archived_person = functools.cache(self._archived_person)
        self.consented_person = functools.cache(self._consented_person)
        self.fixed_value = functools.cache(self._fixed_value)
        self.add_unit("NK.31144", code=UNIT_BELOW_WARD)

    # Clients ----------------------------------------------------------------------------------------

    def _screen(self, account: str) -> ProductClient:
        return self.product.client() if account == ANONYMOUS else self.product.login(account)

    def _api(self, account: str) -> ProductClient:
        return self.product.client() if account == ANONYMOUS else self.product.api(account)

    def sign_in_again(self) -> None:
        self.screen.cache_clear()
        self.api.cache_clear()

    # People -----------------------------------------------------------------------------------------

    @functools.cached_property
    def person_raw(self) -> dict[str, Any]:
        return person_values(self.product)

    def new_person(self, unit: str) -> Somebody:
        """A new record held by a unit, ready to be verified."""
        word, number = f"Zz{unit.replace('.', '')}x{next(self.numbers)}xong", identity_number()
        raw = {**self.person_raw, "full_name": f"Lê Thị {word}", "identity_number": number}
        place = FirstPlace(self.unit(unit), PLACED_ON, self.catalog_id("employment_status", "DANG_LAM"))
        with as_system(self.product, Right.ADD) as session:
            return Somebody(person_service.create(session, raw, place).row.id, word, number)

    def _moved_person(self, account: str, unit: str) -> Somebody:
        """A record that was this unit's until yesterday, and is now held where the account does not reach."""
        outside = [code for way in ("sibling", "above") for code in PLACES[account].get(way, ())]
        person = self.new_person(unit)
        decision = Decision(number="9/QĐ", signed_on=LONG_AGO, effective_on=LONG_AGO)
        with as_system(self.product, Right.TRANSFER) as session:
            person_transfer(session, [person.id], target_unit_id=self.unit(outside[0]), decision=decision)
        return person

    def _archived_person(self, unit: str) -> Somebody:
        """A record that was closed when its holder left service, with what hung on it then."""
        person, status = self.new_person(unit), self.catalog_id("employment_status", "NGHI_HUU")
        for kind in (*ENTRY_KINDS, "attachment"):
            self.ready_on_record(kind, person.id)
        decision = Decision(number="9/QĐ", signed_on=LONG_AGO, effective_on=LONG_AGO)
        with as_system(self.product, Right.CHANGE_STATUS) as session:
            person_change_status(session, [person.id], status_id=status, decision=decision)
        return person

    def _consented_person(self, account: str, unit: str) -> Somebody:
        """A record out of the account's scope that it may read by a consent in writing."""
        person = self.new_person(unit)
        self.give_consent(person.id, account)
        return person

    def give_consent(self, person_id: int, account: str) -> int:
        day = datetime.date.today()
        raw = {
            "valid_from": day, "valid_to": day, "document_number": "1", "document_on": day, "agreed_by": "A",
            "purpose": "Nghiên cứu", "shows_sensitive": False,
        }  # fmt: skip
        with as_system(self.product, Right.ADD) as session:
            return int(consent_service.give(session, person_id, raw, account, self.keep_scan).id)

    @functools.cached_property
    def own_record(self) -> Somebody:
        """The record of the personal account."""
        person = self.account_value("person_id", username="canhan")
        return Somebody(person, "", self.value("person", person, "identity_number"))

    def cancel_print(self, person: int) -> bool:
        """Whether a record waited to be printed; it waits no longer: an account may have a few jobs open."""
        with as_system(self.product) as session:
            waiting = session.scalars(select(Job).where(Job.kind == "print", Job.state == "queued")).all()
            found = [job for job in waiting if job.options["person_ids"] == [person]]
            for job in found:
                job.state = "cancelled"
            session.commit()
            return bool(found)

    # Entries ----------------------------------------------------------------------------------------

    def new_entry(self, person_id: int, kind: str, *, is_void: bool = False) -> int:
        """An entry of a record that goes on still, ready for every act; voided when asked."""
        values = {"work_history": WORK, "insurance": {**INSURANCE, "to_on": ""}}[kind]
        row = add_entry(self.product, person_id, kind, values)
        if is_void:
            with as_system(self.product) as session:
                service_of(things.get(kind)).void(session, row, "Nhầm", version=None)  # type: ignore[attr-defined]
        return row

    def new_file(self, person_id: int, *, is_void: bool = False) -> int:
        """A scan of a decision attached to a record; voided when asked."""
        with as_system(self.product, Right.EDIT) as session:
            row_id = int(attach(session, self.product, person_id).id)
        if is_void:
            with as_system(self.product, Right.EDIT) as session:
                attachment_void(session, row_id, "Nhầm", version=None)
        return row_id

    # Units ----------------------------------------------------------------------------

    def add_unit(self, parent: str, *, code: str = "") -> int:
        """A new unit below another one."""
        raw = {"code": code or f"MX.{next(self.numbers)}", "level": "division", "tier": "grassroots"}
        kind = self.catalog_id("unit_type", "PHONG")
        with as_system(self.product, Right.MANAGE) as session:
            saved = unit_service.create(
                session, raw, name=f"Tổ {raw['code']}", parent_id=self.unit(parent), type_id=kind,
                founded_on=datetime.date(2020, 1, 1),
            )  # fmt: skip
            return int(saved.row.id)

    # Catalogs -----------------------------------------------------------------------------------------

    def add_value(self, key: str, **values: Any) -> Any:
        """A new value of a catalog, like its first one; its columns by name."""
        model, table = things.get(key).model, things.get(key).model.__table__
        with as_system(self.product, Right.ADD) as session:
            first = session.execute(select(table).order_by(table.c.id).limit(1), **PAST).mappings().one()
            fresh = {"code": f"MX{next(self.numbers)}", "name": "Giá trị thử", "is_retired": False, **values}
            row = model(**{**first, **fresh, "id": None, "version": 1})
            session.add(row)
            session.commit()
            return dict(session.execute(select(table).where(table.c.id == row.id), **PAST).mappings().one())

    def add_delegation(self) -> dict[str, Any]:
        table = things.get("delegation").model.__table__
        with as_system(self.product, Right.ADD) as session:
            row = Delegation(holder_id=self.unit("SYT.TCCB"), root_id=self.unit("SYT"), ground="Điều 7.2")
            session.add(row)
            session.commit()
            return dict(session.execute(select(table).where(table.c.id == row.id), **PAST).mappings().one())

    def _fixed_value(self, key: str) -> dict[str, Any]:
        """A row of a catalog, or a delegation, that every refused act aims at."""
        return self.add_delegation() if key == "delegation" else self.add_value(key)

    def ready(self, kind: str, target: str, account: str = "", position: str = "") -> None:
        """Make the rows that acts of this kind aim at, so that making them is no change of the act."""
        if position in ("moved_away", "consented", "archived"):
            self.ready_beside(kind, target, account, position)
        elif kind in OF_RECORD and (target or position == "own_record"):
            person = self.own_record if position == "own_record" else self.person_at(target)
            self.ready_on_record(kind, person.id)
        elif kind in ("access_log", "consent"):
            self.ready_consent(target)
        elif kind == "person" and target:
            self.person_at(target)
        elif kind in ("catalog", "delegation"):
            self.fixed_value(target or kind)
        elif kind == "access":
            assert self.spare_account and self.spare_role and self.spare_grant and self.placed_grant
        elif kind == "personal_account" and target:
            assert self.person_account(target)
        elif kind in ("account", "account_request", "lost_password"):
            assert self.asked_rows

    def ready_beside(self, kind: str, target: str, account: str, position: str) -> None:
        if position == "archived":
            self.archived_person(target)
        else:
            made = self.moved_person if position == "moved_away" else self.consented_person
            self.ready_on_record(kind, made(account, target).id)

    def ready_on_record(self, kind: str, person: int) -> None:
        """What hangs on a record: of the kind that is asked about, one that counts and a voided one."""
        if kind in ENTRY_KINDS:
            self.entry_at(person, ENTRY_KINDS[kind])
            self.entry_at(person, ENTRY_KINDS[kind], is_void=True)
        elif kind == "attachment":
            self.file_at(person)
            self.file_at(person, is_void=True)

    def ready_consent(self, target: str) -> None:
        if target:
            self.consent_at(target)
        assert self.alert

    def _consent_at(self, unit: str) -> int:
        """A consent on a record of this unit, to an account nobody signs in with."""
        return self.give_consent(self.person_at(unit).id, self.reading_account)

    @functools.cached_property
    def alert(self) -> int:
        """An alert about an account of no unit, which those of the whole city see."""
        return self.new_alert()

    def new_alert(self) -> int:
        with as_system(self.product) as session:
            hour = f"t{next(self.numbers)}"
            row = ReadingAlert(account_id=1, actor="ma-tran", hour=hour, count=999, way="lists")
            session.add(row)
            session.commit()
            return int(row.id)

    def alert_is_noted(self, row_id: int) -> bool:
        with as_system(self.product) as session:
            return session.scalars(select(ReadingAlert.noted_at).filter_by(id=row_id)).first() is not None

    # What came of it ------------------------------------------------------------------------------------

    def value(self, key: str, row_id: int, column: str) -> Any:
        """One column of a row now; None when the row is not there."""
        table = things.get(key).model.__table__
        with as_system(self.product) as session:
            return session.execute(select(table.c[column]).where(table.c.id == row_id), **PAST).scalar()

    def snapshot(self) -> list[Any]:
        """How many rows and versions each declared table has, lines of history, accounts, jobs."""
        account = (Account.id, Account.username, Account.password, Account.active)
        with as_system(self.product) as session:
            found = session.connection().execute(_counts(), **PAST).all()
            found += session.execute(select(*account).order_by(Account.id)).all()
            found += session.execute(select(Role.id, Role.name).order_by(Role.id)).all()
            found += session.execute(select(func.count()).select_from(assoc_permissionview_role)).all()
            found += session.execute(select(Job.id, Job.state).order_by(Job.id)).all()
            found += [
                (session.scalar(select(func.count()).select_from(m)),) for m in (SavedFilter, ListChoice)
            ]
            return [tuple(row) for row in found]

    def last_id(self, key: str) -> int:
        with as_system(self.product) as session:
            return session.scalar(select(func.max(things.get(key).model.id))) or 0

    def unit_name(self, code: str) -> str:
        return str(self.value("unit", self.unit(code), "name"))
