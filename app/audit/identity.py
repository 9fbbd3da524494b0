"""Exact look-up by identity number: a route of its own, logged whatever it finds."""

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.recorder import actor_values, write_lines
from app.core.actor import require_right
from app.core.rights import Right
from app.core.things import Thing


def lookup_identity(session: Session, thing: Thing, number: str) -> Any:
    """The record in scope with exactly this number, or None; commits the line of the log.

    The log keeps a digest of the number, not the number: enough to tell repeated searches.
    """
    actor = require_right(Right.LOOKUP_IDENTITY, thing.key)
    number = "".join(number.split())[:20]
    found = None
    if number.isascii() and number.isdigit() and len(number) in (9, 12):
        found = session.scalars(select(thing.model).where(thing.model.identity_number == number)).first()
    digest = hashlib.sha256(number.encode()).hexdigest()[:16]
    line = actor_values(actor) | {
        "thing": thing.key,
        "row_id": found.id if found else 0,
        "act": "lookup_identity",
        "changes": {"number_digest": [None, digest]},
        "title": "",
        "person_id": found.id if found else None,
        "unit_id": None,
    }
    write_lines(session, [line])
    session.commit()
    return found
