"""Sign-in: one sentence for every failure, counted for all processes; the last administrator gets in."""

import dataclasses
import datetime
import itertools
import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from werkzeug.security import generate_password_hash

from app import create_app
from app.access import passwords
from app.access.models import Account
from app.access.services import account_create, find_account, grant_role
from app.access.sign_in_models import SignInAttempt
from app.core import clock
from app.core.rights import Right
from app.settings.services import settings_change
from tests.support.cast import as_system
from tests.support.product import Product, read_csrf_token, running_product
from tests.support.templates import DEMO_PASSWORD

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

API_LOGIN = "/api/v1/security/login"
_names = (f"nguoi-la-{number}" for number in itertools.count(1))
_seconds = itertools.count(2)
_addresses = (f"10.1.{number}.7" for number in itertools.count(1))


@pytest.fixture
def address():
    """An address nobody has failed from."""
    return next(_addresses)


@pytest.fixture
def clean(product):
    """Nobody has failed before, and nothing of it is left."""

    def forget():
        with as_system(product) as session:
            session.execute(text("DELETE FROM sign_in_attempt"))
            session.commit()

    forget()
    yield
    forget()


@pytest.fixture
def moved(monkeypatch):
    real = clock.now

    def move(minutes):
        monkeypatch.setattr("app.core.clock.now", lambda: real() + datetime.timedelta(minutes=minutes))

    return move


def client_from(product, address, forwarded=""):
    client = product.client()
    client.environ_base["REMOTE_ADDR"] = address
    if forwarded:
        client.environ_base["HTTP_X_FORWARDED_FOR"] = forwarded
    return client


def by_form(product, username, password, address, forwarded="", path="/login/"):
    client = client_from(product, address, forwarded)
    token = read_csrf_token(client.get("/login/").get_data(as_text=True))
    return client.post(path, data={"username": username, "password": password, "csrf_token": token})


def by_api(product, username, password, address, forwarded=""):
    return client_from(product, address, forwarded).post(
        API_LOGIN, json={"username": username, "password": password}
    )


def change(product, **values):
    with as_system(product, Right.MANAGE) as session:
        settings_change(session, values, ground="kiểm thử")


# What is said ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["soyte", "khong-co-ai", "khoa"])
def test_every_failure_says_the_same_and_counts_down(product, clean, address, username):
    with as_system(product, Right.MANAGE) as session:
        if not session.scalars(select(Account.id).where(Account.username == "khoa")).first():
            account = account_create(
                session, username="khoa", password=DEMO_PASSWORD, first_name="K", last_name="H", kind="unit"
            )
            account.active = False
            session.commit()
    typed = "sai-mat-khau-1"
    said = []
    for _ in range(5):
        answer = by_form(product, username, typed, address)
        assert answer.status_code == 401
        said.append(answer.get_data(as_text=True))
    for left, page in zip((4, 3, 2, 1), said, strict=False):
        wanted = f"Tên đăng nhập hoặc mật khẩu không đúng. Còn {left} lần thử trước khi khóa 15 phút."
        assert wanted in page
    assert "Đã hết số lần thử; đăng nhập tạm khóa 15 phút." in said[4]
    answer = by_form(product, username, typed, address)
    assert answer.status_code == 429 and 840 <= int(answer.headers["Retry-After"]) <= 900
    assert "Đăng nhập sai nhiều lần. Thử lại sau 15 phút." in answer.get_data(as_text=True)


def test_what_was_typed_comes_back_without_the_password(product, clean, address):
    page = by_form(product, '"><b>x', "Bi-mat-rieng-1", address).get_data(as_text=True)
    assert "&#34;&gt;&lt;b&gt;x" in page and "Bi-mat-rieng-1" not in page


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"username": "", "password": "x"}, "Chưa ghi tên đăng nhập."),
        ({"username": "a"}, "Chưa ghi mật khẩu."),
    ],
)
def test_an_empty_box_is_named_and_not_counted(product, clean, form, sentence):
    answer = product.client().post_form("/login/", form)
    assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)
    with as_system(product) as session:
        assert session.scalars(select(SignInAttempt)).all() == []


def test_a_form_without_its_token_is_refused(product):
    answer = product.client().post("/login/", data={"username": "soyte", "password": DEMO_PASSWORD})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "http:evil"),
        *(
            "javascript:alert(1)",
            "/\t/evil.example",
            "/%0d%0aSet-Cookie:x\r\n",
            "evil.example",
            "///evil",
            "",
        ),
    ],
)
def test_after_sign_in_nobody_is_sent_elsewhere(product, clean, address, target):
    path = product.url_for("SignInView.login", next=target)
    answer = by_form(product, "soyte", DEMO_PASSWORD, address, path=path)
    assert answer.status_code == 302 and answer.headers["Location"] == "/"


@pytest.mark.parametrize("target", ["/person/list/?q=a&page=2", "/unit/tree"])
def test_after_sign_in_the_page_asked_for_is_shown(product, clean, address, target):
    path = product.url_for("SignInView.login", next=target)
    assert by_form(product, "soyte", DEMO_PASSWORD, address, path=path).headers["Location"] == target


def test_an_unknown_name_costs_the_same_work(product, clean, address, monkeypatch):
    seen = []

    class Counting(passwords.PasswordHasher):
        def verify(self, hashed, password):
            seen.append(hashed[:10])
            return super().verify(hashed, password)

    monkeypatch.setattr(passwords, "_hasher", Counting(time_cost=2, memory_cost=19 * 1024, parallelism=1))
    by_api(product, "khong-he-co", "sai-mat-khau-1", address)
    by_api(product, "soyte", "sai-mat-khau-1", address)
    by_api(product, "soyte", "x" * 5000, address)
    assert seen == ["$argon2id$"] * 3


# Counting -------------------------------------------------------------------------------------------------


def test_form_and_api_count_together(product, clean, address):
    for turn in range(5):
        ask = by_form if turn % 2 else by_api
        assert ask(product, "xem.soyte", "sai-mat-khau-1", address).status_code == 401
    for ask in (by_form, by_api):
        answer = ask(product, "XEM.soyte ", DEMO_PASSWORD, address)
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 800


def test_success_forgets_the_failures_before_it(product, clean, address):
    for _ in range(4):
        by_api(product, "soyte", "sai-mat-khau-1", address)
    assert by_api(product, "soyte", DEMO_PASSWORD, address).status_code == 200
    assert "Còn 4 lần thử" in by_api(product, "soyte", "sai-mat-khau-1", address).get_json()["message"]


def test_a_lock_ends_and_is_not_drawn_out_by_those_it_refuses(product, clean, address, moved):
    for _ in range(5):
        by_api(product, "soyte", "sai-mat-khau-1", address)
    moved(10)
    assert by_api(product, "soyte", "sai-mat-khau-1", address).status_code == 429
    moved(16)
    assert by_api(product, "soyte", DEMO_PASSWORD, address).status_code == 200


def test_the_limits_are_settings(product, clean, address):
    change(product, sign_in_attempts="3", sign_in_lock_minutes="2")
    try:
        statuses = [by_api(product, "soyte", "sai-mat-khau-1", address).status_code for _ in range(4)]
        assert statuses == [401, 401, 401, 429]
        assert int(by_api(product, "soyte", "x", address).headers["Retry-After"]) <= 120
    finally:
        change(product, sign_in_attempts="5", sign_in_lock_minutes="15")


@pytest.fixture
def ten_by_address(product, clean):
    change(product, sign_in_address_attempts="10")
    yield
    change(product, sign_in_address_attempts="50")


def test_an_address_that_tries_many_names_is_stopped_and_others_are_not(product, ten_by_address, address):
    statuses = [by_api(product, next(_names), "x", address).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    assert by_api(product, "soyte", DEMO_PASSWORD, address).status_code == 429
    assert by_api(product, "soyte", DEMO_PASSWORD, next(_addresses)).status_code == 200


def test_signing_in_uses_up_nothing_of_an_address(product, ten_by_address, address):
    assert {by_api(product, "soyte", DEMO_PASSWORD, address).status_code for _ in range(15)} == {200}


def test_addresses_of_one_ipv6_network_count_together(product, ten_by_address):
    answers = [by_api(product, next(_names), "x", f"2001:db8:1:2::{n:x}").status_code for n in range(1, 12)]
    assert answers[-1] == 429
    assert by_api(product, next(_names), "x", "2001:db8:1:3::1").status_code == 401


def test_neither_names_nor_addresses_are_kept(product, clean):
    by_api(product, "MatKhauGoNham-1", "x", "10.200.3.4")
    with as_system(product) as session:
        kept = session.scalars(select(SignInAttempt.key)).all()
    assert len(kept) == 2 and all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in kept)


# Behind a proxy -------------------------------------------------------------------------------------------


def test_a_forwarded_address_is_not_believed(product, ten_by_address, address):
    statuses = [by_api(product, next(_names), "x", address, f"203.0.113.{n}").status_code for n in range(11)]
    assert statuses == [401] * 10 + [429]


@pytest.fixture
def behind_proxy(product):
    """The same data, served by a program that was told of one proxy."""
    settings = dataclasses.replace(product.settings, trusted_proxies=1)
    behind = Product(create_app(settings), settings)
    yield behind
    with behind.app.app_context():
        behind.db.session.remove()
        behind.db.engine.dispose()


def test_behind_one_proxy_what_it_says_counts_and_what_came_before_does_not(
    product, behind_proxy, ten_by_address, address
):
    spoofed = [
        by_api(behind_proxy, next(_names), "x", address, f"198.51.100.{n}, 203.0.113.9").status_code
        for n in range(11)
    ]
    assert spoofed == [401] * 10 + [429]
    assert by_api(behind_proxy, next(_names), "x", address, "203.0.113.10").status_code == 401


# Many at once ---------------------------------------------------------------------------------------------


def test_attempts_that_come_at_once_share_one_limit(product, clean, address):
    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(lambda _: by_api(product, "soyte", "sai-mat-khau-1", address).status_code, range(16))
        )
    assert sorted(statuses) == [401] * 5 + [429] * 11


def _live_status(url, username):
    body = json.dumps({"username": username, "password": "sai-mat-khau-1"}).encode()
    request = urllib.request.Request(f"{url}{API_LOGIN}", body, {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - always http on loopback
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_two_processes_share_one_limit(live_server):
    with running_product(live_server.environment) as here, ThreadPoolExecutor(8) as pool:
        there = [pool.submit(_live_status, live_server.url, "soyte") for _ in range(7)]
        own = [
            pool.submit(lambda: by_api(here, "soyte", "sai-mat-khau-1", "127.0.0.1").status_code)
            for _ in range(7)
        ]
        statuses = [one.result() for one in (*there, *own)]
    assert sorted(statuses) == [401] * 5 + [429] * 9


# The last administrator -----------------------------------------------------------------------------------


@pytest.fixture
def alone(product, clean):
    """Nobody but `quantri` can manage accounts."""

    def set_active(value):
        with as_system(product, Right.MANAGE) as session:
            find_account(session, "sonoivu").active = value
            session.commit()

    set_active(False)
    yield
    set_active(True)


def test_nobody_elsewhere_can_lock_out_the_last_administrator(product, alone, address):
    for _ in range(12):
        by_api(product, "quantri", "sai-mat-khau-1", address)
    assert by_api(product, "quantri", DEMO_PASSWORD, address).status_code == 429
    assert by_form(product, "quantri", DEMO_PASSWORD, next(_addresses)).status_code == 302


def test_from_one_address_the_last_administrator_may_fail_no_oftener_than_others(product, alone, address):
    for _ in range(5):
        by_api(product, "quantri", "sai-mat-khau-1", next(_addresses))
    statuses = [by_api(product, "quantri", "sai-mat-khau-1", address).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


@pytest.fixture
def second(product):
    """One more account that can manage accounts; its name."""
    name = f"quantri.{next(_seconds)}"
    with as_system(product, Right.MANAGE) as session:
        account = account_create(
            session, username=name, password=DEMO_PASSWORD, first_name="Q", last_name="H", kind="system"
        )
        grant_role(session, account, "system_admin")
        session.commit()
    yield name
    with as_system(product, Right.MANAGE) as session:
        find_account(session, name).active = False
        session.commit()


def test_one_administrator_of_two_is_not_locked_from_elsewhere(product, alone, second, address):
    """Nor are both: whoever tries from elsewhere keeps nobody out who can manage accounts."""
    for _ in range(12):
        for name in ("quantri", second):
            by_api(product, name, "sai-mat-khau-1", address)
    for name in ("quantri", second):
        assert by_api(product, name, DEMO_PASSWORD, address).status_code == 429
        assert by_api(product, name, DEMO_PASSWORD, next(_addresses)).status_code == 200


def test_home_affairs_is_not_locked_from_elsewhere(product, clean, address):
    for _ in range(12):
        by_api(product, "sonoivu", "sai-mat-khau-1", address)
    assert by_api(product, "sonoivu", DEMO_PASSWORD, next(_addresses)).status_code == 200


def test_from_many_places_an_administrator_is_tried_only_so_often(product, alone, second, address):
    """Where it was used before it gets in all the same; a new place waits."""
    assert by_api(product, second, DEMO_PASSWORD, address).status_code == 200
    statuses = [
        by_api(product, second, "sai-mat-khau-1", next(_addresses)).status_code for _ in range(5 + 50 + 2)
    ]
    assert statuses == [401] * 55 + [429] * 2
    assert by_api(product, second, DEMO_PASSWORD, next(_addresses)).status_code == 429
    assert by_api(product, second, DEMO_PASSWORD, address).status_code == 200
    for _ in range(6):
        by_api(product, second, "sai-mat-khau-1", address)
    assert by_api(product, second, DEMO_PASSWORD, next(_addresses)).status_code == 429


def test_a_command_unlocks_at_once(product):
    def unlock(username):
        runner = product.app.test_cli_runner()
        return runner.invoke(args=["account", "unlock", "--username", username])

    for _ in range(6):
        by_api(product, "pnv.ninhkieu", "sai-mat-khau-1", next(_addresses))
    assert by_api(product, "pnv.ninhkieu", DEMO_PASSWORD, next(_addresses)).status_code == 429
    done = unlock("pnv.ninhkieu")
    assert done.exit_code == 0 and "đăng nhập lại được ngay" in done.output
    assert by_api(product, "pnv.ninhkieu", DEMO_PASSWORD, next(_addresses)).status_code == 200
    done = unlock("khong-co")
    assert done.exit_code == 1 and "Không có tài khoản «khong-co»." in done.output


# Hashes ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("real_hashes")
def test_a_hash_of_scrypt_still_opens_and_is_renewed_by_the_sign_in(product, clean, address):
    def stored(value=None):
        with as_system(product) as session:
            account = session.scalars(select(Account).where(Account.username == "canhan")).one()
            if value:
                account.password = value
                session.commit()
            return account.password

    stored(generate_password_hash(DEMO_PASSWORD, "scrypt:32768:8:1"))
    assert by_api(product, "canhan", "sai-mat-khau-1", address).status_code == 401
    assert by_api(product, "canhan", DEMO_PASSWORD, address).status_code == 200
    assert stored().startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert by_api(product, "canhan", DEMO_PASSWORD, address).status_code == 200


def test_sign_ins_are_counted_on_the_account(product, clean, address):
    assert by_api(product, "soyte", DEMO_PASSWORD, address).status_code == 200
    by_api(product, "soyte", "sai-mat-khau-1", address)
    by_api(product, "soyte", "sai-mat-khau-1", address)
    with as_system(product) as session:
        assert session.scalars(select(Account).where(Account.username == "soyte")).one().fail_login_count == 2
    by_api(product, "soyte", DEMO_PASSWORD, address)
    with as_system(product) as session:
        account = session.scalars(select(Account).where(Account.username == "soyte")).one()
        assert account.fail_login_count == 0 and account.login_count >= 1
        assert abs(account.last_login - clock.now()) < datetime.timedelta(minutes=2)
