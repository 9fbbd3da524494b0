"""Entries of the record: who may write them, the rules between them, what follows on the person."""

import pytest

from app.core import things
from app.core.entry import entry_things
from app.core.errors import RuleViolated
from app.core.services import service_of
from tests.matrix.routes import ENTRIES
from tests.support.api import counted_statements
from tests.support.cast import WARD, as_system, catalog_id, history_of, make_person, stored, unit_id
from tests.support.entries import (
    DISCIPLINE,
    HEALTH,
    INSURANCE,
    PAPER,
    PARTY,
    PAY,
    POST,
    TRAINING,
    WORK,
    add_entry,
    add_every_kind,
    entries_in,
    resolved,
)

CLERK, READER = "phuong.xuankhanh", "thanhtra"


@pytest.fixture(scope="module")
def clerk(product):
    return product.login(CLERK)


@pytest.fixture(scope="module")
def reader(product):
    """An inspector: the whole city, without sensitive groups."""
    return product.login(READER)


@pytest.fixture(scope="module")
def api(product):
    return product.api(CLERK)


@pytest.fixture
def person(product):
    return make_person(product)


def text_of(answer):
    return answer.get_data(as_text=True)


def page_of(client, person, tab):
    answer = client.get(f"/person/show/{person}?tab={tab}")
    assert answer.status_code == 200
    return text_of(answer)


def reveal(client, person, group):
    form = {"group": group, "reason_choice": "check", "reason": "", "tab": "papers"}
    return client.post_form(f"/person/reveal/{person}", form)


# The rules --------------------------------------------------------------------------------------


def test_two_main_posts_do_not_overlap(product, person):
    add_entry(product, person, "post", POST, to_on="6/2018")
    with pytest.raises(RuleViolated) as refused:
        add_entry(product, person, "post", POST, from_on="1/2018")
    assert "Trùng thời gian với chức vụ chính" in refused.value.errors["from_on"]
    add_entry(product, person, "post", POST, from_on="6/2018")
    add_entry(product, person, "post", POST, from_on="1/2018", post_kind="concurrent")
    assert len(entries_in(product, person, "post")) == 3


@pytest.mark.parametrize(
    ("step", "coefficient", "over", "fault"),
    [  # Nghị định 204/2004/NĐ-CP, Bảng 2, loại A1: bậc 1 = 2,34 … bậc 3 = 3,00 … bậc 9 = 4,98
        (3, "3,00", "", None),
        (3, "3,33", "", "coefficient"),
        (10, "5,31", "", "pay_step"),
        (3, "3,00", "5", "over_scale_percent"),
        (9, "4,98", "5", None),
    ],
)
def test_pay_follows_the_table_of_the_grade(product, person, step, coefficient, over, fault):
    values = {**PAY, "pay_step": step, "coefficient": coefficient, "over_scale_percent": over}
    if fault is None:
        add_entry(product, person, "salary_history", values)
        assert len(entries_in(product, person, "salary_history")) == 1
        return
    with pytest.raises(RuleViolated) as refused:
        add_entry(product, person, "salary_history", values)
    assert list(refused.value.errors) == [fault]
    assert entries_in(product, person, "salary_history") == []


def test_the_person_follows_its_entries_and_a_voided_one_takes_it_back(product, person, clerk):
    add_entry(product, person, "salary_history", PAY)
    newer = add_entry(
        product, person, "salary_history", PAY, from_on="1/1/2023", pay_step="4", coefficient="3,33"
    )
    add_entry(product, person, "post", POST)
    add_entry(product, person, "training", TRAINING)
    add_entry(product, person, "party_step", PARTY)
    now = stored(product, "person", person)
    assert now["grade_id"] == catalog_id(product, "grade", "01.003")
    assert (now["pay_step"], str(now["coefficient"])) == (4, "3.33")
    assert now["position_id"] == catalog_id(product, "position", "CV001")
    assert now["education_level_id"] == catalog_id(product, "education_level", "DH")
    assert now["party_joined_on"].isoformat() == "2010-02-03"
    form = {"reason": "Nhập nhầm người", "_version": "1"}
    assert clerk.post_form(f"/entry/salary_history/void/{newer}", form).status_code == 302
    again = stored(product, "person", person)
    assert (again["pay_step"], str(again["coefficient"])) == (3, "3.00")
    assert stored(product, "salary_history", newer)["void_reason"] == "Nhập nhầm người"


def test_a_work_entry_keeps_the_name_its_unit_had(product, person):
    row = add_entry(product, person, "work_history", WORK, unit_name="", unit=unit_id(product, WARD))
    name = stored(product, "work_history", row)["unit_name"]
    assert "Xuân Khánh" in name


# The screens ------------------------------------------------------------------------------------


def test_an_entry_is_added_edited_ended_voided_and_restored_in_place(product, person, clerk):
    page = text_of(clerk.get(f"/entry/work_history/add/{person}?part=1"))
    assert "<html" not in page and "Thêm: Quá trình công tác" in page and 'name="_once"' in page
    added = clerk.post_form(f"/entry/work_history/add/{person}?part=1", {**WORK, "_once": "lan-dau"})
    assert added.get_json() == {"address": f"/person/show/{person}?tab=work#work_history"}
    row = entries_in(product, person, "work_history")[0]
    shown = page_of(clerk, person, "work")
    assert "Chuyên viên" in shown and "09/2006 – nay" in shown and "Chưa xác thực" in shown
    steps = (
        ("edit", {**WORK, "title": "Trưởng ban", "_version": "1"}, ("title", "Trưởng ban")),
        ("end", {"to_on": "12/2015", "_version": "2"}, ("to_on", None)),
        ("verify", {"state": "verified", "_version": "3"}, ("entry_state", "verified")),
        ("void", {"reason": "Nhập nhầm người", "_version": "4"}, ("is_void", True)),
        ("restore", {"reason": "Không nhầm", "_version": "5"}, ("is_void", False)),
    )
    for verb, form, (column, value) in steps:
        address = f"/entry/work_history/{verb}/{row.id}"
        assert clerk.get(address).status_code == 200, verb
        assert clerk.post_form(address, form).status_code == 302, verb
        found = stored(product, "work_history", row.id)[column]
        assert found == value if value is not None else found.isoformat() == "2015-12", verb
    acts = [line.act for line in history_of(product, "work_history", row.id)]
    assert acts == ["add", "edit", "edit", "verify", "edit", "edit"]


def test_a_voided_entry_is_folded_away_with_its_reason(product, person, clerk):
    row = add_entry(product, person, "work_history", WORK)
    clerk.post_form(f"/entry/work_history/void/{row}", {"reason": "Của người khác", "_version": "1"})
    page = page_of(clerk, person, "work")
    assert "Đã hủy (1)" in page and "Của người khác" in page
    assert 'class="hs-void"' in page and f"/entry/work_history/restore/{row}" in page


@pytest.mark.parametrize("verb", ["void", "restore", "end"])
def test_an_act_without_its_word_is_refused_and_changes_nothing(product, person, clerk, verb):
    row = add_entry(product, person, "work_history", WORK)
    if verb == "restore":
        clerk.post_form(f"/entry/work_history/void/{row}", {"reason": "Nhầm", "_version": "1"})
    before = stored(product, "work_history", row)
    form = {"_version": str(before["version"])}
    answer = clerk.post_form(f"/entry/work_history/{verb}/{row}?part=1", form)
    assert answer.status_code == 422
    assert ("Nhập lý do." in text_of(answer)) == (verb != "end")
    assert stored(product, "work_history", row) == before


def test_every_fault_is_named_beside_its_field_and_counted(product, person, clerk):
    form = {"from_on": "32/13/2000", "title": "", "unit_name": "", "decision_on": "hôm qua"}
    answer = clerk.post_form(f"/entry/work_history/add/{person}?part=1", form)
    page = text_of(answer)
    assert answer.status_code == 422 and "Chưa lưu được, còn 3 mục cần sửa" in page
    for name in ("from_on", "title", "decision_on"):
        assert f'id="e-{name}-loi"' in page and f'href="#e-{name}"' in page
    assert 'value="32/13/2000"' in page
    assert entries_in(product, person, "work_history") == []


def test_a_form_sent_twice_makes_one_entry(product, person, clerk):
    form = {**WORK, "_once": "gui-hai-lan"}
    for _time in range(2):
        assert clerk.post_form(f"/entry/work_history/add/{person}", form).status_code == 302
    assert len(entries_in(product, person, "work_history")) == 1


def test_the_second_of_two_editors_sees_both_versions(product, person, clerk):
    row = add_entry(product, person, "work_history", WORK)
    district = product.login("pnv.ninhkieu")
    first = {**WORK, "title": "Bản người trước", "_version": "1"}
    assert district.post_form(f"/entry/work_history/edit/{row}", first).status_code == 302
    second = {**WORK, "title": "Bản người sau", "_version": "1"}
    answer = clerk.post_form(f"/entry/work_history/edit/{row}?part=1", second)
    page = text_of(answer)
    assert answer.status_code == 409 and "Bản người trước" in page and "Bản người sau" in page
    assert 'name="_version" value="2"' in page
    assert stored(product, "work_history", row)["title"] == "Bản người trước"
    late = clerk.post_form(f"/entry/work_history/void/{row}", {"reason": "Nhầm", "_version": "1"})
    assert late.status_code == 409 and not stored(product, "work_history", row)["is_void"]


def test_a_closed_record_takes_no_entry(product, clerk):
    person = make_person(product, full_name="Lê Thị Đã Nghỉ")
    row = add_entry(product, person, "work_history", WORK)
    with as_system(product) as session:
        from app.personnel.models import Person

        session.get(Person, person).record_state = "archived"
        session.commit()
    for address, form in (
        (f"/entry/work_history/add/{person}", WORK),
        (f"/entry/work_history/edit/{row}", {**WORK, "title": "Khác", "_version": "1"}),
        (f"/entry/work_history/void/{row}", {"reason": "Nhầm", "_version": "1"}),
    ):
        assert clerk.get(address).status_code == 422
        answer = clerk.post_form(address, form)
        assert answer.status_code == 422 and "lưu trữ" in text_of(answer)
    assert "Thêm mục" not in page_of(clerk, person, "work")
    assert len(entries_in(product, person, "work_history")) == 1


def test_unknown_kinds_and_records_out_of_scope_are_not_found(product, clerk):
    outside = make_person(product, unit="NK.31150")
    row = add_entry(product, outside, "work_history", WORK)
    mine = make_person(product)
    for address in (
        f"/entry/person/add/{mine}", f"/entry/khong_co/add/{mine}", f"/entry/religion/show/{row}",
        f"/entry/work_history/add/{outside}", f"/entry/work_history/show/{row}",
        *(f"/entry/work_history/{verb}/{row}" for verb in ("edit", "end", "void", "restore", "verify")),
    ):  # fmt: skip
        assert clerk.get(address).status_code == 404, address
    answer = clerk.post_form(f"/entry/work_history/void/{row}", {"reason": "Nhầm", "_version": "1"})
    assert answer.status_code == 404 and not stored(product, "work_history", row)["is_void"]


def test_every_kind_has_a_card_in_its_tab_and_a_form(product, person, clerk):
    sonoivu = product.login("sonoivu")
    assert {thing.key for thing in entry_things()} == set(ENTRIES)
    for thing in entry_things():
        assert f'id="{thing.key}"' in page_of(clerk, person, thing.tab), thing.key
        assert sonoivu.get(f"/entry/{thing.key}/add/{person}").status_code == 200, thing.key


def test_a_record_of_120_entries_costs_at_most_thirty_statements_a_tab(product, person, clerk):
    for number in range(40):
        year = 1985 + number
        add_entry(product, person, "insurance", INSURANCE, from_on=str(year), to_on=str(year))
        add_entry(product, person, "work_history", WORK, from_on=f"1/{year}", to_on=f"12/{year}")
        add_entry(product, person, "training", TRAINING, from_on=str(year), to_on=str(year))
    page_of(clerk, person, "work")
    costs = {}
    for tab in ("general", "training", "work", "pay", "merit", "party", "family", "papers", "history"):
        with counted_statements(product) as statements:
            page_of(clerk, person, tab)
        costs[tab] = len(statements)
    print(costs)
    assert max(costs.values()) <= 30, costs


def test_an_entry_of_each_kind_stands_in_its_tab_and_opens(product, person):
    """Every kind, its groups opened with a reason."""
    rows, office = add_every_kind(product, person), product.login("sonoivu")
    assert rows.keys() == set(ENTRIES)
    for group in ("identity", "health", "discipline", "life_history", "foreign_relation"):
        reveal(office, person, group)
    for thing in entry_things():
        assert f"/entry/{thing.key}/show/{rows[thing.key]}" in page_of(office, person, thing.tab), thing.key
        for verb in ("show", "edit", "void", "verify"):
            answer = office.get(f"/entry/{thing.key}/{verb}/{rows[thing.key]}")
            assert answer.status_code == 200, f"{thing.key} {verb}"


# Sensitive kinds --------------------------------------------------------------------------------


def test_a_masked_kind_shows_nothing_until_it_is_opened(product, person, clerk):
    row = add_entry(product, person, "identity_paper", PAPER)
    page = page_of(clerk, person, "papers")
    assert "C7654321" not in page and "Đang che" in page and "Cục Kín" not in page
    for verb in ("show", "edit", "void", "verify"):
        answer = clerk.get(f"/entry/identity_paper/{verb}/{row}")
        assert answer.status_code == 403 and "C7654321" not in text_of(answer)
    stale = clerk.post_form(f"/entry/identity_paper/edit/{row}", {**PAPER, "_version": "0"})
    assert stale.status_code == 403 and "C7654321" not in text_of(stale)
    assert reveal(clerk, person, "identity").headers["Location"].endswith("tab=papers")
    assert "C7654321" in page_of(clerk, person, "papers")
    assert clerk.get(f"/entry/identity_paper/edit/{row}").status_code == 200


def test_a_withheld_kind_is_no_way_for_a_reader(product, person, reader):
    paid = add_entry(product, person, "salary_history", PAY)
    add_entry(product, person, "discipline", DISCIPLINE)
    for tab in ("pay", "merit"):
        page = page_of(reader, person, tab)
        assert "Không có quyền xem" in page and "Vi phạm giờ" not in page and "3,00</td>" not in page
    assert reader.get(f"/entry/salary_history/show/{paid}").status_code == 403
    api = product.api(READER)
    for address in (f"/api/v1/person/{person}/salary_history/", f"/api/v1/salary_history/{paid}"):
        assert api.get(address, headers={"X-Reason": "Kiem tra ho so"}).status_code == 403


def test_the_history_of_a_sensitive_kind_is_hidden_with_it(product, person, clerk, reader):
    """The fields of these kinds are not marked one by one: their thing is."""
    add_entry(product, person, "identity_paper", PAPER, decision_number="99/KÍN", note="Ghi chú kín")
    add_entry(product, person, "health_check", HEALTH, conclusion="Bệnh kín")
    add_entry(product, person, "discipline", DISCIPLINE)
    add_entry(product, person, "work_history", WORK)
    secrets = ("C7654321", "Cục Kín", "99/KÍN", "Ghi chú kín", "171", "Bệnh kín", "Vi phạm giờ", "Hộ chiếu")
    for who, said in ((clerk, "(được giữ kín)"), (reader, "(không có quyền xem)")):
        page = page_of(who, person, "history")
        told = page[page.index("Lịch sử thay đổi") : page.index("</main>")]
        assert said in told and "Giấy tờ tùy thân" in told
        assert "Chuyên viên" in told and "Quá trình công tác" in told
        assert [secret for secret in secrets if secret in told] == []
    reveal(clerk, person, "identity")
    page = page_of(clerk, person, "history")
    assert "C7654321" in page and "99/KÍN" in page and "Bệnh kín" not in page
    titles = [
        line.title
        for line in history_of(product, "identity_paper", entries_in(product, person, "identity_paper")[0].id)
    ]
    assert titles == [""]


def test_an_entry_shows_its_own_history_old_and_new(product, person, clerk):
    row = add_entry(product, person, "work_history", WORK)
    clerk.post_form(f"/entry/work_history/edit/{row}", {**WORK, "title": "Trưởng ban", "_version": "1"})
    page = text_of(clerk.get(f"/entry/work_history/show/{row}?part=1"))
    told = page[page.index("Lịch sử thay đổi") :]
    assert "<td>Chuyên viên</td><td>Trưởng ban</td>" in told


# The person's own form ----------------------------------------------------------------------------


def test_what_entries_say_is_not_typed_beside_them(product, clerk, api):
    person = make_person(product, pay_step="2", education_level=catalog_id(product, "education_level", "THS"))
    assert 'name="pay_step"' in text_of(clerk.get(f"/person/edit/{person}"))
    add_entry(product, person, "salary_history", PAY)
    form = text_of(clerk.get(f"/person/edit/{person}"))
    assert 'name="pay_step"' not in form and f"/person/show/{person}?tab=pay#salary_history" in form
    assert 'name="education_level"' in form
    version = stored(product, "person", person)["version"]
    answer = clerk.post_form(f"/person/edit/{person}", {"pay_step": "5", "_version": str(version)})
    assert answer.status_code == 422
    assert "Mục này lấy từ «Diễn biến lương»; sửa ở đó." in text_of(answer)
    put = api.put(f"/api/v1/person/{person}", json={"coefficient": "4.98"})
    assert put.status_code == 422 and list(put.get_json()["errors"]) == ["coefficient"]
    assert (
        api.put(
            f"/api/v1/person/{person}", json={"coefficient": "3.00", "phone": "0292 3830 830"}
        ).status_code
        == 200
    )
    assert stored(product, "person", person)["pay_step"] == 3


# REST ---------------------------------------------------------------------------------------------


def test_entries_are_read_and_written_through_the_api(product, person, api):
    many = f"/api/v1/person/{person}/work_history/"
    made = api.post(many, json=WORK, headers={"Idempotency-Key": f"mot-{person}"})
    again = api.post(many, json=WORK, headers={"Idempotency-Key": f"mot-{person}"})
    assert made.status_code == 201 and again.get_json()["id"] == made.get_json()["id"]
    one = f"/api/v1/work_history/{made.get_json()['id']}"
    found = api.get(many).get_json()
    assert (found["count"], found["result"][0]["title"], found["result"][0]["from_on"]) == (
        1,
        "Chuyên viên",
        "2006-09",
    )
    changed = api.put(one, json={"title": "Trưởng ban", "version": 1})
    assert changed.status_code == 200 and changed.get_json()["result"]["title"] == "Trưởng ban"
    stale = api.put(one, json={"title": "Phó ban", "version": 1})
    assert stale.status_code == 409 and stale.get_json()["theirs"]["title"] == "Trưởng ban"
    assert api.post(f"{one}/end", json={"to_on": "2015"}).get_json()["result"]["to_on"] == "2015"
    assert api.post(f"{one}/verify").get_json()["result"]["entry_state"] == "verified"
    assert api.post(f"{one}/void", json={}).status_code == 422
    assert api.post(f"{one}/void", json={"reason": "Nhầm"}).get_json()["result"]["is_void"] is True
    assert api.put(one, json={"title": "Khác"}).status_code == 403
    assert api.post(f"{one}/restore", json={"reason": "Không nhầm"}).get_json()["result"]["is_void"] is False
    for locked in ("entry_state", "is_void", "person"):
        assert api.put(one, json={locked: 1}).status_code == 422


def test_the_api_holds_masked_entries_back_until_a_reason_is_given(product, person, api):
    many = f"/api/v1/person/{person}/identity_paper/"
    made = api.post(many, json=PAPER)
    assert made.status_code == 201 and made.get_json()["result"] is None
    assert made.get_json()["masked"] == ["identity"]
    one = f"/api/v1/identity_paper/{made.get_json()['id']}"
    assert api.get(many).status_code == 403 and api.get(one).get_json()["result"] is None
    stale = api.put(one, json={"paper_number": "X1", "version": 9})
    assert stale.status_code == 409 and stale.get_json()["theirs"] is None
    why = {"X-Reason": "Doi chieu ho so giay"}
    assert api.get(many, headers=why).get_json()["result"][0]["paper_number"] == "C7654321"
    assert api.get(one, headers=why).get_json()["result"]["paper_number"] == "C7654321"


def test_kinds_stand_in_the_description_of_the_api(api):
    paths = api.get("/api/v1/_openapi").get_json()["paths"]
    assert {"get", "put"} <= set(paths["/api/v1/salary_history/{pk}"])
    assert {"get", "post"} <= set(paths["/api/v1/person/{pk}/{kind}/"])
    for act in ("end", "void", "restore", "verify"):
        assert "post" in paths[f"/api/v1/salary_history/{{pk}}/{act}"]


def test_a_form_takes_references_by_the_ids_of_the_lookup(product, person, clerk):
    form = resolved(product, "training", {**TRAINING, "training_form": ""})
    assert clerk.post_form(f"/entry/training/add/{person}", form).status_code == 302
    assert entries_in(product, person, "training")[0].education_level_id == catalog_id(
        product, "education_level", "DH"
    )


# Rules between entries, and what voiding takes back ------------------------------------------------


def refused(product, person, kind, values, **changes):
    before = len(entries_in(product, person, kind))
    with pytest.raises(RuleViolated) as fault:
        add_entry(product, person, kind, values, **changes)
    assert len(entries_in(product, person, kind)) == before
    return fault.value.errors


def test_voiding_the_last_entry_takes_back_what_it_said(product, person, clerk):
    rows = {
        kind: add_entry(product, person, kind, values)
        for kind, values in (
            ("post", POST),
            ("training", TRAINING),
            ("party_step", PARTY),
            ("discipline", DISCIPLINE),
        )
    }
    before = stored(product, "person", person)
    said = ("position_id", "education_level_id", "party_joined_on", "highest_discipline_id")
    assert all(before[column] is not None for column in said)
    with as_system(product) as session:
        for kind, row in rows.items():
            service_of(things.get(kind)).void(session, row, "Nhập nhầm người", version=None)
    after = stored(product, "person", person)
    assert [after[column] for column in (*said, "highest_discipline_year")] == [None] * 5


def test_a_value_typed_where_no_entry_is_stays(product, person):
    with as_system(product) as session:
        service_of(things.get("person")).update(
            session, person, {"foreign_language": "Tiếng Anh B"}, version=None
        )
    row = add_entry(product, person, "award", {"from_on": "2015", "award_form": "KT01", "reason": "Xuất sắc"})
    with as_system(product) as session:
        service_of(things.get("award")).void(session, row, "Nhầm", version=None)
    assert stored(product, "person", person)["foreign_language"] == "Tiếng Anh B"


def test_pay_rows_follow_each_other(product, person):
    add_entry(product, person, "salary_history", PAY, from_on="1/1/2020", to_on="31/12/2022")
    assert list(refused(product, person, "salary_history", PAY, from_on="1/1/2020", to_on="")) == ["from_on"]
    assert list(refused(product, person, "salary_history", PAY, from_on="1/6/2021", to_on="")) == ["from_on"]
    assert list(refused(product, person, "salary_history", PAY, from_on="1/1/2019", to_on="1/3/2020")) == [
        "to_on"
    ]
    add_entry(product, person, "salary_history", PAY, from_on="1/1/2023", to_on="")
    add_entry(product, person, "salary_history", PAY, from_on="1/1/2019", to_on="1/1/2020")
    assert len(entries_in(product, person, "salary_history")) == 3


def test_a_year_in_which_the_tables_changed_needs_its_month(product, person):
    # Nghị định 204/2004/NĐ-CP holds from 01/10/2004: «2004» alone may mean either table.
    assert list(refused(product, person, "salary_history", PAY, from_on="2004", coefficient="9,99")) == [
        "from_on"
    ]
    assert list(refused(product, person, "salary_history", PAY, from_on="11/2004", coefficient="9,99")) == [
        "coefficient"
    ]


def test_the_allowance_of_a_post_is_that_of_item_14(product, person):
    row = add_entry(product, person, "post", {**POST, "allowance": "0,25", "has_allowance": "1"})
    assert str(stored(product, "person", person)["position_allowance"]) == "0.25"
    with as_system(product) as session:
        service_of(things.get("post")).end(session, row, "1/2020", version=None)
    assert stored(product, "person", person)["position_allowance"] is None


def test_nobody_is_a_full_member_of_the_party_before_joining(product, person):
    add_entry(product, person, "party_step", {**PARTY, "party_step": "joined", "from_on": "3/2/2010"})
    official = {**PARTY, "party_step": "official", "from_on": "3/2/2009"}
    assert list(refused(product, person, "party_step", official)) == ["from_on"]
    add_entry(product, person, "party_step", official, from_on="3/2/2011")


def test_a_year_is_assessed_once_and_not_before_it_has_come(product, person):
    values = {"year": "2023", "quality_rating": "HTXS"}
    add_entry(product, person, "assessment", values)
    assert list(refused(product, person, "assessment", values)) == ["year"]
    assert list(refused(product, person, "assessment", values, year="2099")) == ["year"]


@pytest.mark.parametrize(
    ("relation", "born"), [("CHA", "1985"), ("ME", "1990"), ("CON", "1996"), ("CON", "1950")]
)
def test_relatives_are_a_generation_apart(product, person, relation, born):
    values = {"side": "own", "family_relation": relation, "full_name": "Lê Văn Ai", "born_on": born}
    assert list(refused(product, person, "family_member", values)) == ["born_on"]


def test_the_history_of_a_long_record_has_pages(product, person, clerk, monkeypatch):
    monkeypatch.setattr("app.web.record_page.LINES", 2)
    for year in ("2018", "2019", "2020"):
        add_entry(product, person, "work_history", WORK, from_on=year, to_on=year, title=f"Việc năm {year}")
    first = text_of(clerk.get(f"/person/show/{person}?tab=history"))
    assert "Việc năm 2020" in first and "Việc năm 2018" not in first and "Trang sau" in first
    second = text_of(clerk.get(f"/person/show/{person}?tab=history&page=1"))
    assert "Việc năm 2018" in second and "Trang trước" in second
