"""Rules between the entries of one kind in one record; each looks at one entry beside the others."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.entry import EntryThing
from app.core.partial_date import PartialDate
from app.core.words import say

Values = Mapping[str, Any]
Faults = dict[str, str]
#: (values of the entry, the other entries of its kind that count) -> its faults by field.
Rule = Callable[[Values, Sequence[Any]], Faults]


def main_posts_do_not_overlap(values: Values, others: Sequence[Any]) -> Faults:
    """One main post at a time; others are concurrent ones (Điều 9.8, Điều 11)."""
    if values.get("post_kind") != "main" or values.get("from_on") is None:
        return {}
    for other in others:
        if (
            other.post_kind == "main"
            and other.from_on
            and overlaps(values["from_on"], values.get("to_on"), other.from_on, other.to_on)
        ):
            return {
                "from_on": say(
                    "Trùng thời gian với chức vụ chính «{position}» ({period}). Kết thúc chức vụ đó trước.",
                    position=other.position,
                    period=period_text(other),
                )
            }
    return {}


def pay_rows_follow_each_other(values: Values, others: Sequence[Any]) -> Faults:
    """One pay at a time: no two begin on one day, none goes on into the next (2C mục 31)."""
    first, last = values["from_on"], values.get("to_on")
    for other in others:
        period = period_text(other)
        if first == other.from_on:
            return {"from_on": say("Đã có lần hưởng lương bắt đầu {day}; sửa mục đó.", day=str(first))}
        if last and first < other.from_on and not _ends_before(last, other.from_on):
            return {"to_on": say("Kéo sang lần hưởng lương sau ({period}).", period=period)}
        if other.to_on and other.from_on < first and not _ends_before(other.to_on, first):
            return {"from_on": say("Nằm trong lần hưởng lương trước ({period}).", period=period)}
    return {}


def party_steps_are_in_order(values: Values, others: Sequence[Any]) -> Faults:
    """Nobody becomes a full member of the Party before having joined (2C mục 16)."""
    step, day = values.get("party_step"), values.get("from_on")
    if step not in ("joined", "official") or day is None:
        return {}
    opposite = "official" if step == "joined" else "joined"
    for other in others:
        if other.party_step != opposite or other.from_on is None:
            continue
        joined, official = (day, other.from_on) if step == "joined" else (other.from_on, day)
        if _is_before(official, joined):
            return {"from_on": say("Ngày chính thức trước ngày vào Đảng ({day}).", day=str(other.from_on))}
    return {}


def one_assessment_a_year(values: Values, others: Sequence[Any]) -> Faults:
    """A year is assessed once (2C mục 32)."""
    year = values.get("year")
    if any(other.year == year for other in others):
        return {"year": say("Năm {year} đã được đánh giá; sửa mục đó.", year=str(year))}
    return {}


BETWEEN: dict[str, Rule] = {
    "post": main_posts_do_not_overlap,
    "salary_history": pay_rows_follow_each_other,
    "party_step": party_steps_are_in_order,
    "assessment": one_assessment_a_year,
}


def faults_beside_others(
    session: Session, thing: EntryThing, person_id: int, row: Any, values: Values
) -> Faults:
    """What an entry (`row`, None for a new one) breaks beside those of its kind; at most one statement."""
    rule = BETWEEN.get(thing.key)
    if rule is None:
        return {}
    model = thing.model
    query = select(model).where(model.person_id == person_id, model.is_void.is_(False)).order_by(model.id)
    with session.no_autoflush:
        others = [other for other in session.scalars(query) if row is None or other.id != row.id]
    return rule(values, others)


# Periods ------------------------------------------------------------------------------------------------


def overlaps(
    first: PartialDate, end: PartialDate | None, other: PartialDate, other_end: PartialDate | None
) -> bool:
    """Whether two periods surely share a day: a month that ends one and begins the other does not count."""
    return not _ends_before(end, other) and not _ends_before(other_end, first)


def _ends_before(end: PartialDate | None, start: PartialDate) -> bool:
    if end is None:
        return False
    shared = min(len(end.isoformat()), len(start.isoformat()))
    one, two = end.isoformat()[:shared], start.isoformat()[:shared]
    # The same day ends one post and begins the next in most decisions.
    return one <= two


def _is_before(one: PartialDate, other: PartialDate) -> bool:
    """Whether a day surely comes before another, as far as both are known."""
    shared = min(len(one.isoformat()), len(other.isoformat()))
    return one.isoformat()[:shared] < other.isoformat()[:shared]


def period_text(row: Any) -> str:
    """The period as readers know it: ``03/2010 - nay``."""
    return f"{row.from_on or '…'} - {row.to_on or say('nay')}"
