"""A request sent twice makes one row: the key is written in the transaction of the row, with its id."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.access.models import FormToken
from app.core.actor import require_actor
from app.core.errors import RuleViolated
from app.core.services import Saved
from app.core.things import Thing
from app.core.words import say

Made = tuple[int, list[str]]


def make_once(session: Session, thing: Thing, key: str | None, make: Callable[[], Saved]) -> Made:
    """The id of the new row and its warnings; of the first one, when the account sent this key before."""
    if key is None:
        return _made(make())
    account_id = require_actor().account_id
    first = _made_before(session, thing, key, account_id)
    if first is not None:
        return first
    mark = FormToken(token=key, account_id=account_id, thing=thing.key)
    if not _is_first(session, mark):
        return _made_before(session, thing, key, account_id) or _refuse()
    try:
        with _noting_id(session, thing, mark):
            return _made(make())
    except BaseException:
        session.rollback()
        _forget(session, mark)
        raise


def _is_first(session: Session, mark: FormToken) -> bool:
    """Write the mark; False when the same request, sent twice at once, was faster."""
    session.add(mark)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return False
    return True


def _forget(session: Session, mark: FormToken) -> None:
    """Free the key of what was refused, where a first transaction of it has kept the mark already."""
    if mark in session and mark.row_id is None:
        session.delete(mark)
        session.commit()


def _refuse() -> NoReturn:
    raise RuleViolated(say("Khóa Idempotency-Key này đã dùng cho một yêu cầu khác."))


def _made(saved: Saved) -> Made:
    return saved.row.id, saved.warnings


def _made_before(session: Session, thing: Thing, key: str, account_id: int | None) -> Made | None:
    query = select(FormToken.thing, FormToken.row_id).where(
        FormToken.token == key, FormToken.account_id == account_id
    )
    known = session.execute(query).first()
    if known is None:
        return None
    if known.thing != thing.key or known.row_id is None:
        _refuse()
    return known.row_id, []


@contextmanager
def _noting_id(session: Session, thing: Thing, mark: FormToken) -> Iterator[None]:
    """Give the mark the id of the row as soon as it has one, so that one commit writes both."""

    def find(flushed: Session, _context: Any) -> None:
        made.extend(row for row in flushed.new if isinstance(row, thing.model))

    def note(_flushed: Session, _context: Any) -> None:
        if made and mark.row_id is None:
            mark.row_id = made[0].id

    made: list[Any] = []
    listeners = (("after_flush", find), ("after_flush_postexec", note))
    for name, listener in listeners:
        event.listen(session, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(session, name, listener)
