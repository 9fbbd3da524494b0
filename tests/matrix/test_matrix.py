"""Each account does everything to everything, at every place: it meets exactly what the Quy chế gives it."""

from collections import Counter

import pytest

from tests.matrix import ask_catalog, ask_list, ask_other, ask_person, ask_unit
from tests.matrix.asking import failures
from tests.matrix.cases import WRITES, all_cases, cases_of, groups
from tests.matrix.policy import HOLDERS, Answer
from tests.matrix.world import World

WAYS = (ask_catalog, ask_list, ask_other, ask_person, ask_unit)
FLOOR = 3_000


@pytest.fixture(scope="module")
def world(product) -> World:
    return World(product)


def test_the_table_is_large_enough_and_every_case_is_another():
    cases = all_cases()
    assert len(cases) >= FLOOR
    assert [str(case) for case, times in Counter(cases).items() if times > 1] == []


def test_every_verb_is_both_given_and_kept_from_somebody():
    answers = {(case.kind, case.verb): set() for case in all_cases()}
    for case in all_cases():
        answers[case.kind, case.verb].add(case.expected)
    open_or_closed = {kind_verb for kind_verb, seen in answers.items() if len(seen) == 1}
    assert open_or_closed == {("open", verb) for verb in HOLDERS["open"]}


@pytest.mark.parametrize(("account", "kind", "verb"), groups(*HOLDERS))
def test_an_account_meets_what_the_policy_says(world, account, kind, verb):
    cases = cases_of(account, kind, verb)
    refused = [case for case in cases if case.expected is not Answer.DONE]
    for case in cases:
        world.ready(kind, case.target)
    before = world.snapshot() if verb in WRITES and refused else None
    wrong = failures(world, refused)
    if before is not None and world.snapshot() != before:
        wrong.append(f"{account} {kind}.{verb}: something changed although every case was refused")
    wrong += failures(world, [case for case in cases if case.expected is Answer.DONE])
    assert not wrong, "\n".join(wrong)
