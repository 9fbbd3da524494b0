"""A hundred random trees: what an account sees is the recursive subtree, in every way of asking."""

import datetime
import io
import random
import re
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from app.core.rights import Right
from app.organisation.services import unit_service
from app.personnel.models import Person
from app.personnel.services import FirstPlace, person_service
from tests.support.access import CLERK, make_account
from tests.support.api import list_of
from tests.support.cast import PLACED_ON, as_system, catalog_id, person_values, unit_id

SEED = 20151120
#: PostgreSQL is asked about a part of them each time.
TREES, ON_POSTGRESQL = 100, 30
UNITS, PEOPLE = 6, 6
FOUNDED = datetime.date(2015, 1, 1)
#: The folded word every invented person carries: the city's other people stay out of sight.
WORD = "rungcay"
#: Lines of a workbook above its rows.
HEAD = 5
_ROW = re.compile(r'name="rowid" value="(\d+)"')
_TOTAL = re.compile(r'<p class="hs-quiet">(\d+) (?:người|đơn vị|dòng)')


@dataclass
class Tree:
    """Units by number, each with its parent's number; people by id with the number of their unit."""

    number: int
    parents: dict[int, int | None] = field(default_factory=dict)
    ids: dict[int, int] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    granted: int = 0

    def below(self, unit: int) -> set[int]:
        """The unit and all below it, by walking the parents and nothing else."""
        children = [child for child, parent in self.parents.items() if parent == unit]
        return {unit}.union(*(self.below(child) for child in children))

    def expected(self) -> set[int]:
        inside = self.below(self.granted)
        return {person for person, unit in self.people.items() if unit in inside}

    def code(self, unit: int) -> str:
        return f"RT{self.number}.{unit}"


def _build(product: Any, number: int, rng: random.Random) -> Tree:
    tree = Tree(number)
    for unit in range(UNITS):
        tree.parents[unit] = rng.randrange(unit) if unit else None
        tree.ids[unit] = _add_unit(product, tree, unit)
    for person in range(PEOPLE):
        unit, name = rng.randrange(UNITS), f"{WORD.capitalize()} Người {number} {person}"
        tree.people[_add_person(product, tree.ids[unit], name)] = unit
    _move_one(product, tree, rng)
    tree.granted = rng.randrange(UNITS)
    return tree


def _add_unit(product: Any, tree: Tree, unit: int) -> int:
    parent = tree.parents[unit]
    raw = {"code": tree.code(unit), "level": "division", "tier": "grassroots"}
    kind = catalog_id(product, "unit_type", "PHONG")
    above = tree.ids[parent] if parent is not None else unit_id(product, "SYT")
    with as_system(product, Right.MANAGE) as session:
        saved = unit_service.create(
            session, raw, name=f"Đơn vị {tree.code(unit)}", parent_id=above, type_id=kind, founded_on=FOUNDED
        )
        return int(saved.row.id)


def _add_person(product: Any, unit: int, name: str) -> int:
    raw = person_values(product, full_name=name)
    status = catalog_id(product, "employment_status", "DANG_LAM")
    with as_system(product, Right.ADD) as session:
        return int(person_service.create(session, raw, FirstPlace(unit, PLACED_ON, status)).row.id)


def _move_one(product: Any, tree: Tree, rng: random.Random) -> None:
    """Hang one branch somewhere else: paths of everything below are written anew."""
    moved = rng.randrange(1, UNITS)
    places = sorted(set(tree.parents) - tree.below(moved) - {tree.parents[moved]})
    if not places:
        return
    target = rng.choice(places)
    with as_system(product, Right.MANAGE) as session:
        unit_service.move(
            session, tree.ids[moved], parent_id=tree.ids[target], as_of=datetime.date(2020, 1, 1), decision={}
        )
    tree.parents[moved] = target


@pytest.fixture(scope="module")
def trees(product, engine_name) -> list[Tree]:
    rng = random.Random(SEED)  # noqa: S311 - the same trees every time
    count = ON_POSTGRESQL if engine_name == "postgresql" else TREES
    return [_build(product, number, rng) for number in range(count)]


def _seen(product: Any, tree: Tree) -> dict[str, Any]:
    """The people each way of asking tells, and the numbers it counts."""
    name = make_account(product, (CLERK, tree.code(tree.granted), {}), unit=tree.code(tree.granted))
    screen, api = product.login(name), product.api(name)
    page = screen.get("/person/list/?psize=100").get_data(as_text=True)
    found = screen.get(f"/person/list/?psize=100&q={WORD}").get_data(as_text=True)
    answer = list_of(api, "/api/v1/person", page_size=100)
    return {
        "list": _rows(page),
        "list count": int(_TOTAL.search(page)[1]),
        "search": _rows(found),
        "API": {row["id"] for row in answer["result"]},
        "API count": answer["count"],
        "export": _exported(screen.post_form("/person/export").data),
    }


def _rows(page: str) -> set[int]:
    return {int(pk) for pk in _ROW.findall(page)}


def _exported(workbook: bytes) -> set[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    return {str(row[1].value) for row in sheet.iter_rows(min_row=HEAD + 1) if row[1].value}


def test_what_is_visible_is_the_recursive_subtree_in_a_hundred_random_trees(product, trees):
    names = {}
    with as_system(product) as session:
        for row in session.execute(select(Person.id, Person.full_name)):
            names[row.id] = row.full_name
    wrong = []
    for tree in trees:
        wanted = tree.expected()
        expected = {
            **dict.fromkeys(("list", "search", "API"), wanted),
            **dict.fromkeys(("list count", "API count"), len(wanted)),
            "export": {names[person] for person in wanted},
        }
        seen = _seen(product, tree)
        wrong += [f"tree {tree.number}, {way}: {seen[way]}" for way in expected if seen[way] != expected[way]]
    assert not wrong, "\n".join(wrong)


def test_the_trees_are_worth_asking(trees):
    """Some accounts see all of their tree, some a part, some nobody; branches were moved."""
    sizes = [len(tree.expected()) for tree in trees]
    assert len(trees) >= ON_POSTGRESQL and 0 in sizes and PEOPLE in sizes
    assert len({size for size in sizes if 0 < size < PEOPLE}) >= 4
