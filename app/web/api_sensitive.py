"""Sensitive fields in answers of the API: null unless a GET says why they are read (Điều 8.3)."""

import dataclasses
from typing import Any
from urllib.parse import unquote

from flask import request
from sqlalchemy.orm import Session

from app.access.sensitive import Sight, reason_of, sights
from app.core import shown, things
from app.core.errors import RuleViolated
from app.core.sensitive import GROUPS
from app.core.words import say
from app.web.api_errors import BadRequest
from app.web.api_requests import refuse_unstorable


@dataclasses.dataclass(frozen=True)
class Hidden:
    """The fields an answer keeps back: masked ones a reason opens, withheld ones nothing opens."""

    masked: tuple[str, ...]
    withheld: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset((*self.masked, *self.withheld))

    def as_json(self) -> dict[str, list[str]]:
        return {"masked": list(self.masked), "withheld": list(self.withheld)}


def hide_sensitive(session: Session, person: Any) -> Hidden:
    """What the answer about this record keeps back; a reason that opens something is logged with it."""
    seen = seen_by_reader(session, person)
    return Hidden(_names(seen, Sight.MASKED), _names(seen, Sight.WITHHELD))


def seen_by_reader(session: Session, person: Any) -> dict[str, Sight]:
    """How much of each group the answer may hold; a reason that opens something is logged with it."""
    seen = sights(session, person)
    opened = groups_opened([group for group, sight in seen.items() if sight is Sight.MASKED])
    return seen | dict.fromkeys(opened, Sight.OPEN)


def groups_opened(masked: list[str]) -> list[str]:
    """The masked groups that the reason of a GET opens, which is logged with them: all of these, or none."""
    reason = reason_given()
    if not (reason and masked):
        return []
    labels = ", ".join(say(GROUPS[group].label) for group in masked)
    shown.describe(act="reveal", reason=reason, query=labels)
    return masked


def _names(seen: dict[str, Sight], sight: Sight) -> tuple[str, ...]:
    fields = things.get("person").fields.values()
    return tuple(field.name for field in fields if field.sensitive and seen[field.sensitive] is sight)


def reason_given() -> str:
    """The reason of a GET; empty when none was sent. A header carries it percent-encoded."""
    if request.method != "GET":
        return ""
    given = request.args.get("reason") or unquote(request.headers.get("X-Reason", ""))
    refuse_unstorable(given)
    if not given:
        return ""
    try:
        return reason_of("", given[:400])
    except RuleViolated as error:
        raise BadRequest(error.message, errors=error.errors) from error
