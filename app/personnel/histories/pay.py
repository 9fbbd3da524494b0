"""Diễn biến lương, phụ cấp, bảo hiểm: as the raises of the career have it (2C mục 14, 26, 31)."""

import datetime
from collections.abc import Iterator

from app.personnel.demo_allowances import allowances
from app.personnel.demo_draw import months_after, months_between
from app.personnel.demo_raises import FIRST, PROMOTED
from app.personnel.histories.case import Case, Row, Rows, name_then, on

#: Lines of pay in a record that was not entered as a whole.
_ENTERED = 3
_TABLES_SINCE = datetime.date(2004, 10, 1)
_PROMOTIONS = {"VC": "XET_TH"}
_FIRST_FORMS = {"CC": "BN_NGACH", "CCX": "BN_NGACH", "VC": "BN_CDNN"}


def pay(case: Case) -> Rows:
    """What was paid, line by line."""
    rows = {"salary_history": list(_salary(case)), "allowance": list(_allowances(case))}
    return rows | {"insurance": list(_insurance(case))}


def _salary(case: Case) -> Iterator[Row]:
    lines, life, kind = case.lines, case.life, case.person["personnel_kind"]
    skipped = 0 if case.is_full else max(0, len(lines) - _ENTERED)
    if not lines:
        return
    first = lines[0]
    is_on_probation = life.status == "TAP_SU"
    if not skipped and _TABLES_SINCE <= life.recruited < first.paid_from and first.form == FIRST:
        ended = on(first.paid_from - datetime.timedelta(days=1))
        yield _row(case, 0, life.recruited) | {"pay_rate": 85, "to_on": ended}
    for place, line in enumerate(lines[skipped:], start=skipped):
        row = _row(case, place, line.paid_from)
        row["pay_rate"] = 85 if is_on_probation else None
        if line.form in (FIRST, PROMOTED):
            form = _FIRST_FORMS.get(kind) if line.form == FIRST else _PROMOTIONS.get(kind, "THI_NN")
            row["promotion_form"] = form
        yield row


def _row(case: Case, place: int, day: datetime.date) -> Row:
    line = case.lines[place]
    later = case.lines[place + 1].paid_from if place + 1 < len(case.lines) else None
    months = 12 if line.over_scale else line.scale.months
    return {
        "from_on": on(day), "to_on": on(later - datetime.timedelta(days=1)) if later else case.end,
        "grade": line.grade, "pay_step": line.step, "coefficient": line.coefficient,
        "over_scale_percent": line.over_scale or None, "raise_form": line.form,
        "next_from": months_after(line.since, months), **case.decision(day),
    }  # fmt: skip


def _allowances(case: Case) -> Iterator[Row]:
    life, person = case.life, case.person
    if person["position_allowance"] is not None and not life.has_left:
        yield {
            "allowance_type": "PCCV", "allowance_method": "he_so", "from_on": on(life.placed),
            "coefficient": person["position_allowance"], **case.decision(life.placed),
        }  # fmt: skip
    if person.get("other_allowance") is None:
        return
    for one in allowances(life):
        yield {
            "allowance_type": one.code, "allowance_method": "ty_le_tong", "percent": one.percent,
            "from_on": on(max(one.since, life.recruited)),
        }  # fmt: skip


def _insurance(case: Case) -> Iterator[Row]:
    """The whole time in one period, where the record has a number.."""
    life = case.life
    if case.person.get("social_insurance_number") is None or not case.is_full:
        return
    day, title = life.recruited, life.post.job.work
    coefficient = case.lines[-1].coefficient if case.lines else None
    yield {
        "unit_name": name_then(case.body, day), "title": title, "coefficient": coefficient, "from_on": on(day),
        "to_on": case.end, "months": max(0, months_between(day, life.until)),
    }  # fmt: skip

