"""Changes of the tree: add, rename, move, retype as of a date; cycles are refused (B1, B5)."""

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from app.core import clock, ports, things
from app.core.actor import require_actor, require_right
from app.core.errors import NotFound, RuleViolated
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.services import Saved, ThingService, columns_of, use_service
from app.core.transactions import transaction
from app.core.vietnamese import clean
from app.core.words import say
from app.organisation.ending import end_unit, refuse_ending
from app.organisation.models import Unit, UnitVersion

#: The day from which a unit that has always been there counts.
BEGINNING = datetime.date(1900, 1, 1)


class UnitService(ThingService):
    """Corrects what is plain information; name, parent and type change as of a date."""

    def add(self, session: Session, raw: Mapping[str, Any]) -> Saved:
        raise RuleViolated(say("Đơn vị mới cần đơn vị cấp trên và ngày thành lập."))

    def delete(self, session: Session, row_id: int, *, version: int | None = None) -> str:
        raise RuleViolated(say("Đơn vị không bị xóa; kết thúc hoạt động bằng quyết định."))

    def check(self, session: Session, row: Any, values: dict[str, Any]) -> dict[str, str]:
        fixed = self._fixed(row, values)
        if fixed:
            return fixed
        code = values.get("code")
        query = select(Unit.id).where(Unit.code == code)
        found = session.scalars(query, execution_options=unscoped("uniqueness")).first() if code else None
        if found is not None and (row is None or found != row.id):
            return {"code": say("Mã «{code}» đã có ở một đơn vị khác.", code=code)}
        return {}

    def _fixed(self, row: Any, values: dict[str, Any]) -> dict[str, str]:
        """What places a unit in the city is changed by who manages units, not by the unit itself."""
        if row is None or require_actor().has(Right.MANAGE, "unit"):
            return {}
        changed = [name for name in _PLACING if name in values and values[name] != _present(self, row, name)]
        return {name: say("Mục này do Sở Nội vụ đặt.") for name in changed}

    def create(
        self,
        session: Session,
        raw: Mapping[str, Any],
        *,
        name: str,
        parent_id: int,
        type_id: int,
        founded_on: datetime.date,
        decision: Mapping[str, Any] | None = None,
    ) -> Saved:
        """A new unit below `parent_id`, in force since `founded_on`."""
        require_right(Right.MANAGE, "unit")
        _check_day(founded_on)
        with transaction(session, Right.MANAGE):
            parent = self.get(session, parent_id)
            _check_parent_then(parent, founded_on, "founded_on")
            values = columns_of(self.thing, self.parsed(session, raw, row=None))
            is_group = _is_group_type(session, type_id)
            unit = Unit(
                **values,
                name=_checked_name(name),
                parent_id=parent.id,
                unit_type_id=type_id,
                is_group=is_group,
                path=parent.path,
                valid_from=founded_on,
            )
            session.add(unit)
            session.flush()
            unit.path = f"{parent.path}{unit.id}/"
            session.flush()
            _add_version(session, unit, founded_on, decision or {})
        return Saved(unit)

    def rename(
        self,
        session: Session,
        unit_id: int,
        *,
        name: str,
        as_of: datetime.date,
        decision: Mapping[str, Any] | None = None,
    ) -> Unit:
        """Give the unit a new name from `as_of`; the old one stays in its history."""
        require_right(Right.MANAGE, "unit")
        with transaction(session, Right.MANAGE):
            unit = self._to_change(session, unit_id, as_of)
            new_name = _checked_name(name)
            _check_differs(
                "name", unit.name, new_name, say("Tên mới giống tên đang dùng; không có gì để đổi.")
            )
            unit.name = new_name
            session.flush()
            _add_version(session, unit, as_of, decision or {})
        return unit

    def retype(
        self,
        session: Session,
        unit_id: int,
        *,
        type_id: int,
        as_of: datetime.date,
        decision: Mapping[str, Any] | None = None,
    ) -> Unit:
        """Give the unit another type from `as_of`."""
        require_right(Right.MANAGE, "unit")
        with transaction(session, Right.MANAGE):
            unit = self._to_change(session, unit_id, as_of)
            same = say("Đơn vị đang thuộc loại hình này; không có gì để đổi.")
            _check_differs("unit_type", unit.unit_type_id, type_id, same)
            if _is_group_type(session, type_id) != bool(unit.is_group):
                sentence = say("Nút nhóm chỉ để gom đơn vị; không đổi với loại hình khác được.")
                raise RuleViolated(sentence, errors={"unit_type": sentence})
            unit.unit_type_id = type_id
            session.flush()
            _add_version(session, unit, as_of, decision or {})
        return unit

    def move(
        self,
        session: Session,
        unit_id: int,
        *,
        parent_id: int,
        as_of: datetime.date,
        decision: Mapping[str, Any] | None = None,
    ) -> Unit:
        """Put the unit with its whole subtree below another one from `as_of`; never below itself."""
        require_right(Right.MANAGE, "unit")
        with transaction(session, Right.MANAGE):
            unit = self._to_change(session, unit_id, as_of)
            parent = self.get(session, parent_id)
            if parent.path.startswith(unit.path):
                raise RuleViolated(
                    say("Không đặt «{name}» vào dưới chính nó được.", name=unit.name),
                    errors={"parent": say("Chọn một đơn vị ngoài nhánh này.")},
                )
            if unit.parent_id is None:
                raise RuleViolated(say("Nút gốc của cây không di chuyển được."))
            same = say("Đơn vị đang ở dưới cấp trên này; không có gì để đổi.")
            _check_differs("parent", unit.parent_id, parent.id, same)
            _check_parent_then(parent, as_of, "as_of")
            old, new = unit.path, f"{parent.path}{unit.id}/"
            unit.parent_id = parent.id
            session.flush()
            _add_version(session, unit, as_of, decision or {})
            _move_paths(session, old, new)
        return unit

    def end(
        self, session: Session, unit_id: int, *, as_of: datetime.date, decision: Mapping[str, Any]
    ) -> Unit:
        """End the unit with its last day, which may still come; its accounts lock when it is over (Điều 6.7).

        RuleViolated while units below it are in force or it holds records.
        """
        require_right(Right.MANAGE, "unit")
        with transaction(session, Right.MANAGE):
            unit = self._locked(session, unit_id)
            end_unit(session, unit, as_of, decision)
        return unit

    def _to_change(self, session: Session, unit_id: int, as_of: datetime.date) -> Unit:
        _check_day(as_of)
        return self._locked(session, unit_id)

    def _locked(self, session: Session, unit_id: int) -> Unit:
        unit: Unit = self.get(session, unit_id)
        # Two changes of one unit at once: the second waits here, then sees the first.
        session.refresh(unit, with_for_update=session.get_bind().dialect.name != "sqlite")
        return unit


#: Fields by which seeds, reports and tiers know a unit.
_PLACING = ("code", "level", "tier", "sector_block", "gso_code", "successor_gso", "planned_end")


def _present(service: ThingService, row: Any, name: str) -> Any:
    return getattr(row, service.thing.fields[name].column_name)


def _check_day(as_of: datetime.date) -> None:
    if as_of > clock.today():
        raise RuleViolated(say("Ngày hiệu lực chưa đến."), errors={"as_of": say("Ngày hiệu lực chưa đến.")})


def _check_differs(field: str, old: object, new: object, sentence: str) -> None:
    """A version that repeats the one before would tell of a change that never was."""
    if old == new:
        raise RuleViolated(sentence, errors={field: sentence})


def _check_parent_then(parent: Unit, day: datetime.date, field: str) -> None:
    """Nothing stands below a unit before its own first day, where that is known."""
    since = parent.valid_from
    if since and since > BEGINNING and day < since:
        sentence = say(
            "Cấp trên «{name}» có từ {day:%d/%m/%Y}; ngày ghi không được trước đó.",
            name=parent.name,
            day=since,
        )
        raise RuleViolated(sentence, errors={field: sentence})


def _checked_name(name: str) -> str:
    name = clean(name)
    if not name or len(name) > 300:
        raise RuleViolated(say("Chưa nhập tên đơn vị."), errors={"name": say("Nhập tên, tối đa 300 ký tự.")})
    return name


def _is_group_type(session: Session, type_id: int) -> bool:
    """Whether a type is that of nodes which only gather units and hold no people."""
    model = things.get("unit_type").model
    return session.scalar(select(model.kind).where(model.id == type_id)) == "display"


def _add_version(session: Session, unit: Unit, as_of: datetime.date, decision: Mapping[str, Any]) -> None:
    refuse_ending(session, unit)
    open_one = session.scalars(
        select(UnitVersion).where(UnitVersion.unit_id == unit.id, UnitVersion.valid_to.is_(None))
    ).first()
    if open_one is not None:
        if as_of <= open_one.valid_from:
            raise RuleViolated(
                say(
                    "Lần thay đổi trước có hiệu lực từ {valid_from:%d/%m/%Y}; ngày mới phải sau đó.",
                    valid_from=open_one.valid_from,
                ),
                errors={"as_of": say("Ngày hiệu lực phải sau lần thay đổi trước.")},
            )
        open_one.valid_to = as_of - datetime.timedelta(days=1)
        session.flush()
    session.add(
        UnitVersion(
            unit_id=unit.id,
            name=unit.name,
            parent_id=unit.parent_id,
            unit_type_id=unit.unit_type_id,
            valid_from=as_of,
            decision_number=decision.get("number"),
            decision_on=decision.get("signed_on"),
        )
    )
    session.flush()


def _move_paths(session: Session, old: str, new: str) -> None:
    table = Unit.__table__
    moved = literal(new) + func.substr(table.c.path, len(old) + 1)
    statement = update(table).where(table.c.path >= old, table.c.path < old[:-1] + "0").values(path=moved)
    session.execute(statement, execution_options=unscoped("paths follow a checked move"))
    session.expire_all()
    ports.path_moved(session, old, new)


def name_at(session: Session, unit_id: int, day: datetime.date) -> str:
    """What the unit was called on a day; NotFound if it is out of scope or did not exist yet."""
    query = select(UnitVersion.name).where(
        UnitVersion.unit_id == unit_id,
        UnitVersion.valid_from <= day,
        (UnitVersion.valid_to.is_(None)) | (UnitVersion.valid_to >= day),
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFound()
    return str(found)


unit_service = UnitService(things.get("unit"))
use_service("unit", unit_service)
