"""Questions about files of records: a plain one of each record; sensitive ones are asked elsewhere."""

import io

from tests.matrix.ask_confidential import record
from tests.matrix.asking import Met, done, found_id, met, question
from tests.matrix.cases import Case
from tests.matrix.policy import Answer
from tests.matrix.world import NOWHERE, World
from tests.support.scans import pdf, portrait


def attachment(world: World, case: Case) -> int:
    """The file a case is about; a fresh one where the act will be done."""
    person, is_void = record(world, case), case.verb.endswith("restore")
    if person == NOWHERE:
        return NOWHERE
    if case.expected is Answer.DONE and case.verb.endswith(("void", "restore")):
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


@question("attachment.api_list")
def _api_list(world: World, case: Case) -> Met:
    row, person = attachment(world, case), record(world, case)
    answer = world.api(case.account).get(f"/api/v1/person/{person}/attachment/")
    return found_id(answer, lambda body: body["ids"], row)


@question("attachment.api_get", "attachment.api_content")
def _api_look(world: World, case: Case) -> Met:
    end = "/content" if case.verb == "api_content" else ""
    return met(world.api(case.account).get(f"/api/v1/attachment/{attachment(world, case)}{end}"))


@question("attachment.api_post")
def _api_post(world: World, case: Case) -> Met:
    before = world.last_id("attachment")
    form = {"document_kind": "decision", "caption": "Ma trận", "file": (io.BytesIO(pdf()), "a.pdf")}
    address = f"/api/v1/person/{record(world, case)}/attachment/"
    answer = world.api(case.account).post(address, data=form)
    return done(answer, lambda: world.last_id("attachment") > before)


@question("attachment.api_void", "attachment.api_restore")
def _api_act(world: World, case: Case) -> Met:
    row, verb = attachment(world, case), case.verb.removeprefix("api_")
    address = f"/api/v1/attachment/{row}/{verb}"
    answer = world.api(case.account).post(address, json={"reason": "Ma trận"})
    return done(answer, lambda: world.value("attachment", row, "is_void") == (verb == "void"))
