"""Accounts: issued, locked, expired, reset; in scope and never above the actor (A1-A3, A7; Điều 6)."""

import datetime
import io

import pytest
from sqlalchemy import select

from app.access.models import Consent, Grant, Role
from app.accounts.personal import account_of_person
from app.core import clock
from app.core.rights import Right
from app.organisation.models import Unit
from app.settings.reading import setting
from app.settings.registry import setting_field
from app.settings.services import settings_change
from tests.support.access import make_account as with_grants
from tests.support.access import make_role
from tests.support.accounts import (
    account_id,
    account_of,
    act,
    can_sign_in,
    change,
    handover_form,
    holder_of_new,
    holders,
    make_account,
    password_on,
    told_at_sign_in,
    yesterday,
)
from tests.support.cast import WARD, as_system, counted_statements, history_of, make_person, unit_id
from tests.support.scans import pdf
from tests.support.templates import DEMO_PASSWORD

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

OWN = "mat-khau-rieng-9"


def own_password(present, new=OWN):
    return {"present": present, "password": new, "again": new}


@pytest.fixture(scope="module")
def home_affairs(product):
    return product.login("sonoivu")


@pytest.fixture(scope="module")
def ward(product):
    return product.login("phuong.xuankhanh")


def names_on(answer):
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    return page.split("<tbody>", 1)[1].split("</tbody>", 1)[0]


# Lists ---------------------------------------------------------------------------------------------


def test_a_list_holds_the_accounts_of_the_scope_and_no_other(product, home_affairs, ward):
    everybody = names_on(home_affairs.get("/account/list/"))
    for name in ("quantri", "sonoivu", "soyte", "phuong.xuankhanh", "canhan"):
        assert f">{name}</a>" in everybody
    own = names_on(ward.get("/account/list/"))
    assert ">phuong.xuankhanh</a>" in own and ">canhan</a>" in own
    for name in ("quantri", "sonoivu", "soyte", "pnv.ninhkieu"):
        assert name not in own


def test_a_list_is_filtered_by_branch_kind_state_and_words(product, home_affairs):
    health = unit_id(product, "SYT")
    for args, shown, hidden in (
        ({"unit": health}, "soyte", "canhan"),
        ({"kind": "personal"}, "canhan", "soyte"),
        ({"kind": "system"}, "quantri", "soyte"),
        ({"state": "locked"}, "", "soyte"),
        ({"q": "xuankhanh"}, "phuong.xuankhanh", "soyte"),
        ({"q": "so y te"}, "soyte", "canhan"),
    ):
        rows = names_on(home_affairs.get("/account/list/", query_string=args))
        assert f">{shown}</a>" in rows or not shown, args
        assert f">{hidden}</a>" not in rows, args


def test_the_list_takes_few_statements_however_many_accounts_there_are(product, home_affairs):
    home_affairs.get("/account/list/")
    with counted_statements(product) as seen:
        home_affairs.get("/account/list/")
    assert len(seen) <= 15, seen


def test_one_account_takes_few_statements(product, home_affairs):
    pk = account_id(product, "soyte")
    home_affairs.get(f"/account/show/{pk}")
    with counted_statements(product) as seen:
        home_affairs.get(f"/account/show/{pk}")
    assert len(seen) <= 20, seen


@pytest.mark.parametrize("name", ["quantri", "sonoivu", "soyte", "pnv.ninhkieu"])
def test_an_account_outside_the_scope_is_not_found(product, ward, name):
    pk, before = account_id(product, name), account_of(product, name)
    assert ward.get(f"/account/show/{pk}").status_code == 404
    for one in ("lock", "reset", "expire", "handover", "unlock"):
        assert act(ward, one, pk, why="x").status_code == 404
    assert account_of(product, name) == before


# Never above ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keeper(product):
    """Somebody of Sở Y tế who keeps accounts there, and reads records, and may do nothing else."""
    rights = make_role(product, "view account", "manage account", "view person")
    return product.login(with_grants(product, (rights, "SYT", {}), unit="SYT"))


ACTS = ("lock", "reset", "expire", "handover", "end_sessions", "totp_reset")


def test_an_account_with_wider_rights_is_not_touched(product, keeper):
    """`soyte` edits records, which the keeper may not; both stand in its reach."""
    pk, before = account_id(product, "soyte"), account_of(product, "soyte")
    assert keeper.get(f"/account/show/{pk}").status_code == 200
    for one in ACTS:
        answer = act(keeper, one, pk, why="Thử", **handover_form())
        assert answer.status_code == 403, one
        assert "rộng hơn" in answer.get_data(as_text=True)
    assert account_of(product, "soyte") == before


def test_an_account_that_reads_under_a_consent_is_above_whoever_does_not(product, keeper):
    """With its password the keeper would read a record of a ward."""
    name = with_grants(product, (make_role(product, "view person"), "SYT", {}), unit="SYT")
    pk, person = account_id(product, name), make_person(product)
    assert password_on(act(keeper, "reset", pk))
    today, later = clock.today(), clock.today() + datetime.timedelta(days=9)
    with as_system(product, Right.EDIT) as session:
        session.add(
            Consent(
                person_id=person, account_id=pk, valid_from=later, valid_to=later, document_number="1",
                document_on=today, agreed_by="A", purpose="B",
            )
        )  # fmt: skip
        session.commit()
    assert act(keeper, "reset", pk).status_code == 403


def test_a_keeper_of_a_branch_makes_no_account_outside_it_nor_above_itself(product, keeper):
    """Nor one that stands at no unit: whoever keeps a branch does not reach it."""
    health, city = unit_id(product, "SYT"), unit_id(product, "CT")
    for unit, role, scope, status in (
        (health, "reader", city, 404),
        (city, "reader", health, 404),
        ("", "reader", "", 403),
        (health, "department", health, 403),
        (health, "unit_clerk", health, 403),
        (health, "system_admin", health, 403),
    ):
        name = f"thu-{role.replace('_', '-')}"
        form = {"username": name, "name": "Thử", "role": role, "unit": unit, "scope": scope}
        form |= holder_of_new()
        assert keeper.post_form("/account/add", form).status_code == status, (unit, role, scope)
        with pytest.raises(Exception, match="No row"):
            account_of(product, name)


def test_the_system_administrator_takes_over_no_account_that_reads_records(product):
    admin = product.login("quantri")
    for name in ("sonoivu", "soyte", "canhan"):
        assert act(admin, "reset", account_id(product, name)).status_code == 404
    make_account(product, "quantri.2", "system_admin", None, kind="system")
    assert password_on(act(admin, "reset", account_id(product, "quantri.2")))


def test_nobody_resets_or_locks_their_own_account(product, home_affairs):
    pk = account_id(product, "sonoivu")
    assert act(home_affairs, "lock", pk, why="Thử").status_code == 403
    assert act(home_affairs, "reset", pk).status_code == 403


def test_a_unit_does_not_touch_unit_accounts_not_even_below(product, ward):
    pk = make_account(product, "to.xuankhanh", "unit_clerk", WARD)
    assert ward.get(f"/account/show/{pk}").status_code == 200
    assert act(ward, "reset", pk).status_code == 404


def test_a_personal_account_that_was_given_more_is_above_its_unit(product, ward):
    """Somebody of the ward who also reads the whole city: the ward cannot take that account over."""
    person = make_person(product)
    pk = make_account(product, "nguoi.rong", "reader", "CT", kind="personal", person_id=person)
    assert act(ward, "reset", pk).status_code == 403


def test_a_grant_that_is_still_to_begin_counts(product, ward):
    person = make_person(product)
    pk = make_account(product, "nguoi.mai", "self", None, kind="personal", person_id=person)
    city, start = unit_id(product, "CT"), clock.today() + datetime.timedelta(days=30)
    with as_system(product, Right.MANAGE) as session:
        role = session.scalars(select(Role.id).where(Role.name.like("Sở Nội vụ%"))).one()
        session.add(Grant(account_id=pk, role_id=role, unit_id=city, valid_from=start))
        session.commit()
    assert act(ward, "reset", pk).status_code == 403


@pytest.mark.parametrize(
    ("username", "role", "scope"),
    [("thu.ngoai", "nothing", "CT"), ("thu.rieng", "self", "CT"), ("Sai Ten", "reader", "CT")],
)
def test_sở_nội_vụ_gives_no_more_than_it_has(product, home_affairs, username, role, scope):
    form = {"username": username, "name": "Thử", "role": role, "unit": unit_id(product, "SYT")}
    form |= {"scope": unit_id(product, scope), **holder_of_new()}
    answer = home_affairs.post_form("/account/add", form)
    assert answer.status_code in (403, 422)
    with pytest.raises(Exception, match="No row"):
        account_of(product, username)


# New accounts --------------------------------------------------------------------------------------


def test_a_new_unit_account_signs_in_once_chooses_a_password_and_sees_its_branch(product, home_affairs):
    form = {"username": "snv.moi", "name": "Sở Y tế, bộ phận hồ sơ", "role": "department"}
    form |= {"unit": unit_id(product, "SYT"), **holder_of_new()}
    answer = home_affairs.post_form("/account/add", form)
    password = password_on(answer)
    client = product.login("snv.moi", password)
    assert client.get("/person/list/").headers["Location"].endswith("/resetmypassword/form")
    assert client.post_form("/resetmypassword/form", own_password(password)).headers["Location"] == "/"
    assert client.get("/person/list/").status_code == 200
    assert not can_sign_in(product, "snv.moi", password)
    person = make_person(product)
    assert client.get(f"/person/show/{person}").status_code == 404
    (line,) = [line for line in history_of(product, "account", account_id(product, "snv.moi"))
               if line.act == "account_issue"]  # fmt: skip
    assert line.actor == "sonoivu" and line.changes["username"] == [None, "snv.moi"]
    assert password not in str([line.changes for line in history_of(product, "account", line.row_id)])


def test_a_taken_name_is_refused_and_nothing_is_made(product, home_affairs):
    form = {"username": "soyte", "name": "Thử", "role": "reader", "unit": unit_id(product, "SYT")}
    answer = home_affairs.post_form("/account/add", {**form, **holder_of_new()})
    assert answer.status_code == 422 and "đã có" in answer.get_data(as_text=True)


# The first password --------------------------------------------------------------------------------


def test_until_a_password_is_chosen_every_page_and_the_api_lead_to_it(product, home_affairs):
    make_account(product, "lan.dau", "reader", "SYT")
    password = password_on(act(home_affairs, "reset", account_id(product, "lan.dau")))
    client, api = product.login("lan.dau", password), product.api("lan.dau", password)
    for path in ("/", "/person/list/", "/account/list/", "/lookup/unit", "/jobs/list/"):
        assert client.get(path).headers["Location"].endswith("/resetmypassword/form"), path
    answer = api.get("/api/v1/person/")
    assert answer.status_code == 403 and answer.get_json()["code"] == "password_change_required"
    same = client.post_form("/resetmypassword/form", own_password(password, password))
    assert same.status_code == 422
    assert account_of(product, "lan.dau")["must_change_password"] is True


def test_the_first_password_has_an_end(product, home_affairs):
    make_account(product, "qua.han", "reader", "SYT")
    password = password_on(act(home_affairs, "reset", account_id(product, "qua.han")))
    until = account_of(product, "qua.han")["first_password_until"]
    assert until == clock.today() + datetime.timedelta(days=14)
    change(product, "qua.han", first_password_until=yesterday())
    assert "Mật khẩu cấp lần đầu chỉ dùng đến" in told_at_sign_in(product, "qua.han", password)
    assert "Mật khẩu cấp lần đầu" not in told_at_sign_in(product, "qua.han", "mat-khau-sai")


# Lock, expiry, authorisation -----------------------------------------------------------------------


def test_a_locked_account_is_out_at_once_and_back_when_unlocked(product, home_affairs):
    pk = make_account(product, "khoa.thu", "reader", "SYT")
    client, api = product.login("khoa.thu"), product.api("khoa.thu")
    assert client.get("/person/list/").status_code == 200
    assert act(home_affairs, "lock", pk, why="Nghỉ phép dài").status_code == 302
    assert client.get("/person/list/").headers["Location"].startswith("/login")
    assert api.get("/api/v1/person/").status_code == 401
    assert "Nghỉ phép dài" in told_at_sign_in(product, "khoa.thu")
    assert "Nghỉ phép dài" not in told_at_sign_in(product, "khoa.thu", "mat-khau-sai")
    body = {"username": "khoa.thu", "password": DEMO_PASSWORD}
    assert product.client().post("/api/v1/security/login", json=body).status_code == 403
    assert act(home_affairs, "unlock", pk).status_code == 302
    assert can_sign_in(product, "khoa.thu", DEMO_PASSWORD)
    acts = [line.act for line in history_of(product, "account", pk)]
    assert acts == ["set_password", "account_lock", "account_unlock"]


def test_locking_needs_a_reason_and_asks_first(product, home_affairs):
    pk = make_account(product, "khoa.hoi", "reader", "SYT")
    assert act(home_affairs, "lock", pk, why="  ").status_code == 422
    asked = home_affairs.post_form(f"/account/act/lock/{pk}")
    assert "không đăng nhập được nữa" in asked.get_data(as_text=True)
    assert account_of(product, "khoa.hoi")["active"] is True
    assert home_affairs.get(f"/account/act/lock/{pk}").status_code == 405


def test_an_account_ends_with_its_last_day(product, home_affairs):
    pk = make_account(product, "het.han", "reader", "SYT")
    client = product.login("het.han")
    act(home_affairs, "expire", pk, last_day=f"{clock.today():%d/%m/%Y}")
    assert client.get("/person/list/").status_code == 200
    act(home_affairs, "expire", pk, last_day=f"{yesterday():%d/%m/%Y}")
    assert client.get("/person/list/").headers["Location"].startswith("/login")
    assert "Tài khoản đã hết hạn" in told_at_sign_in(product, "het.han")
    act(home_affairs, "expire", pk, last_day="")
    assert client.get("/person/list/").status_code == 200


def test_two_managers_at_once_notice_each_other(product, home_affairs):
    pk = make_account(product, "hai.nguoi", "reader", "SYT")
    version = account_of(product, "hai.nguoi")["version"]
    assert act(home_affairs, "lock", pk, why="Một", _version=version).status_code == 302
    assert act(home_affairs, "expire", pk, last_day="", _version=version).status_code == 409


@pytest.fixture
def decisions_asked(product):
    """The setting as it is where no demo data were seeded."""
    with as_system(product) as session:
        settings_change(session, {"account_needs_authorisation": "1"}, ground="Điều 8.3")
    yield
    with as_system(product) as session:
        settings_change(session, {"account_needs_authorisation": "0"}, ground="Điều 8.3")


def test_a_decision_is_asked_for_unless_demo_accounts_were_seeded(product):
    assert setting_field("account_needs_authorisation").default is True
    with as_system(product) as session:
        assert setting(session, "account_needs_authorisation") is False


@pytest.mark.usefixtures("decisions_asked")
def test_without_an_authorisation_in_force_a_unit_account_stays_out_where_the_setting_says_so(product):
    make_account(product, "chua.uyquyen", "reader", "SYT")
    client = product.client()
    client.post_form("/login/", {"username": "chua.uyquyen", "password": DEMO_PASSWORD})
    assert client.get("/person/list/").headers["Location"].startswith("/login")
    assert "Mẫu 4" in told_at_sign_in(product, "chua.uyquyen")
    assert product.login("canhan").get("/").status_code in (200, 302)


def test_the_setting_ends_what_is_open(product):
    make_account(product, "dang.mo", "reader", "SYT")
    client = product.login("dang.mo")
    with as_system(product) as session:
        settings_change(session, {"account_needs_authorisation": "1"}, ground="Điều 8.3")
    try:
        assert client.get("/person/list/").headers["Location"].startswith("/login")
    finally:
        with as_system(product) as session:
            settings_change(session, {"account_needs_authorisation": "0"}, ground="Điều 8.3")
    assert client.get("/person/list/").status_code == 200


@pytest.mark.usefixtures("decisions_asked")
def test_a_new_unit_account_has_its_holder_and_signs_in_by_the_decision(product, home_affairs):
    """A1: one account, one responsible person, under a decision (Điều 6.4, Mẫu 4)."""
    form = {"username": "co.nguoi.giu", "name": "Sở Y tế", "role": "reader", "unit": unit_id(product, "SYT")}
    form |= holder_of_new(scan=(io.BytesIO(pdf()), "quyet dinh.pdf"))
    password = password_on(home_affairs.post_form("/account/add", form))
    (holder,) = holders(product, "co.nguoi.giu")
    assert (holder.name, holder.title, holder.phone) == ("Trần Thị Giữ", "Chuyên viên", "0292 3812345")
    assert (holder.from_on, holder.to_on) == (clock.today(), None)
    assert (holder.authorisation_number, holder.authorisation_on) == ("9/QĐ-UQ", datetime.date(2026, 3, 1))
    assert home_affairs.get(f"/account/scan/{holder.id}").mimetype == "application/pdf"
    assert can_sign_in(product, "co.nguoi.giu", password)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"holder_name": " "}, "holder_name"), ({"authorisation_number": ""}, "authorisation_number"),
        ({"authorisation_on": ""}, "authorisation_on"),
        ({"authorisation_on": "31/12/2999"}, "authorisation_on"),
        ({"authorisation_on": "x"}, "authorisation_on"),
        ({"authorised_until": "1/1/2020"}, "authorised_until"),
    ],
)  # fmt: skip
def test_a_unit_account_without_a_holder_or_a_decision_is_not_made(product, home_affairs, changes, field):
    form = {"username": "khong.nguoi", "name": "Sở Y tế", "role": "reader", "unit": unit_id(product, "SYT")}
    answer = home_affairs.post_form("/account/add", {**form, **holder_of_new(**changes)})
    assert answer.status_code == 422
    assert f'id="{field}-loi"' in answer.get_data(as_text=True)
    with pytest.raises(Exception, match="No row"):
        account_of(product, "khong.nguoi")


def test_an_account_of_the_system_has_no_holder(product):
    form = {"username": "quantri.3", "name": "Quản trị", "role": "system_admin", "unit": ""}
    assert password_on(product.login("quantri").post_form("/account/add", form))
    assert account_of(product, "quantri.3")["kind"] == "system"
    assert holders(product, "quantri.3") == []


# Side doors ----------------------------------------------------------------------------------------

STOCK = (
    "/users/list/", "/users/add", "/users/edit/1", "/users/show/1", "/users/delete/1", "/users/userinfo/",
    "/users/download/x", "/users/action/resetpasswords/1", "/users/action_post", "/users/api",
    "/resetpassword/form", "/resetpassword/form?pk=1", "/userinfoeditview/form", "/registeruser/form",
    "/registeruserdbview/form", "/registeruser/activation/x", "/registeruserview/list/", 
    "/groups/list/", "/permissions/list/", "/viewmenus/list/", "/permissionviews/list/",
    "/api/v1/security/users/", "/api/v1/security/users/1", "/api/v1/security/roles/",
    "/api/v1/account/", "/api/v1/account/1", "/api/v1/account_request/", "/api/v1/personal_account/",
    "/api/v1/lost_password/1", "/api/v1/account_holder/", "/api/v1/access_grant/",
)  # fmt: skip


@pytest.mark.parametrize("name", ["quantri", "sonoivu", "phuong.xuankhanh"])
def test_the_stock_ways_to_accounts_do_not_exist(product, name):
    screen, api = product.login(name), product.api(name)
    before = account_of(product, "sonoivu")
    form = {"username": name, "roles": ["1"], "active": "y", "password": OWN, "conf_password": OWN}
    for path in STOCK:
        for client in (screen, api):
            assert client.get(path).status_code == 404, path
            assert client.post(path, json=form).status_code == 404, path
            assert client.put(path, json={"password": OWN, "roles": [1]}).status_code == 404, path
            assert client.delete(path).status_code == 404, path
    assert account_of(product, "sonoivu")["password"] == before["password"]


# Endings -------------------------------------------------------------------------------------------


def test_a_removed_record_takes_its_account_with_it(product, home_affairs, ward):
    person = make_person(product)
    issued = ward.post_form(f"/account/issue/{person}")
    assert issued.status_code == 200
    home_affairs.post_form(f"/person/remove/{person}", {"reason": "Nhập trùng"})
    with as_system(product) as session:
        account = account_of_person(session, person)
        assert account.active is False and "hồ sơ" in account.locked_why
    lines = history_of(product, "account", account.id)
    assert [line.act for line in lines] == ["set_password", "account_issue", "account_lock"]


def test_a_unit_that_ends_takes_its_accounts_with_it(product):
    make_account(product, "sap.het", "unit_clerk", "NK.31150")
    client = product.login("sap.het")
    with as_system(product, Right.MANAGE) as session:
        unit = session.scalars(select(Unit).where(Unit.code == "NK.31150")).one()
        unit.valid_to = clock.today() - datetime.timedelta(days=1)
        session.commit()
    assert account_of(product, "sap.het")["active"] is False
    assert client.get("/person/list/").headers["Location"].startswith("/login")
