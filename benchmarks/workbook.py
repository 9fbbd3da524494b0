"""The workbook of the whole city: the time of the job and the memory of the worker."""

import json
import re
import time
from pathlib import Path

from benchmarks import floors
from benchmarks.figures import Figure
from benchmarks.floors import Bare
from benchmarks.http_client import Browser
from benchmarks.servers import Product

_PAUSE = 0.05


def workbook_figure(product: Product, browser: Browser, bare: Bare, folder: Path) -> tuple[Figure, Figure]:
    """Seconds of the job beside bare xlsxwriter of the same rows; MiB of the worker above its idle size."""
    idle = product.worker.memory_mib("VmRSS")
    product.worker.forget_peak()
    token = browser.token("/person/list/")
    status, _body = browser.post("/person/export", {"csrf_token": token})
    found = re.search(r"/jobs/show/(\d+)", browser.location)
    if status != 302 or found is None:
        raise RuntimeError(f"the export answered {status} {browser.location}")
    seconds, total = _watch(browser, found.group(1))
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


def _watch(browser: Browser, job: str) -> tuple[float, int]:
    """Seconds from the first look that finds the job running to its end, and its number of rows."""
    began = 0.0
    while True:
        state = json.loads(browser.get(f"/jobs/state/{job}"))
        if state["state"] == "running" and not began:
            began = time.perf_counter()
        if state["state"] in ("failed", "cancelled"):
            raise RuntimeError(f"job {job}: {state}")
        if state["state"] == "done":
            return time.perf_counter() - began, state["progress"]
        time.sleep(_PAUSE)
