"""What a job made is given out only while its owner could make it still (A9, Điều 8.3)."""

import datetime

import pytest
from sqlalchemy import select

from app.access.models import Grant
from app.core import clock
from app.core.rights import Right
from app.personnel.actions import Decision, person_transfer
from tests.support.access import CLERK, account_id, make_account, make_role
from tests.support.acting import do, text_of
from tests.support.cast import OTHER_WARD, as_system, make_person, unit_id
from tests.support.job_queue import job_of, work

YESTERDAY = clock.today() - datetime.timedelta(days=1)
DOCX = {"form_code": "form_2c", "output": "docx"}


@pytest.fixture
def made(product):
    """A zip of two records made by a clerk of the ward: (name, client, job, people)."""
    people = [make_person(product), make_person(product)]
    name = make_account(product, (CLERK, "NK.31144", {}), ("Chỉ xem", "SYT", {}), unit="NK.31144")
    client = product.login(name)
    job_id = int(do(client, "print", people, **DOCX).headers["Location"].rsplit("/", 1)[1])
    assert work(product) is True and job_of(product, job_id).state == "done"
    return name, client, job_id, people


def file_of(product, job_id):
    return product.settings.data_dir / "results" / job_of(product, job_id).result


def assert_kept_back(product, client, job_id):
    path = file_of(product, job_id)
    assert path.is_file()
    answer = client.get(f"/jobs/result/{job_id}")
    assert answer.status_code == 403 and "không còn quyền" in text_of(answer)
    assert not path.exists()
    assert client.get(f"/jobs/result/{job_id}").status_code == 404


def test_not_when_the_right_has_ended(product, made):
    name, client, job_id, _ = made
    assert client.get(f"/jobs/result/{job_id}").status_code == 200
    end_grant(product, name, 0)
    assert_kept_back(product, product.login(name), job_id)


def test_not_when_one_of_its_records_has_moved_away(product, made):
    _, client, job_id, people = made
    decision = Decision(number="9/QĐ", signed_on=YESTERDAY, effective_on=YESTERDAY)
    target = unit_id(product, OTHER_WARD)
    with as_system(product, Right.TRANSFER) as session:
        person_transfer(session, people[:1], target_unit_id=target, decision=decision)
    assert_kept_back(product, client, job_id)


def test_not_when_a_group_that_stands_on_the_papers_is_no_longer_held(product):
    """Printed with pay; since then the account views records and prints them, and no longer views pay."""
    people = [make_person(product, pay_step="4") for _ in range(2)]
    pays = make_role(product, "view person_pay")
    prints = make_role(product, "view person", "print person")
    name = make_account(product, (prints, "NK.31144", {}), (pays, "NK.31144", {}), unit="NK.31144")
    client = product.login(name)
    job_id = int(do(client, "print", people, **DOCX).headers["Location"].rsplit("/", 1)[1])
    assert work(product) is True
    assert job_of(product, job_id).options["shown"] == [[["pay"], people]]
    assert client.get(f"/jobs/result/{job_id}").status_code == 200
    end_grant(product, name, 1)
    client = product.login(name)
    assert client.get(f"/person/print/{people[0]}/form_2c.docx").status_code == 200, "it prints even now"
    assert_kept_back(product, client, job_id)


def test_papers_without_a_group_are_given_out_without_it(product):
    people = [make_person(product, pay_step="4") for _ in range(2)]
    prints = make_role(product, "view person", "print person")
    client = product.login(make_account(product, (prints, "NK.31144", {}), unit="NK.31144"))
    job_id = int(do(client, "print", people, **DOCX).headers["Location"].rsplit("/", 1)[1])
    assert work(product) is True
    assert job_of(product, job_id).options["shown"] == [[[], people]]
    assert client.get(f"/jobs/result/{job_id}").status_code == 200


def end_grant(product, name, place):
    row = account_id(product, name)
    with as_system(product, Right.MANAGE) as session:
        grants = session.scalars(select(Grant).where(Grant.account_id == row).order_by(Grant.id)).all()
        grants[place].valid_to = YESTERDAY
        session.commit()
