"""Sensitive fields in answers of the API: null unless a GET says why they are read (Điều 8.3)."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from flask import request

from app.access.sensitive import Sight, reason_of
from app.core import shown, things
from app.core.errors import RuleViolated
from app.core.fields import Field
from app.core.sensitive import GROUPS
from app.core.words import say
from app.web.api_errors import BadRequest
from app.web.api_requests import refuse_unstorable
from app.web.formatting import sights_of


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


def hide_sensitive(person: Any) -> Hidden:
    """What the answer about this record keeps back; a reason that opens something is logged with it."""
    return hidden_among(things.get("person").fields.values(), seen_by_reader(person))


def seen_by_reader(person: Any, groups: Iterable[str] = tuple(GROUPS)) -> dict[str, Sight]:
    """How much of each group the answer may hold; a reason that opens one of `groups` is logged with it."""
    seen = sights_of(person)
    opened = groups_opened([group for group in groups if seen[group] is Sight.MASKED])
    return seen | dict.fromkeys(opened, Sight.OPEN)


def groups_opened(masked: list[str]) -> list[str]:
    """The masked groups that the reason of a GET opens, which is logged with them: all of these, or none."""
    reason = reason_given()
    if not (reason and masked):
        return []
    labels = ", ".join(say(GROUPS[group].label) for group in masked)
    shown.describe(act="reveal", reason=reason, query=labels)
    return masked


def hidden_among(fields: Iterable[Field], seen: Mapping[str, Sight]) -> Hidden:
    """Which of these fields are kept back from somebody who sees so much of each group."""
    told = [(field.name, seen[field.sensitive]) for field in fields if field.sensitive]
    by_sight = {one: tuple(name for name, sight in told if sight is one) for one in Sight}
    return Hidden(by_sight[Sight.MASKED], by_sight[Sight.WITHHELD])


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
