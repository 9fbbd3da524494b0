"""What a page costs the line: bytes a real browser takes the first time, and afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.support.chromium import local_context
from tests.support.live_server import LiveServer
from tests.support.screens import Screen

KIB = 1024
FIRST, LATER = 400 * KIB, 100 * KIB
#: One of each type of page; `{person}` is a record, `{unit}` a unit, `{catalog}` a value of a catalog.
PAGES = [
    ("sonoivu", (
        "/", "/person/list/?psize=50", "/person/show/{person}?tab=work", "/entry/training/add/{person}",
        "/person/edit/{person}", "/unit/tree", "/unit/chart/{unit}", "/ethnic_group/list/?psize=50",
        "/ethnic_group/edit/{catalog}",
    )),
    # Lighter than one of those, of the same parts.
    pytest.param("sonoivu", (
        "/person/show/{person}", "/person/add", "/person/identity", "/person/columns", "/person/criterion",
        "/unit/list/?psize=50", "/unit/show/{unit}", "/unit/add", "/ethnic_group/show/{catalog}",
        "/ethnic_group/import", "/ethnic_group/merge/{catalog}", "/delegation/list/", "/jobs/list/",
        "/resetmypassword/form",
    ), marks=pytest.mark.long),
    ("quantri", ("/account/list/", "/account/add", "/roles/list/")),
    ("canhan", ("/",)),
]  # fmt: skip
KEY_OF = {"person": "/person/list/", "unit": "/unit/list/", "catalog": "/ethnic_group/list/"}


@contextmanager
def measured(page: Page) -> Iterator[list[int]]:
    """Bytes over the line, headers and packed bodies, as the network panel of Chromium counts them."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    sizes: list[int] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    yield sizes
    client.detach()


def weigh(page: Page, address: str) -> int:
    with measured(page) as sizes:
        page.goto(address, wait_until="networkidle")
        expect(page.locator("main")).to_be_visible()
    return sum(sizes)


def row_ids(page: Page, server: LiveServer) -> dict[str, str]:
    """The first row of a few lists, to look at one of each."""
    found = {}
    for name, path in KEY_OF.items():
        page.goto(server.url + path)
        found[name] = (page.locator(".hs-name").first.get_attribute("href") or "").split("/")[-1]
    return found


@pytest.mark.parametrize(("account", "paths"), PAGES, ids=lambda told: told if isinstance(told, str) else "")
def test_no_page_takes_more_than_its_share_of_the_line(browser, live_server, account, paths):
    with local_context(browser) as context:
        Screen(context.new_page(), live_server).sign_in(account)
        page = context.new_page()
        ids = row_ids(page, live_server) if account == "sonoivu" else {}
        cookies = context.cookies()
    too_heavy = []
    for path in paths:
        address = live_server.url + path.format(**ids)
        with unrouted(browser, cookies) as page:
            first, later = weigh(page, address), weigh(page, address)
        if first > FIRST or later > LATER:
            too_heavy.append((path, first, later))
        print(f"{account} {path}: {first / KIB:.0f} KiB, then {later / KIB:.0f} KiB")
    assert too_heavy == []


def test_the_page_of_signing_in_is_light(browser, live_server):
    with unrouted(browser, []) as page:
        first, later = (weigh(page, f"{live_server.url}/login/") for _time in range(2))
    print(f"/login/: {first / KIB:.0f} KiB, then {later / KIB:.0f} KiB")
    assert first <= FIRST and later <= LATER


@contextmanager
def unrouted(browser, cookies) -> Iterator[Page]:
    """A fresh window with an empty cache; requests that playwright may cut are never cached."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    try:
        context.add_cookies(cookies)
        yield context.new_page()
    finally:
        context.close()
