"""What a person does at the screen, one call each: sign in, look up a reference, select, save a file."""

import itertools
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pyotp
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from tests.support.live_server import LiveServer

WARD_UNIT = "NK.31144"  # UBND phường Xuân Khánh in seed/organisation
#: Lines above the rows of an exported workbook: unit, title, date and author, blank, headings.
HEAD = re.compile(r"^Họ và tên")

#: A page whose script has bound everything, or one that has no script.
READY = "html[data-hs-ready], html:not(:has(script[src*='app.js']))"

_numbers = itertools.count(1)


@dataclass
class Trouble:
    """What a page should never cause: script errors, answers of the server it could not give."""

    seen: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.seen.append(f"{page.url}: {error}"))
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium reports every refusal (4xx) as an error of its own; the refusal is looked at elsewhere.
        is_refusal = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not is_refusal:
            self.seen.append(f"{message.location.get('url')}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.seen.append(f"{response.status} {response.url}")


@dataclass
class Screen:
    """A browser window at a running product."""

    page: Page
    server: LiveServer
    trouble: Trouble = field(default_factory=Trouble)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(10_000)
        self.trouble.watch(self.page)

    def open(self, path: str) -> Response | None:
        answer = self.page.goto(self.server.url + path, wait_until="domcontentloaded")
        self.ready()
        return answer

    def ready(self) -> None:
        """Wait until the page hears presses: before, a link leads to a page and not to the drawer."""
        self.page.wait_for_load_state("domcontentloaded")
        self.page.locator(READY).wait_for(state="attached")

    def sign_in(self, username: str) -> "Screen":
        self.enter(username)
        expect(self.page.locator("#hs-side")).to_be_attached()
        return self

    def enter(self, username: str) -> None:
        """Name and password; what comes then is left to whoever asks."""
        self.open("/login/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu", exact=True).fill(self.server.password)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()

    # References -------------------------------------------------------------------------------

    def look_up(self, label: str, typed: str, wanted: str) -> None:
        """Choose a value of a reference field: open it, type a few letters, press Enter on the one wanted."""
        self.reference(label).click()
        self.page.keyboard.type(typed)
        option = self.page.get_by_role("option").filter(has_text=re.compile(f"^{re.escape(wanted)}")).first
        expect(option).to_be_visible()
        option.click()
        expect(self.reference(label)).to_contain_text(wanted)

    def reference(self, label: str) -> Locator:
        return self.page.get_by_role("combobox", name=re.compile(re.escape(label))).and_(
            self.page.locator(".select2-selection")
        )

    # Records ----------------------------------------------------------------------------------

    def opened_history(self) -> Locator:
        """What has changed in the record that is shown, on its tab."""
        self.page.locator(".hs-tabs").get_by_role("link", name="Lịch sử").last.click()
        heading = self.page.get_by_role("heading", name="Lịch sử thay đổi")
        return self.page.locator("section").filter(has=heading)

    # Lists ------------------------------------------------------------------------------------

    def count(self) -> int:
        """The number of rows the list says it has."""
        self.page.wait_for_load_state("domcontentloaded")
        said = self.page.locator("main .hs-head .hs-quiet").inner_text()
        return int(said.split()[0].replace(".", ""))

    def rows(self) -> Locator:
        return self.page.locator("#hs-rows tbody tr:not(.hs-none)")

    def names(self) -> list[str]:
        self.page.wait_for_load_state("domcontentloaded")
        return [" ".join(name.split()) for name in self.page.locator("#hs-rows .hs-name").all_inner_texts()]

    def row_of(self, name: str) -> Locator:
        return self.rows().filter(has=self.page.get_by_role("link", name=name, exact=True))

    def search(self, words: str) -> None:
        self.page.locator("form.hs-filters").get_by_label("Tìm", exact=True).fill(words)
        self.page.get_by_role("button", name="Lọc", exact=True).click()
        self.page.wait_for_load_state("domcontentloaded")

    def select_and(self, act: str, *names: str) -> None:
        """Tick the rows of these people, then press the button of an act."""
        for name in names:
            self.page.get_by_role("checkbox", name=f"Chọn {name}", exact=True).check()
        expect(self.page.get_by_text(f"Đã chọn {len(names)} hồ sơ")).to_be_visible()
        self.page.locator(".hs-selection").get_by_role("button", name=act).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(f"{act} {len(names)} hồ sơ?")

    def decide(self, number: str = "123/QĐ-UBND", signed: str = "20/5/2024", valid: str = "1/6/2024") -> None:
        """Fill in the decision an act rests on."""
        self.page.get_by_label("Số quyết định").fill(number)
        self.page.get_by_label("Ngày ký").fill(signed)
        self.page.get_by_label("Ngày hiệu lực").fill(valid)

    def confirm(self, act: str, count: int) -> None:
        """Press the button that repeats the act and its count; the message says it was done."""
        self.page.get_by_role("button", name=f"{act} {count} hồ sơ").click()
        expect(self.page.get_by_role("status").filter(has_text=act)).to_contain_text(
            f"{act}: đã thực hiện với {count} hồ sơ."
        )

    # Files ------------------------------------------------------------------------------------

    def save_workbook(self, button: str, folder: Path) -> Worksheet:
        """Press a button or link that gives a workbook; its first sheet."""
        with self.page.expect_download() as caught:
            self.page.get_by_role("button", name=button).or_(
                self.page.get_by_role("link", name=button)
            ).click()
        path = folder / caught.value.suggested_filename
        caught.value.save_as(path)
        return openpyxl.load_workbook(path).worksheets[0]

    # The situation ----------------------------------------------------------------------------

    def enter_people(self, *names: str, unit: str = WARD_UNIT, by: str = "sonoivu") -> list[int]:
        """New records in a unit since 02/01/2020, sent through the API; their ids."""
        login = {"username": by, "password": self.server.password, "provider": "db"}
        answer = self.page.request.post(f"{self.server.url}/api/v1/security/login", data=login)
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        ids = []
        for name in names:
            sent = self.page.request.post(
                f"{self.server.url}/api/v1/person/", data=new_person(name, unit), headers=headers
            )
            assert sent.status == 201, sent.text()
            ids.append(sent.json()["id"])
        return ids

    def assert_no_trouble(self) -> None:
        assert self.trouble.seen == []


def telephone(page: Page, secret: str = "", steps: int = 0) -> str:
    """The code of a secret, of the page when none is given; `steps` of 30 seconds later than now."""
    key = secret or page.locator(".hs-secret-key").inner_text().replace(" ", "")
    return pyotp.TOTP(key).at(int(time.time()) + 30 * steps)


def new_person(name: str, unit: str) -> dict[str, Any]:
    """A whole record of a woman born in 1985, as the API takes it."""
    return {
        "full_name": name, "birth_on": "1985-03-15", "sex": "female", "personnel_kind": "CC",
        "identity_number": identity_number(), "home_unit": unit, "placed_on": "2020-01-02",
        "employment_status": "DANG_LAM",
    }  # fmt: skip


def identity_number() -> str:
    """A number of a woman born in 1985 that nobody has had yet (NĐ 137/2015/NĐ-CP Điều 13)."""
    return f"092185{next(_numbers):06}"


def table_of(sheet: Worksheet) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Headings and rows of an exported workbook, without the title block and the row numbers."""
    lines = [line[1:] for line in sheet.iter_rows(values_only=True)]
    at = next(i for i, line in enumerate(lines) if any(HEAD.match(str(value or "")) for value in line))
    rows = [line for line in lines[at + 1 :] if any(value is not None for value in line)]
    return [str(value) for value in lines[at] if value is not None], rows
