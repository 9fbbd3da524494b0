"""One person is one record: numbers that disagree or are taken are refused, namesakes warned of (Điều 11)."""

import pytest
from sqlalchemy.exc import IntegrityError

from app.core.errors import RuleViolated
from app.personnel.models import Person
from app.personnel.services import person_service
from tests.support.acting import add, refusal
from tests.support.cast import (
    as_system,
    identity_number,
    make_person,
    person_form,
    stored,
)


def pages_text(client, answer):
    return client.get(answer.headers["Location"]).get_data(as_text=True)


# Identity numbers (2C mục 25; NĐ 137/2015/NĐ-CP Điều 13) --------------------------------------


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("09218500000", "gồm 12 chữ số"),
        ("0921850000011", "12 ký tự"),
        ("09218500000a", "gồm 12 chữ số"),
        ("092085000001", "không khớp giới tính"),
        ("092285000001", "không khớp năm sinh"),
        ("092186000001", "không khớp năm sinh"),
    ],
)
def test_a_number_that_disagrees_with_the_record_is_refused(product, clerk, number, sentence):
    assert sentence in refusal(clerk, person_form(product, identity_number=number))


def test_the_nine_digits_of_an_old_card_are_accepted(product, clerk):
    person_id = add(clerk, person_form(product, identity_number="361234567"))
    assert stored(product, "person", person_id)["identity_number"] == "361234567"


def test_a_birth_corrected_later_must_still_agree_with_the_number(product, clerk):
    person_id = add(clerk, person_form(product))
    form = {"birth_on": "15/3/1986", "_version": "1"}
    assert clerk.post_form(f"/person/edit/{person_id}", form).status_code == 422
    assert clerk.post_form(f"/person/edit/{person_id}", {"sex": "male", "_version": "1"}).status_code == 422
    assert stored(product, "person", person_id)["birth_on"].isoformat() == "1985-03-15"


def test_a_number_twice_is_refused_and_the_other_named_when_in_scope(product, clerk):
    number = identity_number()
    add(clerk, person_form(product, full_name="Lý Thị Có Trước", identity_number=number))
    page = refusal(clerk, person_form(product, identity_number=number))
    assert "Số này đã có ở hồ sơ Lý Thị Có Trước, Ủy ban nhân dân phường Xuân Khánh." in page


def test_a_number_twice_out_of_scope_is_refused_without_telling_whose(product, clerk):
    number = identity_number()
    make_person(product, "SYT", full_name="Lý Thị Bí Mật", identity_number=number)
    page = refusal(clerk, person_form(product, identity_number=number))
    assert "Số này đã có ở một hồ sơ ngoài phạm vi quản lý." in page
    assert "Bí Mật" not in page and "Y tế" not in page.split('id="loi"')[1]


def test_the_database_itself_refuses_a_number_twice(product):
    first, second = make_person(product), make_person(product)
    number = stored(product, "person", first)["identity_number"]
    with as_system(product) as session, pytest.raises(IntegrityError):
        session.get(Person, second).identity_number = number
        session.flush()


def test_a_number_taken_in_the_same_moment_is_a_sentence(product, monkeypatch):
    monkeypatch.setattr(person_service, "_duplicate_number", lambda *_: {})
    number = identity_number()
    make_person(product, identity_number=number)
    with pytest.raises(RuleViolated, match="Đã có một dòng khác mang mã hoặc số này"):
        make_person(product, identity_number=number)


# Same name and birth: warned, not refused -----------------------------------------------------


def test_the_same_name_and_birth_is_warned_whatever_the_diacritics(product, clerk):
    add(clerk, person_form(product, full_name="Bùi Thị Trùng Tên", identity_number=""))
    answer = clerk.post_form(
        "/person/add", person_form(product, full_name="bui thi TRUNG ten", identity_number="")
    )
    assert answer.status_code == 302
    page = pages_text(clerk, answer)
    assert "Có hồ sơ cùng họ tên và ngày sinh: Bùi Thị Trùng Tên" in page


def test_a_namesake_out_of_scope_is_warned_of_without_telling_who(product, clerk):
    make_person(product, "SYT", full_name="Bùi Thị Ở Xa")
    answer = clerk.post_form("/person/add", person_form(product, full_name="Bùi Thị Ở Xa"))
    page = pages_text(clerk, answer)
    assert "Ngoài phạm vi quản lý có hồ sơ cùng họ tên và ngày sinh." in page
    assert "Sở Y tế" not in page.split("Lịch sử")[0].split("hs-content")[1]


def test_another_birth_is_another_person(product, clerk):
    add(clerk, person_form(product, full_name="Bùi Thị Khác Ngày", identity_number=""))
    form = person_form(product, full_name="Bùi Thị Khác Ngày", birth_on="16/3/1985", identity_number="")
    assert "cùng họ tên" not in pages_text(clerk, clerk.post_form("/person/add", form))


def test_a_name_that_only_begins_alike_is_another_person(product, clerk):
    add(clerk, person_form(product, full_name="Bùi Thị Anh Đào", identity_number=""))
    form = person_form(product, full_name="Bùi Thị Anh", identity_number="")
    assert "cùng họ tên" not in pages_text(clerk, clerk.post_form("/person/add", form))
