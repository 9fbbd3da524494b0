"""Consents in writing: an outsider reads one record until a day, and nothing more (Điều 8.3)."""

import datetime

import pytest
from sqlalchemy import select

from app.access.models import Consent
from app.core import clock
from tests.support.cast import as_system, history_of, make_person, unit_id
from tests.support.log_lines import last

READER = "xem.soyte"  # reads Sở Y tế, not the ward
CLERK = "phuong.xuankhanh"
TODAY = clock.today()


def day(offset):
    return f"{TODAY + datetime.timedelta(days=offset):%d/%m/%Y}"


def form(**changes):
    return {
        "account": READER, "valid_from": day(0), "valid_to": day(30), "document_number": "15/CV-UBND",
        "document_on": day(-1), "agreed_by": "Chủ tịch UBND phường", "purpose": "Nghiên cứu", **changes,
    }  # fmt: skip


@pytest.fixture(scope="module")
def clerk(product):
    return product.login(CLERK)


@pytest.fixture(scope="module")
def reader(product):
    return product.login(READER)


@pytest.fixture
def person(product):
    return make_person(
        product, full_name="Lê Thị Được Xem", identity_issued_by="Công an Kín", main_work="Văn thư"
    )


def give(clerk, person, **changes):
    answer = clerk.post_form(f"/consent/give/{person}", form(**changes))
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]


def consent_of(product, person):
    with as_system(product) as session:
        row = session.scalars(select(Consent).where(Consent.person_id == person)).one()
        session.expunge(row)
        session.rollback()
        return row


def test_a_consent_lets_an_outsider_read_one_record(product, clerk, reader, person):
    assert reader.get(f"/person/show/{person}").status_code == 404
    give(clerk, person)
    page = reader.get(f"/person/show/{person}")
    assert page.status_code == 200 and "Văn thư" in page.get_data(as_text=True)
    assert reader.get(f"/person/show/{make_person(product)}").status_code == 404
    names = reader.get("/person/list/?q=duoc+xem").get_data(as_text=True)
    assert f'/person/show/{person}"' in names
    assert product.api(READER).get(f"/api/v1/person/{person}").status_code == 200


def test_reading_under_a_consent_is_marked_in_the_log(product, clerk, reader, person):
    give(clerk, person)
    reader.get(f"/person/show/{person}")
    ((line, ids),) = last(product)
    assert (line.actor, line.consented, ids) == (READER, str(person), {person})
    page = product.login("sonoivu").get(f"/access_log/person/{person}").get_data(as_text=True)
    assert "theo đồng ý bằng văn bản" in page


def test_it_reads_and_does_nothing_else(product, clerk, person):
    """Even for an account that edits elsewhere."""
    give(clerk, person, account="soyte")
    other, api = product.login("soyte"), product.api("soyte")
    assert other.get(f"/person/show/{person}").status_code == 200
    assert other.get(f"/person/edit/{person}").status_code == 404
    assert other.post_form(f"/person/edit/{person}", {"phone": "1"}).status_code == 404
    assert other.post_form("/person/action_post", {"action": "verify", "rowid": [person]}).status_code == 404
    assert api.put(f"/api/v1/person/{person}", json={"phone": "1"}).status_code == 404
    assert other.get(f"/consent/person/{person}").get_data(as_text=True).count("15/CV-UBND") >= 0
    assert other.post_form(f"/consent/give/{person}", form()).status_code == 404


def test_sensitive_fields_only_when_it_says_so(product, clerk, reader, person):
    give(clerk, person)
    assert "Không có quyền xem" in reader.get(f"/person/show/{person}").get_data(as_text=True)
    second = make_person(product, identity_issued_by="Công an Mở")
    give(clerk, second, shows_sensitive="1")
    page = reader.get(f"/person/show/{second}").get_data(as_text=True)
    assert "••••" in page and "Công an Mở" not in page
    open_it = {"group": "identity", "reason_choice": "inspection", "reason": ""}
    reader.post_form(f"/person/reveal/{second}", open_it)
    assert "Công an Mở" in reader.get(f"/person/show/{second}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("since", "until", "status"), [(-9, -1, 404), (1, 9, 404), (0, 0, 200), (-9, 9, 200)]
)
def test_it_holds_from_its_first_day_to_its_last(product, clerk, reader, person, since, until, status):
    give(clerk, person)
    with as_system(product) as session:
        row = session.scalars(select(Consent).where(Consent.person_id == person)).one()
        row.valid_from = TODAY + datetime.timedelta(days=since)
        row.valid_to = TODAY + datetime.timedelta(days=until)
        session.commit()
    assert reader.get(f"/person/show/{person}").status_code == status


def test_it_ends_when_it_is_withdrawn_and_stays_in_the_register(product, clerk, reader, person):
    give(clerk, person)
    row = consent_of(product, person)
    clerk.post_form(f"/consent/withdraw/{row.id}", {"reason": ""})
    assert reader.get(f"/person/show/{person}").status_code == 200
    clerk.post_form(f"/consent/withdraw/{row.id}", {"reason": "Hết mục đích"})
    assert reader.get(f"/person/show/{person}").status_code == 404
    page = clerk.get(f"/consent/person/{person}").get_data(as_text=True)
    assert "Đã thu hồi" in page and "Hết mục đích" in page
    assert clerk.post_form(f"/consent/withdraw/{row.id}", {"reason": "Lần nữa"}).status_code == 403
    assert [line.act for line in history_of(product, "consent", row.id)] == ["add", "edit"]


def test_a_consent_to_a_unit_holds_for_its_accounts(product, clerk, reader, person):
    give(clerk, person, account="", unit_id=unit_id(product, "SYT"))
    assert reader.get(f"/person/show/{person}").status_code == 200
    assert product.login("pgd.ninhkieu").get(f"/person/show/{person}").status_code == 404


def test_only_whoever_manages_the_record_agrees_and_withdraws(product, clerk, reader, person):
    give(clerk, person)
    row = consent_of(product, person)
    other = product.login("soyte")
    assert other.post_form(f"/consent/give/{person}", form()).status_code == 404
    assert other.post_form(f"/consent/withdraw/{row.id}", {"reason": "x"}).status_code == 404
    assert other.get(f"/consent/person/{person}").status_code == 404
    assert "Lê Thị Được Xem" not in other.get("/consent/list/").get_data(as_text=True)
    assert reader.get("/consent/list/").status_code == 403
    assert "Lê Thị Được Xem" in clerk.get("/consent/list/").get_data(as_text=True)


FAULTS = {
    "nobody": {"account": ""},
    "an unknown account": {"account": "khong.co"},
    "a last day before the first": {"valid_to": day(-5), "valid_from": day(-2)},
    "a last day that has passed": {"valid_from": day(-9), "valid_to": day(-1)},
    "no document": {"document_number": ""},
    "a document of tomorrow": {"document_on": day(1)},
    "no purpose": {"purpose": " "},
    "a unit that does not exist": {"account": "", "unit_id": 987_654},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_consent_is_refused_and_keeps_what_was_typed(product, clerk, person, fault):
    answer = clerk.post_form(f"/consent/give/{person}", form(agreed_by="Người đồng ý riêng", **FAULTS[fault]))
    assert answer.status_code == 422
    assert "Người đồng ý riêng" in answer.get_data(as_text=True)
    with as_system(product) as session:
        assert session.scalars(select(Consent).where(Consent.person_id == person)).all() == []


def test_the_clerks_own_people_only(product, clerk):
    assert clerk.post_form(f"/consent/give/{make_person(product, unit='SYT')}", form()).status_code == 404
