"""Addresses nobody should send: a Vietnamese sentence, a 4xx, nothing changed, no stack trace."""

import pytest

from tests.support.cast import (
    row_counts,
)
from tests.support.refusals import LONG_ID, assert_refused


@pytest.fixture(autouse=True)
def nothing_changed(request, product):
    """Every test of this module leaves the tables as they were."""
    before = row_counts(product)
    yield
    assert row_counts(product) == before


# Ids ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["0", LONG_ID, "-1", "１", "²", "1%00", "1 or 1=1"])  # fmt: skip
@pytest.mark.parametrize("path", ["/person/show/", "/person/edit/", "/religion/show/", "/unit/children/"])
def test_an_id_that_is_none_is_not_found(home_affairs, path, bad):
    assert_refused(home_affairs.get(path + bad), 400, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/person/edit/",
        "/religion/edit/",
        "/religion/delete/",
        "/religion/merge/",
        "/unit/change/rename/",
        "/person/remove/",
        "/person/restore/",
        "/person/action/verify/",
        "/jobs/cancel/",
    ],
)
@pytest.mark.parametrize("bad", ["999999999", LONG_ID, "abc"])
def test_an_unknown_id_cannot_be_changed(home_affairs, path, bad):
    form = {"as_of": "1/1/2024", "name": "Tên", "reason": "Lý do", "confirmed": "1", "into": "1"}
    assert_refused(home_affairs.post_form(path + bad, form), 404)


# Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "f.no_such_field=1",
        "f.full_name.no_such_operator=1",
        "f.=1",
        "f.home_unit=abc",
        f"f.home_unit={LONG_ID}",
        "f.home_unit=%C2%B2",
        "f.birth_on=32/13/1985",
        "f.sex=other",
        "f.coefficient=abc",
        "f.pay_step=" + LONG_ID,
        "f.home_unit.under=999999999",
        "f.sex.under=1",
        "f.is_removed.gt=1",
        "f.verified_at=1",
        "f.pay_step.ct=1",
        "order=no_such_field",
        "order=home_path",
        "order=__class__",
    ],
)
def test_a_broken_address_of_a_list_is_refused(clerk, query):
    assert_refused(clerk.get(f"/person/list/?{query}"), 422)
    assert_refused(clerk.post_form("/person/export", dict([query.replace("%C2%B2", "²").split("=", 1)])), 422)


@pytest.mark.parametrize(
    "query",
    ["page=x", "page=-1", "page=9999999999999999", "psize=1000000", "psize=%FF", "dir=up", "q=" + "a" * 5000],
)
def test_sizes_out_of_reason_are_brought_within_bounds(home_affairs, query):
    answer = home_affairs.get(f"/person/list/?{query}")
    assert answer.status_code == 200 and answer.get_data(as_text=True).count('name="rowid"') <= 100


@pytest.mark.parametrize(
    "path",
    [
        "/person/list/?q=a%00b",
        "/person/list/?a%00b=1",
        "/person/list/%00",
        "/lookup/unit?q=%00",
        "/unit/search?q=%00",
    ],
)
def test_nul_bytes_in_an_address_are_refused(home_affairs, path):
    assert_refused(home_affairs.get(path), 400, 404)


def test_an_address_beyond_reason_is_refused(clerk):
    answer = clerk.get("/person/list/?q=" + "a" * 7500)
    assert_refused(answer, 414)
    assert "Địa chỉ của trang quá dài" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/no/such/page", "/person/no-such", "/lookup/person", "/lookup/no_such", "/lookup/history"]
)
def test_an_unknown_page_is_not_found(home_affairs, path):
    assert_refused(home_affairs.get(path), 404)


@pytest.mark.parametrize(
    "path", ["/person/export", "/person/action_post", "/religion/delete/1", "/religion/workbook"]
)
def test_what_changes_something_takes_no_get(home_affairs, path):
    assert_refused(home_affairs.get(path), 405)


def test_a_lookup_page_out_of_reason_is_empty(clerk):
    answer = clerk.get(f"/lookup/religion?page={LONG_ID}")
    assert answer.get_json() == {"results": [], "pagination": {"more": False}}
