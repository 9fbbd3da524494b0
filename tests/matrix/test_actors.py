"""Who acts: an account by its own way in, the system by name; without an actor there is nothing (A9)."""

import pytest
import sqlalchemy as sa
from sqlalchemy import insert, select, update

from app.access.grants import load_actor
from app.access.models import Account
from app.audit.models import History
from app.core.actor import Channel, acting_as, operation, system_actor
from app.core.errors import StepNotAllowed
from app.core.rights import Right
from app.organisation.models import Delegation, Unit, UnitVersion
from app.personnel.models import Person, Placement, StatusPeriod
from tests.matrix.policy import PHUONG, QUANTRI
from tests.matrix.reach import people_of
from tests.support.cast import as_system

SCOPED = (Person, Placement, StatusPeriod, Unit, UnitVersion, History)


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
    assert "/roles/list/" not in str(product.api(PHUONG).get("/api/v1/menu/").get_json())


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
