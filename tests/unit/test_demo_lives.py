"""The lives of the demonstration hang together: careers climb, families share names, nothing is left out.

The rules are those an examiner of personnel files would hold a record to, written by hand.
"""

import csv
import datetime
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from app.personnel.demo import DemoUnit, records
from app.personnel.histories.case import name_then

SEED = Path(__file__).parents[2] / "seed"
TODAY = datetime.date(2026, 11, 2)
TABLES_OF_2004 = datetime.date(2004, 10, 1)
DISTRICTS_SINCE = datetime.date(2004, 1, 1)
UNIT_COLUMNS = ("code", "name", "unit_type", "level", "sector_block", "parent_code")
#: Posts by level: the age below which nobody holds one, and the years of service.
AGES = [
    ({"CV003", "CV004"}, 45, 15),  # leaders of the city
    ({"CV006", "CV024"}, 40, 12),  # directors of departments, chairmen of districts
    ({"CV007", "CV025"}, 38, 10),  # their deputies
    ({"CV013", "CV026"}, 32, 7),  # heads of divisions
    ({"CV014", "CV027"}, 28, 5),  # their deputies
    ({f"CV0{n}" for n in range(28, 39)}, 26, 3),  # elected people of communes
    ({"CV044", "CV050", "CV056", "CV062"}, 33, 8),  # heads of schools
    ({"CV047", "CV053", "CV059", "CV064"}, 29, 6),  # their deputies
    ({"CV065", "CV066"}, 26, 2),  # heads of groups of teachers, their deputies
    ({"CV067", "CV068", "CV069"}, 40, 12),  # directors of hospitals
    (
        {"CV070", "CV071", "CV072", "CV073", "CV074", "CV075", "CV076", "CV012", "CV019", "CV020", "CV021"},
        30,
        6,
    ),
]
DIRECTORS = {"CV003", "CV004", "CV006", "CV007", "CV024", "CV025"}
SECOND_GRADES = {"01.001", "01.002", "04.023", "04.024"}
CIVIL = {"CB", "CBX", "CC", "CCX"}


def rows(path):
    with open(SEED / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made(count):
    units = [
        DemoUnit(*(row[name] for name in UNIT_COLUMNS), is_group=row["is_group"] == "1")
        for row in rows("organisation/units.csv")
    ]
    keys = ("commune", "grade", "pay_step", "position", "province")
    catalogs = {key: rows(f"catalogs/{key}.csv") for key in keys}
    return list(records(count, seed=3473, units=units, catalogs=catalogs, today=TODAY))


@pytest.fixture(scope="module")
def crowd():
    return made(2_000)


def last_day(partial):
    """The latest day a partial date can mean."""
    if partial.day:
        return partial.to_date()
    following = datetime.date(partial.year + (partial.month or 12) // 12, (partial.month or 12) % 12 + 1, 1)
    return following - datetime.timedelta(days=1)


def years_from(first, last):
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def surname(name):
    return name.split()[0]


def relatives(entries):
    return {row["family_relation"]: row for row in entries["family_member"]}


def test_the_same_seed_gives_the_same_records():
    assert made(150) == made(150)


# Careers --------------------------------------------------------------------------------------------------


def test_nobody_holds_a_post_before_the_age_and_the_service_it_takes(crowd):
    """A partial date of birth or recruitment is taken for the latest day it can mean: then one year less."""
    checked = Counter()
    for person, entries in crowd:
        for row in entries.get("post", ()):
            (age, service) = next((age, years) for codes, age, years in AGES if row["position"] in codes)
            began = row["from_on"].to_date()
            for known, asked in ((person["birth_on"], age), (person["recruited_on"], service)):
                least = asked - (known.day is None)
                assert years_from(last_day(known), began) >= least, (person["full_name"], row)
            checked[row["position"]] += 1
    assert checked.total() > 1_200 and {"CV006", "CV007", "CV014", "CV026", "CV031", "CV044"} <= set(checked)


def test_leaders_began_as_experts_and_held_a_lower_post_first(crowd):
    for _person, entries in crowd:
        posts = entries.get("post", ())
        if posts:
            career = [row for row in entries["work_history"] if row.get("unit_name")]
            first = min(career, key=lambda row: row["from_on"].isoformat())
            assert first.get("position") is None and first["title"]
        held = [row["position"] for row in posts]
        if held and held[-1] in DIRECTORS | {"CV013", "CV026", "CV031", "CV044", "CV050"}:
            assert len(held) >= 2, held
            assert len(set(held)) == len(held)


def test_posts_follow_one_another_and_agree_with_the_work(crowd):
    for person, entries in crowd:
        posts = entries.get("post", ())
        for one, other in pairwise(posts):
            assert one["to_on"] == other["from_on"]
        told = [row["position"] for row in entries["work_history"] if row.get("position")]
        assert told == [row["position"] for row in posts]
        assert (told[-1] if told else None) == person["position"]


def test_directors_and_their_deputies_hold_the_second_grade_when_they_come(crowd):
    seen = 0
    for person, entries in crowd:
        if person["position"] in DIRECTORS:
            seen += 1
            began = entries["post"][-1]["from_on"].to_date()
            paid = [row for row in entries["salary_history"] if row["from_on"].to_date() <= began]
            assert person["grade"] in SECOND_GRADES and paid[-1]["grade"] in SECOND_GRADES
            if "party_joined_on" in person and person["record_state"] != "draft":
                assert person["political_theory"] == "LLCC"
    assert seen > 40


def test_work_is_told_without_a_gap_of_more_than_a_year(crowd):
    for person, entries in crowd:
        work = entries["work_history"]
        assert work and any(row["from_on"] == person["recruited_on"] for row in work)
        for one, other in pairwise(work):
            pause = other["from_on"].first_day() - last_day(one["to_on"])
            assert pause.days <= 366, (person["full_name"], one, other)


def test_nobody_studies_for_the_first_degree_while_in_the_army(crowd):
    soldiers = [(person, entries) for person, entries in crowd if person.get("enlisted_on")]
    assert len(soldiers) > 50
    for person, entries in soldiers:
        degrees = [row for row in entries["training"] if row["training_kind"] == "professional"]
        assert degrees[0]["to_on"].year <= person["enlisted_on"].year


# Nothing is left out ------------------------------------------------------------------------------------


def test_pay_is_told_from_recruitment_or_from_the_tables_of_2004_to_today(crowd):
    for person, entries in crowd:
        if person["personnel_kind"] == "KCT":
            continue
        pay = entries["salary_history"]
        began, recruited = pay[0]["from_on"].to_date(), person["recruited_on"]
        assert began <= max(last_day(recruited), TABLES_OF_2004), (person["full_name"], began)
        assert began >= TABLES_OF_2004
        for one, other in pairwise(pay):
            assert one["to_on"].to_date() + datetime.timedelta(days=1) == other["from_on"].to_date()
        assert all(row["decision_number"] and row["decision_authority"] for row in pay)


def test_everybody_has_parents_an_examination_a_card_and_a_contract(crowd):
    for _person, entries in crowd:
        assert {"CHA", "ME"} <= set(relatives(entries))
        assert entries["health_check"] and entries["identity_paper"] and entries["contract"]


def test_every_level_of_education_has_its_training(crowd):
    for person, entries in crowd:
        if person["education_level"]:
            degrees = [row for row in entries["training"] if row["training_kind"] == "professional"]
            assert person["education_level"] in {row["education_level"] for row in degrees}


def test_the_last_five_years_were_assessed(crowd):
    closed = {"NGHI_HUU", "THOI_VIEC", "TU_TRAN", "CHUYEN_DI"}
    for person, entries in crowd:
        first = max(person["recruited_on"].year + 1, TODAY.year - 5)
        if person["employment_status"] not in closed and first < TODAY.year:
            years = {row["year"] for row in entries["assessment"]}
            assert set(range(first, TODAY.year)) <= years


# Families -----------------------------------------------------------------------------------------------


def test_children_and_their_brothers_and_sisters_bear_the_surname_of_the_father(crowd):
    checked = Counter()
    for person, entries in crowd:
        own, close = surname(person["full_name"]), relatives(entries)
        assert surname(close["CHA"]["full_name"]) == own
        husband = close.get("CHONG")
        father = own if person["sex"] == "male" else surname(husband["full_name"]) if husband else None
        children = {surname(row["full_name"]) for row in entries["family_member"]
                    if row["family_relation"] == "CON"}  # fmt: skip
        assert len(children) <= 1 and children <= {father or next(iter(children), None)}
        siblings = [row for row in entries["family_member"] if row["family_relation"] in ("ANH", "CHI", "EM")]
        assert all(surname(row["full_name"]) == own for row in siblings)
        checked["siblings"] += len(siblings)
        checked[person["sex"]] += len(children)
    assert min(checked.values()) > 400


def test_a_father_in_law_bears_the_surname_of_the_spouse(crowd):
    seen = 0
    for _person, entries in crowd:
        close = relatives(entries)
        spouse, father = close.get("VO") or close.get("CHONG"), close.get("CHA_VC")
        assert (spouse is None) == (father is None)
        if spouse:
            seen += 1
            assert surname(father["full_name"]) == surname(spouse["full_name"])
            assert father["born_on"].year <= spouse["born_on"].year - 20
    assert seen > 1_000


def test_mothers_are_old_enough_for_all_their_children(crowd):
    for person, entries in crowd:
        mother = relatives(entries)["ME"]["born_on"].year
        born = [person["birth_on"].year]
        born += [row["born_on"].year for row in entries["family_member"]
                 if row["family_relation"] in ("ANH", "CHI", "EM")]  # fmt: skip
        assert all(17 <= year - mother <= 45 for year in born)


def test_that_somebody_has_died_is_told_once(crowd):
    dead = [row for _person, entries in crowd for row in entries["family_member"] if row["is_deceased"]]
    assert len(dead) > 1_000
    assert not [row for row in dead if "mất" in row["occupation"].lower()]


# Allowances and authorities -----------------------------------------------------------------------------


def test_the_allowance_of_public_service_is_for_officials_and_civil_servants_alone(crowd):
    """Phụ cấp công vụ 25% (NĐ 34/2012/NĐ-CP): public employees and workers under contract have none."""
    closed, seen = {"NGHI_HUU", "THOI_VIEC", "TU_TRAN", "CHUYEN_DI"}, Counter()
    for person, entries in crowd:
        paid = [row for row in entries.get("allowance", ()) if row["allowance_type"] == "PCCVU"]
        kind = person["personnel_kind"]
        if kind in CIVIL and person["employment_status"] not in closed and person["record_state"] != "draft":
            assert [row["percent"] for row in paid] == [25]
            assert "Phụ cấp công vụ 25%" in person["other_allowance"]
        if kind not in CIVIL:
            assert paid == [] and "công vụ" not in (person.get("other_allowance") or "")
        seen[kind] += 1
    assert seen["VC"] > 500 and seen["CC"] > 300


@pytest.mark.parametrize(
    ("name", "day", "then"),
    [
        ("Ủy ban nhân dân quận Ninh Kiều", "2003-12-31", "Ủy ban nhân dân thành phố Cần Thơ"),
        ("Ủy ban nhân dân quận Ninh Kiều", "2004-01-01", "Ủy ban nhân dân quận Ninh Kiều"),
        ("Ủy ban nhân dân quận Ô Môn", "1999-05-01", "Ủy ban nhân dân huyện Ô Môn"),
        ("Ủy ban nhân dân quận Thốt Nốt", "2003-05-01", "Ủy ban nhân dân huyện Thốt Nốt"),
        ("Ủy ban nhân dân quận Thốt Nốt", "2008-05-01", "Ủy ban nhân dân huyện Thốt Nốt"),
        ("Ủy ban nhân dân thành phố Cần Thơ", "2003-12-31", "Ủy ban nhân dân tỉnh Cần Thơ"),
        ("Thanh tra thành phố", "2001-01-01", "Thanh tra tỉnh"),
        ("Thanh tra thành phố", "2010-01-01", "Thanh tra thành phố"),
        ("Sở Nội vụ", "1998-01-01", "Ban Tổ chức chính quyền"),
    ],
)
def test_a_body_has_the_name_of_its_time(name, day, then):
    """NQ 22/2003/QH11, NĐ 05/2004/NĐ-CP: the city under the centre and its districts are of 01/01/2004."""
    assert name_then(name, datetime.date.fromisoformat(day)) == then


def test_no_district_of_today_decided_before_it_existed(crowd):
    checked = 0
    for person, entries in crowd:
        told = [(person["recruiting_body"], last_day(person["recruited_on"]))]
        for row in (row for kind in entries.values() for row in kind):
            if row.get("decision_authority"):
                told.append((row["decision_authority"], row["decision_on"]))
            began = row.get("from_on")
            names = (row.get(name) for name in ("unit_name", "from_unit_name", "cell", "army_unit"))
            told += [(name, began.first_day()) for name in names if name and began and began.month]
        for name, day in told:
            if day < DISTRICTS_SINCE:
                checked += 1
                assert "quận " not in name, (person["full_name"], name, day)
                assert name != "Thanh tra thành phố" and not name.endswith("nhân dân thành phố")
    assert checked > 2_000
