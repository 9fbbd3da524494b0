"""The tree of units: counts, search, add, rename, move and retype as of a date (Điều 10.1.e; B1, B5)."""

import datetime
from collections import defaultdict

import pytest
from sqlalchemy import select

from app.core.errors import NotFound
from app.organisation.models import Unit, UnitVersion
from app.organisation.services import name_at
from app.personnel.models import Person
from tests.support.cast import (
    WARD,
    as_system,
    catalog_id,
    history_of,
    make_person,
    row_counts,
    stored,
    unit_id,
)


@pytest.fixture(scope="module")
def home_affairs(product):
    """Sở Nội vụ, which manages the tree."""
    return product.login("sonoivu")


def change(client, product, what, code, **form):
    return client.post_form(f"/unit/change/{what}/{unit_id(product, code)}", {"as_of": "1/7/2024", **form})


def add(client, product, parent, **form):
    fields = {
        "code": "MOI",
        "name": "Đơn vị mới",
        "level": "grassroots",
        "tier": "grassroots",
        "_place_unit": unit_id(product, parent),
        "_place_status": catalog_id(product, "unit_type", "DVSN"),
        "_place_on": "1/3/2024",
    }
    return client.post_form("/unit/add", {**fields, **form})


def text_of(answer):
    return answer.get_data(as_text=True)


def versions_of(product, code):
    row_id = unit_id(product, code)
    with as_system(product) as session:
        query = select(UnitVersion).where(UnitVersion.unit_id == row_id).order_by(UnitVersion.valid_from)
        return [(one.name, one.valid_from, one.valid_to) for one in session.scalars(query)]


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
    page = text_of(product.login("phuong.xuankhanh").get("/unit/tree"))
    assert "Ủy ban nhân dân phường Xuân Khánh" in page and "Sở Y tế" not in page
    schools = text_of(product.login("pgd.ninhkieu").get("/unit/tree"))
    assert "Trường Tiểu học Lê Quý Đôn" in schools and "Ủy ban nhân dân phường Xuân Khánh" not in schools


@pytest.mark.parametrize("typed", ["xuan khanh", "Xuân Khánh", "XUÂN  khanh", "31144"])
def test_a_unit_is_found_with_and_without_diacritics(home_affairs, typed):
    found = home_affairs.get("/unit/search", query_string={"q": typed}).get_json()["result"]
    assert [node["code"] for node in found] == [WARD]


def test_a_search_finds_nothing_out_of_scope(product):
    clerk = product.login("phuong.xuankhanh")
    assert clerk.get("/unit/search?q=so+y+te").get_json()["result"] == []
    assert [node["code"] for node in clerk.get("/unit/search?q=xuan").get_json()["result"]] == [WARD]


# Rename ---------------------------------------------------------------------------------------


def test_a_rename_keeps_the_old_name_for_the_old_day(product, home_affairs):
    name = stored(product, "unit", unit_id(product, "NK.TT"))["name"]
    form = {
        "name": "Trung tâm  Truyền thông Ninh Kiều",
        "_decision_number": "7/QĐ",
        "_decision_on": "20/6/2024",
    }
    assert change(home_affairs, product, "rename", "NK.TT", **form).status_code == 302
    assert versions_of(product, "NK.TT") == [
        (name, datetime.date(1900, 1, 1), datetime.date(2024, 6, 30)),
        ("Trung tâm Truyền thông Ninh Kiều", datetime.date(2024, 7, 1), None),
    ]
    with as_system(product) as session:
        unit = session.scalars(select(Unit.id).where(Unit.code == "NK.TT")).one()
        assert name_at(session, unit, datetime.date(2024, 6, 30)) == name
        assert name_at(session, unit, datetime.date(2024, 7, 1)) == "Trung tâm Truyền thông Ninh Kiều"
        with pytest.raises(NotFound):
            name_at(session, unit, datetime.date(1899, 12, 31))
    line = history_of(product, "unit", unit)[-1]
    assert line.changes == {"name": [name, "Trung tâm Truyền thông Ninh Kiều"]}
    assert home_affairs.get("/unit/search?q=truyen+thong+ninh").get_json()["result"]
    page = text_of(home_affairs.get(f"/unit/show/{unit}"))
    assert name in page and "01/07/2024" in page and "7/QĐ" in page


def test_a_second_change_comes_after_the_first(product, home_affairs):
    assert change(home_affairs, product, "rename", "NK.BDCT", name="Tên hai").status_code == 302
    for day in ("1/7/2024", "30/6/2024"):
        answer = change(home_affairs, product, "rename", "NK.BDCT", name="Tên ba", as_of=day)
        assert answer.status_code == 422 and "ngày mới phải sau đó" in text_of(answer)
    assert stored(product, "unit", unit_id(product, "NK.BDCT"))["name"] == "Tên hai"
    assert len(versions_of(product, "NK.BDCT")) == 2


# Move -----------------------------------------------------------------------------------------


def test_a_move_takes_the_whole_branch_and_its_people_along(product, home_affairs):
    schools = unit_id(product, "NK.GDDT")
    person_id = make_person(product, "NK.GD01")
    district = product.login("pnv.ninhkieu")
    assert district.get(f"/person/show/{person_id}").status_code == 200
    answer = change(home_affairs, product, "move", "NK.GDDT", parent=unit_id(product, "BT"))
    assert answer.status_code == 302, text_of(answer)[-2000:]
    above = stored(product, "unit", unit_id(product, "BT"))["path"]
    school = stored(product, "unit", unit_id(product, "NK.GD01"))
    assert stored(product, "unit", schools)["path"] == f"{above}{schools}/"
    assert school["path"] == f"{above}{schools}/{school['id']}/"
    assert stored(product, "person", person_id)["home_path"] == school["path"]
    with as_system(product) as session:
        people = session.execute(
            select(Person.home_path, Unit.path).join(Unit, Unit.id == Person.home_unit_id)
        )
        assert all(home == path for home, path in people)
    assert district.get(f"/person/show/{person_id}").status_code == 404
    assert home_affairs.get(f"/person/show/{person_id}").status_code == 200
    # The delegation of its schools holds within quận Ninh Kiều alone.
    assert product.login("pgd.ninhkieu").get(f"/person/show/{person_id}").status_code == 404


def test_a_move_below_itself_is_refused(product, home_affairs):
    for code, parent in (("SYT", "NK.TTYT"), ("SYT", "SYT")):
        before = stored(product, "unit", unit_id(product, code))
        answer = change(home_affairs, product, "move", code, parent=unit_id(product, parent))
        assert answer.status_code == 422 and "vào dưới chính nó" in text_of(answer)
        assert stored(product, "unit", unit_id(product, code)) == before
        assert len(versions_of(product, code)) == 1


def test_the_root_does_not_move(product, home_affairs):
    answer = change(home_affairs, product, "move", "CT", parent=unit_id(product, "SYT"))
    assert answer.status_code == 422
    assert stored(product, "unit", unit_id(product, "CT"))["parent_id"] is None


def test_a_change_of_type_is_dated_too(product, home_affairs):
    new = catalog_id(product, "unit_type", "DVSN_YTE")
    assert change(home_affairs, product, "retype", "NK.VHTT_DV", unit_type=new).status_code == 302
    assert stored(product, "unit", unit_id(product, "NK.VHTT_DV"))["unit_type_id"] == new
    assert len(versions_of(product, "NK.VHTT_DV")) == 2


# Add ------------------------------------------------------------------------------------------


def test_a_new_unit_stands_below_its_parent_since_its_founding(product, home_affairs):
    answer = add(home_affairs, product, "SYT", code="SYT.MOI", name="Bệnh viện  Mới")
    assert answer.status_code == 302, text_of(answer)[-3000:]
    row = stored(product, "unit", unit_id(product, "SYT.MOI"))
    assert row["name"] == "Bệnh viện Mới" and row["is_group"] is False
    assert row["path"] == f"{stored(product, 'unit', row['parent_id'])['path']}{row['id']}/"
    assert versions_of(product, "SYT.MOI") == [("Bệnh viện Mới", datetime.date(2024, 3, 1), None)]
    assert history_of(product, "unit", row["id"])[0].act == "add"
    department = product.login("soyte")
    assert department.get(f"/unit/show/{row['id']}").status_code == 200
    person_id = make_person(product, "SYT.MOI")
    assert department.get(f"/person/show/{person_id}").status_code == 200


def test_the_code_of_a_unit_is_its_own(product, home_affairs):
    before = row_counts(product)
    answer = add(home_affairs, product, "SYT", code=WARD, name="Đơn vị khác")
    assert answer.status_code == 422 and "đã có ở một đơn vị khác" in text_of(answer)
    assert row_counts(product) == before


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"_place_unit": ""}, {"_place_status": ""}, {"_place_on": ""}, {"_place_on": "1/1/2099"}],
)
def test_a_new_unit_needs_name_parent_type_and_day(product, home_affairs, wrong):
    before = row_counts(product)
    assert add(home_affairs, product, "SYT", **wrong).status_code == 422
    assert row_counts(product) == before


# Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("account", ["soyte", "pnv.ninhkieu", "phuong.xuankhanh", "xem.soyte", "quantri"])
def test_only_so_noi_vu_changes_the_tree(product, account):
    client, before = product.login(account), row_counts(product)
    for answer in (
        change(client, product, "rename", "SYT", name="Tên lén"),
        change(client, product, "move", WARD, parent=unit_id(product, "SYT")),
        add(client, product, "SYT"),
    ):
        assert answer.status_code in (302, 403, 404) and "/unit/show/" not in answer.headers.get(
            "Location", ""
        )
    assert row_counts(product) == before


def test_a_unit_corrects_its_own_telephone_but_not_its_name(product):
    clerk, unit = product.login("phuong.xuankhanh"), unit_id(product, WARD)
    version = stored(product, "unit", unit)["version"]
    row = stored(product, "unit", unit)
    plain = {"code": row["code"], "level": row["level"], "tier": row["tier"], "_version": version}
    assert clerk.post_form(f"/unit/edit/{unit}", {**plain, "phone": "0292 3812345"}).status_code == 302
    assert stored(product, "unit", unit)["phone"] == "0292 3812345"
    named = clerk.post_form(f"/unit/edit/{unit}", {**plain, "name": "Tên khác", "_version": version + 1})
    assert named.status_code == 422
    assert (
        clerk.post_form(f"/unit/edit/{unit_id(product, 'SYT')}", {"phone": "1", "_version": 1}).status_code
        == 404
    )
