"""The rows of a list as HTML.

A page of a hundred rows has a thousand cells, and the template took longer over them than the
database; what depends on the column alone is made once here.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape

from app.core.fields import Field, Kind
from app.core.things import Thing
from app.core.values import show
from app.core.words import say
from app.web.formatting import record_badge, view_url

#: On a telephone a row is a card with these; of other things it has the first four columns.
_ON_PHONE = ("full_name", "record_state", "home_unit", "position")

_TICK = '<td class="hs-tickcol"><input type="checkbox" name="rowid" value="{}" aria-label="{}"></td>'
_RIGHT = (Kind.INTEGER, Kind.DECIMAL, Kind.DAY, Kind.PARTIAL_DAY)
#: A row is one line: fields for longer texts may wrap; longer names of units are cut, the whole in
#: `title`, which a script sets when somebody points at one: fifty names are not sent twice.
_LONG_FIELD, _LONG_NAME = 200, 28
_CUT = Markup('<span class="hs-cut">{1}</span>')
_WRAPPED = Markup('<span class="hs-long">{1}</span>')
Cell = Callable[[Any], str]


def table_rows(thing: Thing, columns: Sequence[Field], rows: Sequence[Any], *, selecting: bool) -> Markup:
    """A <tr> for each row, its title leading to it, with a box to tick where rows can be selected."""
    address = view_url(thing.key, "show", pk=0).removesuffix("0")
    cells = [
        (_opening(field, is_title, field.name in _on_phone(thing, columns)), _cell(field, is_title, address))
        for field, is_title in _with_title(thing, columns)
    ]
    parts: list[str] = []
    for row in rows:
        parts.append("<tr>")
        if selecting:
            label = escape(say("Chọn {row}", row=row))
            parts.append(_TICK.format(row.id, label))
        for opening, cell in cells:
            parts += (opening, cell(row), "</td>")
        parts.append("</tr>\n")
    return Markup("".join(parts))  # noqa: S704 - every value in it was escaped


def _with_title(thing: Thing, columns: Sequence[Field]) -> list[tuple[Field, bool]]:
    has_title = any(field.name == thing.title for field in columns)
    return [
        (field, field.name == thing.title if has_title else place == 0) for place, field in enumerate(columns)
    ]


def _on_phone(thing: Thing, columns: Sequence[Field]) -> Sequence[str]:
    return _ON_PHONE if thing.key == "person" else [field.name for field in columns][:4]


def _opening(field: Field, is_title: bool, is_on_phone: bool) -> str:
    more = " hs-title" if is_title else "" if is_on_phone else " hs-minor"
    # Only a card of the telephone shows the label beside the value.
    label = f' data-label="{escape(say(field.label))}"' if not more else ""
    return f'<td class="{_kind_class(field)}hs-c-{field.name}{more}"{label}>'


def _kind_class(field: Field) -> str:
    """Numbers and days stand right, long texts take more than a line; the rest needs no word."""
    if field.kind is Kind.LONG or (field.kind is Kind.TEXT and field.max_length >= _LONG_FIELD):
        return "hs-k-long "
    return f"hs-k-{field.kind} " if field.kind in _RIGHT else ""


def _cell(field: Field, is_title: bool, address: str) -> Cell:
    name, kind = field.name, field.kind
    if is_title:
        return lambda row: f'<a class="hs-name" href="{address}{row.id}">{_title(field, row)}</a>'
    if name == "record_state":
        badges: dict[str, str] = {state: str(record_badge(state)) for state in field.choices}
        return lambda row: badges.get(row.record_state) or str(record_badge(row.record_state))
    if kind is Kind.REF:
        cut = _CUT if field.target == "unit" else _WRAPPED
        return lambda row: _reference(str(getattr(row, name) or ""), cut)
    if kind is Kind.TEXT:
        return lambda row: str(escape(str(getattr(row, name) or "")))
    if kind in _RIGHT:  # digits, points and slashes
        return lambda row: show(field, getattr(row, name))
    return lambda row: str(escape(show(field, getattr(row, name))))


@functools.lru_cache(maxsize=20_000)
def _reference(said: str, long: Markup) -> str:
    return str(long.format(said, said) if len(said) > _LONG_NAME else escape(said))


def _title(field: Field, row: Any) -> str:
    """The title; the given name of a person stands out from the rest."""
    said = show(field, getattr(row, field.name)) or say("(chưa có tên)")
    if field.name != "full_name" or " " not in said:
        return str(escape(said))
    before, given = said.rsplit(" ", 1)
    return f"<span>{escape(before)}</span> {escape(given)}"
