"""Every kind of page under axe-core: wide and narrow, light and dark, nothing left to report."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from app.core import things
from app.core.services import service_of
from app.personnel.attachments import attachment_void
from tests.browser.sights import NO_PAGE, SIGHTS, Sight, page_routes
from tests.support.attachments import attach
from tests.support.cast import HEALTH, WARD, as_system, make_person, unit_id
from tests.support.chromium import local_context
from tests.support.entries import WORK, add_entry, add_every_kind
from tests.support.job_queue import start
from tests.support.live_server import running_server
from tests.support.product import running_product
from tests.support.scans import portrait
from tests.support.screens import Screen
from tests.support.templates import product_copy

WIDE: ViewportSize = {"width": 1366, "height": 768}
NARROW: ViewportSize = {"width": 360, "height": 740}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"resultTypes": ["violations"], "runOnly": TAGS}
#: A dark page differs from a light one in its colours only.
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
#: A narrow page differs from a wide one in its sizes and in what scrolls, and in what is shown at all.
BY_WIDTH = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "target-size", "scrollable-region-focusable", "aria-hidden-focus"],
    },
}
Way = tuple[ViewportSize, Literal["light", "dark"], dict]
#: Both widths and both schemes; the other two pairs of them by `make test-long`.
TWO_WAYS: list[Way] = [(WIDE, "light", EVERYTHING), (NARROW, "dark", BY_WIDTH)]
OTHER_WAYS: list[Way] = [(WIDE, "dark", COLOURS), (NARROW, "light", EVERYTHING)]
#: What a strip at the edge of the window covers for the moment can be scrolled free; axe measures targets
#: where they stand. That the focus is never covered is measured in test_keyboard.
UNCOVER = """() => document.querySelectorAll(".hs-foot, .hs-selection").forEach((strip) => {
  strip.style.setProperty("position", "static", "important");
})"""
#: Observers of sizes are told within the next frame.
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
RUN = "([left_out, options]) => axe.run({ exclude: left_out }, options)"


@pytest.fixture(scope="module")
def place(browser, shared, tmp_path_factory) -> Iterator[tuple]:
    """A running product with something on every page, and a window for each account."""
    folder = tmp_path_factory.mktemp("seen")
    with product_copy(shared, "sqlite", folder) as env, ExitStack() as windows:
        with running_product(env) as product:
            rows = _rows(product)
        with running_server(env, folder) as server:
            screens: dict[str | None, Screen] = {}

            def look_as(account: str | None) -> Screen:
                if account not in screens:
                    context = windows.enter_context(local_context(browser))
                    screens[account] = Screen(context.new_page(), server)
                    screens[account].page.emulate_media(reduced_motion="reduce")
                    if account:
                        screens[account].sign_in(account)
                return screens[account]

            yield look_as, rows
            for screen in screens.values():
                screen.assert_no_trouble()
            windows.close()


def _rows(product) -> dict[str, int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.web.export.AT_ONCE", 0)
        job = start(product.login("sonoivu"))
    ward, health = unit_id(product, WARD), unit_id(product, HEALTH)
    whole = make_person(product, full_name="Trần Thị Đủ Mục")
    entries = add_every_kind(product, whole)
    voided = add_entry(product, whole, "work_history", WORK, from_on="2001", title="Nhập nhầm")
    with as_system(product) as session:
        service_of(things.get("work_history")).void(session, voided, "Của người khác", version=None)
        attach(session, product, whole)
        attach(session, product, whole, document_kind="identity")
        work = ("work_history", entries["work_history"])
        picture = attach(session, product, whole, *work, content=portrait(), name="trang 1.jpg").id
        attachment_void(session, attach(session, product, whole).id, "Nhầm", version=None)
    return {
        "whole": whole,
        "work": entries["work_history"],
        "picture": picture,
        "person": make_person(product, full_name="Trần Thị Được Nhìn"),
        "patient": make_person(product, HEALTH),
        "unit": ward,
        "health": health,
        "job": job,
    }


def _faults(page: Page, when: str, options: dict, left_out: list[str]) -> list[str]:
    found = page.evaluate(RUN, [left_out, options])
    return [
        f"{when}: {fault['impact']} {fault['id']} ({len(fault['nodes'])}): {fault['nodes'][0]['html'][:160]} "
        f"{fault['nodes'][0]['failureSummary']}"
        for fault in found["violations"]
    ]


def look(page: Page, left_out: list[str], ways: Sequence[Way]) -> list[str]:
    """What axe finds on the page as it stands, in these ways of seeing it."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(UNCOVER)
    faults = []
    for size, scheme, options in ways:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)
        faults += _faults(page, f"{size['width']} {scheme}", options, left_out)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    return faults


@pytest.mark.parametrize(
    "ways", [TWO_WAYS, pytest.param(OTHER_WAYS, marks=pytest.mark.long)], ids=["", "other"]
)
@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
def test_axe_finds_nothing(place, sight: Sight, ways):
    look_as, rows = place
    screen = look_as(sight.account)
    sight.way(screen, rows)
    # The menu is long and the same on every page: it is looked at on the front page, and where it slides in.
    with_menu = sight.name.startswith(("front page", "menu"))
    faults = look(screen.page, [] if with_menu else ["#hs-side"], ways)
    assert not faults, "\n".join(faults)


def test_every_route_that_shows_a_page_is_looked_at():
    seen = {route for sight in SIGHTS for route in sight.routes if route != "/person/action_post"}
    assert page_routes() == seen | NO_PAGE.keys()
    assert not seen & NO_PAGE.keys()


def test_axe_still_catches_a_fault(page):
    page.set_content(
        "<html><body><img src='a.png'><p style='color:#aaa;background:#fff'>mờ</p></body></html>"
    )
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(document, options)", EVERYTHING)
    assert {"image-alt", "color-contrast", "html-has-lang"} <= {fault["id"] for fault in found["violations"]}
