"""The REST API, driven over HTTP with tokens: shapes, scope, every refusal, and nothing changed by it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import prison
import pytest
from sqlalchemy import event, func, select

from app.access.models import Account, FormToken
from app.audit.models import History
from app.core.actor import acting_as, system_actor
from app.personnel.models import Person
from tests.support.product import Product, ProductClient

SYT_UNIT = "CD.TTYT"  # Trung tâm Y tế huyện Cờ Đỏ, below Sở Y tế in seed/organisation
MOST_LIST_STATEMENTS = 20
CATALOG = "/api/v1/strength"
PERSON = "/api/v1/person"
UNIT = "/api/v1/unit"

NEW_PERSON = {
    "full_name": "Nguyễn Thị Thử", "birth_on": "1985-02", "sex": "female", "personnel_kind": "VC",
    "home_unit": SYT_UNIT, "placed_on": "2015-06-01", "employment_status": {"code": "DANG_LAM"},
}  # fmt: skip


# The cast --------------------------------------------------------------------------------------------


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


def rison(**query: Any) -> dict[str, str]:
    return {"q": prison.dumps(query)}


def list_of(client: ProductClient, path: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"{path}/", query_string=rison(**query) if query else None)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def record_of(client: ProductClient, path: str, pk: int) -> dict[str, Any]:
    answer = client.get(f"{path}/{pk}")
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()["result"]


def add_person(client: ProductClient, **changes: Any) -> dict[str, Any]:
    answer = client.post(f"{PERSON}/", json={**NEW_PERSON, **changes})
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()["result"]


def add_value(client: ProductClient, code: str) -> dict[str, Any]:
    answer = client.post(f"{CATALOG}/", json={"code": code, "name": f"Giá trị {code}"})
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()["result"]


@contextmanager
def counted_statements(product: Product) -> Iterator[list[str]]:
    """The SQL statements sent to the database inside the block, without BEGIN."""
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    with product.app.app_context():
        engine = product.db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def in_database(product: Product, read: Callable[[Any], Any]) -> Any:
    """What the database holds, read past the API."""
    with product.app.app_context(), acting_as(system_actor("kiểm thử")):
        return read(product.db.session)


def refused(answer: Any, status: int) -> dict[str, Any]:
    """The body of a refusal: JSON with a Vietnamese sentence, no trace of the program."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    body = answer.get_json()
    assert any(ord(char) > 127 for char in body["message"]), body
    assert "Traceback" not in answer.get_data(as_text=True)
    return body


# Lists -----------------------------------------------------------------------------------------------


def test_a_list_has_the_shape_of_flask_appbuilder(clerk):
    answer = list_of(clerk, PERSON, page_size=2, order_column="full_name", order_direction="desc")
    assert len(answer["result"]) == 2 == len(answer["ids"]) < answer["count"]
    assert answer["list_columns"][:2] == ["staff_number", "full_name"]
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
    from app.organisation.models import Unit

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
    "(", "!", "(a:", "'", "!(1)", "abc", "5", "(" * 5000, "[" * 5000, "(page_size:abc)", "(page:1e999)",
    "(filters:1)", "(filters:!((col:full_name)))", "(filters:!((col:full_name,opr:ct,value:(a:b))))",
    "(filters:!((col:full_name,opr:zz,value:a)))", "(filters:!((col:pay_step,opr:eq,value:abc)))",
    "(filters:!((col:pay_step,opr:gt,value:'')))", "(filters:!((col:is_removed,opr:gt,value:!t)))",
    "(filters:!((col:birth_on,opr:eq,value:'32/13/1980')))", "(filters:!((col:pay_step,opr:ct,value:a)))",
    "(filters:!((col:home_unit,opr:rel_o_m,value:9999999999999999999999999)))",
    "(filters:!((col:full_name,opr:ct,value:'a\x00b')))", "(search:5)",
    '{"filters":[{"col":"full_name","opr":"ct","value":"a\\u0000"}]}', "(order_direction:up)",
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


# One record ------------------------------------------------------------------------------------------


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
    record = answer.get_json()["result"]
    assert (record["coefficient"], record["paid_from"]) == ("2.34", "2020-04-01")
    assert record["identity_issued_on"] == "2021-05-09"


def test_a_unit_names_its_parent(clerk):
    found = list_of(clerk, UNIT, filters=[{"col": "code", "opr": "eq", "value": SYT_UNIT}])
    assert record_of(clerk, UNIT, found["ids"][0])["parent"]["code"] == "SYT"


@pytest.mark.parametrize("pk", ["0", "999999999", "9" * 25, "-1", "abc", "1.5", "1e3", "١"])
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_an_unknown_id_is_404(home_affairs, method, pk):
    body = None if method == "get" else {"reason": "x"} if method == "delete" else {"phone": "02923830000"}
    refused(home_affairs.open(f"{PERSON}/{pk}", method=method.upper(), json=body), 404)


def test_a_record_out_of_scope_is_404_for_every_verb(product, clerk, home_affairs, outside_id):
    before = record_of(home_affairs, PERSON, outside_id)
    unknown = refused(clerk.get(f"{PERSON}/999999999"), 404)
    assert refused(clerk.get(f"{PERSON}/{outside_id}"), 404) == unknown
    assert refused(clerk.put(f"{PERSON}/{outside_id}", json={"phone": "02923830000"}), 404) == unknown
    refused(clerk.put(f"{PERSON}/{outside_id}", json={"record_state": "verified"}), 404)
    assert record_of(home_affairs, PERSON, outside_id) == before


def test_units_out_of_scope_are_404(clerk, home_affairs):
    (pk,) = list_of(home_affairs, UNIT, filters=[{"col": "code", "opr": "eq", "value": "SNV"}])["ids"]
    refused(clerk.get(f"{UNIT}/{pk}"), 404)
    refused(clerk.put(f"{UNIT}/{pk}", json={"phone": "02923830000"}), 404)


def test_a_person_sees_her_own_record_alone(product):
    own = product.api("canhan")
    ids = list_of(own, PERSON)["ids"]
    assert len(ids) == 1
    refused(own.put(f"{PERSON}/{ids[0]}", json={"phone": "02923830000"}), 403)
    refused(own.get(f"{UNIT}/"), 403)


# Who may what ----------------------------------------------------------------------------------------

ROUTES = [
    ("GET", "/"), ("GET", "/_info"), ("GET", "/1"), ("POST", "/"), ("PUT", "/1"), ("DELETE", "/1"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "tail"), ROUTES)
@pytest.mark.parametrize("path", [PERSON, UNIT, CATALOG])
def test_without_a_token_everything_is_401(product, path, method, tail):
    stranger = product.client()
    refused(stranger.open(path + tail, method=method, json={} if method != "GET" else None), 401)


@pytest.mark.parametrize("header", ["Bearer x", "Bearer a.b.c", "Bearer ", "Basic c295dGU6eA==", "x"])
def test_a_broken_token_is_401(product, header):
    answer = product.client().get(f"{PERSON}/", headers={"Authorization": header})
    refused(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_browser_session_is_no_token(product):
    browser = product.login("soyte")
    refused(browser.get(f"{PERSON}/"), 401)
    refused(browser.post(f"{CATALOG}/", json={"code": "C", "name": "C"}), 401)
    refused(browser.get("/api/v1/_openapi"), 401)


def test_the_token_of_a_closed_account_is_401(product):
    ward = product.api("phuong.xuankhanh")
    assert ward.get(f"{PERSON}/").status_code == 200

    def close(session: Any, *, active: bool) -> None:
        session.scalars(select(Account).where(Account.username == "phuong.xuankhanh")).one().active = active
        session.commit()

    in_database(product, lambda session: close(session, active=False))
    try:
        refused(ward.get(f"{PERSON}/"), 401)
    finally:
        in_database(product, lambda session: close(session, active=True))


@pytest.mark.parametrize(("method", "tail"), ROUTES)
def test_the_system_administrator_reaches_no_record(product, method, tail):
    refused(product.api("quantri").open(PERSON + tail, method=method, json={}), 403)


@pytest.mark.parametrize(
    ("method", "path", "tail"),
    [("POST", PERSON, "/"), ("PUT", PERSON, "/1"), ("DELETE", PERSON, "/1"), ("PUT", UNIT, "/1"),
     ("POST", UNIT, "/"), ("POST", CATALOG, "/"), ("PUT", CATALOG, "/1"), ("DELETE", CATALOG, "/1")],
)  # fmt: skip
def test_a_reader_changes_nothing(reader, method, path, tail):
    refused(reader.open(path + tail, method=method, json={"name": "x"}), 403)


def test_a_clerk_neither_removes_records_nor_edits_catalogs_nor_adds_units(clerk, inside):
    refused(clerk.delete(f"{PERSON}/{inside['id']}", json={"reason": "x"}), 403)
    refused(clerk.post(f"{CATALOG}/", json={"code": "C", "name": "C"}), 403)
    refused(clerk.post(f"{UNIT}/", json={"name": "Đơn vị mới"}), 403)
    assert record_of(clerk, PERSON, inside["id"])["is_removed"] is False


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


# Adding ----------------------------------------------------------------------------------------------


def test_a_new_person_stands_in_its_unit_as_a_draft_with_history(product, clerk):
    person = add_person(clerk, full_name="Trần Thị Mới")
    assert person["record_state"] == "draft"
    assert person["home_unit"]["code"] == SYT_UNIT
    assert person["employment_status"]["code"] == "DANG_LAM"

    def channels(session: Any) -> set[str]:
        lines = select(History.channel).where(History.person_id == person["id"])
        return set(session.scalars(lines))

    assert in_database(product, channels) == {"api"}


def test_a_probable_duplicate_is_saved_with_a_warning(clerk):
    add_person(clerk, full_name="Lê Thị Trùng")
    answer = clerk.post(f"{PERSON}/", json={**NEW_PERSON, "full_name": "Lê Thị Trùng"})
    assert answer.status_code == 201
    assert "cùng họ tên và ngày sinh" in answer.get_json()["warnings"][0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"home_unit": None}, "home_unit"),
        ({"home_unit": "SNV"}, "home_unit"),  # out of scope
        ({"home_unit": {"code": "không có"}}, "home_unit"),
        ({"home_unit": 10**25}, "home_unit"),
        ({"home_unit": [1]}, "home_unit"),
        ({"home_unit": True}, "home_unit"),
        ({"placed_on": None}, "placed_on"),
        ({"placed_on": "2015"}, "placed_on"),
        ({"employment_status": "X"}, "employment_status"),
        ({"decision_on": "hôm qua"}, "decision_on"),
        ({"full_name": " "}, "full_name"),
        ({"full_name": "x" * 121}, "full_name"),
        ({"sex": "khác"}, "sex"),
        ({"identity_number": "123"}, "identity_number"),
        ({"pay_step": 10**30}, "pay_step"),
        ({"pay_step": 1.5}, "pay_step"),
        ({"coefficient": "NaN"}, "coefficient"),
        ({"record_state": "verified"}, "record_state"),
        ({"staff_number": "CT-1"}, "staff_number"),
        ({"nope": 1}, "nope"),
    ],
)
def test_a_new_person_with_a_fault_is_422_and_not_made(product, clerk, changes, field):
    count = select(func.count(Person.id))
    before = in_database(product, lambda session: session.scalar(count))
    body = refused(clerk.post(f"{PERSON}/", json={**NEW_PERSON, **changes}), 422)
    assert field in body["errors"]
    assert in_database(product, lambda session: session.scalar(count)) == before


def test_a_new_unit_is_a_change_of_the_tree(home_affairs):
    body = {
        "name": "Trạm Y tế thử", "code": "THU.1", "parent": {"code": SYT_UNIT}, "unit_type": "DVSN_YTE",
        "founded_on": "2020-01-01", "phone": "02923830001",
    }  # fmt: skip
    answer = home_affairs.post(f"{UNIT}/", json=body)
    assert answer.status_code == 201, answer.get_json()
    unit = answer.get_json()["result"]
    assert (unit["name"], unit["parent"]["code"], unit["valid_from"]) == ("Trạm Y tế thử", SYT_UNIT, "2020-01-01")
    faults = refused(home_affairs.post(f"{UNIT}/", json={"code": "THU.2"}), 422)["errors"]
    assert set(faults) == {"name", "parent", "unit_type", "founded_on"}


def test_a_catalog_value_is_added_changed_and_deleted(home_affairs):
    value = add_value(home_affairs, "API.1")
    answer = home_affairs.put(f"{CATALOG}/{value['id']}", json={"name": "Tên mới"})
    assert answer.get_json()["result"]["name"] == "Tên mới"
    assert answer.headers["ETag"] == f'"{answer.get_json()["result"]["version"]}"'
    refused(home_affairs.post(f"{CATALOG}/", json={"code": "API.1", "name": "Lần hai"}), 422)
    assert home_affairs.delete(f"{CATALOG}/{value['id']}").get_json() == {"message": "Đã xóa «Tên mới»."}
    refused(home_affairs.get(f"{CATALOG}/{value['id']}"), 404)


def test_markup_and_formulas_stay_text(home_affairs):
    nasty = '=HYPERLINK("http://x")<script>alert(1)</script>'
    answer = home_affairs.post(f"{CATALOG}/", json={"code": "API.X", "name": nasty})
    assert answer.get_json()["result"]["name"] == nasty
    assert answer.mimetype == "application/json"


BODIES = [
    (b"", "application/json"), (b"not json", "application/json"), (b"[1]", "application/json"),
    (b'"x"', "application/json"), (b"null", "application/json"), (b"[" * 100_000, "application/json"),
    (b'{"code":' + b"9" * 5000 + b"}", "application/json"), (b"\xff\xfe{", "application/json"),
    (b'{"code":"A","name":"a\\u0000b"}', "application/json"), (b'{"code":"A","name":"\\ud800"}', "application/json"),
    (b'{"a\\u0000":1}', "application/json"), (b'{"code":"A"}', "text/plain"), (b"code=A&name=A", None),
    (b"code=A&name=A", "application/x-www-form-urlencoded"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), BODIES, ids=lambda value: str(value)[:24])
def test_a_body_that_is_no_json_object_is_400(home_affairs, data, kind):
    value = add_or_find(home_affairs, "API.B")
    refused(home_affairs.post(f"{CATALOG}/", data=data, content_type=kind), 400)
    refused(home_affairs.put(f"{CATALOG}/{value['id']}", data=data, content_type=kind), 400)
    assert record_of(home_affairs, CATALOG, value["id"]) == value


def add_or_find(client: ProductClient, code: str) -> dict[str, Any]:
    found = list_of(client, CATALOG, filters=[{"col": "code", "opr": "eq", "value": code}])["ids"]
    return record_of(client, CATALOG, found[0]) if found else add_value(client, code)


# Changing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"home_unit": 1}, {"home_unit": {"code": "SNV"}}, {"employment_status": 1},
        {"record_state": "verified"}, {"staff_number": "CT-1"}, {"verified_by": "tôi"},
        {"is_removed": True}, {"removed_reason": "x"}, {"verified_at": "2020-01-01"},
        {"phone": "02923830000", "record_state": "verified"},
    ],
    ids=str,
)  # fmt: skip
def test_what_only_a_service_changes_is_422_and_changes_nothing(clerk, inside, change):
    before = record_of(clerk, PERSON, inside["id"])
    body = refused(clerk.put(f"{PERSON}/{inside['id']}", json=change), 422)
    assert body["code"] == "service_only"
    assert record_of(clerk, PERSON, inside["id"]) == before


@pytest.mark.parametrize(
    "change",
    [
        {"home_path": "/1/"}, {"home_unit_id": 1}, {"id": 5}, {"placed_on": "2020-01-01"},
        {"phone": "gọi tôi"}, {"sex": None}, {"ethnic_group": 10**8}, {"ethnic_group": "không có"},
        {"birth_on": "2190"}, {"full_name": "123"}, {"phone": "02923830000", "email": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_a_change_that_breaks_a_rule_is_422_and_changes_nothing(clerk, inside, change):
    before = record_of(clerk, PERSON, inside["id"])
    body = refused(clerk.put(f"{PERSON}/{inside['id']}", json=change), 422)
    assert body["errors"]
    assert record_of(clerk, PERSON, inside["id"]) == before


def test_a_unit_keeps_name_and_parent_from_the_api(home_affairs):
    found = list_of(home_affairs, UNIT, filters=[{"col": "code", "opr": "eq", "value": SYT_UNIT}])
    before = record_of(home_affairs, UNIT, found["ids"][0])
    for change in ({"name": "Tên khác"}, {"parent": 1}, {"unit_type": 1}, {"is_group": True}):
        refused(home_affairs.put(f"{UNIT}/{found['ids'][0]}", json=change), 422)
    assert record_of(home_affairs, UNIT, found["ids"][0]) == before
    refused(home_affairs.delete(f"{UNIT}/{found['ids'][0]}"), 403)


@pytest.mark.parametrize("by_header", [False, True])
def test_the_second_of_two_editors_gets_409_with_both_versions(clerk, by_header):
    person = add_person(clerk, full_name="Phạm Thị Hai")
    url, seen = f"{PERSON}/{person['id']}", person["version"]
    first = clerk.put(url, json={"phone": "02923830001", "version": seen})
    assert first.status_code == 200
    mine = {"phone": "02923830002"}
    headers = {"If-Match": f'"{seen}"'} if by_header else {}
    body = refused(clerk.put(url, json=mine if by_header else {**mine, "version": seen}, headers=headers), 409)
    assert body["theirs"]["phone"] == "02923830001"
    assert body["yours"] == mine
    assert body["version"] == first.get_json()["result"]["version"]
    assert record_of(clerk, PERSON, person["id"])["phone"] == "02923830001"
    assert clerk.put(url, json={**mine, "version": body["version"]}).status_code == 200


@pytest.mark.parametrize("version", ["1", 1.5, True, [1]])
def test_a_version_that_is_no_number_is_400(clerk, inside, version):
    refused(clerk.put(f"{PERSON}/{inside['id']}", json={"phone": "02923830000", "version": version}), 400)
    refused(clerk.put(f"{PERSON}/{inside['id']}", json={}, headers={"If-Match": "abc"}), 400)


# Removing --------------------------------------------------------------------------------------------


def test_removing_a_person_needs_a_reason_and_erases_nothing(home_affairs, clerk):
    person = add_person(clerk, full_name="Hồ Thị Bỏ")
    url = f"{PERSON}/{person['id']}"
    assert "reason" in refused(home_affairs.delete(url), 422)["errors"]
    assert "reason" in refused(home_affairs.delete(url, json={"reason": 5}), 422)["errors"]
    refused(home_affairs.delete(url, data=b"{", content_type="application/json"), 400)
    assert record_of(home_affairs, PERSON, person["id"])["is_removed"] is False
    assert home_affairs.delete(url, query_string={"reason": "nhập trùng"}).status_code == 200
    after = record_of(home_affairs, PERSON, person["id"])
    assert (after["is_removed"], after["removed_reason"]) == (True, "nhập trùng")
    by_name = [{"col": "full_name", "opr": "eq", "value": "Hồ Thị Bỏ"}]
    assert list_of(home_affairs, PERSON, filters=by_name)["count"] == 0


def test_a_value_in_use_is_not_deleted(home_affairs):
    in_use = record_of(home_affairs, PERSON, list_of(home_affairs, PERSON)["ids"][0])["personnel_kind"]
    message = refused(home_affairs.delete(f"/api/v1/personnel_kind/{in_use['id']}"), 403)["message"]
    assert "đang được dùng" in message
    assert record_of(home_affairs, "/api/v1/personnel_kind", in_use["id"])["code"] == in_use["code"]


# Sent twice ------------------------------------------------------------------------------------------


def test_the_same_key_makes_one_row(product, clerk):
    body = {**NEW_PERSON, "full_name": "Đỗ Thị Một"}
    first, second = (
        clerk.post(f"{PERSON}/", json=body, headers={"Idempotency-Key": "one-1"}) for _time in (1, 2)
    )
    assert first.status_code == second.status_code == 201
    assert first.get_json()["id"] == second.get_json()["id"]
    marks = select(FormToken.row_id).where(FormToken.token == "one-1")
    assert in_database(product, lambda s: list(s.scalars(marks))) == [first.get_json()["id"]]


def test_a_refused_request_uses_up_no_key(home_affairs):
    key = {"Idempotency-Key": "refused-1"}
    refused(home_affairs.post(f"{CATALOG}/", json={"code": "API.K"}, headers=key), 422)
    again = home_affairs.post(f"{CATALOG}/", json={"code": "API.K", "name": "Đủ"}, headers=key)
    assert again.status_code == 201, again.get_json()


def test_a_key_belongs_to_one_account_and_one_kind_of_thing(clerk, home_affairs):
    key = {"Idempotency-Key": "shared-1"}
    mine = clerk.post(f"{PERSON}/", json=NEW_PERSON, headers=key).get_json()["id"]
    other = home_affairs.post(f"{PERSON}/", json=NEW_PERSON, headers=key).get_json()["id"]
    assert mine != other
    refused(home_affairs.post(f"{CATALOG}/", json={"code": "API.S", "name": "x"}, headers=key), 422)


@pytest.mark.parametrize("key", ["x" * 101, "", "có dấu", "a b"])
def test_a_key_out_of_shape_is_400(home_affairs, key):
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}
    refused(home_affairs.post(f"{CATALOG}/", json={"code": "API.Q", "name": "x"}, headers=headers), 400)


def test_the_same_key_sent_at_once_makes_one_row(product, clerk):
    body, answers = {**NEW_PERSON, "full_name": "Vũ Thị Đồng Thời"}, []

    def send() -> None:
        headers = {"Idempotency-Key": "race-1"}
        answers.append(clerk.post(f"{PERSON}/", json=body, headers=headers).get_json())

    threads = [threading.Thread(target=send) for _number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.get("id") for answer in answers}) == 1, answers
    query = select(func.count(Person.id)).where(Person.full_name == body["full_name"])
    assert in_database(product, lambda session: session.scalar(query)) == 1


# Tokens and the description --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"username": "soyte", "password": "sai", "provider": "db"}, 401),
        ({"username": "không có", "password": "sai", "provider": "db"}, 401),
        ({"username": "soyte", "password": "sai"}, 401),
        ({"username": "soyte"}, 400),
        ({"username": 5, "password": []}, 400),
        ({"username": "a\x00", "password": "b", "provider": "db"}, 400),
        ({"username": "soyte", "password": "x", "provider": "ldap"}, 400),
        ([], 400),
    ],
)
def test_a_failed_login_is_a_vietnamese_refusal(product, body, status):
    refused(product.client().post("/api/v1/security/login", json=body), status)


def test_a_refresh_token_renews_the_access_and_opens_nothing_else(product):
    from tests.support.templates import DEMO_PASSWORD

    body = {"username": "soyte", "password": DEMO_PASSWORD, "provider": "db", "refresh": True}
    client = product.client()
    tokens = client.post("/api/v1/security/login", json=body).get_json()
    by_refresh = {"Authorization": f"Bearer {tokens['refresh_token']}"}
    refused(client.get(f"{PERSON}/", headers=by_refresh), 401)
    answer = client.post("/api/v1/security/refresh", headers=by_refresh)
    assert answer.status_code == 200, answer.get_json()
    renewed = {"Authorization": f"Bearer {answer.get_json()['access_token']}"}
    assert client.get(f"{PERSON}/", headers=renewed).status_code == 200
    refused(client.post("/api/v1/security/refresh", headers=renewed), 401)


def test_a_method_or_path_the_api_does_not_know_is_refused_in_json(clerk):
    refused(clerk.patch(f"{PERSON}/1"), 405)
    refused(clerk.get("/api/v1/nope/"), 404)


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
