"""Acts on one or many selected records: verify, transfer, change of status (Điều 11, Điều 12; F5)."""

import datetime

import pytest

from app.organisation.models import Unit
from tests.support.cast import (
    DECISION,
    OTHER_WARD,
    PLACED_ON,
    WARD,
    as_system,
    catalog_id,
    history_of,
    identity_number,
    make_person,
    parts_of,
    row_counts,
    stored,
    unit_id,
)

ACTS = ("verify", "transfer", "change_status")


@pytest.fixture(scope="module")
def clerk(product):
    """The clerk of UBND phường Xuân Khánh."""
    return product.login("phuong.xuankhanh")


@pytest.fixture
def pair(product):
    """Two women of the ward whose records are whole."""
    names = ("Nguyễn Thị Bông", "Trần Thị Út")
    return [make_person(product, full_name=name) for name in names]


def act(client, name, ids, **form):
    return client.post_form("/person/action_post", {"action": name, "rowid": ids, **form})


def do(client, name, ids, **form):
    return act(client, name, ids, confirmed="1", **form)


def transfer_form(product, target=OTHER_WARD, **changes):
    return {"target_unit": unit_id(product, target), **DECISION, **changes}


def status_form(product, status, **changes):
    return {"employment_status": catalog_id(product, "employment_status", status), **DECISION, **changes}


def text_of(answer):
    return answer.get_data(as_text=True)


# First it asks --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTS)
def test_an_act_first_asks_and_says_how_many_and_whom(product, clerk, pair, name):
    before = row_counts(product)
    answer = act(clerk, name, pair)
    label = {"verify": "Xác thực", "transfer": "Điều chuyển", "change_status": "Đổi trạng thái"}[name]
    assert answer.status_code == 200
    assert f"{label} 2 hồ sơ" in text_of(answer)
    assert "Nguyễn Thị Bông" in text_of(answer) and "Trần Thị Út" in text_of(answer)
    assert row_counts(product) == before


def test_an_act_on_the_record_being_looked_at_asks_too(product, clerk, pair):
    answer = clerk.post_form(f"/person/action/verify/{pair[0]}")
    assert answer.status_code == 200 and "Xác thực 1 hồ sơ" in text_of(answer)
    assert stored(product, "person", pair[0])["record_state"] == "draft"


def test_no_selection_is_refused_with_a_sentence(clerk):
    answer = act(clerk, "verify", [])
    assert answer.status_code == 422 and "Chưa chọn hồ sơ nào." in text_of(answer)


@pytest.mark.parametrize("name", ACTS)
def test_a_get_never_acts(clerk, pair, name):
    assert clerk.get(f"/person/action/{name}/{pair[0]}").status_code == 405
    assert clerk.get("/person/action_post").status_code == 405


# Verify (Điều 11.1.c) -------------------------------------------------------------------------


def test_verifying_keeps_who_and_when_and_a_line_for_every_record(product, clerk, pair):
    answer = do(clerk, "verify", pair)
    assert answer.status_code == 302
    for person_id in pair:
        row = stored(product, "person", person_id)
        assert (row["record_state"], row["verified_by"]) == ("verified", "phuong.xuankhanh")
        assert (
            abs((datetime.datetime.now(datetime.UTC).replace(tzinfo=None) - row["verified_at"]).seconds) < 60
        )
        last = history_of(product, "person", person_id)[-1]
        assert (last.act, last.actor, last.channel) == ("verify", "phuong.xuankhanh", "screen")
        assert last.changes["record_state"] == ["draft", "verified"]


def test_verifying_tells_how_many_were_done(clerk, pair):
    page = clerk.get(do(clerk, "verify", pair).headers["Location"])
    assert "Xác thực: đã thực hiện với 2 hồ sơ." in text_of(page)


def test_one_record_in_the_way_stops_all(product, clerk, pair):
    do(clerk, "verify", pair[:1])
    answer = do(clerk, "verify", pair)
    assert answer.status_code == 422
    assert "Nguyễn Thị Bông: đã xác thực" in text_of(answer)
    assert stored(product, "person", pair[1])["record_state"] == "draft"
    assert [line.act for line in history_of(product, "person", pair[1])] == ["add"]


def test_a_record_without_a_number_cannot_be_verified(product, clerk):
    person_id = make_person(product, full_name="Võ Thị Thiếu")
    clerk.post_form(f"/person/edit/{person_id}", {"identity_number": "", "_version": "1"})
    answer = do(clerk, "verify", [person_id])
    assert answer.status_code == 422 and "còn thiếu Số CCCD (CMND)" in text_of(answer)
    assert stored(product, "person", person_id)["record_state"] == "draft"


# Transfer (Điều 12.1, 12.2) -------------------------------------------------------------------


def test_a_transfer_moves_home_and_placements_of_every_record(product, clerk, pair):
    target = unit_id(product, OTHER_WARD)
    assert do(clerk, "transfer", pair, **transfer_form(product)).status_code == 302
    path = stored(product, "unit", target)["path"]
    for person_id in pair:
        row = stored(product, "person", person_id)
        assert (row["home_unit_id"], row["home_path"]) == (target, path)
        old, new = parts_of(product, person_id)[0]
        assert (old.from_on, old.to_on) == (PLACED_ON, datetime.date(2024, 5, 31))
        assert (new.unit_id, new.from_on, new.to_on) == (target, datetime.date(2024, 6, 1), None)
        assert (new.reason, new.decision_number) == ("transfer", "123/QĐ-UBND")
        assert new.decision_on == datetime.date(2024, 5, 20)


def test_a_transfer_stands_in_the_history_of_record_and_placements(product, clerk, pair):
    home = unit_id(product, WARD)
    do(clerk, "transfer", pair, **transfer_form(product))
    for person_id in pair:
        last = history_of(product, "person", person_id)[-1]
        assert (last.act, last.changes["home_unit_id"]) == ("transfer", [home, unit_id(product, OTHER_WARD)])
        old, new = parts_of(product, person_id)[0]
        closing = history_of(product, "placement", old.id)[-1]
        assert (closing.person_id, closing.changes["to_on"]) == (person_id, [None, "2024-05-31"])
        assert history_of(product, "placement", new.id)[0].changes["from_on"] == [None, "2024-06-01"]


def test_a_transferred_person_leaves_the_wards_list_and_appears_in_the_targets(product, clerk):
    name = "Đặng Thị Rời Phường"
    person_id = make_person(product, full_name=name)
    department = product.login("soyte")
    where = "/person/list/?q=roi+phuong"
    assert name in text_of(clerk.get(where)) and name not in text_of(department.get(where))
    do(clerk, "transfer", [person_id], **transfer_form(product, "SYT"))
    assert name not in text_of(clerk.get(where)) and name in text_of(department.get(where))
    assert clerk.get(f"/person/show/{person_id}").status_code == 404
    assert department.get(f"/person/show/{person_id}").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("decision_number", "", "Nhập số quyết định"),
        ("decision_number", "  ", "Nhập số quyết định"),
        ("decision_number", "9" * 101, "Nhập số quyết định"),
        ("decision_on", "", "Chưa nhập «Ngày ký»"),
        ("decision_on", "5/2024", "Không đọc được ngày"),
        ("decision_on", "31/2/2024", "Không đọc được ngày"),
        ("decision_on", "1/6/2099", "Ngày ký ở tương lai."),
        ("effective_on", "", "Chưa nhập «Ngày hiệu lực»"),
        ("effective_on", "1/6/2099", "Ngày hiệu lực chưa đến"),
        ("effective_on", "1/6/2021", "Ngày hiệu lực trước ngày ký quá một năm."),
        ("target_unit", "", "Chọn đơn vị nhận."),
        ("target_unit", "999999", "Chọn đơn vị nhận."),
    ],
)
def test_a_transfer_needs_target_number_and_dates(product, clerk, pair, field, value, sentence):
    answer = do(clerk, "transfer", pair, **transfer_form(product) | {field: value})
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert all(stored(product, "person", one)["home_unit_id"] == unit_id(product, WARD) for one in pair)
    assert all(len(parts_of(product, one)[0]) == 1 for one in pair)


def test_nobody_is_transferred_to_a_group_node_or_a_closed_unit(product, clerk, pair):
    with as_system(product) as session:
        session.get(Unit, unit_id(product, "NK.31132")).valid_to = datetime.date(2020, 2, 29)
        session.commit()
    for target, sentence in (("K1", "là nút nhóm"), ("NK.31132", "đã ngừng hoạt động")):
        answer = do(clerk, "transfer", pair, **transfer_form(product, target))
        assert answer.status_code == 422 and sentence in text_of(answer)
    assert stored(product, "person", pair[0])["home_unit_id"] == unit_id(product, WARD)


def test_a_transfer_is_all_or_nothing(product, clerk, pair):
    late = transfer_form(product)
    do(clerk, "change_status", pair[1:], **status_form(product, "NGHI_HUU"))
    answer = do(clerk, "transfer", pair, **late)
    assert answer.status_code == 422 and "đang lưu trữ hoặc đang điều chuyển" in text_of(answer)
    for person_id in pair:
        assert stored(product, "person", person_id)["home_unit_id"] == unit_id(product, WARD)
        assert len(parts_of(product, person_id)[0]) == 1


def test_a_transfer_to_where_one_of_them_is_already_changes_nobody(product):
    people = [make_person(product, WARD), make_person(product, OTHER_WARD)]
    district = product.login("pnv.ninhkieu")
    answer = do(district, "transfer", people, **transfer_form(product, OTHER_WARD))
    assert answer.status_code == 422
    assert stored(product, "person", people[0])["home_unit_id"] == unit_id(product, WARD)
    assert all(len(parts_of(product, one)[0]) == 1 for one in people)


def test_a_transfer_before_the_present_placement_began_is_refused(product, clerk, pair):
    early = transfer_form(product, decision_on="1/1/2020", effective_on="2/1/2020")
    answer = do(clerk, "transfer", pair, **early)
    assert answer.status_code == 422 and "ngày hiệu lực phải sau ngày đó" in text_of(answer)
    assert len(parts_of(product, pair[0])[0]) == 1


# Change of status (Điều 12.3) -----------------------------------------------------------------


def test_a_change_of_status_is_a_dated_period_and_a_line(product, clerk, pair):
    old_id, new_id = (catalog_id(product, "employment_status", code) for code in ("DANG_LAM", "DI_HOC"))
    assert do(clerk, "change_status", pair, **status_form(product, "DI_HOC")).status_code == 302
    for person_id in pair:
        row = stored(product, "person", person_id)
        assert (row["employment_status_id"], row["record_state"]) == (new_id, "draft")
        old, new = parts_of(product, person_id)[1]
        assert (old.to_on, new.from_on, new.to_on) == (
            datetime.date(2024, 5, 31),
            datetime.date(2024, 6, 1),
            None,
        )
        last = history_of(product, "person", person_id)[-1]
        assert (last.act, last.changes) == ("change_status", {"employment_status_id": [old_id, new_id]})


@pytest.mark.parametrize("status", ["NGHI_HUU", "THOI_VIEC", "TU_TRAN", "CHUYEN_DI"])
def test_a_closing_status_archives_the_record(product, clerk, status):
    person_id = make_person(product)
    do(clerk, "change_status", [person_id], **status_form(product, status))
    assert stored(product, "person", person_id)["record_state"] == "archived"
    form = clerk.post_form(f"/person/edit/{person_id}", {"full_name": "Tên Khác", "_version": "2"})
    assert form.status_code == 422 and "lưu trữ" in text_of(form)
    assert stored(product, "person", person_id)["full_name"] == "Lê Thị Kiểm Thử"


def test_the_same_status_again_is_refused_for_all(product, clerk, pair):
    do(clerk, "change_status", pair[:1], **status_form(product, "DI_HOC"))
    later = status_form(product, "DI_HOC", effective_on="1/7/2024")
    answer = do(clerk, "change_status", pair, **later)
    assert answer.status_code == 422 and "đã ở trạng thái này" in text_of(answer)
    assert len(parts_of(product, pair[1])[1]) == 1


def test_a_retired_status_cannot_be_chosen(product, clerk, pair):
    admin = product.login("quantri")
    status = catalog_id(product, "employment_status", "MAT_TICH")
    version = stored(product, "employment_status", status)["version"]
    form = {"is_retired": "1", "is_closed": "1", "_version": version}
    assert admin.post_form(f"/employment_status/edit/{status}", form).status_code == 302
    answer = do(clerk, "change_status", pair, **status_form(product, "MAT_TICH"))
    assert answer.status_code == 422 and "Chưa chọn trạng thái mới" in text_of(answer)


# Whose records --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTS)
def test_one_record_out_of_scope_hides_the_whole_selection(product, clerk, pair, name):
    foreign = make_person(product, OTHER_WARD)
    forms = {
        "verify": {},
        "transfer": transfer_form(product, "SYT"),
        "change_status": status_form(product, "DI_HOC"),
    }
    before = row_counts(product)
    assert act(clerk, name, [*pair, foreign]).status_code == 404
    assert do(clerk, name, [*pair, foreign], **forms[name]).status_code == 404
    assert row_counts(product) == before
    assert stored(product, "person", pair[0])["version"] == 1


@pytest.mark.parametrize("name", ACTS)
def test_a_reader_may_do_none_of_them(product, name):
    person_id = make_person(product, "SYT", identity_number=identity_number())
    reader = product.login("xem.soyte")
    assert act(reader, name, [person_id]).status_code == 403
    assert do(reader, name, [person_id]).status_code == 403
    assert stored(product, "person", person_id)["version"] == 1
