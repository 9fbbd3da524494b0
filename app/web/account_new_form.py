"""What a new unit or system account asks for, and how its form is read (Điều 6.2, 6.4)."""

import dataclasses

from flask import request
from sqlalchemy.orm import Session

from app.access.roles import TEMPLATES
from app.accounts.holding import Holder
from app.accounts.opening import NewAccount
from app.core import clock
from app.files.models import StoredFile
from app.web.account_forms import DECISION, SCAN, Ask, kept_scan, typed_decision, unit_chosen

_ROLES = {template.key: template.label for template in TEMPLATES if template.key != "self"}
_UNIT_ONLY = "Người phụ trách và quyết định ủy quyền: bắt buộc với tài khoản đơn vị (Điều 6.4)."
NEW = (
    Ask("unit", "Đơn vị", "unit", help="Để trống cho tài khoản quản trị hệ thống."),
    Ask("name", "Tên tài khoản", required=True, max_length=120),
    Ask(
        "username", "Tên đăng nhập", required=True, max_length=64, help="Chữ thường không dấu, số, dấu chấm."
    ),
    Ask("role", "Vai trò", "choice", required=True, choices=_ROLES),
    Ask(
        "scope",
        "Phạm vi (nhánh đơn vị)",
        "unit",
        help="Để trống: chính đơn vị được cấp và các đơn vị bên dưới.",
    ),
    Ask("holder_name", "Người phụ trách", required=True, max_length=120, help=_UNIT_ONLY),
    Ask("holder_title", "Chức vụ"),
    Ask("holder_phone", "Số điện thoại", max_length=30),
    *(dataclasses.replace(ask, required=ask is not SCAN) if ask.required else ask for ask in DECISION),
)


def typed_account() -> NewAccount:
    """The account of the form."""
    form, unit = request.form, unit_chosen("unit")
    return NewAccount(
        username=form.get("username", "").strip(),
        name=" ".join(form.get("name", "").split())[:120],
        unit_id=unit,
        role=form.get("role", ""),
        scope_id=unit_chosen("scope") or unit,
    )


def typed_holder() -> Holder:
    """The holder of the form, responsible from today."""
    name, title, phone = (
        " ".join(request.form.get(name, "").split())[:most]
        for name, most in (("holder_name", 120), ("holder_title", 200), ("holder_phone", 30))
    )
    return Holder(name, title, phone, "", clock.today(), typed_decision(required=False))


def optional_scan(session: Session) -> StoredFile | None:
    """The scan of the decision, if one was sent."""
    return kept_scan(session, required=False)
