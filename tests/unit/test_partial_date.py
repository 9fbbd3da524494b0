"""Dates as paper files know them: a year, a month or a day (2C; NĐ 135/2020 for a year alone)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleViolated
from app.core.partial_date import PartialDate, parse_day

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
PARTIAL = st.one_of(
    st.builds(PartialDate, st.integers(1900, 2100)),
    st.builds(PartialDate, st.integers(1900, 2100), st.integers(1, 12)),
    DAYS.map(PartialDate.from_date),
)


@pytest.mark.parametrize(
    ("typed", "year", "month", "day"),
    [
        ("15/3/1975", 1975, 3, 15),
        ("15/03/1975", 1975, 3, 15),
        ("15-3-1975", 1975, 3, 15),
        ("15.3.1975", 1975, 3, 15),
        (" 1/1/2000 ", 2000, 1, 1),
        ("29/2/1984", 1984, 2, 29),
        ("3/1975", 1975, 3, None),
        ("03/1975", 1975, 3, None),
        ("1975", 1975, None, None),
        ("1975-03-15", 1975, 3, 15),
        ("1975-03", 1975, 3, None),
    ],
)
def test_each_way_of_writing_a_date_is_read(typed, year, month, day):
    assert PartialDate.parse(typed) == PartialDate(year, month, day)


@pytest.mark.parametrize(
    "typed",
    [
        "", "75", "1/75", "29/2/1985", "31/4/1990", "32/1/1990", "0/1/1990", "1/13/1990", "13/1990", "0/1990",
        "1899", "2101", "1/1/0085", "hôm qua", "1/2/3/1990", "1975-3-15", "1975-13", "1990/1/1", "15 3 1975",
        "１９７５", "1" * 25, "-1975",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_the_ways_to_write_one(typed):
    with pytest.raises(RuleViolated, match=r"15/3/1975, 3/1975 hoặc 1975"):
        PartialDate.parse(typed)


@pytest.mark.parametrize(
    ("date", "shown", "iso"),
    [
        (PartialDate(1975, 3, 5), "05/03/1975", "1975-03-05"),
        (PartialDate(1975, 3), "03/1975", "1975-03"),
        (PartialDate(1975), "1975", "1975"),
    ],
)
def test_a_date_is_shown_the_vietnamese_way_and_kept_the_sorting_way(date, shown, iso):
    assert (str(date), date.isoformat()) == (shown, iso)


def test_dates_stand_in_the_order_of_time_a_year_before_its_months():
    in_order = ["1975", "1/1975", "1/1/1975", "31/1/1975", "2/1975", "12/1975", "1976"]
    assert [d for d in sorted(in_order[::-1], key=PartialDate.parse)] == in_order


def test_only_a_whole_date_is_a_calendar_day():
    assert PartialDate(1975, 3, 15).to_date() == datetime.date(1975, 3, 15)
    assert PartialDate(1975, 3).to_date() is None and PartialDate(1975).to_date() is None


def test_a_year_alone_counts_from_its_first_day():
    assert PartialDate(1975).first_day() == datetime.date(1975, 1, 1)
    assert PartialDate(1975, 3).first_day() == datetime.date(1975, 3, 1)
    assert PartialDate(1975, 3, 15).first_day() == datetime.date(1975, 3, 15)


def test_a_day_without_its_month_is_no_date():
    with pytest.raises(ValueError, match="no such date"):
        PartialDate(1975, None, 15)


@given(PARTIAL)
def test_what_is_shown_is_read_back(date):
    assert PartialDate.parse(str(date)) == date
    assert PartialDate.from_iso(date.isoformat()) == date


@given(PARTIAL, PARTIAL)
def test_the_kept_text_sorts_as_the_dates_do(one, other):
    assert (one < other) == (one.isoformat() < other.isoformat())
    assert one.first_day() <= other.first_day() or other < one


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_refusal(text):
    try:
        assert 1900 <= PartialDate.parse(text).year <= 2100
    except RuleViolated as refused:
        assert "Không đọc được ngày" in refused.message


@pytest.mark.parametrize("typed", ["3/1975", "1975", "31/2/1990", "", "x"])
def test_where_a_whole_day_is_needed_less_is_refused(typed):
    with pytest.raises(RuleViolated, match="Ghi đủ ngày, tháng, năm"):
        parse_day(typed)


def test_a_whole_day_is_read():
    assert parse_day("1/7/2025") == parse_day("2025-07-01") == datetime.date(2025, 7, 1)
