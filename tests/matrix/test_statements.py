"""The session limits whatever a statement reads, however it is put; what escapes it is refused (A9)."""

from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import aliased, joinedload

from app.access.grants import load_actor
from app.access.models import Account
from app.core import things
from app.core.actor import Channel, acting_as
from app.core.errors import StepNotAllowed
from app.personnel.models import Person, Placement
from tests.matrix.policy import PGD, PHUONG, SOYTE
from tests.matrix.reach import people_of


@contextmanager
def acting(product, account):
    with product.app.app_context():
        session = product.db.session
        found = session.scalars(select(Account).where(Account.username == account)).one()
        with acting_as(load_actor(session, found, Channel.SCREEN, "")):
            yield session
        session.rollback()


def ways_to_owners():
    """(name, statement) that find the ids of records through rows of theirs."""
    salary = things.get("salary_history").model
    part, row, person = aliased(Placement), aliased(salary), aliased(Person)
    inner = select(Placement.person_id).where(Placement.to_on.is_(None)).subquery()
    return {
        "a class": select(Placement.person_id),
        "an alias": select(part.person_id),
        "an alias of an entry": select(row.person_id),
        "a join": select(part.person_id).join(row, row.person_id == part.person_id),
        "a subquery": select(inner.c.person_id),
        "a cte": select(select(salary.person_id).cte().c.person_id),
        "a union": select(select(Placement.person_id).union(select(salary.person_id)).subquery().c.person_id),
        "in": select(Person.id).where(Person.id.in_(select(part.person_id))),
        "exists": select(person.id).where(select(row.id).where(row.person_id == person.id).exists()),
        "a max": select(func.max(part.person_id)).group_by(part.person_id),
    }


@pytest.mark.parametrize("account", [PHUONG, SOYTE, PGD])
@pytest.mark.parametrize("way", list(ways_to_owners()))
def test_rows_of_a_record_are_reached_within_the_scope_alone(product, account, way):
    own = set(people_of(product, account))
    with acting(product, account) as session:
        found = set(session.scalars(ways_to_owners()[way]))
    assert found and found <= own
    if way in ("a class", "an alias", "a subquery", "in"):
        assert found == own


def test_what_comes_along_with_a_row_is_limited_too(product):
    own = people_of(product, PHUONG)
    with acting(product, PHUONG) as session:
        rows = session.scalars(select(Placement).options(joinedload(Placement.person))).all()
        assert {row.person.id for row in rows} == set(own)


@pytest.mark.parametrize(
    "hidden",
    [
        select(Account.id).where(text("EXISTS (SELECT 1 FROM person)")),
        select(Account.id).where(text("id IN (SELECT person_id FROM placement)")),
        select(Person.id).where(text("EXISTS (SELECT 1 FROM salary_history AS x)")),
        select(Person.id, text("(SELECT max(reason) FROM main.placement)")),
        select(Account.id).where(text('id IN (SELECT id FROM "history")')),
    ],
    ids=["person", "placement", "salary_history", "with a schema", "in quotes"],
)
def test_a_table_hidden_in_a_piece_of_text_is_refused(product, hidden):
    with acting(product, PHUONG) as session, pytest.raises(StepNotAllowed, match="chưa qua kiểm tra phạm vi"):
        session.execute(hidden)
