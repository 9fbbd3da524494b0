"""The product on a fixed morning, so that pictures drawn on different days differ by what changed in it.

Run in a process of its own: people, dates of history and jobs are all as of that morning.
"""

import datetime
import sys
import time
from types import SimpleNamespace

import run
from app.core import clock

#: 08:30 in Vietnam.
MORNING = datetime.datetime(2026, 11, 2, 1, 30, tzinfo=datetime.UTC)
_BEGAN = time.monotonic()


def _now(zone: datetime.tzinfo | None = None) -> datetime.datetime:
    return (MORNING + datetime.timedelta(seconds=time.monotonic() - _BEGAN)).astimezone(zone)


if __name__ == "__main__":
    # The functions of the clock are held by many; what they themselves ask is held by them alone.
    vars(clock)["datetime"] = SimpleNamespace(datetime=SimpleNamespace(now=_now), UTC=datetime.UTC)
    sys.exit(run.main())
