"""Pages as a printer gets them: nothing beyond the edge, nothing that is pressed, who printed and when."""

import io
import re

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from app.web.org_chart import PAGE_WIDTH
from tests.support.screens import Screen

#: What a page of paper holds of a page of the screen, in px: A4 on its side and upright, without margins.
SIDEWAYS, UPRIGHT = PAGE_WIDTH, 623
BEYOND = """width => [...document.querySelectorAll("main *")]
  .filter((one) => one.checkVisibility() && !one.closest(".hs-hidden"))
  .filter((one) => one.getBoundingClientRect().right > width + 1)
  .map((one) => `${one.tagName}.${one.getAttribute("class") || ""} ${one.textContent.trim().slice(0, 30)}`)"""


@pytest.fixture
def office(screen) -> Screen:
    screen.sign_in("sonoivu")
    return screen


def on_paper(page: Page, width: int) -> list[str]:
    """What would lie beyond the edge of the paper."""
    page.set_viewport_size({"width": width, "height": 661})
    page.emulate_media(media="print")
    found: list[str] = page.evaluate(BEYOND, width)
    page.emulate_media(media="null")
    return found


def printed(page: Page) -> PdfReader:
    page.set_viewport_size({"width": 1366, "height": 768})
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def words(text: str) -> str:
    return " ".join(text.split())


def is_sideways(paper: PdfReader) -> bool:
    return all(page.mediabox.width > page.mediabox.height for page in paper.pages)


def test_a_list_is_printed_whole_with_its_conditions_and_who_printed_it(office):
    office.open("/person/list/?psize=50&f.sex.eq=female")
    headings = [words(one) for one in office.page.locator("#hs-rows thead th a").all_inner_texts()]
    last = office.names()[-1]
    assert on_paper(office.page, SIDEWAYS) == []
    paper = printed(office.page)
    assert is_sideways(paper) and len(paper.pages) > 1
    for number, page in enumerate(paper.pages, start=1):
        text = words(page.extract_text())
        for heading in headings:
            assert heading in text, f"«{heading}» on page {number}"
        assert f"Trang {number}/{len(paper.pages)}" in text
        assert re.search(r"Sở Nội vụ\. Người in: .+ \(sonoivu\), lúc \d\d:\d\d \d\d/\d\d/\d{4}", text)
    first, end = words(paper.pages[0].extract_text()), words(paper.pages[-1].extract_text())
    assert "Điều kiện: Giới tính: Nữ." in first
    assert last in end
    for pressed in ("Bỏ tất cả điều kiện", "Xuất Excel", "Cột hiển thị", "Chưa chọn hồ sơ nào", "×"):
        assert pressed not in first + end


@pytest.mark.parametrize("unit", ["1", "a small one"])
def test_a_chart_is_printed_whole(office, unit):
    if unit != "1":
        found = office.page.request.get(f"{office.server.url}/unit/search", params={"q": "Sở Nội vụ"}).json()
        unit = str(found["result"][0]["id"])
    office.open(f"/unit/chart/{unit}")
    names = office.page.locator(".hs-org:not(.hs-org-piece) text:first-of-type").all_text_contents()
    assert on_paper(office.page, SIDEWAYS) == []
    paper = printed(office.page)
    assert is_sideways(paper)
    text = words(" ".join(page.extract_text() for page in paper.pages))
    assert {name for name in names if words(name) not in text} == set()
    assert "Kéo ngang" not in text and "In sơ đồ" not in text


def test_the_button_of_the_chart_prints(office):
    office.open("/unit/chart/1")
    office.page.evaluate("window.print = () => { document.title = 'đã in'; }")
    office.page.get_by_role("button", name="In sơ đồ").click()
    assert office.page.title() == "đã in"


def test_a_record_and_the_front_page_are_printed_without_what_is_pressed(office):
    person = office.enter_people("Lê Thị In Ra Giấy")[0]
    for path in (f"/person/show/{person}", f"/person/show/{person}?tab=work", "/"):
        office.open(path)
        assert on_paper(office.page, UPRIGHT) == [], path
        paper = printed(office.page)
        assert not is_sideways(paper)
        text = words(" ".join(page.extract_text() for page in paper.pages))
        for pressed in ("Xem «", "Loại bỏ", "Cấp tài khoản", "Việc khác", "Thêm mục", "Danh mục công tác"):
            assert pressed not in text, f"{pressed} on {path}"
        assert "Người in:" in text


def test_paper_is_black_on_white_for_those_who_read_in_the_dark(office):
    office.page.emulate_media(color_scheme="dark", media="print")
    office.open("/person/list/")
    colours = office.page.evaluate(
        "() => ['body', '#hs-rows tbody td', '#hs-rows .hs-badge'].map((one) => {"
        " const style = getComputedStyle(document.querySelector(one));"
        " return [style.color, style.backgroundColor]; })"
    )
    white = {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert all(word == "rgb(0, 0, 0)" and ground in white for word, ground in colours), colours
