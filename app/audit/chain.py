"""The chain of the log of access: each line is sealed over its content and the line before it.

The seal is an HMAC-SHA-256 under a key derived from the secret of the installation. A bare hash would
show an accident only: whoever can write to the database could compute the rest of the chain anew. The
newest number and hash are sealed in a row of their own, so that a cut end is seen as well.
"""

import dataclasses
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, insert, inspect, select, update
from sqlalchemy.orm import Session

from app.audit.access_models import AccessHead, AccessIds, AccessLine, AccessPerson
from app.audit.id_ranges import as_ranges, from_ranges
from app.audit.models import History
from app.core.ports import plug_fact
from app.core.scoping import unscoped

START = "0" * 64
#: A longer text of ids is kept compressed in a row of its own.
LONGEST_IDS = 2_000
_BATCH = 1_000
_OPTIONS = unscoped("the log is written for what was shown")
_LINE, _PERSON, _IDS, _HEAD = (m.__table__ for m in (AccessLine, AccessPerson, AccessIds, AccessHead))
_SEALED = (
    "id", "at", "account_id", "actor", "channel", "address", "act", "thing", "count", "consented", "query",
    "reason", "previous", "ids",
)  # fmt: skip
_key: list[bytes] = [b""]


def plug_chain_key(key: str) -> None:
    """Set the secret under which lines are sealed."""
    _key[:] = [key.encode()]
    plug_fact("access_log_head", _head_fact)


def _head_fact(connection: Connection) -> list[Any] | None:
    """Number and seal of the newest line: what a restored database must agree on; None without a log."""
    if not inspect(connection).has_table(_HEAD.name):
        return None
    head = connection.execute(select(_HEAD.c.number, _HEAD.c.hash), execution_options=_OPTIONS).first()
    return list(head) if head else None


def _sealed(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(_key[0], text.encode(), hashlib.sha256).hexdigest()


def line_hash(line: Any) -> str:
    """The seal over every column of a line but the seal itself."""
    values = [line[name] for name in _SEALED]
    values[1] = values[1].isoformat(timespec="microseconds")
    return _sealed(values)


def head_seal(number: int, last: str) -> str:
    return _sealed(["head", number, last])


def append(session: Session, values: dict[str, Any], ids: set[int]) -> int:
    """Add a line in the transaction in hand; its number. The caller commits.

    The row of the head is locked first: lines have one order, whoever writes them.
    """
    # Every page of people comes here: the session's own hooks on statements would double the cost.
    connection = session.connection()
    head = connection.execute(select(_HEAD.c.number, _HEAD.c.hash).with_for_update()).one()
    text = as_ranges(ids)
    line = {**values, "id": head.number + 1, "count": len(ids), "previous": head.hash, "ids": text}
    if len(text) > LONGEST_IDS:
        line["ids"] = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        packed = {"line_id": line["id"], "packed": zlib.compress(text.encode(), 6)}
        connection.execute(insert(_IDS), [packed], execution_options=_OPTIONS)
    line["hash"] = line_hash(line)
    connection.execute(insert(_LINE), [line], execution_options=_OPTIONS)
    moved = {"number": line["id"], "hash": line["hash"], "seal": head_seal(line["id"], line["hash"])}
    connection.execute(update(_HEAD).values(**moved))
    return int(line["id"])


def ids_of_line(session: Session, line: Any) -> list[int]:
    """The records a line tells of."""
    text = line.ids
    if text.startswith("sha256:"):
        text = _unpacked(session, line.id)
    return list(from_ranges(text))


def _unpacked(session: Session, number: int) -> str:
    query = select(_IDS.c.packed).where(_IDS.c.line_id == number)
    packed = session.scalar(query, execution_options=_OPTIONS)
    return zlib.decompress(packed).decode() if packed else ""


def newest(session: Session) -> tuple[int, str]:
    """Number and hash of the newest line, to be noted outside the database."""
    head = session.execute(select(_HEAD.c.number, _HEAD.c.hash)).one()
    return int(head.number), str(head.hash)


# The proof --------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Verdict:
    """How many lines stand unbroken, and what is wrong with the next one (None: nothing)."""

    lines: int
    fault: str | None = None
    line: int | None = None
    head: str = START


def verify(session: Session, known: dict[int, str] | None = None) -> Verdict:
    """Walk every line in order, a batch at a time; the first fault ends the walk.

    `known` are hashes by number that were noted outside the database.
    """
    last, count = START, 0
    indexed = session.scalar(select(_HEAD.c.indexed)) or 0
    for line, people in _lines(session):
        is_indexed = line["id"] <= indexed
        fault = _fault(session, line, people if is_indexed or people else None, count + 1, last, known or {})
        if fault:
            return Verdict(count, fault, count + 1, last)
        last, count = line["hash"], count + 1
    return _end(session, count, last, known or {})


def _lines(session: Session) -> Iterator[tuple[Any, list[int]]]:
    """Every line with the people the index has for it, in order."""
    last = None
    while True:
        query = select(_LINE).order_by(_LINE.c.id).limit(_BATCH)
        query = query if last is None else query.where(_LINE.c.id > last)
        rows = session.execute(query, execution_options=_OPTIONS).mappings().all()
        if rows:
            people = _people(session, rows[0]["id"], rows[-1]["id"])
            yield from ((row, people.pop(row["id"], [])) for row in rows)
        if len(rows) < _BATCH:
            return
        last = rows[-1]["id"]


def _people(session: Session, first: int, last: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    query = select(_PERSON.c.line_id, _PERSON.c.person_id).where(_PERSON.c.line_id.between(first, last))
    for line, person in session.execute(query, execution_options=_OPTIONS):
        found.setdefault(line, []).append(person)
    return found


def _fault(
    session: Session, line: Any, people: list[int] | None, number: int, last: str, known: dict[int, str]
) -> str | None:
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("number", lambda: line["id"] == number),
        ("previous", lambda: line["previous"] == last),
        ("content", lambda: hmac.compare_digest(line["hash"], line_hash(line))),
        ("known", lambda: known.get(number, line["hash"]) == line["hash"]),
        ("ids", lambda: _ids_agree(session, line, people)),
    )
    return next((name for name, holds in checks if not holds()), None)


def _ids_agree(session: Session, line: Any, people: list[int] | None) -> bool:
    """Whether the packed ids and the index of people (None: not yet sorted in) say what was sealed."""
    text = line["ids"]
    if text.startswith("sha256:"):
        try:
            unpacked = _unpacked(session, line["id"])
        except (zlib.error, UnicodeDecodeError):
            return False
        if text != f"sha256:{hashlib.sha256(unpacked.encode()).hexdigest()}":
            return False
        text = unpacked
    return people is None or bool(as_ranges(people) == text)


def _has_worked(session: Session) -> bool:
    """Whether people have changed records on screens or through the API, which shows records."""
    by_hand = History.channel.in_(("screen", "api"))
    query = select(History.id).where(by_hand, History.thing == "person").limit(1)
    return session.execute(query, execution_options=_OPTIONS).first() is not None


def _end(session: Session, count: int, last: str, known: dict[int, str]) -> Verdict:
    head = session.execute(select(_HEAD)).mappings().first()
    if head is not None and (head["number"], head["seal"]) == (0, ""):
        # As the migration left it: nothing has ever been shown, or somebody wants it to seem so.
        return Verdict(count, "end" if count or _has_worked(session) else None, None, last)
    if head is None or not hmac.compare_digest(head["seal"], head_seal(head["number"], head["hash"])):
        return Verdict(count, "head", None, last)
    if (head["number"], head["hash"]) != (count, last) or any(number > count for number in known):
        return Verdict(count, "end", count + 1, last)
    extra = select(_PERSON.c.line_id).where(_PERSON.c.line_id > count).limit(1)
    if session.execute(extra, execution_options=_OPTIONS).first() is not None:
        return Verdict(count, "ids", count + 1, last)
    return Verdict(count, head=last)
