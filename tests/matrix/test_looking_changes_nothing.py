"""No GET changes anything: every one of the table is asked for, and the statements it caused are read.

What may be written by looking stands in WRITTEN_BY_LOOKING, by hand: that somebody looked, and that its
session is in use.
"""

import hashlib
import re

import pytest

from tests.matrix.policy import CANHAN, SONOIVU
from tests.matrix.routes import CATALOGS, ROUTES
from tests.matrix.world import World
from tests.support.cast import counted_statements
from tests.support.entries import add_every_kind
from tests.support.scans import PNG

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")

WRITTEN_BY_LOOKING = {
    "access_log", "access_log_head", "access_log_ids", "access_log_person", "reading_alert",  # Điều 8.3, 16.3
    "account_session",
}  # fmt: skip
#: The first table a writing statement names, wherever in it that is.
WRITES = re.compile(r'\b(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE(?! OF)|DELETE FROM)\s+"?(\w+)', re.I)
ADDRESSES = sorted(address for method, address in ROUTES if method == "GET")
#: Where a personal account is let in at all.
NOT_CATALOGS = [way for way in ADDRESSES if way.removeprefix("/api/v1").split("/")[1] not in CATALOGS]
#: Routes that answer Sở Nội vụ with something else than a page, and why.
OTHERWISE = {
    "/login/code": 302,  # nobody waits for the second step
    "/login/": 302,  # signed in already
    "/back": 302,
    "/lang/<string:locale>": 302,
}
WORDS = {
    "<string:code>.docx": "form_2c.docx",
    "<string:code>": "form_4a",
    "<kind>": "work_history",
    "appbuilder/<path:filename>": "appbuilder/css/bootstrap.min.css",
    "hoso/<path:filename>": "hoso/app.css",
    "<string:name>": "retention",
    "<string:locale>": "vi",
    "<digest>": hashlib.sha256(PNG).hexdigest(),
    "<key>": "unit",
}
#: What is asked beside the address: a search, an order, a right.
ASKED = {"q": "a", "page": "0", "psize": "25"}


@pytest.fixture(scope="module")
def world(product) -> World:
    return World(product)


@pytest.fixture(scope="module")
def rows(world) -> dict[str, int]:
    """The beginning of an address -> a row that Sở Nội vụ may see there."""
    world.set_logo(world.logo)
    entries = add_every_kind(world.product, world.person_at("NK.31144").id)
    voided = world.new_entry(world.person_at("NK.31144").id, "work_history", is_void=True)
    person, unit, asked = world.person_at("NK.31144").id, world.unit("NK.31144"), world.asked_rows
    return {
        **{f"/{key}/": world.fixed_value(key)["id"] for key in CATALOGS},
        "/person/": person,
        **{f"/{kind}/": row for kind, row in entries.items()},
        "/entry/work_history/add/": person,
        "/entry/work_history/restore/": voided,
        "/entry/work_history/": entries["work_history"],
        "/attachment/add/": person,
        "/attachment/photo/": person,
        "/attachment/": world.file_at(person),
        "/access_log/person/": person,
        "/consent/person/": person,
        "/consent/scan/": world.consent_at("NK.31144"),
        "/unit/": unit,
        "/delegation/": world.add_delegation()["id"],
        "/roles/": world.spare_role,
        "/grants/account/": world.spare_account,
        "/account/show/": asked["account"],
        "/account/scan/": asked["holder"],
        "/account/authorisation/": asked["holder"],
        "/account_request/": asked["account_request"],
        "/lost_password/": asked["lost_password"],
        "/jobs/": world.add_job(SONOIVU),
    }


def filled(address: str, rows: dict[str, int]) -> str:
    for word, value in WORDS.items():
        address = address.replace(word, value)
    if "<pk>" in address:
        plain = address.removeprefix("/api/v1")
        found = next(row for start, row in rows.items() if plain.startswith(start))
        address = address.replace("<pk>", str(found))
    assert "<" not in address, address
    return address


def written(statements: list[str]) -> set[str]:
    """The tables that statements wrote to."""
    return {table for statement in statements for table in WRITES.findall(statement)}


def test_what_is_written_is_recognised(engine_name):
    assert written(["SELECT 1", "INSERT INTO history (a) VALUES (1)", 'UPDATE "unit" SET x = 1']) == {
        "history", "unit",
    }  # fmt: skip
    assert written(["WITH x AS (SELECT 1) DELETE FROM person", "INSERT OR IGNORE INTO job VALUES (1)"]) == {
        "person", "job",
    }  # fmt: skip


def test_no_get_changes_anything(world, rows):
    before = world.snapshot()
    wrong, statuses = [], {}
    for account, addresses in ((SONOIVU, ADDRESSES), (CANHAN, NOT_CATALOGS)):
        for address in addresses:
            is_api = address.startswith("/api/")
            client = (world.api if is_api else world.screen)(account)
            with counted_statements(world.product) as statements:
                answer = client.get(filled(address, rows), query_string={} if is_api else ASKED)
                answer.get_data()
            statuses.setdefault(address, answer.status_code)
            changed = written(statements) - WRITTEN_BY_LOOKING
            wrong += [f"{account} GET {address}: {table}" for table in sorted(changed)]
    assert wrong == []
    assert world.snapshot() == before
    unlike = {way: met for way, met in statuses.items() if met != OTHERWISE.get(way, 200)}
    assert unlike == {}, "a page that was not shown proves nothing"
