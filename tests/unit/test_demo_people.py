"""The people of the demonstration are invented, repeatable, and hold to the rules of pay and papers."""

import csv
import datetime
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from app.core.partial_date import PartialDate
from app.personnel.demo import DemoUnit, people
from app.personnel.demo_papers import ending
from app.personnel.demo_pay import Grade, PayTables, Scale
from app.personnel.demo_raises import Delay, Leg, raises

SEED = Path(__file__).parents[2] / "seed"
TODAY = datetime.date(2026, 11, 2)
DAYS = (TODAY, datetime.date(2016, 3, 1))
CATALOG_OF = {
    "ethnic_group": "ethnic_group", "religion": "religion", "social_origin": "social_origin",
    "marital_status": "marital_status", "personnel_kind": "personnel_kind", "position": "position",
    "recruitment_form": "recruitment_form", "recruitment_source": "recruitment_source",
    "party_position": "party_position", "union_position": "union_position", "profession": "profession",
    "grade": "grade", "education_level": "education_level", "political_theory": "education_level",
    "state_management": "education_level", "training_major": "training_major", "strength": "strength",
    "military_rank": "military_rank", "highest_award": "award_form", "highest_discipline": "discipline_form",
    "health_status": "health_status", "blood_group": "blood_group", "disability": "disability",
    "invalid_class": "invalid_class", "honorary_title": "honorary_title",
    "policy_beneficiary": "policy_beneficiary",
    "employment_status": "employment_status",
}  # fmt: skip
HEADS = {
    "UBND.city": {"CV003"}, "UBND.district": {"CV024"}, "UBND.commune": {"CV031"}, "SO": {"CV006"},
    "PHONG": {"CV013"}, "PHONG_HUYEN": {"CV026"}, "CHI_CUC": {"CV019"}, "TO_CHUC_TT": {"CV012"},
    "HOI_DAC_THU": {"CV013"}, "DVSN": {"CV075"}, "DVSN_YTE": {"CV068", "CV069", "CV075"},
    "TRUONG_MN": {"CV062"}, "TRUONG_TH": {"CV056"}, "TRUONG_THCS": {"CV050"}, "TRUONG_THPT": {"CV044"},
}  # fmt: skip
UNIT_COLUMNS = ("code", "name", "unit_type", "level", "sector_block", "parent_code")
OFFICES = {"SO", "PHONG", "PHONG_HUYEN", "CHI_CUC", "TO_CHUC_TT", "HOI_DAC_THU"}


def rows(path):
    with open(SEED / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def catalog(key):
    return rows(f"catalogs/{key}.csv")


CATALOGS = {key: catalog(key) for key in ("commune", "grade", "pay_step", "position", "province")}
UNITS = [
    DemoUnit(*(row[name] for name in UNIT_COLUMNS), is_group=row["is_group"] == "1")
    for row in rows("organisation/units.csv")
]
UNIT = {unit.code: unit for unit in UNITS}


def made(count, seed=1, today=TODAY):
    return list(people(count, seed=seed, units=UNITS, catalogs=CATALOGS, today=today))


@pytest.fixture(scope="module", params=DAYS, ids=str)
def today(request):
    return request.param


@pytest.fixture(scope="module")
def crowd(today):
    return made(4_000, today=today)


def test_the_same_seed_makes_the_same_people():
    assert made(600) == made(600)


def test_another_seed_makes_other_people():
    assert not {p["full_name"] + str(p["birth_on"]) for p in made(200)} >= {
        p["full_name"] + str(p["birth_on"]) for p in made(200, seed=2)
    }


@pytest.mark.parametrize("count", [0, 1, 30, 1_000, 1_777])
def test_as_many_people_are_made_as_asked_for(count):
    assert len(made(count)) == count


def test_more_than_a_million_are_refused():
    with pytest.raises(ValueError, match="1000000"):
        people(1_000_001, seed=1, units=UNITS, catalogs=CATALOGS, today=TODAY)


def test_every_unit_but_the_group_nodes_holds_people(crowd):
    assert {p["home_unit"] for p in crowd} == {unit.code for unit in UNITS if not unit.is_group}


def test_the_units_shown_to_visitors_have_enough_people():
    held = Counter(p["home_unit"] for p in made(1_000))
    assert held["NK.31144"] >= 12
    assert sum(n for code, n in held.items() if code == "SYT" or UNIT[code].parent_code == "SYT") >= 60
    assert all(held[unit.code] >= 8 for unit in UNITS if unit.parent_code == "NK.GDDT")


def test_each_unit_has_one_head_with_an_allowance(crowd):
    heads = Counter()
    for person in crowd:
        if person["position"] in HEADS[UNIT[person["home_unit"]].sort]:
            heads[person["home_unit"]] += 1
            assert person["position_allowance"] > 0
    assert heads == {unit.code: 1 for unit in UNITS if not unit.is_group}


def test_a_position_is_held_by_the_kind_it_is_for_and_pays_what_the_catalog_says(crowd):
    positions = {row["code"]: row for row in CATALOGS["position"]}
    for person in filter(lambda p: p["position"], crowd):
        row = positions[person["position"]]
        assert row["applies_to"] == person["personnel_kind"]
        if row["position_allowance"] and row["code"] != "CV065":  # 0,25 in upper secondary schools
            assert person["position_allowance"] == Decimal(row["position_allowance"])


def test_kinds_of_people_fit_their_unit(crowd):
    for person in crowd:
        unit, kind = UNIT[person["home_unit"]], person["personnel_kind"]
        if unit.level == "commune":
            assert kind in {"CBX", "CCX", "KCT"}
        elif unit.unit_type == "UBND":
            assert kind in {"CB", "CC", "HD68"}
        else:
            assert kind in {"CC" if unit.unit_type in OFFICES else "VC", "HD68"}


def test_an_identity_number_agrees_with_sex_and_year_of_birth(crowd):
    prefixes = {row["identity_prefix"] for row in CATALOGS["province"]}
    cards = [p for p in crowd if len(p["identity_number"]) == 12]
    for person in cards:
        number, year = person["identity_number"], person["birth_on"].year
        digit = {("male", 19): "0", ("female", 19): "1", ("male", 20): "2", ("female", 20): "3"}
        assert number[:3] in prefixes
        assert number[3] == digit[person["sex"], year // 100]
        assert number[4:6] == f"{year % 100:02}"
    others = [p["identity_number"] for p in crowd if len(p["identity_number"]) != 12]
    assert cards and others
    assert all(len(number) == 9 and number.startswith("36") for number in others)


@pytest.mark.parametrize(
    "field", ["identity_number", "social_insurance_number", "phone", "email", "staff_number"]
)
def test_numbers_are_given_once(crowd, field):
    given = [p[field] for p in crowd if p[field]]
    assert given and len(set(given)) == len(given)


def test_endings_of_numbers_stay_apart_up_to_a_million():
    assert len({ending(place, 77, 6) for place in range(1_000_000)}) == 1_000_000


def test_only_verified_records_bear_a_staff_number(crowd):
    assert {p["record_state"] for p in crowd} == {"verified", "waiting", "draft", "doubtful"}
    assert all((p["staff_number"] is not None) == (p["record_state"] == "verified") for p in crowd)
    verified = sum(p["record_state"] == "verified" for p in crowd)
    assert verified > 0.9 * len(crowd)


def test_a_coefficient_is_that_of_its_group_and_step(crowd, today):
    table = {}
    for row in CATALOGS["pay_step"]:
        table.setdefault((row["pay_table"], row["grade_group"]), {})[int(row["step"])] = row["coefficient"]
    grades = {row["code"]: row for row in CATALOGS["grade"]}
    assert any(p.get("over_scale_percent") for p in crowd)
    for person in crowd:
        if person["personnel_kind"] == "KCT":
            assert not person.get("grade")
            continue
        row = grades[person["grade"]]
        later = row["later_group_from"] and row["later_group_from"] <= today.isoformat()
        group = row["later_grade_group"] if later and not row["later_group_condition"] else row["grade_group"]
        steps = table[row["pay_table"], group]
        assert person["coefficient"] == Decimal(steps[person["pay_step"]])
        if person["over_scale_percent"]:
            assert person["pay_step"] == max(steps) and person["over_scale_percent"] >= 5


def test_no_grade_is_held_out_of_its_time(crowd, today):
    grades = {row["code"]: row for row in CATALOGS["grade"]}
    closed = {row["code"] for row in catalog("employment_status") if row["is_closed"] == "1"}
    at_work = [p for p in crowd if p.get("grade") and p["employment_status"] not in closed]
    for row in (grades[p["grade"]] for p in at_work):
        assert (row["valid_from"] or "0") <= today.isoformat() <= (row["valid_to"] or "9")
        assert row["kind"] != "former_employee_grade"


def test_lives_run_in_order(crowd, today):
    for person in crowd:
        birth, recruited = person["birth_on"], person["recruited_on"]
        assert recruited.year - birth.year >= 18
        if birth.to_date() and recruited.to_date():
            assert (recruited.to_date() - birth.to_date()).days >= 18 * 365
        assert recruited.first_day() <= person["placed_on"] <= today
        assert person["status_on"] <= today
        assert person["identity_issued_on"] is None or person["identity_issued_on"] <= today
        if person.get("grade"):
            assert recruited.first_day() <= person["paid_from"] <= today
        if person.get("party_official_on"):
            assert person["party_joined_on"].year < person["party_official_on"].year


def test_people_at_work_are_of_age_to_work(crowd, today):
    closed = {row["code"] for row in catalog("employment_status") if row["is_closed"] == "1"}
    ages = [today.year - p["birth_on"].year for p in crowd if p["employment_status"] not in closed]
    assert min(ages) >= 22 and max(ages) <= 61
    assert {"DANG_LAM", "TAP_SU", "THAI_SAN", "HOP_DONG", "NGHI_HUU"} <= {
        p["employment_status"] for p in crowd
    }


def test_every_code_stands_in_its_catalog(crowd):
    codes = {key: {row["code"] for row in catalog(key)} for key in set(CATALOG_OF.values())}
    used = {(field, person.get(field)) for person in crowd for field in CATALOG_OF}
    assert not [(field, code) for field, code in used if code and code not in codes[CATALOG_OF[field]]]


def test_a_form_of_recruitment_is_one_for_the_kind(crowd):
    flag = {"CB": "official", "CBX": "official", "CC": "civil_servant", "CCX": "civil_servant",
            "VC": "public_employee", "HD68": "contract_worker", "KCT": "contract_worker"}  # fmt: skip
    forms = {row["code"]: row for row in catalog("recruitment_form")}
    for person in crowd:
        form = person["recruitment_form"]
        assert form == "TD15" or forms[form][f"is_for_{flag[person['personnel_kind']]}"] == "1"


def test_some_dates_are_known_only_in_part(crowd):
    shapes = Counter(len(p["birth_on"].isoformat()) for p in crowd)
    assert shapes[10] > 20 * shapes[4] > 0 and shapes[7] > 0
    assert all(isinstance(p["recruited_on"], PartialDate) for p in crowd)


def test_nobody_can_be_written_or_called_by_mistake(crowd):
    assert all(p["email"].endswith("@cantho.example") for p in crowd if p["email"])
    assert all(p["phone"].startswith("095") for p in crowd if p["phone"])


def scale(group, months, *coefficients):
    return Scale(group, tuple(map(Decimal, coefficients)), months)


A1 = Grade("01.003", scale("A1", 36, "2.34", "2.67", "3.00", "3.33", "3.66", "3.99", "4.32", "4.65", "4.98"))
A2 = Grade("01.002", scale("A2.1", 36, "4.40", "4.74", "5.08", "5.42", "5.76", "6.10", "6.44", "6.78"))
B = Grade("01.004", scale("B", 24, "1.86", "2.06"))


def days(lines):
    return [(line.paid_from.isoformat(), line.step, str(line.coefficient), line.over_scale) for line in lines]


def test_a_step_is_gained_every_three_years():
    lines = raises([Leg(A1, datetime.date(2010, 1, 1))], TODAY)
    assert days(lines) == [
        ("2010-01-01", 1, "2.34", 0),
        ("2013-01-01", 2, "2.67", 0),
        ("2016-01-01", 3, "3.00", 0),
        ("2019-01-01", 4, "3.33", 0),
        ("2022-01-01", 5, "3.66", 0),
        ("2025-01-01", 6, "3.99", 0),
    ]
    assert [line.form for line in lines] == ["XLD", *["TX"] * 5]


def test_a_higher_grade_begins_at_the_next_higher_coefficient():
    lines = raises([Leg(A1, datetime.date(2010, 1, 1)), Leg(A2, datetime.date(2022, 1, 1))], TODAY)
    assert days(lines)[-2:] == [("2022-01-01", 1, "4.40", 0), ("2025-01-01", 2, "4.74", 0)]
    assert lines[-2].form == "NN"


def test_over_scale_begins_with_five_percent_and_grows_by_one_a_year():
    legs = [Leg(B, datetime.date(2019, 3, 1))]  # step 2 on 01/03/2021
    assert raises(legs, datetime.date(2023, 2, 28))[-1].over_scale == 0
    assert raises(legs, datetime.date(2023, 3, 1))[-1].over_scale == 5
    assert days(raises(legs, datetime.date(2025, 6, 1)))[-1] == ("2025-03-01", 2, "2.06", 7)


def test_a_discipline_puts_the_next_raise_off_and_no_other():
    """TT 08/2013/TT-BNV, Điều 2 khoản 3: six months for a reprimand before 15/08/2021."""
    lines = raises([Leg(A1, datetime.date(2010, 1, 1))], TODAY, [Delay(datetime.date(2014, 5, 6), 6)])
    assert [line.paid_from.isoformat() for line in lines[1:4]] == ["2013-01-01", "2016-07-01", "2019-07-01"]
    assert [line.form for line in lines[1:4]] == ["TX", "KD", "TX"]


def test_what_came_before_the_tables_of_2004_is_one_line():
    lines = raises([Leg(A1, datetime.date(1998, 3, 1))], datetime.date(2008, 1, 1))
    assert days(lines) == [("2004-10-01", 3, "3.00", 0), ("2007-03-01", 4, "3.33", 0)]
    assert lines[0].form == "CX"


def test_a_grade_changes_its_code_and_its_group_with_the_law():
    tables = PayTables(CATALOGS, TODAY)
    ((teacher,), _weight), *_others = tables.tracks([(1, ("V.07.03.29|V.07.03.07|15a.203",))])
    assert [
        (day.isoformat(), form.code) for day, form in tables.changes(teacher, datetime.date(2010, 9, 1))
    ] == [
        ("2010-09-01", "15a.203"),
        ("2015-11-03", "V.07.03.07"),
        ("2021-03-20", "V.07.03.29"),
    ]
    ((official,), _weight), *_others = tables.tracks([(1, ("01.004",))])
    changes = tables.changes(official, datetime.date(2012, 1, 1))
    assert [(day.isoformat(), form.scale.group) for day, form in changes] == [
        ("2012-01-01", "B"),
        ("2021-08-01", "A0"),
    ]


def test_the_official_of_today_is_paid_by_the_later_group():
    for day, group in (("2021-07-31", "B"), ("2021-08-01", "A0")):
        tables = PayTables(CATALOGS, datetime.date.fromisoformat(day))
        assert tables.tracks([(1, ("01.004",))])[0][0][0].scale.group == group
