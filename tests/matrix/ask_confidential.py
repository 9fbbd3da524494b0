"""Questions about the log of access, consents, and opening sensitive fields."""

import datetime
import io
from typing import Any

from sqlalchemy import select

from app.access.models import Opening
from tests.matrix.ask_person import target
from tests.matrix.asking import Met, done, met, question, spared
from tests.matrix.cases import Case
from tests.matrix.policy import Answer
from tests.matrix.world import NOWHERE, World
from tests.support.cast import as_system
from tests.support.scans import PNG


def record(world: World, case: Case) -> int:
    """The record a case stands at."""
    if case.position in ("own_record", "moved_away", "consented", "archived"):
        return target(world, case).id
    return NOWHERE if case.position == "nonexistent" else world.person_at(case.target).id


@question("person.reveal")
def _reveal(world: World, case: Case) -> Met:
    row = target(world, case).id
    form = {"group": "identity", "reason_choice": "check", "reason": ""}
    answer = world.screen(case.account).post_form(f"/person/reveal/{row}", form)
    return done(answer, lambda: is_opened(world, case, row))


def is_opened(world: World, case: Case, row: int) -> bool:
    account = world.account_value("id", username=case.account)
    with as_system(world.product) as session:
        query = select(Opening.until).where(Opening.account_id == account, Opening.person_id == row)
        return session.scalars(query).first() is not None


@question("access_log.list", "access_log.alerts", "consent.list")
def _pages(world: World, case: Case) -> Met:
    address = {
        "access_log list": "/access_log/list/",
        "access_log alerts": "/access_log/alerts",
        "consent list": "/consent/list/",
    }[f"{case.kind} {case.verb}"]
    return met(world.screen(case.account).get(address))


@question("access_log.person", "consent.person")
def _of_person(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get(f"/{case.kind}/person/{record(world, case)}"))


@question("access_log.export")
def _export(world: World, case: Case) -> Met:
    return met(world.screen(case.account).post_form("/access_log/export"))


@question("access_log.acknowledge")
def _acknowledge(world: World, case: Case) -> Met:
    is_done = case.expected is Answer.DONE
    row = NOWHERE if case.position == "nonexistent" else world.new_alert() if is_done else world.alert
    answer = world.screen(case.account).post_form(f"/access_log/acknowledge/{row}", {"note": "Đã rà soát"})
    what = done(answer, lambda: world.alert_is_noted(row))
    return spared(what, lambda: not world.alert_is_noted(row))


@question("consent.give")
def _give(world: World, case: Case) -> Met:
    form: dict[str, Any] = {
        "account": world.reading_account,
        "document_number": "2",
        "agreed_by": "A",
        "purpose": "Nghiên cứu",
    }
    day = f"{datetime.date.today():%d/%m/%Y}"
    form |= dict.fromkeys(("valid_from", "valid_to", "document_on"), day)
    form["scan"] = (io.BytesIO(PNG), "a.png")
    before = world.last_id("consent")
    address = f"/consent/give/{record(world, case)}"
    answer = world.screen(case.account).post_form(address, form)
    return done(answer, lambda: world.last_id("consent") > before)


@question("consent.withdraw")
def _withdraw(world: World, case: Case) -> Met:
    row = NOWHERE if case.position == "nonexistent" else world.consent_at(case.target)
    if case.expected is Answer.DONE:
        row = world.give_consent(world.person_at(case.target).id, world.reading_account)
    answer = world.screen(case.account).post_form(f"/consent/withdraw/{row}", {"reason": "Hết hạn"})
    return done(answer, lambda: world.value("consent", row, "withdrawn_on") is not None)


@question("consent.scan")
def _scan(world: World, case: Case) -> Met:
    row = NOWHERE if case.position == "nonexistent" else world.consent_at(case.target)
    return met(world.screen(case.account).get(f"/consent/scan/{row}"))
