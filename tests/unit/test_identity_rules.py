"""Rules of a single record: identity number, birth, order of dates, contacts."""

import datetime

import pytest

from app.core.partial_date import PartialDate
from app.personnel.rules import faults_of


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """A fixed day: 15/06/2026."""
    monkeypatch.setattr("app.core.clock.today", lambda: datetime.date(2026, 6, 15))


def faults(**values):
    return faults_of({"full_name": "Lê Thị Tám", **values})


# Identity number (NĐ 137/2015/NĐ-CP Điều 13): three digits of the province, one of sex and century, two of
# the year of birth, six at random. 0 man and 1 woman of the 20th century, 2 and 3 of the 21st.


@pytest.mark.parametrize(
    ("number", "sex", "born"),
    [
        ("092075001234", "male", "15/3/1975"),
        ("092175001234", "female", "3/1975"),
        ("079099000001", "male", "1999"),
        ("092201000001", "male", "1/1/2001"),
        ("092305123456", "female", "2005"),
        ("001100000001", "female", "1900"),
    ],
)
def test_a_number_that_agrees_with_sex_and_birth_is_good(number, sex, born):
    assert faults(identity_number=number, sex=sex, birth_on=PartialDate.parse(born)) == {}


@pytest.mark.parametrize(
    ("number", "sex", "born", "sentence"),
    [
        ("092175001234", "male", "1975", "Số thứ 4 là «1» (nữ), không khớp giới tính đã nhập."),
        ("092075001234", "female", "1975", "Số thứ 4 là «0» (nam), không khớp giới tính đã nhập."),
        ("092275001234", "male", "1975", "Số thứ 4 là «2», không khớp năm sinh 1975."),
        ("092005001234", "male", "2005", "Số thứ 4 là «0», không khớp năm sinh 2005."),
        ("092076001234", "male", "1975", "Số thứ 5, 6 là «76», không khớp năm sinh 1975."),
        ("092301000001", "male", "2001", "Số thứ 4 là «3» (nữ), không khớp giới tính đã nhập."),
    ],
)
def test_a_number_that_disagrees_says_in_which_digit(number, sex, born, sentence):
    found = faults(identity_number=number, sex=sex, birth_on=PartialDate.parse(born))
    assert found == {"identity_number": sentence}


@pytest.mark.parametrize(
    "number", ["1", "09217500123", "0921750012345", "09217500123a", "092 175001234", "１２３４５６７８９"]
)
def test_a_number_has_twelve_digits_or_nine(number):
    assert faults(identity_number=number) == {"identity_number": "Số CCCD gồm 12 chữ số (CMND cũ: 9 chữ số)."}


def test_the_nine_digits_of_an_old_card_tell_nothing_and_are_accepted():
    born = PartialDate(1975)
    assert faults(identity_number="361234567", sex="male", birth_on=born) == {}


def test_what_is_not_known_is_not_held_against_the_number():
    assert faults(identity_number="092175001234") == {}
    assert faults(identity_number="092175001234", birth_on=PartialDate(1975)) == {}
    assert faults(sex="female", birth_on=PartialDate(1975)) == {}


# Birth ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        ("16/6/2026", "Ngày sinh ở tương lai."),
        ("2027", "Ngày sinh ở tương lai."),
        ("2012", "Người lao động phải đủ 15 tuổi."),
    ],
)
def test_nobody_at_work_is_unborn_or_a_child(born, sentence):
    assert faults(birth_on=PartialDate.parse(born)) == {"birth_on": sentence}


@pytest.mark.parametrize("born", ["14/6/2011", "2011", "1950", "1/1900"])
def test_a_person_of_fifteen_may_be_at_work(born):
    assert faults(birth_on=PartialDate.parse(born)) == {}


def test_a_person_a_day_short_of_fifteen_may_not():
    """Bộ luật Lao động 2019 Điều 3: người từ đủ 15 tuổi."""
    assert faults(birth_on=PartialDate(2011, 6, 16)) == {"birth_on": "Người lao động phải đủ 15 tuổi."}


# Order of dates -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "later", "field"),
    [
        ({"birth_on": "15/3/1975"}, {"recruited_on": "14/3/1975"}, "recruited_on"),
        ({"birth_on": "1975"}, {"party_joined_on": "12/1974"}, "party_joined_on"),
        ({"party_joined_on": "19/5/2000"}, {"party_official_on": "18/5/2000"}, "party_official_on"),
        ({"enlisted_on": "2/1993"}, {"discharged_on": "1/1993"}, "discharged_on"),
        ({"birth_on": "1975"}, {"enlisted_on": "1974"}, "enlisted_on"),
        ({"birth_on": "1975"}, {"union_joined_on": "1970"}, "union_joined_on"),
    ],
)
def test_what_comes_later_in_life_is_not_earlier(earlier, later, field):
    values = {name: PartialDate.parse(typed) for name, typed in (earlier | later).items()}
    assert list(faults(**values)) == [field]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1975", "1975"),
        ("15/3/1975", "1975"),
        ("1975", "1/1/1975"),
        ("3/1975", "15/3/1975"),
        ("15/3/1975", "3/1975"),
    ],
)
def test_dates_that_may_be_in_order_are_left_alone(first, second):
    values = {"enlisted_on": PartialDate.parse(first), "discharged_on": PartialDate.parse(second)}
    assert faults(**values) == {}


def test_a_card_is_not_issued_before_birth():
    born, issued = PartialDate(1975, 3, 15), datetime.date(1975, 3, 14)
    assert faults(birth_on=born, identity_issued_on=issued) == {
        "identity_issued_on": "Ngày cấp trước ngày sinh."
    }


# Name and contacts ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["123", "...", "- -"])
def test_a_name_has_letters(name):
    assert faults(full_name=name) == {"full_name": "Họ và tên phải có chữ cái."}


@pytest.mark.parametrize("phone", ["0292 3812345", "(0292) 381-2345", "+84.913.812345"])
def test_telephone_numbers_as_people_write_them_are_good(phone):
    assert faults(phone=phone) == {}


@pytest.mark.parametrize(
    "values",
    [{"phone": "gọi sau"}, {"phone": "12345"}, {"email": "a@b"}, {"email": "a b@c.vn"}, {"email": "@c.vn"}],
)
def test_contacts_that_cannot_be_are_refused(values):
    assert list(faults(**values)) == list(values)


def test_every_fault_is_told_at_once():
    found = faults(full_name="1", phone="x", identity_number="1", birth_on=PartialDate(2027))
    assert set(found) == {"full_name", "phone", "identity_number", "birth_on"}
