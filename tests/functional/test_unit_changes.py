"""Units are added, renamed, moved and retyped as of a date; cycles are refused (B1, B5)."""

import datetime

import pytest
from sqlalchemy import select

from app.core.errors import NotFound
from app.organisation.models import Unit, UnitVersion
from app.organisation.services import name_at
from app.personnel.models import Person
from tests.support.acting import text_of
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


def versions_of(product, code):
    row_id = unit_id(product, code)
    with as_system(product) as session:
        query = select(UnitVersion).where(UnitVersion.unit_id == row_id).order_by(UnitVersion.valid_from)
        return [(one.name, one.valid_from, one.valid_to) for one in session.scalars(query)]


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


# What changes nothing, what comes too early ---------------------------------------------------


def test_a_change_that_changes_nothing_is_refused(product, home_affairs):
    unit = stored(product, "unit", unit_id(product, "NK.VHTT"))
    before = row_counts(product)
    for what, form in (
        ("rename", {"name": f"  {unit['name']} "}),
        ("move", {"parent": unit["parent_id"]}),
        ("retype", {"unit_type": unit["unit_type_id"]}),
    ):
        answer = change(home_affairs, product, what, "NK.VHTT", **form)
        assert answer.status_code == 422 and "không có gì để đổi" in text_of(answer), what
    assert row_counts(product) == before and stored(product, "unit", unit["id"]) == unit


def test_the_page_of_a_refused_change_keeps_the_history(product, home_affairs):
    assert change(home_affairs, product, "rename", "NK.VHTT", name="Văn hóa Ninh Kiều").status_code == 302
    answer = change(home_affairs, product, "rename", "NK.VHTT", name="")
    page = text_of(answer)
    assert answer.status_code == 422
    history = page[page.index("Lịch sử") :]
    assert "Văn hóa Ninh Kiều" in history


def test_nothing_stands_below_a_unit_before_its_first_day(product, home_affairs):
    assert add(home_affairs, product, "NK", code="TRE", _place_on="1/3/2024").status_code == 302
    answer = add(home_affairs, product, "TRE", code="TRE1", _place_on="29/2/2024")
    assert answer.status_code == 422 and "có từ 01/03/2024" in text_of(answer)
    answer = change(
        home_affairs, product, "move", "NK.VHTT", parent=unit_id(product, "TRE"), as_of="1/2/2024"
    )
    assert answer.status_code == 422
    assert add(home_affairs, product, "TRE", code="TRE1", _place_on="1/3/2024").status_code == 302
