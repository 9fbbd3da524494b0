"""A whole record by hand: made from nothing, every part filled in, printed, and read back item by item."""

import dataclasses
import functools
import io
import itertools
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import prison
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from app.core import things
from app.core.entry import TABS, EntryThing, entry_things
from app.core.fields import Field
from app.core.things import Thing
from tests.functional.test_print_forms import FOREIGN, ITEMS, PAY, SUB_ITEMS, TABLES
from tests.support.full_record import ENTRIES, PERSON
from tests.support.papers import lines_of, squeezed, tables_of
from tests.support.scans import pdf, portrait
from tests.support.screens import Screen

NUMBER = "092075004321"  # a man born in 1975 (NĐ 137/2015/NĐ-CP Điều 13)
TYPED = {"identity_number": NUMBER, "personnel_kind": "CC", "honorary_title": "DH05"}


def names_of(screen: Screen) -> Callable[[str, str], str]:
    """The name behind a code of a catalog, which is what people type."""
    login = {"username": "sonoivu", "password": screen.server.password, "provider": "db"}
    ask = screen.page.request
    token = ask.post(f"{screen.server.url}/api/v1/security/login", data=login).json()["access_token"]

    @functools.cache
    def name(key: str, code: str) -> str:
        condition = prison.dumps({"filters": [{"col": "code", "opr": "eq", "value": code}]})
        headers = {"Authorization": f"Bearer {token}"}
        found = ask.get(f"{screen.server.url}/api/v1/{key}/?q={condition}", headers=headers).json()
        assert found["count"] == 1, (key, code)
        return str(found["result"][0]["name"])

    return name


@dataclasses.dataclass(frozen=True)
class Clerk:
    """Fills in forms as their fields are filled in."""

    screen: Screen
    name_of: Callable[[str, str], str]

    def fill(self, form: Locator, thing: Thing, values: dict[str, str], prefix: str = "") -> None:
        for name, value in values.items():
            self.put(form, thing.fields[name], value, f"{prefix}{name}")

    def put(self, form: Locator, field: Field, value: str, control_id: str) -> None:
        control = form.locator(f'[id="{control_id}"]')
        if field.kind == "ref":
            name = self.name_of(field.target, value)
            form.locator(f'[id="{control_id}"] + .select2 .select2-selection').click()
            self.screen.page.keyboard.insert_text(name)
            exactly = re.compile(rf"^{re.escape(name)}({re.escape(value)})?$")
            self.screen.page.get_by_role("option").filter(has_text=exactly).first.click()
        elif field.kind == "choice":
            control.select_option(value)
        elif field.kind == "flag":
            control.check()
        else:
            control.fill(value.replace(".", ",") if field.kind == "decimal" else value)

    def begin_record(self) -> int:
        page = self.screen.page
        self.screen.open("/person/add")
        form = page.locator("form[data-hs-guard]")
        form.get_by_label("Ngày về đơn vị").fill("1/9/1998")
        self.fill(form, things.get("person"), {**PERSON, **TYPED})
        page.keyboard.press("Control+s")
        expect(page.get_by_role("heading", level=1)).to_contain_text(PERSON["full_name"])
        return int(re.findall(r"/person/show/(\d+)", page.url)[0])

    def add(self, thing: EntryThing, values: dict[str, str]) -> None:
        """One entry, in the drawer of its card."""
        card = self.screen.page.locator(f"section.hs-kind#{thing.key}")
        link = card.get_by_role("link", name=f"Thêm mục: {thing.label}")
        link.wait_for()
        self.screen.ready()
        link.click()
        drawer = self.screen.page.get_by_role("dialog")
        expect(drawer.locator(".hs-control input, .hs-control select").first).to_be_focused()
        self.fill(drawer, thing, values, "e-")
        drawer.get_by_role("button", name="Lưu", exact=True).click()
        expect(drawer).to_have_count(0)

    def attach_scan(self, record: int, folder: Path) -> None:
        """A scan of its decision beside the newest entry of the work history, looked at and downloaded."""
        page = self.screen.page
        scan = folder / "quyet-dinh.pdf"
        scan.write_bytes(pdf(2))
        self.screen.open(f"/person/show/{record}?tab=work")
        page.locator("section#work_history a.hs-name").first.click()
        drawer = page.get_by_role("dialog")
        drawer.get_by_role("link", name="Đính kèm tệp").click()
        drawer.locator("#e-file").set_input_files(scan)
        drawer.get_by_label("Loại giấy tờ").select_option("decision")
        drawer.get_by_label("Mô tả").fill("Quyết định tuyển dụng")
        drawer.get_by_role("button", name="Đính kèm", exact=True).click()
        expect(drawer).to_have_count(0)
        page.locator("section#work_history").get_by_role("link", name="1 tệp").click()
        drawer.get_by_role("link", name="Quyết định tuyển dụng").click()
        expect(drawer.locator("iframe")).to_be_visible()
        with page.expect_download() as download:
            drawer.get_by_role("link", name="Tải về").click()
        assert Path(download.value.path()).read_bytes() == scan.read_bytes()

    def put_photo(self, record: int, folder: Path) -> None:
        """A photo, its right half chosen by the slider."""
        page = self.screen.page
        picture = folder / "anh.jpg"
        picture.write_bytes(portrait(1200, 900))
        self.screen.open(f"/person/show/{record}")
        page.get_by_role("link", name="Thêm ảnh 4 x 6").click()
        drawer = page.get_by_role("dialog")
        drawer.locator("#e-file").set_input_files(picture)
        drawer.get_by_label("Sang trái, sang phải").press("End")
        drawer.get_by_role("button", name="Lưu ảnh").click()
        expect(drawer).to_have_count(0)
        shown = page.get_by_role("img", name="Ảnh của")
        expect(shown).to_be_visible()
        content = page.request.get(self.screen.server.url + shown.get_attribute("src")).body()
        kept = Image.open(io.BytesIO(content)).convert("RGB")
        red, _green, blue = kept.getpixel((200, 400))
        assert kept.size == (400, 600) and blue > 200 > red


@pytest.fixture
def clerk(screen) -> Clerk:
    screen.sign_in("phuong.xuankhanh")
    return Clerk(screen, names_of(screen))


def test_a_record_from_nothing_to_its_2c(clerk, tmp_path: Path):
    record = clerk.begin_record()
    for tab in TABS:
        clerk.screen.open(f"/person/show/{record}?tab={tab}")
        for thing in entry_things(tab):
            for values in ENTRIES[thing.key]:
                clerk.add(thing, values)

    clerk.attach_scan(record, tmp_path)
    clerk.put_photo(record, tmp_path)
    clerk.screen.open(f"/person/show/{record}")
    menu = clerk.screen.page.locator("details.hs-forms-menu")
    menu.locator("summary").click()
    with clerk.screen.page.expect_download() as download:
        menu.get_by_role("link", name="Word 2C-BNV/2008").click()
    file = tmp_path / "2c.docx"
    download.value.save_as(file)
    assert_whole(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        assert [name for name in archive.namelist() if "record-photo" in name]


def assert_whole(docx: bytes) -> None:
    """Each of the 32 items stands behind its number, with the value that was typed."""
    text, tables = squeezed("\n".join(lines_of(docx))), tables_of(docx)
    starts = [text.index(f"{number}) ") for number in range(1, 33)]
    assert starts == sorted(starts)
    items = {n + 1: text[start:end] for n, (start, end) in enumerate(itertools.pairwise([*starts, None]))}
    wanted = {**ITEMS, 25: f"Số chứng minh nhân dân: {NUMBER} Ngày cấp: 12/05/2021"}
    assert {number for number, value in wanted.items() if value not in items[number]} == set()
    assert [line for line in SUB_ITEMS if line not in items[15]] == []
    assert [line for line in FOREIGN if line not in items[29]] == []
    assert tuple(table[1:] for table in tables[:4]) == TABLES  # 27, 28, 30 a, 30 b
    assert tuple(row[:4] for row in tables[4]) == PAY  # 31
    assert {*wanted, 27, 28, 30, 31} == set(range(1, 33))
