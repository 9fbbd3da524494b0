"""4a-BNV/2007 from a record: what changed in it within a period (Điều 11.2.b)."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from app.core import clock, things
from app.core.entry import EntryThing
from app.core.words import say
from app.documents.filling.career import CAREER, career, change
from app.documents.filling.lines import training
from app.documents.filling.news import deaths, ended, is_news, is_same_course, news
from app.documents.filling.records import Filed
from app.documents.filling.resume import head_of
from app.documents.filling.texts import decision, joined, month, period, titled, value_of, values_of
from app.documents.filling.wording import of_spouse, post_name
from app.documents.forms.values import Change, Supplement, Training, Trip

#: Item 9: kinds no other item has room for.
_OTHERS = (
    "identity_paper", "party_step", "membership", "military_service", "planning", "insurance", "assessment",
    "research", "life_history", "foreign_relation",
)  # fmt: skip
SUPPLEMENT_KINDS = (
    *CAREER, "training", "study_leave", "award", "discipline", "family_member", "foreign_trip",
    "health_check", *_OTHERS,
)  # fmt: skip
_ADDRESSES = ("permanent_address", "current_address")
_MARITAL = "marital_status_id"


def supplement_of(filed: Filed, marital_statuses: dict[int, str]) -> Supplement:
    """The nine items; item 8 (property) is declared by hand, since no entry holds it."""
    assert filed.period is not None  # noqa: S101 - the form asks for it
    return Supplement(
        **head_of(filed),
        period_from=filed.period.from_on,
        period_to=filed.period.to_on,
        changes=career(filed),
        trainings=_trainings(filed),
        awards=_told(news(filed, "award"), _award),
        disciplines=_told(news(filed, "discipline"), _discipline),
        family_changes=_family(filed, marital_statuses),
        trips=tuple(map(_trip, news(filed, "foreign_trip"))),
        health_change=_health(filed),
        other_change=_others(filed),
    )


def _told(rows: Iterable[Any], tell: Callable[[Any], str]) -> tuple[Change, ...]:
    return tuple(change(row, tell) for row in rows)


# Items 2-6 ------------------------------------------------------------------------------------------


def _trainings(filed: Filed) -> tuple[Training, ...]:
    """Begun or finished in the period; being sent to study belongs here too."""
    assert filed.period is not None  # noqa: S101
    rows = [row for row in filed.rows("training") if is_news(filed, row) or row.to_on in filed.period]
    leaves = [row for row in news(filed, "study_leave") if not any(is_same_course(one, row) for one in rows)]
    return (*map(training, rows), *map(_study, leaves))


def _study(row: Any) -> Training:
    return Training(
        school=row.school_name or "",
        major=row.subject,
        period=period(row),
        form=value_of(row, "training_form"),
        degree=value_of(row, "education_level"),
    )


def _award(row: Any) -> str:
    return joined(row.award_form, row.emulation_title, row.honorary_title, row.reason)


def _discipline(row: Any) -> str:
    return titled(f"{row.discipline_form} ({value_of(row, 'disciplined_by')})", row.reason)


def _family(filed: Filed, marital_statuses: dict[int, str]) -> tuple[Change, ...]:
    sex = filed.person.sex
    told = [
        Change(month=month(row.from_on or row.born_on), content=_relative(row, sex), authority=decision(row))
        for row in news(filed, "family_member")
    ]
    told += [Change(month=_noted(day), content=_death(row, sex)) for row, day in deaths(filed)]
    was, now, line = _difference(filed, _MARITAL)
    if line is None:
        return tuple(told)
    before, after = (of_spouse(marital_statuses.get(one, ""), sex) for one in (was, now))
    step = _step(say("Tình trạng hôn nhân"), before, after)
    return (Change(month=_noted(line.at), content=step), *told)


def _noted(when: Any) -> str:
    """The month of a day of an entry, or of the moment something was written down."""
    return month(clock.to_local(when).date() if isinstance(when, datetime.datetime) else when)


def _relative(row: Any, sex: str) -> str:
    born = say("sinh {day}", day=row.born_on) if row.born_on else ""
    return titled(of_spouse(row.family_relation, sex), row.full_name, born, row.occupation)


def _death(row: Any, sex: str) -> str:
    return titled(of_spouse(row.family_relation, sex), row.full_name, say("đã mất"))


def _trip(row: Any) -> Trip:
    return Trip(
        country=str(row.country),
        period=period(row),
        purpose=joined(row.purpose, row.invited_by),
        funding=value_of(row, "training_fund"),
    )


# Items 7, 9 ------------------------------------------------------------------------------------------


def _health(filed: Filed) -> str:
    """Item 7."""
    rows = news(filed, "health_check")
    return joined(*(values_of(row, "from_on", "health_status", "conclusion") for row in rows), by="; ")


def _others(filed: Filed) -> str:
    """Addresses that changed, and entries no other item has room for."""
    addresses = []
    for name in _ADDRESSES:
        was, now, line = _difference(filed, name)
        if line is not None:
            label = things.get("person").fields[name].label
            addresses.append(_step(say(label), was, now))
    entries = [_entry(kind, row) for kind in _OTHERS for row in news(filed, kind)]
    return joined(*addresses, *entries, *_left(filed), by="\n")


def _left(filed: Filed) -> list[str]:
    """Organisations left, posts of the Party given up."""
    organisations = ended(
        filed,
        "membership",
        lambda row, other: row.political_organisation_id == other.political_organisation_id,
    )
    posts = [row for row in ended(filed, "party_step", lambda row, other: False) if row.party_position]
    return [
        *(titled(say("Thôi tham gia"), row.to_on, row.political_organisation) for row in organisations),
        *(
            titled(say("Thôi giữ chức vụ Đảng"), row.to_on, post_name(row.party_position, row.cell), row.cell)
            for row in posts
        ),
    ]


def _entry(kind: str, row: Any) -> str:
    thing = things.get(kind)
    assert isinstance(thing, EntryThing)  # noqa: S101 - named above
    if kind == "insurance":
        return titled(say(thing.label), row.from_on, *_insurance(row))
    told = titled(say(thing.label), row.from_on, *(value_of(row, name) for name in thing.columns))
    return post_name(told, told)


def _insurance(row: Any) -> tuple[str, ...]:
    return (
        row.unit_name,
        row.title or "",
        say("hệ số {number}", number=value_of(row, "coefficient")) if row.coefficient else "",
        say("{amount} đồng", amount=f"{row.amount:,}".replace(",", ".")) if row.amount else "",
        say("{count} tháng", count=row.months) if row.months else "",
    )


def _difference(filed: Filed, column: str) -> tuple[Any, Any, Any]:
    """What a column was before the period and after it, and the last line of history that says so."""
    lines = [line for line in filed.changes if column in line.changes]
    if not lines:
        return None, None, None
    was, now = lines[0].value(column, old=True), lines[-1].value(column)
    return was, now, lines[-1] if was != now else None


def _step(label: str, was: Any, now: Any) -> str:
    before = say("trước là {was}", was=was) if was else ""
    return f"{label}: {joined(now or say('không còn'), before, by='; ')}"
