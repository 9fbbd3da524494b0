"""A unit ends as of its last day: empty, by a decision, and its accounts with it (B1; Điều 6.7, 10.1.e)."""

import datetime

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import RuleViolated
from app.core.rights import Right
from app.jobs.schedule import queue_due
from app.organisation.models import UnitVersion
from app.organisation.services import unit_service
from tests.support.accounts import (
    account_of,
    can_sign_in,
    holder_of_new,
    make_account,
    told_at_sign_in,
    yesterday,
)
from tests.support.acting import do, text_of, transfer_form
from tests.support.cast import as_system, catalog_id, history_of, make_person, row_counts, stored, unit_id
from tests.support.job_queue import work
from tests.support.templates import DEMO_PASSWORD

DECISION = {"_decision_number": "7/QĐ-UBND", "_decision_on": "2/3/2026"}
TODAY = datetime.date(2026, 11, 10)


@pytest.fixture
def on_day(monkeypatch):
    """Set the clock to nine in the morning of a day."""

    def set_day(day):
        moment = datetime.datetime.combine(day, datetime.time(2))
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: day)

    return set_day


@pytest.fixture
def unit(product, request):
    """A new unit below Sở Y tế since 02/01/2020, without people."""
    code = f"SYT.KT.{abs(hash(request.node.name)) % 10**8}"
    raw = {"code": code, "level": "grassroots", "tier": "grassroots"}
    kind, parent = catalog_id(product, "unit_type", "DVSN"), unit_id(product, "SYT")
    with as_system(product, Right.MANAGE) as session:
        saved = unit_service.create(
            session, raw, name=f"Trạm {code}", parent_id=parent, type_id=kind,
            founded_on=datetime.date(2020, 1, 2),
        )  # fmt: skip
        return code, int(saved.row.id)


def end(client, pk, day, **form):
    return client.post_form(f"/unit/change/end/{pk}", {"as_of": f"{day:%d/%m/%Y}", **DECISION, **form})


def ids(answer, name="result"):
    return {row["id"] for row in answer.get_json()[name]}


def test_an_ended_unit_leaves_trees_and_choices_and_stays_to_be_read(product, home_affairs, unit):
    code, pk = unit
    parent, words = unit_id(product, "SYT"), {"q": code.split(".")[-1]}
    places = (
        (f"/unit/children/{parent}", {}, "result"), ("/unit/search", {"q": f"tram {words['q']}"}, "result"),
        ("/lookup/unit", words, "results"), ("/lookup/unit", {**words, "for": "transfer"}, "results"),
    )  # fmt: skip
    for path, args, name in places:
        assert pk in ids(home_affairs.get(path, query_string=args), name), path
    assert end(home_affairs, pk, yesterday()).status_code == 302
    for path, args, name in places:
        assert pk not in ids(home_affairs.get(path, query_string=args), name), path
    assert f'/unit/show/{pk}"' not in text_of(home_affairs.get(f"/unit/chart/{parent}"))
    page = text_of(home_affairs.get(f"/unit/show/{pk}"))
    assert "Đã kết thúc hoạt động ngày" in page and "7/QĐ-UBND" in page
    assert "/unit/change/" not in page
    assert code in text_of(home_affairs.get("/unit/list/", query_string={"f.code.eq": code}))
    row = stored(product, "unit", pk)
    assert (row["valid_to"], row["end_decision"]) == (yesterday(), "7/QĐ-UBND")
    with as_system(product) as session:
        (version,) = session.scalars(select(UnitVersion).where(UnitVersion.unit_id == pk)).all()
        assert (version.valid_from, version.valid_to) == (datetime.date(2020, 1, 2), yesterday())
    line = history_of(product, "unit", pk)[-1]
    assert line.actor == "sonoivu" and line.changes["valid_to"] == [None, yesterday().isoformat()]


def test_no_record_comes_to_an_ended_unit_and_nothing_of_it_changes(product, home_affairs, unit):
    _code, pk = unit
    person = make_person(product)
    assert end(home_affairs, pk, yesterday()).status_code == 302
    moved = do(home_affairs, "transfer", person, **transfer_form(product) | {"target_unit": pk})
    assert moved.status_code != 302
    assert stored(product, "person", person)["home_unit_id"] != pk
    for what, form in (("rename", {"name": "Tên khác"}), ("end", DECISION)):
        answer = home_affairs.post_form(f"/unit/change/{what}/{pk}", {"as_of": "1/6/2026", **form})
        assert answer.status_code == 422 and "kết thúc hoạt động" in text_of(answer), what
    below = {
        "code": "SYT.KT.DUOI", "name": "Tổ", "level": "division", "tier": "grassroots", "_place_unit": pk,
        "_place_status": catalog_id(product, "unit_type", "PHONG"), "_place_on": "1/6/2026",
    }  # fmt: skip
    assert home_affairs.post_form("/unit/add", below).status_code == 422
    account = {"username": "kt.moi", "name": "Thử", "role": "reader", "unit": pk, **holder_of_new()}
    assert home_affairs.post_form("/account/add", account).status_code == 422


def test_a_unit_that_holds_records_does_not_end(product, home_affairs, unit):
    """The records move first (Điều 12.2); the page leads to them."""
    code, pk = unit
    people = [make_person(product, code) for _ in range(2)]
    answer = end(home_affairs, pk, yesterday())
    assert answer.status_code == 422 and "còn giữ 2 hồ sơ" in text_of(answer)
    link = f"/person/list/?f.home_unit.eq={pk}"
    assert link in text_of(answer)
    listed = text_of(home_affairs.get(link))
    assert all(f"/person/show/{person}" in listed for person in people)
    assert stored(product, "unit", pk)["valid_to"] is None


def test_a_unit_with_units_below_ends_after_them(product, home_affairs, unit):
    _code, pk = unit
    kind = catalog_id(product, "unit_type", "PHONG")
    with as_system(product, Right.MANAGE) as session:
        raw = {"code": f"KT.{pk}", "level": "division", "tier": "grassroots"}
        saved = unit_service.create(
            session, raw, name="Phòng dưới", parent_id=pk, type_id=kind, founded_on=datetime.date(2021, 1, 2)
        )
        below = int(saved.row.id)
    answer = end(home_affairs, pk, yesterday())
    assert answer.status_code == 422 and "còn 1 đơn vị trực thuộc" in text_of(answer)
    assert end(home_affairs, below, yesterday()).status_code == 302
    assert end(home_affairs, pk, yesterday()).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"as_of": ""}, {"as_of": "1/1/2020"}, {"_decision_number": " "}, {"_decision_on": ""},
     {"_decision_on": "31/12/2999"}],
)  # fmt: skip
def test_ending_needs_a_day_and_a_decision(product, home_affairs, unit, wrong):
    _code, pk = unit
    before = row_counts(product)
    assert end(home_affairs, pk, yesterday(), **wrong).status_code == 422
    assert stored(product, "unit", pk)["valid_to"] is None
    assert row_counts(product) == before


def test_accounts_are_locked_with_a_unit_whose_last_day_has_passed(product, home_affairs, unit):
    code, pk = unit
    make_account(product, f"kt.{pk}", "reader", code)
    client = product.login(f"kt.{pk}")
    assert client.get("/person/list/").status_code == 200
    assert end(home_affairs, pk, yesterday()).status_code == 302
    assert client.get("/person/list/").headers["Location"].startswith("/login")
    account = account_of(product, f"kt.{pk}")
    assert account["active"] is False and "kết thúc hoạt động" in account["locked_why"]
    assert history_of(product, "account", account["id"])[-1].act == "account_lock"


def test_accounts_of_a_unit_that_will_end_are_out_when_the_day_has_passed(
    product, home_affairs, unit, on_day
):
    """At once by whoever asks, and locked by the job of the day."""
    code, pk = unit
    name = f"kt.{pk}"
    make_account(product, name, "reader", code)
    on_day(TODAY)
    assert end(home_affairs, pk, TODAY + datetime.timedelta(days=2)).status_code == 302
    assert end(home_affairs, pk, TODAY).status_code == 302  # until it has come, the day is set anew
    assert can_sign_in(product, name, DEMO_PASSWORD)
    assert pk in ids(home_affairs.get(f"/unit/children/{unit_id(product, 'SYT')}"))
    on_day(TODAY + datetime.timedelta(days=1))
    assert "kết thúc hoạt động từ ngày 11/11/2026" in told_at_sign_in(product, name)
    assert account_of(product, name)["active"] is True
    with product.app.app_context():
        queued = queue_due(product.db.session())
        product.db.session.remove()
    assert "account_lock 2026-11-11" in queued
    while work(product):
        pass
    account = account_of(product, name)
    assert account["active"] is False and "kết thúc hoạt động" in account["locked_why"]


@pytest.mark.parametrize("account", ["soyte", "xem.soyte", "quantri"])
def test_only_so_noi_vu_ends_a_unit(product, account, unit):
    _code, pk = unit
    assert end(product.login(account), pk, yesterday()).status_code in (302, 403, 404)
    assert stored(product, "unit", pk)["valid_to"] is None


def test_the_service_refuses_by_itself(product, unit):
    _code, pk = unit
    with as_system(product, Right.MANAGE) as session, pytest.raises(RuleViolated):
        unit_service.end(session, pk, as_of=yesterday(), decision={})
