"""Questions about entries of records: a plain kind, and one of a sensitive group."""

from typing import Any

from tests.matrix.ask_confidential import record
from tests.matrix.asking import Met, done, found_id, met, question
from tests.matrix.cases import Case
from tests.matrix.policy import HOLDERS, Answer
from tests.matrix.world import ENTRY_KINDS, NOWHERE, World
from tests.support.entries import INSURANCE, WORK

VALUES = {"entry": WORK, "pay_entry": INSURANCE}
KINDS = tuple(ENTRY_KINDS)
#: Act -> what its form sends, the column that tells of it, its value afterwards.
ACTS: dict[str, tuple[dict[str, str], str, Any]] = {
    "edit": ({"note": "Sửa ở ma trận"}, "note", "Sửa ở ma trận"),
    "end": ({"to_on": "12/2015"}, "to_on", "2015-12"),
    "void": ({"reason": "Nhập nhầm"}, "is_void", True),
    "restore": ({"reason": "Không nhầm"}, "is_void", False),
    "verify": ({"state": "verified"}, "entry_state", "verified"),
}


def both(*verbs: str) -> list[str]:
    """The questions of these verbs, for each kind that is asked them."""
    return [f"{kind}.{verb}" for kind in KINDS for verb in verbs if verb in HOLDERS[kind]]


def entry(world: World, case: Case) -> int:
    """The entry a case is about; a fresh one where the act will be done."""
    person, kind = record(world, case), ENTRY_KINDS[case.kind]
    if person == NOWHERE:
        return NOWHERE
    is_void = "restore" in case.verb
    is_look = case.verb in ("show", "api_get") or case.verb.endswith("_form")
    if case.expected is Answer.DONE and not is_look:
        return world.new_entry(person, kind, is_void=is_void)
    return world.entry_at(person, kind, is_void=is_void) if is_void else world.entry_at(person, kind)


def came_true(world: World, case: Case, row: int, column: str, value: Any) -> bool:
    now = world.value(ENTRY_KINDS[case.kind], row, column)
    return bool((now.isoformat() if hasattr(now, "isoformat") else now) == value)


@question(*both("show", *(f"{act}_form" for act in ACTS)))
def _look(world: World, case: Case) -> Met:
    verb = case.verb.removesuffix("_form")
    return met(world.screen(case.account).get(f"/entry/{ENTRY_KINDS[case.kind]}/{verb}/{entry(world, case)}"))


@question(*both("add_form"))
def _add_form(world: World, case: Case) -> Met:
    address = f"/entry/{ENTRY_KINDS[case.kind]}/add/{record(world, case)}"
    return met(world.screen(case.account).get(address))


@question(*both("add"))
def _add(world: World, case: Case) -> Met:
    kind = ENTRY_KINDS[case.kind]
    before = world.last_id(kind)
    address = f"/entry/{kind}/add/{record(world, case)}"
    answer = world.screen(case.account).post_form(address, VALUES[case.kind])
    return done(answer, lambda: world.last_id(kind) > before)


@question(*both(*ACTS))
def _act(world: World, case: Case) -> Met:
    row, kind = entry(world, case), ENTRY_KINDS[case.kind]
    form, column, value = ACTS[case.verb]
    version = {"_version": world.value(kind, row, "version") or 1}
    answer = world.screen(case.account).post_form(f"/entry/{kind}/{case.verb}/{row}", form | version)
    return done(answer, lambda: came_true(world, case, row, column, value))


@question(*both("api_list"))
def _api_list(world: World, case: Case) -> Met:
    person, kind = record(world, case), ENTRY_KINDS[case.kind]
    row = NOWHERE if person == NOWHERE else world.entry_at(person, kind)
    answer = world.api(case.account).get(f"/api/v1/person/{person}/{kind}/")
    return found_id(answer, lambda body: body["ids"], row)


@question(*both("api_get"))
def _api_get(world: World, case: Case) -> Met:
    answer = world.api(case.account).get(f"/api/v1/{ENTRY_KINDS[case.kind]}/{entry(world, case)}")
    what = met(answer)
    is_kept_back = what is Answer.DONE and answer.get_json()["result"] is None
    return Answer.REFUSED if is_kept_back else what


@question(*both("api_post"))
def _api_post(world: World, case: Case) -> Met:
    kind = ENTRY_KINDS[case.kind]
    before = world.last_id(kind)
    address = f"/api/v1/person/{record(world, case)}/{kind}/"
    answer = world.api(case.account).post(address, json=VALUES[case.kind])
    return done(answer, lambda: world.last_id(kind) > before)


@question(*both("api_put", *(f"api_{act}" for act in ACTS if act != "edit")))
def _api_act(world: World, case: Case) -> Met:
    row, kind = entry(world, case), ENTRY_KINDS[case.kind]
    name = case.verb.removeprefix("api_")
    body, column, value = ACTS["edit" if name == "put" else name]
    client, address = world.api(case.account), f"/api/v1/{kind}/{row}"
    answer = client.put(address, json=body) if name == "put" else client.post(f"{address}/{name}", json=body)
    return done(answer, lambda: came_true(world, case, row, column, value))
