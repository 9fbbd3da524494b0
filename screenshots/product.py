"""The product on a fixed morning, so that pictures drawn on different days differ by what changed in it.

Run in a process of its own: people, dates of history and jobs are all as of that morning.
"""

import datetime
import sys
import time

from app.core import clock

#: 08:30 in Vietnam, in UTC as the database keeps it.
MORNING = datetime.datetime(2026, 11, 2, 1, 30)
_BEGAN = time.monotonic()


def _now() -> datetime.datetime:
    return MORNING + datetime.timedelta(seconds=time.monotonic() - _BEGAN)


def _today() -> datetime.date:
    return clock.to_local(_now()).date()


if __name__ == "__main__":
    clock.now, clock.today = _now, _today
    from run import main  # models take the clock as they are loaded

    sys.exit(main())
