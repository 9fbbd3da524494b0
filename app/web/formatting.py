"""What templates may call: values as readers expect them, addresses, labels."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for
from markupsafe import Markup

from app.access.sensitive import WITHHELD_TEXT, Sight, masked, sights
from app.audit.models import ACTS
from app.audit.values import from_json
from app.core import clock, things
from app.core.actor import CHANNEL_LABELS, Channel, current_actor
from app.core.database import db
from app.core.entry import Entry
from app.core.fields import Field, Kind
from app.core.rights import Right
from app.core.things import Thing
from app.core.values import show
from app.core.words import say
from app.reports.asked import COUNT_CAP, may_filter


def cell(row: Any, field: Field) -> str:
    """One value of a row, as text; a sensitive one as far as the reader may see it."""
    if field.sensitive:
        return sensitive_cell(row, field)
    return show(field, getattr(row, field.name))


def sensitive_cell(row: Any, field: Field) -> str:
    """The value when its group is open to the reader; a mask, or a sentence, when not."""
    sight = sights_of(row)[field.sensitive]
    if sight is Sight.WITHHELD:
        return say(WITHHELD_TEXT)
    value = getattr(row, field.name)
    return masked(field, value) if sight is Sight.MASKED else show(field, value)


def sights_of(row: Any) -> dict[str, Sight]:
    """How much of each group of this record, or of the record an entry belongs to, the reader sees; looked
    up once for each answer."""
    kept: dict[int, dict[str, Sight]] = g.setdefault("sights", {})
    is_entry = isinstance(row, Entry)
    person_id = row.person_id if is_entry else row.id
    if person_id not in kept:
        kept[person_id] = sights(db.session(), row.person if is_entry else row)
    return kept[person_id]


def sees(row: Any, field: Field) -> bool:
    """Whether a value of a record or an entry is open to the reader."""
    return not field.sensitive or sights_of(row)[field.sensitive] is Sight.OPEN


def may(right: str, key: str) -> bool:
    """Whether the actor holds a right for a kind of thing (shows or hides a button; no protection)."""
    actor = current_actor()
    return actor is not None and actor.has(Right(right), key)


def view_url(key: str, method: str, **values: Any) -> str:
    """The address of a page of a thing's view."""
    return url_for(f"{view_name(key)}.{method}", **values)


def view_name(key: str) -> str:
    """The endpoint of a thing's view."""
    return "".join(part.capitalize() for part in key.split("_")) + "View"


def said_number(number: int) -> str:
    """A whole number as it is written in Vietnam: ``12.480``."""
    return f"{number:,}".replace(",", ".")


def said_count(count: int, more_than: str = "hơn") -> str:
    """A number of rows; counting stops at COUNT_CAP, and the words say so."""
    if count <= COUNT_CAP:
        return said_number(count)
    return say("{more_than} {most}", more_than=say(more_than), most=said_number(COUNT_CAP))


def counted_as(key: str) -> str:
    """What the rows of a list are counted as."""
    return say({"person": "người", "unit": "đơn vị"}.get(key, "dòng"))


def moment(value: Any) -> str:
    """A stored moment on a clock in Vietnam."""
    return f"{clock.to_local(value):%d/%m/%Y %H:%M}" if value else ""


def history_rows(line: Any) -> list[tuple[str, str, str]]:
    """(label, old, new) of every change in a line of history."""
    thing = things.find(line.thing)
    columns = thing.stored_columns() if thing else {}
    rows = []
    for column, (old, new) in line.changes.items():
        field = columns.get(column)
        label = say(field.label) if field else _fact_label(column)
        group = _group_of(thing, field, line)
        rows.append((label, _told(field, old, line, group), _told(field, new, line, group)))
    return rows


def _group_of(thing: Thing | None, field: Field | None, line: Any) -> str:
    """The sensitive group of a value in a line of history; one that nobody has, where it is not known."""
    if thing is None:
        return ""
    own = thing.group_of(field) if field else thing.sensitive
    if own or not thing.sensitive_by:
        return own
    found: str = g.get("row_groups", {}).get((line.thing, line.row_id), "?")
    return found


def _fact_label(name: str) -> str:
    """What a fact is called that is no field: acts note it in their line of history."""
    labels = {
        "reason": "Lý do",
        "holder": "Người phụ trách",
        "authorisation_number": "Số quyết định ủy quyền",
        "instead_of": "Thay cho",
        "role": "Vai trò",
    }
    return say(labels.get(name, "Mục khác"))


def _told(field: Field | None, value: Any, line: Any, group: str) -> str:
    if value is None:
        return ""
    if group:
        sight = g.get("sights", {}).get(line.person_id, {}).get(group, Sight.MASKED)
        if sight is Sight.WITHHELD:
            return say("(không có quyền xem)")
        if sight is Sight.MASKED:
            return say("(được giữ kín)")
    if field is None:
        return str(value)
    if field.kind is Kind.REF:
        return _reference_names().get((field.target, value), say("số {value}", value=value))
    return show(field, from_json(field, value))


def _reference_names() -> dict[tuple[str, int], str]:
    return g.setdefault("history_names", {})  # type: ignore[no-any-return]


def act_label(line: Any) -> str:
    """The Vietnamese verb of a line of history."""
    return say({**ACTS, "restore": "Khôi phục"}.get(line.act, "Thay đổi"))


def channel_label(line: Any) -> str:
    return say(CHANNEL_LABELS.get(Channel(line.channel), ""))


def thing_label(key: str) -> str:
    thing = things.find(key)
    return say(thing.label) if thing else ""


def groups_of(thing: Thing, names: list[str] | None = None) -> list[tuple[str, list[Field]]]:
    """Fields gathered under their groups, in the order of declaration."""
    groups: dict[str, list[Field]] = {}
    for field in thing.fields.values():
        if not field.derived and (names is None or field.name in names):
            groups.setdefault(field.group or say("Thông tin"), []).append(field)
    return list(groups.items())


def record_badge(state: str) -> Markup:
    """The state of a record as a badge: icon and word, never colour alone."""
    icon, tone = _BADGES.get(state, ("fa-circle", "neutral"))
    label = say(things.get("person").fields["record_state"].choices.get(state, state))
    return Markup('<span class="hs-badge hs-{}"><i class="fa {}" aria-hidden="true"></i> {}</span>').format(
        tone, icon, label
    )


_BADGES = {
    "draft": ("fa-pen", "neutral"),
    "waiting": ("fa-hourglass-half", "warning"),
    "doubtful": ("fa-magnifying-glass", "doubt"),
    "verified": ("fa-check", "success"),
    "transferring": ("fa-right-left", "info"),
    "archived": ("fa-box", "neutral"),
}


def template_helpers() -> dict[str, Callable[..., Any]]:
    """The functions every template sees."""
    return {
        "cell": cell,
        "say": say,
        "may": may,
        "view_url": view_url,
        "moment": moment,
        "said_number": said_number,
        "said_count": said_count,
        "counted_as": counted_as,
        "is_counted": lambda count: count <= COUNT_CAP,
        "history_rows": history_rows,
        "act_label": act_label,
        "channel_label": channel_label,
        "thing_label": thing_label,
        "groups_of": groups_of,
        "record_badge": record_badge,
        "may_filter": may_filter,
        "Kind": Kind,
        "show_value": show,
    }
