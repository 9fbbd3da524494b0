"""Accounts as tests need them: found, read past the product's scope, and acted on as people do."""

import base64
import datetime
import html
import io
import re
from typing import Any

from sqlalchemy import select

from app.access.holders import AccountHolder
from app.access.models import Account
from app.access.services import account_create, grant_role
from app.accounts.models import AccountRequest, LostPassword
from app.core import clock
from app.core.rights import Right
from tests.support.cast import as_system, unit_id
from tests.support.product import Product
from tests.support.scans import pdf
from tests.support.templates import DEMO_PASSWORD

_PDF = re.compile(r'href="data:application/pdf;base64,([^"]+)"')
_PASSWORD = re.compile(r'class="hs-password">([^<]+)<')


def account_of(product: Product, username: str) -> dict[str, Any]:
    """Every column of an account now."""
    with as_system(product) as session:
        account = session.scalars(select(Account).where(Account.username == username)).one()
        return {column.name: getattr(account, column.name) for column in Account.__table__.columns}


def account_id(product: Product, username: str) -> int:
    return int(account_of(product, username)["id"])


def make_account(product: Product, username: str, role: str, scope: str | None, **values: Any) -> int:
    """An account of a unit with one role on one branch, and the password of the cast."""
    unit = unit_id(product, scope) if scope else None
    with as_system(product, Right.MANAGE) as session:
        account = account_create(
            session, username=username, password=DEMO_PASSWORD, first_name="Thử", last_name=username,
            **{"kind": "unit", "unit_id": unit, **values},
        )  # fmt: skip
        grant_role(session, account, role, unit_id=unit)
        session.commit()
        return int(account.id)


def change(product: Product, username: str, **values: Any) -> None:
    """Set columns of an account past the services."""
    with as_system(product, Right.MANAGE) as session:
        account = session.scalars(select(Account).where(Account.username == username)).one()
        for name, value in values.items():
            setattr(account, name, value)
        session.commit()


def act(client: Any, name: str, pk: int, /, **form: Any) -> Any:
    """An act on an account, confirmed."""
    return client.post_form(f"/account/act/{name}/{pk}", {"confirmed": "1", **form})


def handover_form(**values: Any) -> dict[str, Any]:
    """What the form of a handover sends, scan included."""
    return {
        "name": "Trần Thị Nhận", "title": "Chuyên viên", "from_on": "2/3/2026",
        "authorisation_number": "15/QĐ-UBND", "authorisation_on": "1/3/2026",
        "scan": (io.BytesIO(pdf()), "quyet dinh.pdf"), **values,
    }  # fmt: skip


def holder_of_new(**values: Any) -> dict[str, Any]:
    """What the form of a new unit account sends of its holder."""
    return {
        "holder_name": "Trần Thị Giữ", "holder_title": "Chuyên viên", "holder_phone": "0292 3812345",
        "authorisation_number": "9/QĐ-UQ", "authorisation_on": "1/3/2026", **values,
    }  # fmt: skip


def decision_form(**values: Any) -> dict[str, Any]:
    """What the form of the decision of a holder sends (Mẫu 4)."""
    return {
        "authorisation_number": "15/QĐ-UBND", "authorisation_on": f"{clock.today():%d/%m/%Y}",
        "scan": (io.BytesIO(pdf()), "quyet dinh.pdf"), **values,
    }  # fmt: skip


def password_on(answer: Any) -> str:
    """The one password a page shows."""
    (found,) = passwords_on(answer)
    return found


def passwords_on(answer: Any) -> list[str]:
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200, page[:500]
    return [html.unescape(found) for found in _PASSWORD.findall(page)]


def slips_on(answer: Any) -> bytes:
    """The PDF a page carries."""
    found = _PDF.search(answer.get_data(as_text=True))
    assert found, "the page holds no slips"
    return base64.b64decode(found.group(1))


def holders(product: Product, username: str) -> list[AccountHolder]:
    """Who held an account, oldest first."""
    pk = account_id(product, username)
    with as_system(product) as session:
        query = select(AccountHolder).where(AccountHolder.account_id == pk).order_by(AccountHolder.from_on)
        found = list(session.scalars(query))
        session.expunge_all()
        return found


def newest(product: Product, model: type[AccountRequest] | type[LostPassword]) -> Any:
    """The request that was made last."""
    with as_system(product) as session:
        row = session.scalars(select(model).order_by(model.id.desc()).limit(1)).first()
        session.expunge_all()
        return row


def can_sign_in(product: Product, username: str, password: str) -> bool:
    client = product.client()
    answer = client.post_form("/login/", {"username": username, "password": password})
    return answer.status_code in (302, 303) and "/login" not in answer.headers["Location"]


def told_at_sign_in(product: Product, username: str, password: str = DEMO_PASSWORD) -> str:
    """The page somebody meets who could not sign in."""
    client = product.client()
    form = {"username": username, "password": password}
    return client.post_form("/login/", form, follow_redirects=True).get_data(as_text=True)


def yesterday() -> datetime.date:
    return clock.today() - datetime.timedelta(days=1)
