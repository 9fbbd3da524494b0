"""Quá trình công tác, chức vụ, hợp đồng, bổ nhiệm, điều động, nghỉ (2C mục 28; Điều 9.8, 9.10)."""

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from app.personnel.demo_draw import months_after, years_after
from app.personnel.demo_life import retirement_months
from app.personnel.histories.career import career, stages, unit_before
from app.personnel.histories.case import Case, Row, Rows, month, name_then, on

_OFFICIALS, _WORKERS = ("CB", "CBX"), ("HD68", "HDCM", "KCT")
_LEAVING = {"NGHI_HUU": "retirement", "THOI_VIEC": "resignation", "TU_TRAN": "death"}
_POSITION_OF = {
    "Giáo viên mầm non": "VT12", "Giáo viên tiểu học": "VT13", "Giáo viên trung học cơ sở": "VT14",
    "Giáo viên trung học phổ thông": "VT15", "Khám bệnh, chữa bệnh": "VT17", "Điều dưỡng": "VT18",
    "Hộ sinh": "VT19", "Dược": "VT20", "Y sĩ": "VT21", "Kế toán": "VT09", "Văn thư, lưu trữ": "VT10",
}  # fmt: skip
_COUNTRIES = ("SG", "TH", "KR", "JP", "LA", "KH", "CN", "AU")
_PURPOSES = ("Học tập kinh nghiệm quản lý", "Hội thảo chuyên môn", "Tham quan", "Thăm thân nhân")


def work(case: Case) -> Rows:
    """Where the person worked and as what, with what decided it."""
    return {
        "work_history": list(stages(case)), "post": list(_posts(case)), "contract": list(_contracts(case)),
        "planning": list(_planning(case)), "appointment": list(_appointments(case)),
        "movement": list(_movements(case)), "study_leave": list(_study(case)),
        "foreign_trip": list(_trips(case)), "leaving": list(_leaving(case)),
    }  # fmt: skip


def _posts(case: Case) -> Iterator[Row]:
    """The posts below, one after the other, then the present one."""
    life, position = case.life, case.person["position"]
    if not position:
        return
    held = career(case)
    for stage, later in pairwise(held):
        if stage.position:
            yield {
                "post_kind": "main", "position": stage.position, "from_on": on(stage.began),
                "unit_name": name_then(stage.unit.name, stage.began), "to_on": on(later.began),
                **case.decision(stage.began),
            }  # fmt: skip
    allowance = case.person["position_allowance"]
    yield {
        "post_kind": "main", "position": position, "unit": life.post.unit.code, "from_on": on(life.posted),
        "unit_name": name_then(life.post.unit.name, life.posted), "allowance": allowance,
        "has_allowance": allowance is not None, **case.decision(life.posted),
    }  # fmt: skip


def _contracts(case: Case) -> Iterator[Row]:
    life, kind = case.life, case.person["personnel_kind"]
    body, sign = case.body, ""
    steps: list[tuple[str, datetime.date]] = [("payroll", life.appointed)]
    if kind in _WORKERS:
        steps, sign = [("support" if kind == "HD68" else "labour", life.recruited)], "HĐLĐ"
    elif kind == "VC":
        later = months_after(life.recruited, 36)
        steps, sign = [("definite", life.recruited), ("indefinite", later)], "HĐLV"
    elif kind not in _OFFICIALS and life.recruited < life.appointed:
        steps.insert(0, ("probation", life.recruited))
    elif life.status == "TAP_SU":
        steps = [("probation", life.recruited)]
    steps = [(name, day) for place, (name, day) in enumerate(steps) if not place or day < life.until]
    position = _POSITION_OF.get(life.post.job.work, "VT04" if kind == "HD68" else "VT02")
    for place, (name, day) in enumerate(steps):
        is_last = place + 1 == len(steps)
        yield {
            "contract_kind": name, "unit_name": name_then(body, day), "from_on": on(day),
            "to_on": case.end if is_last else on(steps[place + 1][1] - datetime.timedelta(days=1)),
            "pay_rate": 85 if name == "probation" else None, "recruitment_position": position,
            **case.decision(day, sign=sign),
        }  # fmt: skip


def _planning(case: Case) -> Iterator[Row]:
    """People under a head are planned for the post above."""
    life, unit = case.life, case.life.post.unit
    if life.post.role in ("deputy", "middle") and case.chance(0.5):
        year = max(life.until.year - 2, life.posted.year)
        yield {
            "position": case.person["position"], "term": f"{year}-{year + 5}", "unit_name": unit.name,
            "from_on": month(max(datetime.date(year, 1, 1), life.posted)),
        }  # fmt: skip


def _appointments(case: Case) -> Iterator[Row]:
    """Appointed, and again after each term of five years; officials are elected (Luật CBCC)."""
    life, position = case.life, case.person["position"]
    if not position or life.has_left:
        return
    kind = "election" if case.person["personnel_kind"] in _OFFICIALS else "appointment"
    day, number = life.posted, 1
    while day <= life.until:
        again = "election" if kind == "election" else "reappointment"
        yield {
            "appointment_kind": kind if number == 1 else again, "position": position, "term_years": 5,
            "round": number, "unit_name": name_then(life.post.unit.name, day), "from_on": on(day),
            "to_on": on(years_after(day, 5)), **case.decision(day),
        }  # fmt: skip
        day, number = years_after(day, 5), number + 1


def _movements(case: Case) -> Iterator[Row]:
    life, unit = case.life, case.life.post.unit.name
    before = unit_before(case).name
    if life.placed > life.recruited and before != unit and case.chance(0.4):
        yield {
            "movement_kind": "transfer", "from_unit_name": name_then(before, life.placed),
            "to_unit_name": name_then(unit, life.placed), "from_on": on(life.placed),
            **case.decision(life.placed),
        }  # fmt: skip
    elsewhere: dict[str, tuple[str, str]] = {
        "BIET_PHAI_DI": ("secondment", case.body), "CHUYEN_DI": ("transfer", "Ủy ban nhân dân tỉnh An Giang"),
    }  # fmt: skip
    if life.status in elsewhere:
        kind, to = elsewhere[life.status]
        yield {
            "movement_kind": kind, "from_unit_name": unit, "to_unit_name": to, "from_on": on(life.status_on),
            **case.decision(life.status_on),
        }  # fmt: skip


def _study(case: Case) -> Iterator[Row]:
    if case.life.status == "DI_HOC":
        since = case.life.status_on
        yield {
            "subject": "Cao học", "school_name": "Trường Đại học Cần Thơ", "education_level": "THS",
            "training_form": "HT01", "training_fund": "KP01", "keeps_pay": True, "from_on": on(since),
            "bound_until": years_after(since, 6), **case.decision(since),
        }  # fmt: skip


def _trips(case: Case) -> Iterator[Row]:
    life = case.life
    if life.status == "CONG_TAC_NN":
        yield {"country": "AU", "purpose": "Học tập", "training_fund": "KP08", "from_on": on(life.status_on)}
    elif life.service > 2 and case.chance(0.15 if life.leads else 0.03):
        day = case.day(years_after(life.recruited, 2), months_after(life.until, -1))
        ended = on(day + datetime.timedelta(days=4 + day.day % 9))
        yield {
            "country": case.pick(_COUNTRIES), "purpose": case.pick(_PURPOSES), "from_on": on(day),
            "to_on": ended, "training_fund": "KP05", **case.decision(day),
        }  # fmt: skip


def _leaving(case: Case) -> Iterator[Row]:
    """Who left, is on unpaid leave, or has been told the day of retirement (NĐ 135/2020)."""
    life = case.life
    values: dict[str, Any] = {"residence": case.person.get("permanent_address")}
    if life.status in _LEAVING:
        kind, day = _LEAVING[life.status], life.until
    elif life.status == "NGHI_KHONG_LUONG":
        kind, day = "leave", life.status_on
    elif life.status == "CHO_NGHI_HUU":
        kind = "retirement"
        of_age = months_after(life.birth, retirement_months(life.sex, case.today.year))
        day = max(months_after(of_age.replace(day=1), 1), case.today)
    else:
        return
    if kind == "retirement":
        values["retirement_form"] = "NH01"
    yield {"leaving_kind": kind, "from_on": on(day), **values, **case.decision(day)}
