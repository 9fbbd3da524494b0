"""A window at the running product; what went wrong in it fails the test at its end."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.support.live_server import LiveServer
from tests.support.screens import Screen


@pytest.fixture(scope="module", params=["sqlite"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Screens ask the same of both engines: one is enough, but for the work of every day."""
    return request.param


@pytest.fixture
def screen(page: Page, live_server: LiveServer) -> Iterator[Screen]:
    screen = Screen(page, live_server)
    yield screen
    screen.assert_no_trouble()


@pytest.fixture
def phone(phone_page: Page, live_server: LiveServer) -> Iterator[Screen]:
    phone = Screen(phone_page, live_server)
    yield phone
    phone.assert_no_trouble()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
