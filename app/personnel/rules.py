"""Rules of single records: each a named check that returns the fault, or nothing."""

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from app.core import clock
from app.core.partial_date import PartialDate
from app.core.words import say

_CMND = re.compile(r"[0-9]{9}")
_CCCD = re.compile(r"[0-9]{12}")
_PHONE = re.compile(r"[\d\s.+()-]{6,30}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
YOUNGEST_AT_WORK = 15  # Bộ luật Lao động 2019 Điều 3: the least age of a worker.

Values = Mapping[str, Any]
Faults = dict[str, str]
Check = Callable[[Values], Faults]


def identity_is_well_formed(values: Values) -> Faults:
    """12 digits, or the 9 of the old CMND (2C mục 25; NĐ 137/2015/NĐ-CP Điều 13)."""
    number = values.get("identity_number")
    if number and not (_CMND.fullmatch(number) or _CCCD.fullmatch(number)):
        return {"identity_number": say("Số CCCD gồm 12 chữ số (CMND cũ: 9 chữ số).")}
    return {}


def identity_agrees(values: Values) -> Faults:
    """Digit 4 tells sex and century, digits 5-6 the year of birth (NĐ 137/2015/NĐ-CP Điều 13)."""
    number, born, sex = values.get("identity_number"), values.get("birth_on"), values.get("sex")
    if not number or not _CCCD.fullmatch(number) or born is None:
        return {}
    century, is_female = divmod(int(number[3]), 2)
    if born.year // 100 != 19 + century:
        return {
            "identity_number": say(
                "Số thứ 4 là «{value}», không khớp năm sinh {year}.", value=number[3], year=born.year
            )
        }
    if number[4:6] != f"{born.year % 100:02}":
        return {
            "identity_number": say(
                "Số thứ 5, 6 là «{value}», không khớp năm sinh {year}.", value=number[4:6], year=born.year
            )
        }
    if sex and (sex == "female") != bool(is_female):
        said = "nữ" if is_female else "nam"
        return {
            "identity_number": say(
                "Số thứ 4 là «{value}» ({said}), không khớp giới tính đã nhập.", value=number[3], said=said
            )
        }
    return {}


def birth_is_plausible(values: Values) -> Faults:
    """A person at work is at least 15 and was not born in the future."""
    born, today = values.get("birth_on"), clock.today()
    if born and born.first_day() > today:
        return {"birth_on": say("Ngày sinh ở tương lai.")}
    first = born.first_day() if born else today
    if born and (first.year + YOUNGEST_AT_WORK, first.month, first.day) > (
        today.year,
        today.month,
        today.day,
    ):
        return {
            "birth_on": say(
                "Người lao động phải đủ {youngest_at_work} tuổi.", youngest_at_work=YOUNGEST_AT_WORK
            )
        }
    return {}


def name_has_letters(values: Values) -> Faults:
    """A name is made of letters."""
    name = values.get("full_name")
    if name is not None and not any(char.isalpha() for char in name):
        return {"full_name": say("Họ và tên phải có chữ cái.")}
    return {}


def contacts_are_well_formed(values: Values) -> Faults:
    faults = {}
    if values.get("phone") and not _PHONE.fullmatch(values["phone"]):
        faults["phone"] = say("Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm, +.")
    if values.get("email") and not _EMAIL.fullmatch(values["email"]):
        faults["email"] = say("Địa chỉ thư điện tử không đúng dạng ten@don-vi.vn.")
    return faults


#: Pairs that follow each other in time: (earlier, later, sentence).
_ORDERS = (
    ("birth_on", "recruited_on", "Ngày tuyển dụng trước ngày sinh."),
    ("birth_on", "party_joined_on", "Ngày vào Đảng trước ngày sinh."),
    ("party_joined_on", "party_official_on", "Ngày chính thức trước ngày vào Đảng."),
    ("birth_on", "union_joined_on", "Ngày tham gia tổ chức trước ngày sinh."),
    ("enlisted_on", "discharged_on", "Ngày xuất ngũ trước ngày nhập ngũ."),
    ("birth_on", "enlisted_on", "Ngày nhập ngũ trước ngày sinh."),
    ("birth_on", "identity_issued_on", "Ngày cấp trước ngày sinh."),
)


def dates_are_in_order(values: Values) -> Faults:
    """What must come later is not earlier, as far as both dates are known."""
    faults = {}
    for earlier, later, sentence in _ORDERS:
        first, second = _known(values.get(earlier)), _known(values.get(later))
        shared = min(len(first), len(second))
        if shared and second[:shared] < first[:shared]:
            faults[later] = sentence
    return faults


def _known(value: PartialDate | datetime.date | None) -> str:
    return value.isoformat() if value else ""


CHECKS: tuple[Check, ...] = (
    name_has_letters,
    birth_is_plausible,
    identity_is_well_formed,
    identity_agrees,
    contacts_are_well_formed,
    dates_are_in_order,
)


def faults_of(values: Values) -> Faults:
    """Every fault of the values, by field name."""
    faults: Faults = {}
    for check in CHECKS:
        for name, sentence in check(values).items():
            faults.setdefault(name, sentence)
    return faults
