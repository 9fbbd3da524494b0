"""The screen of a record as it stood on a day, and what has changed since (requirement D12)."""

import datetime
from collections.abc import Callable
from typing import Any

from flask import request
from flask_appbuilder import expose, has_access
from sqlalchemy.orm import Session

from app.audit.services import lines_since
from app.core import clock
from app.core.entry import TABS
from app.core.errors import RuleViolated
from app.core.partial_date import PartialDate
from app.core.words import say
from app.personnel.as_of import AsOf, as_of, day_asked
from app.web.as_of_lines import STANDINGS, begun_or_ended, entry_cards, general_lines, posts_in_words
from app.web.formatting import sights_of
from app.web.history_names import load_history_names
from app.web.requests import number, row_id

FIRST, LAST = "general", "since"
#: Lines of history on one page.
PAGE = 200


class AsOfViews:
    """What the screens of records have for looking back."""

    session: Session
    row_to_show: Callable[[int], Any]
    page: Callable[..., Any]

    @expose("/as_of/<pk>", methods=["GET"])
    @has_access
    def as_of(self, pk: str) -> Any:
        """The record as it stood on the day the address names, today when it names none; 422 for no day."""
        row, asked = self.row_to_show(row_id(pk)), request.args.get("day")
        sights_of(row)  # the lines of its history ask for it
        try:
            day = day_asked(asked)
        except RuleViolated as error:
            title = say("Hồ sơ tại một ngày: {person}", person=row)
            refused = self.page(
                "hoso/as_of.html", title=title, row=row, day=None, typed=asked, error=error.message, tab=FIRST
            )
            return refused, 422
        return self.page("hoso/as_of.html", row=row, **_values(self.session, row, day))


def _values(session: Session, row: Any, day: datetime.date) -> dict[str, Any]:
    asked = request.args.get("tab", "")
    tab, typed = asked if asked in (*TABS, LAST) else FIRST, str(PartialDate.from_date(day))
    values: dict[str, Any] = {
        "title": say("{person} tại ngày {day}", person=row, day=typed),
        "day": day, "is_today": day == clock.today(), "typed": typed, "error": "", "tab": tab,
        "tabs": {FIRST: say("Thông tin chung"), **TABS, LAST: say("Thay đổi từ đó")},
    }  # fmt: skip
    if tab == FIRST:
        return values | _general(session, row, as_of(session, row, day))
    if tab == LAST:
        return values | _since(session, row, day)
    return values | {"cards": entry_cards(session, row, tab, day), "standings": STANDINGS}


def _general(session: Session, row: Any, found: AsOf) -> dict[str, Any]:
    groups = general_lines(session, row, found)
    return {
        "found": found,
        "groups": groups,
        "posts": posts_in_words(session, found.posts),
        "differing": sum(line.differs for _group, lines in groups for line in lines),
    }


def _since(session: Session, row: Any, day: datetime.date) -> dict[str, Any]:
    place = number(request.args, "page", 0, 1_000)
    lines = lines_since(session, row.id, clock.end_of_day(day), limit=PAGE + 1, offset=place * PAGE)
    load_history_names(session, lines[:PAGE])
    return {
        "history": lines[:PAGE],
        "place": place,
        "has_more": len(lines) > PAGE,
        "begun_or_ended": [] if place else begun_or_ended(session, row, day),
    }
