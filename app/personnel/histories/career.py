"""Quá trình công tác: from the studies to the present post, without a gap (2C mục 28; Điều 9.8)."""

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from app.core.partial_date import PartialDate
from app.personnel.demo_draw import months_between
from app.personnel.demo_ladder import held_in, posts_before
from app.personnel.demo_units import DemoUnit
from app.personnel.histories.case import Case, Row, month, name_then
from app.personnel.histories.party import army_unit
from app.personnel.histories.training import first_term

#: Where somebody worked before recruitment, by the work.
_PLACES = {
    "Nhân viên doanh nghiệp": "Doanh nghiệp tư nhân tại thành phố Cần Thơ",
    "Giáo viên hợp đồng": "Trường phổ thông tại thành phố Cần Thơ",
    "Nông dân": "Tại gia đình, thành phố Cần Thơ",
    "Lao động tự do": "Tại địa phương, thành phố Cần Thơ",
}
_AFTER_ARMY = ("Nhân viên doanh nghiệp", "Nông dân", "Lao động tự do")
_ENTRY_GRADE = {"01.001": "01.003", "01.002": "01.003"}
#: Months without work that are told of.
_PAUSE = 6


class Stage(NamedTuple):
    """What somebody was since a day, in which unit; `position` is None for work without a post."""

    began: datetime.date
    unit: DemoUnit
    position: str | None = None


def stages(case: Case) -> Iterator[Row]:
    """The army, other work before recruitment, then every stage of the career."""
    yield from _before(case)
    held = career(case)
    for stage, later in pairwise(held):
        yield _row(case, stage, first=stage is held[0], until=month(later.began))
    yield _row(case, held[-1], first=len(held) == 1, until=case.end)


def _row(case: Case, stage: Stage, *, first: bool, until: PartialDate | None) -> Row:
    """A stage as the record tells it; the first begins on the day of recruitment as the papers know it."""
    here = stage.unit is case.life.post.unit
    return {
        "title": case.titles[f"position {stage.position}"] if stage.position else staff_title(case),
        "unit": stage.unit.code if here else None, "unit_name": name_then(stage.unit.name, stage.began),
        "position": stage.position, "from_on": case.person["recruited_on"] if first else month(stage.began),
        "to_on": until,
    }  # fmt: skip


def career(case: Case) -> list[Stage]:
    """Work without a post from recruitment on, the posts that led to the present one, this one."""
    life, position = case.life, case.person["position"]
    here = life.post.unit
    came_later = life.placed > life.recruited
    found = [Stage(life.recruited, unit_before(case) if came_later else here)]
    for post, began in posts_before(position, life.birth, life.recruited, life.posted):
        found.append(Stage(began, _unit_of(case, post) if came_later else here, post))
    last = Stage(life.posted, here, position)
    is_new = life.posted > life.recruited
    return [*found, last] if is_new else [last]


def unit_before(case: Case) -> DemoUnit:
    """The unit before the present one: another of its kind, where there is one."""
    return _one_of(case, case.life.post.unit.sort)


def _unit_of(case: Case, position: str) -> DemoUnit:
    """Where a lower post was held: an office of the same district, or the unit before."""
    sort = held_in(position, case.life.post.unit.sort)
    return _one_of(case, sort)


def _one_of(case: Case, sort: str) -> DemoUnit:
    here = case.life.post.unit
    alike = [unit for unit in case.alike.get(sort, ()) if unit is not here] or [here]
    below = [unit for unit in alike if unit.parent_code == here.code] or alike
    return below[case.life.birth.toordinal() % len(below)]


def staff_title(case: Case) -> str:
    """``Chuyên viên tổ chức, cán bộ``; teachers and doctors by their work."""
    job = case.life.post.job
    if not case.lines or not case.lines[-1].grade.startswith("01.0") or job.is_manual:
        return job.work
    # Pay of before 10/2004 is not known line by line; everybody began with the grade of entry.
    first = case.lines[0].grade
    grade = case.titles[f"grade {_ENTRY_GRADE.get(first, first)}"]
    return f"{grade} {job.work[0].lower()}{job.work[1:]}"


# Before recruitment --------------------------------------------------------------------------------------


def _before(case: Case) -> Iterator[Row]:
    """The army with what was done after it, or the work between studies and recruitment."""
    person = case.person
    if "enlisted_on" in person:
        yield {
            "title": "Chiến sĩ", "unit_name": army_unit(person["enlisted_on"].first_day()),
            "from_on": person["enlisted_on"], "to_on": person["discharged_on"],
        }  # fmt: skip
        yield from _work_between(case, person["discharged_on"], str(case.pick(_AFTER_ARMY)))
    elif person.get("former_occupation") in _PLACES:
        term = first_term(case)
        if term:
            yield from _work_between(case, term[1], person["former_occupation"])


def _work_between(case: Case, since: PartialDate, work: str) -> Iterator[Row]:
    recruited = case.person["recruited_on"]
    is_told = recruited.month or recruited.year > since.year
    if is_told and months_between(since.first_day(), case.life.recruited) >= _PAUSE:
        until = PartialDate(recruited.year, recruited.month)
        place = name_then(_PLACES[work], since.first_day())
        yield {"title": work, "unit_name": place, "from_on": since, "to_on": until}
