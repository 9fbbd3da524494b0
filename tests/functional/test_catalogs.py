"""Catalogs through the screens: add, edit, retire, delete, merge (C8; Điều 10.1)."""

import re

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.core import things
from app.core.pinned import every_pin
from app.personnel.models import Person
from tests.support.acting import text_of
from tests.support.cast import as_system, catalog_id, history_of, make_person, row_counts, stored


def add(client, key, **values):
    answer = client.post_form(f"/{key}/add", {"sort_order": "900", **values})
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def edit(client, key, row_id, version, **values):
    return client.post_form(f"/{key}/edit/{row_id}", {"_version": version, **values})


def offered(client, key, typed):
    """What the lookup of a reference field offers."""
    return [
        row["text"] for row in client.get(f"/lookup/{key}", query_string={"q": typed}).get_json()["results"]
    ]


# Add and edit ---------------------------------------------------------------------------------


def test_a_value_is_added_with_its_own_columns(product, admin):
    row_id = add(
        admin, "ethnic_group", code="99X", name="  Dân tộc   thử ", is_minority="1", other_names="Tên khác"
    )
    row = stored(product, "ethnic_group", row_id)
    assert (row["code"], row["name"], row["is_minority"]) == ("99X", "Dân tộc thử", True)
    assert (row["other_names"], row["is_retired"], row["sort_order"]) == ("Tên khác", False, 900)
    assert offered(admin, "ethnic_group", "dan toc thu") == ["Dân tộc thử"]
    assert "Dân tộc thử" in text_of(admin.get("/ethnic_group/list/?q=dan+toc+thu"))


def test_order_code_and_name_are_editable(product, admin):
    row_id = add(admin, "religion", code="E1", name="Tên cũ")
    assert edit(admin, "religion", row_id, 1, code="E2", name="Tên mới", sort_order="5").status_code == 302
    row = stored(product, "religion", row_id)
    assert (row["code"], row["name"], row["sort_order"], row["version"]) == ("E2", "Tên mới", 5, 2)
    assert offered(admin, "religion", "ten moi") == ["Tên mới"] and offered(admin, "religion", "ten cu") == []
    line = history_of(product, "religion", row_id)[-1]
    assert line.changes == {"code": ["E1", "E2"], "name": ["Tên cũ", "Tên mới"], "sort_order": [900, 5]}


def test_the_list_stands_in_the_order_an_administrator_gave(product, admin):
    for code, order in (("Z3", 1), ("Z1", 2), ("Z2", 2)):
        add(admin, "health_status", code=code, name=f"Thứ tự {code}", sort_order=str(order))
    found = re.findall(r"Thứ tự (Z\d)", text_of(admin.get("/health_status/list/?q=thu+tu+z")))
    assert found == ["Z3", "Z1", "Z2"]


def test_a_code_is_unique_in_its_catalog(product, admin):
    add(admin, "religion", code="U1", name="Một")
    other = add(admin, "religion", code="U2", name="Hai")
    before = row_counts(product)
    answer = admin.post_form("/religion/add", {"code": "U1", "name": "Ba", "sort_order": "1"})
    assert answer.status_code == 422 and "Mã «U1» đã có trong danh mục." in text_of(answer)
    assert edit(admin, "religion", other, 1, code="U1").status_code == 422
    assert stored(product, "religion", other)["code"] == "U2" and row_counts(product) == before
    assert add(admin, "blood_group", code="U1", name="Mã ở danh mục khác")


def test_the_code_of_a_place_is_unique_together_with_its_first_day(product, admin):
    place = {"code": "992", "name": "Tỉnh thử", "kind": "province"}
    add(admin, "province", **place, valid_to="30/6/2025")
    add(admin, "province", **place, valid_from="1/7/2025")
    answer = admin.post_form("/province/add", {**place, "valid_from": "1/7/2025", "sort_order": "1"})
    assert answer.status_code == 422 and "Mã «992» đã có" in text_of(answer)
    same_without_day = admin.post_form("/province/add", {**place, "sort_order": "1"})
    assert same_without_day.status_code == 422 and "Mã «992» đã có" in text_of(same_without_day)


def test_the_end_of_validity_is_not_before_its_beginning(admin):
    form = {"code": "993", "name": "Tỉnh thử", "kind": "province", "sort_order": "1"}
    answer = admin.post_form("/province/add", {**form, "valid_from": "1/7/2025", "valid_to": "30/6/2025"})
    assert answer.status_code == 422 and "Ngày hết hiệu lực trước ngày có hiệu lực." in text_of(answer)


# Retire and delete ----------------------------------------------------------------------------


def test_a_value_nobody_uses_is_deleted(product, admin):
    row_id = add(admin, "religion", code="D1", name="Không ai dùng")
    assert admin.post_form(f"/religion/delete/{row_id}").status_code == 302
    assert admin.get(f"/religion/show/{row_id}").status_code == 404
    assert history_of(product, "religion", row_id)[-1].changes["code"] == ["D1", None]


def test_a_value_in_use_cannot_be_deleted_and_says_where_it_is_used(product, admin):
    row_id = add(admin, "religion", code="D2", name="Đang dùng")
    person_id = make_person(product, religion=row_id)
    answer = admin.post_form(f"/religion/delete/{row_id}")
    assert answer.status_code in (403, 409, 422)
    assert "«Đang dùng» đang được dùng" in text_of(answer) and "Ngừng dùng hoặc Gộp" in text_of(answer)
    assert stored(product, "religion", row_id)["name"] == "Đang dùng"
    assert stored(product, "person", person_id)["religion_id"] == row_id


def test_a_value_used_by_another_catalog_cannot_be_deleted_either(product, admin):
    row_id = catalog_id(product, "grade_group", "A1")
    assert admin.post_form(f"/grade_group/delete/{row_id}").status_code in (403, 409, 422)
    assert stored(product, "grade_group", row_id)["code"] == "A1"


def test_a_retired_value_is_offered_no_more_and_records_keep_it(product, admin, clerk):
    row_id = add(admin, "religion", code="R1", name="Sắp ngừng dùng")
    person_id = make_person(product, religion=row_id)
    assert edit(admin, "religion", row_id, 1, is_retired="1").status_code == 302
    assert offered(admin, "religion", "sap ngung dung") == []
    assert "Sắp ngừng dùng" in text_of(clerk.get(f"/person/show/{person_id}"))
    kept = clerk.post_form(
        f"/person/edit/{person_id}", {"religion": row_id, "phone": "0292 3", "_version": "1"}
    )
    assert kept.status_code == 302 and stored(product, "person", person_id)["religion_id"] == row_id
    other = make_person(product)
    chosen = clerk.post_form(f"/person/edit/{other}", {"religion": row_id, "_version": "1"})
    assert chosen.status_code == 422 and "đã ngừng dùng" in text_of(chosen)
    assert stored(product, "person", other)["religion_id"] is None


def test_a_retired_value_can_be_taken_into_use_again(admin):
    row_id = add(admin, "religion", code="R2", name="Dùng lại sau")
    edit(admin, "religion", row_id, 1, is_retired="1")
    edit(admin, "religion", row_id, 2)
    assert offered(admin, "religion", "dung lai sau") == ["Dùng lại sau"]


def test_a_catalog_value_has_its_whole_life_in_the_history(product, admin):
    made = admin.post_form("/religion/add", {"code": "LS1", "name": "Giá trị thử", "sort_order": "1"})
    row_id = int(made.headers["Location"].rsplit("/", 1)[1])
    admin.post_form(f"/religion/edit/{row_id}", {"name": "Giá trị sửa", "_version": "1"})
    assert admin.post_form(f"/religion/delete/{row_id}").status_code == 302
    lines = history_of(product, "religion", row_id)
    assert [(line.act, line.actor) for line in lines] == [
        (act, "quantri") for act in ("add", "edit", "delete")
    ]
    assert lines[1].changes["name"] == ["Giá trị thử", "Giá trị sửa"]
    assert lines[2].changes["name"] == ["Giá trị sửa", None] and lines[2].title == "Giá trị sửa"


# Merge ----------------------------------------------------------------------------------------


def test_a_merge_moves_every_reference_and_says_how_many(product, admin):
    old, new = (add(admin, "education_level", code=c, name=f"Trình độ {c}", **_LEVEL) for c in ("G1", "G2"))
    one = make_person(product, education_level=old, political_theory=old)
    two = make_person(product, "SYT", state_management=old)
    asked = text_of(admin.get(f"/education_level/merge/{old}"))
    assert "3 chỗ đang dùng" in asked and "Gộp 3 chỗ" in asked
    answer = admin.post_form(f"/education_level/merge/{old}", {"into": new})
    assert "chuyển 3 chỗ đang dùng" in text_of(admin.get(answer.headers["Location"]))
    first, second = (stored(product, "person", person_id) for person_id in (one, two))
    assert (first["education_level_id"], first["political_theory_id"]) == (new, new)
    assert (second["state_management_id"], second["education_level_id"]) == (new, None)
    assert stored(product, "education_level", old)["is_retired"] is True
    assert stored(product, "education_level", new)["is_retired"] is False


_LEVEL = {"kind": "professional"}


def test_every_row_a_merge_moved_has_its_line_and_a_new_version(product, admin):
    old, new = (add(admin, "religion", code=c, name=f"Gộp {c}") for c in ("M1", "M2"))
    people = [make_person(product, religion=old) for _ in range(3)]
    admin.post_form(f"/religion/merge/{old}", {"into": new})
    for person_id in people:
        line = history_of(product, "person", person_id)[-1]
        assert (line.act, line.actor, line.changes) == ("merge", "quantri", {"religion_id": [old, new]})
        assert line.person_id == person_id
        assert stored(product, "person", person_id)["version"] == 2
    with as_system(product) as session:
        query = select(History).where(History.act == "merge", History.changes["religion_id"].is_not(None))
        assert len([line for line in session.scalars(query) if "religion_id" in line.changes]) == 3


def test_an_editor_of_a_record_that_a_merge_moved_meanwhile_gets_both_versions(product, admin, clerk):
    old, new = (add(admin, "religion", code=c, name=f"Gộp {c}") for c in ("M3", "M4"))
    person_id = make_person(product, religion=old)
    admin.post_form(f"/religion/merge/{old}", {"into": new})
    answer = clerk.post_form(f"/person/edit/{person_id}", {"religion": old, "_version": "1"})
    assert answer.status_code == 409
    assert stored(product, "person", person_id)["religion_id"] == new


def test_a_merge_into_a_retired_value_or_itself_moves_nothing(product, admin):
    old, new = (add(admin, "religion", code=c, name=f"Gộp {c}") for c in ("M5", "M6"))
    person_id = make_person(product, religion=old)
    edit(admin, "religion", new, 1, is_retired="1")
    for into, sentence in ((new, "đã ngừng dùng; không gộp vào được"), (old, "Chọn một giá trị khác")):
        answer = admin.post_form(f"/religion/merge/{old}", {"into": into})
        assert answer.status_code == 422 and sentence in text_of(answer)
    assert stored(product, "person", person_id)["religion_id"] == old
    assert stored(product, "religion", old)["is_retired"] is False


def test_references_of_catalogs_and_units_move_too(product, admin):
    old, new = catalog_id(product, "unit_type", "DVSN"), catalog_id(product, "unit_type", "DVSN_YTE")
    with as_system(product) as session:
        from app.organisation.models import Unit

        units = session.scalars(select(Unit.id).where(Unit.unit_type_id == old)).all()
    admin.post_form(f"/unit_type/merge/{old}", {"into": new})
    assert units and {stored(product, "unit", unit)["unit_type_id"] for unit in units} == {new}
    assert history_of(product, "unit", units[0])[-1].changes == {"unit_type_id": [old, new]}


# Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["add", "edit/{row}", "delete/{row}", "merge/{row}", "import"])
def test_only_those_who_maintain_catalogs_change_them(product, clerk, path):
    row = catalog_id(product, "religion", "02")
    before = row_counts(product)
    form = {"code": "X", "name": "X", "sort_order": "1", "_version": "1", "into": "1"}
    answer = clerk.post_form(f"/religion/{path.format(row=row)}", form)
    assert answer.status_code in (302, 403)
    assert row_counts(product) == before and stored(product, "religion", row)["version"] == 1


def test_the_administrator_of_catalogs_sees_no_person(product, admin):
    person_id = make_person(product)
    assert admin.get(f"/person/show/{person_id}").status_code in (302, 403, 404)
    with as_system(product) as session:
        name = session.get(Person, person_id).full_name
    for path in ("/", "/religion/list/", f"/religion/show/{catalog_id(product, 'religion', '00')}"):
        assert name not in text_of(admin.get(path))


# Values named by code in texts ------------------------------------------------------------------


def allowance(product, admin, code, name):
    method = catalog_id(product, "allowance_method", "he_so")
    return add(admin, "allowance_type", code=code, name=name, method=method)


def test_a_merge_moves_codes_in_texts_too(product, admin):
    # Two allowances of the rule of health units, in one text.
    one = allowance(product, admin, "PCX1", "Phụ cấp thử một")
    two = allowance(product, admin, "PCX2", "Phụ cấp thử hai")
    table = catalog_id(product, "pay_table", "B3")
    values = {"code": "THU.B3", "name": "Luật thử", "pay_table": table}
    rule = add(admin, "unit_pay_rule", **values, allowances="PCCV; PCX1;PCX2")
    page = text_of(admin.get(f"/allowance_type/merge/{one}"))
    assert "1" in page
    assert admin.post_form(f"/allowance_type/merge/{one}", {"into": str(two)}).status_code == 302
    assert stored(product, "unit_pay_rule", rule)["allowances"] == "PCCV; PCX2"
    assert history_of(product, "unit_pay_rule", rule)[-1].changes == {
        "allowances": ["PCCV; PCX1;PCX2", "PCCV; PCX2"]
    }
    refused = admin.post_form(f"/allowance_type/delete/{two}")
    assert refused.status_code == 403 and "Phụ cấp đặc trưng" in text_of(refused)


def test_a_changed_code_is_changed_where_it_names_the_value(product, admin):
    value = allowance(product, admin, "PCX3", "Phụ cấp thử ba")
    table = catalog_id(product, "pay_table", "B3")
    values = {"code": "THU2.B3", "name": "Luật thử", "pay_table": table}
    rule = add(admin, "unit_pay_rule", **values, allowances="PCX3")
    assert edit(admin, "allowance_type", value, 1, code="PCX4", name="Phụ cấp thử ba").status_code == 302
    assert stored(product, "unit_pay_rule", rule)["allowances"] == "PCX4"


def test_a_text_of_codes_takes_no_unknown_code(product, admin):
    table = catalog_id(product, "pay_table", "B3")
    values = {"code": "THU3", "name": "Luật", "pay_table": table, "allowances": "PCCV;KHONGCO"}
    answer = admin.post_form("/unit_pay_rule/add", values)
    assert answer.status_code == 422 and "không có mã KHONGCO" in text_of(answer)


def test_whoever_keeps_catalogs_moves_nobodys_scope(product, admin):
    """The types of schools limit what Phòng Giáo dục và Đào tạo reaches (Điều 7.2)."""
    schools = product.login("pgd.ninhkieu")

    def seen():
        return re.findall(r"/person/show/(\d+)", text_of(schools.get("/person/list/?psize=100")))

    before = seen()
    assert before
    kind, office = (catalog_id(product, "unit_type", code) for code in ("TRUONG_MN", "UBND"))
    values = stored(product, "unit_type", kind)
    same = {"name": values["name"], "kind": values["kind"]}
    renamed = edit(admin, "unit_type", kind, values["version"], code="MN_DOI", **same)
    assert renamed.status_code == 302
    other = stored(product, "unit_type", office)
    same = {"name": other["name"], "kind": other["kind"]}
    edit(admin, "unit_type", office, other["version"], code="TRUONG_MN", **same)
    assert seen() == before
    for one, into in ((office, kind), (kind, office)):
        refused = admin.post_form(f"/unit_type/merge/{one}", {"into": str(into)})
        assert refused.status_code == 403 and "giới hạn phạm vi" in text_of(refused)
    assert seen() == before


def test_a_code_that_rules_rest_on_stays(product, admin):
    value = catalog_id(product, "allowance_type", "PCCV")
    version = stored(product, "allowance_type", value)["version"]
    answer = edit(admin, "allowance_type", value, version, code="PCCV2", name="Phụ cấp chức vụ")
    assert answer.status_code == 422 and "Quy tắc của chương trình" in text_of(answer)
    other = allowance(product, admin, "PCX9", "Phụ cấp thử chín")
    assert admin.post_form(f"/allowance_type/merge/{value}", {"into": str(other)}).status_code == 403


def test_every_pinned_code_is_in_the_catalogs(product):
    for key, codes in every_pin().items():
        for code in codes:
            assert catalog_id(product, key, code)


# Grounds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "values"),
    [
        (
            "base_pay",
            {"code": "2040-01-01", "name": "Mức lương cơ sở", "amount": "9", "valid_from": "1/1/2040"},
        ),
        ("holiday", {"code": "2040-01-01", "name": "Tết", "kind": "statutory", "off_on": "1/1/2040"}),
    ],
)
def test_base_pay_and_days_off_name_the_law_they_follow_from(product, admin, key, values):
    """A new row says by what; a row that had its ground keeps one."""
    before = row_counts(product)
    refused = admin.post_form(f"/{key}/add", {"sort_order": "900", **values})
    assert refused.status_code == 422 and 'id="legal_ground-loi"' in refused.get_data(as_text=True)
    assert row_counts(product) == before
    row = add(admin, key, **values, legal_ground="Nghị định 1/2040/NĐ-CP")
    assert edit(admin, key, row, 1, legal_ground="").status_code == 422
    assert stored(product, key, row)["legal_ground"] == "Nghị định 1/2040/NĐ-CP"


def test_every_day_off_of_the_seed_names_its_ground(product):
    table = things.get("holiday").model
    with as_system(product) as session:
        rows = {row.code: row.legal_ground for row in session.execute(select(table.code, table.legal_ground))}
    assert all(rows.values())
    assert rows["2026-09-02"] == "Bộ luật Lao động 2019, Điều 112"
    assert rows["2014-09-02"] == "Bộ luật Lao động 2012, Điều 115"
    assert rows["2026-08-22"].startswith("Thông báo") and "2026" in rows["2026-08-22"]
