"""How a person names a row of a catalog in a file: by its code, and by its days where codes recur."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, UniqueConstraint, select
from sqlalchemy.orm import Session

from app.core import things
from app.core.errors import RuleViolated
from app.core.fields import Field, Kind
from app.core.things import Thing
from app.core.words import say


def key_columns(thing: Thing) -> tuple[str, ...]:
    """The columns that tell the rows of a catalog apart: the code, and what it is unique within."""
    for constraint in thing.model.__table__.constraints:
        if isinstance(constraint, UniqueConstraint) and "code" in constraint.columns:
            return tuple(column.name for column in constraint.columns)
    return ("code",)


class CatalogCodes:
    """The rows of one catalog by what people write for them; read in one query."""

    def __init__(self, session: Session, thing: Thing) -> None:
        table = thing.model.__table__.c
        self._recurs = len(key_columns(thing)) > 1
        names = [name for name in ("id", "code", "is_retired", "valid_from", "valid_to") if name in table]
        order = [getattr(thing.model, name) for name in thing.order_by]
        rows = session.execute(select(*(getattr(thing.model, name) for name in names)).order_by(*order)).all()
        self._labels = {row.id: self._label(row) for row in rows}
        self._rows = rows
        self._by_label: dict[str, list[Row[Any]]] = {}
        self._by_code: dict[str, list[Row[Any]]] = {}
        for row in rows:
            self._by_label.setdefault(self._labels[row.id], []).append(row)
            self._by_code.setdefault(row.code, []).append(row)

    def _label(self, row: Row[Any]) -> str:
        if self._recurs and getattr(row, "valid_from", None):
            return say("{code} (từ {day:%d/%m/%Y})", code=row.code, day=row.valid_from)
        if self._recurs and getattr(row, "valid_to", None):
            return say("{code} (đến {day:%d/%m/%Y})", code=row.code, day=row.valid_to)
        return str(row.code)

    def label(self, row_id: int | None) -> str:
        """What stands in a file for this row: ``01.003``, or ``92 (từ 01/07/2025)`` where codes recur."""
        return self._labels.get(row_id, "") if row_id is not None else ""

    def choices(self) -> list[str]:
        """What may be written for the rows still in use, in the order of the catalog."""
        return [self._labels[row.id] for row in self._rows if not row.is_retired]

    def find(self, field: Field, text: str, *, current: int | None, referrer: Mapping[str, Any]) -> int:
        """The id of the row that is meant; RuleViolated when there is none, or more than one.

        `current` is what the referring row points to now (kept even when retired), `referrer`
        its values: of rows with one code, the one in force with the referrer is meant.
        """
        found = self._by_label.get(text) or self._by_code.get(text, [])
        if any(row.id == current for row in found):
            return current or 0
        found = [row for row in found if not row.is_retired]
        if len(found) > 1:
            found = [row for row in found if _in_force_together(row, referrer)] or found
        if len(found) == 1:
            return int(found[0].id)
        if found:
            raise RuleViolated(
                say(
                    "«{field}»: mã {code} dùng cho nhiều thời kỳ; ghi {ways}.",
                    field=say(field.label),
                    code=text[:40],
                    ways=say(" hoặc ").join(f"«{self._labels[row.id]}»" for row in found[:3]),
                )
            )
        raise RuleViolated(
            say(
                "«{field}»: mã «{code}» không có trong danh mục, hoặc đã ngừng dùng.",
                field=say(field.label),
                code=text[:40],
            )
        )


def _in_force_together(row: Row[Any], referrer: Mapping[str, Any]) -> bool:
    start, end = getattr(row, "valid_from", None), getattr(row, "valid_to", None)
    first, last = referrer.get("valid_from"), referrer.get("valid_to")
    return not (start and last and start > last) and not (end and first and end < first)


def codes_of_targets(session: Session, thing: Thing) -> dict[str, CatalogCodes]:
    """For every catalog this thing refers to: key -> its codes, one query each."""
    targets = {field.target for field in thing.fields.values() if field.kind is Kind.REF}
    return {key: CatalogCodes(session, things.get(key)) for key in sorted(targets)}
