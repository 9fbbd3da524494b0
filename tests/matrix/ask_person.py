"""Questions about records of people."""

from typing import Any

import prison

from app.core.rights import Right
from app.personnel.actions import person_remove
from tests.matrix.asking import Met, done, found, found_id, found_in_workbook, met, placed, question
from tests.matrix.cases import SEARCHES, Case
from tests.matrix.policy import Answer
from tests.matrix.world import NOWHERE, Somebody, World
from tests.support.cast import DECISION, as_system, identity_number

REASON = {"reason": "Nhập trùng"}
PHONE = "0292 3830 830"


def target(world: World, case: Case) -> Somebody:
    """The record a case is about; a fresh one where the act will be done."""
    if case.position == "nonexistent":
        return Somebody(NOWHERE, "khongcoai", "092185999999")
    if case.position == "own_record":
        return world.own_record
    if case.position == "moved_away":
        return world.moved_person(case.account, case.target)
    if case.position == "consented":
        return world.consented_person(case.account, case.target)
    if case.position == "archived":
        return world.archived_person(case.target)
    looks = ("show", "history", "as_of", "edit_form", "identity", "api_get", "api_as_of", *SEARCHES)
    is_act = case.verb not in looks and not case.verb.startswith("print")
    if is_act and case.expected is Answer.DONE:
        return world.new_person(case.target)
    return world.person_at(case.target)


# Looking ----------------------------------------------------------------------------------------------


@question("person.list", "person.list_of_unit")
def _list(world: World, case: Case) -> Met:
    person = target(world, case)
    args: dict[str, Any] = {"q": person.word, "psize": 100}
    if case.verb == "list_of_unit" and case.target:
        args["f.home_unit.under"] = world.unit(case.target)
    return found(world.screen(case.account).get("/person/list/", query_string=args), f'/show/{person.id}"')


@question("person.search_box")
def _search_box(world: World, case: Case) -> Met:
    person = target(world, case)
    args = {"q": person.word or world.value("person", person.id, "full_name")}
    answer = world.screen(case.account).get("/lookup/everything", query_string=args)
    return found_id(answer, lambda body: [row["id"] for row in body["people"]], person.id)


@question("person.export")
def _export(world: World, case: Case) -> Met:
    person = target(world, case)
    answer = world.screen(case.account).post_form("/person/export", {"q": person.word})
    return found_in_workbook(answer, f"Lê Thị {person.word}")


@question("person.show", "person.edit_form")
def _page(world: World, case: Case) -> Met:
    verb = case.verb.removesuffix("_form")
    return met(world.screen(case.account).get(f"/person/{verb}/{target(world, case).id}"))


@question("person.history")
def _history(world: World, case: Case) -> Met:
    answer = world.screen(case.account).get(f"/person/show/{target(world, case).id}?tab=history")
    return found(answer, "Lịch sử thay đổi")


@question("person.as_of")
def _as_of(world: World, case: Case) -> Met:
    answer = world.screen(case.account).get(f"/person/as_of/{target(world, case).id}?day=1/6/2024")
    return found(answer, "tại ngày 01/06/2024")


@question("person.api_as_of")
def _api_as_of(world: World, case: Case) -> Met:
    return met(world.api(case.account).get(f"/api/v1/person/{target(world, case).id}/as_of?day=2024-06-01"))


@question("person.add_form", "person.identity_form")
def _form(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get(f"/person/{case.verb.removesuffix('_form')}"))


@question("person.identity")
def _identity(world: World, case: Case) -> Met:
    form = {"number": target(world, case).number}
    return met(world.screen(case.account).post_form("/person/identity", form))


# Writing ----------------------------------------------------------------------------------------------


@question("person.add")
def _add(world: World, case: Case) -> Met:
    unit, before = _unit(world, case), world.last_id("person")
    form = {
        **world.person_raw,
        "identity_number": identity_number(),
        "_place_unit": unit,
        "_place_status": world.catalog_id("employment_status", "DANG_LAM"),
        "_place_on": "2/1/2020",
    }
    answer = world.screen(case.account).post_form("/person/add", form)
    return placed(answer, lambda: _new_person_at(world, before, unit))


def _unit(world: World, case: Case) -> int:
    return NOWHERE if case.position == "nonexistent" else world.unit(case.target)


def _new_person_at(world: World, before: int, unit: int) -> bool:
    last = world.last_id("person")
    return last > before and world.value("person", last, "home_unit_id") == unit


@question("person.edit")
def _edit(world: World, case: Case) -> Met:
    row = target(world, case).id
    form = {"phone": PHONE, "_version": world.value("person", row, "version") or 1}
    answer = world.screen(case.account).post_form(f"/person/edit/{row}", form)
    return done(answer, lambda: world.value("person", row, "phone") == PHONE)


@question("person.remove")
def _remove(world: World, case: Case) -> Met:
    row = target(world, case).id
    answer = world.screen(case.account).post_form(f"/person/remove/{row}", REASON)
    return done(answer, lambda: world.value("person", row, "is_removed"))


@question("person.restore")
def _restore(world: World, case: Case) -> Met:
    row = target(world, case).id
    if case.expected is Answer.DONE:
        with as_system(world.product, Right.REMOVE) as session:
            person_remove(session, row, reason="Nhầm")
    answer = world.screen(case.account).post_form(f"/person/restore/{row}", REASON)
    return done(answer, lambda: not world.value("person", row, "is_removed"))


# Acts (F5) ----------------------------------------------------------------------------------------------


@question(*(f"person.{act}_ask" for act in ("verify", "transfer", "change_status")))
def _ask(world: World, case: Case) -> Met:
    form = {"action": case.verb.removesuffix("_ask"), "rowid": [target(world, case).id]}
    return met(world.screen(case.account).post_form("/person/action_post", form))


@question(*(f"person.{act}{way}" for act in ("verify", "transfer", "change_status") for way in ("", "_one")))
def _act(world: World, case: Case) -> Met:
    row, name = target(world, case).id, case.verb.removesuffix("_one")
    status, unit = world.catalog_id("employment_status", "DI_HOC"), world.unit("OM.VP")
    asked = {
        "verify": ({}, "record_state", "verified"),
        "transfer": ({"target_unit": unit, **DECISION}, "home_unit_id", unit),
        "change_status": ({"employment_status": status, **DECISION}, "employment_status_id", status),
    }
    form, column, value = asked[name]
    way = f"/person/action/{name}/{row}" if case.verb.endswith("_one") else "/person/action_post"
    form = {**form, "action": name, "rowid": [row], "confirmed": "1"}
    answer = world.screen(case.account).post_form(way, form)
    return done(answer, lambda: world.value("person", row, column) == value)


# Printing (Điều 9.11) -----------------------------------------------------------------------------------


@question("person.print_form", "person.print_docx")
def _print(world: World, case: Case) -> Met:
    suffix = ".docx" if case.verb == "print_docx" else ""
    return met(world.screen(case.account).get(f"/person/print/{target(world, case).id}/form_2c{suffix}"))


@question("person.print_ask")
def _print_ask(world: World, case: Case) -> Met:
    form = {"action": "print", "rowid": [target(world, case).id]}
    return met(world.screen(case.account).post_form("/person/action_post", form))


@question("person.print", "person.print_one", "person.print_pdf")
def _print_job(world: World, case: Case) -> Met:
    row = target(world, case).id
    way = {
        "print": "/person/action_post",
        "print_one": f"/person/action/print/{row}",
        "print_pdf": f"/person/print/{row}/form_2c.pdf",
    }[case.verb]
    form = {"action": "print", "rowid": [row], "confirmed": "1", "form_code": "form_2c", "output": "pdf"}
    answer = world.screen(case.account).post_form(way, form)
    return done(answer, lambda: world.cancel_print(row))


# Through the API ------------------------------------------------------------------------------------------


@question("person.api_list")
def _api_list(world: World, case: Case) -> Met:
    person = target(world, case)
    q = prison.dumps({"search": person.word, "page_size": 100})
    answer = world.api(case.account).get("/api/v1/person/", query_string={"q": q})
    return found_id(answer, lambda body: body["ids"], person.id)


@question("person.api_get")
def _api_get(world: World, case: Case) -> Met:
    return met(world.api(case.account).get(f"/api/v1/person/{target(world, case).id}"))


@question("person.api_post")
def _api_post(world: World, case: Case) -> Met:
    unit, before = _unit(world, case), world.last_id("person")
    body = {**world.person_raw, "identity_number": identity_number(), "home_unit": unit}
    body |= {"employment_status": "DANG_LAM", "placed_on": "2020-01-02"}
    answer = world.api(case.account).post("/api/v1/person/", json=body)
    return placed(answer, lambda: _new_person_at(world, before, unit))


@question("person.api_put")
def _api_put(world: World, case: Case) -> Met:
    row = target(world, case).id
    answer = world.api(case.account).put(f"/api/v1/person/{row}", json={"phone": PHONE})
    return done(answer, lambda: world.value("person", row, "phone") == PHONE)


@question("person.api_delete")
def _api_delete(world: World, case: Case) -> Met:
    row = target(world, case).id
    answer = world.api(case.account).delete(f"/api/v1/person/{row}", json=REASON)
    return done(answer, lambda: world.value("person", row, "is_removed"))


@question("person.api_info", "unit.api_info", "delegation.api_info")
def _api_info(world: World, case: Case) -> Met:
    return met(world.api(case.account).get(f"/api/v1/{case.kind}/_info"))
