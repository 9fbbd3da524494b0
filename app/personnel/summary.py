"""What the record says in its general part because its entries say so: computed here and nowhere else.

Highest degree, post, grade, step, coefficient, allowances, party, service, awards, discipline, health
(2C items 12, 14-16, 18, 19, 21-23). A part of the record that has no entries keeps what was typed there.
"""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core import clock, things
from app.core.partial_date import PartialDate
from app.personnel.models import Person

Rows = Mapping[str, Sequence[Any]]
Values = dict[str, Any]
#: What is read for the summary: kind of entry -> the references it looks into.
_NEEDED: dict[str, tuple[str, ...]] = {
    "training": ("education_level", "language", "diploma_type"),
    "post": (),
    "salary_history": (),
    "allowance": ("allowance_type",),
    "party_step": (),
    "military_service": ("military_rank",),
    "award": ("award_form", "honorary_title"),
    "discipline": ("discipline_form",),
    "health_check": (),
}
#: The allowance of a leading post stands in a column of its own (2C mục 14).
_POST_ALLOWANCE = "PCCV"
_LAST = 10**9


def has_begun(row: Any, day: datetime.date) -> bool:
    """Whether a period has begun on a day; one that does not say when counts as begun."""
    return row.from_on is None or bool(row.from_on.isoformat() <= day.isoformat())


def holds(row: Any, day: datetime.date) -> bool:
    """Whether a period has begun and has not ended on a day; an end known to the month lasts through it."""
    text = day.isoformat()
    is_over = row.to_on is not None and row.to_on.isoformat() < text[: len(row.to_on.isoformat())]
    return has_begun(row, day) and not is_over


def _start(row: Any) -> str:
    return row.from_on.isoformat() if row.from_on else ""


def newest(rows: Iterable[Any]) -> Any:
    """The row that begins last; of several that begin together the one entered last."""
    return max(rows, key=lambda row: (_start(row), row.id), default=None)


def _rank(row: Any) -> tuple[int, int]:
    level = row.education_level
    return (level.rank or _LAST if level else _LAST, row.id)


def _training(rows: Sequence[Any], day: datetime.date) -> Values:
    done = [row for row in rows if (row.awarded_on or row.to_on) and not _is_future(row, day)]
    kinds: dict[str, list[Any]] = defaultdict(list)
    for row in done:
        kinds[row.training_kind].append(row)
    found: Values = {}
    if kinds["professional"]:
        best = min(kinds["professional"], key=_rank)
        found |= {"education_level_id": best.education_level_id, "training_major_id": best.training_major_id}
    for kind in ("political_theory", "state_management"):
        if kinds[kind]:
            found[f"{kind}_id"] = min(kinds[kind], key=_rank).education_level_id
    for kind in ("foreign_language", "informatics"):
        if kinds[kind]:
            found[kind] = _joined(_said(row) for row in kinds[kind])
    return found


def _is_future(row: Any, day: datetime.date) -> bool:
    return _is_after(row.awarded_on or row.to_on, day)


def _is_after(on: PartialDate, day: datetime.date) -> bool:
    return on.isoformat() > day.isoformat()[: len(on.isoformat())]


def _said(row: Any) -> str:
    """``Tiếng Anh, bậc 3 (B1)``: the language, and the level or the paper."""
    level = str(row.education_level or "")
    # The catalog names the levels of each language «Ngoại ngữ: bậc 3 (B1)».
    level = level.partition(": ")[2] or level
    parts = (row.language, level or row.subject or row.diploma_type)
    return ", ".join(str(part) for part in parts if part)


def _joined(parts: Iterable[str]) -> str | None:
    return "; ".join(dict.fromkeys(filter(None, parts)))[:255] or None


def _post(rows: Sequence[Any], day: datetime.date) -> Values:
    now = newest(row for row in rows if row.post_kind == "main" and holds(row, day))
    return {"position_id": now.position_id if now else None}


def _pay(rows: Sequence[Any], day: datetime.date) -> Values:
    now = newest(row for row in rows if row.from_on.isoformat() <= day.isoformat())
    if now is None:
        return {}
    return {
        "grade_id": now.grade_id,
        "pay_step": now.pay_step,
        "coefficient": now.coefficient,
        "paid_from": now.from_on.first_day(),
        "over_scale_percent": now.over_scale_percent,
    }


def _allowances(rows: Sequence[Any], day: datetime.date) -> Values:
    now = sorted((row for row in rows if holds(row, day)), key=lambda row: (row.allowance_type.code, row.id))
    post = [row.coefficient for row in now if row.allowance_type.code == _POST_ALLOWANCE and row.coefficient]
    others = [row for row in now if row.allowance_type.code != _POST_ALLOWANCE]
    return {
        # Of several leading posts the highest allowance is paid (NĐ 204/2004/NĐ-CP, Điều 6).
        "position_allowance": max(post, default=None),
        "other_allowance": _joined(_allowance(row) for row in others),
    }


def _allowance(row: Any) -> str:
    amount = (
        f"{_number(row.coefficient)}" if row.coefficient
        else f"{_number(row.percent)}%" if row.percent
        else f"{row.amount:,} đồng".replace(",", ".") if row.amount
        else ""
    )  # fmt: skip
    name = str(row.allowance_type)
    # Some have one rate by law, which is in their name: «Phụ cấp công vụ 25%».
    return name if name.endswith(f" {amount}") else f"{name} {amount}".strip()


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _party(rows: Sequence[Any], day: datetime.date) -> Values:
    def first(step: str) -> PartialDate | None:
        days = [row.from_on for row in rows if row.party_step == step and row.from_on]
        return min(days, default=None)

    now = newest(row for row in rows if row.party_step == "position" and holds(row, day))
    found: Values = {"party_position_id": now.party_position_id if now else None}
    for step, column in (("joined", "party_joined_on"), ("official", "party_official_on")):
        if (on := first(step)) is not None:
            found[column] = on
    return found


def _service(rows: Sequence[Any], day: datetime.date) -> Values:
    began = min((row.from_on for row in rows if row.from_on), default=None)
    is_over = bool(rows) and all(row.to_on and not _is_after(row.to_on, day) for row in rows)
    ranks = [row for row in rows if row.military_rank]
    best = min(ranks, key=lambda row: (row.military_rank.sort_order, row.military_rank.id), default=None)
    return {
        "enlisted_on": began,
        "discharged_on": max(row.to_on for row in rows) if is_over else None,
        "military_rank_id": best.military_rank_id if best else None,
    }


def _best(rows: Sequence[Any], name: str) -> Any:
    """The highest by the order of its catalog, the highest first there; the earliest of equals."""
    named = [row for row in rows if getattr(row, name)]
    return min(named, key=lambda row: (getattr(row, name).sort_order, _start(row), row.id), default=None)


def _awards(rows: Sequence[Any], _day: datetime.date) -> Values:
    award, title = _best(rows, "award_form"), _best(rows, "honorary_title")
    found: Values = {}
    if award:
        found |= {"highest_award_id": award.award_form_id, "highest_award_year": award.from_on.year}
    if title:
        found["honorary_title_id"] = title.honorary_title_id
    return found


def _discipline(rows: Sequence[Any], _day: datetime.date) -> Values:
    if not rows:
        return {}
    # The catalog goes from the mildest form to the gravest.
    worst = max(rows, key=lambda row: (row.discipline_form.sort_order, _start(row), row.id))
    return {"highest_discipline_id": worst.discipline_form_id, "highest_discipline_year": worst.from_on.year}


def _health(rows: Sequence[Any], _day: datetime.date) -> Values:
    now = newest(rows)
    if now is None:
        return {}
    columns = ("health_status_id", "height_cm", "weight_kg", "blood_group_id")
    return {column: value for column in columns if (value := getattr(now, column)) is not None}


_PARTS: dict[str, Callable[[Sequence[Any], datetime.date], Values]] = {
    "training": _training,
    "post": _post,
    "salary_history": _pay,
    "allowance": _allowances,
    "party_step": _party,
    "military_service": _service,
    "award": _awards,
    "discipline": _discipline,
    "health_check": _health,
}


#: Kind of entry -> the fields of the person it may say; the others are always typed.
FIELDS_SAID_BY: dict[str, tuple[str, ...]] = {
    "training": (
        "education_level", "training_major", "political_theory", "state_management", "foreign_language",
        "informatics",
    ),
    "post": ("position",),
    "salary_history": ("grade", "pay_step", "coefficient", "paid_from", "over_scale_percent"),
    "allowance": ("position_allowance", "other_allowance"),
    "party_step": ("party_position", "party_joined_on", "party_official_on"),
    "military_service": ("enlisted_on", "discharged_on", "military_rank"),
    "award": ("highest_award", "highest_award_year", "honorary_title"),
    "discipline": ("highest_discipline", "highest_discipline_year"),
    "health_check": ("health_status", "height_cm", "weight_kg", "blood_group"),
}  # fmt: skip
SUMMARY_FIELDS = frozenset(itertools.chain.from_iterable(FIELDS_SAID_BY.values()))


def summary_of(rows: Rows, day: datetime.date) -> Values:
    """Column of the person -> value on a day, for every part that has entries. Voided ones are left out,
    and those that begin later."""
    found: Values = {}
    for kind in _PARTS:
        found |= _said_on(kind, rows, day)
    return found | _post_allowance(rows.get("post", ()), found, day)


def _post_allowance(posts: Sequence[Any], found: Values, day: datetime.date) -> Values:
    """The allowance a post says it carries counts beside the entries of allowances: the highest is paid."""
    paid = [post for post in posts if post.has_allowance and post.allowance]
    if not paid:
        return {}
    now = [post.allowance for post in paid if holds(post, day)]
    other = found.get("position_allowance")
    return {"position_allowance": max([*now, *([other] if other else [])], default=None)}


def _said_on(kind: str, rows: Rows, day: datetime.date) -> Values:
    if not rows.get(kind):
        return {}
    return _PARTS[kind]([row for row in rows[kind] if has_begun(row, day)], day)


def kept_columns(rows: Rows, day: datetime.date) -> dict[str, str]:
    """Column of the person -> kind of entry that says it, for every part that has entries."""
    kept = {column: kind for kind in _PARTS for column in _said_on(kind, rows, day)}
    return kept | dict.fromkeys(_post_allowance(rows.get("post", ()), {}, day).keys() - kept.keys(), "post")


def kept_fields(session: Session, person_id: int) -> dict[str, str]:
    """Name of a field of the person -> kind of entry it is read from; such a field is not typed."""
    columns = things.get("person").stored_columns()
    kept = kept_columns(summary_rows(session, [person_id])[person_id], clock.today())
    return {columns[column].name: kind for column, kind in kept.items()}


def said_by(session: Session, kind: str, person_id: int) -> frozenset[str]:
    """The columns of a person that its entries of one kind say today; at most one statement."""
    if kind not in _NEEDED:
        return frozenset()
    rows = summary_rows(session, [person_id], [kind])[person_id]
    return frozenset(kept_columns(rows, clock.today()))


def summary_rows(
    session: Session, person_ids: Sequence[int], kinds: Iterable[str] = _NEEDED
) -> dict[int, dict[str, list[Any]]]:
    """Person -> kind -> entries that count, for a batch of records; one statement for each kind."""
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for kind in kinds:
        references = _NEEDED[kind]
        model = things.get(kind).model
        query = select(model).where(model.person_id.in_(person_ids), model.is_void.is_(False))
        query = query.options(*(joinedload(getattr(model, name)) for name in references))
        # Equals are told apart by the order of entering: the same on every engine.
        for row in session.scalars(query.order_by(model.id)).unique():
            found[row.person_id][kind].append(row)
    return found


def refresh_summary(
    session: Session,
    person: Person,
    day: datetime.date | None = None,
    *,
    said_before: Collection[str] = (),
) -> list[str]:
    """Bring the person in line with the entries, in the transaction of the caller; the columns changed.

    `said_before`: what entries said before the change; what none says any more is emptied, or a voided
    discipline would stay in item 22.
    """
    values = summary_of(summary_rows(session, [person.id])[person.id], day or clock.today())
    values = dict.fromkeys(said_before) | values
    changed = bring_in_line(person, values)
    if changed:
        session.flush()
    return changed


def bring_in_line(person: Person, values: Values) -> list[str]:
    """Set what differs; the columns changed."""
    changed = differing(person, values)
    for column in changed:
        setattr(person, column, values[column])
    return changed


def differing(person: Person, values: Values) -> list[str]:
    """The columns in which a person differs from a summary."""
    return [column for column, value in values.items() if getattr(person, column) != value]
