"""A unit account changes hands in one act: old holder, new password, decision (A1, A5; Điều 6.4, 6.7)."""

import datetime
import io
import itertools
import time

import pytest
from sqlalchemy import select

from app.access.holders import AccountHolder
from app.access.sign_in_models import AccountSession
from app.core import clock
from app.core.rights import Right
from app.files.models import StoredFile
from app.files.store import path_of
from tests.support.accounts import (
    account_id,
    account_of,
    act,
    can_sign_in,
    decision_form,
    handover_form,
    holders,
    make_account,
    password_on,
    slips_on,
)
from tests.support.cast import as_system, history_of
from tests.support.scans import JPEG, PNG, pdf, text_of
from tests.support.second_step import enrol
from tests.support.templates import DEMO_PASSWORD

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def home_affairs(product):
    return product.login("sonoivu")


@pytest.fixture
def account(product):
    name = f"ban-giao.{next(_numbers)}"
    return name, make_account(product, name, "department", "SYT")


def files_of(product):
    folder = product.settings.data_dir / "files"
    return {path for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()


def test_the_first_holder_and_the_next_one_stand_in_the_history(product, home_affairs, account):
    name, pk = account
    first = act(home_affairs, "handover", pk, **handover_form(name="Lê Văn Trước"))
    password = password_on(first)
    assert text_of(slips_on(first))[0].count(password) == 1
    assert can_sign_in(product, name, password) and not can_sign_in(product, name, DEMO_PASSWORD)
    second = act(
        home_affairs,
        "handover",
        pk,
        **handover_form(
            name="Phạm Thị Sau",
            from_on="1/6/2026",
            authorisation_number="88/QĐ-UBND",
            authorisation_on="28/5/2026",
        ),
    )
    assert not can_sign_in(product, name, password)
    assert can_sign_in(product, name, password_on(second))
    old, new = holders(product, name)
    assert (old.name, old.from_on, old.to_on) == (
        "Lê Văn Trước",
        datetime.date(2026, 3, 2),
        datetime.date(2026, 5, 31),
    )
    assert (new.name, new.to_on, new.authorisation_number) == ("Phạm Thị Sau", None, "88/QĐ-UBND")
    assert account_of(product, name)["must_change_password"] is True
    acts = [line for line in history_of(product, "account", pk) if line.act == "account_handover"]
    assert [line.changes["holder"][1] for line in acts] == ["Lê Văn Trước", "Phạm Thị Sau"]
    page = home_affairs.get(f"/account/show/{pk}").get_data(as_text=True)
    assert "Lê Văn Trước" in page and "Phạm Thị Sau" in page and "Bàn giao tài khoản" in page


def test_the_scan_is_served_to_whoever_sees_the_account_and_to_nobody_else(product, home_affairs, account):
    name, pk = account
    content = pdf(2)
    act(home_affairs, "handover", pk, **handover_form(scan=(io.BytesIO(content), "Quyết định ủy quyền.pdf")))
    (holder,) = holders(product, name)
    answer = home_affairs.get(f"/account/scan/{holder.id}")
    assert answer.data == content and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert product.login("soyte").get(f"/account/scan/{holder.id}").data == content
    for stranger, status in (
        ("phuong.xuankhanh", 404),
        ("quantri", 404),
        ("canhan", 403),
        ("xem.soyte", 403),
    ):
        assert product.login(stranger).get(f"/account/scan/{holder.id}").status_code == status, stranger
        assert product.login(stranger).get(f"/account/authorisation/{holder.id}").status_code == status
    assert product.client().get(f"/account/scan/{holder.id}").headers["Location"].startswith("/login")


def test_form_4_says_who_is_entrusted_with_what(product, home_affairs, account):
    name, pk = account
    act(home_affairs, "handover", pk, **handover_form())
    (holder,) = holders(product, name)
    (page,) = text_of(home_affairs.get(f"/account/authorisation/{holder.id}").data)
    for words in ("Mẫu 4", "15/QĐ-UBND", "Trần Thị Nhận", "02/03/2026", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                  "khoản 4 Điều 6"):  # fmt: skip
        assert words in page, words
    assert name in page.replace("\n", "")


def opened(changes):
    """The changes with the scan as a file: read once, opened for each engine."""
    return {
        name: (io.BytesIO(value[0]), value[1]) if name == "scan" else value for name, value in changes.items()
    }


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": " "}, "name"), ({"authorisation_number": ""}, "authorisation_number"),
        ({"authorisation_on": ""}, "authorisation_on"),
        ({"authorisation_on": "5/3/2026"}, "authorisation_on"),
        ({"from_on": "31/12/2999"}, "from_on"), ({"from_on": "x"}, "from_on"),
        ({"authorised_until": "1/1/2026"}, "authorised_until"), ({"scan": (b"", "")}, "scan"),
        ({"scan": (b"MZ\x90\x00 not a scan", "quyet-dinh.pdf")}, "scan"),
        ({"scan": (b"<html><script>1</script>", "a.png")}, "scan"),
        ({"scan": (b"%PDF-1.7" + b"0" * (11 * 1024 * 1024), "to.pdf")}, "scan"),
    ],
)  # fmt: skip
def test_a_faulty_handover_is_refused_by_field_and_changes_nothing(product, home_affairs, changes, named):
    pk, before, files = account_id(product, "soyte"), account_of(product, "soyte"), files_of(product)
    answer = act(home_affairs, "handover", pk, **handover_form(**opened(changes)))
    assert answer.status_code == 422
    assert f'id="{named}-loi"' in answer.get_data(as_text=True)
    assert account_of(product, "soyte") == before
    assert files_of(product) - files == set() or named != "scan"


def test_the_next_holder_begins_after_the_last_one(product, home_affairs, account):
    name, pk = account
    act(home_affairs, "handover", pk, **handover_form())
    answer = act(home_affairs, "handover", pk, **handover_form(name="Người Khác"))
    assert answer.status_code == 422
    assert [one.name for one in holders(product, name)] == ["Trần Thị Nhận"]


def undocumented(product, name, since=None):
    """A holder whom no decision names, as an approved request leaves it (Mẫu 3)."""
    with as_system(product, Right.MANAGE) as session:
        session.add(
            AccountHolder(
                account_id=account_id(product, name), name="Đỗ Văn Giữ", from_on=since or clock.today()
            )
        )
        session.commit()


def test_the_decision_of_a_holder_is_noted_afterwards(product, home_affairs, account):
    name, pk = account
    undocumented(product, name)
    page = home_affairs.get(f"/account/show/{pk}").get_data(as_text=True)
    assert f"/account/act/authorise/{pk}" in page
    content = pdf(2)
    answer = act(home_affairs, "authorise", pk, **decision_form(scan=(io.BytesIO(content), "qd.pdf")))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    (holder,) = holders(product, name)
    assert (holder.name, holder.authorisation_number) == ("Đỗ Văn Giữ", "15/QĐ-UBND")
    assert (holder.authorisation_on, holder.to_on) == (clock.today(), None)
    assert home_affairs.get(f"/account/scan/{holder.id}").data == content
    assert can_sign_in(product, name, DEMO_PASSWORD)
    line = history_of(product, "account", pk)[-1]
    assert (line.act, line.actor) == ("account_authorise", "sonoivu")
    assert line.changes["authorisation_number"] == [None, "15/QĐ-UBND"]
    page = home_affairs.get(f"/account/show/{pk}").get_data(as_text=True)
    assert f"/account/act/authorise/{pk}" not in page
    again = act(home_affairs, "authorise", pk, **decision_form(authorisation_number="16/QĐ"))
    assert again.status_code == 422 and "đã có quyết định" in again.get_data(as_text=True)
    assert holders(product, name)[0].authorisation_number == "15/QĐ-UBND"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"authorisation_number": " "}, "authorisation_number"),
        ({"authorisation_on": ""}, "authorisation_on"),
        ({"authorisation_on": "31/12/2999"}, "authorisation_on"), ({"scan": (b"", "")}, "scan"),
        ({"authorised_until": "1/1/2026"}, "authorised_until"),
    ],
)  # fmt: skip
def test_a_faulty_decision_is_refused_by_field(product, home_affairs, account, changes, named):
    name, pk = account
    undocumented(product, name)
    answer = act(home_affairs, "authorise", pk, **decision_form(**opened(changes)))
    assert answer.status_code == 422
    assert f'id="{named}-loi"' in answer.get_data(as_text=True)
    assert holders(product, name)[0].authorisation_number is None


def test_a_decision_needs_a_holder(product, home_affairs, account):
    _name, pk = account
    answer = act(home_affairs, "authorise", pk, **decision_form())
    assert answer.status_code == 422 and "chưa có người phụ trách" in answer.get_data(as_text=True)


def test_a_handover_of_the_same_day_replaces_a_holder_without_a_decision(product, home_affairs, account):
    name, pk = account
    undocumented(product, name)
    today = f"{clock.today():%d/%m/%Y}"
    answer = act(home_affairs, "handover", pk, **handover_form(from_on=today, authorisation_on=today))
    assert password_on(answer)
    (holder,) = holders(product, name)
    assert (holder.name, holder.from_on, holder.to_on) == ("Trần Thị Nhận", clock.today(), None)
    line = history_of(product, "account", pk)[-1]
    assert line.changes["instead_of"] == [None, "Đỗ Văn Giữ"]
    again = act(home_affairs, "handover", pk, **handover_form(from_on=today, authorisation_on=today))
    assert again.status_code == 422  # this one has a decision: its time is history


def test_a_holder_of_earlier_days_stays_in_the_history_without_a_decision_too(product, home_affairs, account):
    name, pk = account
    undocumented(product, name, since=datetime.date(2026, 1, 5))
    assert password_on(act(home_affairs, "handover", pk, **handover_form()))
    old, _new = holders(product, name)
    assert (old.name, old.to_on) == ("Đỗ Văn Giữ", datetime.date(2026, 3, 1))


@pytest.mark.parametrize(
    ("content", "kind", "ending"),
    [(PNG, "image/png", ".png"), (JPEG, "image/jpeg", ".jpg")],
    ids=["png", "jpeg"],
)
def test_a_scan_is_known_by_its_content_not_by_its_name(
    product, home_affairs, account, content, kind, ending
):
    name, pk = account
    act(home_affairs, "handover", pk, **handover_form(scan=(io.BytesIO(content), "../../etc/quyet dinh.exe")))
    answer = home_affairs.get(f"/account/scan/{holders(product, name)[0].id}")
    assert answer.data == content and answer.mimetype == kind
    assert (
        answer.headers["Content-Disposition"].endswith(ending)
        or ending in answer.headers["Content-Disposition"]
    )
    assert ".exe" not in answer.headers["Content-Disposition"]


def tokens(product, name):
    body = {"username": name, "password": DEMO_PASSWORD, "provider": "db", "refresh": True}
    return product.client().post("/api/v1/security/login", json=body).get_json()


def bearing(token):
    return {"Authorization": f"Bearer {token}"}


ENDS_SESSIONS = {
    "handover": handover_form,
    "reset": dict,
    "lock": lambda: {"why": "Thử"},
    "end_sessions": dict,
}


@pytest.mark.parametrize("one", ENDS_SESSIONS)
def test_sessions_tokens_and_half_sign_ins_end_with_it(product, home_affairs, account, one):
    name, pk = account
    screen, other, given = product.login(name), product.login(name), tokens(product, name)
    for client in (screen, other):
        assert client.get("/person/list/").status_code == 200
    assert product.client().get("/api/v1/person/", headers=bearing(given["access_token"])).status_code == 200
    assert act(home_affairs, one, pk, **ENDS_SESSIONS[one]()).status_code in (200, 302)
    for client in (screen, other):
        assert client.get("/person/list/").headers["Location"].startswith("/login")
    api = product.client()
    assert api.get("/api/v1/person/", headers=bearing(given["access_token"])).status_code == 401
    refresh = bearing(given["refresh_token"])
    assert api.post("/api/v1/security/refresh", headers=refresh).status_code == 401
    with as_system(product) as session:
        mine = select(AccountSession.id).where(AccountSession.account_id == pk)
        assert session.scalars(mine.where(AccountSession.ended_at.is_(None))).all() == []
    assert can_sign_in(product, name, DEMO_PASSWORD) is (one == "end_sessions")
    last = history_of(product, "account", pk)[-1]
    assert last.actor == "sonoivu" and last.act == {
        "handover": "account_handover", "reset": "account_reset", "lock": "account_lock",
        "end_sessions": "account_sessions_end",
    }[one]  # fmt: skip


def test_the_second_step_of_a_lost_telephone_is_taken_away(product, home_affairs, account):
    name, pk = account
    assert "Gỡ mã xác thực" not in home_affairs.get(f"/account/show/{pk}").get_data(as_text=True)
    assert act(home_affairs, "totp_reset", pk, why="Mất máy").status_code == 403
    client = product.login(name)
    enrol(client, time.time())
    assert "Gỡ mã xác thực" in home_affairs.get(f"/account/show/{pk}").get_data(as_text=True)
    assert act(home_affairs, "totp_reset", pk, why=" ").status_code == 422
    assert act(home_affairs, "totp_reset", pk, why="Mất máy").status_code == 302
    assert client.get("/person/list/").headers["Location"].startswith("/login")
    assert can_sign_in(product, name, DEMO_PASSWORD)
    line = history_of(product, "account", pk)[-1]
    assert (line.act, line.actor) == ("totp_reset", "sonoivu") and "Mất máy" in line.title


def test_a_personal_account_is_not_handed_over(product):
    pk = account_id(product, "canhan")
    ward = product.login("phuong.xuankhanh")
    assert act(ward, "handover", pk, **handover_form()).status_code == 422
    assert holders(product, "canhan") == []


def test_a_killed_upload_leaves_no_row_that_points_to_nothing(product):
    """What lies on the disk without a row is harmless; a row always has its whole file."""
    with as_system(product) as session:
        for kept in session.scalars(select(StoredFile)):
            assert path_of(product.settings.data_dir, kept).stat().st_size == kept.size
    assert not list((product.settings.data_dir / "files").glob("nhan-*"))
