"""Grants in screens: given, changed and ended by Sở Nội vụ, never above the giver (A3, A6, A9)."""

import datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.access.grants import load_actor
from app.access.models import Account, Grant
from app.core import clock, ports
from app.core.actor import Channel, acting_as, operation
from app.core.errors import NotFound, StepNotAllowed
from app.core.rights import Right
from app.organisation.models import Delegation
from tests.support.access import (
    CLERK,
    DEPARTMENT,
    OFFICE,
    READER,
    SELF,
    SYSTEM,
    account_id,
    day,
    grants_of,
    make_account,
    make_role,
    role_id,
)
from tests.support.acting import text_of
from tests.support.cast import as_system, counted_statements, history_of, unit_id
from tests.support.refusals import LONG_ID, assert_refused

TODAY = clock.today()
YESTERDAY, TOMORROW, NEXT_MONTH = (TODAY + datetime.timedelta(days=days) for days in (-1, 1, 30))
MANAGER = (
    "view person",
    "edit person",
    "view unit",
    "view access_grant",
    "manage access_grant",
    "manage account",
)


@pytest.fixture
def office(product):
    return product.login("sonoivu")


@pytest.fixture(scope="module")
def manager_role(product):
    return make_role(product, *MANAGER)


@pytest.fixture
def district(product, manager_role):
    """Manages the grants of quận Ninh Kiều for a month."""
    return make_account(product, (manager_role, "NK", {"valid_to": NEXT_MONTH}), unit="NK.NV")


@pytest.fixture(scope="module")
def viewing(product):
    return make_role(product, "view person")


@pytest.fixture
def ended(monkeypatch):
    """The accounts whose sessions were ended, through the port that keeps them."""
    seen: list[int] = []
    monkeypatch.setattr(ports, "_sessions_end", [lambda _session, account, _why: seen.append(account) or 1])
    return seen


def give(product, client, username, role, place=None, form: Any = None, **more: Any):
    form = {
        "role": role_id(product, role),
        "unit": unit_id(product, place) if place else "",
        "ground": "Công văn 12/SNV",
        **(form or {}),
        **more,
    }
    return client.post_form(f"/grants/give/{account_id(product, username)}", form)


def limits(grant):
    return {"valid_from": grant.valid_from, "valid_to": grant.valid_to, "ground": grant.ground}


# Giving, changing, ending -----------------------------------------------------------------------


def test_a_grant_is_given_changed_and_ended_with_its_history(product, office, viewing, ended):
    name = make_account(product, unit="NK")
    row = account_id(product, name)
    assert (
        give(
            product, office, name, viewing, "NK", valid_from=day(TODAY), valid_to=day(NEXT_MONTH)
        ).status_code
        == 302
    )
    (grant,) = grants_of(product, name)
    assert limits(grant) == {"valid_from": TODAY, "valid_to": NEXT_MONTH, "ground": "Công văn 12/SNV"}
    client = product.login(name)
    assert client.get("/person/list/").status_code == 200
    form = {"valid_from": "", "valid_to": day(TOMORROW), "ground": "Rút ngắn", "_version": grant.version}
    assert office.post_form(f"/grants/change/{grant.id}", form).status_code == 302
    assert office.post_form(f"/grants/end/{grant.id}").status_code == 302
    assert client.get("/person/list/").status_code in (302, 403)
    assert ended == [row, row, row]
    (grant,) = grants_of(product, name)
    assert grant.valid_to == YESTERDAY
    lines = history_of(product, "access_grant", grant.id)
    assert [line.actor for line in lines] == ["sonoivu"] * 3
    assert [line.value("valid_to") for line in lines] == [str(NEXT_MONTH), str(TOMORROW), str(YESTERDAY)]
    page = text_of(office.get(f"/grants/account/{row}"))
    assert "Đã kết thúc" in page and f"Cấp quyền: {viewing}" in page and "Rút ngắn" in page


def test_a_form_sent_twice_gives_once(product, office, viewing):
    name = make_account(product, unit="NK")
    for _ in range(2):
        assert give(product, office, name, viewing, "NK", _once="mot-lan-thoi").status_code == 302
    assert len(grants_of(product, name)) == 1


def test_an_old_form_meets_a_conflict(product, office, viewing):
    name = make_account(product, (viewing, "NK", {}), unit="NK")
    (grant,) = grants_of(product, name)
    form = {"valid_to": day(TOMORROW), "ground": "Lần một", "_version": grant.version}
    assert office.post_form(f"/grants/change/{grant.id}", form).status_code == 302
    assert_refused(office.post_form(f"/grants/change/{grant.id}", form | {"ground": "Lần hai"}), 409)
    assert grants_of(product, name)[0].ground == "Lần một"


def test_a_grant_that_ended_is_not_ended_again(product, office, viewing):
    name = make_account(product, (viewing, "NK", {"valid_to": YESTERDAY}), unit="NK")
    (grant,) = grants_of(product, name)
    assert_refused(office.post_form(f"/grants/end/{grant.id}"), 422)
    assert "Đã kết thúc" in text_of(office.get(f"/grants/account/{account_id(product, name)}"))


def test_a_grant_by_delegation_takes_its_place_and_ends_with_it(product, office, viewing):
    with as_system(product, Right.MANAGE) as session:
        ids = {code: unit_id(product, code) for code in ("NK.NV", "NK")}
        row = Delegation(holder_id=ids["NK.NV"], root_id=ids["NK"], ground="Điều 7.2", valid_to=TOMORROW)
        session.add(row)
        session.commit()
        delegation, root = row.id, ids["NK"]
    name = make_account(product, unit="NK.NV")
    assert give(product, office, name, viewing, "SYT", delegation=delegation).status_code == 302
    (grant,) = grants_of(product, name)
    assert (grant.unit_id, grant.delegation_id) == (root, delegation)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"role": ""}, "Chọn vai trò."),
        ({"role": "999999999"}, "Chọn vai trò."),
        ({"role": "abc"}, "Chọn vai trò."),
        ({"ground": " "}, "Nhập căn cứ"),
        ({"valid_to": day(YESTERDAY)}, "Ngày cuối đã qua"),
        ({"valid_from": day(NEXT_MONTH), "valid_to": day(TOMORROW)}, "Ngày cuối phải từ ngày đầu"),
        ({"valid_from": "31/2/2026"}, "Chưa lưu được"),
        ({"unit": "999999999"}, "Không có đơn vị này"),
        ({"unit": "abc"}, "Không có đơn vị này"),
        ({"unit_types": "KHONG_CO"}, "Có loại hình không nằm trong danh mục"),
        ({"delegation": "999999999"}, "Không có ủy quyền này"),
    ],
)
def test_a_faulty_form_gives_nothing(product, office, viewing, form, told):
    name = make_account(product, unit="NK")
    assert told in assert_refused(give(product, office, name, viewing, "NK", form), 422)
    assert grants_of(product, name) == []


# Never above one's own --------------------------------------------------------------------------


@pytest.mark.parametrize("giver", ["sonoivu", "quantri"])
def test_nobody_gives_to_itself_or_changes_its_own_grants(product, giver, viewing):
    client, before = product.login(giver), len(grants_of(product, giver))
    assert_refused(give(product, client, giver, viewing, None), 403)
    (grant, *_) = grants_of(product, giver)
    assert_refused(client.post_form(f"/grants/end/{grant.id}"), 403)
    form = {"valid_to": "", "ground": "x", "_version": grant.version}
    assert_refused(client.post_form(f"/grants/change/{grant.id}", form), 403)
    assert len(grants_of(product, giver)) == before


def test_home_affairs_gives_every_template_but_no_role_above(product, office):
    name = make_account(product, unit="SNV")
    for role in (DEPARTMENT, CLERK, READER, OFFICE, SYSTEM):
        assert give(product, office, name, role, "CT").status_code == 302, role
    above = make_role(product, "view person", "export person_health")
    assert "Sức khỏe: Xuất" in assert_refused(give(product, office, name, above, "CT"), 422)
    assert len(grants_of(product, name)) == 5


def test_home_affairs_does_not_touch_an_account_above(product, office, viewing):
    name = make_account(product, (make_role(product, "export person_health"), "NK", {}), unit="NK")
    assert_refused(give(product, office, name, viewing, "CT"), 403)
    (grant,) = grants_of(product, name)
    assert_refused(office.post_form(f"/grants/end/{grant.id}"), 403)


def test_the_administrator_gives_no_records_and_reaches_no_unit(product, viewing):
    client = product.login("quantri")
    fresh = make_account(product, unit=None)
    assert_refused(give(product, client, fresh, viewing, "CT"), 422)
    assert_refused(give(product, client, fresh, OFFICE, None), 422)
    assert_refused(give(product, client, "phuong.xuankhanh", SYSTEM, None), 404)
    assert give(product, client, fresh, SYSTEM, None).status_code == 302


def test_a_district_gives_what_it_has_where_it_has_it_while_it_has_it(product, district, viewing):
    client, name = product.login(district), make_account(product, unit="NK.31144")
    assert give(product, client, name, viewing, "NK.31144", valid_to=day(NEXT_MONTH)).status_code == 302
    assert len(grants_of(product, name)) == 1


@pytest.mark.parametrize(
    ("unit", "until", "told"),
    [
        ("OM", NEXT_MONTH, "Không có đơn vị này"),
        ("CT", NEXT_MONTH, "Không có đơn vị này"),
        ("NK", None, "Không cấp được lâu hơn"),
        ("NK", NEXT_MONTH + datetime.timedelta(days=1), "Không cấp được lâu hơn"),
    ],
)
def test_a_district_gives_nothing_outside_its_branch_or_its_time(
    product, district, viewing, unit, until, told
):
    client, name = product.login(district), make_account(product, unit="NK.31144")
    answer = give(product, client, name, viewing, unit, valid_to=day(until) if until else "")
    assert told in assert_refused(answer, 422)
    assert grants_of(product, name) == []


def test_a_district_that_may_see_more_than_it_manages_gives_only_what_it_manages(
    product, viewing, manager_role
):
    """Views the whole city, manages one district."""
    name = make_account(product, (manager_role, "NK", {}), (READER, "CT", {}), unit="NK.NV")
    client, other = product.login(name), make_account(product, unit="NK.31144")
    told = assert_refused(give(product, client, other, viewing, "OM"), 422)
    assert "Phạm vi này rộng hơn" in told
    assert give(product, client, other, viewing, "NK").status_code == 302


def test_a_delegation_is_no_way_around_the_branch(product, district, viewing):
    with as_system(product, Right.MANAGE) as session:
        row = Delegation(
            holder_id=unit_id(product, "NK.NV"), root_id=unit_id(product, "OM"), ground="Điều 7.2"
        )
        session.add(row)
        session.commit()
        delegation = row.id
    name = make_account(product, unit="NK.31144")
    answer = give(product, product.login(district), name, viewing, "NK", delegation=delegation,
                  valid_to=day(TOMORROW))  # fmt: skip
    assert_refused(answer, 422)
    assert grants_of(product, name) == []


@pytest.mark.parametrize("role", [CLERK, DEPARTMENT, OFFICE, SYSTEM, SELF])
def test_a_district_gives_no_role_that_carries_more(product, district, role):
    name = make_account(product, unit="NK.31144")
    answer = give(product, product.login(district), name, role, "NK.31144", valid_to=day(TOMORROW))
    assert_refused(answer, 422)
    assert grants_of(product, name) == []


def test_managing_without_a_subtree_is_not_given_from_a_branch(product, district, manager_role):
    """Such a grant would reach the accounts that stand at no place: those of the administrators."""
    name = make_account(product, unit="NK.31144")
    client = product.login(district)
    assert_refused(give(product, client, name, manager_role, None, valid_to=day(TOMORROW)), 422)
    assert give(product, client, name, manager_role, "NK.31144", valid_to=day(TOMORROW)).status_code == 302


def test_a_branch_of_some_types_is_not_widened_to_all(product, manager_role, viewing):
    limits = {"unit_types": "TRUONG_MN; TRUONG_TH"}
    client = product.login(make_account(product, (manager_role, "NK", limits), unit="NK.GDDT"))
    name = make_account(product, (viewing, "NK.GD01", {"unit_types": "TRUONG_MN"}), unit="NK.GD01")
    assert_refused(give(product, client, name, viewing, "NK.GD01"), 404, 422)
    assert_refused(give(product, client, name, viewing, "NK.GD01", unit_types=["TRUONG_THCS"]), 404, 422)
    assert len(grants_of(product, name)) == 1


def test_a_district_finds_no_account_outside_and_touches_none_above(product, district, viewing):
    client = product.login(district)
    for username in ("soyte", "sonoivu", "quantri", "xem.soyte"):
        assert client.get(f"/grants/account/{account_id(product, username)}").status_code == 404
        assert_refused(give(product, client, username, viewing, "NK", valid_to=day(TOMORROW)), 404)
        assert_refused(client.post_form(f"/grants/end/{grants_of(product, username)[0].id}"), 404)
    above = make_account(product, (OFFICE, "CT", {}), unit="NK.NV")
    assert client.get(f"/grants/account/{account_id(product, above)}").status_code == 200
    assert_refused(give(product, client, above, viewing, "NK", valid_to=day(TOMORROW)), 403)
    assert_refused(client.post_form(f"/grants/end/{grants_of(product, above)[0].id}"), 403)


def test_an_account_to_be_raised_later_stands_above_already(product, district):
    name = make_account(product, (OFFICE, "CT", {"valid_from": NEXT_MONTH}), unit="NK.NV")
    assert_refused(product.login(district).post_form(f"/grants/end/{grants_of(product, name)[0].id}"), 403)


def test_a_right_that_ended_hands_out_nothing_more(product, manager_role, viewing):
    name = make_account(product, (manager_role, "NK", {"valid_to": YESTERDAY}), unit="NK.NV")
    other = make_account(product, unit="NK.31144")
    assert_refused(give(product, product.login(name), other, viewing, "NK"), 403)


@pytest.mark.parametrize("pk", [LONG_ID, "abc", "-1", "999999999", "0"])
def test_ids_that_are_none_are_not_found(product, office, pk):
    assert_refused(office.get(f"/grants/account/{pk}"), 404)
    for path in (f"/grants/give/{pk}", f"/grants/change/{pk}", f"/grants/end/{pk}"):
        assert_refused(office.post_form(path, {"role": "1", "ground": "x"}), 404)


@pytest.mark.parametrize("username", ["soyte", "pnv.ninhkieu", "phuong.xuankhanh", "canhan", "xem.soyte"])
def test_who_manages_no_grants_is_refused_everywhere(product, username, viewing):
    client = product.login(username)
    assert client.get("/grants/list/").status_code == 403
    assert client.get(f"/grants/account/{account_id(product, 'xem.soyte')}").status_code == 403
    assert give(product, client, "xem.soyte", viewing, "SYT").status_code == 403
    assert client.post_form(f"/grants/end/{grants_of(product, 'xem.soyte')[0].id}").status_code == 403


def test_the_flush_refuses_what_the_service_would(product, district):
    """Closed by construction: a row written past the services is judged all the same."""
    other = account_id(product, make_account(product, unit="NK.31144"))
    manage, clerk = role_id(product, READER), role_id(product, CLERK)
    units = {code: unit_id(product, code) for code in ("NK", "OM")}
    with product.app.app_context():
        session = product.db.session
        account = session.scalars(select(Account).where(Account.username == district)).one()
        with acting_as(load_actor(session, account, Channel.SCREEN, "")), operation(Right.MANAGE):
            for values in (
                {"account_id": other, "role_id": clerk, "unit_id": units["NK"], "valid_to": TOMORROW},
                {"account_id": other, "role_id": manage, "unit_id": units["OM"], "valid_to": TOMORROW},
                {"account_id": account.id, "role_id": manage, "unit_id": units["NK"], "valid_to": TOMORROW},
            ):
                session.add(Grant(**values))
                with pytest.raises((StepNotAllowed, NotFound)):
                    session.flush()
                session.rollback()


# Lists ------------------------------------------------------------------------------------------


def test_the_list_holds_the_accounts_of_the_branch(product, district):
    page = text_of(product.login(district).get("/grants/list/"))
    for username in ("phuong.xuankhanh", "pnv.ninhkieu", "pgd.ninhkieu", "canhan"):
        assert f">{username}</a>" in page
    for username in ("soyte", "sonoivu", "quantri"):
        assert f">{username}</a>" not in page


def test_the_list_is_narrowed_by_name_role_and_unit(product, office):
    page = text_of(office.get("/grants/list/?q=XUANKHANH"))
    assert ">phuong.xuankhanh</a>" in page and ">soyte</a>" not in page
    page = text_of(office.get(f"/grants/list/?role={role_id(product, READER)}"))
    assert ">xem.soyte</a>" in page and ">phuong.xuankhanh</a>" not in page
    page = text_of(office.get(f"/grants/list/?unit={unit_id(product, 'SYT')}"))
    assert ">soyte</a>" in page and ">pnv.ninhkieu</a>" not in page


def test_the_list_costs_a_bounded_number_of_statements(product, office):
    office.get("/grants/list/")
    with counted_statements(product) as seen:
        office.get("/grants/list/")
    assert len(seen) <= 12, "\n".join(seen)
