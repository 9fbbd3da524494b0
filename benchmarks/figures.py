"""What is measured: each page with its floor and the aim the project set itself."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.floors import Bare, Statements
from benchmarks.http_client import Browser
from benchmarks.servers import Process

WARM_UP = 5


@dataclass(frozen=True)
class Page:
    """One page of the product: who asks for it, where it is, the bare SQL below it, the aim."""

    name: str
    username: str
    paths: tuple[str, ...]
    floor: Statements
    aim_ms: float = 0.0


@dataclass
class Figure:
    """One line of the table; times in milliseconds."""

    name: str
    aim: str
    p50: float
    p95: float
    floor: float
    unit: str = "ms"
    statements: int | None = None
    cpu: float | None = None
    size: int | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.p50 / self.floor if self.floor else 0.0


def timed(work: Callable[[], object], repeats: int) -> list[float]:
    """Milliseconds of each repetition, in order of size."""
    for _turn in range(WARM_UP):
        work()
    found = []
    for _turn in range(repeats):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def percentile(times: list[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)]


def page_figure(page: Page, browser: Browser, web: Process, bare: Bare, repeats: int) -> Figure:
    """The page over HTTP, and right after it the bare SQL."""
    sizes: list[int] = []

    def ask() -> None:
        sizes.append(sum(len(browser.get(path)) for path in page.paths))

    def read() -> None:
        for statement, values in page.floor:
            bare.rows(statement, *values)

    aim = f"{page.aim_ms:g} ms" if page.aim_ms else ""
    figure = measured(page.name, aim, ask, read, web, repeats)
    figure.size = sizes[-1]
    return figure


def measured(
    name: str, aim: str, work: Callable[[], object], floor: Callable[[], object], web: Process, repeats: int
) -> Figure:
    """Something the web process does, and right after it the least it takes."""
    for _turn in range(WARM_UP):
        work()
    before = web.cpu_ms()
    times = timed(work, repeats)
    cpu = (web.cpu_ms() - before) / (repeats + WARM_UP)
    least = percentile(timed(floor, repeats), 0.5)
    return Figure(name, aim, percentile(times, 0.5), percentile(times, 0.95), least, cpu=cpu)


def parallel_figure(
    page: Page, make: Callable[[], Browser], web: Process, bare: Bare, seconds: float
) -> Figure:
    """Pages a second that four clients get together; the floor is one bare connection."""
    browsers = [make() for _client in range(4)]
    times: list[float] = []
    ends = time.perf_counter() + seconds
    before, began = web.cpu_ms(), time.perf_counter()

    def client(browser: Browser) -> None:
        while time.perf_counter() < ends:
            start = time.perf_counter()
            browser.get(page.paths[0])
            times.append((time.perf_counter() - start) * 1000)

    threads = [threading.Thread(target=client, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / (time.perf_counter() - began)
    cpu = (web.cpu_ms() - before) / len(times)
    floor = timed(lambda: [bare.rows(statement, *values) for statement, values in page.floor], 50)
    ordered = sorted(times)
    note = f"p50 {percentile(ordered, 0.5):.0f} ms, p95 {percentile(ordered, 0.95):.0f} ms"
    return Figure(
        page.name,
        "100 pages/s",
        rate,
        0.0,
        1000 / percentile(floor, 0.5),
        "pages/s",
        cpu=cpu,
        note=note,
    )
