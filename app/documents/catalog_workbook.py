"""Importing a catalog from a workbook: checked row by row, then written whole or not at all.

A row of the file is matched to the catalog by its code (and by its days where codes recur); rows
and columns that are not in the file are left alone. The file is read and checked without a lock;
the writing refuses whatever somebody else changed in between.
"""

import dataclasses
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogs.keys import codes_of_targets, key_columns
from app.core.actor import Channel, acting_as, require_right
from app.core.database import reading
from app.core.errors import Conflict, NotFound, RuleViolated
from app.core.rights import Right
from app.core.services import service_of
from app.core.things import Sort, Thing
from app.core.transactions import transaction
from app.core.words import say
from app.documents.catalog_rows import Key, Operation, RowReader, key_of
from app.documents.headings import find_headings
from app.documents.sheets import Source, read_sheet

LARGEST_IMPORT = 20_000
_MOST_ERRORS = 200


@dataclasses.dataclass(frozen=True)
class ImportPlan:
    """What an import would write."""

    thing: Thing
    operations: tuple[Operation, ...]
    unchanged: int

    @property
    def added(self) -> int:
        return sum(operation.row_id is None for operation in self.operations)

    @property
    def changed(self) -> int:
        return len(self.operations) - self.added


@dataclasses.dataclass(frozen=True)
class ImportResult:
    """What an import wrote."""

    added: int
    changed: int
    unchanged: int


def import_catalog(session: Session, thing: Thing, source: Source) -> ImportResult:
    """Read, check and write a workbook; RuleViolated (errors by cell) or Conflict change nothing.

    Like every mutation it is a transaction of its own.
    """
    with reading():
        plan = read_catalog(session, thing, source)
        session.rollback()  # ends the reading, so that the writing begins with the lock
    apply_plan(session, plan)
    return ImportResult(plan.added, plan.changed, plan.unchanged)


def read_catalog(session: Session, thing: Thing, source: Source) -> ImportPlan:
    """What the workbook would write; RuleViolated with every wrong cell in `errors` (``C7``)."""
    if thing.sort is not Sort.CATALOG:
        raise NotFound()
    require_right(Right.IMPORT, thing.key)
    sheet = read_sheet(source)
    headings = find_headings(thing, sheet.rows)
    places = range(headings.row + 1, len(sheet.rows))
    if len(places) > LARGEST_IMPORT:
        raise RuleViolated(
            say(
                "Tệp có hơn {largest_import:,} dòng; chia thành nhiều tệp.", largest_import=LARGEST_IMPORT
            ).replace(",", ".")
        )
    existing, codes = _existing(session, thing), codes_of_targets(session, thing)
    reader = RowReader(thing, headings, sheet.faulty, existing, codes)
    read = [operation for at in places if (operation := reader.read(at, sheet.rows[at]))]
    operations = tuple(operation for operation in read if operation.values)
    if not reader.errors:
        _check_rules(session, reader, operations)
    _refuse_errors(reader.errors)
    return ImportPlan(thing, operations, len(read) - len(operations))


def _existing(session: Session, thing: Thing) -> dict[Key, object]:
    columns = key_columns(thing)
    return {key_of(row, columns): row for row in session.scalars(select(thing.model))}


def _check_rules(session: Session, reader: RowReader, operations: Sequence[Operation]) -> None:
    """The rules of the catalog's own service, for every row that would be written."""
    service = service_of(reader.thing)
    for operation in operations:
        row = reader.existing.get(operation.key)
        for name, sentence in service.check(session, row, operation.given).items():
            reader.errors.setdefault(reader.headings.cell(operation.at, name), sentence)


def _refuse_errors(errors: dict[str, str]) -> None:
    if not errors:
        return
    rest = (
        say(" Nêu {most_errors} ô đầu tiên.", most_errors=_MOST_ERRORS) if len(errors) > _MOST_ERRORS else ""
    )
    first = "; ".join(f"{cell}: {sentence}" for cell, sentence in list(errors.items())[:3])
    raise RuleViolated(
        say(
            "Chưa ghi gì, tệp có {count} ô cần sửa.{rest} {first}", count=len(errors), rest=rest, first=first
        ),
        errors=dict(list(errors.items())[:_MOST_ERRORS]),
    )


def apply_plan(session: Session, plan: ImportPlan) -> None:
    """Write a plan in one transaction; Conflict when a row it rests on is no longer as it was read."""
    importer = dataclasses.replace(require_right(Right.IMPORT, plan.thing.key), channel=Channel.IMPORT)
    with acting_as(importer), transaction(session, Right.IMPORT):
        session.expire_all()
        rows = _existing(session, plan.thing)
        for operation in plan.operations:
            _write(session, plan.thing, operation, rows.get(operation.key))


def _write(session: Session, thing: Thing, operation: Operation, row: object) -> None:
    if operation.row_id is None and row is None:
        session.add(thing.model(**operation.values))
        return
    if (getattr(row, "id", None), getattr(row, "version", None)) != (operation.row_id, operation.version):
        code = str(operation.given["code"])[:64]
        raise Conflict(
            say("Dòng mang mã «{code}» vừa được người khác sửa. Chưa ghi gì; nhập lại tệp.", code=code)
        )
    for column, value in operation.values.items():
        setattr(row, column, value)
