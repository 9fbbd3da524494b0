"""Diễn biến lương, phụ cấp, bảo hiểm: as the raises of the career have it (2C mục 14, 26, 31)."""

import datetime
from collections.abc import Iterator

from app.core.partial_date import PartialDate
from app.personnel.demo_allowances import allowances
from app.personnel.demo_draw import months_after, months_between
from app.personnel.demo_raises import FIRST, PROMOTED, Raise
from app.personnel.histories.case import Case, Row, Rows, name_then, on

_PROMOTIONS = {"VC": "XET_TH"}
_FIRST_FORMS = {"CC": "BN_NGACH", "CCX": "BN_NGACH", "VC": "BN_CDNN"}


def pay(case: Case) -> Rows:
    """What was paid, line by line."""
    rows = {"salary_history": list(_salary(case)), "allowance": list(_allowances(case))}
    return rows | {"insurance": list(_insurance(case))}


def _salary(case: Case) -> Iterator[Row]:
    """A line for each raise, from recruitment, or from the tables of 10/2004, to today."""
    kind = case.person["personnel_kind"]
    for place, line in enumerate(case.lines):
        later = case.lines[place + 1].paid_from if place + 1 < len(case.lines) else None
        form = _FIRST_FORMS.get(kind) if line.form == FIRST else _PROMOTIONS.get(kind, "THI_NN")
        yield {
            "from_on": on(line.paid_from),
            "to_on": on(later - datetime.timedelta(days=1)) if later else _end(case, line),
            "grade": line.grade, "pay_step": line.step, "coefficient": line.coefficient,
            "over_scale_percent": line.over_scale or None, "pay_rate": line.rate, "raise_form": line.form,
            "promotion_form": form if line.form in (FIRST, PROMOTED) else None,
            "next_from": months_after(line.since, 12 if line.over_scale else line.scale.months),
            **case.decision(line.paid_from),
        }  # fmt: skip


def _end(case: Case, line: Raise) -> PartialDate | None:
    """The last day in service of whoever left, unless the line begins later."""
    return case.end if case.last_day and case.last_day >= line.paid_from else None


def _allowances(case: Case) -> Iterator[Row]:
    life, person = case.life, case.person
    if person["position_allowance"] is not None and not life.has_left:
        yield {
            "allowance_type": "PCCV", "allowance_method": "he_so", "from_on": on(life.posted),
            "coefficient": person["position_allowance"], **case.decision(life.posted),
        }  # fmt: skip
    if person.get("other_allowance") is None:
        return
    for one in allowances(life):
        yield {
            "allowance_type": one.code, "allowance_method": "ty_le_tong", "percent": one.percent,
            "from_on": on(max(one.since, life.recruited)),
        }  # fmt: skip


def _insurance(case: Case) -> Iterator[Row]:
    """The whole time in one period, where the record has a number."""
    life = case.life
    if case.person.get("social_insurance_number") is None:
        return
    day, title = life.recruited, life.post.job.work
    coefficient = case.lines[-1].coefficient if case.lines else None
    yield {
        "unit_name": name_then(case.body, day), "title": title, "coefficient": coefficient,
        "from_on": on(day), "to_on": case.end, "months": max(0, months_between(day, life.until)),
    }  # fmt: skip
