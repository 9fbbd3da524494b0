"""A right holds on its subtree and for its time; two rights do not add up across subtrees (A6, Điều 7)."""

import datetime
import itertools

import pytest
from sqlalchemy import select

from app.access.models import Account, Grant
from app.access.services import account_create, grant_role
from app.core import clock
from app.core.rights import Right
from app.organisation.models import Delegation, Unit
from tests.matrix.asking import cells_of
from tests.matrix.policy import PHUONG, SOYTE
from tests.matrix.reach import live_people_of
from tests.support.cast import as_system
from tests.support.templates import DEMO_PASSWORD

TODAY = clock.today()
YESTERDAY, TOMORROW = (TODAY + datetime.timedelta(days=days) for days in (-1, 1))
_numbers = itertools.count(1)


@pytest.fixture
def account_with(product):
    """Make an account with grants: (role, unit, limits of time)."""

    def make(*grants):
        name = f"quyen-{next(_numbers)}"
        with as_system(product, Right.MANAGE) as session:
            account = account_create(
                session,
                username=name,
                password=DEMO_PASSWORD,
                first_name="Quyền",
                last_name="Thử",
                kind="unit",
            )
            for role, unit, limits in grants:
                unit_id = session.scalars(select(Unit.id).where(Unit.code == unit)).one()
                grant_role(session, account, role, unit_id=unit_id, **limits)
            session.commit()
        return name

    return make


def sees(product, name):
    """The statuses of a list by screen and by API."""
    return (
        product.login(name).get("/person/list/").status_code,
        product.api(name).get("/api/v1/person/").status_code,
    )


@pytest.mark.parametrize(
    ("limits", "status"),
    [({}, 200), ({"valid_from": TODAY, "valid_to": TODAY}, 200), ({"valid_to": YESTERDAY}, 403),
     ({"valid_from": TOMORROW}, 403), ({"valid_from": YESTERDAY, "valid_to": TOMORROW}, 200)],
)  # fmt: skip
def test_a_grant_holds_from_its_first_day_to_its_last(product, account_with, limits, status):
    assert sees(product, account_with(("unit_clerk", "NK.31144", limits))) == (status, status)


@pytest.mark.parametrize(("end", "status"), [(YESTERDAY, 403), (TODAY, 200)])
def test_a_grant_by_delegation_ends_with_the_delegation(product, account_with, end, status):
    with as_system(product, Right.MANAGE) as session:
        ids = dict(session.execute(select(Unit.code, Unit.id)).all())
        row = Delegation(holder_id=ids["NK.NV"], root_id=ids["NK"], ground="Điều 7.2", valid_to=end)
        session.add(row)
        session.commit()
        limits = {"delegation_id": row.id}
    assert sees(product, account_with(("department", "NK", limits))) == (status, status)


def test_a_grant_that_ends_takes_the_session_and_the_token_with_it(product, account_with):
    name = account_with(("unit_clerk", "NK.31144", {}))
    screen, api = product.login(name), product.api(name)
    assert screen.get("/person/list/").status_code == 200
    with as_system(product, Right.MANAGE) as session:
        account_id = session.scalars(select(Account.id).where(Account.username == name)).one()
        session.scalars(select(Grant).where(Grant.account_id == account_id)).one().valid_to = YESTERDAY
        session.commit()
    assert screen.get("/person/list/").headers["Location"].startswith("/login")
    assert api.get("/api/v1/person/").status_code == 401
    assert sees(product, name) == (403, 403)


def test_a_locked_account_is_out_at_once(product, account_with):
    name = account_with(("unit_clerk", "NK.31144", {}))
    screen, api = product.login(name), product.api(name)
    with as_system(product, Right.MANAGE) as session:
        session.scalars(select(Account).where(Account.username == name)).one().active = False
        session.commit()
    assert screen.get("/person/list/").headers["Location"].startswith("/login")
    assert api.get("/api/v1/person/").status_code == 401


def test_an_account_without_a_grant_sees_and_does_nothing(product, account_with):
    name = account_with()
    screen = product.login(name)
    for address in ("/person/list/", "/unit/list/", "/religion/list/", "/account/list/", "/delegation/list/"):
        assert screen.get(address).status_code == 403, address


def test_a_grant_on_unknown_types_of_units_reaches_nobody(product, account_with):
    name = account_with(("unit_clerk", "CT", {"unit_types": "KHONG_CO_LOAI_NAY"}))
    assert product.api(name).get("/api/v1/person/").get_json()["count"] == 0


@pytest.fixture
def mixed(product, account_with):
    """Reads Sở Y tế, updates the ward."""
    return account_with(("reader", "SYT", {}), ("unit_clerk", "NK.31144", {}))


def test_a_right_of_one_subtree_is_not_used_on_another(product, mixed):
    (ward, *_), (health, *_) = live_people_of(product, PHUONG), live_people_of(product, SOYTE)
    api, screen = product.api(mixed), product.login(mixed)
    for person, status in ((ward, 200), (health, 404)):
        assert screen.get(f"/person/show/{person}").status_code == 200
        assert screen.get(f"/person/edit/{person}").status_code == status
        ask = {"action": "verify", "rowid": [person]}
        assert screen.post_form("/person/action_post", ask).status_code == status
    assert api.put(f"/api/v1/person/{health}", json={"phone": "0292 383 1"}).status_code == 404


def test_a_workbook_holds_only_what_may_be_taken_out(product, mixed):
    names = {row[1] for row in cells_of(product.login(mixed).post_form("/person/export"))}
    assert names == {person.full_name for person in live_people_of(product, PHUONG).values()}


def test_an_identity_number_is_looked_up_where_that_right_holds(product, mixed):
    health = next(p for p in live_people_of(product, SOYTE).values() if p.identity_number)
    answer = product.login(mixed).post_form("/person/identity", {"number": health.identity_number})
    assert answer.status_code == 404
