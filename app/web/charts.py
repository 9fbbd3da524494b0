"""Bar charts as inline SVG: drawn on the server, offline, readable without colour.

Each is drawn twice, for a wide card and for a telephone; the style sheet shows one of them. Widths are
SVG attributes and colours come from the style sheet, so the page needs no inline style. The drawing is one
picture with a name; over it lie the links, one for each bar, because a picture may hold nothing that takes
the focus.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from app.core.words import say

Link = Callable[[dict[str, Any]], str]


@dataclasses.dataclass(frozen=True)
class Plain:
    """Label, bar, number from left to right, or the label `above` its bar; lengths in px of the drawing."""

    tone: str
    label: int
    bar: int
    number: int
    row: int
    above: int = 0
    longest_label: int = 34


@dataclasses.dataclass(frozen=True)
class Sides:
    """Number and bar to the left, label between, bar and number to the right."""

    tone: str
    number: int
    side: int
    between: int
    row: int


PLAIN = (Plain("hs-on-desk", 230, 250, 52, 24), Plain("hs-on-phone", 0, 240, 56, 44, above=18))
SIDES = (Sides("hs-on-desk", 52, 156, 116, 24), Sides("hs-on-phone", 36, 56, 112, 28))
THICK, HEAD = 16, 20

_SVG = Markup(
    '<svg class="hs-chart {}" viewBox="0 0 {} {}">'
    '<g role="img" aria-label="{}"><title>{}</title>{}</g>{}</svg>'
)
_TEXT = Markup('<text class="{}" text-anchor="{}" x="{}" y="{}">{}</text>')
_RECT = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>')
_LINK = Markup(
    '<a href="{}" aria-label="{}"><title>{}</title>'
    '<rect class="hs-chart-link" x="{}" y="{}" width="{}" height="{}"/></a>'
)


def bar_chart(title: str, bars: Sequence[Any], *, link: Link) -> Markup:
    """Horizontal bars from zero, each with its value, each a link to its list.

    `bars` have `label`, `number` and `filters`; `link(filters)` gives the address.
    """
    return Markup("").join(_plain(shape, title, bars, link) for shape in PLAIN)


def pyramid(title: str, pairs: Sequence[tuple[Any, Any]], *, link: Link) -> Markup:
    """Age bands, the oldest on top: men to the left of the labels, women to the right."""
    return Markup("").join(_sides(shape, title, pairs, link) for shape in SIDES)


def _plain(shape: Plain, title: str, bars: Sequence[Any], link: Link) -> Markup:
    most = max((bar.number for bar in bars), default=0) or 1
    whole = shape.label + shape.bar + shape.number
    drawn, links = [], []
    for place, bar in enumerate(bars):
        top, long = place * shape.row, _length(bar.number, most, shape.bar)
        label, below = _short(bar.label, shape.longest_label), top + shape.above
        if shape.above:
            drawn.append(_text("hs-chart-label", "start", 0, top, label))
        else:
            drawn.append(_text("hs-chart-label", "end", shape.label - 8, top, label))
        drawn.append(_bar("hs-chart-1", shape.label, below, long))
        drawn.append(_text("hs-chart-number", "start", shape.label + long + 6, below, _thousands(bar.number)))
        links.append(_link(link, bar, 0, top, whole, shape.row))
    return _picture(shape.tone, whole, shape.row * len(bars) + 8, title, drawn, links)


def _sides(shape: Sides, title: str, pairs: Sequence[tuple[Any, Any]], link: Link) -> Markup:
    most = max((max(men.number, women.number) for men, women in pairs), default=0) or 1
    left, right = shape.number + shape.side, shape.number + shape.side + shape.between
    drawn = [
        _text("hs-chart-label", "end", left, 0, say("Nam")),
        _text("hs-chart-label", "start", right, 0, say("Nữ")),
    ]
    links = []
    for place, (men, women) in enumerate(reversed(pairs)):
        top, long = HEAD + place * shape.row, _length(men.number, most, shape.side)
        drawn.append(_text("hs-chart-number", "end", left - long - 6, top, _thousands(men.number)))
        drawn.append(_bar("hs-chart-1", left - long, top, long))
        label = men.label.rpartition(",")[0]
        drawn.append(_text("hs-chart-label", "middle", left + shape.between // 2, top, label))
        long = _length(women.number, most, shape.side)
        drawn.append(_bar("hs-chart-2", right, top, long))
        drawn.append(_text("hs-chart-number", "start", right + long + 6, top, _thousands(women.number)))
        links.append(_link(link, men, 0, top, left, shape.row))
        links.append(_link(link, women, right, top, left, shape.row))
    return _picture(shape.tone, left + right, HEAD + shape.row * len(pairs) + 8, title, drawn, links)


def _picture(
    tone: str, width: int, height: int, title: str, drawn: list[Markup], links: list[Markup]
) -> Markup:
    return _SVG.format(tone, width, height, title, title, Markup("").join(drawn), Markup("").join(links))


def _length(number: int, most: int, longest: int) -> int:
    return max(round(longest * number / most), 1 if number else 0)


def _bar(tone: str, x: int, top: int, long: int) -> Markup:
    return _RECT.format(tone, x, top + 4, long, THICK)


def _link(link: Link, bar: Any, x: int, top: int, width: int, height: int) -> Markup:
    told = f"{bar.label}: {_thousands(bar.number)}"
    return _LINK.format(link(bar.filters), told, told, x, top, width, height)


def _text(tone: str, anchor: str, x: int, top: int, words: str) -> Markup:
    return _TEXT.format(tone, anchor, x, top + THICK + 1, words)


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _short(label: str, longest: int) -> str:
    return label if len(label) <= longest else label[: longest - 1] + "…"
