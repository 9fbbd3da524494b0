"""Allowances beside that of a post, as the work brings them (2C mục 14)."""

import datetime
from dataclasses import dataclass

from app.personnel.demo_life import Life

#: Paid to officials and civil servants, to nobody else, from this day on (NĐ 34/2012/NĐ-CP).
_SERVICE_KINDS, _SERVICE_PERCENT = ("CB", "CBX", "CC", "CCX"), 25
_SERVICE_SINCE = datetime.date(2012, 5, 1)
_VOCATIONAL_SINCE = datetime.date(2011, 7, 1)
#: The names of the catalog `allowance_type`.
_NAMES = {
    "PCCVU": "Phụ cấp công vụ 25%",
    "PCTNNG": "Phụ cấp thâm niên nhà giáo",
    "PCUD": "Phụ cấp ưu đãi theo nghề",
}


@dataclass(frozen=True)
class DemoAllowance:
    """An allowance of so many percent since a day."""

    code: str
    percent: int
    since: datetime.date

    @property
    def text(self) -> str:
        """As the summary of a record writes it."""
        name = _NAMES[self.code]
        return name if name.endswith(f" {self.percent}%") else f"{name} {self.percent}%"


def allowances(life: Life) -> list[DemoAllowance]:
    """What is paid today, in the order of the codes; nothing to whoever has left.

    Teachers have 5 % more after five years, then 1 % a year (NĐ 54/2011/NĐ-CP, NĐ 77/2021/NĐ-CP).
    """
    if life.has_left:
        return []
    if life.post.kind in _SERVICE_KINDS:
        return [DemoAllowance("PCCVU", _SERVICE_PERCENT, max(life.recruited, _SERVICE_SINCE))]
    name, _space, percent = life.post.job.allowance.rpartition(" ")
    if not name:
        return []
    found = [DemoAllowance("PCUD", int(percent.rstrip("%")), max(life.appointed, _VOCATIONAL_SINCE))]
    if name == "Ưu đãi nhà giáo" and life.service >= 5:
        since = years_of_service(life)
        found.insert(0, DemoAllowance("PCTNNG", life.service, since))
    return found


def years_of_service(life: Life) -> datetime.date:
    """The day the present year of service was full."""
    year = life.recruited.year + life.service
    return datetime.date(year, life.recruited.month, min(life.recruited.day, 28))
