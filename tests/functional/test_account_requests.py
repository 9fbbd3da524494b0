"""Further unit accounts asked for with Mẫu 3, lost passwords of unit accounts (A4, A7; Điều 6.3, 17.6)."""

import io
import itertools

import pytest

from app.accounts.models import AccountRequest, LostPassword
from app.core import clock
from app.core.rights import Right
from app.settings.services import settings_change
from tests.support.accounts import (
    account_id,
    account_of,
    act,
    can_sign_in,
    decision_form,
    holders,
    make_account,
    newest,
    password_on,
)
from tests.support.cast import as_system, history_of, unit_id
from tests.support.scans import pdf, text_of
from tests.support.templates import DEMO_PASSWORD

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

REASON = "Chưa có văn bản thống nhất."
NOWHERE = 999_999_999
_numbers = itertools.count(3)


@pytest.fixture(scope="module")
def home_affairs(product):
    return product.login("sonoivu")


@pytest.fixture(scope="module")
def health(product):
    return product.login("soyte")


def request_form(product, **values):
    return {
        "unit": unit_id(product, "SYT"), "for_unit": unit_id(product, "SYT.DV01"),
        "holder_name": "Đỗ Văn Giữ", "holder_title": "Trưởng phòng", "letter_number": "12/SYT-TCCB",
        "letter_on": "3/2/2026", "reason": "Đơn vị có 120 viên chức.",
        "scan": (io.BytesIO(pdf()), "van ban.pdf"), **values,
    }  # fmt: skip


def filed(product, client, **values):
    answer = client.post_form("/account_request/add", request_form(product, **values))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return newest(product, AccountRequest)


def test_an_approved_request_makes_the_account(product, health, home_affairs):
    row = filed(product, health)
    assert row.state == "waiting"
    path = f"/account_request/approve/{row.id}"
    asked = home_affairs.post_form(path)
    assert asked.status_code == 200 and newest(product, AccountRequest).state == "waiting"
    made = home_affairs.post_form(path, {"confirmed": "1", "username": "syt.dv01", "role": "unit_clerk"})
    password = password_on(made)
    row = newest(product, AccountRequest)
    assert (row.state, row.account_id) == ("approved", account_id(product, "syt.dv01"))
    assert account_of(product, "syt.dv01")["unit_id"] == unit_id(product, "SYT.DV01")
    assert [one.name for one in holders(product, "syt.dv01")] == ["Đỗ Văn Giữ"]
    assert can_sign_in(product, "syt.dv01", password)
    assert [line.actor for line in history_of(product, "account_request", row.id)] == [
        "soyte",
        "sonoivu",
    ]
    again = home_affairs.post_form(path, {"confirmed": "1", "username": "syt.dv01b", "role": "unit_clerk"})
    assert again.status_code == 403


@pytest.mark.parametrize("role", ["home_affairs", "system_admin", "auditor", "self", "", "x"])
def test_a_request_is_approved_with_an_offered_role_alone(product, health, home_affairs, role):
    row = filed(product, health)
    form = {"confirmed": "1", "username": "syt.rong", "role": role}
    answer = home_affairs.post_form(f"/account_request/approve/{row.id}", form)
    assert answer.status_code == 422 and 'id="role-loi"' in answer.get_data(as_text=True)
    assert newest(product, AccountRequest).state == "waiting"
    with pytest.raises(Exception, match="No row"):
        account_of(product, "syt.rong")


def test_an_account_asked_for_opens_with_the_decision_of_its_holder(product, health, home_affairs):
    """Mẫu 3 is approved and Mẫu 4 noted on one day; where a decision is asked for, it opens the account."""
    row = filed(product, health)
    path = f"/account_request/approve/{row.id}"
    made = home_affairs.post_form(path, {"confirmed": "1", "username": "syt.dv01.mo", "role": "unit_clerk"})
    password, pk = password_on(made), account_id(product, "syt.dv01.mo")
    with as_system(product) as session:
        settings_change(session, {"account_needs_authorisation": "1"}, ground="Điều 8.3")
    try:
        assert not can_sign_in(product, "syt.dv01.mo", password)
        assert act(home_affairs, "authorise", pk, **decision_form()).status_code == 302
        assert can_sign_in(product, "syt.dv01.mo", password)
    finally:
        with as_system(product) as session:
            settings_change(session, {"account_needs_authorisation": "0"}, ground="Điều 8.3")


def test_a_refused_request_has_a_reason_and_makes_nothing(product, health, home_affairs):
    row = filed(product, health)
    path = f"/account_request/refuse/{row.id}"
    assert home_affairs.post_form(path, {"confirmed": "1", "decision_reason": " "}).status_code == 422
    home_affairs.post_form(path, {"confirmed": "1", "decision_reason": REASON})
    row = newest(product, AccountRequest)
    assert (row.state, row.account_id, row.decision_reason) == (
        "refused",
        None,
        "Chưa có văn bản thống nhất.",
    )
    assert REASON in health.get(f"/account_request/show/{row.id}").get_data(as_text=True)


def test_a_user_name_that_is_taken_leaves_the_request_waiting(product, health, home_affairs):
    row = filed(product, health)
    form = {"confirmed": "1", "username": "soyte", "role": "unit_clerk"}
    answer = home_affairs.post_form(f"/account_request/approve/{row.id}", form)
    assert answer.status_code == 422 and "đã có" in answer.get_data(as_text=True)
    assert newest(product, AccountRequest).state == "waiting"


def opened(changes):
    """The changes with the scan as a file: read once, opened for each engine."""
    return {
        name: (io.BytesIO(value[0]), value[1]) if name == "scan" else value for name, value in changes.items()
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"for_unit": "SYT"}, "for_unit"), ({"for_unit": "NK.GD01"}, "for_unit"), ({"unit": "NK"}, "unit"),
        ({"letter_number": ""}, "letter_number"), ({"letter_on": "31/12/2999"}, "letter_on"),
        ({"scan": (b"GIF89a...", "a.pdf")}, "scan"), ({"scan": (b"", "")}, "scan"),
    ],
)  # fmt: skip
def test_a_faulty_request_is_refused_by_field(product, health, changes, field):
    changes = {
        name: unit_id(product, value) if name.endswith("unit") else value for name, value in changes.items()
    }
    before = newest(product, AccountRequest)
    answer = health.post_form("/account_request/add", request_form(product, **opened(changes)))
    assert answer.status_code == 422
    assert f'id="{field}-loi"' in answer.get_data(as_text=True)
    assert (newest(product, AccountRequest) and newest(product, AccountRequest).id) == (before and before.id)


def test_a_request_outside_the_scope_is_not_found(product, health):
    row = filed(product, health)
    ward = product.login("phuong.xuankhanh")
    for path in (f"show/{row.id}", f"scan/{row.id}", f"paper/{row.id}", f"show/{NOWHERE}"):
        assert ward.get(f"/account_request/{path}").status_code == 404, path
    assert row.letter_number not in ward.get("/account_request/list/").get_data(as_text=True)
    for step in ("approve", "refuse"):
        assert health.post_form(f"/account_request/{step}/{row.id}", {"confirmed": "1"}).status_code == 403
    assert newest(product, AccountRequest).state == "waiting"


def test_form_3_is_printed_and_the_letter_comes_back(product, health, home_affairs):
    content = pdf(3)
    row = filed(product, health, scan=(io.BytesIO(content), "van ban.pdf"))
    assert home_affairs.get(f"/account_request/scan/{row.id}").data == content
    (page,) = text_of(health.get(f"/account_request/paper/{row.id}").data)
    for words in ("Mẫu 3", "Sở Nội vụ", "12/SYT-TCCB", "Đỗ Văn Giữ", "khoản 3 Điều 6", "120 viên chức"):
        assert words in page, words


# Lost passwords -------------------------------------------------------------------------------------------


def test_a_lost_password_goes_from_holder_to_head_to_home_affairs(product, home_affairs):
    make_account(product, "mat.mk", "unit_clerk", "SYT.DV01")
    health, pk = product.login("soyte"), account_id(product, "mat.mk")
    report = f"/lost_password/report/{pk}"
    assert health.post_form(report).status_code == 200
    assert health.post_form(report, {"confirmed": "1", "reported_by": ""}).status_code == 422
    assert health.post_form(report, {"confirmed": "1", "reported_by": "Đỗ Văn Giữ"}).status_code == 302
    row = newest(product, LostPassword)
    assert (row.state, row.username) == ("reported", "mat.mk")
    assert health.post_form(report, {"confirmed": "1", "reported_by": "Đỗ Văn Giữ"}).status_code == 422
    reset = f"/lost_password/reset/{row.id}"
    assert home_affairs.post_form(reset, {"confirmed": "1"}).status_code == 403
    assert can_sign_in(product, "mat.mk", DEMO_PASSWORD)
    path = f"/lost_password/confirm/{row.id}"
    content = pdf(2)
    assert health.post_form(path, paper_form(scan=(io.BytesIO(content), "cv.pdf"))).status_code == 302
    assert home_affairs.get(f"/lost_password/scan/{row.id}").data == content
    assert product.login("phuong.xuankhanh").get(f"/lost_password/scan/{row.id}").status_code == 404
    asked = home_affairs.post_form(reset).get_data(as_text=True)
    assert f"/lost_password/scan/{row.id}" in asked and "Lê Thị Đứng Đầu (Giám đốc)" in asked
    assert health.post_form(reset, {"confirmed": "1"}).status_code == 403
    password = password_on(home_affairs.post_form(reset, {"confirmed": "1"}))
    assert can_sign_in(product, "mat.mk", password) and not can_sign_in(product, "mat.mk", DEMO_PASSWORD)
    row = newest(product, LostPassword)
    assert (row.state, row.head_name, row.document_number) == ("done", "Lê Thị Đứng Đầu", "7/CV")
    assert home_affairs.post_form(reset, {"confirmed": "1"}).status_code == 403
    acts = [line.act for line in history_of(product, "account", pk)]
    assert acts == ["set_password", "set_password", "account_reset"]
    assert [line.actor for line in history_of(product, "lost_password", row.id)] == [
        "soyte",
        "soyte",
        "sonoivu",
    ]


def paper_form(**values):
    """The paper of the head of the unit, as it is recorded today."""
    return {
        "confirmed": "1", "head_name": "Lê Thị Đứng Đầu", "head_title": "Giám đốc",
        "document_number": "7/CV", "document_on": f"{clock.today():%d/%m/%Y}",
        "scan": (io.BytesIO(pdf()), "cong van.pdf"), **values,
    }  # fmt: skip


def reported(product, name, by="soyte"):
    """A lost password of a new account of Sở Y tế's branch, reported."""
    pk = make_account(product, name, "unit_clerk", "SYT.DV01")
    answer = product.login(by).post_form(
        f"/lost_password/report/{pk}", {"confirmed": "1", "reported_by": "Đỗ Văn Giữ"}
    )
    assert answer.status_code == 302
    return newest(product, LostPassword)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"head_name": " "}, "head_name"), ({"head_title": ""}, "head_title"),
        ({"document_number": ""}, "document_number"), ({"document_on": "x"}, "document_on"),
        ({"document_on": "1/1/2030"}, "document_on"), ({"document_on": "1/1/2020"}, "document_on"),
        ({"scan": (b"", "")}, "scan"), ({"scan": (b"MZ\x90", "a.pdf")}, "scan"),
    ],
)  # fmt: skip
def test_a_confirmation_is_the_signed_paper_of_the_head(product, health, changes, field):
    """Điều 17.6: by now, by somebody with a name and a position, with the paper itself."""
    row = reported(product, f"mat.mk.{next(_numbers)}")
    answer = health.post_form(f"/lost_password/confirm/{row.id}", paper_form(**opened(changes)))
    assert answer.status_code == 422 and f'id="{field}-loi"' in answer.get_data(as_text=True)
    row = newest(product, LostPassword)
    assert (row.state, row.head_name, row.scan_id) == ("reported", None, None)


def test_the_account_that_lost_its_password_does_not_confirm_it(product, health):
    name = f"mat.mk.{next(_numbers)}"
    row = reported(product, name)
    own = product.login(name).post_form(f"/lost_password/confirm/{row.id}", paper_form())
    assert own.status_code == 403
    assert newest(product, LostPassword).state == "reported"
    assert health.post_form(f"/lost_password/confirm/{row.id}", paper_form()).status_code == 302


def test_without_the_paper_nothing_is_reset(product, health, home_affairs):
    """One that was recorded before papers were asked for is recorded again first."""
    name = f"mat.mk.{next(_numbers)}"
    row = reported(product, name)
    with as_system(product, Right.ADD) as session:
        session.get(LostPassword, row.id).state = "confirmed"
        session.commit()
    reset = f"/lost_password/reset/{row.id}"
    assert home_affairs.post_form(reset, {"confirmed": "1"}).status_code == 403
    assert can_sign_in(product, name, DEMO_PASSWORD)
    assert health.post_form(f"/lost_password/confirm/{row.id}", paper_form()).status_code == 302
    assert health.post_form(f"/lost_password/confirm/{row.id}", paper_form()).status_code == 403
    assert password_on(home_affairs.post_form(reset, {"confirmed": "1"}))


def test_a_lost_password_outside_the_scope_is_not_found(product):
    ward = product.login("phuong.xuankhanh")
    pk = account_id(product, "soyte")
    assert (
        ward.post_form(f"/lost_password/report/{pk}", {"confirmed": "1", "reported_by": "X"}).status_code
        == 404
    )
    own = account_id(product, "canhan")  # personal: its unit resets it (Điều 6.5)
    assert (
        ward.post_form(f"/lost_password/report/{own}", {"confirmed": "1", "reported_by": "X"}).status_code
        == 404
    )
    health, pk = product.login("soyte"), make_account(product, "mat.mk.2", "unit_clerk", "SYT.DV01")
    assert (
        health.post_form(f"/lost_password/report/{pk}", {"confirmed": "1", "reported_by": "X"}).status_code
        == 302
    )
    row = newest(product, LostPassword)
    for path in (f"show/{row.id}", f"show/{NOWHERE}"):
        assert ward.get(f"/lost_password/{path}").status_code == 404
    assert ward.post_form(f"/lost_password/confirm/{row.id}", {"confirmed": "1"}).status_code == 404
