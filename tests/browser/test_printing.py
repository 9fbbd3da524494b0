"""Forms as a clerk prints them: Word from a record, a zip of a selection, the days of a supplement."""

import zipfile
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.support.chromium import local_context
from tests.support.screens import Screen

CLERK = "phuong.xuankhanh"


@pytest.fixture
def clerk(page, live_server):
    screen = Screen(page, live_server)
    screen.sign_in(CLERK)
    yield screen
    assert not screen.trouble.seen


def test_the_menu_of_a_record_prints_word_at_once(clerk, tmp_path: Path):
    clerk.open("/person/list/")
    name = clerk.page.locator("a.hs-name").first
    full_name = " ".join(name.inner_text().split())
    name.click()
    menu = clerk.page.locator("details.hs-forms-menu")
    menu.locator("summary").click()
    with clerk.page.expect_download() as download:
        menu.get_by_role("link", name="Word 2C-BNV/2008").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name.startswith("form_2c_") and file.name.isascii()
    cells = [c.text for table in Document(str(file)).tables for row in table.rows for c in row.cells]
    assert any(full_name.upper() in text for text in cells)


def test_a_selection_becomes_a_zip_by_the_worker(page, live_server, tmp_path: Path):
    clerk = Screen(page, live_server)
    clerk.sign_in("sonoivu")
    clerk.open("/person/list/")
    for place in range(3):
        clerk.page.locator("input[name=rowid]").nth(place).check()
    clerk.page.get_by_role("button", name="In biểu mẫu").click()
    clerk.page.get_by_role("button", name="In biểu mẫu 3 hồ sơ").click()
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("link", name="Tải tệp").click(timeout=30_000)
    file = tmp_path / "forms.zip"
    download.value.save_as(file)
    names = zipfile.ZipFile(file).namelist()
    assert len(names) == 3 and all(name.endswith(".docx") for name in names)


def test_days_are_asked_for_the_supplement_alone(clerk):
    clerk.open("/person/list/")
    clerk.page.locator("input[name=rowid]").first.check()
    clerk.page.get_by_role("button", name="In biểu mẫu").click()
    days = clerk.page.get_by_label("Bổ sung từ ngày")
    expect(days).to_be_hidden()
    clerk.page.get_by_label("Biểu mẫu").select_option("form_4a")
    expect(days).to_be_visible()


def test_the_menu_fits_a_telephone(browser, live_server):
    with local_context(browser, width=360, height=740) as context:
        screen = Screen(context.new_page(), live_server)
        screen.sign_in(CLERK)
        screen.open("/person/list/")
        screen.page.locator("a.hs-name").first.click()
        screen.page.locator("details.hs-forms-menu summary").click()
        expect(screen.page.locator(".hs-forms li")).to_have_count(4)
        box = screen.page.locator(".hs-forms").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
        assert screen.page.evaluate("document.documentElement.scrollWidth") == 360
