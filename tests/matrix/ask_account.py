"""Questions about accounts of units and of people, and about what units ask Sở Nội vụ for."""

import io
from typing import Any

from app.accounts.models import AccountRequest, LostPassword
from tests.matrix.asking import Met, done, found, met, question
from tests.matrix.cases import Case
from tests.matrix.policy import PHUONG, PNV, UNIT_BELOW_WARD, Answer
from tests.matrix.world import NOWHERE, World
from tests.support.accounts import holder_of_new
from tests.support.scans import pdf

_ACTS: dict[str, dict[str, Any]] = {
    "lock": {"why": "Thử"},
    "reset": {},
    "end_sessions": {},
    "totp_reset": {"why": "Mất máy"},
    "expire": {"last_day": "31/12/2030"},
    "handover": {
        "name": "Người nhận", "from_on": "2/3/2026",
        "authorisation_number": "1/QĐ", "authorisation_on": "1/3/2026",
    },
    "authorise": {"authorisation_number": "1/QĐ", "authorisation_on": "1/3/2026"},
}  # fmt: skip


def _row(world: World, case: Case, key: str) -> int:
    return NOWHERE if case.position == "nonexistent" else world.asked_rows[key]


# Unit accounts ------------------------------------------------------------------------------------------


@question("account.list", "account.add_form", "account.show", "account.scan", "account.authorisation")
def _account_page(world: World, case: Case) -> Met:
    row = "holder" if case.verb in ("scan", "authorisation") else "account"
    address = {
        "list": "list/",
        "add_form": "add",
    }.get(case.verb) or f"{case.verb}/{_row(world, case, row)}"
    return met(world.screen(case.account).get(f"/account/{address}"))


@question("account.register_xlsx", "account.register_pdf")
def _register(world: World, case: Case) -> Met:
    kind = case.verb.removeprefix("register_")
    return met(world.screen(case.account).post_form(f"/account/register/accounts/{kind}"))


@question("account.add")
def _account_add(world: World, case: Case) -> Met:
    """The administrator makes one for the system, Sở Nội vụ one for a unit: each within its own rights."""
    name = f"ma-tran-{next(world.numbers)}"
    role, unit = ("system_admin", "") if case.account == "quantri" else ("reader", world.unit("SYT"))
    form = {"username": name, "name": "Ma Trận", "role": role, "unit": unit, **holder_of_new()}
    answer = world.screen(case.account).post_form("/account/add", form)
    return done(answer, lambda: world.account_value("id", username=name) is not None)


def _version(world: World, row: int) -> Any:
    return world.account_value("version", id=row)


@question("account.act_ask")
def _act_ask(world: World, case: Case) -> Met:
    row = _row(world, case, "account")
    return met(world.screen(case.account).post_form(f"/account/act/reset/{row}"))


@question(
    "account.lock", "account.reset", "account.expire", "account.handover", "account.end_sessions",
    "account.totp_reset", "account.authorise",
)  # fmt: skip
def _act(world: World, case: Case) -> Met:
    row = _row(world, case, "account")
    if case.expected is Answer.DONE:
        row = world._unit_account(None)
        world.give_totp(row, case.verb)
        world.give_holder(row, case.verb)
    form = {"confirmed": "1", **_ACTS[case.verb]}
    if case.verb in ("handover", "authorise"):
        form["scan"] = (io.BytesIO(pdf()), "a.pdf")
    before = _version(world, row)
    answer = world.screen(case.account).post_form(f"/account/act/{case.verb}/{row}", form)
    return done(answer, lambda: _version(world, row) > before)


# Personal accounts --------------------------------------------------------------------------------------


@question("personal_account.show")
def _personal_show(world: World, case: Case) -> Met:
    row = world.person_account(case.target) if case.target else NOWHERE
    return met(world.screen(case.account).get(f"/account/show/{row}"))


@question(
    "personal_account.lock", "personal_account.reset", "personal_account.end_sessions",
    "personal_account.totp_reset",
)  # fmt: skip
def _personal_act(world: World, case: Case) -> Met:
    row = world.person_account(case.target) if case.target else NOWHERE
    if case.expected is Answer.DONE:
        row = world.new_person_account(case.target)
        world.give_totp(row, case.verb)
    before, form = _version(world, row), {"confirmed": "1", **_ACTS[case.verb]}
    answer = world.screen(case.account).post_form(f"/account/act/{case.verb}/{row}", form)
    return done(answer, lambda: _version(world, row) > before)


@question("personal_account.issue")
def _issue(world: World, case: Case) -> Met:
    row = world.person_at(case.target).id if case.target else NOWHERE
    if case.expected is Answer.DONE:
        row = world.new_person(case.target).id
    answer = world.screen(case.account).post_form(f"/account/issue/{row}")
    return done(answer, lambda: world.account_value("id", person_id=row) is not None)


@question("personal_account.issue_unit_ask", "personal_account.issue_unit")
def _issue_unit(world: World, case: Case) -> Met:
    unit = world.unit(case.target) if case.target else NOWHERE
    confirmed = "" if case.verb.endswith("_ask") else "1"
    if case.expected is Answer.DONE and confirmed:
        world.new_person(case.target)
    form, before = {"unit": unit, "confirmed": confirmed}, world.jobs_of_kind("account_slips")
    answer = world.screen(case.account).post_form("/account/issue_unit", form)
    if not confirmed:
        return met(answer)
    return done(answer, lambda: world.jobs_of_kind("account_slips") > before)


# Requests -------------------------------------------------------------------------------------------------


@question("account_request.list", "lost_password.list")
def _list(world: World, case: Case) -> Met:
    mark = {"account_request": ">MT-3<", "lost_password": ">MT-17.6<"}[case.kind]
    assert world.asked_rows
    return found(world.screen(case.account).get(f"/{case.kind}/list/"), mark)


@question(
    "account_request.show", "account_request.scan", "account_request.paper", "account_request.add_form",
    "lost_password.show", "lost_password.scan",
)  # fmt: skip
def _page(world: World, case: Case) -> Met:
    address = "add" if case.verb == "add_form" else f"{case.verb}/{_row(world, case, case.kind)}"
    return met(world.screen(case.account).get(f"/{case.kind}/{address}"))


@question("account_request.add")
def _request_add(world: World, case: Case) -> Met:
    unit, below = {PNV: ("NK", "NK.GD01"), PHUONG: ("NK.31144", UNIT_BELOW_WARD)}.get(
        case.account, ("SYT", "SYT.DV01")
    )
    number = f"MT-{next(world.numbers)}/CV"
    form = {
        "unit": world.unit(unit), "for_unit": world.unit(below), "holder_name": "Người giữ", "reason": "Thử",
        "letter_number": number, "letter_on": "5/1/2026", "scan": (io.BytesIO(pdf()), "a.pdf"),
    }  # fmt: skip
    client = world.screen(case.account)
    answer = client.post_form("/account_request/add", form)
    if answer.status_code == 422 and 'id="unit-loi"' in answer.get_data(as_text=True):
        return Answer.HIDDEN
    return done(answer, lambda: number in client.get("/account_request/list/").get_data(as_text=True))


@question("account_request.approve_ask", "account_request.approve", "account_request.refuse")
def _decide(world: World, case: Case) -> Met:
    verb, is_asking = case.verb.removesuffix("_ask"), case.verb.endswith("_ask")
    row = _row(world, case, "account_request")
    if case.expected is Answer.DONE:
        row = world.add_request()
    form = {"username": f"ma-tran-{next(world.numbers)}", "role": "reader", "decision_reason": "Thử"}
    form["confirmed"] = "" if is_asking else "1"
    answer = world.screen(case.account).post_form(f"/account_request/{verb}/{row}", form)
    wanted = {"approve_ask": "waiting", "approve": "approved", "refuse": "refused"}[case.verb]
    return done(answer, lambda: world.asked_state(AccountRequest, row) == wanted)


@question("lost_password.report_ask", "lost_password.report")
def _report(world: World, case: Case) -> Met:
    row = _row(world, case, "asked_account")
    if case.expected is Answer.DONE:
        row = world._unit_account(world.unit("SYT"))
    form = {"reported_by": "Người giữ", "confirmed": "" if case.verb.endswith("_ask") else "1"}
    return met(world.screen(case.account).post_form(f"/lost_password/report/{row}", form))


@question("lost_password.confirm", "lost_password.reset_ask", "lost_password.reset")
def _lost_step(world: World, case: Case) -> Met:
    row = _row(world, case, "lost_password")
    if case.expected is Answer.DONE:
        row = world.add_lost("reported" if case.verb == "confirm" else "confirmed")
    form: dict[str, Any] = {"head_name": "Thủ trưởng", "head_title": "Giám đốc", "document_number": "1/CV"}
    form |= {"document_on": "5/1/2026", "scan": (io.BytesIO(pdf()), "a.pdf")}
    form["confirmed"] = "" if case.verb.endswith("_ask") else "1"
    verb = case.verb.removesuffix("_ask")
    answer = world.screen(case.account).post_form(f"/lost_password/{verb}/{row}", form)
    wanted = {"confirm": "confirmed", "reset_ask": "confirmed", "reset": "done"}[case.verb]
    return done(answer, lambda: world.asked_state(LostPassword, row) == wanted)
