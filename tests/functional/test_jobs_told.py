"""What the owner of a job is told: how far it is, how to stop it, until when its result is kept."""

import datetime

import pytest

from app.core import clock
from app.jobs.services import KEEP_RESULT
from app.jobs.worker import Worker
from tests.support.job_queue import change, job_of, results, start, work


@pytest.fixture(autouse=True)
def long_lists(monkeypatch):
    monkeypatch.setattr("app.web.export.AT_ONCE", 0)


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def row_of(client, job_id):
    """The line of a job in the list of all."""
    said = page(client, "/jobs/list/")
    first = said.index(f'href="/jobs/show/{job_id}"')
    return said[said.rindex("<tr", 0, first) : said.index("</tr>", first)]


def tidy(product):
    with product.app.app_context():
        Worker(product.db.session, product.settings.data_dir).tidy_when_due()


def test_a_result_is_kept_until_the_time_its_page_tells_and_not_longer(product, clerk):
    job_id = start(clerk)
    work(product)
    job = job_of(product, job_id)
    until = f"{clock.to_local(job.finished_at + KEEP_RESULT):%d/%m/%Y %H:%M}"
    assert f"Tệp được giữ đến {until}" in page(clerk, f"/jobs/show/{job_id}")
    assert f"giữ đến {until}" in row_of(clerk, job_id)
    change(product, job_id, finished_at=clock.now() - KEEP_RESULT + datetime.timedelta(minutes=5))
    tidy(product)
    assert job.result in results(product)
    change(product, job_id, finished_at=clock.now() - KEEP_RESULT - datetime.timedelta(seconds=1))
    tidy(product)
    assert job.result not in results(product)
    assert "Tệp đã hết hạn lưu; xuất lại nếu cần." in row_of(clerk, job_id)
    assert "Tải tệp" not in row_of(clerk, job_id)
    assert clerk.get(f"/jobs/result/{job_id}").status_code == 404


def test_the_days_of_a_result_are_said_once(clerk):
    assert f"Tệp kết quả được giữ {KEEP_RESULT.days:02} ngày." in page(clerk, "/jobs/list/")


def test_a_job_that_runs_is_told_and_stopped_from_the_list(product, clerk):
    job_id = start(clerk)
    later = clock.now() + datetime.timedelta(minutes=1)
    change(product, job_id, state="running", progress=1250, total=3400, lease_until=later)
    row = row_of(clerk, job_id)
    assert "Đang chạy" in row and "1.250 trên 3.400 dòng" in row
    assert f'data-hs-job="/jobs/state/{job_id}"' in row and "<progress" in row
    assert clerk.get(f"/jobs/state/{job_id}").get_json()["said"] == "1.250 trên 3.400 dòng"
    assert clerk.post_form(f"/jobs/cancel/{job_id}", {}).status_code == 302
    assert "Đã hủy" in row_of(clerk, job_id) and "<progress" not in row_of(clerk, job_id)


@pytest.mark.parametrize(
    ("state", "progress", "total", "said"),
    [
        ("running", 9000, 10_001, "9.000 trên hơn 10.000 dòng"),
        ("running", 11_500, 10_001, "11.500 dòng"),
        ("done", 12_480, 12_480, "12.480 dòng"),
        ("queued", 0, 0, "0 dòng"),
    ],
)
def test_an_uncertain_total_is_said_only_while_it_is_uncertain(product, clerk, state, progress, total, said):
    job_id = start(clerk)
    change(product, job_id, state=state, progress=progress, total=total, finished_at=clock.now())
    assert f"<span data-hs-job-count>{said}</span>" in page(clerk, f"/jobs/show/{job_id}")
    change(product, job_id, state="done")
