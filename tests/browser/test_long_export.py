"""A list too long to wait for: the worker makes the file, its owner fetches it from the page of the job."""

from playwright.sync_api import expect

from tests.support.live_server import running_server
from tests.support.screens import Screen, table_of
from tests.support.templates import product_environment

LONG = 2_100  # above what is made while the browser waits


def test_a_long_list_is_made_by_the_worker_and_fetched_from_its_page(page, tmp_path, tmp_path_factory):
    env = product_environment(tmp_path_factory.mktemp("long") / "data", None)
    env["DEMO_PEOPLE"] = str(LONG)
    with running_server(env, tmp_path) as server:
        screen = Screen(page, server).sign_in("sonoivu")
        screen.open("/person/list/")
        assert screen.count() == LONG
        page.get_by_role("button", name="Xuất Excel").click()
        expect(page.get_by_role("status").filter(has_text="Danh sách dài")).to_be_visible()
        expect(page.get_by_role("link", name="Tải tệp")).to_be_visible(timeout=30_000)
        _headings, rows = table_of(screen.save_workbook("Tải tệp", tmp_path))
        assert len(rows) == LONG
        screen.open("/jobs/list/")
        expect(page.get_by_role("row").filter(has_text="Xuất Excel")).to_contain_text("Tải tệp")
        screen.assert_no_trouble()
