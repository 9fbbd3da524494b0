"""Dates are understood while they are typed, by the rules of the server and without asking it."""

import pytest
from playwright.sync_api import expect

from app.core.errors import RuleViolated
from app.core.partial_date import PartialDate, parse_day
from tests.support.screens import Screen

TYPED = (
    "15/3/1975", "15-3-1975", "15.3.1975", " 1/1/2000 ", "29/2/1984", "3/1975", "03/1975", "1975",
    "1975-03-15", "1975-03", "75", "1/75", "29/2/1985", "29/2/1900", "29/2/2000", "31/4/1990", "32/1/1990",
    "0/1/1990", "1/13/1990", "13/1990", "0/1990", "1899", "1900", "2100", "2101", "1/1/0085", "hôm qua",
    "1/2/3/1990", "1975-3-15", "1975-13", "1975-02-30", "1990/1/1", "15 3 1975", "１９７５", "1" * 25,
    "-1975", "31/12/2100", "00/1975", "31/02/1991",
)  # fmt: skip


@pytest.fixture
def form(screen) -> Screen:
    screen.sign_in("phuong.xuankhanh").open("/person/add")
    return screen


def told(screen: Screen, label: str, typed: str) -> str:
    field = screen.page.get_by_label(label)
    field.fill(typed)
    field.dispatch_event("change")
    return screen.page.locator(f"#{field.get_attribute('id')}-hieu").inner_text()


def in_words(date: PartialDate) -> str:
    parts = (("ngày", date.day), ("tháng", date.month), ("năm", date.year))
    return "Hiểu là: " + " ".join(f"{word} {number}" for word, number in parts if number)


def expected(typed: str, *, is_day: bool) -> str:
    try:
        return in_words(
            PartialDate.from_date(parse_day(typed.strip())) if is_day else PartialDate.parse(typed)
        )
    except RuleViolated as error:
        return error.message


@pytest.mark.parametrize(("label", "is_day"), [("Ngày sinh", False), ("Ngày về đơn vị", True)])
def test_the_page_and_the_server_understand_alike(form, label, is_day):
    for typed in TYPED:
        assert told(form, label, typed) == expected(typed, is_day=is_day), typed


def test_a_date_is_told_while_it_is_typed_and_a_fault_only_when_the_field_is_left(form):
    field, line = form.page.get_by_label("Ngày sinh"), form.page.locator("#birth_on-hieu")
    asked: list[str] = []
    form.page.on("request", lambda request: asked.append(request.url))
    field.press_sequentially("3/1991")
    expect(line).to_have_text("Hiểu là: tháng 3 năm 1991")
    expect(line).to_have_class("hs-understood")
    field.fill("31/02/1991")
    expect(line).to_be_hidden()
    field.press("Tab")
    expect(line).to_contain_text("Không đọc được ngày «31/02/1991».")
    expect(line).to_have_class("hs-error")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("28/02/1991")
    expect(line).to_have_text("Hiểu là: ngày 28 tháng 2 năm 1991")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    field.fill("")
    expect(line).to_be_hidden()
    assert asked == []


def test_dates_of_the_drawer_are_understood_too(screen):
    screen.sign_in("sonoivu")
    screen.open(f"/person/show/{screen.enter_people('Trần Thị Ngày Tháng')[0]}?tab=work")
    screen.page.get_by_role("link", name="Thêm mục: Quá trình công tác").click()
    field = screen.page.get_by_role("dialog").locator("[data-hs-date]").first
    field.fill("9/2003")
    expect(screen.page.locator(".hs-understood")).to_have_text("Hiểu là: tháng 9 năm 2003")
