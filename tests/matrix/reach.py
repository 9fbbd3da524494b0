"""What each account may see, computed from the seed and by direct SQL: past the product's own scope."""

import csv
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from config import ROOT
from tests.matrix.policy import PGD, PHUONG, PNV, SONOIVU, SOYTE, XEM
from tests.support.product import Product

#: Account -> (root of its subtree, types of units it is limited to), by Điều 7.
ROOTS: dict[str, tuple[str, tuple[str, ...]]] = {
    SONOIVU: ("CT", ()),
    SOYTE: ("SYT", ()),
    XEM: ("SYT", ()),
    PNV: ("NK", ()),
    PGD: ("NK", ("TRUONG_MN", "TRUONG_TH", "TRUONG_THCS")),
    PHUONG: ("NK.31144", ()),
}


def seeded_units() -> list[dict[str, str]]:
    with open(ROOT / "seed/organisation/units.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def subtree(root: str) -> set[str]:
    """The codes of a unit and of everything below it."""
    below: dict[str, list[str]] = {}
    for unit in seeded_units():
        below.setdefault(unit["parent_code"], []).append(unit["code"])
    found, waiting = set(), [root]
    while waiting:
        code = waiting.pop()
        found.add(code)
        waiting += below.get(code, [])
    return found


def units_of(account: str) -> set[str]:
    """The codes of the units an account may see."""
    root, types = ROOTS[account]
    kinds = {unit["code"]: unit["unit_type"] for unit in seeded_units()}
    return {code for code in subtree(root) if not types or kinds[code] in types}


@contextmanager
def past_the_product(product: Product):
    """A connection of the test's own, which no scope of the product limits."""
    engine = sa.create_engine(product.database_url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def rows(product: Product, sql: str, **values: Any) -> list[Any]:
    with past_the_product(product) as connection:
        return list(connection.execute(sa.text(sql), values).all())


def everybody(product: Product) -> list[Any]:
    """Every record that is not removed: id, full_name, unit (code), record_state."""
    return rows(
        product,
        "SELECT p.id, p.full_name, u.code AS unit, p.record_state, p.identity_number FROM person p"
        " JOIN unit u ON u.id = p.home_unit_id WHERE NOT p.is_removed ORDER BY p.id",
    )


def people_of(product: Product, account: str) -> dict[int, Any]:
    """The records an account may see, by id."""
    seen = units_of(account)
    found = {person.id: person for person in everybody(product) if person.unit in seen}
    assert found, f"the seed holds nobody in the scope of {account}"
    return found


def live_people_of(product: Product, account: str) -> dict[int, Any]:
    """Those of them that lists show unasked: closed records are kept apart (Điều 13.3)."""
    people = people_of(product, account)
    return {row_id: person for row_id, person in people.items() if person.record_state != "archived"}


def people_outside(product: Product, account: str) -> dict[int, Any]:
    inside = people_of(product, account)
    return {person.id: person for person in everybody(product) if person.id not in inside}


def unit_ids(product: Product) -> dict[str, int]:
    return {row.code: row.id for row in rows(product, "SELECT id, code FROM unit")}
