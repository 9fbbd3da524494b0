"""The time of day, in one place, so that tests can set it."""

import datetime
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime.datetime:
    """The moment, in UTC without a zone mark: what the database keeps."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def today() -> datetime.date:
    """The day in Vietnam."""
    return datetime.datetime.now(LOCAL_ZONE).date()


def to_local(moment: datetime.datetime) -> datetime.datetime:
    """A stored moment as a clock in Vietnam shows it."""
    return moment.replace(tzinfo=datetime.UTC).astimezone(LOCAL_ZONE)


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of a day in Vietnam, in UTC as the database keeps moments."""
    last = datetime.datetime.combine(day, datetime.time.max, LOCAL_ZONE)
    return last.astimezone(datetime.UTC).replace(tzinfo=None)
