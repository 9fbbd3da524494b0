"""The matrix of a role as HTML.

A thousand cells at two hundred kinds of thing: put together here, where a template would take
most of the time of the page.
"""

from collections.abc import Set

from markupsafe import Markup, escape

from app.access.matrix import COLUMNS, Module, Pair, Row
from app.core.rights import Right
from app.core.words import say

_NONE = '<td class="hs-none-here"><span aria-hidden="true">–</span><span class="hs-hidden">{}</span></td>'


def matrix_rows(modules: list[Module], rights: Set[Pair], *, grantable: Set[Pair], is_open: bool) -> Markup:
    """The bodies of the table: a heading for each module, a line for each kind of thing.

    `rights` are ticked; when `is_open`, those in `grantable` can be changed, the others never.
    """
    parts: list[str] = []
    for module in modules:
        parts.append(_heading(module, is_open))
        if module.is_folded:
            parts.append(_every(module, is_open))
        hidden = " hidden" if module.is_folded else ""
        parts.append(f'<tbody id="m-{module.key}"{hidden}>')
        parts += [_line(row, rights, grantable if is_open else frozenset()) for row in module.rows]
        parts.append("</tbody>\n")
    return Markup("".join(parts))  # noqa: S704 - every value in it was escaped


def _heading(module: Module, is_open: bool) -> str:
    label, about = escape(say(module.label)), f"m-{module.key}"
    opened = "false" if module.is_folded else "true"
    whole = (
        f'<button type="button" class="hs-fold-button" data-hs-whole="{about}">{escape(say("Chọn cả nhóm"))}'
        f'<span class="hs-hidden">: {label}</span></button>'
        if is_open
        else ""
    )
    return (
        f'<tbody class="hs-module"><tr><th scope="rowgroup"><button type="button" class="hs-fold-button" '
        f'data-hs-fold-rows="{about}" aria-controls="{about}" aria-expanded="{opened}">'
        f'{label} <span class="hs-number">{len(module.rows)}</span></button></th>'
        f'<td colspan="{len(COLUMNS)}">{whole}</td></tr></tbody>\n'
    )


def _every(module: Module, is_open: bool) -> str:
    """The line that ticks a right for every row of a folded module; exceptions are below."""
    label, off = escape(say("Mọi danh mục")), "" if is_open else " disabled"
    cells = []
    for right in COLUMNS:
        if not any(right in row.rights for row in module.rows):
            cells.append(_NONE.format(escape(say("không áp dụng"))))
            continue
        name = escape(say(right.label))
        cells.append(
            f'<td><input type="checkbox" data-hs-every="{right.value}" data-hs-of="m-{module.key}" '
            f'aria-label="{name}: {label}"{off}></td>'
        )
    return f'<tbody><tr class="hs-every"><th scope="row">{label}</th>{"".join(cells)}</tr></tbody>\n'


def _line(row: Row, rights: Set[Pair], grantable: Set[Pair]) -> str:
    label = escape(say(row.label))
    cells = "".join(_cell(row, right, str(label), rights, grantable) for right in COLUMNS)
    return f'<tr><th scope="row">{label}</th>{cells}</tr>\n'


def _cell(row: Row, right: Right, label: str, rights: Set[Pair], grantable: Set[Pair]) -> str:
    if right not in row.rights:
        return _NONE.format(escape(say("không áp dụng")))
    pair = (right.value, row.key)
    ticked = " checked" if pair in rights else ""
    off = "" if pair in grantable else " disabled"
    return (
        f'<td><input type="checkbox" name="right" value="{right.value} {row.key}" '
        f'aria-label="{escape(say(right.label))}: {label}"{ticked}{off}></td>'
    )
