"""Entries: the dated rows of a record, each kind declared once (form 2C items 27-32, Điều 9).

An entry belongs to one record and is reached with it. Every kind has a period (partial dates), the
decision it rests on, a note, and a state of its own: entered, verified, doubtful; a voided entry stays
readable with its reason (Điều 13.1: nothing is erased).
"""

import dataclasses
from typing import Any, ClassVar

from app.core import things
from app.core.errors import DeclarationError
from app.core.fields import Field, choice, day, flag, moment, partial_day, ref, text
from app.core.record import Record
from app.core.scoping import ByOwner
from app.core.sensitive import GROUPS
from app.core.things import Sort, Thing

#: States of one entry (Điều 11.1.c, 11.2.b).
ENTRY_STATES = {"draft": "Chưa xác thực", "verified": "Đã xác thực", "doubtful": "Cần xác minh"}
#: Parts of the record, in the order of form 2C: each is a tab of the record's page.
TABS = {
    "training": "Đào tạo",
    "work": "Công tác",
    "pay": "Lương, bảo hiểm",
    "merit": "Khen thưởng, đánh giá",
    "party": "Đảng, đoàn thể",
    "family": "Gia đình, lịch sử",
    "papers": "Sức khỏe, giấy tờ",
}
PERIOD, DECISION, NOTE, STATE = "Thời gian", "Quyết định", "Ghi chú", "Xác thực"


class Entry(Record, abstract=True):
    """Mixin of every kind of entry: a subclass adds the fields of its kind."""

    __scope__: ClassVar[ByOwner] = ByOwner((("person", "person_id"),))

    person = ref("person", "Hồ sơ", required=True, index=True, service=True)
    from_on = partial_day("Từ", group=PERIOD, help="Ghi 15/3/2010, 3/2010 hoặc 2010.")
    to_on = partial_day("Đến", group=PERIOD, help="Để trống nếu đến nay.")
    decision_number = text("Số quyết định", max_length=100, group=DECISION)
    decision_on = day("Ngày ký", group=DECISION)
    effective_on = day("Ngày có hiệu lực", group=DECISION)
    decision_authority = text("Cơ quan ban hành", group=DECISION)
    note = text("Ghi chú", max_length=1000, group=NOTE)
    entry_state = choice(
        "Xác thực",
        ENTRY_STATES,
        required=True,
        default="draft",
        service=True,
        legal="Điều 11.1.c",
        group=STATE,
    )
    verified_at = moment("Xác thực lúc", service=True, legal="Điều 11.1.c", group=STATE)
    verified_by = text("Người xác thực", max_length=200, service=True, legal="Điều 11.1.c", group=STATE)
    is_void = flag("Đã hủy", service=True, legal="Điều 13.1", group=STATE)
    void_reason = text("Lý do hủy", max_length=1000, service=True, legal="Điều 13.1", group=STATE)


_COMMON = Entry.__fields__
_FIRST = ("person", "from_on", "to_on")


@dataclasses.dataclass(frozen=True)
class EntryThing(Thing):
    """A kind of entry: `tab` it stands under, `item` of form 2C, `columns` of its table, and whether it
    happens on one day (`is_point`) instead of lasting."""

    tab: str = ""
    item: str = ""
    columns: tuple[str, ...] = ()
    is_point: bool = False

    def form_fields(self) -> list[Field]:
        """The fields people fill in, in the order of the form."""
        left_out = ("to_on",) if self.is_point else ()
        return [field for field in self.editable_fields() if field.name not in left_out]

    def own_fields(self) -> list[Field]:
        """The fields this kind adds to the common ones."""
        return [field for name, field in self.fields.items() if name not in _COMMON]

    def sensitive_fields(self) -> list[Field]:
        """Single fields that belong to a sensitive group, in a kind that does not as a whole."""
        return [field for field in self.fields.values() if field.sensitive]


def declare(
    model: Any, label: str, *, legal: str, tab: str, columns: tuple[str, ...], **more: Any
) -> EntryThing:
    """Register a kind of entry; DeclarationError for an unknown tab, group or column."""
    fields: dict[str, Field] = model.__fields__
    own = {name: field for name, field in fields.items() if name not in _COMMON}
    last = {name: field for name, field in fields.items() if name in _COMMON and name not in _FIRST}
    ordered = {**{name: fields[name] for name in _FIRST}, **own, **last}
    thing = EntryThing(
        key=model.__thing__,
        label=label,
        legal=legal,
        sort=Sort.ENTRY,
        model=model,
        fields=ordered,
        title=columns[0],
        order_by=("from_on", "id"),
        is_scoped=True,
        tab=tab,
        columns=columns,
        **more,
    )
    unknown = [name for name in columns if name not in fields]
    if tab not in TABS or unknown or (thing.sensitive and thing.sensitive not in GROUPS):
        raise DeclarationError(f"{thing.key}: no such tab, group or column: {tab} {unknown}")
    _check_sensitive(thing)
    things.register(thing)
    return thing


def _check_sensitive(thing: EntryThing) -> None:
    """DeclarationError where a kind and a field of it name two groups, or what names an entry has one: the
    name stands in lines of history and on buttons, for whoever reads the record."""
    if thing.sensitive and thing.sensitive_fields():
        raise DeclarationError(f"{thing.key}: the kind and its fields belong to sensitive groups")
    if thing.fields[thing.title].sensitive:
        raise DeclarationError(f"{thing.key}: {thing.title} names an entry and belongs to a sensitive group")


def entry_things(tab: str = "") -> list[EntryThing]:
    """Every kind of entry, of one tab if named, in the order of declaration."""
    found = [thing for thing in things.every(Sort.ENTRY) if isinstance(thing, EntryThing)]
    return [thing for thing in found if not tab or thing.tab == tab]


def entry_thing(key: str) -> EntryThing | None:
    """The kind of entry of this key, or None."""
    thing = things.find(key)
    return thing if isinstance(thing, EntryThing) else None
