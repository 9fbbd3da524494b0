"""The papers of accounts: first-password slips, Mẫu 1 to Mẫu 4 of the Quy chế (Điều 6).

The published text of the decision comes without its annexes: the headings follow what Điều 6 says
each form is for.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from app.access.holders import AccountHolder
from app.access.models import Account
from app.accounts.models import AccountRequest
from app.accounts.slips import Slip
from app.core import clock
from app.core.words import say
from app.documents.pdf import typeset


def slips_pdf(slips: Sequence[Slip], address: str) -> bytes:
    """Slips with cutting lines, eight to a page; `address` is where people sign in."""
    labels = {
        "title": say("PHIẾU CẤP TÀI KHOẢN"),
        "holder": say("Người dùng"),
        "unit": say("Đơn vị"),
        "username": say("Tên đăng nhập"),
        "password": say("Mật khẩu lần đầu"),
        "address": say("Địa chỉ"),
        "note": say(
            "Đổi mật khẩu ngay lần đăng nhập đầu tiên. Mật khẩu trên phiếu hết giá trị sau ngày ghi trên. "
            "Người được cấp có trách nhiệm bảo quản, bảo đảm an toàn tài khoản (Điều 6.4, 6.6)."
        ),
        "until": say("Dùng đến hết ngày"),
    }
    rows = [
        {
            "holder": slip.holder,
            "unit": slip.unit,
            "username": slip.username,
            "password": slip.password,
            "until": _day(slip.use_until),
        }
        for slip in slips
    ]
    return typeset("slips", {"labels": labels, "slips": rows, "address": address})


def register_pdf(*, form: str, title: str, unit: str, headings: Sequence[str], rows: Sequence[Any]) -> bytes:
    """A register (Mẫu 1, Mẫu 2) as a table across A4 pages."""
    made = clock.today()
    values = {
        "form": form,
        "title": title,
        "unit": unit,
        "place": _place_and_day(made),
        "headings": [say("STT"), *headings],
        "rows": [[str(number), *map(_text, row)] for number, row in enumerate(rows, start=1)],
        "signature": say("NGƯỜI LẬP"),
        "head": say("THỦ TRƯỞNG ĐƠN VỊ"),
    }
    return typeset("register", values)


def request_pdf(row: AccountRequest) -> bytes:
    """Mẫu 3: the request of a unit for a further account (Điều 6.3)."""
    unit, below = str(row.unit), str(row.for_unit)
    values = {
        "form": say("Mẫu 3"),
        "unit": unit,
        "place": _place_and_day(row.letter_on),
        "number": row.letter_number,
        "title": say("ĐỀ NGHỊ CẤP BỔ SUNG TÀI KHOẢN ĐƠN VỊ"),
        "to": say("Kính gửi: Sở Nội vụ thành phố Cần Thơ"),
        "opening": say(
            "Căn cứ khoản 3 Điều 6 Quy chế ban hành kèm theo Quyết định số 3473/QĐ-UBND ngày 20/11/2015 "
            "của Ủy ban nhân dân thành phố, {unit} đề nghị cấp bổ sung tài khoản đơn vị như sau:",
            unit=unit,
        ),
        "facts": [
            [say("Đơn vị trực thuộc được cấp"), below],
            [say("Người phụ trách tài khoản"), row.holder_name],
            [say("Chức vụ"), row.holder_title or ""],
            [say("Lý do đề nghị"), row.reason],
            [say("Văn bản thống nhất"), f"{row.letter_number}, {_day(row.letter_on)}"],
        ],
        "closing": say("Đề nghị Sở Nội vụ xem xét, cấp tài khoản để đơn vị thực hiện."),
        "head": say("THỦ TRƯỞNG ĐƠN VỊ"),
    }
    return typeset("letter", values)


def authorisation_pdf(account: Account, holder: AccountHolder, unit: str) -> bytes:
    """Mẫu 4: the decision that entrusts a unit account to its holder (Điều 6.4), ready to be signed."""
    until = _day(holder.authorised_until) or say("khi có quyết định thay thế")
    values = {
        "form": say("Mẫu 4"),
        "unit": unit,
        "place": _place_and_day(holder.authorisation_on or holder.from_on),
        "number": holder.authorisation_number or "",
        "title": say("QUYẾT ĐỊNH\nVề việc ủy quyền quản lý tài khoản đơn vị"),
        "to": say("THỦ TRƯỞNG {unit}", unit=unit.upper()),
        "opening": say(
            "Căn cứ khoản 4 Điều 6 Quy chế ban hành kèm theo Quyết định số 3473/QĐ-UBND ngày 20/11/2015 "
            "của Ủy ban nhân dân thành phố, quyết định ủy quyền cho cá nhân sau quản lý, khai thác, sử dụng "
            "tài khoản đơn vị:"
        ),
        "facts": [
            [say("Họ và tên"), holder.name],
            [say("Chức vụ"), holder.title or ""],
            [say("Số điện thoại"), holder.phone or ""],
            [say("Thư điện tử công vụ"), holder.email or ""],
            [say("Tài khoản đơn vị"), account.username],
            [say("Phụ trách từ ngày"), _day(holder.from_on)],
            [say("Đến hết ngày"), until],
        ],
        "closing": say(
            "Cá nhân được ủy quyền có trách nhiệm bảo quản, bảo đảm an toàn về tài khoản đơn vị; khi thôi "
            "phụ trách phải bàn giao tài khoản (Điều 6.4, 6.7)."
        ),
        "head": say("THỦ TRƯỞNG ĐƠN VỊ"),
    }
    return typeset("letter", values)


def _day(day: datetime.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _place_and_day(day: datetime.date) -> str:
    return say("Cần Thơ, ngày {d:02} tháng {m:02} năm {y}", d=day.day, m=day.month, y=day.year)


def _text(value: Any) -> str:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return _day(value)
    return "" if value is None else str(value)
