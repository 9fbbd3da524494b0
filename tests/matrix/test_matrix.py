"""Each account does everything to everything, at every place: it meets exactly what the Quy chế gives it.

The catalogs have a module of their own. Scope and rights are the same code over both engines: SQLite is
asked everything, PostgreSQL what two accounts of different reach do, and the rest by `make test-long`.
"""

from collections import Counter, defaultdict

import pytest

from tests.matrix.cases import all_cases, cases_of, groups
from tests.matrix.policy import HOLDERS, PGD, SONOIVU
from tests.matrix.questions import wrong_answers
from tests.matrix.world import World

FLOOR = 10_000
KINDS = [kind for kind in HOLDERS if kind != "catalog"]
ON_POSTGRESQL = {SONOIVU, PGD}
GROUPS = [
    pytest.param(*group, marks=() if group[0] in ON_POSTGRESQL else pytest.mark.long_on("postgresql"))
    for group in groups(*KINDS)
]


@pytest.fixture(scope="module")
def world(product) -> World:
    return World(product)


def test_the_table_is_large_enough_and_every_case_is_another():
    cases = all_cases()
    assert len(cases) >= FLOOR
    assert [str(case) for case, times in Counter(cases).items() if times > 1] == []


def test_every_verb_is_both_given_to_somebody_and_kept_from_somebody():
    answers = defaultdict(set)
    for case in all_cases():
        answers[case.kind, case.verb].add(case.expected)
    one_sided = {verb for verb, seen in answers.items() if len(seen) == 1}
    assert one_sided == {("open", verb) for verb in HOLDERS["open"]}


@pytest.mark.parametrize(("account", "kind", "verb"), GROUPS)
def test_an_account_meets_what_the_policy_says(world, account, kind, verb):
    wrong = wrong_answers(world, cases_of(account, kind, verb))
    assert not wrong, "\n".join(wrong)
