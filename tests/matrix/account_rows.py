"""Rows that belong to accounts: the accounts themselves, their jobs, filters and columns."""

import functools
import itertools
from typing import Any

from sqlalchemy import select

from app.access.models import Account
from app.access.services import account_create
from app.core.rights import Right
from app.jobs.models import Job
from app.jobs.worker import results_folder
from app.reports.models import ListChoice, SavedFilter
from app.settings.models import SettingValue
from app.settings.services import edition
from tests.support.cast import as_system
from tests.support.product import Product


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

    def account_value(self, column: str, **wanted: Any) -> Any:
        """One column of the account with this id or name; None when there is none."""
        with as_system(self.product) as session:
            return session.scalars(select(getattr(Account, column)).filter_by(**wanted)).first()

    def setting_ground(self, key: str) -> str | None:
        with as_system(self.product) as session:
            return session.scalars(select(SettingValue.ground).where(SettingValue.key == key)).first()

    def setting_edition(self, keys: Any) -> int:
        with as_system(self.product) as session:
            return edition(session, list(keys))

    def job_state(self, row_id: int) -> str | None:
        with as_system(self.product) as session:
            return session.scalars(select(Job.state).where(Job.id == row_id)).first()

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
        """A job of this account, with its result."""
        name = f"ma-tran-{next(self.numbers)}.xlsx"
        (results_folder(self.product.settings.data_dir) / name).write_bytes(b"PK")
        with as_system(self.product) as session:
            job = Job(
                kind="export",
                title="Xuất",
                options={},
                account_id=self.account_value("id", username=username),
            )
            job.state, job.result = state, name
            session.add(job)
            session.commit()
            return int(job.id)
