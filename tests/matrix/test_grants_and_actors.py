"""A right holds on its subtree, for its time, for who is signed in; without an actor there is nothing."""

import datetime
import itertools

import pytest
import sqlalchemy as sa
from sqlalchemy import insert, select, update

from app.access.models import Account, Grant
from app.access.services import account_create, grant_role
from app.audit.models import History
from app.core import clock
from app.core.actor import acting_as, operation, system_actor
from app.core.errors import StepNotAllowed
from app.core.rights import Right
from app.organisation.models import Delegation, Unit, UnitVersion
from app.personnel.models import Person, Placement, StatusPeriod
from tests.matrix.asking import cells_of
from tests.matrix.policy import PHUONG, QUANTRI
from tests.matrix.reach import people_of, rows, unit_ids
from tests.support.cast import as_system
from tests.support.templates import DEMO_PASSWORD

SCOPED = (Person, Placement, StatusPeriod, Unit, UnitVersion, History)
TODAY = clock.today()
YESTERDAY, TOMORROW = (TODAY + datetime.timedelta(days=days) for days in (-1, 1))
_numbers = itertools.count(1)


@pytest.fixture
def account_with(product):
    """Make an account with grants: (role, unit, limits of time)."""

    def make(*grants, delegated=None):
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
    assert screen.get("/person/list/").status_code == 403
    assert api.get("/api/v1/person/").status_code == 403


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
    for address in ("/person/list/", "/unit/list/", "/religion/list/", "/users/list/", "/delegation/list/"):
        assert screen.get(address).status_code == 403, address


def test_a_grant_on_unknown_types_of_units_reaches_nobody(product, account_with):
    name = account_with(("unit_clerk", "CT", {"unit_types": "KHONG_CO_LOAI_NAY"}))
    assert product.api(name).get("/api/v1/person/").get_json()["count"] == 0


@pytest.fixture
def mixed(product, account_with):
    """Reads Sở Y tế, updates the ward."""
    return account_with(("reader", "SYT", {}), ("unit_clerk", "NK.31144", {}))


def test_a_right_of_one_subtree_is_not_used_on_another(product, mixed):
    (ward, *_), (health, *_) = people_of(product, PHUONG), people_of(product, "soyte")
    api, screen = product.api(mixed), product.login(mixed)
    for person, status in ((ward, 200), (health, 404)):
        assert screen.get(f"/person/show/{person}").status_code == 200
        assert screen.get(f"/person/edit/{person}").status_code == status
        ask = {"action": "verify", "rowid": [person]}
        assert screen.post_form("/person/action_post", ask).status_code == status
    assert api.put(f"/api/v1/person/{health}", json={"phone": "0292 383 1"}).status_code == 404


def test_a_workbook_holds_only_what_may_be_taken_out(product, mixed):
    ids = {row[2] for row in cells_of(product.login(mixed).post_form("/person/export"))}
    assert ids == {person.full_name for person in people_of(product, PHUONG).values()}


def test_an_identity_number_is_looked_up_where_that_right_holds(product, mixed):
    health = next(p for p in people_of(product, "soyte").values() if p.identity_number)
    answer = product.login(mixed).post_form("/person/identity", {"number": health.identity_number})
    assert answer.status_code == 404


# Who acts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize("resource", ["person", "unit", "delegation", "religion"])
def test_a_cookie_acts_as_nobody_on_the_api(product, resource, method):
    path = f"/api/v1/{resource}/" + ("1" if method in ("put", "delete") else "")
    assert getattr(product.login("sonoivu"), method)(path, json={}).status_code == 401


def test_a_token_acts_as_nobody_on_the_screens(product):
    client = product.api("sonoivu")
    for address in ("/person/list/", "/unit/tree", "/lookup/unit", "/jobs/list/"):
        assert client.get(address).headers["Location"].startswith("/login"), address


def test_the_menu_names_only_what_the_account_may_open(product):
    menu = str(product.api(QUANTRI).get("/api/v1/menu/").get_json())
    assert "/religion/list/" in menu
    assert "/person/list/" not in menu and "/unit/list/" not in menu
    assert "/users/list/" not in str(product.api(PHUONG).get("/api/v1/menu/").get_json())


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_nobody_reads_and_writes_nothing(product, model):
    with product.app.app_context():
        session = product.db.session
        assert session.scalars(select(model)).all() == []
        assert session.query(model).count() == 0
        assert session.get(model, 1) is None
        session.add(model())
        with pytest.raises(StepNotAllowed):
            session.flush()
        session.rollback()


def test_an_account_writes_nothing_unless_a_right_is_in_force(product):
    from app.access.grants import load_actor
    from app.core.actor import Channel

    (person_id, *_) = people_of(product, PHUONG)
    with product.app.app_context():
        session = product.db.session
        account = session.scalars(select(Account).where(Account.username == PHUONG)).one()
        with acting_as(load_actor(session, account, Channel.SCREEN, "")):
            session.get(Person, person_id).phone = "0292 000 000"
            with pytest.raises(StepNotAllowed):
                session.flush()
            session.rollback()


STATEMENTS = {
    "core select": select(Person.__table__),
    "core select of one column": select(Person.__table__.c.id),
    "core insert": insert(History.__table__).values(id=1),
    "core update": update(Unit.__table__).values(note="x"),
    "core delete": sa.delete(Placement.__table__),
    "text": sa.text("SELECT * FROM person"),
    "text behind blanks": sa.text("\n  select id from person"),
    "text behind a comment": sa.text("/* x */ SELECT id FROM unit"),
    "text with WITH": sa.text("WITH t AS (SELECT * FROM history) SELECT * FROM t"),
    "quoted and in capitals": sa.text('SELECT COUNT(*) FROM "person"'),
}


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("actor", [None, system_actor("kiểm thử")], ids=["nobody", "system"])
def test_a_statement_that_did_not_pass_the_scope_is_refused(product, actor, name):
    with product.app.app_context(), acting_as(actor), operation(Right.EDIT):
        for run in (product.db.session.execute, product.db.session.connection().execute):
            with pytest.raises(StepNotAllowed):
                run(STATEMENTS[name])
        product.db.session.rollback()


def test_a_bulk_statement_on_declared_things_is_refused(product):
    with as_system(product) as session:
        for statement in (
            update(Person).values(phone="x"),
            sa.delete(History),
            update(Delegation).values(ground="x"),
        ):
            with pytest.raises(StepNotAllowed):
                session.execute(statement)
        session.rollback()


def test_the_count_of_units_is_the_same_past_the_product(product):
    assert len(unit_ids(product)) == rows(product, "SELECT COUNT(*) AS n FROM unit")[0].n
