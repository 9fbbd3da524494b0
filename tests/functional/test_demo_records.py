"""The records of the people of the demonstration keep every rule that a clerk is held to (issue 5, 6)."""

import datetime
import itertools
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.core import clock, things
from app.core.entry import entry_things
from app.core.fields import Kind
from app.core.partial_date import PartialDate
from app.core.services import service_of
from app.personnel.completeness import judge
from app.personnel.completeness_facts import facts_of
from app.personnel.models import Person
from app.personnel.summary import summary_of, summary_rows
from app.seeding.demo_named import named_records
from tests.support.cast import as_system

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

#: Average of entries in a record: the whole paper file, of heads of units more than of others.
AVERAGE = (40, 60)
OFFICIAL, CIVIL_SERVANT, TEACHER = "CT-CB-900001", "CT-CC-900001", "CT-VC-900001"


@pytest.fixture
def session(product):
    with as_system(product) as session:
        yield session


def rows_of(session, kind):
    return session.scalars(select(things.get(kind).model)).all()


def by_person(session, kind):
    found = defaultdict(list)
    for row in sorted(rows_of(session, kind), key=lambda row: row.id):
        found[row.person_id].append(row)
    return found


def named(session, number):
    return session.scalars(select(Person).where(Person.staff_number == number)).one()


def code(session, key, row_id):
    return row_id and session.get(things.get(key).model, row_id).code


def test_every_entry_keeps_every_rule(session):
    people = {person.id: person for person in session.scalars(select(Person))}
    checked, faults = Counter(), []
    for thing in entry_things():
        service = service_of(thing)
        for row in rows_of(session, thing.key):
            found = service.faults(session, people[row.person_id], row, {})
            faults += [(thing.key, row.id, found)] if found else []
            checked[thing.key] += 1
    print(f"{sum(checked.values())} entries of {len(people)} people, by kind: {dict(checked)}")
    assert faults == []
    assert set(checked) == {thing.key for thing in entry_things()}, "no kind is left out"
    assert AVERAGE[0] <= sum(checked.values()) / len(people) <= AVERAGE[1]


def test_what_stands_in_the_general_part_is_what_the_entries_say(session):
    people = session.scalars(select(Person)).all()
    rows = summary_rows(session, [person.id for person in people])
    compared, differing = 0, []
    for person in people:
        for column, value in summary_of(rows[person.id], clock.today()).items():
            compared += 1
            if getattr(person, column) != value:
                differing.append((person.id, column, getattr(person, column), value))
    print(f"{compared} columns of {len(people)} people compared")
    assert differing == [] and len(people) == 400 and compared > 4_000


def test_every_value_is_one_that_a_form_would_take(session):
    for thing in entry_things():
        for row in rows_of(session, thing.key):
            for name, field in thing.fields.items():
                value = getattr(row, field.column_name)
                assert value is not None or not field.required, (thing.key, name)
                if value is None:
                    continue
                if field.kind is Kind.TEXT:
                    assert 0 < len(value) <= field.max_length, (thing.key, name, value)
                if field.kind is Kind.CHOICE:
                    assert value in field.choices, (thing.key, name, value)
                if field.kind in (Kind.INTEGER, Kind.DECIMAL):
                    assert field.minimum is None or value >= field.minimum, (thing.key, name, value)
                    assert field.maximum is None or value <= field.maximum, (thing.key, name, value)


def test_entries_are_verified_with_their_record(session):
    states = {person.id: person.record_state for person in session.scalars(select(Person))}
    for thing in entry_things():
        for row in rows_of(session, thing.key):
            wanted = "verified" if states[row.person_id] == "verified" else "draft"
            assert row.entry_state == wanted and row.is_void is False
            assert (row.verified_at is not None) == (wanted == "verified")


def test_every_entry_has_its_line_of_history(session):
    query = select(History.row_id).where(History.thing == "salary_history", History.act == "add")
    rows = rows_of(session, "salary_history")
    assert sorted(session.scalars(query)) == sorted(row.id for row in rows)
    line = session.scalars(select(History).where(History.thing == "salary_history").limit(1)).one()
    row = session.get(things.get("salary_history").model, line.row_id)
    assert line.person_id == row.person_id and line.title == str(row.grade)
    assert Decimal(line.changes["coefficient"][1]) == row.coefficient


def test_a_verified_record_lacks_nothing_that_its_person_can_have(session):
    """Whoever holds no post has none; part-time workers of a commune (KCT) are paid without a grade."""
    lacking, seen = Counter(), 0
    for person in session.scalars(select(Person).where(Person.record_state == "verified")):
        seen += 1
        kind = code(session, "personnel_kind", person.personnel_kind_id)
        excused = {"position"} | ({"grade", "has_salary_history"} if kind == "KCT" else set())
        if person.recruited_on.year == clock.today().year:
            excused.add("has_assessment")
        if person.staff_number in (OFFICIAL, CIVIL_SERVANT, TEACHER):
            excused.add("pay_without_decision")  # written as old paper files are
        faults = judge(facts_of(session, person)).faults
        lacking.update(check.key for check in faults if check.key not in excused)
    assert seen > 350 and lacking == {}


# Lives -------------------------------------------------------------------------------------------------


def test_education_comes_before_work_and_degrees_climb(session):
    people = {person.id: person for person in session.scalars(select(Person))}
    seen = 0
    for person_id, rows in by_person(session, "training").items():
        degrees = [row for row in rows if row.training_kind == "professional"]
        if not degrees:
            continue
        seen += 1
        assert degrees[0].to_on.isoformat()[:4] <= people[person_id].recruited_on.isoformat()[:4]
        ranks = [row.education_level.rank for row in degrees]
        assert ranks == sorted(ranks, reverse=True)
    assert seen > 300


def test_raises_follow_the_months_of_their_group(session):
    """36 or 24 months for a step, 12 for each percent over the scale (TT 08/2013), unless put off."""
    seen, leavings = Counter(), by_person(session, "leaving")
    for person_id, rows in by_person(session, "salary_history").items():
        for one, other in itertools.pairwise(rows):
            assert one.to_on.to_date() == other.from_on.to_date() - datetime.timedelta(days=1)
            form = code(session, "raise_form", other.raise_form_id)
            began = code(session, "raise_form", one.raise_form_id)
            if form == "TX" and began == "TX":
                first, then = one.from_on, other.from_on
                months = months_between(first, then) - unpaid_months(leavings[person_id], first, then)
                assert other.pay_step == one.pay_step + 1
                assert months in (24, 36), (one.person_id, first, then)
            if form == began == "VK":
                assert other.over_scale_percent == one.over_scale_percent + 1
                assert other.from_on.year == one.from_on.year + 1
            seen[form] += 1
    assert {"TX", "VK", "NN", "CX", "KD"} <= set(seen) and seen["TX"] > 200


def months_between(first, then):
    return (then.year - first.year) * 12 + then.month - first.month


def unpaid_months(leavings, first, then):
    """Months of leave without pay that begin between two days: they do not count for a raise."""
    unpaid = [row for row in leavings if row.leaving_kind == "leave" and first <= row.from_on < then]
    return sum(months_between(row.from_on, row.to_on) + 1 for row in unpaid)


def test_families_are_of_plausible_ages(session):
    people = {person.id: person for person in session.scalars(select(Person))}
    relations = {row.id: row.code for row in rows_of(session, "family_relation")}
    for row in rows_of(session, "family_member"):
        born, own = row.born_on.year, people[row.person_id].birth_on.year
        relation = relations[row.family_relation_id]
        if relation in ("CHA", "ME"):
            assert 17 <= own - born <= 50
        if relation == "CON":
            assert 18 <= born - own <= 46
        if relation in ("VO", "CHONG"):
            assert abs(born - own) <= 10


def test_the_present_card_is_that_of_the_record(session):
    papers = by_person(session, "identity_paper")
    for person in session.scalars(select(Person)):
        (paper,) = [row for row in papers[person.id] if row.paper_number == person.identity_number]
        assert (paper.issued_on, paper.to_on) == (person.identity_issued_on, None)


def test_who_left_has_an_end_and_who_is_about_to_retire_a_day(session):
    closed = {row.id for row in rows_of(session, "employment_status") if row.is_closed}
    codes = {row.id: row.code for row in rows_of(session, "employment_status")}
    leavings, stages = by_person(session, "leaving"), by_person(session, "work_history")
    for person in session.scalars(select(Person)):
        if codes[person.employment_status_id] == "CHO_NGHI_HUU":
            (leaving,) = leavings[person.id]
            assert leaving.leaving_kind == "retirement" and leaving.from_on.to_date() >= clock.today()
        if person.employment_status_id in closed:
            assert all(row.to_on for row in stages[person.id])


# The named three -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [OFFICIAL, CIVIL_SERVANT, TEACHER])
def test_a_named_record_has_an_entry_of_every_kind(session, number):
    person = named(session, number)
    for thing in entry_things():
        rows = session.scalars(select(thing.model).where(thing.model.person_id == person.id)).all()
        assert rows, thing.key
    total = sum(len(rows) for rows in dict(_entries(number)).values())
    assert total > 45


def _entries(number):
    return next(entries for person, entries in named_records() if person["staff_number"] == number)


def test_the_official_stands_as_written(session):
    person = named(session, OFFICIAL)
    assert (person.full_name, person.home_unit.name) == ("Lâm Quốc Khải", "Ủy ban nhân dân huyện Phong Điền")
    assert code(session, "position", person.position_id) == "CV025"
    assert (person.pay_step, person.coefficient, person.over_scale_percent) == (5, Decimal("5.76"), None)
    assert person.paid_from == datetime.date(2025, 8, 1) and person.position_allowance == Decimal("0.50")
    assert person.other_allowance == "Phụ cấp công vụ 25%"
    assert code(session, "education_level", person.education_level_id) == "THS"
    assert code(session, "education_level", person.political_theory_id) == "LLCC"
    assert (person.foreign_language, person.informatics) == (
        "Tiếng Anh, trình độ B",
        "Chứng chỉ ứng dụng CNTT cơ bản",
    )
    assert (person.party_joined_on, person.party_official_on) == (
        PartialDate(1998, 5, 19),
        PartialDate(1999, 5, 19),
    )
    assert (person.enlisted_on, person.discharged_on) == (PartialDate(1990, 8), PartialDate(1992, 8))
    assert (code(session, "award_form", person.highest_award_id), person.highest_award_year) == ("KT32", 2020)


def test_the_civil_servant_is_paid_over_the_scale(session):
    person = named(session, CIVIL_SERVANT)
    assert code(session, "grade", person.grade_id) == "01.002"
    assert (person.pay_step, person.coefficient, person.over_scale_percent) == (8, Decimal("6.78"), 8)
    assert person.paid_from == datetime.date(2026, 4, 1)
    assert (
        code(session, "discipline_form", person.highest_discipline_id),
        person.highest_discipline_year,
    ) == (
        "CC_KT",
        2014,
    )
    assert person.foreign_language == "Tiếng Anh, bậc 3 (B1)"
    assert code(session, "education_level", person.state_management_id) == "QLCVC"


def test_the_teacher_was_put_off_by_three_months(session):
    person = named(session, TEACHER)
    assert code(session, "grade", person.grade_id) == "V.07.05.15"
    assert (person.pay_step, person.coefficient) == (8, Decimal("4.65"))
    rows = by_person(session, "salary_history")[person.id]
    (delayed,) = [row for row in rows if code(session, "raise_form", row.raise_form_id) == "KD"]
    assert delayed.from_on == PartialDate(2019, 1, 15)
    assert person.other_allowance == ("Phụ cấp thâm niên nhà giáo 23%; Phụ cấp ưu đãi theo nghề 30%")
    assert person.foreign_language == "Tiếng Anh, bậc 2 (A2); Tiếng Khmer, Chứng chỉ tiếng Khmer"
