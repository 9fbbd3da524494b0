"""Personal accounts and their slips: one for each person, the password nowhere else (A2; Điều 6.5, 7.1)."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select, text

from app.access.models import Account
from app.accounts import personal
from app.personnel.models import Person
from tests.support.accounts import (
    act,
    can_sign_in,
    password_on,
    passwords_on,
    slips_on,
)
from tests.support.cast import WARD, as_system, history_of, make_person, unit_id
from tests.support.scans import text_of

SLIP = "PHIẾU CẤP TÀI KHOẢN"


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


def test_a_whole_unit_gets_a_slip_for_each_person_without_an_account(product, ward, monkeypatch):
    for _ in range(10):
        make_person(product)
    unit = unit_id(product, WARD)
    asked = ward.post_form("/account/issue_unit", {"unit": unit}).get_data(as_text=True)
    count = int(re.search(r"(\d+) người của", asked).group(1))
    assert count >= 10
    monkeypatch.setattr(personal, "MOST_AT_ONCE", count - 1)
    first = ward.post_form("/account/issue_unit", {"unit": unit, "confirmed": "1"})
    assert "Còn 1 người" in first.get_data(as_text=True)
    passwords = passwords_on(first)
    pages = text_of(slips_on(first))
    assert len(passwords) == len(set(passwords)) == count - 1
    assert sum(page.count(SLIP) for page in pages) == count - 1
    assert all(sum(page.count(one) for page in pages) == 1 for one in passwords)
    last = ward.post_form("/account/issue_unit", {"unit": unit, "confirmed": "1"})
    assert len(passwords_on(last)) == 1
    done = ward.post_form("/account/issue_unit", {"unit": unit, "confirmed": "1"})
    assert done.status_code == 422 and "đều đã có" in done.get_data(as_text=True)


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
    with as_system(product) as session:
        assert session.execute(text("SELECT count(*) FROM job")).scalar() == 0
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
