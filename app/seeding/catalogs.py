"""Catalog values from ``seed/catalogs``: new ones are added, unedited ones follow the file."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.values import to_json
from app.core import things
from app.core.errors import DeclarationError, RuleViolated
from app.core.fields import Field, Kind
from app.core.record import row_values
from app.core.rights import Right
from app.core.things import Sort, Thing
from app.core.transactions import transaction
from app.core.values import parse
from app.seeding.files import has_changed, mark_read, read_csv
from app.seeding.models import SeedRow

Row = dict[str, str]


def seed_catalogs(session: Session) -> int:
    """Bring every catalog up to its file, each in one transaction; returns rows written."""
    return sum(seed_catalog(session, thing) for thing in _in_order_of_reference())


def _in_order_of_reference() -> list[Thing]:
    """Catalogs such that a reference comes after what it points to."""
    ordered: list[Thing] = []

    def visit(thing: Thing) -> None:
        if thing in ordered or thing.sort is not Sort.CATALOG:
            return
        for field in thing.fields.values():
            if field.kind is Kind.REF and field.target != thing.key:
                visit(things.get(field.target))
        ordered.append(thing)

    for thing in things.every(Sort.CATALOG):
        visit(thing)
    return ordered


def seed_catalog(session: Session, thing: Thing) -> int:
    """Bring one catalog up to its file; nothing when the file is as it was."""
    name = f"catalogs/{thing.key}"
    if not has_changed(session, name):
        return 0
    rows = read_csv(name)
    with transaction(session, Right.MANAGE):
        written = _Seeder(session, thing).apply(rows)
        mark_read(session, name)
    return written


def seed_code(row: Row) -> str:
    """What identifies a row of a seed file: its code, and since when where codes are used again."""
    return f"{row['code']}@{row['valid_from']}" if row.get("valid_from") else row["code"]


def digest(values: dict[str, Any]) -> str:
    """A digest of a row's values, to tell whether somebody edited it."""
    plain = {name: to_json(value) for name, value in values.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _is_as_seeded(stored: dict[str, Any], known: str) -> bool:
    """Whether nobody edited a row, even where a later release gave it a column, which is empty still."""
    if digest(stored) == known:
        return True
    empty = [name for name, value in stored.items() if value is None]
    return any(digest({k: v for k, v in stored.items() if k != name}) == known for name in empty)


class _Seeder:
    def __init__(self, session: Session, thing: Thing) -> None:
        self.session, self.thing = session, thing
        self.ledger = {
            row.code: row for row in session.scalars(select(SeedRow).where(SeedRow.thing == thing.key))
        }
        self.targets = {
            field.name: _Codes(session, things.get(field.target))
            for field in thing.fields.values()
            if field.kind is Kind.REF
        }

    def apply(self, rows: Iterable[Row]) -> int:
        written = 0
        added: list[tuple[str, Any]] = []
        for place, row in enumerate(rows, start=1):
            values = self._values(row, place)
            known = self.ledger.get(seed_code(row))
            if known is None:
                new = self.thing.model(**values)
                self.session.add(new)
                added.append((seed_code(row), new))
                if self.thing.key in {target.thing.key for target in self.targets.values()}:
                    self.session.flush()
            else:
                written += self._refresh(known, values)
        self.session.flush()
        for code, new in added:
            mark = digest(self._stored(new))
            self.session.add(SeedRow(thing=self.thing.key, code=code, row_id=new.id, digest=mark))
        return written + len(added)

    def _stored(self, row: Any) -> dict[str, Any]:
        return row_values(self.thing, row)

    def _refresh(self, known: SeedRow, values: dict[str, Any]) -> int:
        row = self.session.get(self.thing.model, known.row_id)
        if row is None or not _is_as_seeded(self._stored(row), known.digest):
            return 0  # deleted or edited by somebody: theirs to keep
        for column, value in values.items():
            setattr(row, column, value)
        self.session.flush()
        fresh = digest(self._stored(row))
        changed, known.digest = fresh != known.digest, fresh
        return int(changed)

    def _values(self, row: Row, place: int) -> dict[str, Any]:
        values: dict[str, Any] = {"sort_order": place}
        for name, text in row.items():
            field = self.thing.fields.get(name)
            if field is None:
                raise DeclarationError(f"seed/catalogs/{self.thing.key}.csv: no field {name!r}")
            values[field.column_name] = self._value(field, text, row)
        return values

    def _value(self, field: Field, text: str, row: Row) -> Any:
        try:
            if field.kind is Kind.REF:
                return self.targets[field.name].find(text, row) if text else None
            return parse(field, text)
        except RuleViolated as error:
            raise DeclarationError(f"seed/catalogs/{self.thing.key}.csv {row['code']}: {error}") from error


class _Codes:
    """Code -> id of a catalog; where a code is used again, the one in force with the row."""

    def __init__(self, session: Session, thing: Thing) -> None:
        self.session, self.thing = session, thing
        self.known: dict[str, list[Any]] = {}
        self._read()

    def _read(self) -> None:
        self.known.clear()
        for row in self.session.scalars(select(self.thing.model).order_by(self.thing.model.id)):
            self.known.setdefault(row.code, []).append(row)

    def find(self, code: str, referrer: Row) -> int:
        if code not in self.known:
            self._read()
        if code not in self.known:
            raise DeclarationError(f"no {self.thing.key} {code!r} (row {referrer['code']})")
        return int(
            next((row for row in self.known[code] if _overlaps(row, referrer)), self.known[code][-1]).id
        )


def _overlaps(row: Any, referrer: Row) -> bool:
    start, end = getattr(row, "valid_from", None), getattr(row, "valid_to", None)
    first, last = referrer.get("valid_from") or "", referrer.get("valid_to") or "9999"
    return (start is None or start.isoformat() <= last) and (end is None or end.isoformat() >= first)
