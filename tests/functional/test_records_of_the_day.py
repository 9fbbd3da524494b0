"""The general part of a record follows the day: what begins or ends needs nobody who writes (issue 5, 1)."""

import datetime

import pytest
from sqlalchemy import select

from app.core import clock, things
from app.core.services import service_of
from app.jobs.models import Job
from app.jobs.schedule import queue_due
from app.personnel.models import Person
from tests.support.cast import as_system, catalog_id, history_of, make_person, stored
from tests.support.job_queue import work

TODAY = datetime.date(2026, 11, 10)


@pytest.fixture
def on_day(monkeypatch):
    """Set the clock to nine in the morning of a day."""

    def set_day(day):
        moment = datetime.datetime.combine(day, datetime.time(2))
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: day)

    return set_day


def run_day(product):
    """Queue what the schedule has for the day and let the worker do the part about records; its message."""
    with product.app.app_context():
        queue_due(product.db.session())
        product.db.session.remove()
    with as_system(product) as session:
        for job in session.scalars(select(Job).where(Job.kind == "backup", Job.state == "queued")):
            job.state = "cancelled"
        session.commit()
    while work(product):
        pass
    with as_system(product) as session:
        job = session.scalars(
            select(Job).where(Job.kind == "summaries").order_by(Job.id.desc()).limit(1)
        ).one()
        assert job.state == "done", job.message
        return job.slot, job.message


def add_pay(product, person_id, grade, from_on, step, coefficient):
    raw = {"from_on": from_on, "pay_step": step, "coefficient": coefficient}
    add(product, "salary_history", person_id, grade=catalog_id(product, "grade", grade), **raw)


def add(product, kind, person_id, **raw):
    with as_system(product) as session:
        return service_of(things.get(kind)).add_to(session, person_id, raw).row.id


def test_a_raise_of_next_month_comes_with_its_day(product, on_day):
    on_day(TODAY)
    person_id = make_person(product)
    add_pay(product, person_id, "01.003", "1/12/2023", "5", "3,66")
    add_pay(product, person_id, "01.003", "1/12/2026", "6", "3,99")
    position, kind = catalog_id(product, "position", "CV014"), catalog_id(product, "allowance_type", "PCCV")
    add(product, "post", person_id, from_on="1/2020", to_on="11/2026", position=position, unit_name="Phòng A")
    add(
        product,
        "allowance",
        person_id,
        from_on="1/2020",
        to_on="30/11/2026",
        allowance_type=kind,
        coefficient="0,3",
    )
    before = stored(product, "person", person_id)
    assert (before["pay_step"], before["position_id"], str(before["position_allowance"])) == (
        5,
        position,
        "0.30",
    )

    assert run_day(product)[0] == "summaries 2026-11-10"
    assert stored(product, "person", person_id) == before, "nothing is due yet"

    on_day(datetime.date(2026, 11, 30))
    run_day(product)
    assert stored(product, "person", person_id) == before, "a month and a day last to their end"

    on_day(datetime.date(2026, 12, 1))
    slot, message = run_day(product)
    after = stored(product, "person", person_id)
    assert (after["pay_step"], str(after["coefficient"])) == (6, "3.99")
    assert after["paid_from"] == datetime.date(2026, 12, 1)
    assert (after["position_id"], after["position_allowance"]) == (None, None)
    assert slot == "summaries 2026-12-01" and message.startswith("Đã xem ")

    line = history_of(product, "person", person_id)[-1]
    assert (line.actor, line.channel) == ("hệ thống: Cập nhật hồ sơ theo ngày hiệu lực", "job")
    assert line.act == "edit" and line.changes["pay_step"] == [5, 6]
    lines = len(history_of(product, "person", person_id))
    assert run_day(product)[0] == slot, "once a day"
    on_day(datetime.date(2026, 12, 2))
    run_day(product)
    assert len(history_of(product, "person", person_id)) == lines


def test_days_without_a_worker_are_caught_up(product, on_day):
    on_day(datetime.date(2027, 1, 4))
    person_id = make_person(product)
    add_pay(product, person_id, "01.004", "1/1/2027", "1", "2,10")
    run_day(product)
    add_pay(product, person_id, "01.004", "6/1/2027", "2", "2,41")
    on_day(datetime.date(2027, 1, 20))
    run_day(product)
    assert stored(product, "person", person_id)["pay_step"] == 2


def test_removed_records_are_left_alone(product, on_day):
    on_day(datetime.date(2027, 2, 1))
    run_day(product)
    person_id = make_person(product)
    add_pay(product, person_id, "01.004", "2/2/2027", "2", "2,41")
    with as_system(product) as session:
        session.get(Person, person_id).is_removed = True
        session.commit()
    on_day(datetime.date(2027, 2, 3))
    run_day(product)
    assert stored(product, "person", person_id)["pay_step"] is None


def test_nobody_is_said_to_have_read_the_records(product, on_day):
    """The program compares; the log of access is about people who read."""
    on_day(datetime.date(2027, 3, 1))
    run_day(product)
    with as_system(product) as session:
        assert not session.scalars(select(Job.access_line).where(Job.access_line.is_not(None))).all()
