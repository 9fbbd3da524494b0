"""Adding, changing and removing by the REST API; every refusal, and nothing changed by it."""

import threading
from typing import Any

import pytest
from sqlalchemy import func, select

from app.access.models import FormToken
from app.audit.models import History
from app.personnel.models import Person
from tests.support.api import (
    CATALOG,
    NEW_PERSON,
    PERSON,
    SYT_UNIT,
    UNIT,
    add_or_find,
    add_person,
    add_value,
    in_database,
    list_of,
    record_of,
    refused,
)
from tests.support.product import Product, ProductClient


@pytest.fixture(scope="module")
def clerk(product: Product) -> ProductClient:
    """Sở Y tế: updates the records of its subtree."""
    return product.api("soyte")


@pytest.fixture(scope="module")
def home_affairs(product: Product) -> ProductClient:
    """Sở Nội vụ: the whole city, may remove and manage."""
    return product.api("sonoivu")


@pytest.fixture(scope="module")
def inside(clerk: ProductClient) -> dict[str, Any]:
    """A record of Sở Y tế, open for changes."""
    return add_person(clerk)


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
    assert (unit["name"], unit["valid_from"]) == ("Trạm Y tế thử", "2020-01-01")
    assert unit["parent"]["code"] == SYT_UNIT
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
    (b'{"code":"A","name":"a\\u0000b"}', "application/json"),
    (b'{"code":"A","name":"\\ud800"}', "application/json"),
    *((b'{"code":"A","name":"B","sort_order":%s}' % number, "application/json")
      for number in (b"NaN", b"Infinity", b"-Infinity", b"1e400", b"[[-1e999]]")),
    (b'{"a\\u0000":1}', "application/json"), (b'{"code":"A"}', "text/plain"), (b"code=A&name=A", None),
    (b"code=A&name=A", "application/x-www-form-urlencoded"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), BODIES, ids=lambda value: str(value)[:24])
def test_a_body_that_is_no_json_object_is_400(home_affairs, data, kind):
    value = add_or_find(home_affairs, "API.B")
    refused(home_affairs.post(f"{CATALOG}/", data=data, content_type=kind), 400)
    refused(home_affairs.put(f"{CATALOG}/{value['id']}", data=data, content_type=kind), 400)
    assert record_of(home_affairs, CATALOG, value["id"]) == value


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
    sent = mine if by_header else {**mine, "version": seen}
    body = refused(clerk.put(url, json=sent, headers=headers), 409)
    assert body["theirs"]["phone"] == "02923830001"
    assert body["yours"] == mine
    assert body["version"] == first.get_json()["result"]["version"]
    assert record_of(clerk, PERSON, person["id"])["phone"] == "02923830001"
    assert clerk.put(url, json={**mine, "version": body["version"]}).status_code == 200


@pytest.mark.parametrize("version", ["1", 1.5, True, [1]])
def test_a_version_that_is_no_number_is_400(clerk, inside, version):
    refused(clerk.put(f"{PERSON}/{inside['id']}", json={"phone": "02923830000", "version": version}), 400)
    refused(clerk.put(f"{PERSON}/{inside['id']}", json={}, headers={"If-Match": "abc"}), 400)


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
