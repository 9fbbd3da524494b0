"""Rows that belong to accounts: the accounts themselves, their jobs, filters and columns."""

import datetime
import functools
import io
import itertools
from typing import Any

from sqlalchemy import delete, select

from app.access.holders import AccountHolder
from app.access.models import Account, Grant, Role
from app.access.second_step_models import AccountTotp, RecoveryCode
from app.access.services import account_create, grant_role
from app.access.sessions import SCREEN, session_begin
from app.access.sign_in_models import AccountSession, EarlierPassword
from app.accounts.models import AccountRequest, LostPassword
from app.core import clock
from app.core.rights import Right
from app.files.store import keep_file
from app.jobs.models import Job
from app.jobs.worker import results_folder
from app.organisation.models import Unit
from app.reports.models import ListChoice, SavedFilter
from app.settings.models import SettingValue
from app.settings.reading import forget
from app.settings.services import edition, setting_put
from tests.matrix.policy import ASKED_BELOW, ASKED_UNIT
from tests.support.access import make_role, role_id
from tests.support.cast import as_system, unit_id
from tests.support.product import Product
from tests.support.scans import PNG, pdf

DAY = datetime.date(2026, 1, 5)
#: The paper of the head of a unit that asks for a new password (Điều 17.6).
_PAPER = {
    "head_name": "Thủ trưởng", "head_title": "Giám đốc", "document_number": "1/CV", "document_on": DAY,
}  # fmt: skip


class AccountRows:
    """The part of the world that accounts own."""

    product: Product
    numbers: "itertools.count[int]"

    @functools.cached_property
    def spare_account(self) -> int:
        """An account nobody signs in with."""
        with as_system(self.product, Right.MANAGE) as session:
            names = {"username": "ma-tran", "first_name": "Ma", "last_name": "Trận"}
            account = account_create(session, **names, password="mat-khau-cu-1", kind="unit")
            session.commit()
            return int(account.id)

    @functools.cached_property
    def reading_account(self) -> str:
        """The name of an account that reads under consents, and with which nobody signs in."""
        with as_system(self.product, Right.MANAGE) as session:
            names = {"username": "ma-tran-doc", "first_name": "Ma", "last_name": "Trận"}
            account_create(session, **names, password="mat-khau-cu-1", kind="unit")
            session.commit()
        return "ma-tran-doc"

    def add_account(self) -> int:
        """An account that stands at no place: both administrators reach it."""
        name = f"ma-tran-quyen-{next(self.numbers)}"
        with as_system(self.product, Right.MANAGE) as session:
            names = {"username": name, "first_name": "Ma", "last_name": "Trận"}
            account = account_create(session, **names, password="mat-khau-cu-1", kind="unit")
            session.commit()
            return int(account.id)

    def add_role(self) -> int:
        """A role both administrators hold the right of."""
        return role_id(self.product, make_role(self.product, "view religion"))

    def add_grant(self, account: int | None = None) -> int:
        """A grant of such a role to an account at no place, or to this one."""
        role, owner = self.add_role(), account or self.add_account()
        with as_system(self.product, Right.MANAGE) as session:
            grant = Grant(account_id=owner, role_id=role, ground="Ma trận")
            session.add(grant)
            session.commit()
            return int(grant.id)

    @functools.cached_property
    def spare_role(self) -> int:
        return self.add_role()

    @functools.cached_property
    def spare_grant(self) -> int:
        return self.add_grant(self.spare_account)

    @functools.cached_property
    def placed_grant(self) -> int:
        """A grant of an account of Sở Y tế with which nobody signs in: a new grant ends sessions."""
        account = self.add_account()
        with as_system(self.product, Right.MANAGE) as session:
            session.get(Account, account).unit_id = session.scalars(
                select(Unit.id).where(Unit.code == "SYT")
            ).one()
            session.commit()
        return self.add_grant(account)

    def role_name(self, row_id: int) -> str | None:
        with as_system(self.product) as session:
            return session.scalars(select(Role.name).where(Role.id == row_id)).first()

    def account_value(self, column: str, **wanted: Any) -> Any:
        """One column of the account with this id or name; None when there is none."""
        with as_system(self.product) as session:
            return session.scalars(select(getattr(Account, column)).filter_by(**wanted)).first()

    def put_password(self, account_id: int, hashed: str) -> None:
        """The hash an account had before; whoever was signed in is not any more."""
        with as_system(self.product) as session:
            row = session.get(Account, account_id)
            row.password = hashed
            session.execute(delete(EarlierPassword).where(EarlierPassword.account_id == account_id))
            session.commit()
        self.sign_in_again()

    def sign_in_again(self) -> None:
        """Forget the clients: their sessions were ended."""
        raise NotImplementedError

    def add_session(self, username: str) -> int:
        """A session of this account on screens."""
        with as_system(self.product) as session:
            account = session.scalars(select(Account).where(Account.username == username)).one()
            begun = session_begin(session, account, SCREEN, address="10.0.0.9", agent="")
            session.commit()
            return begun.session_id

    def forget_totp(self, username: str) -> bool:
        """Take away the second step, waiting or on; whether there was one."""
        with as_system(self.product) as session:
            account = session.scalars(select(Account).where(Account.username == username)).one()
            session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
            gone = session.execute(delete(AccountTotp).where(AccountTotp.account_id == account.id))
            session.commit()
            return bool(gone.rowcount)

    def give_totp(self, account_id: int, verb: str) -> None:
        """A second step to take away, where the question is about that."""
        if verb != "totp_reset":
            return
        with as_system(self.product) as session:
            session.add(
                AccountTotp(account_id=account_id, secret="-", begun_at=clock.now(), confirmed_at=clock.now())
            )
            session.commit()

    def give_holder(self, account_id: int, verb: str) -> None:
        """A holder whom no decision names yet, where the question is about that."""
        if verb == "authorise":
            self.holder_of(account_id)

    def session_holds(self, row_id: int) -> bool:
        with as_system(self.product) as session:
            query = select(AccountSession.ended_at).where(AccountSession.id == row_id)
            return session.execute(query).one().ended_at is None

    def setting_ground(self, key: str) -> str | None:
        with as_system(self.product) as session:
            return session.scalars(select(SettingValue.ground).where(SettingValue.key == key)).first()

    def setting_edition(self, keys: Any) -> int:
        with as_system(self.product) as session:
            return edition(session, list(keys))

    @functools.cached_property
    def logo(self) -> str:
        """The digest of a picture that may be the logo."""
        with as_system(self.product, Right.MANAGE) as session:
            kept = self.keep_scan(session)
            session.commit()
            return str(kept.sha256)

    def keep_scan(self, session: Any) -> Any:
        return keep_file(session, self.product.settings.data_dir, io.BytesIO(PNG), "a.png")

    def set_logo(self, digest: str) -> None:
        with as_system(self.product, Right.MANAGE) as session:
            setting_put(session, "logo", digest, "")
            session.commit()
        forget()

    def job_state(self, row_id: int) -> str | None:
        with as_system(self.product) as session:
            return session.scalars(select(Job.state).where(Job.id == row_id)).first()

    def jobs_of_kind(self, kind: str) -> int:
        """How many jobs of this kind were ever queued; they wait no longer."""
        with as_system(self.product) as session:
            jobs = session.scalars(select(Job).where(Job.kind == kind)).all()
            for job in jobs:
                job.state = "cancelled"
            session.commit()
            return len(jobs)

    @functools.cached_property
    def spare_backup(self) -> str:
        """The name of a file among the backups."""
        folder = self.product.settings.backup.folder
        folder.mkdir(exist_ok=True)
        (folder / "hoso-20260101-200000.age").write_bytes(b"age")
        return "hoso-20260101-200000.age"

    def add_filter(self, username: str, key: str) -> int:
        """A saved filter of this account, shared with everybody."""
        owner = self.account_value("id", username=username)
        with as_system(self.product) as session:
            row = SavedFilter(
                account_id=owner, thing=key, name=f"Riêng {next(self.numbers)}", args={"q": "a"}
            )
            row.is_shared = True
            session.add(row)
            session.commit()
            return int(row.id)

    def has_filter(self, **wanted: Any) -> bool:
        with as_system(self.product) as session:
            return session.scalars(select(SavedFilter.id).filter_by(**wanted)).first() is not None

    def has_choice(self, username: str, key: str) -> bool:
        owner = self.account_value("id", username=username)
        with as_system(self.product) as session:
            return session.get(ListChoice, (owner, key)) is not None

    def add_job(self, username: str, state: str = "done") -> int:
        """A job of this account, with its result, whose kind asks for no right of its own at the download."""
        name = f"ma-tran-{next(self.numbers)}.xlsx"
        (results_folder(self.product.settings.data_dir) / name).write_bytes(b"PK")
        with as_system(self.product) as session:
            job = Job(
                kind="backup_verify",
                title="Kiểm tra",
                options={},
                account_id=self.account_value("id", username=username),
            )
            job.state, job.result = state, name
            session.add(job)
            session.commit()
            return int(job.id)

    # What is asked about accounts -----------------------------------------------------------------

    @functools.cached_property
    def asked_account(self) -> int:
        """A unit account of the asked unit, which nobody signs in with."""
        return self._unit_account(unit_id(self.product, ASKED_UNIT))

    @functools.cached_property
    def asked_rows(self) -> dict[str, int]:
        """Rows that refused acts aim at, made before anything is compared."""
        return {
            "account": self.spare_account,
            "holder": self.holder_of(self.spare_account),
            "account_request": self.add_request(),
            "lost_password": self.add_lost("confirmed"),
            "asked_account": self.asked_account,
        }

    def _unit_account(self, unit: int | None) -> int:
        name = f"ma-tran-{next(self.numbers)}"
        with as_system(self.product, Right.MANAGE) as session:
            account = account_create(
                session, username=name, password="mat-khau-cu-1", first_name="Ma", last_name="Trận",
                kind="unit", unit_id=unit,
            )  # fmt: skip
            session.commit()
            return int(account.id)

    def holder_of(self, account: int) -> int:
        """A holder with a scan."""
        with as_system(self.product, Right.MANAGE) as session:
            scan = keep_file(session, self.product.settings.data_dir, io.BytesIO(pdf()), "a.pdf")
            row = AccountHolder(account_id=account, name="Người giữ", from_on=DAY, scan_id=scan.id)
            session.add(row)
            session.commit()
            return int(row.id)

    def add_request(self) -> int:
        """A request that waits, with its letter."""
        unit, below = (unit_id(self.product, code) for code in (ASKED_UNIT, ASKED_BELOW))
        with as_system(self.product, Right.ADD) as session:
            scan = keep_file(session, self.product.settings.data_dir, io.BytesIO(pdf()), "a.pdf")
            row = AccountRequest(
                unit_id=unit, for_unit_id=below, holder_name="Người giữ", letter_number="MT-3",
                letter_on=DAY, reason="Thử", state="waiting", scan_id=scan.id,
            )  # fmt: skip
            session.add(row)
            session.commit()
            return int(row.id)

    def add_lost(self, state: str) -> int:
        """A lost password of an account of its own."""
        unit = unit_id(self.product, ASKED_UNIT)
        account = self._unit_account(unit)
        with as_system(self.product, Right.ADD) as session:
            scan = keep_file(session, self.product.settings.data_dir, io.BytesIO(pdf()), "a.pdf")
            row = LostPassword(
                unit_id=unit, account_id=account, username="MT-17.6", reported_by="Người giữ",
                reported_on=DAY, state=state,
                **({} if state == "reported" else {**_PAPER, "scan_id": scan.id}),
            )  # fmt: skip
            session.add(row)
            session.commit()
            return int(row.id)

    def asked_state(self, model: type[AccountRequest] | type[LostPassword], row_id: int) -> str | None:
        with as_system(self.product) as session:
            return session.scalars(select(model.state).where(model.id == row_id)).first()

    @functools.cached_property
    def _personal(self) -> dict[str, int]:
        return {}

    def person_account(self, unit: str) -> int:
        """A personal account of somebody of this unit, kept for all refused acts."""
        if unit not in self._personal:
            self._personal[unit] = self.new_person_account(unit)
        return self._personal[unit]

    def new_person_account(self, unit: str) -> int:
        person = self.new_person(unit).id  # type: ignore[attr-defined]
        name = f"ma-tran-{next(self.numbers)}"
        with as_system(self.product, Right.MANAGE) as session:
            account = account_create(
                session, username=name, password="mat-khau-cu-1", first_name="Ma", last_name="Trận",
                kind="personal", person_id=person,
            )  # fmt: skip
            grant_role(session, account, "self")
            session.commit()
            return int(account.id)
