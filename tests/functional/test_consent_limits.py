"""A consent gives no more than its giver holds, and never to the giver itself (Điều 8.3)."""

import datetime
import re

import pytest
from sqlalchemy import select

from app.access.holders import AccountHolder
from app.access.models import Consent, Grant
from app.core import clock
from app.settings.services import settings_change
from tests.functional.test_consent import CLERK, READER, day, form
from tests.support.access import account_id, make_account, make_role
from tests.support.cast import as_system, make_person, unit_id

TODAY = clock.today()
GIVES = ("view person", "view consent", "add consent")


@pytest.fixture(scope="module")
def plain_role(product):
    return make_role(product, *GIVES)


@pytest.fixture
def person(product):
    return make_person(product, full_name="Lê Thị Được Giữ")


def consents(product, person):
    with as_system(product) as session:
        return session.scalars(select(Consent).where(Consent.person_id == person)).all()


def refused(product, client, person, **changes):
    """The sentences at the fields of a consent that was not given."""
    answer = client.post_form(f"/consent/give/{person}", form(**changes))
    assert answer.status_code == 422 and consents(product, person) == []
    return re.findall(r'<p class="hs-error" id="(\w+)-loi">([^<]+)', answer.get_data(as_text=True))


def end_grants(product, name):
    with as_system(product) as session:
        for grant in session.scalars(select(Grant).where(Grant.account_id == account_id(product, name))):
            grant.valid_to = TODAY - datetime.timedelta(days=1)
        session.commit()


def test_no_consent_to_oneself_outlives_the_grant(product, plain_role, person):
    name = make_account(product, ("Đơn vị (quyền cập nhật)", "NK.31144", {}), unit="NK.31144")
    client = product.login(name)
    ((field, _),) = refused(product, client, person, account=name, shows_sensitive="1")
    assert field == "account"
    end_grants(product, name)
    assert product.login(name).get(f"/person/show/{person}").status_code in (403, 404)


def test_neither_to_a_colleague_nor_to_the_own_unit(product, person):
    place = ("Đơn vị (quyền cập nhật)", "NK.31144", {})
    giver = make_account(product, place, unit="NK.31144")
    idle = make_account(product, unit="NK.31144")
    client = product.login(giver)
    for whom in (idle, CLERK, giver.upper(), "canhan"):  # «canhan» has its record in the ward
        assert [field for field, _ in refused(product, client, person, account=whom)] == ["account"], whom
    own = unit_id(product, "NK.31144")
    assert [field for field, _ in refused(product, client, person, account="", unit_id=own)] == ["unit_id"]


def test_not_to_whoever_reads_the_record_by_its_own_grants(product, person):
    """Two accounts that read it would keep each other in when their grants end."""
    client = product.login(CLERK)
    assert [field for field, _ in refused(product, client, person, account="pnv.ninhkieu")] == ["account"]
    office = unit_id(product, "NK.NV")
    assert [f for f, _ in refused(product, client, person, account="", unit_id=office)] == ["unit_id"]


def test_not_to_another_account_of_the_same_holder(product, person):
    other = make_account(product, unit="SYT")
    held = [account_id(product, name) for name in (CLERK, other)]
    with as_system(product) as session:
        for row in held:
            for holder in session.scalars(select(AccountHolder).where(AccountHolder.account_id == row)):
                holder.to_on = TODAY - datetime.timedelta(days=1)
            session.flush()
            session.add(AccountHolder(account_id=row, name="Nguyễn Văn Một", phone="0909 1", from_on=TODAY))
        session.commit()
    assert [f for f, _ in refused(product, product.login(CLERK), person, account=other)] == ["account"]


def test_a_name_nobody_has_is_answered_like_a_refused_one(product, person):
    client = product.login(CLERK)
    sentences = {
        refused(product, client, person, account=name)[0][1].replace(name, "")
        for name in ("khong.co.ai", "pnv.ninhkieu", CLERK)
    }
    assert len(sentences) == 1


def test_a_form_that_is_not_whole_tells_nothing_about_names(product, person):
    client = product.login(CLERK)
    for fault in ({"purpose": ""}, {"scan": ""}):
        found = [refused(product, client, person, account=name, **fault) for name in (READER, "khong.co.ai")]
        assert found[0] == found[1] and "account" not in dict(found[0])


def test_sensitive_groups_only_by_whoever_sees_them_all(product, person):
    some = make_role(product, *GIVES, "view person_identity")
    client = product.login(make_account(product, (some, "NK.31144", {}), unit="NK.31144"))
    ((field, sentence),) = refused(product, client, person, shows_sensitive="1")
    assert field == "shows_sensitive" and "mục nhạy cảm" in sentence
    assert client.post_form(f"/consent/give/{person}", form()).status_code == 302


def test_what_one_reads_by_consent_is_not_handed_on(product, person):
    """All groups by a consent, and a grant over the record that carries none of them."""
    second = make_account(product, (make_role(product, *GIVES), "NK.31144", {}), unit="SYT")
    office = product.login("sonoivu")
    assert (
        office.post_form(f"/consent/give/{person}", form(account=second, shows_sensitive="1")).status_code
        == 302
    )
    answer = product.login(second).post_form(f"/consent/give/{person}", form(shows_sensitive="1"))
    assert answer.status_code == 422
    assert len(consents(product, person)) == 1


def test_the_longest_time_is_a_setting(product, person):
    client = product.login(CLERK)
    assert [f for f, _ in refused(product, client, person, valid_to=day(366))] == ["valid_to"]
    with as_system(product) as session:
        settings_change(session, {"consent_longest_days": "10"}, ground="Thử")
    try:
        assert [f for f, _ in refused(product, client, person, valid_to=day(11))] == ["valid_to"]
        answer = client.post_form(f"/consent/give/{person}", form(valid_to=day(10)))
        assert answer.status_code == 302
    finally:
        with as_system(product) as session:
            settings_change(session, {"consent_longest_days": "365"}, ground="Thử")


def test_not_longer_than_the_own_grant(product, plain_role, person):
    until = {"valid_to": TODAY + datetime.timedelta(days=5)}
    client = product.login(make_account(product, (plain_role, "NK.31144", until), unit="NK.31144"))
    assert [f for f, _ in refused(product, client, person, valid_to=day(6))] == ["valid_to"]
    assert client.post_form(f"/consent/give/{person}", form(valid_to=day(5))).status_code == 302


def test_the_right_on_consents_is_enough(product, plain_role, person):
    """Neither adding nor editing records is asked of whoever keeps the register."""
    role = make_role(product, *GIVES, "edit consent")
    client = product.login(make_account(product, (role, "NK.31144", {}), unit="NK.31144"))
    assert client.get(f"/consent/person/{person}").status_code == 200
    assert client.post_form(f"/consent/give/{person}", form()).status_code == 302
    (row,) = consents(product, person)
    assert client.post_form(f"/consent/withdraw/{row.id}", {"reason": "Hết mục đích"}).status_code == 302
    elsewhere = make_person(product, unit="SYT")
    for path in (f"/consent/person/{elsewhere}", f"/consent/give/{elsewhere}"):
        send = client.get if "person" in path else lambda to: client.post_form(to, form())
        assert send(path).status_code == 404


def test_what_an_account_gave_is_listed_with_its_grants(product, plain_role, person):
    name = make_account(product, (plain_role, "NK.31144", {}), unit="NK.31144")
    number = f"88/{name}"
    answer = product.login(name).post_form(f"/consent/give/{person}", form(document_number=number))
    assert answer.status_code == 302
    end_grants(product, name)
    office = product.login("sonoivu")
    page = office.get(f"/grants/account/{account_id(product, name)}").get_data(as_text=True)
    assert number in page and "do tài khoản này ghi" in page
    (row,) = consents(product, person)
    office.post_form(f"/consent/withdraw/{row.id}", {"reason": "Rà soát"})
    page = office.get(f"/grants/account/{account_id(product, name)}").get_data(as_text=True)
    assert "do tài khoản này ghi" not in page
