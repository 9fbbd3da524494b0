"""Items 27-32 of the résumés: the entries of a record as lines of tables and paragraphs."""

import re
from collections.abc import Sequence
from typing import Any

from app.core.words import say
from app.documents.filling.texts import (
    bare_level,
    joined,
    month,
    over_scale,
    period,
    unless_said,
    value_of,
)
from app.documents.filling.wording import of_spouse
from app.documents.forms.values import Pay, Relative, Training, Work

Rows = Sequence[Any]
_LAST = 10**9
_DEATH = re.compile(r"\b(đã mất|đã chết|qua đời|từ trần|hy sinh)\b", re.IGNORECASE)


def trainings(rows: Rows) -> tuple[Training, ...]:
    """Item 27, in the order of time."""
    return tuple(map(training, rows))


def training(row: Any) -> Training:
    """One line of item 27."""
    return Training(
        school=joined(row.school_name or row.school),
        major=joined(row.training_major, row.language, row.subject),
        period=period(row, is_over=row.awarded_on is not None),
        form=value_of(row, "training_form"),
        degree=_degree(row),
    )


def _degree(row: Any) -> str:
    """The paper and the level, once where one says the other: «Bằng thạc sĩ»."""
    level = unless_said(bare_level(row.education_level), row.diploma_type, is_whole=True)
    return joined(unless_said(row.diploma_type, level, is_whole=True), level)


def works(rows: Rows) -> tuple[Work, ...]:
    """Item 28; each stage keeps the unit's name of that time."""
    return tuple(
        Work(
            period=period(row),
            description=joined(row.title, row.unit_name, unless_said(row.place, row.unit_name)),
        )
        for row in rows
    )


def life_story(rows: Rows) -> str:
    """Item 29 a: arrests, work under the former regime, and what else marks a life."""
    return "\n".join(map(_chapter, rows))


def _chapter(row: Any) -> str:
    when, place = _when(row), unless_said(row.place, row.story)
    title = joined(value_of(row, "life_part"), f"({when})" if when else "", by=" ")
    return f"{title}: {joined(row.story, say('nơi xảy ra: {place}', place=place) if place else '', by='; ')}"


def foreign_organisations(rows: Rows) -> str:
    """Item 29 b."""
    return _foreign(row for row in rows if row.foreign_part == "organisation")


def foreign_relatives(rows: Rows) -> str:
    """Item 29 c."""
    return _foreign(row for row in rows if row.foreign_part == "relative")


def _foreign(rows: Any) -> str:
    return "\n".join(
        joined(row.family_relation, row.full_name, row.country, row.story, _when(row)) for row in rows
    )


def _when(row: Any) -> str:
    """The time of a story, unless the story tells it."""
    told = [text for text in (month(row.from_on), month(row.to_on)) if text]
    if told and not any(unless_said(text, row.story) for text in told):
        return ""
    return period(row, is_over=row.to_on is None)


def families(rows: Rows, side: str, sex: str) -> tuple[Relative, ...]:
    """Item 30 of a person of this sex: parents, wife or husband, children, brothers and sisters, in the
    order of the catalog."""
    chosen = [row for row in rows if row.side == side]
    chosen.sort(key=lambda row: (row.family_relation.sort_order or _LAST, _birth(row), row.id))
    return tuple(relative(row, sex) for row in chosen)


def relative(row: Any, sex: str) -> Relative:
    """One line of item 30."""
    is_news = row.is_deceased and not _DEATH.search(row.occupation or "")
    return Relative(
        relation=of_spouse(row.family_relation, sex),
        full_name=row.full_name,
        birth_year=str(row.born_on.year) if row.born_on else "",
        details=joined(row.home_town, row.occupation, say("đã mất") if is_news else "", by="; "),
    )


def _birth(row: Any) -> str:
    return row.born_on.isoformat() if row.born_on else "9"


def pays(rows: Rows) -> tuple[Pay, ...]:
    """Item 31: every change of the salary."""
    return tuple(map(pay, rows))


def pay(row: Any) -> Pay:
    """One column of item 31; a share of the salary and what lies above the scale stand beside the numbers."""
    share = f"({row.pay_rate}%)" if row.pay_rate and row.pay_rate != 100 else ""
    return Pay(
        month=month(row.from_on),
        grade_code=row.grade.code,
        grade_name=str(row.grade),
        step=joined(row.pay_step, over_scale(row, "VK {percent}%"), by=" "),
        coefficient=joined(value_of(row, "coefficient"), share, by=" "),
    )


def assessment(rows: Rows) -> str:
    """Item 32: the newest year."""
    newest = max(rows, key=lambda row: (row.year, row.id), default=None)
    if newest is None:
        return ""
    told = joined(newest.quality_rating, newest.comment, by=". ")
    return say("Năm {year}: {told}", year=newest.year, told=told)
