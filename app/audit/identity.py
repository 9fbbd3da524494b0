"""Exact look-up by identity number: a route of its own, logged whatever it finds."""

import hashlib
import hmac
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.recorder import note
from app.core.actor import operation, require_right
from app.core.rights import Right
from app.core.things import Thing


def lookup_identity(session: Session, thing: Thing, number: str) -> Any:
    """The record in scope with exactly this number, or None; commits the line of the log.

    The log keeps a digest of the number, not the number: enough to tell repeated searches.
    """
    require_right(Right.LOOKUP_IDENTITY, thing.key)
    number = "".join(number.split())[:20]
    found = None
    if number.isascii() and number.isdigit() and len(number) in (9, 12):
        with operation(Right.LOOKUP_IDENTITY):
            query = select(thing.model).where(thing.model.identity_number == number)
            found = session.scalars(query).first()
    _write(session, thing, number, found.id if found else None)
    return found


def note_taken_number(session: Session, thing: Thing, number: str) -> None:
    """Log that a number was refused because another record has it: that answer is a look-up too."""
    _write(session, thing, number, None)


def _write(session: Session, thing: Thing, number: str, person_id: int | None) -> None:
    digest = hmac.new(_key[0], number.encode(), hashlib.sha256).hexdigest()[:16]
    changes = {"number_digest": [None, digest]}
    note(session, thing.key, person_id or 0, "lookup_identity", "", changes, person_id=person_id)
    session.commit()


#: Without the key of this installation nobody can find the number of a digest by trying them all.
_key: list[bytes] = [b""]


def plug_digest_key(key: str) -> None:
    """Set the secret under which numbers are digested."""
    _key[:] = [key.encode()]
