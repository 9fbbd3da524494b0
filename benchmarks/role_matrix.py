"""``python -m benchmarks.role_matrix``: the matrix of a role at 200 catalogs, in one process.

Over a database of its own in a folder that is thrown away; the catalogs beyond those there are copy one.
"""

import dataclasses
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app.core import things
from app.core.things import Sort
from benchmarks import store
from benchmarks.pages import CITY
from config import ROOT
from tests.support.product import running_product

CATALOGS, REPEATS = 200, 40


def main() -> None:
    """Print both medians, with the catalogs there are and with many."""
    with tempfile.TemporaryDirectory() as folder:
        env = store.environment(Path(folder), None)
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", "setup"], cwd=ROOT, env=env, check=True
        )
        with running_product(env) as product:
            client = product.login(CITY, store.PASSWORD)
            for count in (0, CATALOGS):
                _declare(count)
                kinds = sum(1 for thing in things.every() if thing.rights)
                print(f"{kinds} kinds of thing: {_measured(client)}", flush=True)


def _declare(count: int) -> None:
    """Declare catalogs until there are so many."""
    first, *_rest = things.every(Sort.CATALOG)
    for place in range(len(things.every(Sort.CATALOG)), count):
        things.register(dataclasses.replace(first, key=f"catalog_{place}"))


def _measured(client: Any) -> str:
    """Clock, processor and size of one page."""
    clock, processor, size = [], [], 0
    for _ in range(REPEATS):
        began, used = time.perf_counter(), time.process_time()
        size = len(client.get("/roles/show/1").data)
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    times = (statistics.median(clock) * 1000, statistics.median(processor) * 1000)
    return f"{times[0]:.0f} ms, {times[1]:.0f} ms of processor time, {size // 1024} KiB"


if __name__ == "__main__":
    main()
