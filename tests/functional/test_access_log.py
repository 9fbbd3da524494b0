"""Each answer that shows records leaves one sealed line with exactly these records; no line, no answer."""

import re
from concurrent.futures import ThreadPoolExecutor

import prison
import pytest
import sqlalchemy as sa
from sqlalchemy import select

from app.audit.access_log import write_access
from app.audit.id_ranges import LARGEST_CELL, from_ranges, in_cells
from app.audit.proof import verify
from app.core import shown
from app.core.errors import StepNotAllowed
from app.personnel.models import Person
from tests.matrix.asking import cells_of
from tests.support.cast import WARD, as_system, make_person, person_form, unit_id
from tests.support.job_queue import job_of, start, work
from tests.support.log_lines import last, number_of_lines, sql

PHONE = {"phone": "0292 2"}
CLERK = "phuong.xuankhanh"
#: Number 0 stands in the address of the search box.
IDS_IN_PAGE = re.compile(r"/person/show/(\d+)")


@pytest.fixture(scope="module")
def clerk(product):
    return product.login(CLERK)


@pytest.fixture(scope="module")
def api(product):
    return product.api(CLERK)


@pytest.fixture(scope="module")
def person(product):
    return make_person(product, full_name="Lê Thị Nhật Ký", phone="0292 1")


def shown_by(product, ask):
    """The one line an answer left: (act, ids); it must be one."""
    before = number_of_lines(product)
    answer = ask()
    assert answer.status_code in (200, 201, 422), answer.get_data(as_text=True)[:500]
    assert number_of_lines(product) == before + 1
    ((line, ids),) = last(product)
    return answer, line, ids


# Every way that shows people -----------------------------------------------------------------


def ids_in(answer):
    return {int(number) for number in IDS_IN_PAGE.findall(answer.get_data(as_text=True))} - {0}


@pytest.mark.parametrize(
    ("address", "act"),
    [
        ("/person/list/", "list"),
        ("/person/list/?q=le+thi", "search"),
        ("/person/list/?psize=100&f.sex.eq=female&order=birth_on&dir=desc", "list"),
    ],
)
def test_a_list_leaves_a_line_with_the_people_on_the_page(product, clerk, person, address, act):
    answer, line, ids = shown_by(product, lambda: clerk.get(address))
    assert ids == ids_in(answer) and ids
    assert (line.act, line.actor, line.channel, line.address) == (act, CLERK, "screen", "127.0.0.1")
    assert line.count == len(ids)


@pytest.mark.parametrize(("verb", "act"), [("show", "show"), ("edit", "form")])
def test_a_record_leaves_a_line_with_its_number(product, clerk, person, verb, act):
    _answer, line, ids = shown_by(product, lambda: clerk.get(f"/person/{verb}/{person}"))
    assert (line.act, ids) == (act, {person})


def test_the_search_box_leaves_a_line(product, clerk, person):
    answer, line, ids = shown_by(product, lambda: clerk.get("/lookup/everything?q=nhat+ky"))
    assert ids == {found["id"] for found in answer.get_json()["people"]} == {person}
    assert line.act == "lookup" and "nhat ky" in line.query


def test_the_api_leaves_lines(product, api, person):
    _answer, line, ids = shown_by(product, lambda: api.get(f"/api/v1/person/{person}"))
    assert (line.act, line.channel, ids) == ("api_show", "api", {person})
    q = prison.dumps({"page_size": 10})
    answer, line, ids = shown_by(product, lambda: api.get("/api/v1/person/", query_string={"q": q}))
    assert (line.act, ids) == ("api_list", set(answer.get_json()["ids"]))
    answer, line, ids = shown_by(
        product, lambda: api.put(f"/api/v1/person/{person}", json={"phone": "0292 2"})
    )
    assert (line.act, ids) == ("save", {person})


def test_a_record_made_through_the_api_is_shown_to_its_author(product, api):
    body = {"full_name": "Trần Văn Mới", "birth_on": "1980", "sex": "male", "personnel_kind": "CC"}
    body |= {"home_unit": WARD, "placed_on": "2020-01-02", "employment_status": "DANG_LAM"}
    answer, line, ids = shown_by(product, lambda: api.post("/api/v1/person/", json=body))
    assert (line.act, ids) == ("save", {answer.get_json()["id"]})


def test_an_act_that_asks_shows_the_selected_people(product, clerk, person):
    form = {"action": "verify", "rowid": [person]}
    _answer, line, ids = shown_by(product, lambda: clerk.post_form("/person/action_post", form))
    assert (line.act, ids) == ("act", {person})


def test_an_export_leaves_a_line_with_every_row_of_the_file(product, clerk):
    answer, line, ids = shown_by(product, lambda: clerk.post_form("/person/export"))
    assert line.act == "export"
    assert len(ids) == len([row for row in cells_of(answer) if any(row)]) == line.count
    ward = "SELECT p.id FROM person p JOIN unit u ON u.id = p.home_unit_id WHERE u.code LIKE 'NK.31144%'"
    assert ids <= {row.id for row in sql(product, ward)}


def test_a_long_export_is_logged_by_the_worker_and_again_when_it_is_taken(product, clerk, monkeypatch):
    monkeypatch.setattr("app.web.export.AT_ONCE", 0)
    before = number_of_lines(product)
    job = start(clerk)
    assert number_of_lines(product) == before, "nothing has been shown yet"
    work(product)
    ((made, ids),) = last(product)
    assert (made.act, made.channel, made.actor) == ("job", "job", CLERK)
    assert job_of(product, job).access_line == made.id and len(ids) == job_of(product, job).total
    _answer, line, taken = shown_by(product, lambda: clerk.get(f"/jobs/result/{job}"))
    assert (line.act, taken) == ("download", ids)
    assert f"số {made.id}" in line.query


def test_a_hit_by_identity_number_is_logged_though_the_answer_only_leads_there(product, clerk):
    found = make_person(product, identity_number="092185777001")
    before = number_of_lines(product)
    clerk.post_form("/person/identity", {"number": "092185777001"})
    ((line, ids),) = last(product)
    assert (number_of_lines(product), line.act, ids) == (before + 1, "lookup", {found})
    assert "092185777001" not in f"{line.query}{line.reason}"


def test_a_warning_about_a_namesake_is_logged(product, clerk):
    twin = make_person(product, full_name="Lý Thị Song Sinh")
    clerk.post_form("/person/add", person_form(product, full_name="Lý Thị Song Sinh", birth_on="15/3/1985"))
    ((_line, ids),) = last(product)
    assert ids == {twin}


@pytest.mark.parametrize(
    "address", ["/", "/unit/list/", "/person/add", "/person/identity", "/religion/list/"]
)
def test_pages_without_people_leave_no_line(product, clerk, address):
    before = number_of_lines(product)
    assert clerk.get(address).status_code == 200
    assert number_of_lines(product) == before


def test_what_is_out_of_scope_leaves_no_line(product, clerk):
    other = make_person(product, unit="SYT")
    before = number_of_lines(product)
    assert clerk.get(f"/person/show/{other}").status_code == 404
    assert number_of_lines(product) == before


def test_a_number_typed_into_the_search_box_is_not_kept(product, clerk):
    clerk.get("/person/list/?q=092185123456")
    clerk.get("/person/list/?q=le")
    kept = sql(product, "SELECT query FROM access_log")
    assert not [row for row in kept if "092185123456" in row.query]


def test_conditions_are_told_in_words(product, clerk):
    clerk.get("/person/list/?f.sex.eq=female&q=le")
    ((line, _ids),) = last(product)
    assert line.query == "Giới tính: female; Tìm: le"


# Closed by construction ------------------------------------------------------------------------


def test_a_statement_that_reads_columns_without_the_id_is_refused(product):
    with as_system(product) as session, shown.collecting() as found:
        with pytest.raises(StepNotAllowed):
            session.execute(select(Person.full_name).limit(1))
        ids = [row[0] for row in session.execute(select(Person.id, Person.phone).limit(3))]
        assert found.loaded == set(ids)
        session.execute(select(Person.full_name).limit(1), execution_options=shown.not_shown("test"))
        assert found.loaded == set(ids)


# No line, no answer ----------------------------------------------------------------------------


@pytest.fixture
def broken_log(product):
    """The table of the log cannot be written."""
    rename(product, "access_log", "access_log_away")
    yield
    rename(product, "access_log_away", "access_log")


def rename(product, old, new):
    with product.app.app_context(), product.db.engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))


def test_without_a_log_no_record_is_shown(product, clerk, api, person, broken_log):
    for answer in (
        clerk.get(f"/person/show/{person}"),
        clerk.get("/person/list/"),
        clerk.get("/lookup/everything?q=nhat+ky"),
        clerk.post_form("/person/export"),
        api.get(f"/api/v1/person/{person}"),
    ):
        text = answer.get_data(as_text=True)
        assert answer.status_code == 503
        assert "Chưa ghi được nhật ký truy cập" in text
        assert "Nhật Ký" not in text


def test_without_a_log_a_job_has_no_result(product, clerk, monkeypatch, broken_log):
    monkeypatch.setattr("app.web.export.AT_ONCE", 0)
    job = start(clerk)
    work(product)
    assert job_of(product, job).state == "failed"


def test_pages_without_people_need_no_log(product, clerk, broken_log):
    assert clerk.get("/person/add").status_code == 200


def test_answers_at_the_same_time_stand_in_one_order(product, person):
    """Four readers at once: every line is there, and the chain is whole."""
    before, clients = number_of_lines(product), [product.login(CLERK) for _number in range(4)]

    def read(client):
        return [client.get(f"/person/show/{person}").status_code for _time in range(5)]

    with ThreadPoolExecutor(4) as pool:
        assert {status for found in pool.map(read, clients) for status in found} == {200}
    assert number_of_lines(product) == before + 20
    with as_system(product) as session:
        assert verify(session).fault is None


# Reading the log --------------------------------------------------------------------------------


def test_the_log_is_read_by_account_person_act_and_unit(product, clerk, home_affairs, person):
    clerk.get(f"/person/show/{person}")
    mine = {"account": CLERK, "act": "show", "person": person, "unit": unit_id(product, WARD)}
    page = home_affairs.get("/access_log/list/", query_string=mine).get_data(as_text=True)
    assert "Xem hồ sơ</td>" in page and "Phường Xuân Khánh" in page
    page = home_affairs.get("/access_log/list/", query_string={**mine, "unit": unit_id(product, "SYT")})
    assert "Chưa có dòng nào khớp." in page.get_data(as_text=True)


def test_a_clerk_does_not_read_the_log(clerk, person):
    assert clerk.get("/access_log/list/").status_code == 403
    assert clerk.get(f"/access_log/person/{person}").status_code == 403


def test_a_person_sees_who_has_seen_its_record_and_nobody_elses(product, home_affairs):
    own = sql(product, "SELECT person_id FROM ab_user WHERE username = 'canhan'")[0][0]
    home_affairs.get(f"/person/show/{own}")
    client = product.login("canhan")
    page = client.get(f"/access_log/person/{own}").get_data(as_text=True)
    assert "Sở Nội vụ" in page and "Xem hồ sơ</td>" in page
    assert client.get(f"/access_log/person/{make_person(product)}").status_code == 404
    other = make_person(product, full_name="Người Khác")
    home_affairs.get(f"/person/show/{other}")
    everything = client.get("/access_log/list/").get_data(as_text=True)
    assert "Người Khác" not in everything and f"số {other}<" not in everything


def test_the_log_comes_as_a_workbook(product, home_affairs):
    answer = home_affairs.post_form("/access_log/export", {"account": CLERK})
    assert answer.status_code == 200
    assert {row[3] for row in cells_of(answer) if row[0]} == {CLERK}


def test_the_workbook_names_every_record_of_a_line_in_as_many_rows_as_it_takes(product, home_affairs):
    """Odd numbers are no ranges: forty thousand of them fill several cells."""
    many = set(range(1, 80_000, 2))
    with as_system(product) as session:
        number = write_access(session, many, act="job")
        session.commit()
    answer = home_affairs.post_form("/access_log/export", {"act": "job"})
    rows = [row for row in cells_of(answer) if row[1] == number]
    assert len(rows) > 5 and all(len(row[8]) <= LARGEST_CELL for row in rows)
    assert {one for row in rows for one in from_ranges(row[8])} == many


def test_ranges_are_cut_between_numbers():
    assert in_cells("") == [""] and in_cells("1,3-5") == ["1,3-5"]
    assert in_cells("11,13-15,17", most=5) == ["11", "13-15", "17"]
    assert in_cells("11,13-15,17", most=8) == ["11,13-15", "17"]


def test_after_all_this_the_chain_is_whole(product):
    with as_system(product) as session:
        found = verify(session)
    assert found.fault is None and found.lines == number_of_lines(product) > 20
