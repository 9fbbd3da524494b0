"""4a-BNV/2007 from a record: what changed in it within a period (Điều 11.2.b)."""

from collections.abc import Callable, Iterable
from typing import Any

from app.core import clock, things
from app.core.entry import EntryThing
from app.core.words import say
from app.documents.filling.lines import training
from app.documents.filling.records import Filed
from app.documents.filling.resume import head_of
from app.documents.filling.texts import decision, joined, month, over_scale, period, value_of, values_of
from app.documents.forms.values import Change, Supplement, Training, Trip

#: Item 1: posts, units, grades, steps.
_CAREER: dict[str, Callable[[Any], str]] = {
    "appointment": lambda row: _titled(value_of(row, "appointment_kind"), row.position, row.unit_name),
    "post": lambda row: _titled(value_of(row, "post_kind"), row.position, row.unit_name),
    "movement": lambda row: _movement(row),
    "contract": lambda row: _titled(value_of(row, "contract_kind"), row.contract_number, row.unit_name),
    "leaving": lambda row: _titled(value_of(row, "leaving_kind"), row.reason, row.residence),
    "salary_history": lambda row: _salary(row),
    "allowance": lambda row: values_of(row, "allowance_type", "coefficient", "percent", "amount"),
}
#: Item 9: kinds no other item has room for.
_OTHERS = (
    "identity_paper", "party_step", "membership", "military_service", "planning", "assessment", "research",
    "life_history", "foreign_relation",
)  # fmt: skip
SUPPLEMENT_KINDS = (
    *_CAREER, "training", "study_leave", "award", "discipline", "family_member", "foreign_trip",
    "health_check", *_OTHERS,
)  # fmt: skip
_ADDRESSES = ("permanent_address", "current_address")
_MARITAL = "marital_status_id"
#: Days of an entry that make it news: it began, was decided, took effect, was awarded, was born.
_DAYS = ("from_on", "decision_on", "effective_on", "awarded_on", "born_on", "issued_on")


def supplement_of(filed: Filed, marital_statuses: dict[int, str]) -> Supplement:
    """The nine items; item 8 (property) is declared by hand, since no entry holds it."""
    assert filed.period is not None  # noqa: S101 - the form asks for it
    return Supplement(
        **head_of(filed),
        period_from=filed.period.from_on,
        period_to=filed.period.to_on,
        changes=_career(filed),
        trainings=_trainings(filed),
        awards=_told(_news(filed, "award"), _award),
        disciplines=_told(_news(filed, "discipline"), _discipline),
        family_changes=_family(filed, marital_statuses),
        trips=tuple(map(_trip, _news(filed, "foreign_trip"))),
        health_change=_health(filed),
        other_change=_others(filed),
    )


def _news(filed: Filed, kind: str) -> list[Any]:
    return [row for row in filed.rows(kind) if _is_news(filed, row)]


def _is_news(filed: Filed, row: Any) -> bool:
    assert filed.period is not None  # noqa: S101
    return any(getattr(row, name, None) in filed.period for name in _DAYS)


def _told(rows: Iterable[Any], tell: Callable[[Any], str]) -> tuple[Change, ...]:
    return tuple(
        Change(month=month(row.from_on or row.decision_on), content=tell(row), authority=decision(row))
        for row in rows
    )


# Item 1 ---------------------------------------------------------------------------------------------


def _career(filed: Filed) -> tuple[Change, ...]:
    """What happened, in the order of time; a post stands once although it was decided and begun."""
    appointed = {(row.position_id, str(row.from_on)) for row in _news(filed, "appointment")}
    news = [
        (row, tell)
        for kind, tell in _CAREER.items()
        for row in _news(filed, kind)
        if kind != "post" or (row.position_id, str(row.from_on)) not in appointed
    ]
    dated = [(_start(row), change) for row, tell in news for change in _told([row], tell)]
    dated += [(row.to_on.isoformat(), _end_of_post(row)) for row in _ended_posts(filed)]
    return tuple(change for _day, change in sorted(dated, key=lambda one: one[0]))


def _start(row: Any) -> str:
    day = row.from_on or row.decision_on
    return str(day.isoformat()) if day else ""


def _ended_posts(filed: Filed) -> list[Any]:
    assert filed.period is not None  # noqa: S101
    return [row for row in filed.rows("post") if row.to_on in filed.period]


def _end_of_post(row: Any) -> Change:
    return Change(
        month=month(row.to_on), content=_titled(say("Thôi giữ chức vụ"), row.position, row.unit_name)
    )


def _titled(title: str, *parts: Any) -> str:
    return joined(title, joined(*parts), by=": ")


def _movement(row: Any) -> str:
    way = say("từ {left}", left=row.from_unit_name) if row.from_unit_name else ""
    arrival = say("đến {unit}", unit=row.to_unit_name)
    return joined(joined(value_of(row, "movement_kind"), way, arrival, by=" "), row.position)


def _salary(row: Any) -> str:
    numbers = say("bậc {step}, hệ số {number}", step=row.pay_step, number=value_of(row, "coefficient"))
    return joined(f"{row.grade} ({row.grade.code})", numbers, over_scale(row), row.raise_form)


# Items 2-6 ------------------------------------------------------------------------------------------


def _trainings(filed: Filed) -> tuple[Training, ...]:
    """Begun or finished in the period; being sent to study belongs here too."""
    assert filed.period is not None  # noqa: S101
    rows = [row for row in filed.rows("training") if _is_news(filed, row) or row.to_on in filed.period]
    return (*map(training, rows), *map(_study, _news(filed, "study_leave")))


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
    return _titled(f"{row.discipline_form} ({value_of(row, 'disciplined_by')})", row.reason)


def _family(filed: Filed, marital_statuses: dict[int, str]) -> tuple[Change, ...]:
    told = tuple(
        Change(month=month(row.from_on or row.born_on), content=_relative(row), authority=decision(row))
        for row in _news(filed, "family_member")
    )
    was, now, line = _difference(filed, _MARITAL)
    if line is None:
        return told
    change = _step(say("Tình trạng hôn nhân"), marital_statuses.get(was, ""), marital_statuses.get(now, ""))
    return (Change(month=month(clock.to_local(line.at).date()), content=change), *told)


def _relative(row: Any) -> str:
    born = say("sinh {day}", day=row.born_on) if row.born_on else ""
    return _titled(str(row.family_relation), row.full_name, born, row.occupation)


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
    rows = _news(filed, "health_check")
    return joined(*(values_of(row, "from_on", "health_status", "conclusion") for row in rows), by="; ")


def _others(filed: Filed) -> str:
    """Addresses that changed, and entries no other item has room for."""
    addresses = []
    for name in _ADDRESSES:
        was, now, line = _difference(filed, name)
        if line is not None:
            label = things.get("person").fields[name].label
            addresses.append(_step(say(label), was, now))
    entries = [_entry(kind, row) for kind in _OTHERS for row in _news(filed, kind)]
    return joined(*addresses, *entries, by="\n")


def _entry(kind: str, row: Any) -> str:
    thing = things.get(kind)
    assert isinstance(thing, EntryThing)  # noqa: S101 - named above
    return _titled(say(thing.label), row.from_on, values_of(row, *thing.columns))


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
