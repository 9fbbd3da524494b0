"""Who reaches what by the REST API: tokens, rights, scope; out of scope is 404 and nothing changes."""

from typing import Any

import pytest
from sqlalchemy import select

from app.access.models import Account
from tests.support.api import (
    CATALOG,
    PERSON,
    UNIT,
    add_person,
    in_database,
    list_of,
    record_of,
    refused,
)
from tests.support.product import Product, ProductClient
from tests.support.templates import DEMO_PASSWORD


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
