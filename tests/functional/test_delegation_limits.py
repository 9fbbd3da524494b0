"""Who could give the grants that rest on a delegation writes it; sessions end with what it carries."""

import datetime

import pytest
from sqlalchemy import select

from app.access.models import Account
from app.access.sign_in_models import AccountSession
from app.core import clock
from app.core.rights import Right
from app.organisation.models import Delegation
from tests.support.access import CLERK, DEPARTMENT, day, make_account, make_role
from tests.support.cast import as_system, unit_id
from tests.support.refusals import assert_refused

TODAY = clock.today()
YESTERDAY, TOMORROW, NEXT_MONTH = (TODAY + datetime.timedelta(days=days) for days in (-1, 1, 30))
LIST = "/religion/list/"
EDITS = ("view delegation", "add delegation", "edit delegation", "view unit")
MANAGES = ("view access_grant", "manage access_grant", "view religion", "view person")


@pytest.fixture(scope="module")
def roles(product):
    return {
        "edits": make_role(product, *EDITS),
        "manages": make_role(product, *EDITS, *MANAGES),
        "reads": make_role(product, "view religion", "view person"),
    }


@pytest.fixture
def delegation(product):
    """Phòng Nội vụ acts for quận Ninh Kiều until tomorrow."""
    return add_delegation(product, "NK")


def add_delegation(product, root, **values):
    ids = {code: unit_id(product, code) for code in ("NK.NV", root)}
    with as_system(product, Right.MANAGE) as session:
        row = Delegation(
            holder_id=ids["NK.NV"], root_id=ids[root], ground="Điều 7.2", **{"valid_to": TOMORROW, **values}
        )
        session.add(row)
        session.commit()
        return row.id


def resting(product, role, delegation, *more, **limits):
    """An account whose grant rests on the delegation; its name."""
    return make_account(product, (role, "NK", {"delegation_id": delegation, **limits}), *more, unit="NK.NV")


def end_of(product, delegation):
    with as_system(product) as session:
        return session.get(Delegation, delegation).valid_to


def set_end(product, delegation, until):
    with as_system(product, Right.EDIT) as session:
        session.get(Delegation, delegation).valid_to = until
        session.commit()


def send(product, client, delegation, **values):
    with as_system(product) as session:
        version = session.get(Delegation, delegation).version
    return client.post_form(f"/delegation/edit/{delegation}", {"_version": version, **values})


def test_editing_delegations_is_no_right_to_hand_out(product, roles, delegation):
    client = product.login(make_account(product, (roles["edits"], "CT", {}), unit="NK"))
    assert_refused(send(product, client, delegation, valid_to=day(NEXT_MONTH)), 403)
    raw = {"holder": unit_id(product, "NK.NV"), "root": unit_id(product, "NK"), "ground": "Điều 7.2"}
    assert_refused(client.post_form("/delegation/add", raw), 403)
    assert end_of(product, delegation) == TOMORROW


def test_nobody_prolongs_or_revives_the_own_grant(product, roles, delegation):
    name = resting(product, roles["reads"], delegation, (roles["manages"], "CT", {}))
    assert_refused(send(product, product.login(name), delegation, valid_to=day(NEXT_MONTH)), 403)
    set_end(product, delegation, YESTERDAY)
    assert_refused(send(product, product.login(name), delegation, valid_to=""), 403)
    assert end_of(product, delegation) == YESTERDAY


def test_nobody_prolongs_what_is_above(product, roles, delegation):
    client = product.login(make_account(product, (roles["manages"], "CT", {}), unit="NK"))
    resting(product, roles["reads"], delegation)
    assert send(product, client, delegation, valid_to=day(NEXT_MONTH)).status_code == 302
    resting(product, CLERK, delegation)
    assert_refused(send(product, client, delegation, valid_to=""), 403)
    assert end_of(product, delegation) == NEXT_MONTH


def test_nobody_prolongs_beyond_the_own_time(product, roles, delegation):
    grant = (roles["manages"], "CT", {"valid_to": NEXT_MONTH})
    client = product.login(make_account(product, grant, unit="NK"))
    resting(product, roles["reads"], delegation)
    assert_refused(
        send(product, client, delegation, valid_to=day(NEXT_MONTH + datetime.timedelta(days=1))), 403
    )
    assert send(product, client, delegation, valid_to=day(NEXT_MONTH)).status_code == 302
    assert send(product, client, delegation, valid_to=day(TODAY)).status_code == 302


def test_only_within_the_branch_one_manages(product, roles, delegation):
    client = product.login(make_account(product, (roles["manages"], "NK", {}), unit="NK"))
    assert send(product, client, delegation, ground="Công văn 3").status_code == 302
    assert_refused(send(product, client, delegation, root=unit_id(product, "OM")), 403, 422)
    elsewhere = add_delegation(product, "OM")
    assert_refused(send(product, client, elsewhere, ground="Công văn 4"), 403)
    assert_refused(send(product, client, elsewhere, root=unit_id(product, "NK")), 403)


def test_home_affairs_goes_on_writing_delegations(product, delegation):
    office = product.login("sonoivu")
    resting(product, DEPARTMENT, delegation)
    assert send(product, office, delegation, valid_to=day(NEXT_MONTH)).status_code == 302
    assert end_of(product, delegation) == NEXT_MONTH


# Sessions ---------------------------------------------------------------------------------------


def is_in(client):
    answer = client.get(LIST)
    return not (answer.status_code == 302 and answer.headers["Location"].startswith("/login"))


def test_a_delegation_that_changes_ends_the_sessions_that_rest_on_it(product, roles, delegation):
    name = resting(product, roles["reads"], delegation)
    other = product.login(make_account(product, (roles["reads"], "NK", {}), unit="NK.NV"))
    screen, api = product.login(name), product.api(name)
    assert is_in(screen) and api.get("/api/v1/religion/").status_code == 200
    office = product.login("sonoivu")
    assert send(product, office, delegation, ground="Công văn 5").status_code == 302
    assert is_in(screen)
    assert send(product, office, delegation, valid_to=day(TODAY)).status_code == 302
    assert not is_in(screen) and is_in(other)
    assert api.get("/api/v1/religion/").status_code == 401


def session_row(product, name):
    with as_system(product) as session:
        query = select(AccountSession).join(Account, Account.id == AccountSession.account_id)
        query = query.where(Account.username == name).order_by(AccountSession.id.desc())
        return session.scalars(query).first()


def test_a_grant_that_lapses_by_its_date_takes_the_session_with_it(product, roles, monkeypatch):
    grants = ((roles["reads"], "NK", {"valid_to": TODAY}), (roles["reads"], "OM", {}))
    name = make_account(product, *grants, unit="NK.NV")
    screen, api = product.login(name), product.api(name)
    assert is_in(screen) and session_row(product, name).grants_until == TODAY
    real, today = clock.today, clock.today()
    monkeypatch.setattr("app.core.clock.today", lambda: today + datetime.timedelta(days=1))
    assert not is_in(screen)
    assert api.get("/api/v1/religion/").status_code == 401
    fresh = product.login(name)
    assert is_in(fresh) and session_row(product, name).grants_until is None
    monkeypatch.setattr("app.core.clock.today", real)


def test_the_end_of_a_delegation_counts_for_a_session(product, roles, delegation):
    name = resting(product, roles["reads"], delegation, valid_to=NEXT_MONTH)
    product.login(name)
    assert session_row(product, name).grants_until == TOMORROW
