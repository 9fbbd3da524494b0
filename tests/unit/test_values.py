"""Values on their way in and out, kind by kind."""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleViolated
from app.core.fields import choice, day, decimal, flag, integer, moment, partial_day, ref, text
from app.core.partial_date import PartialDate
from app.core.values import parse, parse_required_day, show

NAME = text("Tên", max_length=10)
NOTE = text("Ghi chú", long=True)
STEP = integer("Bậc", minimum=1, maximum=12)
COUNT = integer("Số lượng")
COEFFICIENT = decimal("Hệ số")
PERCENT = decimal("Tỷ lệ", places=1, minimum=0, maximum=100)
FLAG = flag("Trưởng phòng")
DAY = day("Ngày hưởng")
BIRTH = partial_day("Ngày sinh")
SEX = choice("Giới tính", {"male": "Nam", "female": "Nữ"})
GRADE = ref("grade", "Ngạch")
MOMENT = moment("Lúc")


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (NAME, "  Lê   Tám ", "Lê Tám"),
        (NAME, 123, "123"),
        (NAME, "Hòa", "Hòa"),
        (NOTE, " một\r\nhai ", "một\nhai"),
        (STEP, "3", 3),
        (STEP, 12, 12),
        (STEP, 3.0, 3),
        (STEP, "03", 3),
        (COEFFICIENT, "2,34", Decimal("2.34")),
        (COEFFICIENT, "2.34", Decimal("2.34")),
        (COEFFICIENT, "1 234,5", Decimal("1234.50")),
        (COEFFICIENT, 2.1, Decimal("2.10")),
        (COEFFICIENT, Decimal("9"), Decimal("9.00")),
        (PERCENT, "12,5", Decimal("12.5")),
        (FLAG, "Có", True),
        (FLAG, "x", True),
        (FLAG, True, True),
        (FLAG, "1", True),
        (FLAG, "Không", False),
        (FLAG, "0", False),
        (FLAG, "", False),
        (FLAG, None, False),
        (DAY, "1/7/2025", datetime.date(2025, 7, 1)),
        (DAY, "2025-07-01", datetime.date(2025, 7, 1)),
        (DAY, datetime.datetime(2025, 7, 1, 9), datetime.date(2025, 7, 1)),
        (BIRTH, "3/1975", PartialDate(1975, 3)),
        (BIRTH, 1975, PartialDate(1975)),
        (BIRTH, "1975.0", PartialDate(1975)),
        (BIRTH, datetime.date(1975, 3, 15), PartialDate(1975, 3, 15)),
        (SEX, "female", "female"),
        (SEX, "Nữ", "female"),
        (SEX, "nam", "male"),
        (GRADE, 7, 7),
        (GRADE, "01.003", "01.003"),
        (GRADE, {"id": 7, "name": "Chuyên viên"}, 7),
        (GRADE, {"code": "01.003"}, "01.003"),
    ],
)
def test_what_is_typed_or_sent_becomes_the_value(field, raw, value):
    found = parse(field, raw)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("field", "raw", "sentence"),
    [
        (NAME, "x" * 11, "dài quá 10 ký tự"),
        (NAME, "a\x00b", "ký tự không hợp lệ"),
        (NAME, ["x"], "phải là chữ"),
        (NAME, {"x": 1}, "phải là chữ"),
        (NAME, True, "phải là chữ"),
        (NOTE, "x" * 20_001, "dài quá 20000 ký tự"),
        (STEP, "0", "từ 1 đến 12"),
        (STEP, "13", "từ 1 đến 12"),
        (STEP, "2,5", "số nguyên"),
        (STEP, 2.5, "số nguyên"),
        (STEP, "hai", "số nguyên"),
        (STEP, True, "số nguyên"),
        (STEP, [1], "số nguyên"),
        (STEP, float("nan"), "số nguyên"),
        (STEP, float("inf"), "số nguyên"),
        (COUNT, "9" * 25, "số nguyên"),
        (COUNT, 2**31, "phải từ"),
        (COEFFICIENT, "2,345", "chỉ có 2 chữ số"),
        (COEFFICIENT, "NaN", "phải là số"),
        (COEFFICIENT, "Infinity", "phải là số"),
        (COEFFICIENT, "1e99", "phải"),
        (COEFFICIENT, "hai", "phải là số"),
        (COEFFICIENT, [], "phải là số"),
        (PERCENT, "100,1", "từ 0 đến 100"),
        (PERCENT, "-1", "từ 0 đến 100"),
        (FLAG, "có thể", "có hoặc không"),
        (FLAG, 2, "có hoặc không"),
        (DAY, "7/2025", "Ghi đủ ngày"),
        (DAY, "31/2/2025", "Ghi đủ ngày"),
        (DAY, 20250701, "Ghi đủ ngày"),
        (BIRTH, "sinh năm 75", "Không đọc được ngày"),
        (BIRTH, True, "Không đọc được ngày"),
        (SEX, "other", "không có giá trị này"),
        (SEX, 1, "không có giá trị này"),
        (GRADE, 0, "không có trong danh mục"),
        (GRADE, -1, "không có trong danh mục"),
        (GRADE, 2**31, "không có trong danh mục"),
        (GRADE, True, "không có trong danh mục"),
        (GRADE, [1], "không có trong danh mục"),
        (GRADE, {"name": "x"}, "không có trong danh mục"),
        (GRADE, 1.5, "không có trong danh mục"),
        (MOMENT, "1/7/2025", "không nhập trực tiếp"),
    ],
)
def test_what_is_no_value_is_one_sentence_naming_the_field(field, raw, sentence):
    with pytest.raises(RuleViolated, match=sentence) as refused:
        parse(field, raw)
    assert f"«{field.label}»" in refused.value.message or "ngày" in refused.value.message.lower()


@pytest.mark.parametrize("field", [NAME, NOTE, STEP, COEFFICIENT, DAY, BIRTH, SEX, GRADE])
@pytest.mark.parametrize("blank", [None, "", "   "])
def test_a_blank_is_none_unless_the_field_is_required(field, blank):
    assert parse(field, blank) is None
    with pytest.raises(RuleViolated, match=f"Chưa nhập «{field.label}»."):
        parse(dataclasses.replace(field, required=True), blank)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (NAME, "Lê Tám", "Lê Tám"),
        (NAME, None, ""),
        (STEP, 3, "3"),
        (COEFFICIENT, Decimal("2.34"), "2,34"),
        (COEFFICIENT, Decimal("9"), "9,00"),
        (COEFFICIENT, Decimal("0"), "0,00"),
        (PERCENT, Decimal("12.5"), "12,5"),
        (FLAG, True, "Có"),
        (FLAG, False, "Không"),
        (DAY, datetime.date(2025, 7, 1), "01/07/2025"),
        (BIRTH, PartialDate(1975, 3), "03/1975"),
        (SEX, "female", "Nữ"),
        (MOMENT, datetime.datetime(2025, 6, 30, 18, 30), "01/07/2025 01:30"),
    ],
)
def test_a_value_is_shown_as_a_vietnamese_reader_expects(field, value, shown):
    assert show(field, value) == shown


@given(st.decimals("-9999999.99", "9999999.99", places=2))
def test_a_number_shown_is_read_back(value):
    assert parse(COEFFICIENT, show(COEFFICIENT, value)) == value


@given(st.integers(1, 12))
def test_a_whole_number_shown_is_read_back(value):
    assert parse(STEP, show(STEP, value)) == value


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_a_day_shown_is_read_back(value):
    assert parse(DAY, show(DAY, value)) == value


@given(st.sampled_from([FLAG, SEX]), st.booleans())
def test_a_choice_shown_is_read_back(field, first):
    value = first if field is FLAG else ("male" if first else "female")
    assert parse(field, show(field, value)) == value


_PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())
_ANY = st.one_of(_PLAIN, st.lists(st.integers()), st.dictionaries(st.text(), st.text()))


@given(st.sampled_from([NAME, NOTE, STEP, COUNT, COEFFICIENT, FLAG, DAY, BIRTH, SEX, GRADE, MOMENT]), _ANY)
def test_whatever_is_sent_is_a_value_or_a_refusal(field, raw):
    try:
        parse(field, raw)
    except RuleViolated as refused:
        assert refused.message


def test_a_day_that_must_be_given_is_asked_for_by_its_label():
    with pytest.raises(RuleViolated, match=r"Chưa nhập «Ngày ký»\."):
        parse_required_day("  ", "Ngày ký")
