"""Questions about units and delegations."""

import datetime

import prison

from tests.matrix.asking import Met, done, found, found_id, found_in_workbook, met, placed, question
from tests.matrix.cases import Case
from tests.matrix.policy import Answer
from tests.matrix.world import NOWHERE, World

PHONE = "0292 3810 810"


def target(world: World, case: Case) -> int:
    return NOWHERE if case.position == "nonexistent" else world.unit(case.target)


def spare(world: World, case: Case) -> int:
    """A throw-away unit below the place, where the act will be done."""
    return world.add_unit(case.target) if case.expected is Answer.DONE else target(world, case)


# Looking ----------------------------------------------------------------------------------------------


@question("unit.list", "unit.list_by_parent")
def _list(world: World, case: Case) -> Met:
    args = {"f.code.eq": case.target, "order": "parent" if case.verb == "list_by_parent" else ""}
    answer = world.screen(case.account).get("/unit/list/", query_string=args)
    return found(answer, f'/unit/show/{target(world, case)}"')


@question("unit.export")
def _export(world: World, case: Case) -> Met:
    answer = world.screen(case.account).post_form("/unit/export", {"f.code.eq": case.target})
    return found_in_workbook(answer, world.unit_name(case.target))


@question("unit.show", "unit.edit_form", "unit.children", "unit.chart")
def _page(world: World, case: Case) -> Met:
    verb = case.verb.removesuffix("_form")
    return met(world.screen(case.account).get(f"/unit/{verb}/{target(world, case)}"))


@question("unit.history")
def _history(world: World, case: Case) -> Met:
    answer = world.screen(case.account).get(f"/unit/show/{target(world, case)}")
    return found(answer, "Lịch sử thay đổi")


@question("unit.tree", "unit.add_form")
def _form(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get(f"/unit/{case.verb.removesuffix('_form')}"))


@question("unit.search")
def _search(world: World, case: Case) -> Met:
    args = {"q": world.unit_name(case.target)}
    answer = world.screen(case.account).get("/unit/search", query_string=args)
    return found_id(answer, lambda body: [node["id"] for node in body["result"]], target(world, case))


@question("unit.lookup", "unit.lookup_for_transfer")
def _lookup(world: World, case: Case) -> Met:
    args = {"q": world.unit_name(case.target), "for": "transfer" if case.verb != "lookup" else ""}
    answer = world.screen(case.account).get("/lookup/unit", query_string=args)
    return found_id(answer, lambda body: [row["id"] for row in body["results"]], target(world, case))


@question("unit.search_box")
def _search_box(world: World, case: Case) -> Met:
    args = {"q": world.unit_name(case.target)}
    answer = world.screen(case.account).get("/lookup/everything", query_string=args)
    return found_id(answer, lambda body: [unit["id"] for unit in body["units"]], target(world, case))


# Writing ----------------------------------------------------------------------------------------------


@question("unit.edit")
def _edit(world: World, case: Case) -> Met:
    row = target(world, case)
    form = {"phone": PHONE, "_version": world.value("unit", row, "version") or 1}
    answer = world.screen(case.account).post_form(f"/unit/edit/{row}", form)
    return done(answer, lambda: world.value("unit", row, "phone") == PHONE)


@question("unit.add")
def _add(world: World, case: Case) -> Met:
    parent, before = target(world, case), world.last_id("unit")
    form = {
        "code": f"MX.{next(world.numbers)}",
        "name": "Tổ thử",
        "level": "division",
        "tier": "grassroots",
        "_place_unit": parent,
        "_place_status": world.catalog_id("unit_type", "PHONG"),
        "_place_on": "2/1/2020",
    }
    answer = world.screen(case.account).post_form("/unit/add", form)
    return placed(answer, lambda: _new_unit_below(world, before, parent))


def _new_unit_below(world: World, before: int, parent: int) -> bool:
    last = world.last_id("unit")
    return last > before and world.value("unit", last, "parent_id") == parent


@question("unit.rename", "unit.move", "unit.retype")
def _change(world: World, case: Case) -> Met:
    row = spare(world, case)
    parent, kind = world.unit("SNV.CCHC"), world.catalog_id("unit_type", "CHI_CUC")
    form, column, value = {
        "rename": ({"name": "Tổ mới"}, "name", "Tổ mới"),
        "move": ({"parent": parent}, "parent_id", parent),
        "retype": ({"unit_type": kind}, "unit_type_id", kind),
    }[case.verb]
    form = {**form, "as_of": "1/6/2021"}
    answer = world.screen(case.account).post_form(f"/unit/change/{case.verb}/{row}", form)
    return done(answer, lambda: world.value("unit", row, column) == value)


@question("unit.end")
def _end(world: World, case: Case) -> Met:
    row, last = spare(world, case), datetime.date(2021, 6, 1)
    form = {"as_of": "1/6/2021", "_decision_number": "7/QĐ", "_decision_on": "20/5/2021"}
    answer = world.screen(case.account).post_form(f"/unit/change/end/{row}", form)
    return done(answer, lambda: world.value("unit", row, "valid_to") == last)


# Through the API ------------------------------------------------------------------------------------------


@question("unit.api_list")
def _api_list(world: World, case: Case) -> Met:
    q = prison.dumps({"filters": [{"col": "code", "opr": "eq", "value": case.target}]})
    answer = world.api(case.account).get("/api/v1/unit/", query_string={"q": q})
    return found_id(answer, lambda body: body["ids"], target(world, case))


@question("unit.api_get", "unit.api_delete")
def _api_row(world: World, case: Case) -> Met:
    send = getattr(world.api(case.account), case.verb.removeprefix("api_"))
    return met(send(f"/api/v1/unit/{target(world, case)}"))


@question("unit.api_put")
def _api_put(world: World, case: Case) -> Met:
    row = target(world, case)
    answer = world.api(case.account).put(f"/api/v1/unit/{row}", json={"phone": PHONE})
    return done(answer, lambda: world.value("unit", row, "phone") == PHONE)


@question("unit.api_post")
def _api_post(world: World, case: Case) -> Met:
    parent, before = target(world, case), world.last_id("unit")
    body = {"code": f"MX.{next(world.numbers)}", "name": "Tổ thử", "parent": parent, "unit_type": "PHONG"}
    body |= {"founded_on": "2020-01-02", "level": "division", "tier": "grassroots"}
    answer = world.api(case.account).post("/api/v1/unit/", json=body)
    return placed(answer, lambda: _new_unit_below(world, before, parent))
