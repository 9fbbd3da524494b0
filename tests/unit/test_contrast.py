"""Colours of the style sheet, light and dark, by WCAG 2.2: words 4.5 (1.4.3), edges, focus 3.0 (1.4.11)."""

import re

import pytest

from config import ROOT

CSS = (ROOT / "app" / "web" / "static" / "app.css").read_text(encoding="utf-8")
WORDS, EDGES = 4.5, 3.0

#: ground: what is written or drawn on it.
ON_GROUNDS = {
    "page": "text text-2 text-3 primary primary-hover danger warning",
    "surface": "text text-2 text-3 primary primary-hover danger warning success",
    "sunk": "text text-2 text-3 primary primary-hover",
    "side": "text text-2 text-3 primary primary-hover",
    "tint": "text text-2 text-3 primary primary-hover",
    "primary": "on-primary",
    "primary-hover": "on-primary",
    "bar": "on-bar",
    "success-ground": "success",
    "warning-ground": "warning",
    "danger-ground": "danger",
    "info-ground": "info",
    "doubt-ground": "doubt",
    "neutral-ground": "neutral text text-2",
}
#: What must be told from the ground beside it without being read.
EDGES_ON = {
    "page": "line-strong focus primary",
    "surface": "line-strong focus primary danger danger-solid chart-1 chart-2",
    "sunk": "line-strong focus",
    "side": "focus primary line-strong",
    "tint": "focus line-strong",
}


def tokens(css: str) -> dict[str, str]:
    found = re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", css)
    return {
        name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for name, value in found
    }


LIGHT = tokens(CSS[: CSS.index("@media (prefers-color-scheme: dark)")])
DARK = LIGHT | tokens(CSS[CSS.index("@media (prefers-color-scheme: dark)") : CSS.index("html {")])


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs(declared: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, ground) for ground, names in declared.items() for name in names.split()]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("declared", "least"), [(ON_GROUNDS, WORDS), (EDGES_ON, EDGES)], ids=["words", "edges"]
)
def test_what_is_drawn_stands_out_from_its_ground(theme, declared, least):
    measured = {
        f"{name} on {ground}": contrast(theme[name], theme[ground]) for name, ground in pairs(declared)
    }
    assert {pair: round(value, 2) for pair, value in measured.items() if value < least} == {}


def test_both_themes_name_the_same_colours():
    same_in_both = {"on-bar"}
    dark = tokens(CSS[CSS.index("@media (prefers-color-scheme: dark)") : CSS.index("html {")])
    assert LIGHT.keys() - dark.keys() == same_in_both


def test_every_colour_is_measured_or_decorates():
    decorates = {"line", "tint-edge"}
    measured = {name for declared in (ON_GROUNDS, EDGES_ON) for pair in pairs(declared) for name in pair}
    assert LIGHT.keys() - measured == decorates


def test_the_measure_is_the_one_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#16232b", "#f3f5f6") == pytest.approx(14.7, abs=0.05)
