"""Every page each role can reach: Vietnamese throughout, nothing from outside, nothing broken.

Pages of one shape are looked at once: of thousands of rows the first; of the catalogs, all as `quantri`
and two as everybody else.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.screens import Screen

ROLES = (
    "quantri",
    "sonoivu",
    "soyte",
    "pnv.ninhkieu",
    "pgd.ninhkieu",
    "phuong.xuankhanh",
    "canhan",
    "xem.soyte",
)

#: These see every kind of page on the screen; the others' pages, the same kinds, are read unseen.
SHOWN_TO = ("quantri", "sonoivu", "canhan")

#: English that Flask-AppBuilder, WTForms, Bootstrap, select2, Werkzeug or a hasty developer leave behind.
ENGLISH = set(Path(__file__).with_name("english_words.txt").read_text(encoding="utf-8").split())
#: Vietnamese words without diacritics that look like English ones, and signs everybody knows.
VIETNAMESE = {"an", "do", "in", "go", "am", "to", "no", "may", "hay", "so", "the", "ban", "can", "long"}
ENGLISH_WORD = re.compile(
    rf"(?<![\w.@/-])({'|'.join(sorted(ENGLISH - VIETNAMESE))})(?![\w@/-])", re.IGNORECASE
)
#: Names only a programmer knows: permissions, views, columns, placeholders of the machine.
TECHNICAL = re.compile(
    r"\b(?:can_\w+|menu_access|\w+ on \w+View|\w+View|__None|category:\w+|NaN)\b|\{\{|\{%|%\("
)
IDENTIFIER = re.compile(r"\b[a-z]+_[a-z_]+\b")
#: What people typed, and what the law writes in Latin letters, is no word of ours.
#: Keys are called what is printed on them.
NOT_OURS = re.compile(r"\S+@\S+|https?://\S+|«[^»]*»|Ctrl \+ \w+")
#: Codes in catalogs of languages, schools, places: data, shown as entered.
DATA = (
    "td, dd, option[value]:not([value='']), .hs-name, .hs-chip, .select2-selection__rendered, .hs-node, "
    "svg text, svg title"
)

#: What a document says, by kind; its language; what stands inline; where it leads.
TEXTS = """
(page, data) => {
  const said = [];
  const isData = (node) => node.closest(data) !== null;
  const walk = page.createTreeWalker(page.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const owner = walk.currentNode.parentElement;
    if (!owner || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(owner.tagName)) { continue; }
    const words = walk.currentNode.textContent.trim();
    if (words) { said.push([isData(owner) ? "data" : "text", words]); }
  }
  const told = ["title", "placeholder", "aria-label", "alt", "data-placeholder", "data-label"];
  told.push("data-hs-confirm");
  for (const about of told) {
    for (const one of page.querySelectorAll(`[${about}]`)) { said.push([about, one.getAttribute(about)]); }
  }
  const buttons = page.querySelectorAll("input[type=submit], input[type=button]");
  for (const button of buttons) { said.push(["value", button.value]); }
  const ofSelect2 = ".select2-container, .select2-container *, .select2-hidden-accessible";
  const inline = `[style]:not(${ofSelect2}), [onclick]`;
  const anchors = [...page.querySelectorAll("a[href]")];
  const links = anchors.map((link) => new URL(link.getAttribute("href"), location.href));
  return {
    said, lang: page.documentElement.lang, inline: page.querySelectorAll(inline).length,
    links: links.filter((link) => link.origin === location.origin).map((link) => link.pathname + link.search),
  };
}
"""
SHOWN = f"(data) => ({TEXTS})(document, data)"
#: The same of a page that is fetched and not shown.
FETCHED = f"""
async ([path, data]) => {{
  const answer = await fetch(path);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return {{ status: answer.status, ...({TEXTS})(page, data) }};
}}
"""


def wrong_words(said: list[list[str]]) -> list[str]:
    """The texts that hold an English word or a technical name."""
    found = []
    for kind, words in said:
        ours = NOT_OURS.sub(" ", words)
        english = kind != "data" and ENGLISH_WORD.search(ours)
        technical = TECHNICAL.search(ours) or (kind != "data" and IDENTIFIER.search(ours))
        machine = kind == "data" and re.fullmatch(r"(True|False|None|null|\[\]|\{\})", ours.strip())
        if hit := english or technical or machine:
            found.append(f"{kind}: «{words[:80]}» ({hit.group(0)})")
    return found


#: Links that lead to files, not pages.
FILES = (
    "/account/authorisation/", "/account/scan/", "/account_request/paper/", "/account_request/scan/",
    "/consent/scan/",
)  # fmt: skip


class Crawl:
    """Follows the links of one account and looks at each page it has not seen the like of."""

    def __init__(self, screen: Screen, *, every_catalog: bool = False, is_shown: bool = True) -> None:
        self.screen, self.every_catalog, self.is_shown = screen, every_catalog, is_shown
        self.catalogs: list[str] = []
        self.looked_at: list[str] = []
        self.shapes: set[str] = set()
        self.faults: list[str] = []

    def run(self) -> None:
        waiting = ["/"]
        while waiting:
            path = waiting.pop(0)
            is_shown = path == "/" or (self.is_shown and self.rank(path) < 2)
            links = self.open(path) if is_shown else self.glance(path)
            if path == "/":
                self.catalogs = self.keys_of_catalogs()
            waiting += [link for link in links if self.is_new(link)]

    def open(self, path: str) -> list[str]:
        """Show a page and check it; the links it has."""
        answer = self.screen.open(path)
        return self.look(path, answer.status if answer else 200)

    def look(self, path: str, status: int = 200) -> list[str]:
        """Check the page on the screen."""
        seen = self.screen.page.evaluate(SHOWN, DATA)
        seen["said"].append(["title", self.screen.page.title()])
        return self.check(path, status, seen)

    def glance(self, path: str) -> list[str]:
        """Check a page without showing it: the third catalog looks like the first, to every role."""
        seen = self.screen.page.evaluate(FETCHED, [path, DATA])
        return self.check(path, seen["status"], seen)

    def check(self, path: str, status: int, seen: dict[str, Any]) -> list[str]:
        self.looked_at.append(path)
        faults = wrong_words(seen["said"])
        if seen["lang"] != "vi":
            faults.append(f"lang={seen['lang']!r}")
        if seen["inline"]:
            faults.append(f"{seen['inline']} inline styles or handlers")
        if status >= 400:
            faults.append(f"a link leads to {status}")
        self.faults += [f"{path}: {fault}" for fault in dict.fromkeys(faults)]
        return list(seen["links"])

    def keys_of_catalogs(self) -> list[str]:
        links = self.screen.page.locator("#hs-catalog-groups a").evaluate_all(
            "all => all.map(a => a.pathname)"
        )
        return sorted({link.split("/")[1] for link in links})

    def rank(self, path: str) -> int:
        """Which of the catalogs a path belongs to; 0 for everything else."""
        key = path.split("/")[1]
        return self.catalogs.index(key) if key in self.catalogs else 0

    def is_new(self, path: str) -> bool:
        if path.startswith(("/logout", "/jobs/result", "/back", "/static", *FILES)) or path.endswith(".docx"):
            return False
        shape = self.shape_of(path)
        is_new = shape not in self.shapes
        self.shapes.add(shape)
        return is_new

    def shape_of(self, path: str) -> str:
        """The path with ids, and values of conditions, left out."""
        parts = urlsplit(path)
        key, where = parts.path.split("/")[1], re.sub(r"/\d+", "/N", parts.path)
        if key not in self.catalogs:
            return where + ("?" if parts.query else "")
        if self.rank(path) >= 2 and not self.every_catalog:
            return where.replace(f"/{key}/", "/catalog/", 1)
        return where  # their lists differ by rows only


@pytest.mark.parametrize("username", ROLES)
def test_every_page_is_vietnamese_and_whole(screen, username):
    crawl_as(screen, username, at_least={"quantri": 40, "canhan": 3}.get(username, 12))


@pytest.mark.long
def test_every_page_of_every_catalog_is_vietnamese_and_whole(screen):
    crawl_as(screen, "quantri", at_least=200, every_catalog=True)


def crawl_as(screen: Screen, username: str, *, at_least: int, every_catalog: bool = False) -> None:
    screen.sign_in(username)
    crawl = Crawl(screen, every_catalog=every_catalog, is_shown=username in SHOWN_TO)
    crawl.run()
    assert not crawl.faults, "\n".join(crawl.faults)
    assert len(crawl.looked_at) >= at_least, crawl.looked_at


# Pages no link leads to ------------------------------------------------------------------------


def look(screen: Screen) -> None:
    crawl = Crawl(screen)
    crawl.look(screen.page.url)
    assert not crawl.faults, "\n".join(crawl.faults)


def send(screen: Screen, path: str, button: str = "Lưu") -> None:
    """Open a form and send it as it is."""
    screen.open(path)
    screen.page.get_by_role("button", name=button, exact=True).click()
    screen.page.wait_for_load_state("domcontentloaded")


def test_pages_for_whoever_is_not_signed_in(screen, page):
    screen.open("/login/")
    look(screen)
    page.get_by_label("Tên đăng nhập").fill("khong-co")
    page.get_by_label("Mật khẩu", exact=True).fill("sai")
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("alert").or_(page.locator(".alert")).first.wait_for()
    look(screen)
    for path in ("/person/list/", "/khong/co", "/account/list/"):
        screen.open(path)
        look(screen)


REFUSED = (
    "/khong/co",
    "/person/show/999999",
    f"/person/show/{'9' * 25}",
    "/person/show/abc",
    "/account/add",
    "/account/show/1",
    "/roles/list/",
    "/person/action_post",
    "/person/list/?f.identity_number.eq=1",
    "/person/list/?f.khong_co.eq=1",
    "/person/list/?f.birth_on.gte=khong-phai-ngay",
    "/person/list/?order=khong_co",
    "/grade/add",
    "/unit/add",
    "/lookup/khong_co",
    "/jobs/show/999",
)


def test_pages_of_refusals(screen):
    screen.sign_in("phuong.xuankhanh")
    for path in REFUSED:
        answer = screen.open(path)
        assert answer is not None and 400 <= answer.status < 500, path
        if "json" not in answer.headers["content-type"]:
            look(screen)


def test_a_form_whose_token_is_gone_is_refused_in_words(screen, page):
    screen.sign_in("sonoivu").open("/person/add")
    page.evaluate("document.querySelector('main input[name=csrf_token]').value = 'x'")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_text("Phiên làm việc đã hết").first.wait_for()
    look(screen)


def test_forms_sent_empty(screen):
    screen.sign_in("sonoivu")
    for path in ("/person/add", "/unit/add", "/ethnic_group/add", "/delegation/add"):
        send(screen, path)
        look(screen)
    send(screen, "/resetmypassword/form", "Đổi mật khẩu")
    look(screen)
    send(screen, "/person/identity", "Tra")
    look(screen)


def test_forms_of_whoever_manages_accounts(screen, page):
    screen.sign_in("quantri")
    send(screen, "/account/add", "Cấp tài khoản")
    look(screen)
    send(screen, "/ethnic_group/import", "Nhập")
    look(screen)
    screen.open("/ethnic_group/list/")
    page.locator(".hs-name").first.click()
    page.get_by_role("link", name="Gộp").click()
    look(screen)
    page.get_by_role("button", name=re.compile("^Gộp")).click()
    page.get_by_role("alert").wait_for()
    look(screen)


def test_pages_of_acts(screen, page):
    screen.sign_in("sonoivu")
    name = "Quách Thị Từ Ngữ"
    screen.enter_people(name)
    for act in ("Xác thực", "Điều chuyển", "Đổi trạng thái"):
        screen.open("/person/list/?q=quach+thi+tu+ngu")
        screen.select_and(act, name)
        look(screen)
        page.get_by_role("button", name=f"{act} 1 hồ sơ").click()
        page.wait_for_load_state("domcontentloaded")
        look(screen)


def test_what_a_reference_field_says_while_it_searches(screen, page):
    screen.sign_in("sonoivu").open("/person/add")
    screen.reference("Dân tộc").click()
    page.keyboard.type("zzzz")
    page.get_by_text("Không có kết quả.").wait_for()
    look(screen)


@pytest.fixture
def known() -> Iterator[list[list[str]]]:
    yield [
        ["text", "Save"],
        ["placeholder", "Select Value"],
        ["text", "can_list on PersonView"],
        ["data", "None"],
    ]


def test_the_list_of_words_catches_what_it_should(known):
    assert len(wrong_words(known)) == len(known)
    assert (
        wrong_words([["text", "Bảng Excel, CCCD, Ban Thường vụ, an ninh"], ["data", "Tiếng Anh B1 Select"]])
        == []
    )
