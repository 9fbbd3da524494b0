"""The screen of backups, the jobs behind its buttons, and the backup of every day (Điều 9.13, 13.4)."""

import datetime
import re

import pytest
from sqlalchemy import select

from app.core import clock
from app.jobs.models import Job
from app.jobs.schedule import day_due, queue_due
from app.jobs.worker import Worker
from tests.support.backups import create, names, plan, settings_of
from tests.support.cast import as_system, counted_statements, history_of
from tests.support.job_queue import job_of, work

VIETNAM = datetime.timedelta(hours=7)


def started(client, path):
    answer = client.post_form(path)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def page(client, path="/backup/list/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


# The screen ---------------------------------------------------------------------------------------------


def test_a_button_makes_one_and_another_reads_it_back(product, admin):
    assert "Chưa có bản sao lưu nào." in page(admin)
    job_id = started(admin, "/backup/create")
    assert work(product) is True
    job, (name,) = job_of(product, job_id), names(product)
    assert (job.state, job.progress, job.result) == ("done", 100, "")
    assert job.message == f"Đã lập và kiểm tra bản sao lưu {name}."
    shown = page(admin, f"/jobs/show/{job_id}")
    assert "phần trăm" in shown and "Tải tệp" not in shown
    assert name in page(admin) and "màn hình" in page(admin)
    line = history_of(product, "backup", 0)[-1]
    assert (line.act, line.actor, line.channel) == ("backup", "quantri", "job")

    job_id = started(admin, f"/backup/verify/{name}")
    work(product)
    assert job_of(product, job_id).message == f"Bản sao lưu {name} nguyên vẹn."


def test_a_damaged_backup_fails_its_check_and_is_marked(product, admin):
    made = create(product)
    made.write_bytes(made.read_bytes()[:-1])
    job_id = started(admin, f"/backup/verify/{made.name}")
    work(product)
    assert job_of(product, job_id).state == "failed"
    assert "bị hỏng, thiếu hoặc đã bị sửa" in page(admin)
    made.unlink()


@pytest.mark.parametrize("name", ["khac.age", "..%2Fsecret_key", "hoso-19990101-000000.age"])
def test_a_name_that_is_no_backup_is_not_found(admin, name):
    assert admin.post_form(f"/backup/verify/{name}").status_code == 404


def test_nothing_changes_by_looking(product, admin):
    assert admin.get("/backup/create").status_code in (404, 405)
    assert admin.post("/backup/create").status_code == 400, "without the token of the form"


def test_an_account_without_the_right_neither_sees_nor_makes_any(product):
    client = product.login("soyte")
    assert client.get("/backup/list/").status_code == 403
    assert client.post_form("/backup/create").status_code == 403
    assert client.post_form(f"/backup/verify/{names(product)[0]}").status_code == 403
    assert "/backup/list/" not in page(client, "/")


def test_the_page_asks_the_database_little(product, admin):
    page(admin)
    with counted_statements(product) as seen:
        page(admin)
    assert len(seen) <= 12, seen


def test_a_failed_backup_is_said_on_its_page_and_on_the_front_page(product, admin, tmp_path):
    with settings_of(product, BACKUP_COPY_DIR=str(tmp_path / "chua-gan")):
        job_id = started(admin, "/backup/create")
        work(product)
    assert job_of(product, job_id).state == "failed"
    for path in ("/backup/list/", "/"):
        shown = page(admin, path)
        assert "không thành công" in shown and "Gắn ổ đĩa hoặc tạo thư mục" in shown
    assert "không thành công" not in page(product.login("soyte"), "/")
    started(admin, "/backup/create")
    work(product)
    assert "không thành công" not in page(admin, "/")


# Every day ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-03-10T19:59", "2026-03-09"),
        ("2026-03-10T20:00", "2026-03-10"),
        ("2026-03-10T23:59", "2026-03-10"),
        ("2026-03-11T00:00", "2026-03-10"),
    ],
)
def test_a_day_begins_with_its_hour(now, day):
    assert day_due(20, datetime.datetime.fromisoformat(now)) == datetime.date.fromisoformat(day)


@pytest.fixture
def at(monkeypatch):
    """Set the clock to a local time."""

    def set_clock(local):
        moment = datetime.datetime.fromisoformat(local) - VIETNAM
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


def queued(product):
    """The slots of backups that the schedule queues now; what else it queues is put aside."""
    with as_system(product) as session:
        slots = queue_due(session())
        for job in session.scalars(select(Job).where(Job.slot.is_not(None), Job.kind != "backup")):
            job.state = "cancelled"
        session.commit()
        return [slot for slot in slots if slot.startswith("backup ")]


def test_the_daily_backup_is_queued_once_a_day_and_a_missed_day_is_caught_up(product, at):
    plan(product, backup_hour=20)
    with settings_of(product, BACKUP_DAILY="1"):
        at("2026-03-10T20:00")
        assert queued(product) == ["backup 2026-03-10"]
        assert queued(product) == [], "the worker may look, and start again, as often as it likes"
        at("2026-03-14T08:00")
        assert queued(product) == ["backup 2026-03-13"], "four days off: one backup, not four"
        at("2026-03-14T20:01")
        assert queued(product) == ["backup 2026-03-14"]
    put_aside(product)


def put_aside(product):
    """Nobody waits for what the schedule has queued so far."""
    with as_system(product) as session:
        for job in session.scalars(select(Job).where(Job.slot.is_not(None))):
            job.state = "cancelled"
        session.commit()


def test_an_hour_set_on_the_screen_is_followed_without_a_restart(product, at):
    """The day that is queued already is not queued again under its new hour."""
    office = product.login("sonoivu")

    def save(hour):
        shown = dict(
            re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', page(office, "/setting/edit/retention"))
        )
        shown.pop("csrf_token", None)
        form = {**shown, "backup_hour": hour, "backup_days": "3", "backup_months": "2"}
        form["ground"] = "Công văn 3/SNV"
        assert office.post_form("/setting/edit/retention", form).status_code == 302

    save("5")
    with settings_of(product, BACKUP_DAILY="1"):
        shown = page(office, "/backup/list/")
        assert "Từ 5 giờ" in shown and "3 ngày và 2 tháng gần nhất" in shown
        at("2026-04-10T04:59")
        assert queued(product) == ["backup 2026-04-09"]
        at("2026-04-10T05:00")
        assert queued(product) == ["backup 2026-04-10"]
        save("22")
        assert "Từ 22 giờ" in page(office, "/backup/list/")
        at("2026-04-10T23:00")
        assert queued(product) == []
        at("2026-04-11T21:59")
        assert queued(product) == []
        at("2026-04-11T22:00")
        assert queued(product) == ["backup 2026-04-11"]
    put_aside(product)


def test_it_can_be_switched_off(product, at):
    at("2026-05-10T21:00")
    with settings_of(product, BACKUP_DAILY="0"):
        assert queued(product) == []


def test_the_worker_makes_it_as_the_system(product, admin):
    before = names(product)
    plan(product, backup_hour=0)
    with settings_of(product, BACKUP_DAILY="1"), product.app.app_context():
        worker = Worker(product.db.session, product.settings.data_dir)
        worker.look_at_schedule()
        assert worker.work_once() is True
    (name,) = set(names(product)) - set(before)
    line = history_of(product, "backup", 0)[-1]
    assert (line.actor, line.changes["backup"][1]) == ("hệ thống: Sao lưu hằng ngày", name)
    assert "hằng ngày" in page(admin)
    with as_system(product) as session:
        (job,) = session.scalars(select(Job).where(Job.slot == f"backup {clock.today()}"))
        assert job.state == "done" and job.account_id is None
    assert admin.get(f"/jobs/show/{job.id}").status_code == 404, "nobody's own"
