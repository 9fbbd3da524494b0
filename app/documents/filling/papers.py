"""The papers of a person or of many, ready for `forms.registry.docx_of`."""

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import things
from app.core.actor import operation
from app.core.errors import NotFound, RuleViolated
from app.core.rights import Right
from app.core.sensitive import GROUPS
from app.core.vietnamese import fold
from app.core.words import say
from app.documents.filling.records import Filed, Period, read_records
from app.documents.filling.resume import RESUME_KINDS, resume_of
from app.documents.filling.supplement import SUPPLEMENT_KINDS, supplement_of
from app.documents.filling.texts import day, joined
from app.documents.forms.registry import Form
from app.documents.forms.values import Paper, Supplement
from app.files.store import path_of
from app.personnel.attachments import photos_of
from app.settings.reading import setting

#: Records read together.
BATCH = 50
#: The groups of sensitive fields a form has items for, where that is not all of them.
_GROUPS_OF = {
    "form_2_tt12": ("identity", "health", "discipline", "pay"),
    "form_3a": ("health", "discipline", "pay"),
}
_CITY = re.compile(r"(thành phố|tỉnh)\s+", re.IGNORECASE)
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Printed:
    """The paper of one record; `withheld`: groups that are blank because the reader may not see them."""

    person_id: int
    staff_number: str
    paper: Paper
    withheld: frozenset[str]


def of_person(
    session: Session,
    person_id: int,
    form: Form,
    period: Period | None = None,
    *,
    data_dir: Path | None = None,
) -> Printed:
    """The paper of one record; NotFound outside the scope of printing, StepNotAllowed without the right."""
    (printed,) = of_people(session, [person_id], form, period, data_dir=data_dir)
    return printed


def of_people(
    session: Session,
    person_ids: Iterable[int],
    form: Form,
    period: Period | None = None,
    *,
    data_dir: Path | None = None,
) -> Iterator[Printed]:
    """The papers, read batch by batch in the order of the ids, each batch in name order.

    With the photos that lie in `data_dir`, on forms that have a place for one.
    """
    _require_period(form, period)
    waiting, place = iter(dict.fromkeys(person_ids)), _signed_place(session)
    while batch := list(islice(waiting, BATCH)):
        photos = _photos(session, batch, data_dir) if form.made_of is not Supplement else {}
        for filed, paper in _papers(session, batch, form, period):
            more: dict[str, Any] = {"photo": photos[filed.person.id]} if filed.person.id in photos else {}
            yield Printed(
                person_id=filed.person.id,
                staff_number=filed.person.staff_number or "",
                paper=replace(paper, signed_place=place, **more),
                withheld=filed.withheld & frozenset(groups_of(form)),
            )


def _photos(session: Session, person_ids: Sequence[int], data_dir: Path | None) -> dict[int, bytes]:
    """Person -> the content of the photo; one that is gone from the disk leaves its frame empty."""
    if data_dir is None:
        return {}
    with operation(Right.PRINT):
        kept = photos_of(session, person_ids)
    found = {}
    for person_id, photo in kept.items():
        with contextlib.suppress(NotFound):
            found[person_id] = path_of(data_dir, photo.file).read_bytes()
    return found


def _papers(
    session: Session, batch: Sequence[int], form: Form, period: Period | None
) -> Iterator[tuple[Filed, Paper]]:
    if form.made_of is Supplement:
        statuses = _marital_statuses(session)
        for filed in read_records(session, batch, SUPPLEMENT_KINDS, period):
            yield filed, supplement_of(filed, statuses)
        return
    for filed in read_records(session, batch, RESUME_KINDS):
        yield filed, resume_of(filed)


def groups_of(form: Form) -> Sequence[str]:
    """The groups of sensitive fields that a form has items for."""
    return _GROUPS_OF.get(form.code, tuple(GROUPS))


def said_in_log(form: Form, withheld: Iterable[str], period: Period | None = None) -> str:
    """What the log of access says of a print: the form, the groups on it, those left blank."""
    blank = set(withheld)
    days = say("{begin} - {end}", begin=day(period.from_on), end=day(period.to_on)) if period else ""
    shown = joined(*(say(GROUPS[one].label) for one in groups_of(form) if one not in blank))
    hidden = joined(*(say(GROUPS[one].label) for one in groups_of(form) if one in blank))
    return joined(
        form.number,
        days,
        say("in cả mục nhạy cảm: {shown}", shown=shown) if shown else "",
        say("để trống vì không có quyền xem: {hidden}", hidden=hidden) if hidden else "",
        by="; ",
    )


def file_name(printed: Printed, form: Form, suffix: str) -> str:
    """``form_2c_Nguyen-Thi-Bong_CT-CC-000012.docx``; a record without a staff number has its id."""
    name = "-".join(word.capitalize() for word in re.findall(r"[a-z0-9]+", fold(printed.paper.full_name)))
    number = "-".join(re.findall(r"[A-Za-z0-9]+", printed.staff_number)) or f"hs{printed.person_id}"
    return f"{form.code}_{name[:_LONGEST_NAME]}_{number}.{suffix}"


def _require_period(form: Form, period: Period | None) -> None:
    if form.needs_period and period is None:
        sentence = say("Nhập từ ngày, đến ngày của kỳ bổ sung.")
        raise RuleViolated(sentence, errors={"period_from": sentence})


def _signed_place(session: Session) -> str:
    return _CITY.sub("", str(setting(session, "city_name") or ""), count=1).strip()


def _marital_statuses(session: Session) -> dict[int, str]:
    model: Any = things.get("marital_status").model
    return {row_id: name for row_id, name in session.execute(select(model.id, model.name))}
