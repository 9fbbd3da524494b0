"""Lines of the log of access past their time are removed, and the rest is proved as before (Điều 16.3)."""

import datetime

import pytest
import sqlalchemy as sa

from app.audit import retention
from app.audit.access_log import line_of
from app.audit.access_models import AccessCheckpoint, AccessHead, AccessIds, AccessLine, AccessPerson
from app.audit.chain import append
from app.audit.line_index import catch_up, is_behind
from app.audit.proof import verify
from app.core import clock
from app.core.actor import Channel, acting_as, system_actor
from app.core.errors import RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import unscoped
from app.jobs.models import Job
from app.jobs.schedule import queue_due
from app.settings.services import settings_change
from tests.support.cast import as_system, history_of
from tests.support.job_queue import work
from tests.support.log_lines import sql

TABLES = (AccessLine, AccessPerson, AccessIds, AccessHead, AccessCheckpoint)
NOW = datetime.datetime(2040, 2, 29, 6, 0)
YEAR = datetime.timedelta(days=365.25)
#: Twelve lines, a year apart but for two, the newest of today; the fifth tells of many records.
AGES = (12, 11.5, 11, 10.5, 10.01, 9.9, 9, 7, 5, 3, 1, 0)
EDIT = "UPDATE access_log_checkpoint SET {}"
MANY = range(1, 40_000, 3)


@pytest.fixture
def log(product, monkeypatch):
    """A log of twelve lines: at ten years the first five are past their time."""
    with as_system(product, Right.MANAGE) as session:
        for model in TABLES:
            session.execute(sa.delete(model.__table__), execution_options=unscoped("test"))
        session.execute(sa.insert(AccessHead.__table__).values(id=1, number=0, hash="0" * 64, seal=""))
        session.commit()
        settings_change(session, {"access_log_years": "10"}, ground="kiểm thử")
        actor = system_actor("kiểm thử", Channel.SCREEN)
        for number, age in enumerate(AGES, 1):
            ids = set(MANY) if number == 5 else {number, 40}
            line = line_of(actor, ids, act="show", query=f"lần {number}") | {"at": NOW - YEAR * age}
            append(session, line, ids)
        session.commit()
        catch_up(session)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return product


def remove(product):
    with as_system(product, Right.MANAGE) as session:
        return retention.remove_expired_lines(session)


def verdict(product, known=None):
    with as_system(product) as session:
        found = verify(session, known)
        session.rollback()
    return found


def said(found):
    return found.removed, found.lines, found.fault, found.line


def numbers(product):
    return [row[0] for row in sql(product, "SELECT id FROM access_log ORDER BY id")]


def seal_of(product, number):
    return sql(product, "SELECT hash FROM access_log WHERE id = :number", number=number)[0][0]


def test_only_what_is_past_its_time_goes_and_the_rest_is_proved(log):
    assert remove(log) == 5
    assert numbers(log) == [6, 7, 8, 9, 10, 11, 12]
    assert said(verdict(log)) == (5, 7, None, None)
    assert sql(log, "SELECT count(*) FROM access_log_person WHERE line_id <= 5") == [(0,)]
    assert sql(log, "SELECT count(*) FROM access_log_ids") == [(0,)]
    assert remove(log) == 0
    assert sql(log, "SELECT number FROM access_log_checkpoint") == [(5,)]
    line = history_of(log, "access_log", 0)[-1]
    assert (line.act, line.changes["lines"]) == ("log_expire", [None, 5])
    assert line.changes["before"] == [None, "2030-02-28T06:00:00"]


def test_lines_that_wait_for_the_index_are_sorted_in_before_any_goes(log):
    """Otherwise their people would stand in it after the line is gone."""
    sql(log, "DELETE FROM access_log_person", "UPDATE access_log_head SET indexed = 0")
    assert remove(log) == 5
    assert sql(log, "SELECT min(line_id) FROM access_log_person") == [(6,)]
    with as_system(log) as session:
        assert not is_behind(session)
        session.rollback()
    assert said(verdict(log)) == (5, 7, None, None)


def test_what_is_written_afterwards_goes_on_from_the_same_number(log):
    remove(log)
    with as_system(log) as session:
        assert append(session, line_of(system_actor("kiểm thử"), {3}, act="show"), {3}) == 13
        session.commit()
    assert said(verdict(log)) == (5, 8, None, None)


def test_an_older_line_behind_a_younger_one_stays(log):
    """The order of the chain decides: nothing is taken out of its middle."""
    with as_system(log) as session:
        line = line_of(system_actor("kiểm thử"), {3}, act="show") | {"at": NOW - YEAR * 20}
        append(session, line, {3})
        session.commit()
    assert remove(log) == 5
    assert 13 in numbers(log) and said(verdict(log)) == (5, 8, None, None)


def test_batches_and_days_leave_a_history_of_checkpoints(log, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    assert remove(log) == 5
    monkeypatch.setattr(clock, "now", lambda: NOW + YEAR * 1.5)
    assert remove(log) == 2
    rows = sql(log, "SELECT id, number FROM access_log_checkpoint ORDER BY id")
    assert [tuple(row) for row in rows] == [(1, 2), (2, 4), (3, 5), (4, 7)]
    assert said(verdict(log)) == (7, 5, None, None)


def test_a_log_that_is_all_past_its_time_is_empty_and_whole(log, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW + YEAR * 11)
    assert remove(log) == 12
    assert said(verdict(log)) == (12, 0, None, None)
    sql(log, "DELETE FROM access_log_checkpoint")
    assert said(verdict(log)) == (0, 0, "end", 1)


@pytest.mark.parametrize(
    "edit",
    [
        "number = 6",
        "hash = (SELECT hash FROM access_log WHERE id = 6)",
        "limit_at = '2039-01-01 00:00:00.000000'",
        "newest_at = '2039-01-01 00:00:00.000000'",
        "made_at = '2039-01-01 00:00:00.000000'",
        "previous = 'x'",
        "id = 2",
    ],
)
def test_a_changed_checkpoint_is_found(log, edit):
    remove(log)
    sql(log, EDIT.format(edit))
    assert verdict(log).fault == "checkpoint"


def test_removing_more_than_the_checkpoint_says_is_found(log):
    remove(log)
    sql(log, "DELETE FROM access_log WHERE id <= 7", "DELETE FROM access_log_person WHERE line_id <= 7")
    assert said(verdict(log)) == (5, 0, "number", 6)
    sql(log, "UPDATE access_log_checkpoint SET number = 7")
    assert verdict(log).fault == "checkpoint"


def test_a_lost_checkpoint_is_found(log, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    remove(log)
    sql(log, "DELETE FROM access_log_checkpoint WHERE id = 3")
    assert said(verdict(log)) == (4, 0, "number", 5)
    sql(log, "DELETE FROM access_log_checkpoint WHERE id = 1")
    assert verdict(log).fault == "checkpoint"


def test_rows_left_of_removed_lines_are_found(log):
    remove(log)
    sql(log, "INSERT INTO access_log_person VALUES (3, 9)")
    assert verdict(log).fault == "ids"


def test_a_broken_line_stops_the_removal_and_stays(log):
    sql(log, "UPDATE access_log SET reason = 'x' WHERE id = 3")
    with pytest.raises(RuleViolated, match="dòng 3: nội dung đã bị sửa"):
        remove(log)
    assert numbers(log) == list(range(1, 13))
    assert said(verdict(log)) == (0, 2, "content", 3)
    told = history_of(log, "access_log", 0)[-1].changes
    assert "dòng 3" in told["fault"][1] and "lines" not in told


def test_codes_noted_outside_are_compared_where_they_can_be(log):
    noted = {number: seal_of(log, number) for number in (2, 5, 12)}
    remove(log)
    found = verdict(log, noted)
    assert (found.fault, found.unproved) == (None, (2,))
    assert verdict(log, {5: "ab"}).fault == "known"
    assert verdict(log, {13: "ab"}).fault == "end"
    runner = log.app.test_cli_runner()
    done = runner.invoke(args=["audit", "verify", "--known", f"2:{noted[2]}"])
    assert done.exit_code == 0, done.output
    assert "Đã gỡ 5 dòng quá hạn giữ. Đã kiểm tra 7 dòng." in done.output
    assert "Không đối chiếu được mã của dòng đã gỡ: 2." in done.output
    head = runner.invoke(args=["audit", "head"]).output.strip()
    assert head == f"12:{noted[12]}" and f"Mã cuối: {head}" in done.output


def test_nobody_who_signs_in_can_remove_lines(log):
    from app.access.grants import load_actor
    from app.access.services import find_account

    with as_system(log) as session:
        for username in ("sonoivu", "quantri"):
            actor = load_actor(session, find_account(session, username), Channel.SCREEN, "")
            with acting_as(actor), pytest.raises(StepNotAllowed):
                retention.remove_expired_lines(session)
    assert numbers(log) == list(range(1, 13))


def test_the_schedule_does_it_once_a_day_and_only_when_there_is_something(log, monkeypatch):
    def queued():
        with log.app.app_context():
            try:
                due = queue_due(log.db.session())
                return [slot for slot in due if slot.startswith("access_log_expire")]
            finally:
                log.db.session.remove()

    assert queued() == ["access_log_expire 2040-02-29"]
    assert queued() == []
    assert work(log) is True
    while work(log):  # other kinds of the day wait too
        pass
    with as_system(log) as session:
        job = session.scalars(sa.select(Job).where(Job.kind == "access_log_expire")).one()
        assert (job.state, job.message) == ("done", "Đã gỡ 5 dòng nhật ký truy cập quá hạn giữ.")
        session.rollback()
    assert said(verdict(log)) == (5, 7, None, None)
    monkeypatch.setattr(clock, "now", lambda: NOW + datetime.timedelta(days=1))
    assert queued() == [], "nothing is past its time"
