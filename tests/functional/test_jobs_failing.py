"""Jobs that go wrong: a full disk, a locked account, a worker killed in the middle."""

import datetime
import os
import signal
import subprocess
import sys
import time

import pytest

from app.core import clock
from app.core.errors import RuleViolated
from app.jobs.handlers import HANDLERS
from config import ROOT
from tests.support.cast import as_system
from tests.support.job_queue import change, job_of, results, start, work

#: A worker process that says when it holds a job, and then hangs in the middle of it.
HANGING_WORKER = """
import time
from app import create_app
from app.core.database import db
from app.jobs import worker
from app.jobs.handlers import HANDLERS

def hang(session, job, path, progress):
    path.with_name(path.name + ".part").write_text("nửa chừng")
    print("busy", flush=True)
    time.sleep(600)

HANDLERS["export"] = hang
app = create_app()
with app.app_context():
    worker.Worker(db.session, app.config["SETTINGS"].data_dir).work_once()
"""


@pytest.fixture(autouse=True)
def long_lists(monkeypatch):
    monkeypatch.setattr("app.web.export.AT_ONCE", 0)


# What goes wrong ------------------------------------------------------------------------------


def test_a_full_disk_is_a_sentence_and_no_partial_file(product, clerk, monkeypatch):
    def full(*_paths):
        raise OSError(28, "No space left on device")

    job_id, before = start(clerk), results(product)
    monkeypatch.setattr("app.reports.excel.os.replace", full)
    work(product)
    job = job_of(product, job_id)
    assert (job.state, job.result) == ("failed", "")
    assert job.message == "Không ghi được tệp kết quả (đĩa đầy?)."
    assert results(product) == before
    page = clerk.get(f"/jobs/show/{job_id}").get_data(as_text=True)
    assert "Không ghi được tệp kết quả" in page and "No space" not in page
    assert clerk.get(f"/jobs/result/{job_id}").status_code == 404


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RuleViolated("Danh sách đã đổi."), "Danh sách đã đổi."),
        (ValueError("bí mật 092185000001"), "Lỗi không mong đợi; đã ghi nhật ký."),
    ],
)
def test_a_failure_is_a_sentence_for_its_owner(product, clerk, monkeypatch, error, message):
    def fail(*_arguments):
        raise error

    monkeypatch.setitem(HANDLERS, "export", fail)
    job_id = start(clerk)
    assert work(product) is True
    job = job_of(product, job_id)
    assert (job.state, job.message) == ("failed", message)
    assert "092185000001" not in clerk.get(f"/jobs/show/{job_id}").get_data(as_text=True)


def test_the_job_of_a_locked_account_does_not_run(product):
    from app.access.services import find_account

    job_id = start(product.login("pnv.ninhkieu"))
    for active in (False, True):
        with as_system(product) as session:
            find_account(session, "pnv.ninhkieu").active = active
            session.commit()
        work(product)
    job = job_of(product, job_id)
    assert (job.state, job.message) == ("failed", "Tài khoản đã bị khóa hoặc hết hạn.")


def test_a_result_that_is_gone_is_not_found(product, clerk):
    job_id = start(clerk)
    work(product)
    (product.settings.data_dir / "results" / job_of(product, job_id).result).unlink()
    assert clerk.get(f"/jobs/result/{job_id}").status_code == 404


def test_a_result_outside_its_folder_is_not_served(product, clerk):
    job_id = start(clerk)
    work(product)
    for name in ("../secret_key", "/etc/passwd", ".."):
        change(product, job_id, result=name)
        assert clerk.get(f"/jobs/result/{job_id}").status_code == 404


# A worker killed in the middle ----------------------------------------------------------------


def test_a_worker_killed_in_the_middle_loses_nothing(product, clerk):
    job_id = start(clerk)
    env = {**os.environ, "APP_ENV": "test", "DATA_DIR": str(product.settings.data_dir)}
    env["DATABASE_URL"] = product.database_url
    command = [sys.executable, "-c", HANGING_WORKER]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline().strip() == "busy"
        process.send_signal(signal.SIGKILL)
    assert job_of(product, job_id).state == "running"
    assert work(product) is False, "its lease still holds"
    change(product, job_id, lease_until=clock.now() - datetime.timedelta(seconds=1))
    assert work(product) is True
    job = job_of(product, job_id)
    assert (job.state, job.attempts) == ("done", 2)
    assert clerk.get(f"/jobs/result/{job_id}").status_code == 200


def test_the_running_product_finishes_a_job_by_itself(live_server):
    """The worker process that run.py starts takes the job; no test calls it."""
    from tests.support.product import running_product

    with running_product(live_server.environment) as product:
        client = product.login("sonoivu")
        job_id, deadline = start(client), time.monotonic() + 30
        while job_of(product, job_id).state != "done" and time.monotonic() < deadline:
            time.sleep(0.2)
        assert job_of(product, job_id).state == "done"
        assert client.get(f"/jobs/result/{job_id}").status_code == 200
