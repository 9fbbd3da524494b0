"""What a password must be, said all at once, wherever one is set; and when it must be a new one."""

import datetime
import itertools
import os
import re

import pytest
from sqlalchemy import select

from app.access.models import Account
from app.access.password_rules import Wanted, faults_of, kinds_in
from app.access.passwords import new_password, password_hash, password_matches, password_set
from app.access.services import account_create
from app.audit.models import History
from app.core import clock
from app.core.errors import RuleViolated
from app.core.rights import Right
from app.settings.services import settings_change
from tests.support.accounts import password_on
from tests.support.cast import as_system, unit_id
from tests.support.commands import run_flask
from tests.support.product import ProductClient
from tests.support.templates import DEMO_PASSWORD

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

FORM = "/resetmypassword/form"
MIXED, LONG = Wanted("mixed", 8), Wanted("long", 8)
KINDS = "Mật khẩu phải có ít nhất 3 trong 4 loại ký tự: chữ thường, chữ hoa, chữ số, ký tự khác."
GOOD = "Bep-lua-hong-22"
COMMON = "Mật khẩu này quá phổ biến hoặc dễ đoán. Ghép vài từ không liên quan thì khó đoán hơn."


def change(product, **values):
    with as_system(product, Right.MANAGE) as session:
        settings_change(session, values, ground="kiểm thử")


def account_of(session, username):
    return session.scalars(select(Account).where(Account.username == username)).one()


@pytest.fixture
def fresh(product):
    """A new account of UBND phường Xuân Khánh; its name."""
    name = f"moi.{clock.now():%H%M%S%f}"
    with as_system(product, Right.MANAGE) as session:
        account_create(
            session,
            username=name,
            password=DEMO_PASSWORD,
            first_name="N",
            last_name="M",
            kind="unit",
            unit_id=unit_id(product, "NK.31144"),
        )
        session.commit()
    return name


# The rules ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password", [DEMO_PASSWORD, "Abcdefg1", "abc-defg1", "ABCD-123", "Mật khẩu", "đường2015!"]
)
def test_mixed_takes_three_kinds_of_four(password):
    assert faults_of(password, MIXED) == []


@pytest.mark.parametrize("password", ["abcdefgh1", "ABCDEFGH", "12345678", "abcd-efgh", "đườngphố"])
def test_mixed_refuses_fewer_kinds(password):
    assert faults_of(password, MIXED) == [KINDS]


def test_mixed_names_every_fault_at_once():
    wanted = Wanted("mixed", 10, ("phuong.xuankhanh", "Sở Y tế"))
    assert faults_of("soyte", wanted) == [
        "Mật khẩu phải có ít nhất 10 ký tự (đang có 5).",
        KINDS,
        "Mật khẩu không được chứa tên đăng nhập hoặc tên đơn vị («Sở Y tế»).",
    ]


@pytest.mark.parametrize("policy", ["mixed", "long"])
@pytest.mark.parametrize("password", ["Xuan-Khanh-2015-lac", "abc.XUÂNKHÁNH-72", "x1-xuan_khanh-Yz-lua"])
def test_no_name_is_part_of_a_password_however_it_is_written(policy, password):
    faults = faults_of(password, Wanted(policy, 8, ("xuankhanh",)))
    assert faults == ["Mật khẩu không được chứa tên đăng nhập hoặc tên đơn vị («xuankhanh»)."]


@pytest.mark.parametrize("wanted", [MIXED, LONG])
def test_a_password_is_not_endless(wanted):
    assert faults_of("Ab1-" * 32, wanted) in ([], [COMMON])
    assert faults_of("Ab1-" * 32 + "x", wanted) == ["Mật khẩu dài tối đa 128 ký tự."]


@pytest.mark.parametrize(
    "password", ["bep lua hong ngoai san", "Cầu tre lắc lẻo gập ghềnh", "kjq wvx 03 pzt hm"]
)
def test_long_asks_for_no_kinds(password):
    assert faults_of(password, LONG) == []


@pytest.mark.parametrize(
    "password",
    [
        *(
            "matkhau123456",
            "MatKhau@123456",
            "Mật khẩu 123456",
            "anhyeuem2015",
            "qwertyuiop12",
            "1234567890123",
        ),
        *("password12345", "abcabcabcabc", "vietnamvodich1", "nguyenvan1985"),
    ],
)
def test_long_refuses_what_is_guessed_first(password):
    assert faults_of(password, LONG) == [COMMON]


def test_long_asks_for_twelve_characters():
    assert faults_of("Bq7-lac2zx", LONG) == ["Mật khẩu phải có ít nhất 12 ký tự (đang có 10)."]


def test_a_made_password_keeps_both_sets_of_rules():
    made = {new_password() for _ in range(200)}
    assert len(made) == 200 and all(len(one) == 14 and kinds_in(one) == 3 for one in made)
    assert not any(faults_of(one, MIXED) for one in made)
    assert not any(faults_of(one, LONG) for one in list(made)[:20])


def test_a_password_typed_on_another_keyboard_is_the_same():
    composed, decomposed = "Ma\u0302\u0323t-khẩu-9", "M\u1ead" + "t-khẩu-9"
    assert composed != decomposed
    assert password_matches(password_hash(composed), decomposed)
    assert not password_matches(password_hash(composed), "Mat-khau-9")


@pytest.mark.usefixtures("real_hashes")
def test_hashes_name_algorithm_and_parameters_and_differ():
    first, second = password_hash(DEMO_PASSWORD), password_hash(DEMO_PASSWORD)
    assert first != second and first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("stored", [None, "", "x", "$argon2id$broken", "scrypt:broken"])
def test_a_broken_hash_opens_nothing(stored):
    assert not password_matches(stored, "") and not password_matches(stored, DEMO_PASSWORD)


# Where they hold -----------------------------------------------------------------------------------------


def send(client: ProductClient, present=DEMO_PASSWORD, password=GOOD, again=None):
    again = password if again is None else again
    return client.post_form(FORM, {"present": present, "password": password, "again": again})


def test_the_own_password_is_changed_and_other_sessions_end(product, fresh):
    client, other, api = product.login(fresh), product.login(fresh), product.api(fresh)
    answer = send(client)
    assert answer.status_code == 302
    assert client.get("/jobs/list/").status_code == 200
    assert other.get("/jobs/list/").status_code == 302
    assert api.get("/api/v1/menu/").status_code == 401
    assert product.login(fresh, "Bep-lua-hong-22")
    with as_system(product) as session:
        account = account_of(session, fresh)
        query = select(History).where(History.thing == "account", History.row_id == account.id)
        lines = session.scalars(query.order_by(History.id)).all()
        assert [(line.act, line.changes, line.title) for line in lines] == [("set_password", {}, fresh)] * 2
        assert (lines[1].actor, lines[1].channel) == (fresh, "screen")


def test_a_copy_of_the_cookie_from_before_ends_too(product, fresh):
    client, copy = product.login(fresh), product.client()
    copy.set_cookie("phien", client.get_cookie("phien").value)
    send(client)
    assert copy.get("/jobs/list/").status_code == 302


@pytest.mark.parametrize(
    ("form", "sentences"),
    [
        ({"present": "sai-1-X"}, ["Mật khẩu hiện tại không đúng."]),
        ({"password": "ngan"}, ["Mật khẩu phải có ít nhất 8 ký tự (đang có 4).", KINDS]),
        ({"again": "Khac-hon-3"}, ["Hai lần nhập mật khẩu mới không giống nhau."]),
        ({"password": "Tôi-ở-XUÂN-KHÁNH-1"}, ["không được chứa tên đăng nhập hoặc tên đơn vị"]),
        ({"password": DEMO_PASSWORD}, ["trùng với một trong 3 mật khẩu gần nhất", "phải khác"]),
        ({"present": "", "password": "", "again": ""}, ["hiện tại không đúng", "(đang có 0)"]),
    ],
)
def test_a_refused_password_changes_nothing_and_says_all(product, fresh, form, sentences):
    client, other = product.login(fresh), product.login(fresh)
    answer = send(client, **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and all(sentence in page for sentence in sentences)
    assert other.get("/jobs/list/").status_code == 200 and product.login(fresh)
    assert not any(form.get(name) and form[name] in page for name in ("password", "present"))


def test_the_unit_name_counts(product, fresh):
    page = send(product.login(fresh), password="Phuong-Xuan-Khanh-1").get_data(as_text=True)
    assert "tên đăng nhập hoặc tên đơn vị" in page


def test_the_present_password_cannot_be_tried_without_end(product, fresh):
    client = product.login(fresh)
    statuses = [send(client, present="sai-1-X").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert send(client).status_code == 429


def test_the_last_passwords_are_not_taken_again_older_ones_are(product, fresh):
    passwords = [DEMO_PASSWORD, "Bep-lua-hong-1", "Bep-lua-hong-2", "Bep-lua-hong-3"]
    client = product.login(fresh)
    for present, new in itertools.pairwise(passwords):
        assert send(client, present, new).status_code == 302
    assert send(client, passwords[3], passwords[1]).status_code == 422
    assert send(client, passwords[3], passwords[0]).status_code == 302


def test_the_choice_of_rules_is_a_setting(product, fresh):
    change(product, password_policy="long")
    try:
        client = product.login(fresh)
        page = client.get(FORM).get_data(as_text=True)
        assert "Từ 12 ký tự" in page and "3 trong 4" not in page
        assert COMMON in send(client, password="MatKhau@123456").get_data(as_text=True)
        assert send(client, password="bep lua hong ngoai san").status_code == 302
    finally:
        change(product, password_policy="mixed")


@pytest.mark.parametrize("policy", ["mixed", "long"])
def test_passwords_that_are_issued_keep_the_rules_in_force_too(product, policy):
    admin, name = product.login("quantri"), f"cap-moi-{policy}"
    change(product, password_policy=policy, password_least_length="30")
    try:
        form = {"username": name, "name": "Thử", "role": "system_admin"}
        first = password_on(admin.post_form("/account/add", form))
        with as_system(product) as session:
            row = account_of(session, name).id
        second = password_on(admin.post_form(f"/account/act/reset/{row}", {"confirmed": "1"}))
        assert first != second and min(len(first), len(second)) >= 30
        assert product.login(name, second).get("/jobs/list/").headers["Location"] == FORM
    finally:
        change(product, password_policy="mixed", password_least_length="8")


def test_an_account_is_not_made_with_a_refused_password(product):
    with as_system(product, Right.MANAGE) as session:
        with pytest.raises(RuleViolated) as refused:
            account_create(
                session, username="hong", password="hong", first_name="H", last_name="H", kind="unit"
            )
        assert refused.value.extra["faults"][1] == KINDS and len(refused.value.extra["faults"]) == 3
        session.rollback()
        assert session.scalars(select(Account).where(Account.username == "hong")).first() is None


def test_the_command_for_the_first_administrator_keeps_the_rules(product):
    arguments = ["account", "create-admin", "--username", "quantri9", "--full-name", "Trần Văn Quản"]
    runner = product.app.test_cli_runner()
    done = runner.invoke(args=[*arguments, "--password", "abcdefgh"])
    assert done.exit_code == 1 and KINDS in done.output
    assert runner.invoke(args=[*arguments, "--password", DEMO_PASSWORD]).exit_code == 0


def test_a_weak_demo_password_stops_the_start_with_a_sentence(tmp_path):
    env = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DEMO_PASSWORD": "abcdefgh",
        "DEMO_PEOPLE": "0",
    }
    done = run_flask(env, "setup")
    assert done.returncode != 0 and KINDS in done.stderr and "Traceback" not in done.stderr


# Age -----------------------------------------------------------------------------------------------------


@pytest.fixture
def much_later(monkeypatch):
    real = clock.now
    later = datetime.timedelta(days=181)

    def move():
        monkeypatch.setattr("app.core.clock.now", lambda: real() + later)

    return move


def test_a_password_past_its_age_must_be_changed_first(product, fresh, much_later):
    much_later()
    client, api = product.login(fresh), product.api(fresh)
    for path in ("/", "/jobs/list/", "/sessions/list/"):
        assert client.get(path).headers["Location"] == FORM, path
    assert client.post_form("/sessions/end_others").headers["Location"] == FORM
    assert "Mật khẩu đã quá thời hạn sử dụng." in client.get(FORM).get_data(as_text=True)
    refused = api.get("/api/v1/menu/")
    assert refused.status_code == 403 and "quá thời hạn" in refused.get_json()["message"]
    assert send(client).status_code == 302
    assert client.get("/jobs/list/").status_code == 200
    assert product.api(fresh, "Bep-lua-hong-22").get("/api/v1/menu/").status_code == 200


def test_whoever_must_change_it_can_still_leave(product, fresh, much_later):
    much_later()
    client = product.login(fresh)
    assert client.get("/logout/").status_code == 200
    assert client.post_form("/logout/").headers["Location"] == "/login/"


@pytest.mark.parametrize("values", [{"password_days": "0"}, {"password_policy": "long"}])
def test_without_an_age_in_the_rules_nothing_is_asked(product, fresh, much_later, values):
    change(product, **values)
    try:
        much_later()
        assert product.login(fresh).get("/jobs/list/").status_code == 200
    finally:
        change(product, password_days="180", password_policy="mixed")


def test_the_form_is_made_for_keepers_of_passwords(product, fresh):
    page = product.login(fresh).get(FORM).get_data(as_text=True)
    assert re.findall(r'autocomplete="((?:current|new)-password)"', page) == [
        *("current-password", "new-password", "new-password")
    ]


def test_one_function_sets_a_password(product, fresh):
    with as_system(product, Right.MANAGE) as session:
        account = account_of(session, fresh)
        before = account.password_set_at
        password_set(session, account, "Bep-lua-hong-22", "handover")
        session.commit()
        assert account.password_set_at > before
