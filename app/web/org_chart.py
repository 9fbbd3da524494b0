"""A subtree of units as a drawn chart: left to right, one row for each leaf, printable.

Its boxes are links, so it is a group of links and no picture to those who hear it. A unit stands in the row
of the first one below it, so the root is where reading begins and no box lies between two rows. For paper
the drawing is shown a second time, cut between rows into pieces that fit a page.
"""

import dataclasses
from collections.abc import Iterable
from typing import Any

from flask import url_for
from markupsafe import Markup

from app.core.words import say

MOST_UNITS = 300
BOX_WIDTH, BOX_HEIGHT, COLUMN, ROW = 210, 34, 250, 44
#: Letters of a name that fit into a box.
_LONGEST = 31
#: What a page (A4, landscape) holds of the drawing: width in px, and height in shares of the width.
PAGE_WIDTH, PAGE_SHAPE = 1009, 0.56


@dataclasses.dataclass
class Node:
    """A unit with its people and the units below it; `row` is its place from the top."""

    unit: Any
    people: int
    below: list["Node"] = dataclasses.field(default_factory=list)
    row: int = 0


def grow(units: Iterable[tuple[Any, int]]) -> Node | None:
    """The tree of (unit, people) pairs given parents first; None when there are none."""
    nodes: dict[int, Node] = {}
    root = None
    for unit, people in units:
        node = nodes[unit.id] = Node(unit, people)
        parent = nodes.get(unit.parent_id)
        if parent is not None:
            parent.below.append(node)
        elif root is None:
            root = node
    return root


def draw(root: Node) -> Markup:
    """The chart as SVG; every box leads to its unit."""
    rows = _place(root, 0)
    parts: list[Markup] = []
    depth = _draw_node(root, 0, parts)
    width, height = (depth + 1) * COLUMN, rows * ROW + 4
    title = say("Sơ đồ {name}", name=root.unit.name)
    whole = Markup(
        '<svg class="hs-org" width="{}" viewBox="-1 0 {} {}" role="group" aria-label="{}">'
        '<defs><rect id="hs-org-box" width="{}" height="{}" rx="4"/></defs>'
        '<g id="hs-org-all" class="hs-org-all">{}</g></svg>'
    ).format(width, width, height, title, BOX_WIDTH, BOX_HEIGHT, Markup("").join(parts))
    return whole + _pieces(width, rows)


def _pieces(width: int, rows: int) -> Markup:
    """The drawing again, a page at a time; only paper shows it."""
    at_once = int(max(width, PAGE_WIDTH) * PAGE_SHAPE) // ROW
    piece = Markup(
        '<svg class="hs-org hs-org-piece" width="{}" viewBox="-1 {} {} {}" aria-hidden="true">'
        '<use href="#hs-org-all"/></svg>'
    )
    return Markup("").join(
        piece.format(width, first * ROW, width, min(at_once, rows - first) * ROW + 4)
        for first in range(0, rows, at_once)
    )


def _place(node: Node, first: int) -> int:
    """Give the node and all below it their rows; returns the next free row."""
    node.row = free = first
    for child in node.below:
        free = _place(child, free)
    return max(free, first + 1)


def _draw_node(node: Node, depth: int, parts: list[Markup]) -> int:
    x, y = depth * COLUMN, node.row * ROW + 2
    deepest = depth
    for child in node.below:
        parts.append(_line(x + BOX_WIDTH, y, x + COLUMN, child.row * ROW + 2))
        deepest = max(deepest, _draw_node(child, depth + 1, parts))
    parts.append(_box(node, x, y))
    return deepest


def _line(x: int, y: int, to_x: int, to_y: int) -> Markup:
    middle, half = (x + to_x) // 2, BOX_HEIGHT // 2
    return Markup('<path d="M{} {}H{}V{}H{}"/>').format(x, y + half, middle, to_y + half, to_x)


def _box(node: Node, x: int, y: int) -> Markup:
    """A box drawn once and used for each unit: a city has hundreds of them."""
    name = node.unit.name
    is_cut = len(name) > _LONGEST
    return Markup(
        '<a href="{}" transform="translate({} {})">{}<use href="#hs-org-box"/>'
        '<text x="8" y="15">{}</text><text x="8" y="28">{}</text></a>'
    ).format(
        url_for("UnitView.show", pk=node.unit.id),
        x,
        y,
        Markup("<title>{}</title>").format(name) if is_cut else "",
        name[: _LONGEST - 1] + "…" if is_cut else name,
        say("{people} hồ sơ", people=f"{node.people:,}".replace(",", ".")),
    )
