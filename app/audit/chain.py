"""The chain of the log of access: each line is sealed over its content and the line before it.

The seal is an HMAC-SHA-256 under a key derived from the secret of the installation. A bare hash would
show an accident only: whoever can write to the database could compute the rest of the chain anew. The
newest number and hash are sealed in a row of their own, so that a cut end is seen as well.
`proof` walks the chain; `retention` takes off its beginning, and leaves a sealed checkpoint.
"""

import hashlib
import hmac
import json
import zlib
from typing import Any

from sqlalchemy import Connection, insert, inspect, select, update
from sqlalchemy.orm import Session

from app.audit.access_models import AccessHead, AccessIds, AccessLine, AccessPerson
from app.audit.id_ranges import as_ranges, from_ranges
from app.core.ports import plug_fact
from app.core.scoping import unscoped

START = "0" * 64
#: A longer text of ids is kept compressed in a row of its own.
LONGEST_IDS = 2_000
OPTIONS = unscoped("the log is written for what was shown")
LINE, PERSON, IDS, HEAD = (m.__table__ for m in (AccessLine, AccessPerson, AccessIds, AccessHead))
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
    if not inspect(connection).has_table(HEAD.name):
        return None
    head = connection.execute(select(HEAD.c.number, HEAD.c.hash), execution_options=OPTIONS).first()
    return list(head) if head else None


def sealed(content: Any) -> str:
    """The seal over JSON content, 64 hex digits."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(_key[0], text.encode(), hashlib.sha256).hexdigest()


def line_hash(line: Any) -> str:
    """The seal over every column of a line but the seal itself."""
    values = [line[name] for name in _SEALED]
    values[1] = values[1].isoformat(timespec="microseconds")
    return sealed(values)


def head_seal(number: int, last: str) -> str:
    return sealed(["head", number, last])


def append(session: Session, values: dict[str, Any], ids: set[int]) -> int:
    """Add a line in the transaction in hand; its number. The caller commits.

    The row of the head is locked first: lines have one order, whoever writes them.
    """
    # Every page of people comes here: the session's own hooks on statements would double the cost.
    connection = session.connection()
    head = connection.execute(select(HEAD.c.number, HEAD.c.hash).with_for_update()).one()
    text = as_ranges(ids)
    line = {**values, "id": head.number + 1, "count": len(ids), "previous": head.hash, "ids": text}
    if len(text) > LONGEST_IDS:
        line["ids"] = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        packed = {"line_id": line["id"], "packed": zlib.compress(text.encode(), 6)}
        connection.execute(insert(IDS), [packed], execution_options=OPTIONS)
    line["hash"] = line_hash(line)
    connection.execute(insert(LINE), [line], execution_options=OPTIONS)
    moved = {"number": line["id"], "hash": line["hash"], "seal": head_seal(line["id"], line["hash"])}
    connection.execute(update(HEAD).values(**moved))
    return int(line["id"])


def ids_of_line(session: Session, line: Any) -> list[int]:
    """The records a line tells of."""
    return list(from_ranges(ids_text(session, line)))


def ids_text(session: Session, line: Any) -> str:
    """The same as ranges, wherever they are kept."""
    return unpacked(session, line.id) if line.ids.startswith("sha256:") else str(line.ids)


def unpacked(session: Session, number: int) -> str:
    """The text of many ids that is kept beside its line; empty when there is none."""
    query = select(IDS.c.packed).where(IDS.c.line_id == number)
    packed = session.scalar(query, execution_options=OPTIONS)
    return zlib.decompress(packed).decode() if packed else ""


def newest(session: Session) -> tuple[int, str]:
    """Number and hash of the newest line, to be noted outside the database."""
    head = session.execute(select(HEAD.c.number, HEAD.c.hash)).one()
    return int(head.number), str(head.hash)
