"""Every way to put a case to the product, loaded; and the judgement of what comes back."""

from tests.matrix import (
    ask_access,
    ask_account,
    ask_attachment,
    ask_catalog,
    ask_confidential,
    ask_entry,
    ask_list,
    ask_other,
    ask_person,
    ask_unit,
)
from tests.matrix.asking import QUESTIONS
from tests.matrix.cases import WRITES, Case
from tests.matrix.policy import Answer
from tests.matrix.world import World

__all__ = ["QUESTIONS", "WAYS", "wrong_answers"]

WAYS = (
    ask_access,
    ask_account,
    ask_attachment,
    ask_catalog,
    ask_confidential,
    ask_entry,
    ask_list,
    ask_other,
    ask_person,
    ask_unit,
)


def wrong_answers(world: World, cases: list[Case]) -> list[str]:
    """Put the cases of one group; a sentence for each that met something else than the policy says.

    Where every case that writes is refused, nothing at all may have changed.
    """
    refused = [case for case in cases if case.expected is not Answer.DONE]
    is_writing = bool(refused) and refused[0].verb in WRITES
    for case in cases:
        world.ready(case.kind, case.target, case.account, case.position)
    before = world.snapshot() if is_writing else []
    wrong = [sentence for case in refused for sentence in _differs(world, case)]
    if is_writing and world.snapshot() != before:
        wrong.append(
            f"{refused[0].account} {refused[0].kind}.{refused[0].verb}: refused, but something changed"
        )
    wrong += [sentence for case in cases if case not in refused for sentence in _differs(world, case)]
    return wrong


def _differs(world: World, case: Case) -> list[str]:
    answer = QUESTIONS[f"{case.kind}.{case.verb}"](world, case)
    if answer is case.expected:
        return []
    return [f"{case}: expected {case.expected.name}, met {getattr(answer, 'name', answer)}"]
