"""The second step of sign-in: set up by its owner, asked after the password, demanded by roles."""

import datetime
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from app.access import totp
from app.access.grants import load_actor
from app.access.second_step_models import AccountTotp, HalfSignIn, RecoveryCode
from app.access.services import account_create, find_account, grant_role
from app.access.totp import totp_reset
from app.access.totp_rule import needs_totp
from app.audit.models import History
from app.core.actor import Channel, acting_as
from app.core.errors import DomainError, NotFound, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.settings import reading
from app.settings.registry import setting_field
from app.settings.security import _ASVS
from app.settings.services import settings_change
from tests.support.access import make_account, make_role
from tests.support.cast import as_system, unit_id
from tests.support.second_step import code_at, enrol, first_step, secret_on, wrong_code
from tests.support.templates import DEMO_PASSWORD

LOGIN = "/api/v1/security/login"
PASSWORD = "Cay-cau-khi-72"
START = datetime.datetime(2026, 3, 2, 1, 0, 10)  # ten seconds into a step
_names = (f"buoc.hai.{number}" for number in itertools.count(1))


class Time:
    """The clock of the program, moved by hand."""

    def __init__(self):
        self.now = START

    def go(self, **later):
        self.now += datetime.timedelta(**later)

    @property
    def seconds(self):
        return self.now.replace(tzinfo=datetime.UTC).timestamp()


@pytest.fixture
def time(monkeypatch, product):
    with as_system(product) as session:
        session.execute(text("DELETE FROM sign_in_attempt"))
        session.commit()
    time = Time()
    monkeypatch.setattr("app.core.clock.now", lambda: time.now)
    return time


@pytest.fixture
def make(product, time):
    """Makes an account with roles; its name."""

    def make(*roles):
        name = next(_names)
        with as_system(product, Right.MANAGE) as session:
            account = account_create(
                session, username=name, password=PASSWORD, first_name="Bước", last_name="Hai", kind="unit"
            )
            for role in roles:
                grant_role(session, account, role)
            session.commit()
        return name

    return make


@pytest.fixture
def demanded(product):
    """Sets the roles that must; back to none afterwards."""

    def demand(roles):
        with as_system(product, Right.MANAGE) as session:
            settings_change(session, {"totp_roles": roles}, ground="kiểm thử")

    yield demand
    demand("")


@pytest.fixture
def enrolled(product, make, time):
    """An account with the second step on, a minute later: (name, client, secret, recovery codes)."""
    name = make("reader")
    client = product.login(name, PASSWORD)
    secret, codes = enrol(client, time.seconds, PASSWORD)
    time.go(seconds=60)
    return name, client, secret, codes


def rows(product, model, name):
    with as_system(product) as session:
        account = find_account(session, name)
        return session.scalars(select(model).where(model.account_id == account.id)).all()


def acts_of(product, name):
    with as_system(product) as session:
        account = find_account(session, name)
        query = select(History).where(History.thing == "account", History.row_id == account.id)
        return [(line.act, line.title, line.changes) for line in session.scalars(query.order_by(History.id))]


def is_in(client):
    return client.get("/jobs/list/").status_code == 200


def enter(product, name, code, path="/login/"):
    """Password, then a code; the client and the last answer."""
    client = product.client()
    answer = first_step(client, name, PASSWORD, path)
    assert answer.status_code == 302 and "/login/code" in answer.headers["Location"]
    return client, client.post_form(answer.headers["Location"], {"code": code})


# Setting up -----------------------------------------------------------------------------------------------


def test_setting_up_asks_the_password_shows_the_secret_and_ten_codes_once(product, make, time):
    name = make("reader")
    client, other = product.login(name, PASSWORD), product.login(name, PASSWORD)
    assert "hs-secret-key" not in client.get("/totp/form").get_data(as_text=True)
    refused = client.post_form("/totp/begin", {"present": "khong-phai"})
    assert refused.status_code == 422 and "Mật khẩu hiện tại không đúng." in refused.get_data(as_text=True)
    assert rows(product, AccountTotp, name) == []
    client.post_form("/totp/begin", {"present": PASSWORD})
    page = client.get("/totp/form").get_data(as_text=True)
    secret = secret_on(page)
    assert len(secret) == 32 and "<svg" in page and " style=" not in page and "<script>" not in page
    assert is_in(product.login(name, PASSWORD)), "what is not confirmed is not asked for"
    wrong = client.post_form("/totp/confirm", {"code": wrong_code(secret, time.seconds)})
    assert wrong.status_code == 422 and "Mã không đúng." in wrong.get_data(as_text=True)
    done = client.post_form("/totp/confirm", {"code": code_at(secret, time.seconds)})
    page = done.get_data(as_text=True)
    assert done.status_code == 200 and page.count('<li><code translate="no">') == 10
    assert done.headers["Cache-Control"] == "no-store"
    assert is_in(client) and not is_in(other)
    later = client.get("/totp/form").get_data(as_text=True)
    assert "Còn 10 mã khôi phục chưa dùng." in later and "hs-secret-key" not in later and "<svg" not in later
    assert [act for act, _title, _changes in acts_of(product, name)][-1] == "totp_on"


def test_nothing_that_is_kept_can_be_read(product, enrolled):
    name, _client, secret, codes = enrolled
    (row,) = rows(product, AccountTotp, name)
    assert secret not in row.secret and row.secret.startswith("gAAAA")
    kept = [row.code for row in rows(product, RecoveryCode, name)]
    assert len(set(codes)) == len(kept) == 10 and all(code.startswith("$argon2id$") for code in kept)
    assert all(changes == {} for _act, _title, changes in acts_of(product, name))


def test_a_secret_that_waited_too_long_is_worth_nothing(product, make, time):
    client = product.login(make("reader"), PASSWORD)
    client.post_form("/totp/begin", {"present": PASSWORD})
    secret = secret_on(client.get("/totp/form").get_data(as_text=True))
    for _ in range(3):  # the session stays in use
        time.go(minutes=11)
        client.get("/jobs/list/")
    assert "hs-secret-key" not in client.get("/totp/form").get_data(as_text=True)
    answer = client.post_form("/totp/confirm", {"code": code_at(secret, time.seconds)})
    assert 400 <= answer.status_code < 500 and "Bắt đầu lại." in answer.get_data(as_text=True)


def test_a_secret_in_use_is_not_replaced(product, enrolled):
    name, client, _secret, _codes = enrolled
    before = rows(product, AccountTotp, name)[0].secret
    answer = client.post_form("/totp/begin", {"present": PASSWORD})
    assert 400 <= answer.status_code < 500
    assert rows(product, AccountTotp, name)[0].secret == before


# Signing in -----------------------------------------------------------------------------------------------


def test_the_password_alone_signs_nobody_in(product, enrolled, time):
    name, _client, secret, _codes = enrolled
    client = product.client()
    answer = first_step(client, name, PASSWORD, "/login/?next=/person/list/")
    assert answer.headers["Location"] == "/login/code?next=/person/list/"
    assert client.get("/person/list/").headers["Location"].startswith("/login/")
    assert client.get("/totp/form").status_code in (302, 401, 403)
    assert 'autocomplete="one-time-code"' in client.get("/login/code").get_data(as_text=True)
    done = client.post_form("/login/code?next=/person/list/", {"code": code_at(secret, time.seconds)})
    assert done.status_code == 302 and done.headers["Location"] == "/person/list/"
    assert is_in(client) and rows(product, HalfSignIn, name) == []


@pytest.mark.parametrize(("shift", "holds"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_holds_one_step_early_or_late(product, enrolled, time, shift, holds):
    name, _client, secret, _codes = enrolled
    time.go(minutes=5)
    client, answer = enter(product, name, code_at(secret, time.seconds + shift))
    assert answer.status_code == (302 if holds else 401) and is_in(client) is holds


def test_a_code_is_written_with_a_space_by_some_telephones(product, enrolled, time):
    name, _client, secret, _codes = enrolled
    code = code_at(secret, time.seconds)
    assert is_in(enter(product, name, f" {code[:3]} {code[3:]} ")[0])


def test_a_used_code_holds_no_longer_nor_does_one_before_it(product, enrolled, time):
    name, _client, secret, _codes = enrolled
    code, earlier = code_at(secret, time.seconds), code_at(secret, time.seconds - 30)
    assert is_in(enter(product, name, code)[0])
    for again in (code, earlier):
        client, answer = enter(product, name, again)
        assert answer.status_code == 401 and not is_in(client)
        assert "Mã không đúng hoặc đã dùng. Còn" in answer.get_data(as_text=True)


def test_the_code_that_confirmed_the_set_up_signs_nobody_in(product, make, time):
    name = make("reader")
    secret, _codes = enrol(product.login(name, PASSWORD), time.seconds, PASSWORD)
    assert enter(product, name, code_at(secret, time.seconds))[1].status_code == 401


def test_of_two_who_send_one_code_at_once_one_gets_in(product, enrolled, time):
    name, _client, secret, _codes = enrolled
    code = code_at(secret, time.seconds)
    halves = [product.client() for _ in range(4)]
    for client in halves:
        first_step(client, name, PASSWORD)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda client: client.post_form("/login/code", {"code": code}), halves))
    assert sum(map(is_in, halves)) == 1


def test_wrong_codes_and_wrong_passwords_share_one_limit(product, enrolled, time):
    name, _client, secret, _codes = enrolled
    client, wrong = product.client(), wrong_code(secret, time.seconds)
    assert first_step(product.client(), name, "sai-mat-khau-1").status_code == 401
    for left in (3, 2, 1):
        first_step(client, name, PASSWORD)  # a right password between does not give new tries
        said = client.post_form("/login/code", {"code": wrong})
        assert said.status_code == 401 and f"Còn {left} lần thử" in said.get_data(as_text=True)
    assert "Đã hết số lần thử" in client.post_form("/login/code", {"code": wrong}).get_data(as_text=True)
    locked = client.post_form("/login/code", {"code": code_at(secret, time.seconds)})
    assert locked.status_code == 429 and 840 <= int(locked.headers["Retry-After"]) <= 900
    assert first_step(product.client(), name, PASSWORD).status_code == 429 and not is_in(client)
    time.go(minutes=16)
    assert is_in(enter(product, name, code_at(secret, time.seconds))[0])


def test_half_a_sign_in_lasts_five_minutes(product, enrolled, time):
    name, _client, secret, _codes = enrolled
    client = product.client()
    first_step(client, name, PASSWORD)
    time.go(minutes=5)
    answer = client.post_form("/login/code", {"code": code_at(secret, time.seconds)})
    assert answer.headers["Location"] == "/login/" and not is_in(client)
    assert "Đã quá 5 phút" in client.get("/login/").get_data(as_text=True)


@pytest.mark.parametrize("what", ["lock", "password"])
def test_half_a_sign_in_ends_with_the_lock_and_the_password(product, enrolled, time, what):
    name, _client, secret, _codes = enrolled
    client = product.client()
    first_step(client, name, PASSWORD)
    with as_system(product, Right.MANAGE) as session:
        account = find_account(session, name)
        if what == "lock":
            account.active = False
        else:
            account.password = "x"
        session.commit()
    assert (
        client.post_form("/login/code", {"code": code_at(secret, time.seconds)}).headers["Location"]
        == "/login/"
    )
    assert not is_in(client)


def test_without_a_password_there_is_no_page_for_codes(product, time):
    client = product.client()
    assert client.get("/login/code").headers["Location"] == "/login/"
    assert client.post_form("/login/code", {"code": "123456"}).headers["Location"] == "/login/"


def test_another_site_is_not_where_the_code_leads(product, enrolled, time):
    name, _client, secret, _codes = enrolled
    code = code_at(secret, time.seconds)
    assert enter(product, name, code, "/login/?next=//evil.example")[1].headers["Location"] == "/"


# Recovery codes -------------------------------------------------------------------------------------------


def test_a_recovery_code_stands_in_once(product, enrolled):
    name, _client, _secret, codes = enrolled
    assert is_in(enter(product, name, codes[3].upper().replace("-", " "))[0])
    assert enter(product, name, codes[3])[1].status_code == 401
    assert is_in(enter(product, name, codes[4])[0])
    assert [row.used_at is not None for row in rows(product, RecoveryCode, name)].count(True) == 2


def test_new_recovery_codes_take_the_place_of_the_old(product, enrolled, time):
    name, client, secret, codes = enrolled
    refused = client.post_form("/totp/codes", {"present": PASSWORD, "code": wrong_code(secret, time.seconds)})
    assert refused.status_code == 422 and len(rows(product, RecoveryCode, name)) == 10
    given = {"present": PASSWORD, "code": code_at(secret, time.seconds)}
    page = client.post_form("/totp/codes", given).get_data(as_text=True)
    assert page.count('<li><code translate="no">') == 10 and not any(code in page for code in codes)
    assert enter(product, name, codes[0])[1].status_code == 401


# Switching off --------------------------------------------------------------------------------------------


def test_switching_off_needs_the_password_and_a_code(product, enrolled, time):
    name, client, secret, _codes = enrolled
    other = enter(product, name, code_at(secret, time.seconds))[0]
    time.go(minutes=2)
    code = code_at(secret, time.seconds)
    for form in ({"present": PASSWORD}, {"code": code}, {"present": "sai", "code": code}):
        assert client.post_form("/totp/off", form).status_code == 422
    assert len(rows(product, AccountTotp, name)) == 1
    assert client.post_form("/totp/off", {"present": PASSWORD, "code": code}).status_code == 302
    assert rows(product, AccountTotp, name) == rows(product, RecoveryCode, name) == []
    assert is_in(client) and not is_in(other) and is_in(product.login(name, PASSWORD))
    assert acts_of(product, name)[-1][0] == "totp_off"


def test_an_administrator_takes_it_away_with_a_reason(product, enrolled):
    name, client, _secret, _codes = enrolled
    with as_system(product, Right.MANAGE) as session:
        account = find_account(session, name)
        with pytest.raises(RuleViolated, match="Ghi lý do"):
            totp_reset(session, account, "  ")
        totp_reset(session, account, "Mất điện thoại, đơn số 12")
        session.commit()
        with pytest.raises(StepNotAllowed, match="chưa bật"):
            totp_reset(session, account, "Lần nữa")
    assert not is_in(client) and is_in(product.login(name, PASSWORD))
    assert acts_of(product, name)[-1] == ("totp_reset", f"{name}: Mất điện thoại, đơn số 12", {})


def test_whoever_looks_on_as_an_account_sees_no_secret_of_it(product, time):
    name = "xem.soyte"
    owner, manager = product.login(name), product.login("sonoivu")
    owner.post_form("/totp/begin", {"present": DEMO_PASSWORD})
    secret = secret_on(owner.get("/totp/form").get_data(as_text=True))
    with as_system(product) as session:
        account_id = find_account(session, name).id
    assert manager.post_form(f"/view_as/begin/{account_id}").status_code == 302
    page = manager.get("/totp/form")
    assert page.status_code == 403 and secret[:4] not in page.get_data(as_text=True)
    for path in ("begin", "confirm", "codes", "off"):
        form = {"present": DEMO_PASSWORD, "code": code_at(secret, time.seconds)}
        assert manager.post_form(f"/totp/{path}", form).status_code == 403
    assert rows(product, AccountTotp, name)[0].confirmed_at is None


def test_a_command_takes_it_away_from_the_last_administrator_too(product, enrolled):
    name = enrolled[0]
    arguments = ["account", "reset-totp", "--username", name, "--why", "Mất điện thoại"]
    done = product.app.test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 0 and f"Đã gỡ mã xác thực của «{name}»" in done.output
    assert rows(product, AccountTotp, name) == [] and is_in(product.login(name, PASSWORD))
    again = product.app.test_cli_runner().invoke(args=arguments)
    assert again.exit_code != 0 and "chưa bật mã xác thực" in again.output


def taken_away_by(product, by, name):
    with product.app.app_context():
        session = product.db.session
        actor = load_actor(session, find_account(session, by), Channel.SCREEN, "")
        with acting_as(actor):
            try:
                totp_reset(session, find_account(session, name), "Mất điện thoại")
                session.commit()
            except DomainError as refusal:
                session.rollback()
                return type(refusal)
    return None


def test_who_takes_it_away_from_whom(product, enrolled, time):
    """Only who manages accounts, within its subtrees, from nobody above, and not from itself."""
    name = enrolled[0]
    for by, refusal in (("soyte", DomainError), ("canhan", DomainError)):
        assert issubclass(taken_away_by(product, by, name), refusal)
    branch, unit, city = next(_names), unit_id(product, "SYT"), unit_id(product, "CT")
    with as_system(product, Right.MANAGE) as session:
        names = {
            "username": branch,
            "password": PASSWORD,
            "first_name": "N",
            "last_name": "H",
            "kind": "unit",
        }
        account = account_create(session, **names)
        grant_role(session, account, "home_affairs", unit_id=unit)
        wider = grant_role(session, find_account(session, "soyte"), "reader", unit_id=city)
        session.commit()
        wider_id = wider.id
    for username in ("quantri", "xem.soyte", "sonoivu", "soyte"):
        enrol(product.login(username), time.seconds)
    try:
        assert taken_away_by(product, "quantri", "xem.soyte") is NotFound, "it reaches no unit"
        assert taken_away_by(product, branch, "soyte") is StepNotAllowed, "soyte reaches beyond the branch"
        assert taken_away_by(product, branch, "sonoivu") is NotFound
        assert taken_away_by(product, "sonoivu", "sonoivu") is StepNotAllowed
        assert taken_away_by(product, "sonoivu", "xem.soyte") is None
        assert rows(product, AccountTotp, "xem.soyte") == []
        assert all(
            len(rows(product, AccountTotp, kept)) == 1 for kept in ("quantri", "sonoivu", "soyte", name)
        )
    finally:
        with as_system(product) as session:
            session.execute(text("DELETE FROM account_totp"))
            session.execute(text("DELETE FROM access_grant WHERE id = :id"), {"id": wider_id})
            session.commit()


def test_a_secret_under_another_key_lets_nobody_in_but_recovery_codes_do(
    product, enrolled, time, monkeypatch
):
    name, _client, secret, codes = enrolled
    monkeypatch.setattr(totp, "_key", [])
    totp.plug_totp_key("ab" * 32)
    assert enter(product, name, code_at(secret, time.seconds))[1].status_code == 401
    assert is_in(enter(product, name, codes[0])[0])


# Demanded by a role ---------------------------------------------------------------------------------------


def test_the_roles_that_administer_must_by_default_and_demo_accounts_need_not(product, time):
    assert setting_field("totp_roles").default == "Quản trị hệ thống; Sở Nội vụ (quyền quản trị)"
    assert setting_field("totp_roles").legal == _ASVS
    for username in ("quantri", "sonoivu"):
        assert is_in(product.login(username))


@pytest.mark.parametrize("named", ["system_admin", "Chỉ xem; Quản trị hệ thống ;"])
def test_a_role_that_must_opens_one_page_until_it_is_set_up(product, make, demanded, time, named):
    demanded(named)
    name = make("system_admin")
    client = product.login(name, PASSWORD)
    for address in ("/", "/account/list/", "/sessions/list/", "/setting/list/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/totp/form"), address
    assert client.post_form("/account/add", {"username": "x"}).headers["Location"] == "/totp/form"
    assert "Vai trò của tài khoản bắt buộc" in client.get("/totp/form").get_data(as_text=True)
    assert client.get("/resetmypassword/form").status_code == 200
    secret, _codes = enrol(client, time.seconds, PASSWORD)
    assert is_in(client) and client.get("/account/list/").status_code == 200
    time.go(minutes=1)
    assert is_in(enter(product, name, code_at(secret, time.seconds))[0])
    time.go(minutes=1)
    off = client.post_form("/totp/off", {"present": PASSWORD, "code": code_at(secret, time.seconds)})
    assert 400 <= off.status_code < 500 and len(rows(product, AccountTotp, name)) == 1


def test_a_role_that_need_not_is_asked_nothing(product, make, demanded):
    demanded("system_admin")
    assert is_in(product.login(make("reader"), PASSWORD))


def test_after_the_administrator_took_it_away_a_role_that_must_sets_it_up_anew(product, make, demanded, time):
    demanded("reader")
    name = make("reader")
    enrol(product.login(name, PASSWORD), time.seconds, PASSWORD)
    with as_system(product, Right.MANAGE) as session:
        totp_reset(session, find_account(session, name), "Mất điện thoại")
        session.commit()
    assert product.login(name, PASSWORD).get("/jobs/list/").headers["Location"] == "/totp/form"


def test_the_first_administrator_of_a_new_installation_gets_in_and_sets_it_up(product, make, time):
    """Nothing is set, as without demo accounts: the declared default holds."""
    with as_system(product, Right.MANAGE) as session:
        kept = session.execute(text("SELECT value FROM setting WHERE key = 'totp_roles'")).scalar()
        session.execute(text("DELETE FROM setting WHERE key = 'totp_roles'"))
        session.commit()
    reading.forget()
    try:
        client = product.login(make("system_admin"), PASSWORD)
        assert client.get("/account/list/").headers["Location"] == "/totp/form"
        enrol(client, time.seconds, PASSWORD)
        assert client.get("/account/list/").status_code == 200
        assert is_in(product.login(make("department"), PASSWORD))
    finally:
        with as_system(product, Right.MANAGE) as session:
            settings_change(session, {"totp_roles": ""}, ground="kiểm thử")
    assert kept == ""


# Programs -------------------------------------------------------------------------------------------------


def test_a_program_sends_the_code_with_the_password(product, enrolled, time):
    name, _client, secret, codes = enrolled
    body = {"username": name, "password": PASSWORD}
    wanted = product.client().post(LOGIN, json=body)
    assert wanted.status_code == 401 and wanted.get_json()["code"] == "totp_required"
    assert "access_token" not in wanted.get_json()
    wrong = product.client().post(LOGIN, json={**body, "code": wrong_code(secret, time.seconds)})
    assert wrong.status_code == 401 and "Còn 4 lần thử" in wrong.get_json()["message"]
    code = code_at(secret, time.seconds)
    assert "access_token" in product.client().post(LOGIN, json={**body, "code": code}).get_json()
    assert product.client().post(LOGIN, json={**body, "code": code}).status_code == 401
    assert "access_token" in product.client().post(LOGIN, json={**body, "code": codes[0]}).get_json()
    assert product.client().post(LOGIN, json={**body, "code": 123456}).status_code == 400


def test_a_code_without_the_right_password_tells_nothing(product, enrolled, time):
    name, _client, secret, _codes = enrolled
    body = {"username": name, "password": "sai-mat-khau-1", "code": code_at(secret, time.seconds)}
    answer = product.client().post(LOGIN, json=body)
    assert (
        answer.status_code == 401
        and "Tên đăng nhập hoặc mật khẩu không đúng." in answer.get_json()["message"]
    )
    assert answer.get_json()["code"] == "not_signed_in"  # as for any wrong password


def test_a_program_of_a_role_that_must_waits_until_it_is_set_up(product, make, demanded):
    demanded("reader")
    answer = product.client().post(LOGIN, json={"username": make("reader"), "password": PASSWORD})
    assert answer.status_code == 401 and answer.get_json()["code"] == "totp_enrolment_required"


@pytest.mark.parametrize("rights", [("manage access_grant",), ("manage account", "view account")])
def test_who_manages_accounts_or_grants_must_whatever_the_role_is_called(product, demanded, rights):
    """A copy of the administrators' role under another name demands the second step too."""
    name = make_account(product, (make_role(product, *rights), None, {}), unit=None)
    reader = make_account(product, (make_role(product, "view person"), None, {}), unit=None)
    with as_system(product) as session:
        ids = [find_account(session, one).id for one in (name, reader)]
        assert [needs_totp(session, pk) for pk in ids] == [False, False]  # the setting of demo accounts
    demanded("system_admin")
    with as_system(product) as session:
        assert [needs_totp(session, pk) for pk in ids] == [True, False]
