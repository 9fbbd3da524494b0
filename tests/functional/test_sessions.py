"""A session lives on the server: it ends when it should, at once, and with everything that came of it."""

import datetime

import pytest
from sqlalchemy import select

from app.access.models import Account, Grant
from app.access.passwords import password_set
from app.access.sessions import digest, note_use, tidy_sessions
from app.access.sign_in_models import AccountSession
from app.core import clock
from app.core.ports import sessions_end
from app.core.rights import Right
from app.settings.services import settings_change
from tests.support.cast import as_system, counted_statements
from tests.support.product import read_csrf_token
from tests.support.templates import DEMO_PASSWORD

LIST = "/religion/list/"
OTHER_PASSWORD = "Cau-tre-lac-leo-9"
TOKEN = "/api/v1/security"


@pytest.fixture
def moved(monkeypatch):
    """Moves the clock by minutes from now."""
    begin, real = clock.now(), clock.now

    def move(minutes):
        shift = datetime.timedelta(minutes=minutes)
        monkeypatch.setattr("app.core.clock.now", lambda: real() + shift)
        return begin + shift

    return move


@pytest.fixture
def job(product):
    """The address where a waiting job of quantri is asked after."""
    from app.jobs.models import Job

    with as_system(product) as session:
        owner = session.scalars(select(Account.id).where(Account.username == "quantri")).one()
        row = Job(kind="export", title="Xuất", options={}, account_id=owner, state="done")
        session.add(row)
        session.commit()
        return f"/jobs/state/{row.id}"


def is_in(client):
    """Whether a page is shown, or the way leads to the sign-in."""
    answer = client.get(LIST)
    assert answer.status_code == 200 or answer.headers["Location"].startswith("/login"), answer.status
    return answer.status_code == 200


def api_is_in(client):
    answer = client.get("/api/v1/religion/")
    assert answer.status_code in (200, 401), answer.status
    return answer.status_code == 200


def cookie_of(client):
    return client.get_cookie("phien").value


def copied(product, client):
    """Another browser with the same cookie."""
    other = product.client()
    other.set_cookie("phien", cookie_of(client))
    return other


def secret_of(client):
    with client.session_transaction() as kept:
        return kept["sid"]


def row_of(product, client):
    with as_system(product) as session:
        query = select(AccountSession).where(AccountSession.id_hash == digest(secret_of(client)))
        row = session.scalars(query).one()
        session.expunge(row)
        return row


def change(product, **values):
    with as_system(product, Right.MANAGE) as session:
        settings_change(session, values, ground="kiểm thử")


def account_of(session, username):
    return session.scalars(select(Account).where(Account.username == username)).one()


# Begun and ended ----------------------------------------------------------------------------------------


def test_the_database_holds_a_digest_and_never_the_id(product):
    client = product.login("quantri")
    secret, row = secret_of(client), row_of(product, client)
    assert len(secret) == 43 and len(row.id_hash) == 64
    held = [str(getattr(row, column.key)) for column in AccountSession.__table__.columns]
    assert not any(secret in value for value in held)
    assert (row.kind, row.address, row.ended_at) == ("screen", "127.0.0.1", None)


def test_a_sign_in_takes_a_new_id_and_forgets_what_the_browser_brought(product):
    first = product.login("quantri")
    client, planted = copied(product, first), secret_of(first)
    token = client.csrf_token()
    form = {"username": "quantri", "password": DEMO_PASSWORD, "csrf_token": token}
    assert client.post("/login/", data=form).status_code == 302
    assert secret_of(client) != planted
    assert is_in(client) and not is_in(first)
    assert row_of(product, first).ended_why == "replaced"


def test_an_id_planted_before_the_sign_in_is_worth_nothing(product):
    client = product.client()
    with client.session_transaction() as kept:
        kept["sid"], kept["_user_id"] = "x" * 43, "1"
    assert not is_in(client)
    form = {"username": "quantri", "password": DEMO_PASSWORD, "csrf_token": client.csrf_token()}
    client.post("/login/", data=form)
    assert secret_of(client) != "x" * 43 and is_in(client)


def test_the_id_of_one_account_does_not_open_another(product):
    client = product.login("soyte")
    with as_system(product) as session:
        other = account_of(session, "sonoivu").id
    with client.session_transaction() as kept:
        kept["_user_id"] = str(other)
    assert client.get("/jobs/list/").status_code == 302


def test_a_cookie_copied_before_the_sign_out_is_refused_after_it(product):
    client = product.login("quantri")
    copy = copied(product, client)
    assert is_in(copy)
    assert client.post_form("/logout/").headers["Location"] == "/login/"
    assert not is_in(copy) and not is_in(client)


def test_an_address_alone_signs_nobody_out(product):
    client = product.login("quantri")
    page = client.get("/logout/")
    assert page.status_code == 200 and "Đăng xuất?" in page.get_data(as_text=True)
    assert is_in(client)
    assert client.post("/logout/").status_code == 400
    assert is_in(client)


def test_a_session_ends_after_the_idle_time(product, moved):
    client = product.login("quantri")
    moved(29)
    assert is_in(client)
    moved(58)
    assert is_in(client)
    moved(89)
    assert not is_in(client)


def test_a_session_ends_after_the_absolute_time_however_busy(product, moved):
    client = product.login("quantri")
    for minutes in range(25, 12 * 60, 25):
        moved(minutes)
        assert is_in(client), minutes
    moved(12 * 60 + 1)
    assert not is_in(client)


def test_a_shorter_limit_holds_for_the_sessions_there_are(product, moved):
    client = product.login("quantri")
    change(product, session_idle_minutes="10")
    try:
        moved(11)
        assert not is_in(client)
    finally:
        change(product, session_idle_minutes="30")


def test_asking_after_a_job_keeps_no_session_alive(product, moved, job):
    client = product.login("quantri")
    for minutes in (10, 20, 29):
        moved(minutes)
        assert client.get(job).status_code == 200
    moved(31)
    assert client.get(job).status_code == 302
    assert not is_in(client)


def test_files_and_the_state_of_health_keep_no_session_alive(product, moved):
    client = product.login("quantri")
    for minutes in (10, 29):
        moved(minutes)
        for path in ("/static/hoso/app.css", "/static/appbuilder/js/ab.js", "/health"):
            assert client.get(path).status_code == 200
    moved(31)
    assert not is_in(client)


def test_use_is_written_once_a_minute(product, moved):
    client = product.login("quantri")
    begun = row_of(product, client).last_used_at
    client.get(LIST)
    assert row_of(product, client).last_used_at == begun
    moved(2)
    client.get(LIST)
    noted = row_of(product, client).last_used_at
    assert noted >= begun + datetime.timedelta(minutes=2)
    client.get(LIST)
    assert row_of(product, client).last_used_at == noted


def test_a_session_costs_no_statement_beside_the_account(product):
    client = product.login("quantri")
    client.get(LIST)
    with counted_statements(product) as seen:
        client.get(LIST)
    about = [one for one in seen if "account_session" in one or "FROM ab_user" in one]
    assert len(about) == 1, about


def test_a_reader_does_not_wait_for_whoever_writes(product, moved, engine_name):
    if engine_name != "sqlite":
        pytest.skip("one writer at a time is a matter of SQLite")
    client = product.login("quantri")
    moved(5)
    with product.app.app_context(), product.db.engine.connect() as busy:
        busy.exec_driver_sql("UPDATE access_stamp SET number = number")  # holds the lock of the writer
        assert is_in(client)
        busy.rollback()
    assert is_in(client)
    assert row_of(product, client).last_used_at >= clock.now() - datetime.timedelta(seconds=30)


# Ended by others --------------------------------------------------------------------------------------------


def lock(session, account):
    account.active = False


def hand_over(session, account):
    account.person_id = None
    account.kind = "unit" if account.kind != "unit" else "personal"


def new_password(session, account):
    password_set(session, account, OTHER_PASSWORD)


def less_rights(session, account):
    grant = session.scalars(select(Grant).where(Grant.account_id == account.id)).first()
    grant.ground = "Điều 7.2, sửa"


def port(session, account):
    assert sessions_end(session, account.id, "handover") == 2


@pytest.mark.parametrize("happens", [lock, hand_over, new_password, less_rights, port])
def test_sessions_and_tokens_end_at_once(product, happens):
    screen, api = product.login("soyte"), product.api("soyte")
    bystander = product.login("sonoivu")
    before = {}
    assert is_in(screen) and api_is_in(api)
    with as_system(product, Right.MANAGE) as session:
        account = account_of(session, "soyte")
        before = {name: getattr(account, name) for name in ("active", "kind", "person_id", "password")}
        happens(session, account)
        session.commit()
    try:
        assert row_of(product, screen).ended_why in ("lock", "handover", "password", "grants")
        assert not is_in(screen) and not api_is_in(api) and is_in(bystander)
    finally:
        with as_system(product, Right.MANAGE) as session:
            for name, value in before.items():
                setattr(account_of(session, "soyte"), name, value)
            session.commit()


def test_what_is_rolled_back_ends_nothing(product):
    client = product.login("soyte")
    with as_system(product, Right.MANAGE) as session:
        password_set(session, account_of(session, "soyte"), "Bep-lua-hong-22")
        session.rollback()
    assert is_in(client)


# Phiên của tôi ----------------------------------------------------------------------------------------------

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
CHROME_PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
)


def sign_in_with(product, username, agent):
    client = product.client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    token = read_csrf_token(client.get("/login/").get_data(as_text=True))
    form = {"username": username, "password": DEMO_PASSWORD, "csrf_token": token}
    assert client.post("/login/", data=form).status_code == 302
    return client


def test_own_sessions_are_told_in_plain_words(product):
    sign_in_with(product, "xem.soyte", CHROME_PHONE)
    product.api("xem.soyte")
    client = sign_in_with(product, "xem.soyte", FIREFOX)
    page = client.get("/sessions/list/").get_data(as_text=True)
    assert "Firefox trên máy tính Linux" in page and "Chrome trên thiết bị Android" in page
    assert "Phần mềm khác, qua giao diện lập trình" in page
    assert page.count("Phiên này") == 1 and page.count("127.0.0.1") == 3
    assert "Mozilla" not in page


def test_one_session_is_ended_or_all_others(product):
    clients = [product.login("pgd.ninhkieu") for _ in range(4)]
    first, *_others, mine = clients
    mine.post_form(f"/sessions/end/{row_of(product, first).id}")
    assert [is_in(client) for client in clients] == [False, True, True, True]
    mine.post_form("/sessions/end_others")
    assert [is_in(client) for client in clients] == [False, False, False, True]
    answer = mine.post_form(f"/sessions/end/{row_of(product, mine).id}")
    assert answer.headers["Location"] == "/login/" and not is_in(mine)


def test_sessions_of_others_are_not_found_and_go_on(product):
    theirs = product.login("sonoivu")
    mine = product.login("quantri")
    answer = mine.post_form(f"/sessions/end/{row_of(product, theirs).id}")
    assert answer.status_code == 404 and is_in(theirs)
    assert mine.post(f"/sessions/end/{row_of(product, mine).id}").status_code == 400
    assert mine.get("/sessions/end_others").status_code == 405


def test_the_worker_marks_what_has_lapsed_and_forgets_what_is_old(product, moved):
    client = product.login("quantri")
    row = row_of(product, client)
    moved(31)
    with as_system(product) as session:
        assert tidy_sessions(session) >= 1
        assert session.get(AccountSession, row.id).ended_why == "idle"
        session.commit()
    moved(31 * 24 * 60)
    with as_system(product) as session:
        tidy_sessions(session)
        assert session.scalars(select(AccountSession).where(AccountSession.id == row.id)).first() is None


# Tokens -----------------------------------------------------------------------------------------------------


def tokens_of(product, username="soyte", **more):
    body = {"username": username, "password": DEMO_PASSWORD, "refresh": True, **more}
    answer = product.client().post(f"{TOKEN}/login", json=body)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def bearing(token):
    return {"Authorization": f"Bearer {token}"}


def status_with(product, token, path="/api/v1/religion/", method="GET"):
    return product.client().open(path, method=method, headers=bearing(token)).status_code


def test_a_sign_out_of_a_program_ends_both_tokens(product):
    tokens = tokens_of(product)
    assert status_with(product, tokens["access_token"]) == 200
    assert status_with(product, tokens["access_token"], f"{TOKEN}/logout", "POST") == 200
    assert status_with(product, tokens["access_token"]) == 401
    assert status_with(product, tokens["refresh_token"], f"{TOKEN}/refresh", "POST") == 401
    assert status_with(product, tokens["access_token"], f"{TOKEN}/logout", "POST") == 401


def test_a_refresh_token_holds_once_and_its_copy_ends_the_session(product):
    old = tokens_of(product)["refresh_token"]
    fresh = product.client().post(f"{TOKEN}/refresh", headers=bearing(old)).get_json()
    assert status_with(product, fresh["access_token"]) == 200
    again = product.client().post(f"{TOKEN}/refresh", headers=bearing(fresh["refresh_token"])).get_json()
    assert status_with(product, again["access_token"]) == 200
    assert status_with(product, old, f"{TOKEN}/refresh", "POST") == 401
    assert status_with(product, again["access_token"]) == 401
    assert status_with(product, again["refresh_token"], f"{TOKEN}/refresh", "POST") == 401


def test_tokens_know_the_idle_and_the_absolute_limit(product, moved):
    tokens = tokens_of(product)
    moved(31)
    assert status_with(product, tokens["access_token"]) == 401
    assert status_with(product, tokens["refresh_token"], f"{TOKEN}/refresh", "POST") == 401


def test_the_id_of_a_screen_is_no_token_and_the_other_way_round(product):
    from flask_jwt_extended import create_access_token, decode_token

    screen = product.login("soyte")
    with product.app.app_context():
        account = account_of(product.db.session, "soyte").id
        forged = create_access_token(str(account), additional_claims={"sid": secret_of(screen)})
        secret = decode_token(tokens_of(product)["access_token"])["sid"]
    assert status_with(product, forged) == 401
    client = product.client()
    with client.session_transaction() as kept:
        kept["sid"], kept["_user_id"] = secret, str(account)
    assert not is_in(client)


def test_a_token_without_a_session_is_refused(product):
    from flask_jwt_extended import create_access_token

    with product.app.app_context():
        account = account_of(product.db.session, "sonoivu").id
        old = create_access_token(str(account))
    assert status_with(product, old) == 401


# The cookie -------------------------------------------------------------------------------------------------


def test_the_cookie_is_for_pages_only_and_for_this_site(product):
    client = product.client()
    token = read_csrf_token(client.get("/login/").get_data(as_text=True))
    form = {"username": "quantri", "password": DEMO_PASSWORD, "csrf_token": token}
    cookies = client.post("/login/", data=form).headers.getlist("Set-Cookie")
    (cookie,) = [one for one in cookies if one.startswith("phien=")]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie and "Expires" not in cookie and "Domain" not in cookie
    assert not any(one.startswith("remember") for one in cookies)


def test_a_session_that_ended_cannot_be_brought_back(product):
    client = product.login("quantri")
    row = row_of(product, client)
    client.post_form("/logout/")
    with as_system(product) as session:
        moment = session.get(AccountSession, row.id).ended_at
        session.rollback()
        note_use(product.db.engine, row.id)
        assert session.get(AccountSession, row.id).ended_at == moment
    assert not is_in(client)
