"""Bar charts as inline SVG: drawn on the server, offline, readable without colour.

Widths are SVG attributes and colours come from the style sheet, so the page needs no inline style.
"""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from app.core.words import say

Link = Callable[[dict[str, Any]], str]

ROW, THICK = 24, 16
#: A plain chart: label, bar, number, left to right.
LABEL, BAR, NUMBER = 230, 340, 60
#: A pyramid: number and bar to the left, label between, bar and number to the right.
SIDE, BETWEEN = 210, 150

_SVG = Markup('<svg class="hs-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
_TEXT = Markup('<text class="{}" text-anchor="{}" x="{}" y="{}">{}</text>')
_RECT = Markup(
    '<a href="{}"><title>{}: {}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>{}</a>'
)


def bar_chart(title: str, bars: Sequence[Any], *, link: Link) -> Markup:
    """Horizontal bars from zero, each with its value, each a link to its list.

    `bars` have `label`, `number` and `filters`; `link(filters)` gives the address.
    """
    most = max((bar.number for bar in bars), default=0) or 1
    parts = []
    for place, bar in enumerate(bars):
        top, long = place * ROW, _length(bar.number, most, BAR)
        parts.append(_text("hs-chart-label", "end", LABEL - 8, top, _short(bar.label)))
        number = _text("hs-chart-number", "start", LABEL + long + 6, top, _thousands(bar.number))
        parts.append(_bar(link, bar, "hs-chart-1", LABEL, top, long, number))
    return _SVG.format(LABEL + BAR + NUMBER, ROW * len(bars) + 8, title, Markup("").join(parts))


def pyramid(title: str, pairs: Sequence[tuple[Any, Any]], *, link: Link) -> Markup:
    """Age bands, the oldest on top: men to the left of the labels, women to the right."""
    most = max((max(men.number, women.number) for men, women in pairs), default=0) or 1
    left, right = NUMBER + SIDE, NUMBER + SIDE + BETWEEN
    parts = [
        _text("hs-chart-label", "end", left, 0, say("Nam")),
        _text("hs-chart-label", "start", right, 0, say("Nữ")),
    ]
    for place, (men, women) in enumerate(reversed(pairs), 1):
        top, long = place * ROW, _length(men.number, most, SIDE)
        number = _text("hs-chart-number", "end", left - long - 6, top, _thousands(men.number))
        parts.append(_bar(link, men, "hs-chart-1", left - long, top, long, number))
        label = men.label.rpartition(",")[0]
        parts.append(_text("hs-chart-label", "middle", left + BETWEEN // 2, top, label))
        long = _length(women.number, most, SIDE)
        number = _text("hs-chart-number", "start", right + long + 6, top, _thousands(women.number))
        parts.append(_bar(link, women, "hs-chart-2", right, top, long, number))
    return _SVG.format(right + SIDE + NUMBER, ROW * (len(pairs) + 1) + 8, title, Markup("").join(parts))


def _length(number: int, most: int, longest: int) -> int:
    return max(round(longest * number / most), 1 if number else 0)


def _bar(link: Link, bar: Any, tone: str, x: int, top: int, long: int, number: Markup) -> Markup:
    address, told = link(bar.filters), _thousands(bar.number)
    return _RECT.format(address, bar.label, told, tone, x, top + 4, long, THICK, number)


def _text(tone: str, anchor: str, x: int, top: int, words: str) -> Markup:
    return _TEXT.format(tone, anchor, x, top + THICK + 1, words)


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _short(label: str) -> str:
    return label if len(label) <= 34 else label[:33] + "…"
