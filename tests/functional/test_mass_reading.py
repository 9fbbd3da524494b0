"""An account that reads unusually many records within an hour raises one alert, and is not stopped."""

import datetime

import pytest

from app.audit import mass_reading
from app.audit.access_log import line_of
from app.audit.chain import append
from app.core import clock
from app.core.actor import Actor, Channel
from app.settings.reading import forget
from tests.support.acting import do
from tests.support.cast import as_system, make_person
from tests.support.job_queue import work
from tests.support.log_lines import sql

CLERK = "phuong.xuankhanh"


@pytest.fixture
def quiet(product):
    """Few records are many, and nothing was read so far."""
    with as_system(product) as session:
        session.connection().exec_driver_sql("DELETE FROM reading_alert")
        session.connection().exec_driver_sql("DELETE FROM setting")
        session.commit()
    # Without the rows after the first, accounts need a second step, and a decision for their holder.
    for key, value in (
        ("mass_reading_records", "10"),
        ("totp_roles", ""),
        ("account_needs_authorisation", "0"),
    ):
        sql(product, "INSERT INTO setting (key, value, version) VALUES (:k, :v, 1)", k=key, v=value)
    long_ago(product)
    forget()
    mass_reading.forget()
    yield
    sql(product, "DELETE FROM setting WHERE key = 'mass_reading_records'")
    forget()


def long_ago(product):
    """What was read so far was read two hours ago; the proof of the log is no matter here."""
    past = clock.now() - datetime.timedelta(hours=2)
    if sql(product, "SELECT 1 FROM access_log"):
        sql(product, "UPDATE access_log SET at = :past", past=past)


def alerts(product):
    return sql(product, "SELECT actor, way, count, noted_by, note, id FROM reading_alert ORDER BY id")


@pytest.fixture(scope="module")
def people(product):
    return [make_person(product, full_name=f"Lê Thị Nhiều {number}") for number in range(14)]


@pytest.fixture(scope="module")
def clerk(product):
    return product.login(CLERK)


@pytest.mark.usefixtures("quiet")
def test_the_record_after_the_limit_raises_one_alert_and_is_shown(product, clerk, people):
    for person in people[:10]:
        clerk.get(f"/person/show/{person}")
    assert alerts(product) == []
    for person in people[10:]:
        assert clerk.get(f"/person/show/{person}").status_code == 200
    ((actor, way, count, noted_by, _note, _id),) = alerts(product)
    assert (actor, way, count, noted_by) == (CLERK, "one_by_one", 11, "")


@pytest.mark.usefixtures("quiet")
def test_the_same_record_again_and_again_is_one_record(product, clerk, people):
    for _time in range(14):
        clerk.get(f"/person/show/{people[0]}")
    assert alerts(product) == []


@pytest.mark.usefixtures("quiet")
def test_screens_forms_and_the_api_are_counted_together(product, clerk, people):
    api = product.api(CLERK)
    for place, person in enumerate(people[:11]):
        way = (f"/person/show/{person}", f"/person/edit/{person}")[place % 2]
        (api.get(f"/api/v1/person/{person}") if place % 3 == 0 else clerk.get(way))
    assert [alert.way for alert in alerts(product)] == ["one_by_one"]


@pytest.mark.usefixtures("quiet")
def test_what_was_read_more_than_an_hour_ago_counts_no_more(product, clerk, people):
    for person in people[:10]:
        clerk.get(f"/person/show/{person}")
    long_ago(product)
    clerk.get(f"/person/show/{people[10]}")
    assert alerts(product) == []


@pytest.mark.usefixtures("quiet")
def test_rows_of_lists_count_at_twenty_times_as_many(product, clerk):
    pages = 0
    while not alerts(product) and pages < 30:
        clerk.get("/person/list/?psize=100")
        pages += 1
    ((_actor, way, count, *_rest),) = alerts(product)
    assert way == "lists" and count > 200 and pages > 2


def log(product, act, ids):
    """A line of the clerk, as it was written when these records were read."""
    with as_system(product) as session:
        account = sql(product, "SELECT id FROM ab_user WHERE username = :name", name=CLERK)[0][0]
        actor = Actor(CLERK, Channel.SCREEN, account_id=account)
        append(session, line_of(actor, set(ids), act=act), set(ids))
        session.commit()


@pytest.mark.usefixtures("quiet")
def test_a_workbook_counts_its_records_once_beside_the_rows_of_lists(product, clerk):
    for act in ("job", "download", "download", "export"):
        log(product, act, range(1, 200))
    clerk.get("/person/list/?psize=1")
    assert alerts(product) == [], "199 records taken out, one row of a list"
    log(product, "export", range(2000, 5000, 2))  # so many that their ids lie beside the line
    mass_reading.forget()
    clerk.get("/person/list/?psize=1")
    ((_actor, way, count, *_rest),) = alerts(product)
    assert (way, count) == ("lists", 199 + 1500 + 2)


@pytest.mark.usefixtures("quiet")
def test_a_long_workbook_alone_raises_the_alert_of_lists(product, clerk, monkeypatch):
    monkeypatch.setattr(mass_reading, "LISTS_TIMES", 1)
    monkeypatch.setattr("app.web.export.AT_ONCE", 1)
    answer = clerk.post_form("/person/export")
    assert answer.status_code == 302 and alerts(product) == []
    assert work(product)
    ((actor, way, count, *_rest),) = alerts(product)
    assert (actor, way) == (CLERK, "lists") and count > 10


@pytest.mark.usefixtures("quiet")
def test_a_zip_of_forms_counts_every_record_as_opened(product, clerk, people):
    queued = do(clerk, "print", people[:10], form_code="form_2c", output="docx")
    assert queued.status_code == 302 and work(product)
    assert alerts(product) == []
    queued = do(clerk, "print", people[2:13], form_code="form_2c", output="docx")
    assert queued.status_code == 302 and work(product)
    ((actor, way, count, *_rest),) = alerts(product)
    assert (actor, way, count) == (CLERK, "one_by_one", 13), "records, not lines"


@pytest.mark.usefixtures("quiet")
def test_fetching_printed_forms_later_is_opening_them_again(product, clerk, people):
    queued = do(clerk, "print", people[:11], form_code="form_2c", output="docx")
    assert work(product) and len(alerts(product)) == 1
    sql(product, "DELETE FROM reading_alert")
    long_ago(product)
    mass_reading.forget()
    job = queued.headers["Location"].rsplit("/", 1)[1]
    assert clerk.get(f"/jobs/result/{job}").status_code == 200
    assert [(alert.way, alert.count) for alert in alerts(product)] == [("one_by_one", 11)]


@pytest.mark.usefixtures("quiet")
def test_an_alert_stands_on_the_front_page_until_it_is_acknowledged(product, clerk, people):
    for person in people[:12]:
        clerk.get(f"/person/show/{person}")
    home_affairs = product.login("sonoivu")
    assert "Mở cảnh báo" in home_affairs.get("/").get_data(as_text=True)
    assert "Mở cảnh báo" not in clerk.get("/").get_data(as_text=True)
    (alert,) = alerts(product)
    home_affairs.post_form(f"/access_log/acknowledge/{alert.id}", {"note": ""})
    assert alerts(product)[0].noted_by == ""
    home_affairs.post_form(f"/access_log/acknowledge/{alert.id}", {"note": "Rà soát theo kế hoạch"})
    assert (alerts(product)[0].noted_by, alerts(product)[0].note) == ("sonoivu", "Rà soát theo kế hoạch")
    assert "Mở cảnh báo" not in home_affairs.get("/").get_data(as_text=True)
    page = home_affairs.get("/access_log/alerts").get_data(as_text=True)
    assert "Rà soát theo kế hoạch" in page
    again = home_affairs.post_form(f"/access_log/acknowledge/{alert.id}", {"note": "Nữa"})
    assert again.status_code == 403


@pytest.mark.usefixtures("quiet")
def test_a_clerk_sees_and_acknowledges_no_alert(product, clerk, people):
    for person in people[:12]:
        clerk.get(f"/person/show/{person}")
    assert clerk.get("/access_log/alerts").status_code == 403
    (alert,) = alerts(product)
    assert clerk.post_form(f"/access_log/acknowledge/{alert.id}", {"note": "x"}).status_code == 403
    assert product.login("canhan").get("/access_log/alerts").get_data(as_text=True).count(CLERK) == 0
