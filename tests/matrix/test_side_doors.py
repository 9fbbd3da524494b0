"""No list, filter, order, search, count or file shows a row outside the scope (A9)."""

import re
from collections import Counter

import prison
import pytest

from tests.matrix.asking import cells_of
from tests.matrix.policy import CANHAN, PHUONG, SONOIVU, SOYTE
from tests.matrix.reach import (
    ROOTS,
    live_people_of,
    people_of,
    people_outside,
    rows,
    subtree,
    unit_ids,
    units_of,
)

ACCOUNTS = tuple(ROOTS)
#: Fields of a record by which a list may be ordered and filtered; written down, not read from the product.
ORDERS = (
    "full_name", "birth_on", "sex", "birth_place", "ethnic_group", "personnel_kind", "position", "grade",
    "pay_step", "coefficient", "paid_from", "education_level", "party_joined_on", "staff_number",
    "home_unit", "employment_status", "record_state", "verified_at", "phone",
)  # fmt: skip


def pages(client, address, pattern, **args):
    """The ids on every page of a list."""
    found, page = [], 0
    while True:
        answer = client.get(address, query_string={**args, "psize": 100, "page": page})
        assert answer.status_code == 200, answer.status
        ids = [int(text) for text in re.findall(pattern, answer.get_data(as_text=True))]
        found += dict.fromkeys(ids)
        if not ids:
            return found
        page += 1


def listed(client, **args):
    return pages(client, "/person/list/", r'/person/show/([1-9]\d*)"', **args)


def asked(client, resource="person", **q):
    """The ids on every page of a list of the API, and its count."""
    found, page = [], 0
    while True:
        query = {"page_size": 100, "page": page, **q}
        answer = client.get(f"/api/v1/{resource}/", query_string={"q": prison.dumps(query)})
        assert answer.status_code == 200, answer.get_json()
        body = answer.get_json()
        assert [row["id"] for row in body["result"]] == body["ids"]
        found += body["ids"]
        if not body["ids"]:
            return found, body["count"]
        page += 1


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_pages_of_a_list_hold_the_people_of_the_scope_once_each(product, account):
    assert sorted(listed(product.login(account))) == sorted(live_people_of(product, account))


@pytest.mark.parametrize("account", ACCOUNTS)
def test_closed_records_asked_for_are_those_of_the_scope(product, account):
    closed = people_of(product, account).keys() - live_people_of(product, account).keys()
    assert set(listed(product.login(account), **{"f.record_state.eq": "archived"})) == closed
    condition = {"col": "record_state", "opr": "eq", "value": "archived"}
    assert set(asked(product.api(account), filters=[condition])[0]) == closed


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_api_lists_and_counts_the_people_of_the_scope(product, account):
    ids, count = asked(product.api(account))
    assert sorted(ids) == sorted(live_people_of(product, account))
    assert count == len(ids)


@pytest.mark.parametrize("account", [name for name in ACCOUNTS if name != "xem.soyte"])
def test_a_workbook_read_back_holds_the_people_of_the_scope(product, account):
    answer = product.login(account).post_form("/person/export")
    names = Counter(person.full_name for person in live_people_of(product, account).values())
    assert Counter(row[1] for row in cells_of(answer)) == names


@pytest.mark.parametrize("account", ACCOUNTS)
def test_units_listed_by_screen_api_and_lookup_are_those_of_the_scope(product, account):
    ids = unit_ids(product)
    seen = {ids[code] for code in units_of(account)}
    client = product.login(account)
    assert set(pages(client, "/unit/list/", r'/unit/show/([1-9]\d*)"')) == seen
    assert set(asked(product.api(account), "unit")[0]) == seen
    groups = {row.id for row in rows(product, "SELECT id FROM unit WHERE is_group")}
    assert looked_up(client) == seen - groups


def looked_up(client, **args):
    found, page = set(), 0
    while True:
        body = client.get("/lookup/unit", query_string={**args, "page": page}).get_json()
        found |= {row["id"] for row in body["results"]}
        if not body["pagination"]["more"]:
            return found
        page += 1


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_tree_counts_the_people_of_the_scope_below_each_unit(product, account):
    client, ids = product.login(account), unit_ids(product)
    codes = {row_id: code for code, row_id in ids.items()}
    live = [p.unit for p in live_people_of(product, account).values()]
    for code in sorted(units_of(account))[:40]:
        for node in client.get(f"/unit/children/{ids[code]}").get_json()["result"]:
            below = subtree(codes[node["id"]])
            assert codes[node["id"]] in units_of(account)
            assert node["people"] == sum(unit in below for unit in live), node


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_no_order_brings_other_people_into_a_list(product, soyte_api, order, direction):
    ids, _count = asked(soyte_api, order_column=order, order_direction=direction)
    assert sorted(ids) == sorted(live_people_of(product, SOYTE))


@pytest.fixture(scope="module")
def soyte_api(product):
    return product.api(SOYTE)


@pytest.fixture(scope="module")
def soyte(product):
    return product.login(SOYTE)


@pytest.mark.parametrize("unit", ["CT", "K1", "NK", "SNV", "NK.31144"])
@pytest.mark.parametrize("operator", ["under", "eq", "in", "neq"])
def test_a_filter_by_a_unit_outside_finds_only_people_inside(product, soyte, soyte_api, unit, operator):
    below, value = subtree(unit), unit_ids(product)[unit]
    holds = {
        "under": lambda person: person.unit in below,
        "neq": lambda person: person.unit != unit,
    }.get(operator, lambda person: person.unit == unit)
    wanted = sorted(p.id for p in live_people_of(product, SOYTE).values() if holds(p))
    assert sorted(listed(soyte, **{f"f.home_unit.{operator}": value})) == wanted
    given = [value] if operator == "in" else value
    assert (
        sorted(asked(soyte_api, filters=[{"col": "home_unit", "opr": operator, "value": given}])[0]) == wanted
    )


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [("full_name", "ct", "a"), ("full_name", "neq", "x"), ("staff_number", "empty", 1),
     ("birth_on", "gte", "1900"), ("phone", "filled", 1), ("is_removed", "eq", False)],
)  # fmt: skip
def test_a_filter_that_fits_everybody_finds_nobody_outside(product, soyte_api, field, operator, value):
    q = prison.dumps({"page_size": 100, "filters": [{"col": field, "opr": operator, "value": value}]})
    answer = soyte_api.get("/api/v1/person/", query_string={"q": q})
    if answer.status_code == 200:
        assert set(answer.get_json()["ids"]) <= people_of(product, SOYTE).keys()
    else:
        assert answer.status_code == 400


def test_the_names_of_people_outside_are_not_found(product, soyte, soyte_api):
    inside = {person.full_name for person in people_of(product, SOYTE).values()}
    outside = [p for p in people_outside(product, SOYTE).values() if p.full_name not in inside][:25]
    for person in outside:
        assert person.id not in listed(soyte, q=person.full_name)
        assert person.id not in asked(soyte_api, search=person.full_name)[0]
        box = soyte.get("/lookup/everything", query_string={"q": person.full_name}).get_json()
        assert person.id not in [row["id"] for row in box["people"]]


def test_a_personal_account_lists_one_record_its_own(product):
    own = rows(product, "SELECT person_id FROM ab_user WHERE username = :name", name=CANHAN)[0].person_id
    assert listed(product.login(CANHAN)) == [own]
    assert asked(product.api(CANHAN)) == ([own], 1)


def test_the_target_of_a_transfer_may_be_any_unit_and_nothing_else_reaches_so_far(product):
    client, ids = product.login(PHUONG), unit_ids(product)
    groups = {row.id for row in rows(product, "SELECT id FROM unit WHERE is_group")}
    assert looked_up(client, **{"for": "transfer"}) == set(ids.values()) - groups
    assert looked_up(client) == {ids["NK.31144"]}


def test_the_front_page_of_sonoivu_and_of_the_ward_count_their_own_people(product):
    for account in (SONOIVU, PHUONG):
        page = product.login(account).get("/").get_data(as_text=True)
        for state, number in Counter(p.record_state for p in people_of(product, account).values()).items():
            link = re.search(rf'f\.record_state[^"]*={state}"[^>]*>(.*?)</a>', page, re.S)
            assert link, f"no link to the records in state {state}"
            shown = re.sub(r"<[^>]+>|\.", " ", link[1]).split()
            assert str(number) in shown, (account, state, number, shown)
