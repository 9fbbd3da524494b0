"""Nothing is written outside the scope, nor past the services (A9, point 10)."""

import pytest

from tests.matrix.policy import PHUONG, PNV, SONOIVU, SOYTE
from tests.matrix.reach import rows
from tests.matrix.world import World
from tests.support.cast import DECISION

#: What only a service changes; the API refuses it in every body, the screens in every form.
SERVICE_ONLY = {
    "home_unit": 1,
    "employment_status": 1,
    "record_state": "verified",
    "is_removed": True,
    "removed_reason": "x",
    "staff_number": "SH-1",
    "verified_at": "2024-01-01",
    "verified_by": "x",
}
#: What no field is called: columns behind fields, and what the program keeps.
UNKNOWN = {"home_unit_id": 1, "home_path": "/", "id": 1, "sort_key": "x", "search_text": "x", "x": 1}
#: Of a new record the API takes the place and the status, since it needs them.
PLACE = {"home_unit", "employment_status"}


@pytest.fixture(scope="module")
def world(product) -> World:
    return World(product)


@pytest.fixture
def unchanged(world):
    """A check that nothing at all was written since the test asked for it."""
    world.person_at("NK.31144"), world.screen(PHUONG), world.api(PHUONG)
    before = world.snapshot()
    return lambda: world.snapshot() == before


@pytest.mark.parametrize(("name", "value"), [*SERVICE_ONLY.items(), *UNKNOWN.items()])
def test_what_only_a_service_changes_is_refused_in_a_form_and_in_the_api(world, unchanged, name, value):
    row = world.person_at("NK.31144").id
    version = world.value("person", row, "version")
    form = {"phone": "0292 1", name: value, "_version": version}
    assert world.screen(PHUONG).post_form(f"/person/edit/{row}", form).status_code == 422
    body = {"phone": "0292 1", name: value}
    assert world.api(PHUONG).put(f"/api/v1/person/{row}", json=body).status_code == 422
    assert unchanged()


@pytest.mark.parametrize("name", [name for name in {**SERVICE_ONLY, **UNKNOWN} if name not in PLACE])
def test_a_new_record_does_not_bring_it_either(world, unchanged, name):
    value = {**SERVICE_ONLY, **UNKNOWN}[name]
    unit, status = world.unit("NK.31144"), world.catalog_id("employment_status", "DANG_LAM")
    place = {"_place_unit": unit, "_place_status": status, "_place_on": "2/1/2020"}
    form = {**world.person_raw, **place, name: value}
    assert world.screen(PHUONG).post_form("/person/add", form).status_code == 422
    body = {**world.person_raw, "home_unit": unit, "employment_status": status, "placed_on": "2020-01-02"}
    assert world.api(PHUONG).post("/api/v1/person/", json={**body, name: value}).status_code == 422
    assert unchanged()


@pytest.mark.parametrize("name", ["name", "parent", "unit_type", "valid_from", "valid_to", "is_group"])
def test_name_parent_and_type_of_a_unit_change_as_of_a_date_only(world, unchanged, name):
    row = world.unit("NK.31144")
    api, screen = world.api(SONOIVU), world.screen(SONOIVU)
    assert api.put(f"/api/v1/unit/{row}", json={name: "1"}).status_code == 422
    form = {name: "1", "_version": world.value("unit", row, "version")}
    assert screen.post_form(f"/unit/edit/{row}", form).status_code == 422
    assert unchanged()


def test_a_form_for_a_new_record_says_nothing_of_a_unit_named_in_its_address(world):
    unit = world.unit("OM.GD01")
    address = f"/person/add?_place_unit={unit}&home_unit={unit}&_flt_0_home_unit={unit}"
    page = world.screen(PHUONG).get(address).get_data(as_text=True)
    assert world.unit_name("OM.GD01") not in page


def test_a_refused_form_does_not_name_the_unit_outside_that_was_sent(world, unchanged):
    form = {**world.person_raw, "_place_unit": world.unit("OM.GD01"), "_place_on": "2/1/2020"}
    form["_place_status"] = world.catalog_id("employment_status", "DANG_LAM")
    answer = world.screen(PHUONG).post_form("/person/add", form)
    assert answer.status_code == 422
    assert world.unit_name("OM.GD01") not in answer.get_data(as_text=True)
    assert unchanged()


@pytest.mark.parametrize("act", ["verify", "transfer", "change_status"])
@pytest.mark.parametrize("confirmed", ["", "1"])
def test_a_selection_with_one_record_outside_is_not_found_as_a_whole(world, act, confirmed):
    ids = [world.person_at("NK.31144").id, world.person_at("NK.31147").id]
    status = world.catalog_id("employment_status", "DI_HOC")
    form = {**DECISION, "target_unit": world.unit("SNV"), "employment_status": status}
    form |= {"action": act, "rowid": ids, "confirmed": confirmed}
    client, before = world.screen(PHUONG), world.snapshot()
    assert client.post_form("/person/action_post", form).status_code == 404
    assert world.snapshot() == before


def test_after_a_transfer_the_old_unit_finds_nothing_and_the_new_one_everything(world):
    person = world.new_person("NK.31144")
    form = {**DECISION, "action": "transfer", "rowid": [person.id], "confirmed": "1"}
    form["target_unit"] = world.unit("SYT.VP")
    assert world.screen(PHUONG).post_form("/person/action_post", form).status_code == 302
    for account, status in ((PHUONG, 404), (PNV, 404), (SOYTE, 200), (SONOIVU, 200)):
        assert world.screen(account).get(f"/person/show/{person.id}").status_code == status
        assert world.api(account).get(f"/api/v1/person/{person.id}").status_code == status
        page = world.screen(account).get("/person/list/", query_string={"q": person.word})
        assert (f'/person/show/{person.id}"' in page.get_data(as_text=True)) is (status == 200)
    sentence = "Điều chuyển"
    assert sentence in world.screen(SOYTE).get(f"/person/show/{person.id}").get_data(as_text=True)


def test_a_record_moved_to_a_unit_outside_cannot_be_moved_back_by_its_old_unit(world):
    person = world.new_person("NK.31144")
    form = {"action": "transfer", "rowid": [person.id], "confirmed": "1", **DECISION}
    client = world.screen(PHUONG)
    client.post_form("/person/action_post", {**form, "target_unit": world.unit("NK.31147")})
    before = world.snapshot()
    back = {**form, "target_unit": world.unit("NK.31144"), "effective_on": "1/7/2024"}
    assert client.post_form("/person/action_post", back).status_code == 404
    assert world.snapshot() == before


def test_a_duplicate_number_outside_is_refused_without_saying_whose_it_is(world):
    other = world.new_person("OM.GD01")
    body = {**world.person_raw, "identity_number": other.number, "home_unit": world.unit("NK.31144")}
    body |= {"employment_status": "DANG_LAM", "placed_on": "2020-01-02"}
    answer = world.api(PHUONG).post("/api/v1/person/", json=body)
    assert answer.status_code == 422
    told = str(answer.get_json())
    assert "identity_number" in told
    assert other.word not in told
    assert world.unit_name("OM.GD01") not in told
    assert len(rows(world.product, "SELECT id FROM person WHERE identity_number = :n", n=other.number)) == 1
