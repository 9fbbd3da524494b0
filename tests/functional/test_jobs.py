"""Jobs: their ordinary life, leases, cancelling."""

import datetime
import threading
import time

import pytest

from app.core import clock
from app.jobs.handlers import HANDLERS
from app.jobs.services import Cancelled
from tests.support.cast import make_person
from tests.support.job_queue import change, job_of, results, start, work


@pytest.fixture(autouse=True)
def long_lists(monkeypatch):
    monkeypatch.setattr("app.web.export.AT_ONCE", 0)


# The ordinary life of a job -------------------------------------------------------------------


def test_without_a_job_the_worker_has_nothing_to_do(product):
    assert work(product) is False


def test_jobs_are_done_in_the_order_they_came(product, clerk):
    first, second = start(clerk), start(clerk)
    work(product)
    assert (job_of(product, first).state, job_of(product, second).state) == ("done", "queued")
    work(product)
    done = job_of(product, second)
    assert (done.state, done.attempts, done.lease_until) == ("done", 1, None)
    assert done.finished_at and done.progress == done.total > 0
    assert done.result in results(product)


# Leases ---------------------------------------------------------------------------------------


def test_a_job_whose_lease_lapsed_is_taken_up_again(product, clerk):
    job_id = start(clerk)
    change(
        product, job_id, state="running", attempts=1, lease_until=clock.now() - datetime.timedelta(seconds=1)
    )
    assert work(product) is True
    job = job_of(product, job_id)
    assert (job.state, job.attempts) == ("done", 2)


def test_a_job_whose_lease_holds_is_left_alone(product, clerk):
    job_id = start(clerk)
    change(
        product, job_id, state="running", attempts=1, lease_until=clock.now() + datetime.timedelta(seconds=30)
    )
    assert work(product) is False
    assert job_of(product, job_id).state == "running"
    change(product, job_id, state="cancelled")


def test_a_job_that_keeps_killing_its_worker_is_given_up_with_a_sentence(product, clerk):
    job_id = start(clerk)
    lapsed = clock.now() - datetime.timedelta(seconds=1)
    change(product, job_id, state="running", attempts=3, lease_until=lapsed)
    work(product)
    job = job_of(product, job_id)
    assert (job.state, job.message) == ("failed", "Đã thử nhiều lần mà không xong.")


def test_progress_renews_the_lease(product, clerk, monkeypatch):
    seen = {}

    def handler(session, job, path, progress):
        number = job.id
        session.rollback()
        change(product, number, lease_until=clock.now() - datetime.timedelta(seconds=5))
        progress(7)
        seen["job"] = job_of(product, number)
        path.write_bytes(b"")
        return 7

    monkeypatch.setitem(HANDLERS, "export", handler)
    start(clerk)
    work(product)
    assert seen["job"].progress == 7 and seen["job"].lease_until > clock.now()


def test_a_list_long_enough_to_report_progress_neither_waits_for_itself_nor_stops_others(product):
    """On SQLite a reading job that held the lock of writers could never write its own progress."""
    home_affairs = product.login("sonoivu")
    for _ in range(120):
        make_person(product)
    job_id, began = start(home_affairs), time.monotonic()
    work(product)
    assert job_of(product, job_id).state == "done" and time.monotonic() - began < 10
    assert job_of(product, job_id).progress > 500


# Cancelling -----------------------------------------------------------------------------------


def test_a_waiting_job_that_is_cancelled_never_runs(product, clerk):
    job_id = start(clerk)
    assert clerk.post_form(f"/jobs/cancel/{job_id}").status_code == 302
    assert work(product) is False
    job = job_of(product, job_id)
    assert (job.state, job.attempts, job.result) == ("cancelled", 0, "")


def test_a_running_job_that_is_cancelled_stops_and_leaves_no_file(product, clerk, monkeypatch):
    stopped, before = [], results(product)

    def handler(session, job, path, progress):
        number = job.id
        session.rollback()
        path.write_bytes(b"x")
        cancel = threading.Thread(target=clerk.post_form, args=(f"/jobs/cancel/{number}",))
        cancel.start()
        cancel.join()
        try:
            progress(1)
        except Cancelled:
            stopped.append(number)
            raise

    monkeypatch.setitem(HANDLERS, "export", handler)
    job_id = start(clerk)
    work(product)
    assert stopped == [job_id] and job_of(product, job_id).state == "cancelled"
    assert results(product) == before
    assert clerk.get(f"/jobs/result/{job_id}").status_code == 404


def test_a_job_that_is_done_cannot_be_cancelled_any_more(product, clerk):
    job_id = start(clerk)
    work(product)
    clerk.post_form(f"/jobs/cancel/{job_id}")
    assert job_of(product, job_id).state == "done"
    assert clerk.get(f"/jobs/result/{job_id}").status_code == 200
