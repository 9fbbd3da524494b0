"""«Xem như»: an administrator sees what an account sees, writes nothing, and it is told (A6)."""

import dataclasses
import datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.access.grants import load_actor
from app.access.models import Account
from app.access.sensitive import Sight, sights
from app.access.sessions import AccountSession
from app.access.viewing import seen_as
from app.audit import mass_reading
from app.core import clock
from app.core.actor import Actor, ActorGrant, Channel, acting_as, operation
from app.core.errors import StepNotAllowed
from app.core.rights import Right
from app.core.transactions import transaction
from app.personnel.models import Person
from tests.matrix.policy import PHUONG
from tests.matrix.reach import live_people_of
from tests.support.access import (
    OFFICE,
    account_id,
    grants_of,
    make_account,
    make_role,
    role_id,
)
from tests.support.acting import text_of
from tests.support.cast import as_system, history_of, make_person, person_form, stored
from tests.support.log_lines import last, sql
from tests.support.product import read_csrf_token
from tests.support.refusals import LONG_ID, assert_refused
from tests.support.templates import DEMO_PASSWORD

YESTERDAY = clock.today() - datetime.timedelta(days=1)
REFUSED = "Đang xem như tài khoản khác: chỉ được đọc."


def begin(product, client, username):
    return client.post_form(f"/view_as/begin/{account_id(product, username)}")


@pytest.fixture
def ward(product):
    """Sở Nội vụ with the eyes of the ward."""
    client = product.login("sonoivu")
    assert begin(product, client, PHUONG).status_code == 302
    return client


def test_it_sees_what_the_account_sees_and_says_so_on_each_page(product, ward):
    for path in ("/person/list/", "/unit/list/", "/jobs/list/", "/khong/co"):
        page = text_of(ward.get(path))
        assert "sonoivu xem như phuong.xuankhanh" in page, path
        assert "Thoát xem như" in page
    page = text_of(ward.get("/person/list/?psize=100"))
    assert all(f'/person/show/{row}"' in page for row in live_people_of(product, PHUONG))
    outside = make_person(product, unit="SYT")
    assert ward.get(f"/person/show/{outside}").status_code == 404
    for path in ("/roles/list/", "/grants/list/", "/account/add", "/delegation/list/"):
        assert ward.get(path).status_code == 403, path


def test_it_writes_nothing_by_any_door(product, ward):
    person = next(iter(live_people_of(product, PHUONG)))
    before = stored(product, "person", person)
    forms = {
        "/person/add": person_form(product, unit="NK.31144"),
        f"/person/edit/{person}": {"phone": "0292 000 111", "_version": before["version"]},
        "/person/action_post": {"action": "verify", "rowid": [person], "confirmed": "1"},
        "/person/export": {},
        "/person/choose": {"psize": "50"},
        "/person/keep_filter": {"_name": "x", "q": "a"},
        "/person/identity": {"number": "092085000001"},
        "/resetmypassword/form": {"password": "mat-khau-khac-2", "conf_password": "mat-khau-khac-2"},
        "/login/": {"username": "sonoivu", "password": "x"},
        f"/view_as/begin/{account_id(product, 'soyte')}": {},
        f"/grants/give/{account_id(product, 'soyte')}": {"role": role_id(product, OFFICE)},
        "/roles/add": {"name": "Vai trò lén"},
        "/khong/co": {},
    }
    for path, form in forms.items():
        assert REFUSED in assert_refused(ward.post_form(path, form), 403), path
    for method in ("put", "patch", "delete"):
        assert getattr(ward, method)(f"/person/edit/{person}").status_code in (403, 405)
    assert stored(product, "person", person) == before


def test_services_and_flushes_refuse_it_too(product):
    """Closed by construction: no route has to remember it."""
    person = next(iter(live_people_of(product, PHUONG)))
    with product.app.app_context():
        session = product.db.session
        accounts = {a.username: a for a in session.scalars(select(Account))}
        own = load_actor(session, accounts["sonoivu"], Channel.SCREEN, "")
        seen = seen_as(session, own, accounts[PHUONG].id)
        assert (seen.is_read_only, seen.viewer, seen.name) == (True, own, "sonoivu xem như phuong.xuankhanh")
        with acting_as(seen):
            with pytest.raises(StepNotAllowed), transaction(session, Right.EDIT):
                pass
            with operation(Right.EDIT):
                session.get(Person, person).phone = "0292 000 111"
                with pytest.raises(StepNotAllowed):
                    session.flush()
            session.rollback()


def test_its_beginning_and_end_are_told(product, ward):
    row = account_id(product, PHUONG)
    answer = ward.post_form("/view_as/leave")
    assert answer.status_code == 302
    lines = history_of(product, "account", row)[-2:]
    assert [(line.act, line.actor, line.channel) for line in lines] == [
        ("view_as", "sonoivu", "screen"), ("view_as_end", "sonoivu", "screen")
    ]  # fmt: skip
    page = text_of(ward.get(f"/grants/account/{row}"))
    assert "Xem như" in page and "Thoát xem như" in page
    assert "sonoivu xem như" not in page
    assert ward.get("/roles/list/").status_code == 200


def test_the_sessions_shown_are_those_of_whoever_looks_on(product, ward):
    theirs = product.login(PHUONG)
    page = text_of(ward.get("/sessions/list/"))
    assert page.count("Phiên này") == 1
    with as_system(product) as session:
        rows = {pk: [] for pk in ("sonoivu", PHUONG)}
        query = select(Account.username, AccountSession.id).join(
            AccountSession, AccountSession.account_id == Account.id
        )
        for username, pk in session.execute(query.where(AccountSession.ended_at.is_(None))):
            rows.get(username, []).append(pk)
    assert all(f'/sessions/end/{pk}"' in page for pk in rows["sonoivu"])
    assert rows[PHUONG] and not any(f'/sessions/end/{pk}"' in page for pk in rows[PHUONG])
    assert_refused(ward.post_form(f"/sessions/end/{rows[PHUONG][-1]}"), 403)
    assert theirs.get("/person/list/").status_code == 200


def test_leaving_without_looking_on_leads_home(product):
    assert product.login("soyte").post_form("/view_as/leave").status_code == 302


def test_it_is_not_for_oneself_nor_for_anybody_above(product):
    office, administrator = product.login("sonoivu"), product.login("quantri")
    assert_refused(begin(product, office, "sonoivu"), 403)
    above = make_account(product, (make_role(product, "export person_health"), "NK", {}), unit="NK")
    assert_refused(begin(product, office, above), 403)
    for username in ("sonoivu", "soyte"):
        assert_refused(begin(product, administrator, username), 404)
    for username in ("soyte", "phuong.xuankhanh", "canhan", "xem.soyte"):
        assert_refused(begin(product, product.login(username), "phuong.xuankhanh"), 403)
    for pk in (LONG_ID, "abc", "999999999", "-1"):
        assert_refused(office.post_form(f"/view_as/begin/{pk}"), 404)


def test_a_district_looks_on_as_its_own_accounts_below_it_only(product):
    role = make_role(product, "view person", "view access_grant", "manage access_grant", "view account",
                     "manage account")  # fmt: skip
    client = product.login(make_account(product, (role, "NK", {}), unit="NK.NV"))
    assert_refused(begin(product, client, "phuong.xuankhanh"), 403)  # a ward clerk edits: more than viewing
    assert_refused(begin(product, client, "soyte"), 404)
    below = make_account(product, (make_role(product, "view person"), "NK.31144", {}), unit="NK.31144")
    assert begin(product, client, below).status_code == 302
    assert f"xem như {below}" in text_of(client.get("/person/list/"))


def test_a_locked_account_has_no_eyes(product):
    name = make_account(product, (make_role(product, "view person"), "NK", {}), unit="NK")
    with as_system(product, Right.MANAGE) as session:
        session.scalars(select(Account).where(Account.username == name)).one().active = False
        session.commit()
    assert_refused(begin(product, product.login("sonoivu"), name), 403)


def test_whoever_loses_the_right_is_itself_again_at_the_next_request(product):
    role = make_role(product, "view person", "view access_grant", "manage access_grant", "manage account")
    manager = make_account(product, (role, "NK", {}), unit="NK.NV")
    below = make_account(product, (make_role(product, "view person"), "NK.31144", {}), unit="NK.31144")
    client = product.login(manager)
    assert begin(product, client, below).status_code == 302
    with as_system(product, Right.MANAGE) as session:
        session.merge(grants_of(product, manager)[0]).valid_to = YESTERDAY
        session.commit()
    answer = client.get("/person/list/")
    # A change of grants ends the session as well.
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/login/")


def test_a_mark_left_in_a_session_means_nothing_to_the_next_account(product, ward):
    assert ward.post_form("/logout/").status_code == 302
    token = read_csrf_token(text_of(ward.get("/login/")))
    form = {"username": "soyte", "password": DEMO_PASSWORD, "csrf_token": token}
    assert ward.post("/login/", data=form).status_code == 302
    page = text_of(ward.get("/person/list/"))
    assert "Sở Y tế" in page and "xem như" not in page


def test_tokens_of_the_api_know_nothing_of_it(product, ward):
    api = product.api("sonoivu")
    assert api.get("/api/v1/unit/").status_code == 200
    assert ward.get("/api/v1/unit/").status_code == 401


# Sensitive groups, the log ----------------------------------------------------------------------------

WHY = "Đối chiếu hồ sơ giấy của phường"


def opened(product, client, person, group="identity"):
    form = {"group": group, "reason_choice": "other", "reason": WHY}
    assert client.post_form(f"/person/reveal/{person}", form).status_code == 302


def test_what_the_account_has_opened_stays_masked_to_whoever_looks_on(product):
    person = make_person(product, identity_issued_by="Công an Xem Như", pay_step="4")
    clerk, office = product.login(PHUONG), product.login("sonoivu")
    opened(product, clerk, person)
    assert "Công an Xem Như" in text_of(clerk.get(f"/person/show/{person}"))
    assert begin(product, office, PHUONG).status_code == 302
    page = text_of(office.get(f"/person/show/{person}"))
    assert "Công an Xem Như" not in page and "Giấy tờ tùy thân: đang che" in page
    assert_refused(office.post_form(f"/person/reveal/{person}", {"group": "identity", "reason": WHY}), 403)
    office.post_form("/view_as/leave")
    opened(product, office, person)
    begin(product, office, PHUONG)
    assert "Công an Xem Như" in text_of(office.get(f"/person/show/{person}")), "opened by the reader itself"
    other = product.login(make_account(product, (OFFICE, "CT", {}), unit="SNV"))
    begin(product, other, PHUONG)
    assert "Công an Xem Như" not in text_of(other.get(f"/person/show/{person}"))


def test_the_own_record_of_an_account_is_not_that_of_whoever_looks_on(product):
    own, number = sql(
        product,
        "SELECT p.id, p.identity_number FROM person p JOIN ab_user a ON a.person_id = p.id"
        " WHERE a.username = 'canhan'",
    )[0]
    assert number in text_of(product.login("canhan").get(f"/person/show/{own}"))
    office = product.login("sonoivu")
    assert begin(product, office, "canhan").status_code == 302
    page = text_of(office.get(f"/person/show/{own}"))
    assert number not in page and f"•••• {number[-4:]}" in page


def test_what_either_may_not_see_is_withheld(product):
    """The account without the group, and the reader without it: neither sees the other's."""
    view, opens = frozenset({("view", "person")}), frozenset({("view", "person_health")})
    row = SimpleNamespace(id=10**8, home_path="/1/2/")

    def seen(of_viewer, of_account):
        viewer = Actor("a", Channel.SCREEN, account_id=1, grants=(ActorGrant(of_viewer, root_path="/1/"),))
        grants = (ActorGrant(of_account, root_path="/1/2/"),)
        actor = Actor("a xem như b", Channel.VIEW_AS, account_id=2, grants=grants, viewer=viewer)
        with product.app.app_context(), acting_as(dataclasses.replace(actor, is_read_only=True)):
            return sights(product.db.session(), row)["health"]

    assert seen(view | opens, view) is seen(view, view | opens) is Sight.WITHHELD
    assert seen(view | opens, view | opens) is Sight.MASKED


def test_the_log_names_both_and_counts_on_whoever_looks_on(product, ward):
    person = make_person(product)
    assert ward.get(f"/person/show/{person}").status_code == 200
    ((line, ids),) = last(product)
    assert (line.actor, line.channel, line.act, ids) == (
        "sonoivu xem như phuong.xuankhanh", "view_as", "show", {person}
    )  # fmt: skip
    assert line.account_id == account_id(product, "sonoivu")
    auditor = product.login("thanhtra")
    for name in ("sonoivu", PHUONG):
        page = text_of(auditor.get("/access_log/list/", query_string={"account": name}))
        assert "sonoivu xem như phuong.xuankhanh" in page, name
    page = text_of(auditor.get("/access_log/list/", query_string={"account": "sonoi"}))
    assert "sonoivu xem như" not in page


def test_many_records_read_in_anothers_name_are_alerted_under_the_readers(product, ward, monkeypatch):
    mass_reading.forget()
    real = mass_reading.setting
    few = {"mass_reading_records": 3}
    monkeypatch.setattr(mass_reading, "setting", lambda s, key: few.get(key) or real(s, key))
    for number in range(4):
        ward.get(f"/person/show/{make_person(product, full_name=f'Lê Thị Xem {number}')}")
    mass_reading.forget()
    found = sql(product, "SELECT account_id, actor FROM reading_alert ORDER BY id DESC LIMIT 1")[0]
    assert tuple(found) == (account_id(product, "sonoivu"), "sonoivu xem như phuong.xuankhanh")
