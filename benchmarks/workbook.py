"""The workbook of the whole city: the time of the job and the memory of the worker."""

from pathlib import Path

from benchmarks import floors
from benchmarks.figures import Figure
from benchmarks.floors import Bare
from benchmarks.http_client import Browser
from benchmarks.jobs import job_of, watch
from benchmarks.servers import Product


def workbook_figure(product: Product, browser: Browser, bare: Bare, folder: Path) -> tuple[Figure, Figure]:
    """Seconds of the job beside bare xlsxwriter of the same rows; MiB of the worker above its idle size."""
    idle = product.worker.memory_mib("VmRSS")
    product.worker.forget_peak()
    token = browser.token("/person/list/")
    status, _body = browser.post("/person/export", {"csrf_token": token})
    seconds, total = watch(browser, job_of(status, browser.location))
    above = product.worker.memory_mib("VmHWM") - idle
    rows = floors.workbook_rows(bare)
    least = floors.write_workbook(rows, folder / "bare.xlsx")
    name = f"Excel, {total:,} rows"
    return (
        Figure(name, "1.15 x xlsxwriter", seconds, 0.0, least, "s"),
        Figure(
            "Worker above its idle size",
            "100 MiB",
            above,
            0.0,
            0.0,
            "MiB",
            note=f"idle {idle:.0f} MiB",
        ),
    )
