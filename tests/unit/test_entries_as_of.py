"""How an entry stands to a day, by its own dates."""

import datetime
from types import SimpleNamespace

import pytest

from app import model_registry

model_registry.load()

from app.core import clock, things  # noqa: E402  declarations first
from app.core.entry import entry_thing  # noqa: E402
from app.core.partial_date import PartialDate  # noqa: E402
from app.personnel.entries_as_of import Standing, standing, standing_on  # noqa: E402
from app.personnel.summary import FIELDS_SAID_BY, SUMMARY_FIELDS, summary_of  # noqa: E402

DAY = datetime.date(2015, 6, 1)


def row(from_on=None, to_on=None, **values):
    first, last = (PartialDate.parse(text) if text else None for text in (from_on, to_on))
    return SimpleNamespace(from_on=first, to_on=last, is_void=False, **values)


@pytest.mark.parametrize(
    ("from_on", "to_on", "expected"),
    [
        ("1/6/2015", None, Standing.IN_FORCE),
        ("2/6/2015", None, None),
        ("6/2015", None, Standing.IN_FORCE),  # a month has begun on its first day
        ("7/2015", None, None),
        ("2015", None, Standing.IN_FORCE),
        ("2016", None, None),
        ("2010", "1/6/2015", Standing.IN_FORCE),  # the last day is a day of it
        ("2010", "31/5/2015", Standing.ENDED),
        ("2010", "6/2015", Standing.IN_FORCE),  # an end known to the month lasts through it
        ("2010", "5/2015", Standing.ENDED),
        (None, "2014", Standing.ENDED),
        (None, None, Standing.UNDATED),
    ],
)
def test_a_period_stands_to_a_day_by_what_is_known_of_it(from_on, to_on, expected):
    assert standing(entry_thing("work_history"), row(from_on, to_on), DAY) is expected


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("award", {"from_on": "2014"}, Standing.THERE),
        ("award", {"from_on": "2016"}, None),
        # Nghị định 90/2020/NĐ-CP, Điều 20.1: a year is assessed in its December
        ("assessment", {"year": 2014}, Standing.THERE),
        ("assessment", {"year": 2015}, None),
        ("assessment", {"from_on": "2015", "year": 2015}, None),
        ("assessment", {"from_on": "5/2015", "year": 2015}, Standing.THERE),  # a school year ends in May
        ("identity_paper", {"issued_on": datetime.date(2015, 6, 1)}, Standing.THERE),
        ("identity_paper", {"issued_on": datetime.date(2015, 6, 2)}, None),
        ("identity_paper", {"issued_on": None}, Standing.UNDATED),
        ("family_member", {"born_on": PartialDate(1955)}, Standing.THERE),
        ("family_member", {"born_on": PartialDate(2018, 2)}, None),
    ],
)
def test_what_has_no_period_is_there_from_the_day_that_tells(kind, values, expected):
    assert standing(entry_thing(kind), row(values.pop("from_on", None), **values), DAY) is expected


def test_of_lines_of_pay_the_newest_alone_is_in_force_and_voided_ones_are_left_out():
    first, second, later = (row(day, id=number) for number, day in enumerate(("2010", "2013", "2016")))
    voided = row("2014", id=9)
    voided.is_void = True
    found = standing_on(entry_thing("salary_history"), [first, second, voided, later], DAY)
    assert found == [(second, Standing.IN_FORCE), (first, Standing.ENDED)]


def test_a_day_in_vietnam_ends_at_seventeen_hours_of_greenwich():
    assert clock.end_of_day(datetime.date(2024, 3, 5)) == datetime.datetime(2024, 3, 5, 16, 59, 59, 999999)


def test_what_entries_of_a_group_say_belongs_to_the_group_but_for_the_title_of_the_grade():
    assert things.get("person").fields.keys() >= SUMMARY_FIELDS
    assert sum(map(len, FIELDS_SAID_BY.values())) == len(SUMMARY_FIELDS)
    fields = things.get("person").fields
    said = {
        name: (things.get(kind).sensitive, fields[name].sensitive)
        for kind, names in FIELDS_SAID_BY.items()
        for name in names
    }
    assert said.pop("grade") == ("pay", "")
    assert [name for name, (of_entries, own) in said.items() if of_entries != own] == []
    assert {"pay", "discipline", "health", ""} == {own for _of_entries, own in said.values()}


def test_nothing_is_said_before_it_began():
    step = row("3/2/2010", party_step="joined", id=1)
    service = row("2003", "2005", military_rank=None, id=1)
    punished = row("2012", discipline_form=SimpleNamespace(sort_order=1), discipline_form_id=4, id=1)
    rows = {"party_step": [step], "military_service": [service], "discipline": [punished]}
    before = summary_of(rows, datetime.date(2004, 7, 1))
    assert "party_joined_on" not in before and "highest_discipline_id" not in before
    assert (before["enlisted_on"], before["discharged_on"]) == (PartialDate(2003), None)
    after = summary_of(rows, datetime.date(2015, 1, 1))
    assert after["discharged_on"] == PartialDate(2005) and after["highest_discipline_year"] == 2012
