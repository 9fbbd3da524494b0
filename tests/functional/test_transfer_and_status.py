"""Transfer and change of status of one or many records (Điều 12; F5)."""

import datetime

import pytest

from app.organisation.models import Unit
from tests.support.acting import do, status_form, text_of, transfer_form
from tests.support.cast import (
    OTHER_WARD,
    PLACED_ON,
    WARD,
    as_system,
    catalog_id,
    history_of,
    make_person,
    parts_of,
    stored,
    unit_id,
)


@pytest.fixture
def pair(product):
    """Two women of the ward whose records are whole."""
    names = ("Nguyễn Thị Bông", "Trần Thị Út")
    return [make_person(product, full_name=name) for name in names]


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
