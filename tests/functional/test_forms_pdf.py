"""The PDF is made from the very .docx by LibreOffice, within limits, and looks like the paper form."""

import io
import os
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.documents.forms.pdf import LibreOfficeMissing, Limits, PdfFailed, pdf_of, pdfs_of
from app.documents.forms.registry import FORMS, docx_of
from app.documents.forms.values import Pay, Relative, Resume, Training, Work
from tests.support.papers import PAPERS_BY_FORM, RESUME, long_resume, png, squeezed

# One process of LibreOffice for the module.
pytestmark = pytest.mark.xdist_group("forms-pdf")

FORM_2C = FORMS["form_2c"]
#: What the columns of the paper form are narrow for.
WIDE = replace(
    RESUME,
    staff_number="CT\u2011CB\u2011900001",
    pays=tuple(Pay(month="01/2020", grade_code="V.07.05.15", step=step) for step in ("10 VK 12%", "12", "9")),
)
WORK_HEAD = "Từ tháng, năm đến tháng, năm"


@pytest.fixture(scope="module")
def pdfs(libreoffice: Path) -> dict[str, PdfReader]:
    """A filled, an empty and a long 2C, made in one batch."""
    papers = {"full": replace(RESUME, photo=png()), "empty": Resume(), "long": long_resume(), "wide": WIDE}
    made = pdfs_of(docx_of(FORM_2C, paper) for paper in papers.values())
    return {name: PdfReader(io.BytesIO(pdf)) for name, pdf in zip(papers, made, strict=True)}


def test_a_form_fits_two_sheets_and_a_long_career_goes_on(pdfs: dict[str, PdfReader]) -> None:
    assert len(pdfs["full"].pages) in (3, 4)
    assert len(pdfs["empty"].pages) in (3, 4)
    assert len(pdfs["long"].pages) in (5, 6)


def test_every_page_is_a4(pdfs: dict[str, PdfReader]) -> None:
    for pdf in pdfs.values():
        for page in pdf.pages:
            assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]


def test_the_fonts_have_the_metrics_of_times_new_roman_and_are_embedded(pdfs: dict[str, PdfReader]) -> None:
    for pdf in pdfs.values():
        fonts = _fonts(pdf)
        families = {name.split("+")[1].split("-")[0] for name in fonts}
        assert families <= {"LiberationSerif", "TimesNewRomanPSMT"}
        assert all(fonts.values()), fonts


def test_the_items_stand_in_order_from_page_to_page(pdfs: dict[str, PdfReader]) -> None:
    text = _text(pdfs["full"])
    places = [text.index(f" {number}) ") for number in range(1, 33)]
    assert all(one < other for one, other in pairwise(places))
    for value in ("THẠCH THỊ SA RƯƠN", "Khmer", "092175001234", "Học viện Hành chính Quốc gia", "01.002/4"):
        assert value in text


def test_no_number_is_torn_by_a_narrow_column(pdfs: dict[str, PdfReader]) -> None:
    """The number of the record, the code of a grade and its step stand whole on their lines."""
    lines = "\n".join(page.extract_text() for page in pdfs["wide"].pages).splitlines()
    assert any(re.search(r"CT[-\u2011]CB[-\u2011]900001", line) for line in lines)
    cells = [line.strip() for line in lines if re.search(r"V\.07\.05\.15|VK|^1[02]$", line)]
    joined = " ".join(cells)
    assert re.search(r"V\.07\.05\.15/\s+10\s+VK\s12%\s+V\.07\.05\.15/\s+12\s+V\.07\.05\.15/9", joined), cells


def test_an_empty_form_shows_dots_and_no_none(pdfs: dict[str, PdfReader]) -> None:
    text = _text(pdfs["empty"])
    assert "None" not in text
    assert re.search(r"2\) Tên gọi khác: \.{20,}", text)
    assert re.search(r"32\) Nhận xét.*?(\.{60,}\s*){4}", text)


def test_a_long_career_breaks_between_rows_under_repeated_heads(pdfs: dict[str, PdfReader]) -> None:
    pages = [squeezed(page.extract_text()) for page in pdfs["long"].pages]
    with_rows = [number for number, text in enumerate(pages) if re.search(r"Đầu\d\d", text)]
    assert len(with_rows) > 1
    assert all(WORK_HEAD in pages[number] for number in with_rows)
    for row in range(30):
        (page,) = [text for text in pages if f"Đầu{row:02}" in text]
        assert f"Cuối{row:02}" in page


def test_a_block_of_salaries_stays_together(pdfs: dict[str, PdfReader]) -> None:
    pages = [squeezed(page.extract_text()) for page in pdfs["long"].pages]
    counted = [(text.count("Tháng/năm"), text.count("Hệ số lương")) for text in pages]
    assert sum(months for months, _ in counted) == 5
    assert all(months == coefficients for months, coefficients in counted)


def test_pages_are_numbered_from_the_second_on(pdfs: dict[str, PdfReader]) -> None:
    pages = [squeezed(page.extract_text()) for page in pdfs["long"].pages]
    assert pages[0].startswith("Cơ quan, đơn vị")
    assert [text.split()[0] for text in pages[1:]] == ["2", "3", "4", "5", "6"][: len(pages) - 1]


def test_without_libreoffice_the_message_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LibreOfficeMissing, match="apt-get install libreoffice-writer-nogui fonts-liberation"):
        pdf_of(b"")


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param(Limits(start_seconds=0, seconds=0), id="no time"),
        pytest.param(Limits(memory=64 * 1024**2), id="no memory"),
        pytest.param(Limits(file_size=1024), id="no room"),
    ],
)
def test_what_goes_beyond_the_limits_is_ended_and_leaves_nothing(
    libreoffice: Path, tmp_path: Path, limits: Limits
) -> None:
    with pytest.raises(PdfFailed, match=r"tệp Word \(\.docx\) vẫn tải được"):
        pdf_of(docx_of(FORM_2C, RESUME), limits=limits, scratch=tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert _processes_in(tmp_path) == []


def test_what_is_no_document_makes_no_pdf(libreoffice: Path, tmp_path: Path) -> None:
    with pytest.raises(PdfFailed):
        pdf_of(b"PK\x03\x04 broken", scratch=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize("code", FORMS)
def test_every_form_prints_filled_and_empty(libreoffice: Path, code: str) -> None:
    form = FORMS[code]
    papers = [PAPERS_BY_FORM[code], form.made_of()]
    for pdf in pdfs_of([docx_of(form, paper) for paper in papers], limits=Limits(batch=1)):
        reader = PdfReader(io.BytesIO(pdf))
        assert 1 <= len(reader.pages) <= 4
        assert all(name.split("+")[1].startswith("LiberationSerif") for name in _fonts(reader))


@pytest.mark.long
def test_texts_of_ten_thousand_characters_print_whole(libreoffice: Path) -> None:
    words = " ".join(f"chữ{n:04}" for n in range(1_250))
    paper = replace(
        RESUME,
        position=words,
        works=(Work(period="1990", description=words),),
        trainings=(Training(school="ạ" * 10_000),),
        own_family=(Relative(details=words),),
        assessment=words,
    )
    text = _text(PdfReader(io.BytesIO(pdf_of(docx_of(FORM_2C, paper)))))
    assert text.count("chữ0000") == text.count("chữ1249") == 4
    assert text.count("ạ") >= 10_000


@pytest.mark.long
def test_two_at_once_do_not_wait_for_each_other(libreoffice: Path) -> None:
    first = pdfs_of([docx_of(FORM_2C, RESUME)] * 2, limits=Limits(batch=1))
    next(first)
    assert pdf_of(docx_of(FORM_2C, Resume())).startswith(b"%PDF")
    assert next(first).startswith(b"%PDF")


def _text(pdf: PdfReader) -> str:
    return squeezed("\n".join(page.extract_text() for page in pdf.pages))


def _fonts(pdf: PdfReader) -> dict[str, bool]:
    """Name of each font -> whether it is embedded."""
    found: dict[str, bool] = {}
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            found[str(font.get_object()["/BaseFont"])[1:]] = _is_embedded(font.get_object())
    return found


def _is_embedded(font: Any) -> bool:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return "/FontFile2" in inner["/FontDescriptor"] or "/FontFile3" in inner["/FontDescriptor"]


def _processes_in(folder: Path) -> list[str]:
    """Command lines of running processes that name the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            found += [command] if str(folder) in command else []
    return found
