"""The tree of 2015 and its delegations from ``seed/organisation``; read once, then it is people's."""

import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import things
from app.core.rights import Right
from app.core.transactions import transaction
from app.organisation.models import Delegation, Unit, UnitVersion
from app.organisation.services import BEGINNING
from app.seeding.files import has_changed, mark_read, read_csv

UNITS, DELEGATIONS = "organisation/units", "organisation/delegations"


def seed_organisation(session: Session) -> int:
    """Load units that are not there yet (by code); existing ones are never touched."""
    if not (has_changed(session, UNITS) or has_changed(session, DELEGATIONS)):
        return 0
    with transaction(session, Right.MANAGE):
        written = _seed_units(session)
        _seed_delegations(session)
        mark_read(session, UNITS)
        mark_read(session, DELEGATIONS)
    return written


def _seed_units(session: Session) -> int:
    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    types, blocks = _ids(session, "unit_type"), _ids(session, "sector_block")
    new = []
    for order, row in enumerate(read_csv(UNITS)):
        if row["code"] not in units:
            unit = _unit(row, units, types, blocks, order)
            session.add(unit)
            session.flush()
            unit.path = f"{units[row['parent_code']].path if row['parent_code'] else '/'}{unit.id}/"
            units[unit.code] = unit
            new.append(unit)
    session.flush()
    for unit in new:
        session.add(
            UnitVersion(
                unit_id=unit.id,
                name=unit.name,
                parent_id=unit.parent_id,
                unit_type_id=unit.unit_type_id,
                valid_from=unit.valid_from or BEGINNING,
            )
        )
    return len(new)


def _unit(
    row: dict[str, str], units: dict[str, Unit], types: dict[str, int], blocks: dict[str, int], order: int
) -> Unit:
    parent = units[row["parent_code"]] if row["parent_code"] else None
    plain = ("code", "name", "level", "tier", "gso_code", "successor_gso", "note", "source")
    return Unit(
        **{name: row[name] or None for name in plain},
        parent_id=parent.id if parent else None,
        unit_type_id=types[row["unit_type"]],
        sector_block_id=blocks[row["sector_block"]] if row["sector_block"] else None,
        valid_from=_day(row["valid_from"]),
        planned_end=_day(row["planned_end"]),
        is_group=row["is_group"] == "1",
        path="",
        seed_order=order,
    )


def _seed_delegations(session: Session) -> None:
    units = {code: unit_id for code, unit_id in session.execute(select(Unit.code, Unit.id))}
    known = {(row.holder_id, row.root_id) for row in session.scalars(select(Delegation))}
    for row in read_csv(DELEGATIONS):
        pair = (units[row["holder_code"]], units[row["root_code"]])
        if pair not in known:
            session.add(
                Delegation(
                    holder_id=pair[0],
                    root_id=pair[1],
                    unit_types=row["unit_types"] or None,
                    ground=row["ground"],
                )
            )


def _ids(session: Session, key: str) -> dict[str, int]:
    model: Any = things.get(key).model
    return {code: row_id for code, row_id in session.execute(select(model.code, model.id))}


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
