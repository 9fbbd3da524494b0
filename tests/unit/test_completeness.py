"""What a record lacks: the checks, their weights and the score, counted by hand."""

import dataclasses

import pytest

from app import model_registry

model_registry.load()

from app.core import things  # noqa: E402  declarations first
from app.core.citations import check_citation  # noqa: E402
from app.core.entry import TABS, entry_thing  # noqa: E402
from app.personnel.completeness import CHECKS, judge, tab_of  # noqa: E402
from app.personnel.completeness_facts import Facts, KindFacts  # noqa: E402

FIELDS = [
    "birth_place",
    "home_town",
    "ethnic_group",
    "religion",
    "permanent_address",
    "current_address",
    "recruited_on",
    "recruiting_body",
    "position",
    "main_work",
    "grade",
    "general_education",
    "education_level",
    "health_status",
    "identity_number",
    "identity_issued_on",
    "social_insurance_number",
]
KINDS = ("training", "work_history", "salary_history", "contract", "assessment", "post")
WHOLE = Facts(
    filled=frozenset(FIELDS),
    kinds=dict.fromkeys(KINDS, KindFacts(count=1)),
    relatives=frozenset({"CHA", "ME"}),
)


def keys(facts):
    return [check.key for check in judge(facts).faults]


def without(**changes):
    return dataclasses.replace(WHOLE, **changes)


def test_a_whole_record_has_a_hundred_and_nothing_to_mend():
    assert (judge(WHOLE).score, keys(WHOLE)) == (100, [])


def test_an_empty_record_has_nothing():
    judged = judge(Facts())
    assert judged.score == 0
    assert len(judged.faults) == 24  # 16 fields, item 12, 5 kinds, father and mother


def test_who_leads_nothing_lacks_no_post():
    assert keys(without(filled=WHOLE.filled - {"position"})) == []
    assert keys(without(filled=WHOLE.filled - {"position", "grade", "main_work"})) == [
        "title", "main_work", "grade",
    ]  # fmt: skip


def test_who_is_paid_without_a_grade_can_reach_a_hundred():
    kinds = {key: facts for key, facts in WHOLE.kinds.items() if key not in ("salary_history", "post")}
    facts = without(filled=WHOLE.filled - {"position", "grade"}, kinds=kinds, kind="KCT")
    assert (judge(facts).score, keys(facts)) == (100, [])
    assert "grade" in keys(dataclasses.replace(facts, kind="VC"))


@pytest.mark.parametrize(
    ("field", "score"),
    [("identity_number", 93), ("religion", 98), ("recruited_on", 95), ("grade", 93)],
)
def test_a_field_weighs_what_its_declaration_says(field, score):
    """Weights of what every record must have add up to 61: 4 of 61, 1 of 61, 3 of 61, 4 of 61."""
    facts = without(filled=frozenset(FIELDS) - {field})
    assert (keys(facts), judge(facts).score) == ([field], score)


def test_contradictions_are_told_and_weigh():
    joined = without(filled=frozenset({*FIELDS, "party_official_on"}))
    assert keys(joined) == ["party_joined"]
    assert keys(without(filled=frozenset({*FIELDS, "party_joined_on"}))) == ["party_row"]
    assert keys(without(is_married=True)) == ["spouse"]
    assert keys(without(is_married=True, relatives=frozenset({"CHA", "ME", "VO"}))) == []
    assert judge(without(is_married=True)).score == 96  # 2 of 61


@pytest.mark.parametrize(
    ("begins", "recruited", "is_late"),
    [
        ("2006-09", "2006-09-01", False),
        ("2006", "2006-09-01", False),
        ("2007", "2006-09-01", True),
        ("2006-10", "2006-09", True),
        ("", "2006", False),
    ],
)
def test_work_that_begins_after_recruitment_leaves_a_gap(begins, recruited, is_late):
    kinds = {**WHOLE.kinds, "work_history": KindFacts(count=1, begins=begins)}
    assert (keys(without(kinds=kinds, recruited=recruited)) == ["work_starts_late"]) == is_late


def test_doubtful_entries_and_pay_without_a_decision_are_to_be_mended():
    kinds = {**WHOLE.kinds, "training": KindFacts(count=2, doubtful=1)}
    assert keys(without(kinds=kinds)) == ["doubtful_training"]
    kinds = {**WHOLE.kinds, "salary_history": KindFacts(count=2, without_decision=1)}
    assert keys(without(kinds=kinds)) == ["pay_without_decision"]


def test_what_a_reader_may_not_see_is_not_named_but_counts():
    facts = without(filled=frozenset(FIELDS) - {"identity_number"})
    judged = judge(facts, withheld={"identity"})
    assert (judged.score, judged.faults) == (93, ())


def test_every_check_has_its_source_and_a_place_to_mend_it():
    assert len({check.key for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        check_citation(f"2C mục {check.item}" if check.item else check.legal)
        assert entry_thing(check.kind) or check.field in things.get("person").fields, check.key
        assert tab_of(check) in (*TABS, "general") and check.weight > 0 and check.why.endswith(".")
