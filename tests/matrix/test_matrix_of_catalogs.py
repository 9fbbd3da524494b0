"""Each account does everything to every catalog.

Rights and routes are the same for all catalogs: a few that differ in kind are asked of every account, all of
them of three accounts of different rights; the others by `make test-long`, on PostgreSQL most of them.
"""

import pytest

from tests.matrix.cases import cases_of, groups
from tests.matrix.policy import ANONYMOUS, PHUONG, QUANTRI, SONOIVU
from tests.matrix.questions import wrong_answers
from tests.matrix.world import World

#: Plain; whose codes recur; with references; with a long list; with rows that people refer to.
FEW = {"religion", "commune", "unit_position_rule", "grade", "employment_status"}
#: Whoever keeps catalogs, whoever reads them, and nobody.
ASKED_ALL = {QUANTRI, SONOIVU, ANONYMOUS}
ON_POSTGRESQL = {SONOIVU, PHUONG}


def _group(account: str, kind: str, verb: str, *, is_few: bool):
    marks = [] if is_few and account in ON_POSTGRESQL else [pytest.mark.long_on("postgresql")]
    if not is_few and account not in ASKED_ALL:
        marks.append(pytest.mark.long)
    return pytest.param(account, kind, verb, is_few, marks=marks)


GROUPS = [_group(*group, is_few=is_few) for group in groups("catalog") for is_few in (True, False)]


@pytest.fixture(scope="module")
def world(product) -> World:
    return World(product)


@pytest.mark.parametrize(("account", "kind", "verb", "is_few"), GROUPS)
def test_an_account_meets_what_the_policy_says_of_catalogs(world, account, kind, verb, is_few):
    cases = [case for case in cases_of(account, kind, verb) if (case.target in FEW) is is_few]
    wrong = wrong_answers(world, cases)
    assert not wrong, "\n".join(wrong)
