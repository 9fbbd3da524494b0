"""Whether the chain of the log of access is whole: walked from its checkpoint to its head."""

import dataclasses
import datetime
import hashlib
import hmac
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.access_models import AccessCheckpoint
from app.audit.chain import HEAD, IDS, LINE, OPTIONS, PERSON, START, head_seal, line_hash, sealed, unpacked
from app.audit.id_ranges import as_ranges
from app.audit.models import History

#: What is wrong with a line, or with the chain as a whole.
FAULTS = {
    "number": "thiếu dòng, thừa dòng hoặc đảo thứ tự",
    "previous": "không nối với dòng trước",
    "content": "nội dung đã bị sửa",
    "known": "khác mã đã ghi ngoài cơ sở dữ liệu",
    "ids": "danh sách hồ sơ của dòng đã bị sửa",
    "end": "các dòng cuối đã bị cắt hoặc có dòng chèn thêm",
    "head": "dòng niêm phong đầu chuỗi bị mất hoặc bị sửa",
    "checkpoint": "mốc gỡ dòng quá hạn giữ đã bị sửa",
}
_BATCH = 1_000
CHECKPOINT = AccessCheckpoint.__table__
_CHECKPOINT_SEALED = ("id", "number", "hash", "newest_at", "limit_at", "made_at", "previous")


@dataclasses.dataclass(frozen=True)
class Verdict:
    """How many lines stand unbroken, and what is wrong with the next one (None: nothing).

    `removed` are those before them that were past their time; `head` is the seal of the last whole line,
    `unproved` the numbers noted outside that stand for removed lines and can no longer be compared.
    """

    lines: int
    fault: str | None = None
    line: int | None = None
    head: str = START
    removed: int = 0
    unproved: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """The number of the last whole line."""
        return self.removed + self.lines


@dataclasses.dataclass(frozen=True)
class Anchor:
    """Where the chain begins: how many lines were removed, the seal of the last of them, every such seal."""

    number: int = 0
    hash: str = START
    fault: str | None = None
    checkpoints: int = 0
    seal: str = START
    known: dict[int, str] = dataclasses.field(default_factory=dict)


def checkpoint_seal(row: Any) -> str:
    """The seal over every column of a checkpoint but the seal itself."""
    values = [row[name] for name in _CHECKPOINT_SEALED]
    return sealed(["checkpoint", *(_plain(value) for value in values)])


def _plain(value: Any) -> Any:
    is_moment = isinstance(value, datetime.datetime)
    return value.isoformat(timespec="microseconds") if is_moment else value


def anchor_of(session: Session) -> Anchor:
    """The newest checkpoint, all of them proved; `fault` when one of them does not hold."""
    anchor = Anchor()
    for row in session.execute(select(CHECKPOINT).order_by(CHECKPOINT.c.id)).mappings():
        holds = (
            row["id"] == anchor.checkpoints + 1
            and row["previous"] == anchor.seal
            and row["number"] > anchor.number
            and hmac.compare_digest(row["seal"], checkpoint_seal(row))
        )
        if not holds:
            return dataclasses.replace(anchor, fault="checkpoint")
        known = {**anchor.known, row["number"]: row["hash"]}
        anchor = Anchor(row["number"], row["hash"], None, row["id"], row["seal"], known)
    return anchor


def verify(session: Session, known: dict[int, str] | None = None) -> Verdict:
    """Walk every line in order, a batch at a time; the first fault ends the walk.

    `known` are hashes by number that were noted outside the database.
    """
    known, anchor = known or {}, anchor_of(session)
    unproved = tuple(number for number in known if number <= anchor.number and number not in anchor.known)
    verdict = Verdict(0, None, None, anchor.hash, anchor.number, unproved)
    if anchor.fault or any(known.get(number, seal) != seal for number, seal in anchor.known.items()):
        return dataclasses.replace(verdict, fault=anchor.fault or "known")
    count, last, broken = 0, anchor.hash, None
    for line, broken in walk(session, anchor, known):
        if not broken:
            count, last = count + 1, line["hash"]
    verdict = dataclasses.replace(verdict, lines=count, head=last)
    fault, place = (broken, verdict.number + 1) if broken else _end(session, verdict, known)
    return dataclasses.replace(verdict, fault=fault, line=place)


def walk(session: Session, anchor: Anchor, known: dict[int, str]) -> Iterator[tuple[Any, str | None]]:
    """Every line with what is wrong with it (None: nothing); the first fault is the last of them."""
    number, last = anchor.number, anchor.hash
    indexed = session.scalar(select(HEAD.c.indexed)) or 0
    for line, found in _lines(session):
        people = found if found or line["id"] <= indexed else None
        fault = _fault(session, line, people, number + 1, last, known)
        yield line, fault
        if fault:
            return
        number, last = number + 1, line["hash"]


def _lines(session: Session) -> Iterator[tuple[Any, list[int]]]:
    """Every line with the people the index has for it, in order."""
    last = None
    while True:
        query = select(LINE).order_by(LINE.c.id).limit(_BATCH)
        query = query if last is None else query.where(LINE.c.id > last)
        rows = session.execute(query, execution_options=OPTIONS).mappings().all()
        if rows:
            people = _people(session, rows[0]["id"], rows[-1]["id"])
            yield from ((row, people.pop(row["id"], [])) for row in rows)
        if len(rows) < _BATCH:
            return
        last = rows[-1]["id"]


def _people(session: Session, first: int, last: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    query = select(PERSON.c.line_id, PERSON.c.person_id).where(PERSON.c.line_id.between(first, last))
    for line, person in session.execute(query, execution_options=OPTIONS):
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
            whole = unpacked(session, line["id"])
        except (zlib.error, UnicodeDecodeError):
            return False
        if text != f"sha256:{hashlib.sha256(whole.encode()).hexdigest()}":
            return False
        text = whole
    return people is None or bool(as_ranges(people) == text)


def _has_worked(session: Session) -> bool:
    """Whether people have changed records on screens or through the API, which shows records."""
    by_hand = History.channel.in_(("screen", "api"))
    query = select(History.id).where(by_hand, History.thing == "person").limit(1)
    return session.execute(query, execution_options=OPTIONS).first() is not None


def _end(session: Session, verdict: Verdict, known: dict[int, str]) -> tuple[str | None, int | None]:
    """What is wrong with the end of the chain, and at which line."""
    head, number = session.execute(select(HEAD)).mappings().first(), verdict.number
    if head is not None and (head["number"], head["seal"]) == (0, ""):
        # As the migration left it: nothing has ever been shown, or somebody wants it to seem so.
        return ("end" if number or _has_worked(session) else None), None
    if head is None or not hmac.compare_digest(head["seal"], head_seal(head["number"], head["hash"])):
        return "head", None
    if (head["number"], head["hash"]) != (number, verdict.head) or any(noted > number for noted in known):
        return "end", number + 1
    return ("ids", number + 1) if _has_strays(session, verdict) else (None, None)


def _has_strays(session: Session, verdict: Verdict) -> bool:
    """Whether the index of people or the packed ids tell of lines that do not stand."""
    columns = (PERSON.c.line_id, IDS.c.line_id)
    strays = [part for column in columns for part in (column > verdict.number, column <= verdict.removed)]
    queries = (select(stray.left).where(stray).limit(1) for stray in strays)
    return any(session.execute(query, execution_options=OPTIONS).first() is not None for query in queries)
