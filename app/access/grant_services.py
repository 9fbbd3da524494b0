"""Grants given, changed and ended in screens (Điều 6.2, 7.2, 20.2; requirements A3, A6, A9).

Nobody gives more than it holds, nobody touches an account above or its own (`access.limits`).
"""

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.held import held_by, reach_of
from app.access.limits import require_manageable
from app.access.matrix import told
from app.access.models import Grant, Role
from app.access.reaches import GRANT_KEY, lacking
from app.access.role_rows import find_role, lock_access
from app.core import clock, ports, things
from app.core.actor import Actor, require_right
from app.core.errors import Conflict, NotFound, RuleViolated
from app.core.rights import Right
from app.core.services import resolve_reference
from app.core.transactions import transaction
from app.core.values import parse, show
from app.core.words import say
from app.organisation.models import Delegation

#: What a form of a grant sends beside the role; all raw.
Raw = Mapping[str, Any]
_ENDS_SESSIONS = "grants changed"


def grant_give(session: Session, account_id: int, *, role_id: Any, raw: Raw) -> Grant:
    """Give an account a role: on `unit` (an id), for `unit_types` (codes), or as a `delegation` (an id)
    says; from `valid_from` to `valid_to`, on a `ground`.

    RuleViolated names each faulty field and everything that is above the giver; nothing is given then.
    """
    actor = require_right(Right.MANAGE, GRANT_KEY)
    with transaction(session, Right.MANAGE):
        lock_access(session)
        account = require_manageable(session, actor, account_id)
        role = _role(session, role_id)
        values = _place(session, raw) | _time(raw)
        _require_within(session, actor, role, values)
        grant = Grant(account_id=account.id, role_id=role.id, **values)
        session.add(grant)
        session.flush()
        ports.sessions_end(session, account.id, _ENDS_SESSIONS)
    return grant


def grant_change(session: Session, grant_id: int, raw: Raw, *, version: int) -> Grant:
    """Change the time and the ground of a grant; role and subtree stay what they were.

    Conflict when `version` is no longer the grant's.
    """
    actor = require_right(Right.MANAGE, GRANT_KEY)
    with transaction(session, Right.MANAGE):
        lock_access(session)
        grant = _own_scope_grant(session, actor, grant_id)
        if grant.version != version:
            raise Conflict(say("Quyền này vừa được người khác sửa. Mở lại rồi sửa tiếp."))
        values = _time(raw)
        kept = {name: getattr(grant, name) for name in ("unit_id", "unit_types", "delegation_id")}
        _require_within(session, actor, find_role(session, grant.role_id), kept | values)
        _assign(grant, values)
        session.flush()
        ports.sessions_end(session, grant.account_id, _ENDS_SESSIONS)
    return grant


def grant_end(session: Session, grant_id: int) -> Grant:
    """End a grant at once: its last day is yesterday. It stays in the list of what was given."""
    actor = require_right(Right.MANAGE, GRANT_KEY)
    with transaction(session, Right.MANAGE):
        lock_access(session)
        grant = _own_scope_grant(session, actor, grant_id)
        yesterday = clock.today() - datetime.timedelta(days=1)
        if grant.valid_to is not None and grant.valid_to <= yesterday:
            raise RuleViolated(say("Quyền này đã kết thúc."))
        grant.valid_to = yesterday
        session.flush()
        ports.sessions_end(session, grant.account_id, _ENDS_SESSIONS)
    return grant


def _own_scope_grant(session: Session, actor: Actor, grant_id: int) -> Grant:
    """The grant of an account the actor may manage; NotFound outside its subtrees."""
    grant = session.get(Grant, grant_id, populate_existing=True)
    if grant is None:
        raise NotFound()
    require_manageable(session, actor, grant.account_id)
    return grant


def _assign(grant: Grant, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if getattr(grant, name) != value:
            setattr(grant, name, value)


# What a form says -------------------------------------------------------------------------------


def _fault(field: str, sentence: str) -> RuleViolated:
    return RuleViolated(sentence, errors={field: sentence})


def _role(session: Session, role_id: Any) -> Role:
    role = session.get(Role, role_id) if isinstance(role_id, int) else None
    if role is None:
        raise _fault("role", say("Chọn vai trò."))
    return role


def _place(session: Session, raw: Raw) -> dict[str, Any]:
    """Unit, types and delegation; a delegation brings its own place (Điều 7.2)."""
    fields = things.get(GRANT_KEY).fields
    if raw.get("delegation") not in (None, ""):
        return _delegated_place(session, raw)
    unit = parse(fields["unit"], raw.get("unit"))
    unit_id = resolve_reference(session, fields["unit"], unit) if unit is not None else None
    if unit is not None and unit_id is None:
        raise _fault("unit", say("Không có đơn vị này trong phạm vi quản lý của tài khoản."))
    return {"unit_id": unit_id, "unit_types": _types(session, raw), "delegation_id": None}


def _delegated_place(session: Session, raw: Raw) -> dict[str, Any]:
    chosen = parse(things.get(GRANT_KEY).fields["delegation"], raw["delegation"])
    delegation = session.get(Delegation, chosen) if isinstance(chosen, int) else None
    if delegation is None or (delegation.valid_to and delegation.valid_to < clock.today()):
        raise _fault("delegation", say("Không có ủy quyền này, hoặc ủy quyền đã hết hạn."))
    return {
        "unit_id": delegation.root_id,
        "unit_types": delegation.unit_types,
        "delegation_id": delegation.id,
    }


def _types(session: Session, raw: Raw) -> str | None:
    """The codes of the chosen types of units, joined; RuleViolated for one that is none."""
    codes = sorted({str(code).strip() for code in raw.get("unit_types") or () if str(code).strip()})
    model = things.get("unit_type").model
    known = set(session.scalars(select(model.code).where(model.code.in_(codes)))) if codes else set()
    if set(codes) - known:
        raise _fault("unit_types", say("Có loại hình không nằm trong danh mục."))
    joined = "; ".join(codes)
    if len(joined) > things.get(GRANT_KEY).fields["unit_types"].max_length:
        raise _fault("unit_types", say("Chọn ít loại hình hơn, hoặc cấp làm nhiều lần."))
    return joined or None


def _time(raw: Raw) -> dict[str, Any]:
    fields, values, errors = things.get(GRANT_KEY).fields, {}, {}
    for name in ("valid_from", "valid_to", "ground"):
        try:
            values[name] = parse(fields[name], raw.get(name))
        except RuleViolated as error:
            errors[name] = error.message
    if not errors and not values["ground"]:
        errors["ground"] = say("Nhập căn cứ: số văn bản, hoặc điều khoản của Quy chế.")
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and last < first:
        errors["valid_to"] = say("Ngày cuối phải từ ngày đầu trở đi.")
    elif last and last < clock.today():
        errors["valid_to"] = say("Ngày cuối đã qua; để kết thúc ngay, dùng nút Kết thúc.")
    if errors:
        sentence = say("Chưa lưu được, còn {count} mục cần sửa.", count=len(errors))
        raise RuleViolated(sentence, errors=errors)
    return values


# Never above one's own --------------------------------------------------------------------------


def _of_place(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name) for name in ("unit_id", "unit_types", "delegation_id", "valid_to")}


def _require_within(session: Session, actor: Actor, role: Role, values: Mapping[str, Any]) -> None:
    """RuleViolated, at the field that goes too far, unless the actor holds what it hands out."""
    held, wanted = held_by(session, actor), reach_of(session, role_id=role.id, **_of_place(values))
    # A right counts as held if it is held anywhere; place and time are told at their own fields.
    missing = frozenset(pair for pair in wanted.rights if not any(reach.has(pair) for reach in held))
    if missing:
        listed = "; ".join(told(missing)[:5])
        raise _fault(
            "role", say("Không cấp được quyền mà tài khoản đang dùng không giữ: {rights}.", rights=listed)
        )
    if lacking(held, wanted, whole_time=False):
        raise _fault("unit", say("Phạm vi này rộng hơn phạm vi của tài khoản đang dùng."))
    if lacking(held, wanted):
        last = show(things.get(GRANT_KEY).fields["valid_to"], max(reach.until for reach in held))
        raise _fault(
            "valid_to",
            say("Không cấp được lâu hơn quyền của chính tài khoản đang dùng (đến hết ngày {day}).", day=last),
        )
