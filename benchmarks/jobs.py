"""Jobs as their owner sees them: started by a form, watched until they are done."""

import json
import re
import time

from benchmarks.http_client import Browser

_PAUSE = 0.05


def job_of(status: int, location: str) -> str:
    """The number of the job an answer leads to; RuntimeError when it leads elsewhere."""
    found = re.search(r"/jobs/show/(\d+)", location)
    if status != 302 or found is None:
        raise RuntimeError(f"no job was started: {status} {location}")
    return found.group(1)


def watch(browser: Browser, job: str) -> tuple[float, int]:
    """Seconds from the first look that finds the job running to its end, and its number of rows."""
    began = 0.0
    while True:
        state = json.loads(browser.get(f"/jobs/state/{job}"))
        if state["state"] == "running" and not began:
            began = time.perf_counter()
        if state["state"] in ("failed", "cancelled"):
            raise RuntimeError(f"job {job}: {state}")
        if state["state"] == "done":
            return time.perf_counter() - (began or time.perf_counter()), state["progress"]
        time.sleep(_PAUSE)
