"""Questions about catalogs and delegations: kinds whose rows stand at no place."""

import datetime
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.catalogs.keys import codes_of_targets
from app.core import things
from app.reports.catalog_workbook import CatalogRows, write_catalog
from tests.matrix.asking import Met, done, found, found_id, met, question
from tests.matrix.cases import Case
from tests.matrix.policy import Answer
from tests.matrix.world import NOWHERE, World
from tests.support.cast import as_system

READS = {"show", "history", "edit_form", "merge_form", "api_get"}


def key_of(case: Case) -> str:
    return case.target or case.kind


def target(world: World, case: Case) -> dict[str, Any]:
    """The row a case is about; a fresh one where the act will be done."""
    if case.position == "nonexistent":
        return {"id": NOWHERE, "version": 1}
    if case.verb not in READS and case.expected is Answer.DONE:
        return fresh(world, key_of(case))
    return world.fixed_value(key_of(case))


def fresh(world: World, key: str) -> dict[str, Any]:
    return world.add_delegation() if key == "delegation" else world.add_value(key)


def typed(key: str, row: dict[str, Any], *, is_form: bool) -> dict[str, Any]:
    """The editable columns of a row as a form or the API sends them."""
    sent = {field.name: row[field.column_name] for field in things.get(key).editable_fields()}
    return {name: _text(value, is_form) for name, value in sent.items() if value is not None}


def _text(value: Any, is_form: bool) -> Any:
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if is_form or not isinstance(value, int):
        return str(int(value)) if isinstance(value, bool) else str(value)
    return value


def _new_text(case: Case) -> tuple[str, str]:
    """A field that every row has, and a new value of it."""
    return ("ground", "Điều 7.2; Mẫu 3") if case.kind == "delegation" else ("name", "Giá trị đã sửa")


KINDS = ("catalog", "delegation")


def both(*verbs: str) -> Any:
    return question(*(f"{kind}.{verb}" for kind in KINDS for verb in verbs))


# Looking ----------------------------------------------------------------------------------------------


@both("list", "add_form")
@question("catalog.import_form")
def _plain(world: World, case: Case) -> Met:
    address = {"list": "list/", "add_form": "add", "import_form": "import"}[case.verb]
    return met(world.screen(case.account).get(f"/{key_of(case)}/{address}"))


@both("show", "edit_form")
@question("catalog.merge_form")
def _page(world: World, case: Case) -> Met:
    verb = case.verb.removesuffix("_form")
    return met(world.screen(case.account).get(f"/{key_of(case)}/{verb}/{target(world, case)['id']}"))


@question("catalog.history")
def _history(world: World, case: Case) -> Met:
    answer = world.screen(case.account).get(f"/{key_of(case)}/show/{target(world, case)['id']}")
    return found(answer, "Lịch sử thay đổi")


@both("export")
@question("catalog.workbook")
def _export(world: World, case: Case) -> Met:
    form = {"q": "giatrithu"} if case.verb == "export" else {}
    answer = world.screen(case.account).post_form(f"/{key_of(case)}/{case.verb}", form)
    return done(answer, lambda: answer.get_data().startswith(b"PK"))


@question("catalog.lookup")
def _lookup(world: World, case: Case) -> Met:
    row = world.fixed_value(case.target)
    answer = world.screen(case.account).get(f"/lookup/{case.target}", query_string={"q": row["code"]})
    return found_id(answer, lambda body: [found["id"] for found in body["results"]], row["id"])


# Writing ----------------------------------------------------------------------------------------------


@both("add")
def _add(world: World, case: Case) -> Met:
    key = key_of(case)
    form, before = typed(key, world.fixed_value(key), is_form=True), world.last_id(key)
    if case.kind == "catalog":
        form["code"] = f"MX{next(world.numbers)}"
    answer = world.screen(case.account).post_form(f"/{key}/add", form)
    return done(answer, lambda: world.last_id(key) > before)


@both("edit")
def _edit(world: World, case: Case) -> Met:
    key, row, (name, value) = key_of(case), target(world, case), _new_text(case)
    form = {name: value, "_version": row["version"]}
    answer = world.screen(case.account).post_form(f"/{key}/edit/{row['id']}", form)
    return done(answer, lambda: world.value(key, row["id"], name) == value)


@both("delete")
def _delete(world: World, case: Case) -> Met:
    key, row = key_of(case), target(world, case)
    answer = world.screen(case.account).post_form(f"/{key}/delete/{row['id']}")
    return done(answer, lambda: world.value(key, row["id"], "id") is None)


@question("catalog.merge")
def _merge(world: World, case: Case) -> Met:
    row = target(world, case)
    into = fresh(world, case.target) if case.expected is Answer.DONE else world.fixed_value(case.target)
    answer = world.screen(case.account).post_form(f"/{case.target}/merge/{row['id']}", {"into": into["id"]})
    return done(answer, lambda: world.value(case.target, row["id"], "is_retired"))


@question("catalog.import")
def _import(world: World, case: Case) -> Met:
    row, name = target(world, case), "Tên trong tệp"
    content = b"PK" if case.expected is not Answer.DONE else _workbook(world, case.target, row["id"], name)
    form = {"file": (io.BytesIO(content), "danh-muc.xlsx")}
    screen, way = world.screen(case.account), f"/{case.target}/import"
    answer = screen.post_form(way, form, content_type="multipart/form-data")
    return done(answer, lambda: world.value(case.target, row["id"], "name") == name)


def _workbook(world: World, key: str, row_id: int, name: str) -> bytes:
    """One row of a catalog with another name, as an importer would hand it in."""
    thing = things.get(key)
    with as_system(world.product) as session, session.no_autoflush, TemporaryDirectory() as folder:
        row, path = session.get(thing.model, row_id), Path(folder) / "danh-muc.xlsx"
        row.name = name
        rows = CatalogRows([row], codes_of_targets(session, thing))
        write_catalog(path, thing=thing, unit="Sở Nội vụ", author="Kiểm thử", rows=rows)
        session.rollback()
        return path.read_bytes()


# Through the API ------------------------------------------------------------------------------------------


@both("api_list", "api_get")
@question("catalog.api_info")
def _api_read(world: World, case: Case) -> Met:
    address = {"api_list": "", "api_info": "_info"}.get(case.verb)
    if address is None:
        address = target(world, case)["id"]
    return met(world.api(case.account).get(f"/api/v1/{key_of(case)}/{address}"))


@both("api_post")
def _api_post(world: World, case: Case) -> Met:
    key = key_of(case)
    body, before = typed(key, world.fixed_value(key), is_form=False), world.last_id(key)
    if case.kind == "catalog":
        body["code"] = f"MX{next(world.numbers)}"
    answer = world.api(case.account).post(f"/api/v1/{key}/", json=body)
    return done(answer, lambda: world.last_id(key) > before)


@both("api_put")
def _api_put(world: World, case: Case) -> Met:
    key, row, (name, value) = key_of(case), target(world, case), _new_text(case)
    answer = world.api(case.account).put(f"/api/v1/{key}/{row['id']}", json={name: value})
    return done(answer, lambda: world.value(key, row["id"], name) == value)


@both("api_delete")
def _api_delete(world: World, case: Case) -> Met:
    key, row = key_of(case), target(world, case)
    answer = world.api(case.account).delete(f"/api/v1/{key}/{row['id']}")
    return done(answer, lambda: world.value(key, row["id"], "id") is None)
