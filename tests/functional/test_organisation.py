"""The tree of units: its shape, its counts, its search (Điều 10.1.e; B1)."""

from collections import defaultdict

import pytest
from sqlalchemy import select

from app.organisation.models import Unit
from app.personnel.models import Person
from tests.support.cast import (
    WARD,
    as_system,
    make_person,
    unit_id,
)

# The tree -------------------------------------------------------------------------------------


def test_the_tree_has_394_nodes_below_one_root(product):
    with as_system(product) as session:
        units = session.scalars(select(Unit)).all()
    assert len(units) == 394
    assert [unit.code for unit in units if unit.parent_id is None] == ["CT"]
    assert {unit.code for unit in units if unit.is_group} == {"K1", "K2", "K3", "K4"}
    by_id = {unit.id: unit for unit in units}
    for unit in units:
        above = by_id[unit.parent_id].path if unit.parent_id else "/"
        assert unit.path == f"{above}{unit.id}/", unit.code


def test_the_nine_districts_stand_in_the_tree(product):
    with as_system(product) as session:
        query = select(Unit.gso_code).where(Unit.level == "district", Unit.gso_code.is_not(None))
        found = set(session.scalars(query))
    assert found == {"916", "917", "918", "919", "923", "924", "925", "926", "927"}


def test_counts_of_every_branch_equal_a_count_by_hand(product, home_affairs):
    """Counted again from the parents alone, without paths."""
    with as_system(product) as session:
        parents = dict(session.execute(select(Unit.id, Unit.parent_id)).all())
        query = select(Person.home_unit_id).where(
            Person.is_removed.is_(False), Person.record_state != "archived"
        )
        homes = session.scalars(query).all()
    counts = defaultdict(int)
    for home in homes:
        while home is not None:
            counts[home], home = counts[home] + 1, parents[home]
    root = unit_id(product, "CT")
    waiting, seen = [root], {}
    while waiting:
        for node in home_affairs.get(f"/unit/children/{waiting.pop()}").get_json()["result"]:
            seen[node["id"]] = node["people"]
            if node["has_children"]:
                waiting.append(node["id"])
    assert len(seen) == 393 and counts[root] == len(homes) >= 350
    assert seen == {unit: counts[unit] for unit in parents if unit != root}


def test_only_live_records_are_counted(product, home_affairs):
    unit = unit_id(product, "NK.31117")

    def count():
        children = home_affairs.get(f"/unit/children/{unit_id(product, 'NK')}").get_json()["result"]
        return next(node["people"] for node in children if node["id"] == unit)

    before = count()
    person_id = make_person(product, "NK.31117")
    assert count() == before + 1
    home_affairs.post_form(f"/person/remove/{person_id}", {"reason": "Nhập trùng"})
    assert count() == before


def test_an_account_sees_its_own_roots_and_counts(product):
    page = product.login("phuong.xuankhanh").get("/unit/tree").get_data(as_text=True)
    assert "Ủy ban nhân dân phường Xuân Khánh" in page and "Sở Y tế" not in page
    schools = product.login("pgd.ninhkieu").get("/unit/tree").get_data(as_text=True)
    assert "Trường Tiểu học Lê Quý Đôn" in schools and "Ủy ban nhân dân phường Xuân Khánh" not in schools


@pytest.mark.parametrize("typed", ["xuan khanh", "Xuân Khánh", "XUÂN  khanh", "31144"])
def test_a_unit_is_found_with_and_without_diacritics(home_affairs, typed):
    found = home_affairs.get("/unit/search", query_string={"q": typed}).get_json()["result"]
    assert [node["code"] for node in found] == [WARD]


def test_a_search_finds_nothing_out_of_scope(product):
    clerk = product.login("phuong.xuankhanh")
    assert clerk.get("/unit/search?q=so+y+te").get_json()["result"] == []
    assert [node["code"] for node in clerk.get("/unit/search?q=xuan").get_json()["result"]] == [WARD]
