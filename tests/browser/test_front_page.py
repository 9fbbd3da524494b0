"""Numbers of the front page lead to pages that show the same numbers."""

import re

from playwright.sync_api import expect


def test_the_administrator_follows_the_number_of_catalogs_down_to_the_values(screen):
    page = screen.sign_in("quantri").page
    figure = page.locator(".hs-figure").filter(has_text="danh mục")
    said = " ".join(figure.inner_text().split())
    number, values = re.fullmatch(r"(\d+) danh mục \((.+)\)", said).groups()
    figure.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Danh mục")
    expect(page.locator("main .hs-head .hs-quiet")).to_have_text(f"{number} danh mục: {values}")
    expect(page.locator("main .hs-name")).to_have_count(int(number))
    expect(page.locator("#hs-side [aria-current=page]")).to_have_text("Mọi danh mục")
    in_use = page.get_by_role("link", name=re.compile(r"^Tôn giáo: \d+ đang dùng$"))
    count = in_use.inner_text()
    in_use.click()
    expect(page.locator("main .hs-head .hs-quiet")).to_contain_text(f"{count} dòng")
    expect(page.locator(".hs-chip")).to_contain_text("Ngừng dùng: Không")


def test_on_a_telephone_the_numbers_of_catalogs_need_no_scrolling_sideways(phone):
    phone.sign_in("quantri").open("/catalogs/list/")
    box = phone.page.locator(".hs-scroll")
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    expect(phone.page.get_by_role("link", name=re.compile("đang dùng$")).first).to_be_in_viewport(ratio=1)
