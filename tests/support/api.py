"""The REST API as tests speak it: paths, a new record, lists by rison, refusals."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import prison
from sqlalchemy import event

from app.core.actor import acting_as, system_actor
from tests.support.product import Product, ProductClient

SYT_UNIT = "CD.TTYT"  # Trung tâm Y tế huyện Cờ Đỏ, below Sở Y tế in seed/organisation
CATALOG = "/api/v1/strength"
PERSON = "/api/v1/person"
UNIT = "/api/v1/unit"

NEW_PERSON = {
    "full_name": "Nguyễn Thị Thử", "birth_on": "1985-02", "sex": "female", "personnel_kind": "VC",
    "home_unit": SYT_UNIT, "placed_on": "2015-06-01", "employment_status": {"code": "DANG_LAM"},
}  # fmt: skip


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
    assert re.fullmatch("[a-z_]+", body["code"]), body
    assert "Traceback" not in answer.get_data(as_text=True)
    return body


def add_or_find(client: ProductClient, code: str) -> dict[str, Any]:
    found = list_of(client, CATALOG, filters=[{"col": "code", "opr": "eq", "value": code}])["ids"]
    return record_of(client, CATALOG, found[0]) if found else add_value(client, code)
