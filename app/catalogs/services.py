"""What may be done with a catalog value beside editing it: retire, merge, delete if unused."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from app.core import ports, things
from app.core.actor import require_right
from app.core.code_lists import limits_a_scope, uses_of, with_code
from app.core.errors import NotFound, RuleViolated, StepNotAllowed
from app.core.pinned import is_pinned
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.services import ThingService, use_service
from app.core.things import Sort, Thing
from app.core.transactions import transaction
from app.core.words import say

#: Tables of amounts and days that follow from a law or a decision: each new row names it in `legal_ground`.
GROUNDED, GROUND = frozenset({"base_pay", "holiday"}), "legal_ground"


class CatalogService(ThingService):
    """Adds the rule that a value in use is retired, never deleted."""

    def check(self, session: Session, row: Any, values: dict[str, Any]) -> dict[str, str]:
        errors = self._validity_order(row, values) | self._missing_ground(row, values)
        code = values.get("code")
        if row is not None and code and code != row.code and is_pinned(self.thing.key, row.code):
            errors["code"] = say("Quy tắc của chương trình dùng mã «{code}»; không đổi được.", code=row.code)
        if code and self._code_taken(session, row, code, values):
            errors["code"] = say("Mã «{code}» đã có trong danh mục.", code=code)
        return errors

    def _validity_order(self, row: Any, values: dict[str, Any]) -> dict[str, str]:
        start = values.get("valid_from", getattr(row, "valid_from", None))
        end = values.get("valid_to", getattr(row, "valid_to", None))
        if start and end and end < start:
            return {"valid_to": say("Ngày hết hiệu lực trước ngày có hiệu lực.")}
        return {}

    def _missing_ground(self, row: Any, values: dict[str, Any]) -> dict[str, str]:
        """A new row of a table the State sets says by what; a ground that is there is not taken away."""
        had = getattr(row, GROUND, None)
        if self.thing.key not in GROUNDED or values.get(GROUND, had) or (row is not None and not had):
            return {}
        return {GROUND: say("Ghi căn cứ: số, ngày văn bản quy định.")}

    def _code_taken(self, session: Session, row: Any, code: str, values: dict[str, Any]) -> bool:
        model = self.thing.model
        conditions = [model.code == code]
        for constraint in model.__table__.constraints:
            for column in getattr(constraint, "columns", ()):
                if "code" in constraint.columns and column.name != "code":
                    given = values.get(column.name, getattr(row, column.name, None))
                    conditions.append(getattr(model, column.name) == given)
        if row is not None:
            conditions.append(model.id != row.id)
        return session.scalars(select(model.id).where(*conditions).limit(1)).first() is not None

    def assign(self, session: Session, row: Any, raw: Mapping[str, Any]) -> None:
        """A changed code is changed wherever the value is named by it."""
        old = row.code
        super().assign(session, row, raw)
        if row.code != old:
            self._move_codes(session, old, row.code)

    def before_delete(self, session: Session, row: Any) -> None:
        where = self.first_use(session, row.id)
        if where:
            raise StepNotAllowed(
                say(
                    "«{name}» đang được dùng ở mục {where}; không xóa được. Chọn Ngừng dùng hoặc Gộp.",
                    name=row.name,
                    where=where,
                )
            )

    def first_use(self, session: Session, row_id: int) -> str:
        """The label of a thing that refers to this value, or nothing."""
        for thing, field in things.references_to(self.thing.key):
            column = getattr(thing.model, field.column_name)
            query = select(exists().where(column == row_id))
            if session.scalar(query, execution_options=unscoped("whether it is used at all")):
                return f"{say(thing.label)}: {say(field.label)}"
        code = session.scalar(select(self.thing.model.code).where(self.thing.model.id == row_id)) or ""
        for thing, field, _text in uses_of(session, self.thing.key, code):
            return f"{say(thing.label)}: {say(field.label)}"
        return ""

    def merge(self, session: Session, row_id: int, into_id: int) -> int:
        """Move every reference from one value to another, retire the first; returns how many moved.

        The references lie anywhere in the city: the right to manage the catalog suffices, and
        every moved row has its line of history.
        """
        require_right(Right.MANAGE, self.thing.key)
        if row_id == into_id:
            raise RuleViolated(say("Chọn một giá trị khác để gộp vào."))
        with transaction(session, Right.MANAGE):
            source, target = self.get(session, row_id), self.get(session, into_id)
            if target.is_retired:
                raise RuleViolated(say("«{name}» đã ngừng dùng; không gộp vào được.", name=target.name))
            self._refuse_pinned(source)
            self._refuse_scopes(session, source, target)
            moved = sum(
                _move_references(session, thing, field.column_name, source.id, target.id)
                for thing, field in things.references_to(self.thing.key)
            )
            moved += self._move_codes(session, source.code, target.code)
            source.is_retired = True
            session.flush()
        return moved

    def uses(self, session: Session, row_id: int) -> int:
        """How many references a merge would move."""
        total = 0
        for thing, field in things.references_to(self.thing.key):
            column = getattr(thing.model, field.column_name)
            rows = select(column).where(column == row_id).subquery()
            count = select(func.count()).select_from(rows)
            total += session.scalar(count, execution_options=unscoped("a number only")) or 0
        return total + self._uses_by_code(session, row_id)

    def _uses_by_code(self, session: Session, row_id: int) -> int:
        code = session.scalar(select(self.thing.model.code).where(self.thing.model.id == row_id)) or ""
        total = 0
        for thing, field, text in uses_of(session, self.thing.key, code):
            column = getattr(thing.model, field.column_name)
            count = select(func.count()).select_from(select(column).where(column == text).subquery())
            total += session.scalar(count, execution_options=unscoped("a number only")) or 0
        return total

    def _move_codes(self, session: Session, old: str, new: str) -> int:
        """Name `new` wherever a text names `old`; how many rows."""
        found = list(uses_of(session, self.thing.key, old))
        return sum(
            _move_references(session, thing, field.column_name, text, with_code(text, old, new))
            for thing, field, text in found
        )

    def _refuse_pinned(self, value: Any) -> None:
        if is_pinned(self.thing.key, value.code):
            raise StepNotAllowed(
                say("Quy tắc của chương trình dùng «{name}»; không gộp đi được.", name=value.name)
            )

    def _refuse_scopes(self, session: Session, *values: Any) -> None:
        """Merging would let grants reach other units: who hands out rights changes them first (Điều 7)."""
        for value in values:
            if limits_a_scope(session, self.thing.key, value.code):
                raise StepNotAllowed(
                    say(
                        "«{name}» đang giới hạn phạm vi của một phân quyền, ủy quyền; đổi ở đó rồi gộp.",
                        name=value.name,
                    )
                )


def _move_references(session: Session, thing: Thing, column: str, old: Any, new: Any) -> int:
    session.flush()
    ports.record_bulk_change(session, thing, column, old, new)
    table = thing.model.__table__
    changed = {column: new, "version": table.c.version + 1}
    statement = update(table).where(table.c[column] == old).values(changed)
    result = session.execute(statement, execution_options=unscoped("a merge moves every reference"))
    return int(result.rowcount)  # type: ignore[attr-defined]


def catalog_service(key: str) -> CatalogService:
    """The service of a catalog by its key; NotFound for anything else."""
    thing = things.find(key)
    if thing is None or thing.sort is not Sort.CATALOG:
        raise NotFound()
    return _services[key]


_services: dict[str, CatalogService] = {}


def install() -> None:
    """Give every declared catalog its service; called once all declarations are loaded."""
    for thing in things.every(Sort.CATALOG):
        _services[thing.key] = CatalogService(thing)
        use_service(thing.key, _services[thing.key])
