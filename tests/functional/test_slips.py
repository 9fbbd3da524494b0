"""Personal accounts and their slips: one for each person, the password nowhere else (A2; Điều 6.5, 7.1)."""

import datetime
import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from app.access.models import Account, Grant
from app.accounts import personal
from app.core import clock
from app.core.rights import Right
from app.jobs import worker
from app.personnel.models import Person
from tests.support.access import make_account as with_grants
from tests.support.accounts import (
    act,
    can_sign_in,
    password_on,
    slips_on,
)
from tests.support.cast import WARD, as_system, history_of, make_person, unit_id
from tests.support.job_queue import change, job_of, work
from tests.support.scans import text_of

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

SLIP = "PHIẾU CẤP TÀI KHOẢN"
PASSWORD = re.compile(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}")


@pytest.fixture(scope="module")
def ward(product):
    return product.login("phuong.xuankhanh")


def account_for(product, person):
    with as_system(product) as session:
        return session.scalars(select(Account).where(Account.person_id == person)).first()


def test_one_person_gets_one_account_and_one_slip(product, ward):
    person = make_person(product, full_name="Nguyễn Thị Ngọc Ẩn")
    with as_system(product) as session:
        session.get(Person, person).staff_number = "CT-00777"
        session.commit()
    issued = ward.post_form(f"/account/issue/{person}")
    password = password_on(issued)
    (page,) = text_of(slips_on(issued))
    assert page.count(SLIP) == 1
    for words in ("Nguyễn Thị Ngọc Ẩn", "ct00777", password, "Xuân Khánh"):
        assert words in page, words
    assert can_sign_in(product, "ct00777", password)
    again = ward.post_form(f"/account/issue/{person}")
    assert again.status_code == 422 and "đã có tài khoản cá nhân" in again.get_data(as_text=True)


def test_she_sees_her_own_record_alone(product, ward):
    person, other = make_person(product), make_person(product)
    password = password_on(ward.post_form(f"/account/issue/{person}"))
    account = account_for(product, person)
    client = product.login(account.username, password)
    chosen = {"present": password, "password": "cua-rieng-toi-1", "again": "cua-rieng-toi-1"}
    client.post_form("/resetmypassword/form", chosen)
    assert client.get(f"/person/show/{person}").status_code == 200
    assert client.get(f"/person/show/{other}").status_code == 404
    assert client.get("/account/list/").status_code == 403


@pytest.mark.parametrize("client", ["soyte", "pgd.ninhkieu", "quantri", "canhan", "xem.soyte"])
def test_nobody_else_issues_accounts_to_the_people_of_a_unit(product, client):
    person = make_person(product)
    status = {"soyte": 404, "pgd.ninhkieu": 404}.get(client, 403)
    assert product.login(client).post_form(f"/account/issue/{person}").status_code == status
    assert account_for(product, person) is None


def test_a_closed_record_gets_no_account(product, ward):
    person = make_person(product)
    product.login("sonoivu").post_form(f"/person/remove/{person}", {"reason": "Nhập trùng"})
    assert ward.post_form(f"/account/issue/{person}").status_code in (404, 422)
    assert account_for(product, person) is None


def begun(client, unit):
    answer = client.post_form("/account/issue_unit", {"unit": unit, "confirmed": "1"})
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def test_a_whole_unit_gets_a_slip_for_each_person_without_an_account(product, ward, monkeypatch):
    made = [make_person(product) for _ in range(10)]
    unit = unit_id(product, WARD)
    asked = ward.post_form("/account/issue_unit", {"unit": unit}).get_data(as_text=True)
    count = int(re.search(r"(\d+) người của", asked).group(1))
    assert count >= 10
    monkeypatch.setattr(personal, "MOST_AT_ONCE", count - 1)
    job = begun(ward, unit)
    assert work(product)
    told = job_of(product, job)
    assert (told.state, told.progress) == ("done", count - 1), told.message
    assert "Còn 1 người" in ward.get(f"/jobs/show/{job}").get_data(as_text=True)
    answer = ward.get(f"/jobs/result/{job}")
    assert answer.mimetype == "application/pdf" and told.access_line is not None
    words = "".join(text_of(answer.data))
    passwords = PASSWORD.findall(words)
    assert words.count(SLIP) == len(passwords) == len(set(passwords)) == count - 1
    account = next(filter(None, (account_for(product, person) for person in made)))
    assert account.username in words.replace("\n", "")
    assert sum(can_sign_in(product, account.username, one) for one in passwords[:4]) <= 1
    last = begun(ward, unit)
    assert work(product) and job_of(product, last).progress == 1
    again = ward.post_form("/account/issue_unit", {"unit": unit, "confirmed": "1"})
    assert again.status_code == 422 and "đều đã có" in again.get_data(as_text=True)


def test_slips_are_for_whoever_asked_for_them_alone(product, ward):
    make_person(product)
    job = begun(ward, unit_id(product, WARD))
    assert work(product)
    for other in ("sonoivu", "pnv.ninhkieu", "quantri", "canhan"):
        client = product.login(other)
        assert client.get(f"/jobs/result/{job}").status_code == 404
        assert client.get(f"/jobs/show/{job}").status_code == 404


def test_slips_of_a_worker_that_was_killed_are_neither_lost_nor_made_twice(product, ward, monkeypatch):
    """Killed after the commit, before the job was finished: taken up again, the file is there."""
    person = make_person(product)
    job = begun(ward, unit_id(product, WARD))
    monkeypatch.setattr(worker, "job_finish", lambda *_, **__: None)
    assert work(product)
    monkeypatch.undo()
    account = account_for(product, person)
    assert job_of(product, job).state == "running" and account is not None
    change(product, job, lease_until=clock.now())
    assert work(product)
    assert job_of(product, job).state == "done" and account_for(product, person).password == account.password
    (password,) = PASSWORD.findall("".join(text_of(ward.get(f"/jobs/result/{job}").data)))
    assert can_sign_in(product, account.username, password)


def test_an_account_that_may_no_longer_issue_makes_nothing(product, ward):
    """The rights of the moment decide, not those of when it was asked."""
    person = make_person(product)
    name = with_grants(product, ("Đơn vị (quyền cập nhật)", WARD, {}), unit=WARD)
    job = begun(product.login(name), unit_id(product, WARD))
    with as_system(product, Right.MANAGE) as session:
        account = session.scalars(select(Account).where(Account.username == name)).one()
        grant = session.scalars(select(Grant).where(Grant.account_id == account.id)).one()
        grant.valid_to = clock.today() - datetime.timedelta(days=1)
        session.commit()
    assert work(product) and job_of(product, job).state == "failed"
    assert account_for(product, person) is None and job_of(product, job).result == ""


@pytest.mark.parametrize(("name", "unit", "status"), [
    ("phuong.xuankhanh", "SYT", 404), ("phuong.xuankhanh", "NK", 404), ("soyte", WARD, 404),
    ("quantri", WARD, 403), ("xem.soyte", "SYT", 403), ("canhan", WARD, 403),
])  # fmt: skip
def test_a_unit_outside_the_scope_is_not_found(product, name, unit, status):
    for confirmed in ("", "1"):
        form = {"unit": unit_id(product, unit), "confirmed": confirmed}
        assert product.login(name).post_form("/account/issue_unit", form).status_code == status


def test_a_password_stands_nowhere_in_the_database_nor_in_the_history(product, ward):
    person = make_person(product)
    password = password_on(ward.post_form(f"/account/issue/{person}"))
    account = account_for(product, person)
    assert account.password.startswith("$argon2id$") and password not in account.password
    assert password not in str([line.changes for line in history_of(product, "account", account.id)])
    found = [path for path in product.settings.data_dir.rglob("*")
             if path.is_file() and password.encode() in path.read_bytes()]  # fmt: skip
    assert found == []


def test_the_page_of_a_record_offers_the_account_to_whoever_issues_it(product, ward):
    person = make_person(product)
    assert "Cấp tài khoản cá nhân" in ward.get(f"/person/show/{person}").get_data(as_text=True)
    ward.post_form(f"/account/issue/{person}")
    page = ward.get(f"/person/show/{person}").get_data(as_text=True)
    assert account_for(product, person).username in page
    own = product.login("canhan")
    record = own.get("/", follow_redirects=True).get_data(as_text=True)
    assert "Tài khoản cá nhân</h2>" not in record


def test_a_lost_password_of_a_person_is_reset_by_the_unit(product, ward):
    person = make_person(product)
    old = password_on(ward.post_form(f"/account/issue/{person}"))
    account = account_for(product, person)
    new = password_on(act(ward, "reset", account.id))
    assert new != old and not can_sign_in(product, account.username, old)
    assert can_sign_in(product, account.username, new)
    assert product.login("soyte").post_form(f"/account/act/reset/{account.id}").status_code == 404


# Registers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("which", "form"), [("accounts", "Mẫu 1"), ("rights", "Mẫu 2")])
def test_registers_hold_the_unit_accounts_of_the_scope(product, ward, which, form):
    city = product.login("sonoivu").post_form(f"/account/register/{which}/xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(city.data)).active
    assert form in sheet["A2"].value
    names = {row[1] for row in sheet.iter_rows(min_row=6, values_only=True)}
    assert {"soyte", "sonoivu", "phuong.xuankhanh"} <= names
    assert not {"canhan", "quantri"} & names
    pages = text_of(ward.post_form(f"/account/register/{which}/pdf").data)
    assert form in pages[0] and "phuong.xuankhanh" in pages[0].replace("\n", "")
    assert "soyte" not in pages[0]


def test_a_register_can_be_of_one_branch_and_is_logged(product):
    unit = {"unit": unit_id(product, "SYT")}
    answer = product.login("sonoivu").post_form("/account/register/accounts/xlsx", unit)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    names = {row[1] for row in sheet.iter_rows(min_row=6, values_only=True)}
    assert "soyte" in names and "phuong.xuankhanh" not in names
    assert history_of(product, "account", 0)[-1].act == "export"
    assert product.login("canhan").post_form("/account/register/accounts/pdf").status_code == 403
