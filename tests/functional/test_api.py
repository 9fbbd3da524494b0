"""Reading by the REST API: lists, records, descriptions; every refused query."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from app.organisation.models import Unit
from app.personnel.models import Person
from tests.support.api import (
    PERSON,
    SYT_UNIT,
    UNIT,
    add_person,
    counted_statements,
    in_database,
    list_of,
    record_of,
    refused,
    rison,
)
from tests.support.product import Product, ProductClient

MOST_LIST_STATEMENTS = 20


@pytest.fixture(scope="module")
def clerk(product: Product) -> ProductClient:
    """Sở Y tế: updates the records of its subtree."""
    return product.api("soyte")


@pytest.fixture(scope="module")
def home_affairs(product: Product) -> ProductClient:
    """Sở Nội vụ: the whole city, may remove and manage."""
    return product.api("sonoivu")


@pytest.fixture(scope="module")
def reader(product: Product) -> ProductClient:
    """Reads Sở Y tế, changes nothing."""
    return product.api("xem.soyte")


@pytest.fixture(scope="module")
def inside(clerk: ProductClient) -> dict[str, Any]:
    """A record of Sở Y tế, open for changes."""
    return add_person(clerk)


@pytest.fixture(scope="module")
def outside_id(clerk: ProductClient, home_affairs: ProductClient) -> int:
    """A record of the city that Sở Y tế does not hold."""
    mine = set(list_of(clerk, PERSON, page_size=100)["ids"])
    return next(i for i in list_of(home_affairs, PERSON, page_size=100)["ids"] if i not in mine)


def test_a_list_has_the_shape_of_flask_appbuilder(clerk):
    answer = list_of(clerk, PERSON, page_size=2, order_column="full_name", order_direction="desc")
    assert len(answer["result"]) == 2 == len(answer["ids"]) < answer["count"]
    assert answer["list_columns"][:3] == ["full_name", "record_state", "staff_number"]
    assert answer["label_columns"]["full_name"] == "Họ và tên khai sinh"
    assert answer["list_title"] == "Hồ sơ cán bộ, công chức, viên chức"
    assert "full_name" in answer["order_columns"]
    assert set(answer["result"][0]) == {"id", *answer["list_columns"]}
    assert set(answer["result"][0]["home_unit"]) == {"id", "code", "name"}


def test_a_list_shows_the_named_columns_and_parts(clerk):
    answer = list_of(clerk, PERSON, columns=["full_name", "birth_on"], keys=["list_columns"])
    assert answer["list_columns"] == ["full_name", "birth_on"]
    assert set(answer["result"][0]) == {"id", "full_name", "birth_on"}
    assert "label_columns" not in answer
    assert set(list_of(clerk, PERSON, keys=["none"])) == {"count", "ids", "is_count_capped", "result"}


def test_the_id_is_a_column_like_any_other(clerk):
    for columns in (["id", "full_name"], ["full_name", "id"], ["id"]):
        answer = list_of(clerk, PERSON, columns=columns)
        assert answer["list_columns"] == columns
        assert [set(row) for row in answer["result"][:1]] == [{"id", *columns}]
    assert [row["id"] for row in answer["result"]] == answer["ids"]


def test_filters_take_the_operators_of_flask_appbuilder_and_ours(clerk, inside):
    unit_id = inside["home_unit"]["id"]
    by_unit = {"col": "home_unit", "opr": "rel_o_m", "value": unit_id}
    by_name = {"col": "full_name", "opr": "sw", "value": "Nguyễn Thị Th"}
    by_year = {"col": "birth_on", "opr": "eq", "value": "1985"}
    assert inside["id"] in list_of(clerk, PERSON, filters=[by_unit, by_name, by_year])["ids"]
    other = {"col": "home_unit", "opr": "nrel_o_m", "value": unit_id}
    assert inside["id"] not in list_of(clerk, PERSON, filters=[other], page_size=100)["ids"]
    assert inside["id"] in list_of(clerk, PERSON, search="thu nguyen thi")["ids"]


def test_a_list_holds_the_own_subtree_and_nothing_else(product, clerk, home_affairs):
    def ids_below(session: Any) -> set[int]:
        query = select(Person.id, Person.home_path).where(Person.is_removed.is_(False))
        path = "/" + "/".join(map(str, _ids_on_the_way(session, "SYT"))) + "/"
        return {row.id for row in session.execute(query) if row.home_path.startswith(path)}

    mine = list_of(clerk, PERSON, page_size=100)
    assert set(mine["ids"]) == in_database(product, ids_below)
    assert mine["count"] < list_of(home_affairs, PERSON)["count"]


def _ids_on_the_way(session: Any, code: str) -> list[int]:
    """The ids from the root of the tree down to a unit, by its parents."""
    unit = session.scalars(select(Unit).where(Unit.code == code)).one()
    above: list[int] = []
    while unit is not None:
        above.insert(0, unit.id)
        unit = session.get(Unit, unit.parent_id) if unit.parent_id else None
    return above


@pytest.mark.parametrize("size", [1_000_000, 10**25, -1, 0])
def test_page_size_is_clamped_to_100(clerk, size):
    codes = list_of(clerk, "/api/v1/commune", page_size=size)
    assert len(codes["result"]) == 100 < codes["count"]


@pytest.mark.parametrize("page", [-3, 10**25])
def test_a_page_out_of_reason_is_no_error(clerk, page):
    assert list_of(clerk, PERSON, page=page)["count"] > 0


@pytest.mark.parametrize("path", [PERSON, UNIT, "/api/v1/delegation", "/api/v1/grade", "/api/v1/commune"])
def test_a_list_takes_at_most_twenty_statements(product, home_affairs, path):
    with counted_statements(product) as statements:
        list_of(home_affairs, path, page_size=100)
    assert len(statements) <= MOST_LIST_STATEMENTS, statements


SENSITIVE = ["identity_number", "social_insurance_number", "health_status", "identity_issued_on"]


@pytest.mark.parametrize("name", [*SENSITIVE, "home_path", "search_text", "password", "nope"])
@pytest.mark.parametrize("use", ["columns", "select_columns", "filters", "order_column"])
def test_a_refused_column_is_400_however_it_is_used(clerk, name, use):
    value = {"filters": [{"col": name, "opr": "eq", "value": "0"}], "order_column": name}.get(use, [name])
    refused(clerk.get(f"{PERSON}/", query_string=rison(**{use: value})), 400)


BROKEN_QUERIES = [
    "(", "!", "(a:", "'", "!(1)", "abc", "5", "(" * 5000, "[" * 2000, "(page_size:abc)", "(page:1e999)",
    "(filters:1)", "(filters:!((col:full_name)))", "(filters:!((col:full_name,opr:ct,value:(a:b))))",
    "(filters:!((col:full_name,opr:zz,value:a)))", "(filters:!((col:pay_step,opr:eq,value:abc)))",
    "(filters:!((col:pay_step,opr:gt,value:'')))", "(filters:!((col:is_removed,opr:gt,value:!t)))",
    "(filters:!((col:birth_on,opr:eq,value:'32/13/1980')))", "(filters:!((col:pay_step,opr:ct,value:a)))",
    "(filters:!((col:home_unit,opr:rel_o_m,value:9999999999999999999999999)))",
    "(filters:!((col:full_name,opr:ct,value:'a\x00b')))", "(search:5)",
    '{"filters":[{"col":"full_name","opr":"ct","value":"a\\u0000"}]}', "(order_direction:up)",
    "(page_siz:5)", "(filters:!((col:full_name,opr:ct,value:a,colour:b)))",
    '{"filters":[{"col":"pay_step","opr":"gt","value":1e400}]}',
    '{"filters":[{"col":"pay_step","opr":"gt","value":NaN}]}',
]  # fmt: skip


@pytest.mark.parametrize("query", BROKEN_QUERIES, ids=lambda query: ascii(query)[:30])
def test_a_broken_query_is_400(clerk, query):
    sent = query.encode("utf-8", "surrogatepass")
    refused(clerk.get(f"{PERSON}/", query_string={"q": sent}), 400)


def test_a_filter_is_no_way_into_another_scope(clerk, outside_id):
    everywhere = {"col": "home_unit", "opr": "filled", "value": ""}
    assert outside_id not in list_of(clerk, PERSON, filters=[everywhere], page_size=100)["ids"]
    removed_too = {"col": "is_removed", "opr": "in", "value": [True, False]}
    assert outside_id not in list_of(clerk, PERSON, filters=[removed_too], page_size=100)["ids"]


def test_a_record_has_every_field_and_its_version(clerk, inside):
    record = record_of(clerk, PERSON, inside["id"])
    assert record["version"] >= 1
    assert record["birth_on"] == "1985-02"
    assert record["sex"] == "female"
    assert record["is_removed"] is False
    assert record["home_unit"]["code"] == SYT_UNIT
    assert "identity_number" in record
    assert not {"home_path", "search_text", "sort_key"} & set(record)


def test_numbers_with_decimals_are_strings_and_days_iso(clerk, inside):
    changes = {"coefficient": "2,34", "paid_from": "1/4/2020", "identity_issued_on": "2021-05-09"}
    answer = clerk.put(f"{PERSON}/{inside['id']}", json=changes)
    assert answer.status_code == 200, answer.get_json()
    reason = {"reason": "Đối chiếu giấy tờ tùy thân"}
    record = clerk.get(f"{PERSON}/{inside['id']}", query_string=reason).get_json()["result"]
    assert (record["coefficient"], record["paid_from"]) == ("2.34", "2020-04-01")
    assert record["identity_issued_on"] == "2021-05-09"


def test_a_unit_names_its_parent(clerk):
    found = list_of(clerk, UNIT, filters=[{"col": "code", "opr": "eq", "value": SYT_UNIT}])
    assert record_of(clerk, UNIT, found["ids"][0])["parent"]["code"] == "SYT"


def test_info_tells_rights_fields_and_filters_but_no_rows(clerk, reader):
    info = clerk.get(f"{PERSON}/_info").get_json()
    assert "can_edit" in info["permissions"] and "can_remove" not in info["permissions"]
    assert reader.get(f"{PERSON}/_info").get_json()["permissions"] == ["can_view"]
    fields = {field["name"]: field for field in info["fields"]}
    assert fields["sex"]["choices"] == [{"key": "male", "label": "Nam"}, {"key": "female", "label": "Nữ"}]
    assert fields["birth_on"]["type"] == "partial_day" and fields["birth_on"]["required"]
    assert fields["ethnic_group"]["target"] == "ethnic_group" and "rows" not in fields["ethnic_group"]
    assert not set(SENSITIVE) & set(info["filters"])
    assert set(clerk.get(f"{PERSON}/_info", query_string=rison(keys=["filters"])).get_json()) == {"filters"}
    refused(clerk.get(f"{PERSON}/_info?q=(keys:5)"), 400)
    refused(clerk.get(f"{PERSON}/_info?q=(key:!(filters))"), 400)


def test_a_method_or_path_the_api_does_not_know_is_refused_in_json(clerk):
    refused(clerk.patch(f"{PERSON}/1"), 405)
    refused(clerk.get("/api/v1/nope/"), 404)


def test_an_address_that_is_too_long_is_refused_in_json(clerk):
    query = rison(search="a" * 7500)
    assert refused(clerk.get(f"{PERSON}/", query_string=query), 414)["code"] == "address_too_long"
    assert clerk.get(f"{PERSON}/", query_string=rison(search="a" * 6000)).status_code == 200


def test_the_description_is_for_signed_in_accounts_and_holds_every_resource(product, clerk):
    refused(product.client().get("/api/v1/_openapi"), 401)
    spec = clerk.get("/api/v1/_openapi").get_json()
    for name in ("person", "unit", "delegation", "ethnic_group", "commune", "grade"):
        assert set(spec["paths"][f"/api/v1/{name}/"]) == {"get", "post"}
        assert set(spec["paths"][f"/api/v1/{name}/{{pk}}"]) == {"get", "put", "delete"}
        assert set(spec["paths"][f"/api/v1/{name}/_info"]) == {"get"}
    schemas = spec["components"]["schemas"]
    assert {"PersonRecord", "PersonAddition", "PersonChange", "PersonRow"} <= set(schemas)
    assert schemas["PersonRecord"]["properties"]["full_name"]["description"] == "Họ và tên khai sinh"
    assert "home_unit" in schemas["PersonAddition"]["required"]
    assert "home_unit" not in schemas["PersonChange"]["properties"]
    assert product.api("canhan").get("/api/v1/_openapi").status_code == 200


def test_every_reference_in_the_description_leads_somewhere(clerk):
    spec = clerk.get("/api/v1/_openapi").get_json()
    for reference in _references(spec):
        part: Any = spec
        for name in reference.removeprefix("#/").split("/"):
            part = part[name]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for item in part.values():
            yield from _references(item)
    elif isinstance(part, list):
        for item in part:
            yield from _references(item)
