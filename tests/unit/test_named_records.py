"""The three named records agree with the rules they are printed by (seed/demo/record_*.json)."""

import datetime
import itertools
from typing import Any

import pytest

import app.model_registry  # noqa: F401 - declares the kinds of entries
from app.core.partial_date import PartialDate
from app.seeding.demo_named import named_records

OFFICIAL, CIVIL_SERVANT, TEACHER = "CT-CB-900001", "CT-CC-900001", "CT-VC-900001"
NUMBERS = (OFFICIAL, CIVIL_SERVANT, TEACHER)


def entries(number: str, kind: str) -> list[dict[str, Any]]:
    (found,) = [told for person, told in named_records() if person["staff_number"] == number]
    return found[kind]


@pytest.mark.parametrize("number", NUMBERS)
def test_nobody_rises_in_the_twelve_months_of_a_discipline(number: str) -> None:
    """Khiển trách, cảnh cáo: no higher post and no planning for 12 months."""
    for discipline in entries(number, "discipline"):
        begun = discipline["from_on"].to_date()
        over = begun.replace(year=begun.year + 1)
        kinds = ("post", "appointment", "planning")
        began = [row["from_on"].first_day() for kind in kinds for row in entries(number, kind)]
        assert [day for day in began if begun <= day < over] == []


@pytest.mark.parametrize("number", NUMBERS)
def test_every_relative_abroad_stands_among_the_relatives(number: str) -> None:
    """2C, items 29 and 30 speak of the same brothers and sisters."""
    family = {(row["family_relation"], row["full_name"]) for row in entries(number, "family_member")}
    abroad = {(row["family_relation"], row["full_name"]) for row in entries(number, "foreign_relation")}
    assert abroad and abroad <= family


@pytest.mark.parametrize("number", NUMBERS)
def test_the_stages_of_work_leave_no_gap(number: str) -> None:
    """2C, item 28, tells of the time of studies too; the next stage begins by the month after."""
    for one, other in itertools.pairwise(entries(number, "work_history")):
        ended, begun = one["to_on"], other["from_on"]
        assert 0 <= (begun.year - ended.year) * 12 + begun.month - ended.month <= 1


@pytest.mark.parametrize("number", NUMBERS)
def test_what_was_verified_had_happened(number: str) -> None:
    (person,) = [person for person, _told in named_records() if person["staff_number"] == number]
    for kind in (
        *("salary_history", "allowance", "post", "appointment", "health_check", "award", "training"),
        *("assessment", "family_member", "identity_paper"),
    ):
        for row in entries(number, kind):
            assert not row.get("from_on") or row["from_on"].first_day() <= person["verified_at"].date()
            assert not row.get("decision_on") or row["decision_on"] <= person["verified_at"].date()


def test_the_teacher_waited_out_the_unpaid_leave_and_the_discipline() -> None:
    """2 months of 2013 do not count (TT 08/2013); khiển trách of a public employee puts off by 3 months."""
    raised = [(row["from_on"], row["pay_step"]) for row in entries(TEACHER, "salary_history")]
    assert raised == [
        (PartialDate(2004, 10, 1), 1),
        (PartialDate(2006, 8, 15), 2),
        (PartialDate(2009, 8, 15), 3),
        (PartialDate(2012, 8, 15), 4),
        (PartialDate(2015, 10, 15), 5),
        (PartialDate(2016, 3, 1), 5),
        (PartialDate(2019, 1, 15), 6),
        (PartialDate(2022, 1, 15), 7),
        (PartialDate(2025, 1, 15), 8),
    ]


def test_the_teachers_seniority_grows_by_one_percent_a_year() -> None:
    """NĐ 54/2011, NĐ 77/2021: from 15/08/2003 on, without the two unpaid months; paid since 01/05/2011."""
    rows = [row for row in entries(TEACHER, "allowance") if row["allowance_type"] == "PCTNNG"]
    percents = [int(row["percent"]) for row in rows]
    assert percents == list(range(7, 24))
    days = {int(row["percent"]): row["from_on"] for row in rows}
    assert days[8] == PartialDate(2011, 8, 15) and days[10] == PartialDate(2013, 8, 15)
    assert days[11] == PartialDate(2014, 10, 15) and days[21] == PartialDate(2024, 10, 15)
    assert days[23] == PartialDate(2026, 10, 15)
    for one, other in itertools.pairwise(rows):
        assert other["from_on"].to_date() - one["to_on"].to_date() == datetime.timedelta(days=1)


def test_the_civil_servant_gains_one_percent_over_the_scale_a_year() -> None:
    rows = [row for row in entries(CIVIL_SERVANT, "salary_history") if row.get("over_scale_percent")]
    assert [(row["from_on"].year, row["over_scale_percent"]) for row in rows] == [
        (2023, 5),
        (2024, 6),
        (2025, 7),
        (2026, 8),
    ]
    assert all((row["from_on"].month, row["from_on"].day) == (4, 1) for row in rows)


def test_the_civil_servant_with_five_years_left_was_appointed_again() -> None:
    """A woman of 09/1970 retires in 05/2028 (NĐ 135/2020); «kéo dài» is for less than two years."""
    last = entries(CIVIL_SERVANT, "appointment")[-1]
    assert (last["appointment_kind"], last["round"], last["term_years"]) == ("reappointment", 4, 5)
    assert (last["from_on"], last["to_on"]) == (PartialDate(2023, 4, 1), PartialDate(2028, 3, 31))


def test_the_official_served_from_eighteen_on_and_studied_before_work() -> None:
    (served,) = entries(OFFICIAL, "military_service")
    assert (served["from_on"], served["to_on"]) == (PartialDate(1990, 8), PartialDate(1992, 8))
    told = [(row["title"], str(row["from_on"])) for row in entries(OFFICIAL, "work_history")][:3]
    assert told == [
        ("Chiến sĩ", "08/1990"),
        ("Sinh viên ngành Luật", "09/1992"),
        ("Cán bộ Văn phòng", "01/03/1996"),
    ]
