"""Writes the line of the log of access before an answer leaves; without a line there is no answer."""

import logging
import threading
from typing import Any

from flask import Flask, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from app.access.services import path_of_account
from app.audit.access_log import is_counted, write_shown
from app.audit.mass_reading import watch_reading
from app.core import shown, things
from app.core.actor import current_actor
from app.core.database import db, set_reads_only
from app.core.errors import StepNotAllowed
from app.core.shown import Shown
from app.core.words import say
from app.reports.criteria import find_criterion, split_name
from app.web.errors import answer
from app.web.paths import is_api

log = logging.getLogger(__name__)

#: Method of a view -> what the line calls it.
_ACTS: dict[str, str] = {
    "list": "list",
    "get_list": "list",
    "show": "show",
    "get": "show",
    **dict.fromkeys(("as_of", "get_as_of"), "show"),
    "edit": "form",
    "everything": "lookup",
    "find": "lookup",
    "identity": "lookup",
    "action": "act",
    "print_form": "act",
    "file": "file",
    "print_pdf": "act",
    "action_post": "act",
    "export": "export",
    **dict.fromkeys(("add", "photo"), "save"),
    "post": "save",
    **dict.fromkeys(("end", "void", "restore", "verify"), "act"),
    **dict.fromkeys(("get_entries", "get_attachments"), "show"),
    **dict.fromkeys(("post_entry", "post_attachment"), "save"),
    "put": "save",
}
#: Answers of these statuses, and all below 300, hold what was loaded.
_WITH_ROWS = (409, 422)
_LOG_FAILED = "Chưa ghi được nhật ký truy cập nên chưa hiện hồ sơ. Thử lại sau ít phút; nếu vẫn vậy, báo quản trị hệ thống."  # noqa: E501


#: Lines have one order, so they are written one after the other. Threads that wait here wake at once;
#: those that wait for SQLite's lock look again after longer and longer sleeps.
_turn = threading.Lock()


def register(app: Flask) -> None:
    """Install the hook; it runs before those that were added earlier."""
    app.after_request(_log_answer)


def _log_answer(response: Any) -> Any:
    found = shown.collected()
    if found is None:
        return response
    has_rows = response.status_code < 300 or response.status_code in _WITH_ROWS
    ids = found.told | (found.loaded if has_rows else set())
    shown.stop()
    if not ids:
        return response
    try:
        _write(found, ids)
    except (SQLAlchemyError, OSError, StepNotAllowed):
        log.exception("the log of access could not be written on %s", request.path)
        return _withheld(response)
    return response


def _write(found: Shown, ids: set[int]) -> None:
    """One short transaction; what the request read or wrote is finished by now."""
    session, act = db.session(), found.about.pop("act", "") or _act()
    session.rollback()
    set_reads_only(False)
    with _turn:
        try:
            write_shown(session, found, ids, act, _query())
            session.commit()
        except BaseException:
            session.rollback()
            raise
    if is_counted(act):
        _watch(act, len(ids))


def _watch(act: str, count: int) -> None:
    """An alert never stands in the way of the answer."""
    session, actor = db.session(), current_actor()
    set_reads_only(True)
    try:
        if actor is not None:
            watch_reading(session, actor, act, count, lambda: path_of_account(session, actor.reader_id))
    except SQLAlchemyError:
        log.exception("reading of many records could not be counted")
    finally:
        session.rollback()
        set_reads_only(False)


def _act() -> str:
    """What the request did, by the method of its view."""
    view, _dot, method = (request.endpoint or "").rpartition(".")
    act = "log" if view == "AccessLogView" else _ACTS.get(method, "other")
    if is_api(request.path):
        return f"api_{act}" if act in ("list", "show") else act
    return "search" if act == "list" and request.args.get("q") else act


def _query() -> str:
    """What was asked for, as the address says it, in words: conditions the list refuses leave none."""
    source = request.form if request.method == "POST" and "export" in request.path else request.args
    parts = [(_word(name), value) for name, value in source.items(multi=True) if value]
    return "; ".join(f"{word}: {value}" for word, value in parts if word)


_WORDS = {"q": "Tìm", "order": "Xếp theo", "page": "Trang", "psize": "Mỗi trang", "day": "Tại ngày"}


def _word(name: str) -> str:
    """A parameter of a list in words; empty for any other."""
    if name.startswith("f."):
        person = things.get("person")
        found = find_criterion(person, split_name(person, name.removeprefix("f."))[0])
        return found.label if found else ""
    return _WORDS.get(name, "")


def _withheld(response: Any) -> Any:
    """The refusal in place of an answer that could not be logged."""
    response.close()
    db.session.rollback()
    try:
        return current_app.make_response(answer(503, say(_LOG_FAILED)))
    except Exception:  # the page itself needs a database that may be gone
        return current_app.make_response((say(_LOG_FAILED), 503))
    finally:
        shown.stop()
