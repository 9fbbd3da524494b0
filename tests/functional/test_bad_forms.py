"""Forms and bodies nobody should send: a Vietnamese sentence, a 4xx, nothing changed."""

import pytest

from tests.support.cast import (
    catalog_id,
    history_of,
    make_person,
    person_form,
    row_counts,
    stored,
    unit_id,
)
from tests.support.refusals import LONG_ID, assert_refused


@pytest.fixture(scope="module")
def person(product):
    """A record of the ward that no test changes."""
    return make_person(product, full_name="Lê Thị Còn Nguyên")


@pytest.fixture(autouse=True)
def nothing_changed(request, product):
    """Every test of this module leaves the tables as they were."""
    before = row_counts(product)
    yield
    assert row_counts(product) == before


# Forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/person/add", "/person/edit/1", "/person/action_post", "/person/export", "/login/"]
)
def test_a_form_without_its_token_is_refused(product, clerk, path):
    assert_refused(clerk.post(path, data=person_form(product)), 400)
    assert_refused(clerk.post(path, data={**person_form(product), "csrf_token": "x.y.z"}), 400)


@pytest.mark.parametrize("name", ["full_name", "birth_on", "_place_unit", "_once", "csrf\x00"])
def test_nul_bytes_in_a_form_are_refused(product, clerk, name):
    assert_refused(clerk.post_form("/person/add", {**person_form(product), name: "a\x00b"}), 400)


@pytest.mark.parametrize("action", ["", "delete", "verify\x00", "__init__", "xác thực", "a" * 3000])
def test_an_unknown_action_is_refused(clerk, person, action):
    answer = clerk.post_form("/person/action_post", {"action": action, "rowid": person, "confirmed": "1"})
    assert_refused(answer, 400, 404)


@pytest.mark.parametrize("ids", [["abc"], [LONG_ID], ["0"], ["1", "x"], ["999999999"]])
def test_an_action_on_ids_that_are_none_is_not_found(clerk, ids):
    for confirmed in ("", "1"):
        form = {"action": "verify", "rowid": ids, "confirmed": confirmed}
        assert_refused(clerk.post_form("/person/action_post", form), 404)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("full_name", "   "),
        ("full_name", "123"),
        ("full_name", "Ă" * 121),
        ("permanent_address", "x" * 501),
        ("birth_on", "32/1/1985"),
        ("birth_on", "29/2/1985"),
        ("birth_on", "hôm qua"),
        ("birth_on", "1/1/0985"),
        ("birth_on", "15/3/2099"),
        ("sex", "other"),
        ("personnel_kind", ""),
        ("personnel_kind", "999999999"),
        ("personnel_kind", LONG_ID),
        ("personnel_kind", "<script>"),
        ("ethnic_group", "-1"),
        ("pay_step", "0"),
        ("pay_step", "21"),
        ("pay_step", "2,5"),
        ("pay_step", LONG_ID),
        ("coefficient", "NaN"),
        ("coefficient", "1e99"),
        ("coefficient", "2,345"),
        ("coefficient", "Infinity"),
        ("paid_from", "2024"),
        ("identity_number", "12345"),
        ("email", "khong-phai-thu"),
        ("no_such_field", "1"),
        ("home_path", "/1/"),
        ("id", "1"),
        ("_place_unit", ""),
        ("_place_unit", LONG_ID),
        ("_place_on", "1/2020"),
        ("_place_on", "1/1/2099"),
        ("_place_status", ""),
        ("_place_status", "999999999"),
        ("_decision_on", "x"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_saved(product, clerk, field, value):
    assert_refused(clerk.post_form("/person/add", {**person_form(product), field: value}), 404, 422)


@pytest.mark.parametrize(
    "field", ["home_unit", "employment_status", "record_state", "is_removed", "staff_number", "verified_by"]
)
def test_what_only_a_service_changes_is_refused_in_a_form(product, clerk, person, field):
    form = {"full_name": "Tên Khác", field: "1", "_version": "1"}
    assert_refused(clerk.post_form(f"/person/edit/{person}", form), 422)
    assert_refused(clerk.post_form("/person/add", {**person_form(product), field: "1"}), 422)
    assert stored(product, "person", person)["full_name"] == "Lê Thị Còn Nguyên"


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/xml", "multipart/form-data", ""]
)
def test_a_body_that_is_no_form_is_refused(clerk, person, kind):
    for path in ("/person/add", f"/person/edit/{person}", "/person/action_post"):
        headers = {"X-CSRFToken": clerk.csrf_token()}
        answer = clerk.post(path, data=b'{"full_name": [1,', content_type=kind, headers=headers)
        assert_refused(answer, 400, 404, 409, 415, 422)


def test_a_body_too_large_is_refused(product, clerk):
    form = {**person_form(product), "other_name": "x" * 3_000_000}
    assert_refused(clerk.post_form("/person/add", form), 413)


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken", b"\x00" * 1000])
def test_a_file_that_is_no_workbook_is_refused(admin, content):
    import io

    form = {"file": (io.BytesIO(content), "danh-muc.xlsx")}
    answer = admin.post_form("/religion/import", form, content_type="multipart/form-data")
    assert_refused(answer, 422)


@pytest.mark.parametrize(
    "form", [{}, {"into": ""}, {"into": "abc"}, {"into": LONG_ID}, {"into": "999999999"}]
)
def test_a_merge_into_nothing_is_refused(product, admin, form):
    row = catalog_id(product, "religion", "05")
    assert_refused(admin.post_form(f"/religion/merge/{row}", form), 404, 422)
    assert_refused(admin.post_form(f"/religion/merge/{row}", {"into": row}), 422)


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("rename", {"as_of": "1/1/2024", "name": ""}),
        ("rename", {"as_of": "", "name": "Tên"}),
        ("rename", {"as_of": "1/1/2099", "name": "Tên"}),
        ("rename", {"as_of": "1/1/2024", "name": "x" * 301}),
        ("move", {"as_of": "1/1/2024", "parent": "abc"}),
        ("move", {"as_of": "1/1/2024", "parent": "999999999"}),
        ("retype", {"as_of": "1/1/2024", "unit_type": "999999999"}),
        ("destroy", {"as_of": "1/1/2024"}),
    ],
)
def test_a_wrong_change_of_a_unit_is_refused(product, home_affairs, what, form):
    unit = unit_id(product, "NK.TT")
    before = stored(product, "unit", unit)
    assert_refused(home_affairs.post_form(f"/unit/change/{what}/{unit}", form), 404, 422)
    assert stored(product, "unit", unit) == before


def test_a_search_by_number_that_is_none_finds_nothing_and_is_logged(product, clerk):
    before = len(history_of(product, "person", 0))
    for number in ("abc", "1" * 25, "' or 1=1 --"):
        assert_refused(clerk.post_form("/person/identity", {"number": number}), 404)
    lines = history_of(product, "person", 0)[before:]
    assert [line.act for line in lines] == ["lookup_identity"] * 3
    _forget(product, lines)


def _forget(product, lines):
    """The log of searches is no change of a record: taken back, so that the tables compare."""
    from sqlalchemy import delete

    from app.audit.models import History
    from app.core.scoping import unscoped
    from tests.support.cast import as_system

    with as_system(product) as session:
        gone = delete(History.__table__).where(History.__table__.c.id.in_([line.id for line in lines]))
        session.execute(gone, execution_options=unscoped("kiểm thử"))
        session.commit()
