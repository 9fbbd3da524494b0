"""Each account does everything to every catalog.

On PostgreSQL two accounts to a few that differ in kind: rights and routes are the same for all, and proven on
SQLite; the other accounts by `make test-long`.
"""

import pytest

from tests.matrix.cases import cases_of, groups
from tests.matrix.policy import PHUONG, SONOIVU
from tests.matrix.questions import wrong_answers
from tests.matrix.world import World

#: Plain; whose codes recur; with references; with a long list; with rows that people refer to.
ON_POSTGRESQL = {"religion", "commune", "unit_position_rule", "grade", "employment_status"}
GROUPS = [
    pytest.param(*group, marks=() if group[0] in {SONOIVU, PHUONG} else pytest.mark.long_on("postgresql"))
    for group in groups("catalog")
]


@pytest.fixture(scope="module")
def world(product) -> World:
    return World(product)


@pytest.mark.parametrize(("account", "kind", "verb"), GROUPS)
def test_an_account_meets_what_the_policy_says_of_catalogs(world, engine_name, account, kind, verb):
    cases = cases_of(account, kind, verb)
    if engine_name == "postgresql":
        cases = [case for case in cases if case.target in ON_POSTGRESQL]
    wrong = wrong_answers(world, cases)
    assert not wrong, "\n".join(wrong)
