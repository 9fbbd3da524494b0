"""A unit account changes hands in one act: old holder, new password, decision (A1, A5; Điều 6.4, 6.7)."""

import datetime
import io
import itertools

import pytest

from app.core.ports import plug_sessions_end
from tests.support.accounts import (
    account_id,
    account_of,
    act,
    can_sign_in,
    handover_form,
    holders,
    make_account,
    password_on,
    slips_on,
)
from tests.support.cast import history_of
from tests.support.scans import JPEG, PNG, pdf, text_of
from tests.support.templates import DEMO_PASSWORD

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


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": " "}, "name"), ({"authorisation_number": ""}, "authorisation_number"),
        ({"authorisation_on": ""}, "authorisation_on"),
        ({"authorisation_on": "5/3/2026"}, "authorisation_on"),
        ({"from_on": "31/12/2999"}, "from_on"), ({"from_on": "x"}, "from_on"),
        ({"authorised_until": "1/1/2026"}, "authorised_until"), ({"scan": (io.BytesIO(b""), "")}, "scan"),
        ({"scan": (io.BytesIO(b"MZ\x90\x00 not a scan"), "quyet-dinh.pdf")}, "scan"),
        ({"scan": (io.BytesIO(b"<html><script>1</script>"), "a.png")}, "scan"),
        ({"scan": (io.BytesIO(b"%PDF-1.7" + b"0" * (11 * 1024 * 1024)), "to.pdf")}, "scan"),
    ],
)  # fmt: skip
def test_a_faulty_handover_is_refused_by_field_and_changes_nothing(product, home_affairs, changes, named):
    pk, before, files = account_id(product, "soyte"), account_of(product, "soyte"), files_of(product)
    answer = act(home_affairs, "handover", pk, **handover_form(**changes))
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


def test_sessions_end_with_a_handover(product, home_affairs, account):
    told = []
    plug_sessions_end(lambda _session, pk, why: told.append((pk, why)) or 0)
    try:
        act(home_affairs, "handover", account[1], **handover_form())
        act(home_affairs, "lock", account[1], why="Thử")
    finally:
        from app.core import ports

        ports._sessions_end.clear()
    assert told == [(account[1], "account_handover"), (account[1], "account_lock")]


def test_a_personal_account_is_not_handed_over(product):
    pk = account_id(product, "canhan")
    ward = product.login("phuong.xuankhanh")
    assert act(ward, "handover", pk, **handover_form()).status_code == 422
    assert holders(product, "canhan") == []


def test_a_killed_upload_leaves_no_row_that_points_to_nothing(product):
    """What lies on the disk without a row is harmless; a row always has its whole file."""
    from sqlalchemy import select

    from app.files.models import StoredFile
    from app.files.store import path_of
    from tests.support.cast import as_system

    with as_system(product) as session:
        for kept in session.scalars(select(StoredFile)):
            assert path_of(product.settings.data_dir, kept).stat().st_size == kept.size
    assert not list((product.settings.data_dir / "files").glob("nhan-*"))
