"""The service of a thing: the only way its rows are added, changed or deleted.

Screens, the API and imports hand over raw values; the service parses, checks, writes the row
(history follows by itself) in one transaction, or raises a DomainError and changes nothing.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import things
from app.core.actor import operation, require_right
from app.core.code_lists import unknown_codes
from app.core.errors import Conflict, NotFound, RuleViolated, ServiceOnly
from app.core.fields import Field, Kind
from app.core.record import row_values
from app.core.rights import Right
from app.core.scoping import policy_of
from app.core.things import Thing
from app.core.transactions import transaction
from app.core.values import parse
from app.core.words import say


@dataclasses.dataclass
class Saved:
    """A row that was written, and what its author should look at once more."""

    row: Any
    warnings: list[str] = dataclasses.field(default_factory=list)


class ThingService:
    """Adds, changes and deletes rows of one thing; subclasses add the rules of their thing."""

    def __init__(self, thing: Thing) -> None:
        self.thing = thing

    # What subclasses may say ------------------------------------------------------------------

    def check(self, session: Session, row: Any, values: dict[str, Any]) -> dict[str, str]:
        """Errors by field name in the values (row is None for a new one)."""
        return {}

    def warnings(self, session: Session, row: Any) -> list[str]:
        """Sentences for a row that is saved but looks doubtful."""
        return []

    def before_delete(self, session: Session, row: Any) -> None:
        """Raise a DomainError to keep the row."""

    # What callers use -------------------------------------------------------------------------

    def get(self, session: Session, row_id: int) -> Any:
        """The row, if it is in scope; NotFound otherwise."""
        row = session.scalars(select(self.thing.model).where(self.thing.model.id == row_id)).first()
        if row is None:
            raise NotFound()
        return row

    def add(self, session: Session, raw: Mapping[str, Any]) -> Saved:
        """Write a new row from raw values."""
        require_right(Right.ADD, self.thing.key)
        with transaction(session, Right.ADD):
            row = self.build(session, raw)
            warnings = self.warnings(session, row)
        return Saved(row, warnings)

    def build(self, session: Session, raw: Mapping[str, Any]) -> Any:
        """Add a row inside a transaction of the caller."""
        values = self.parsed(session, raw, row=None)
        row = self.thing.model(**columns_of(self.thing, values))
        session.add(row)
        session.flush()
        return row

    def update(self, session: Session, row_id: int, raw: Mapping[str, Any], *, version: int | None) -> Saved:
        """Change the given fields; Conflict when `version` is no longer the row's."""
        require_right(Right.EDIT, self.thing.key)
        with transaction(session, Right.EDIT):
            row = self.get(session, row_id)
            self.check_version(session, row, raw, version)
            self.assign(session, row, raw)
            warnings = self.warnings(session, row)
        return Saved(row, warnings)

    def assign(self, session: Session, row: Any, raw: Mapping[str, Any]) -> None:
        """Change a row inside a transaction of the caller."""
        values = self.parsed(session, raw, row=row)
        for column, value in columns_of(self.thing, values).items():
            if getattr(row, column) != value:
                setattr(row, column, value)
        session.flush()

    def delete(self, session: Session, row_id: int, *, version: int | None = None) -> str:
        """Delete a row nobody refers to; returns what it was called."""
        require_right(Right.REMOVE, self.thing.key)
        with transaction(session, Right.REMOVE):
            row = self.get(session, row_id)
            self.check_version(session, row, {}, version)
            self.before_delete(session, row)
            title = str(getattr(row, self.thing.title))
            session.delete(row)
        return title

    # How it is done ---------------------------------------------------------------------------

    def check_version(self, session: Session, row: Any, raw: Mapping[str, Any], version: int | None) -> None:
        """Conflict with both versions when somebody else saved in between."""
        if version is not None and row.version != version:
            theirs = row_values(self.thing, row)
            raise Conflict(
                say("Dòng này vừa được người khác sửa. Xem hai bản rồi chọn giá trị giữ lại."),
                theirs=theirs,
                mine=dict(raw),
                version=row.version,
            )

    def parsed(self, session: Session, raw: Mapping[str, Any], *, row: Any) -> dict[str, Any]:
        """Typed values by field name; every fault of every field in one RuleViolated."""
        errors: dict[str, str] = {}
        self._refuse_foreign_keys(raw)
        wanted = self.thing.editable_fields() if row is None else self._sent(raw)
        values: dict[str, Any] = {}
        for field in wanted:
            try:
                given = raw.get(field.name, field.default) if row is None else raw[field.name]
                values[field.name] = self._resolved(session, field, parse(field, given), row)
            except RuleViolated as error:
                errors[field.name] = error.message
        errors = errors or self.check(session, row, values)
        if errors:
            raise RuleViolated(
                say("Chưa lưu được, còn {count} mục cần sửa.", count=len(errors)), errors=errors
            )
        return values

    def _sent(self, raw: Mapping[str, Any]) -> list[Field]:
        return [field for field in self.thing.editable_fields() if field.name in raw]

    def _refuse_foreign_keys(self, raw: Mapping[str, Any]) -> None:
        fields = self.thing.fields
        locked = [name for name in raw if name in fields and not fields[name].is_editable]
        if locked:
            names = ", ".join(fields[name].label for name in locked)
            raise ServiceOnly(
                say("Không sửa trực tiếp được: {names}. Dùng chức năng riêng của mục này.", names=names),
                errors={name: say("Chỉ đổi qua chức năng riêng.") for name in locked},
            )
        unknown = [name for name in raw if name not in fields]
        if unknown:
            raise RuleViolated(
                say("Không có mục «{value}».", value=unknown[0][:60]),
                errors={unknown[0][:60]: say("Không có mục này.")},
            )

    def _resolved(self, session: Session, field: Field, value: Any, row: Any) -> Any:
        if field.codes_of and value and (unknown := unknown_codes(session, field, value)):
            raise RuleViolated(
                say("«{label}»: không có mã {codes}.", label=say(field.label), codes=", ".join(unknown)[:200])
            )
        if field.kind is not Kind.REF or value is None:
            return value
        current = getattr(row, field.column_name) if row is not None else None
        if value == current:
            return value
        found = resolve_reference(session, field, value)
        if found is None:
            raise RuleViolated(
                say("«{label}» không có trong danh mục, hoặc đã ngừng dùng.", label=say(field.label))
            )
        return found


def columns_of(thing: Thing, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by column name instead of field name."""
    return {thing.fields[name].column_name: value for name, value in values.items()}


def resolve_reference(session: Session, field: Field, value: int | str) -> int | None:
    """The id of the row a reference means (an id, or a code), if it may be chosen; else None."""
    thing = things.get(field.target)
    model = thing.model if policy_of(thing.model) else thing.reference_model
    column = model.id if isinstance(value, int) else getattr(model, "code", None)
    if column is None:
        return None
    query = select(model.id).where(column == value).order_by(model.id.desc())
    if hasattr(model, "is_retired"):
        query = query.where(model.is_retired.is_(False))
    # To be chosen a row must be in view, under whatever right the rest is written; the flush checks it again.
    with operation(Right.VIEW), session.no_autoflush:
        return session.scalars(query.limit(1)).first()


_services: dict[str, ThingService] = {}


def use_service(key: str, service: ThingService) -> None:
    """Give a thing a service of its own, with its rules."""
    _services[key] = service


def service_of(thing: Thing) -> ThingService:
    """The service of a thing: its own, or the plain one."""
    return _services.setdefault(thing.key, ThingService(thing))
