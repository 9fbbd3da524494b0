"""What the page of a record shows: its tabs, and of the open one the entries of each kind."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from flask import request
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.access.sensitive import Sight, may_edit
from app.audit.services import lines_of
from app.core import things
from app.core.entry import ENTRY_STATES, TABS, EntryThing, entry_things
from app.core.fields import Field
from app.core.rights import Right
from app.core.words import say
from app.personnel.attachments import attachments_of, files_per_entry, photos_of
from app.personnel.completeness import Completeness, judge
from app.personnel.completeness_facts import facts_of
from app.personnel.entry_services import entries_of
from app.personnel.parts import placements_of, statuses_of
from app.web.entry_reading import columns_in_view
from app.web.formatting import may, sights_of
from app.web.history_names import load_history_names
from app.web.requests import number

FIRST, FILES, LAST = "general", "files", "history"
#: Lines of history on one page.
LINES = 200
_BADGES = {
    "draft": ("fa-pen", "neutral"),
    "verified": ("fa-check", "success"),
    "doubtful": ("fa-magnifying-glass", "doubt"),
}


@dataclasses.dataclass(frozen=True)
class Tab:
    """One tab: its key in the address, label, the items of form 2C it holds, and what is to be mended."""

    key: str
    label: str
    items: str
    count: int


@dataclasses.dataclass(frozen=True)
class Card:
    """The entries of one kind: `rows` that count, newest first, and the voided ones; None for both while
    the reader sees nothing (`sight` says why). `may_change` leaves out what would be refused."""

    thing: EntryThing
    columns: Sequence[Field]
    rows: Sequence[Any] | None
    voided: Sequence[Any]
    sight: str
    may_change: bool


def tab_of_address(asked: str) -> str:
    """The tab an address names; the first for any other word."""
    return asked if asked in (*TABS, FILES, LAST) else FIRST


def record_page(session: Session, person: Any, tab: str, *, can_edit: bool) -> dict[str, Any]:
    """The values of the template for the open tab; other tabs cost no statement."""
    withheld = [group for group, sight in sights_of(person).items() if sight is Sight.WITHHELD]
    judged = judge(facts_of(session, person), withheld=withheld)
    photo = photos_of(session, [person.id]).get(person.id)
    values: dict[str, Any] = {"tab": tab, "tabs": _tabs(judged), "judged": judged, "photo": photo}
    if tab == FIRST:
        return values | {
            "placements": placements_of(session, person.id),
            "statuses": statuses_of(session, person.id),
        }
    if tab == LAST:
        return values | _history(session, person.id)
    if tab == FILES:
        return values | {"files": attachments_of(session, person.id)}
    scans = files_per_entry(session, person.id, [thing.key for thing in entry_things(tab)])
    return values | {"cards": _cards(session, person, tab, can_edit=can_edit), "scans": scans}


def _history(session: Session, person_id: int) -> dict[str, Any]:
    """The lines of one page of the history, the newest on the first."""
    place = number(request.args, "page", 0, 10_000)
    found = lines_of(session, things.get("person"), person_id, limit=LINES + 1, offset=place * LINES)
    lines = found[:LINES]
    load_history_names(session, lines)
    return {"history": lines, "place": place, "has_more": len(found) > LINES}


def _tabs(judged: Completeness) -> list[Tab]:
    first = Tab(FIRST, say("Thông tin chung"), say("mục 1–26"), judged.in_tab(FIRST))
    middle = [Tab(key, say(label), _items(key), judged.in_tab(key)) for key, label in TABS.items()]
    files = Tab(FILES, say("Tệp"), say("bản quét"), 0)
    return [first, *middle, files, Tab(LAST, say("Lịch sử"), say("ai sửa gì"), 0)]


def _items(tab: str) -> str:
    """``mục 12, 28``: the items of form 2C the kinds of a tab stand for."""
    numbers = sorted({int(thing.item.split(".")[0]) for thing in entry_things(tab) if thing.item})
    return say("mục {items}", items=", ".join(map(str, numbers)))


def _cards(session: Session, person: Any, tab: str, *, can_edit: bool) -> list[Card]:
    kinds = entry_things(tab)
    found = entries_of(session, person, kinds, sights_of(person))
    edits = can_edit and may(str(Right.EDIT), "person")
    groups = {thing.sensitive for thing in kinds if thing.sensitive and edits}
    allowed = {group for group in groups if may_edit(session, group, person)}
    return [
        _card(person, thing, found[thing.key], edits and (not thing.sensitive or thing.sensitive in allowed))
        for thing in kinds
    ]


def _card(person: Any, thing: EntryThing, rows: list[Any] | None, may_change: bool) -> Card:
    sight = str(sights_of(person)[thing.sensitive]) if thing.sensitive else str(Sight.OPEN)
    counting = None if rows is None else [row for row in reversed(rows) if not row.is_void]
    voided = [row for row in reversed(rows or []) if row.is_void]
    return Card(thing, columns_in_view(thing, person), counting, voided, sight, may_change)


def period_of(thing: EntryThing, row: Any) -> str:
    """When the entry happened: one day, or from when to when; empty when it is not known."""
    if thing.is_point or row.from_on is None:
        return str(row.from_on or row.to_on or "")
    return f"{row.from_on} – {row.to_on or say('nay')}"


def decision_of(row: Any) -> str:
    """The decision an entry rests on, in a line: number, day, authority."""
    day = f"{row.decision_on:%d/%m/%Y}" if row.decision_on else ""
    return ", ".join(filter(None, (row.decision_number, day, row.decision_authority)))


def entry_badge(row: Any) -> Markup:
    """The state of an entry: icon and word, never colour alone."""
    if row.is_void:
        icon, tone, label = "fa-ban", "neutral", say("Đã hủy")
    else:
        (icon, tone), label = _BADGES[row.entry_state], say(ENTRY_STATES[row.entry_state])
    badge = Markup('<span class="hs-badge hs-{}"><i class="fa {}" aria-hidden="true"></i> {}</span>')
    return badge.format(tone, icon, label)
