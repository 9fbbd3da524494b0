"""Writing the log of access: no line, no answer (Điều 8.3)."""

import re
from typing import Any

from sqlalchemy.orm import Session

from app.audit.access_models import LISTED, ONE_BY_ONE, TAKEN_OUT
from app.audit.chain import append
from app.audit.id_ranges import as_ranges
from app.audit.recorder import actor_values
from app.core.actor import Actor, require_actor
from app.core.shown import Shown

_NUMBER = re.compile(r"\d[\d ]{7,}\d")


def line_of(actor: Actor, ids: set[int], *, act: str, query: str = "", reason: str = "") -> dict[str, Any]:
    """The columns of a line by this actor, without its place in the chain."""
    return actor_values(actor) | {
        "act": act,
        "thing": "person",
        "consented": as_ranges(ids & actor.consented),
        # A number that was typed where names are looked for is nobody's business.
        "query": _NUMBER.sub("•••", query)[:1000],
        "reason": reason[:500],
    }


def write_access(session: Session, ids: set[int], **words: str) -> int:
    """Add a line for these records to the transaction in hand; its number. The caller commits."""
    return append(session, line_of(require_actor(), ids, **words), ids)


def write_shown(session: Session, found: Shown, ids: set[int], act: str, query: str) -> int:
    """The same for what a collector found, with what the code said about it."""
    words = {"act": act, "query": query, **found.about}
    return write_access(session, ids, **words)


def is_counted(act: str) -> bool:
    """Whether lines of this act count towards reading many records."""
    return act in (*ONE_BY_ONE, *LISTED, *TAKEN_OUT)
