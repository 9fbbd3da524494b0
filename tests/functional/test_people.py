"""Records: created at a unit, one open placement, duplicates, partial dates (Điều 11)."""

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.personnel.models import Person, Placement, StatusPeriod
from tests.support.acting import add, refusal
from tests.support.cast import (
    OTHER_WARD,
    WARD,
    as_system,
    catalog_id,
    history_of,
    make_person,
    parts_of,
    person_form,
    row_counts,
    stored,
    unit_id,
)

# A new record ---------------------------------------------------------------------------------


def test_a_new_record_stands_at_its_unit_since_a_day_as_a_draft(product, clerk):
    form = person_form(
        product, full_name="  Danh   Thị  Sà Rây ", _decision_number="05/QĐ-UBND", _decision_on="30/12/2019"
    )
    person_id = add(clerk, form)
    row = stored(product, "person", person_id)
    unit = stored(product, "unit", unit_id(product, WARD))
    assert (row["full_name"], row["record_state"], row["version"]) == ("Danh Thị Sà Rây", "draft", 1)
    assert (row["home_unit_id"], row["home_path"]) == (unit["id"], unit["path"])
    assert (row["staff_number"], row["is_removed"], row["verified_at"]) == (None, False, None)
    (placement,), (status,) = parts_of(product, person_id)
    assert (placement.unit_id, placement.reason) == (unit["id"], "initial")
    assert (placement.from_on, placement.to_on) == (datetime.date(2020, 1, 2), None)
    assert (placement.decision_number, placement.decision_on) == ("05/QĐ-UBND", datetime.date(2019, 12, 30))
    assert status.employment_status_id == catalog_id(product, "employment_status", "DANG_LAM")
    assert [line.act for line in history_of(product, "person", person_id)] == ["add"]


def test_the_page_of_a_new_record_shows_what_was_typed(product, clerk):
    form = person_form(product, full_name="Lâm Thị Hiện Ra", coefficient="3,33", paid_from="1/1/2019")
    page = clerk.get(f"/person/show/{add(clerk, form)}").get_data(as_text=True)
    for shown in (
        "Lâm Thị Hiện Ra",
        "15/03/1985",
        "Nữ",
        "Công chức",
        "3,33",
        "01/01/2019",
        "02/01/2020",
        "Nháp",
    ):
        assert shown in page


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("15/3/1975", "1975-03-15", "15/03/1975"),
        ("15-03-1975", "1975-03-15", "15/03/1975"),
        ("3/1975", "1975-03", "03/1975"),
        ("1975", "1975", "1975"),
        ("1975-03-15", "1975-03-15", "15/03/1975"),
    ],
)
def test_a_date_of_birth_is_taken_in_each_of_its_forms(product, clerk, typed, kept, shown):
    form = person_form(product, birth_on=typed, identity_number="")
    person_id = add(clerk, form)
    assert stored(product, "person", person_id)["birth_on"].isoformat() == kept
    assert f">{shown}<" in clerk.get(f"/person/show/{person_id}").get_data(as_text=True)
    assert f'value="{shown}"' in clerk.get(f"/person/edit/{person_id}").get_data(as_text=True)


def test_a_refused_form_keeps_what_was_typed(product, clerk):
    page = refusal(clerk, person_form(product, full_name="Kim Thị Giữ Lại", birth_on="31/2/1985"))
    assert "Kim Thị Giữ Lại" in page and "31/2/1985" in page
    assert "Ủy ban nhân dân phường Xuân Khánh" in page and "Không đọc được ngày" in page


# One unit at a time (Điều 11) -----------------------------------------------------------------


@pytest.mark.parametrize("part", ["placement", "status_period"])
def test_the_database_refuses_a_second_open_part(product, part):
    person_id = make_person(product)
    second = {
        "placement": lambda: Placement(
            person_id=person_id,
            unit_id=unit_id(product, OTHER_WARD),
            from_on=datetime.date(2021, 1, 1),
            reason="initial",
        ),
        "status_period": lambda: StatusPeriod(
            person_id=person_id,
            employment_status_id=catalog_id(product, "employment_status", "DI_HOC"),
            from_on=datetime.date(2021, 1, 1),
        ),
    }[part]()
    with as_system(product) as session, pytest.raises(IntegrityError):
        session.add(second)
        session.flush()
    assert all(len(parts) == 1 for parts in parts_of(product, person_id))


def test_everybody_has_exactly_one_open_placement_at_the_home_unit(product):
    with as_system(product) as session:
        people = dict(session.execute(select(Person.id, Person.home_unit_id)).all())
        query = select(Placement.person_id, Placement.unit_id).where(Placement.to_on.is_(None))
        open_ones = session.execute(query).all()
    assert len(open_ones) == len(people) >= 400 and dict(open_ones) == people


@pytest.mark.parametrize("code", ["K1", "K2"])
def test_a_group_node_takes_nobody(product, code):
    client, before = product.login("sonoivu"), row_counts(product)
    page = refusal(client, person_form(product, unit=code))
    assert "là nút nhóm, không giữ hồ sơ" in page
    assert row_counts(product) == before


def test_nobody_is_added_to_a_unit_out_of_scope(product, clerk):
    before = row_counts(product)
    assert "ngoài phạm vi" in refusal(clerk, person_form(product, unit=OTHER_WARD))
    assert row_counts(product) == before


def test_a_district_adds_people_to_any_of_its_wards(product):
    district = product.login("pnv.ninhkieu")
    person_id = add(district, person_form(product, unit=OTHER_WARD))
    assert stored(product, "person", person_id)["home_unit_id"] == unit_id(product, OTHER_WARD)


def test_the_schools_clerk_adds_to_schools_only(product):
    schools = product.login("pgd.ninhkieu")
    assert add(schools, person_form(product, unit="NK.GD02"))
    before = row_counts(product)
    assert schools.post_form("/person/add", person_form(product, unit=WARD)).status_code in (404, 422)
    assert schools.post_form("/person/add", person_form(product, unit="NK.GDDT")).status_code in (404, 422)
    assert row_counts(product) == before


# Removal and return (Điều 13.1, 14.2) ---------------------------------------------------------


def test_only_so_noi_vu_removes_with_a_reason_and_restores(product, clerk):
    person_id, home_affairs = make_person(product), product.login("sonoivu")
    assert clerk.post_form(f"/person/remove/{person_id}", {"reason": "x"}).status_code in (302, 403)
    assert stored(product, "person", person_id)["is_removed"] is False
    assert home_affairs.post_form(f"/person/remove/{person_id}", {"reason": " "}).status_code == 422
    home_affairs.post_form(f"/person/remove/{person_id}", {"reason": "Nhập trùng"})
    assert stored(product, "person", person_id)["is_removed"] is True
    assert (
        clerk.post_form(f"/person/edit/{person_id}", {"phone": "1234567", "_version": "2"}).status_code == 422
    )
    home_affairs.post_form(f"/person/restore/{person_id}", {"reason": "Không trùng"})
    row = stored(product, "person", person_id)
    assert (row["is_removed"], row["removed_reason"]) == (False, None)
    acts = [line.act for line in history_of(product, "person", person_id)]
    assert acts == ["add", "remove", "remove", "remove", "restore"]
