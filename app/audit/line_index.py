"""Which lines of the log tell of which record: kept beside the lines, a moment behind them.

A page of fifty people wrote fifty rows all over an index of millions before it could leave; now it
writes its line, which names them. The worker sorts the lines in; whoever asks for the lines about a
record has the rest sorted in first, so that nobody sees less than there is.
"""

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.access_models import AccessHead, AccessLine, AccessPerson
from app.audit.chain import ids_of_line
from app.core.database import writing
from app.core.scoping import unscoped

#: A transaction takes lines until it has so many rows: it holds SQLite's lock some milliseconds.
_ROWS = 2_000
_MOST_LINES = 200
_OPTIONS = unscoped("the index of the log tells nobody anything")
_LINE, _PERSON, _HEAD = (model.__table__ for model in (AccessLine, AccessPerson, AccessHead))


def is_behind(session: Session) -> bool:
    """Whether lines wait to be sorted in."""
    head = session.connection().execute(select(_HEAD.c.number, _HEAD.c.indexed)).first()
    return head is not None and head.indexed < head.number


def catch_up(session: Session) -> int:
    """Sort in every line there is, each transaction its own; how many lines.

    A session that has read within its transaction reads anew afterwards.
    """
    if not is_behind(session):
        return 0
    count = 0
    session.rollback()
    with writing(), Session(session.get_bind()) as own:
        while step := _step(own):
            count += step
    return count


def _step(session: Session) -> int:
    """Sort in the next lines; how many. Another process may be faster: then it has done so."""
    connection = session.connection()
    done = connection.scalar(select(_HEAD.c.indexed)) or 0
    lines = _next_lines(session, done)
    if not lines:
        session.rollback()
        return 0
    rows = [{"line_id": line, "person_id": person} for line, people in lines for person in people]
    try:
        # A restored or meddled-with position must not stop the sorting for ever.
        connection.execute(
            delete(_PERSON).where(_PERSON.c.line_id.between(lines[0][0], lines[-1][0])),
            execution_options=_OPTIONS,
        )
        for start in range(0, len(rows), _ROWS):
            connection.execute(insert(_PERSON), rows[start : start + _ROWS], execution_options=_OPTIONS)
        moved = update(_HEAD).where(_HEAD.c.indexed == done).values(indexed=lines[-1][0])
        is_ours = connection.execute(moved).rowcount == 1
    except IntegrityError:
        is_ours = False
    if not is_ours:
        session.rollback()
        return 0
    session.commit()
    return len(lines)


def _next_lines(session: Session, done: int) -> list[tuple[int, list[int]]]:
    query = select(_LINE.c.id, _LINE.c.ids, _LINE.c.count).where(_LINE.c.id > done)
    rows: Any = session.connection().execute(
        query.order_by(_LINE.c.id).limit(_MOST_LINES), execution_options=_OPTIONS
    )
    found: list[tuple[int, list[int]]] = []
    total = 0
    for row in rows.all():
        if found and total + row.count > _ROWS:
            break
        found.append((int(row.id), ids_of_line(session, row)))
        total += row.count
    return found
