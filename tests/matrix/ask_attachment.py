"""Questions about files of records: a plain one of each record; sensitive ones are asked elsewhere."""

import io

from tests.matrix.ask_confidential import record
from tests.matrix.asking import Met, done, met, question
from tests.matrix.cases import Case
from tests.matrix.policy import Answer
from tests.matrix.world import NOWHERE, World
from tests.support.scans import pdf, portrait


def attachment(world: World, case: Case) -> int:
    """The file a case is about; a fresh one where the act will be done."""
    person, is_void = record(world, case), case.verb == "restore"
    if person == NOWHERE:
        return NOWHERE
    if case.expected is Answer.DONE and case.verb in ("void", "restore"):
        return world.new_file(person, is_void=is_void)
    return world.file_at(person, is_void=is_void) if is_void else world.file_at(person)


@question("attachment.show", "attachment.file")
def _look(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get(f"/attachment/{case.verb}/{attachment(world, case)}"))


@question("attachment.add_form", "attachment.photo_form")
def _forms(world: World, case: Case) -> Met:
    verb = case.verb.removesuffix("_form")
    return met(world.screen(case.account).get(f"/attachment/{verb}/{record(world, case)}"))


@question("attachment.add", "attachment.photo")
def _add(world: World, case: Case) -> Met:
    before = world.last_id("attachment")
    content = pdf() if case.verb == "add" else portrait()
    form = {"document_kind": "decision", "caption": "Ma trận", "file": (io.BytesIO(content), "a.pdf")}
    answer = world.screen(case.account).post_form(f"/attachment/{case.verb}/{record(world, case)}", form)
    return done(answer, lambda: world.last_id("attachment") > before)


@question("attachment.void", "attachment.restore")
def _act(world: World, case: Case) -> Met:
    row = attachment(world, case)
    answer = world.screen(case.account).post_form(f"/attachment/{case.verb}/{row}", {"reason": "Ma trận"})
    return done(answer, lambda: world.value("attachment", row, "is_void") == (case.verb == "void"))
