"""What every test can ask for: a product over fresh data on either database, a running server, a browser.

The process that started pytest owns a folder for the run. Worker processes make in it, once and on demand,
what is slow: the PostgreSQL server, a prepared database for each engine, an installed Chromium.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page

from tests.support import hashes
from tests.support.chromium import ChromiumMissingError, local_context, running_chromium, shared_chromium
from tests.support.libreoffice import LibreOfficeMissingError, shared_libreoffice
from tests.support.live_server import LiveServer, running_server
from tests.support.machine import is_ci
from tests.support.postgres import PostgresServer, shared_server, stop_shared_server
from tests.support.product import Product, running_product
from tests.support.shared import SharedFolder
from tests.support.templates import ENGINES, product_copy

SHARED = pytest.StashKey[SharedFolder]()
ENGINE_MARKS = {"postgresql": [pytest.mark.postgres]}

# A busy machine is no finding, and a run can be repeated.
hypothesis_settings.register_profile("project", deadline=None, derandomize=True)
hypothesis_settings.load_profile("project")


def pytest_configure(config: pytest.Config) -> None:
    hashes.use_cheap_hashes()
    given = getattr(config, "workerinput", {}).get("shared_folder")
    config.stash[SHARED] = SharedFolder(Path(given or tempfile.mkdtemp(prefix="hoso-tests-")))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["shared_folder"] = str(node.config.stash[SHARED].path)


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or SHARED not in config.stash:
        return
    stop_shared_server(config.stash[SHARED])
    shutil.rmtree(config.stash[SHARED].path, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a product stay in one worker process, so that it is made once."""
    for item in items:
        engine = _engine_of(item)
        if any(engine in marker.args for marker in item.iter_markers("long_on")):
            item.add_marker(pytest.mark.long)
        if engine is not None:
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}-{engine}"))


def _engine_of(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("engine_name") if callspec else None


@pytest.fixture(scope="session")
def shared(pytestconfig: pytest.Config) -> SharedFolder:
    return pytestconfig.stash[SHARED]


@pytest.fixture(scope="session")
def postgres_server(shared: SharedFolder) -> PostgresServer:
    return shared_server(shared)


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=ENGINE_MARKS.get(name, [])) for name in ENGINES]
)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each database engine in turn."""
    return request.param


@pytest.fixture(scope="module")
def product(
    engine_name: str, shared: SharedFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """The product in this process, over data that only this module sees."""
    folder = tmp_path_factory.mktemp("product")
    with product_copy(shared, engine_name, folder) as env, running_product(env) as product:
        yield product


@pytest.fixture(scope="module")
def live_server(
    engine_name: str, shared: SharedFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The product started as its users start it, over data that only this module sees."""
    folder = tmp_path_factory.mktemp("live")
    with product_copy(shared, engine_name, folder) as env, running_server(env, folder) as server:
        yield server


@pytest.fixture(scope="session")
def browser(shared: SharedFolder) -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped, in CI it fails."""
    try:
        program = shared_chromium(shared)
    except ChromiumMissingError as missing:
        (pytest.fail if is_ci() else pytest.skip)(str(missing))
    with running_chromium(program) as browser:
        yield browser


@pytest.fixture(scope="session")
def libreoffice(shared: SharedFolder) -> Path:
    """The program that makes PDF; without it the test is skipped, in CI it fails."""
    try:
        return shared_libreoffice(shared)
    except LibreOfficeMissingError as missing:
        (pytest.fail if is_ci() else pytest.skip)(str(missing))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window of the size of an office screen."""
    with local_context(browser) as context:
        yield context.new_page()


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    """A fresh window of the width of a telephone."""
    with local_context(browser, width=360, height=740) as context:
        yield context.new_page()


@pytest.fixture
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as the product hashes them."""
    monkeypatch.setattr("app.access.passwords._hasher", hashes.REAL)
