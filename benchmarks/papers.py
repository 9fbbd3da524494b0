"""2C documents a minute: one at a time from the web process, many from the worker, as Word and as PDF.

The floor is what the libraries below need for the same papers, their values in hand: docxtpl, as its manual
has it, fills the same template; one start of LibreOffice turns the same documents into PDF.
"""

import io
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

from app.core.rights import Right
from app.documents.filling.papers import of_people
from app.documents.forms.pdf import find_libreoffice
from app.documents.forms.registry import FORMS, docx_of
from benchmarks.figures import Figure
from benchmarks.http_client import Browser
from benchmarks.jobs import job_of, watch
from benchmarks.servers import Product
from tests.support.cast import as_system
from tests.support.product import running_product

FORM = FORMS["form_2c"]
_SINGLE, _ZIPPED, _AS_PDF = 100, 200, 20
_UNIT = "a minute"


class Floor:
    """The values of some records, and how fast the bare libraries make papers of them."""

    def __init__(self, env: dict[str, str], people: Sequence[int]) -> None:
        with running_product(env) as product, as_system(product, Right.PRINT) as session:
            papers = [printed.paper for printed in of_people(session, people, FORM)]
            session.rollback()
        self.values: list[dict[str, Any]] = [{**FORM.placeholders(paper), "photo": ""} for paper in papers]
        self.documents = [docx_of(FORM, paper) for paper in papers[:_AS_PDF]]

    def docx_rate(self) -> float:
        """Documents a minute by docxtpl, each from the file of the template."""
        began = time.perf_counter()
        for values in self.values:
            document = DocxTemplate(str(FORM.template))
            document.render(values, autoescape=True)
            document.save(io.BytesIO())
        return _rate(len(self.values), time.perf_counter() - began)

    def pdf_rate(self, program: Path) -> float:
        """PDFs a minute by one start of LibreOffice, its profile fresh as the product's is."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for number, content in enumerate(self.documents):
                (folder / f"{number}.docx").write_bytes(content)
            command = [
                str(program), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
                "--convert-to", "pdf:writer_pdf_Export", "--outdir", name, *map(str, folder.glob("*.docx")),
            ]  # fmt: skip
            began = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            seconds = time.perf_counter() - began
            return _rate(len(list(folder.glob("*.pdf"))), seconds)


def paper_figures(
    product: Product, sign_in: Callable[[Product], Browser], people: Sequence[int], floor: Floor
) -> list[Figure]:
    """The rates of the product beside those of the libraries; no PDF where there is no LibreOffice."""
    docx, program = floor.docx_rate(), find_libreoffice()
    found = [
        _one_at_a_time(product, sign_in(product), people[:_SINGLE], docx),
        _job_figure(sign_in(product), people[:_ZIPPED], "docx", docx),
    ]
    if program is not None:
        pdf = floor.pdf_rate(program)
        found.append(_job_figure(sign_in(product), people[:_AS_PDF], "pdf", pdf))
    return found


def _one_at_a_time(product: Product, browser: Browser, people: Sequence[int], floor: float) -> Figure:
    sizes = [len(browser.get(f"/person/print/{person}/{FORM.code}.docx")) for person in people[:5]]
    before, began = product.web.cpu_ms(), time.perf_counter()
    for person in people:
        browser.get(f"/person/print/{person}/{FORM.code}.docx")
    seconds = time.perf_counter() - began
    cpu = (product.web.cpu_ms() - before) / len(people)
    note = f"{seconds * 1000 / len(people):.0f} ms each"
    rate = _rate(len(people), seconds)
    return Figure("2C one at a time, .docx", "", rate, 0.0, floor, _UNIT, cpu=cpu, size=sizes[-1], note=note)


def _job_figure(browser: Browser, people: Sequence[int], output: str, floor: float) -> Figure:
    token = browser.token("/person/list/")
    form = [
        ("csrf_token", token),
        ("action", "print"),
        ("confirmed", "1"),
        ("form_code", FORM.code),
        ("output", output),
    ]
    status, _body = browser.post("/person/action_post", [*form, *(("rowid", str(one)) for one in people)])
    seconds, count = watch(browser, job_of(status, browser.location))
    note = f"{seconds:.1f} s"
    return Figure(
        f"2C zip of {count} by the worker, .{output}", "", _rate(count, seconds), 0.0, floor, _UNIT, note=note
    )


def _rate(count: int, seconds: float) -> float:
    return count * 60 / seconds
