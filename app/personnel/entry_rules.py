"""Rules of one entry; each returns its faults by field. Those between entries: `between_rules`."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, things
from app.core.entry import EntryThing
from app.core.partial_date import PartialDate
from app.core.words import say

Values = Mapping[str, Any]
Faults = dict[str, str]
#: The tables of NĐ 204/2004/NĐ-CP hold from this day (Điều 10, khoản 1); earlier rows follow older scales.
SCALES_FROM = datetime.date(2004, 10, 1)
#: How many of these a row must name at least one of.
_ONE_OF: dict[str, tuple[tuple[str, ...], str]] = {
    "training": (("school", "school_name"), "Chọn trường hoặc ghi tên nơi đào tạo."),
    "work_history": (("unit", "unit_name"), "Chọn đơn vị hoặc ghi tên đơn vị."),
    "post": (("unit", "unit_name"), "Chọn đơn vị hoặc ghi tên đơn vị."),
    "award": (
        ("award_form", "emulation_title", "honorary_title"),
        "Chọn hình thức khen thưởng, danh hiệu thi đua hoặc danh hiệu phong tặng.",
    ),
}
_NEEDS_START = ("work_history", "post", "planning", "allowance", "contract", "appointment", "movement")


def period_is_in_order(thing: EntryThing, values: Values) -> Faults:
    """The end does not come before the beginning, as far as both are known."""
    first, last = values.get("from_on"), values.get("to_on")
    if first and last and last.isoformat() < first.isoformat()[: len(last.isoformat())]:
        return {"to_on": say("Thời điểm kết thúc trước thời điểm bắt đầu.")}
    if first is None and (thing.key in _NEEDS_START or last is not None):
        return {"from_on": say("Chưa nhập thời điểm bắt đầu.")}
    return {}


def nothing_before_birth(values: Values, born: PartialDate | None) -> Faults:
    """Nothing in a record happened before its person was born."""
    first = values.get("from_on")
    if first and born and first.year < born.year:
        return {"from_on": say("Thời điểm này trước năm sinh {year}.", year=born.year)}
    return {}


def decision_is_plausible(_thing: EntryThing, values: Values) -> Faults:
    """A decision was signed already; it takes effect within a year of that."""
    signed, effective = values.get("decision_on"), values.get("effective_on")
    if signed and signed > clock.today():
        return {"decision_on": say("Ngày ký ở tương lai.")}
    if signed and effective and effective < signed - datetime.timedelta(days=366):
        return {"effective_on": say("Ngày hiệu lực trước ngày ký quá một năm.")}
    return {}


def one_is_named(thing: EntryThing, values: Values) -> Faults:
    """Some facts may be given in one of two ways, and must be in one."""
    names, sentence = _ONE_OF.get(thing.key, ((), ""))
    if names and not any(values.get(name) for name in names):
        return {names[0]: say(sentence)}
    return {}


def assessed_year_is_over(thing: EntryThing, values: Values) -> Faults:
    """A year is assessed at its end, not before it has begun (2C mục 32)."""
    if thing.key == "assessment" and values.get("year") and values["year"] > clock.today().year:
        return {"year": say("Năm này chưa đến.")}
    return {}


#: The least years between the births of a parent and a child.
_GENERATION = 12
_PARENTS = frozenset({"CHA", "ME"})
_CHILDREN = frozenset({"CON"})


def relative_is_of_an_age(code: str, values: Values, born: PartialDate | None) -> Faults:
    """Parents are older, children younger than the person, by a generation (2C mục 30)."""
    theirs = values.get("born_on")
    if born is None or theirs is None:
        return {}
    if code in _PARENTS and theirs.year > born.year - _GENERATION:
        return {"born_on": say("Cha, mẹ chỉ hơn người này chưa đến 12 tuổi.")}
    if code in _CHILDREN and theirs.year < born.year + _GENERATION:
        return {"born_on": say("Con chỉ kém người này chưa đến 12 tuổi.")}
    if theirs.first_day() > clock.today():
        return {"born_on": say("Năm sinh ở tương lai.")}
    return {}


ENTRY_CHECKS: tuple[Callable[[EntryThing, Values], Faults], ...] = (
    period_is_in_order,
    decision_is_plausible,
    one_is_named,
    assessed_year_is_over,
)


# Pay ----------------------------------------------------------------------------------------------------


Scale = Mapping[int, Any]


class PayScales:
    """Grades and scales as the catalogs have them, each read once: for many rows in a row."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._scales: dict[tuple[int, int | None], Scale] = {}
        self._grades: dict[int, Any] = {}
        self._pairs: frozenset[tuple[int, Any]] = frozenset()

    def grade(self, grade_id: int) -> Any:
        """The row of a grade, or None."""
        if grade_id not in self._grades:
            self._grades[grade_id] = self._session.get(things.get("grade").model, grade_id)
        return self._grades[grade_id]

    def scale(self, group: int, table: int | None) -> Scale:
        """Step -> coefficient of a group, in the table of the grade where it stands in several."""
        if (group, table) not in self._scales:
            self._scales[group, table] = _scale(self._session, group, table)
        return self._scales[group, table]

    def every_pair(self) -> frozenset[tuple[int, Any]]:
        """(step, coefficient) of every table there is."""
        if not self._pairs:
            model = things.get("pay_step").model
            rows = self._session.execute(select(model.step, model.coefficient))
            self._pairs = frozenset((row.step, row.coefficient) for row in rows)
        return self._pairs


def grade_groups_on(grade: Any, day: datetime.date) -> list[int]:
    """The groups of pay a grade may belong to on a day, the likelier first.

    The group of some grades changed; where the later one asks for more (a diploma of a college), who does
    not have it stays in the earlier one.
    """
    if grade.later_grade_group_id and grade.later_group_from and day >= grade.later_group_from:
        stays = [grade.grade_group_id] if grade.later_group_condition else []
        return [int(group) for group in (grade.later_grade_group_id, *stays) if group]
    return [int(grade.grade_group_id)] if grade.grade_group_id else []


def pay_follows_table(session: Session, values: Values, scales: PayScales | None = None) -> Faults:
    """The coefficient is that of the grade's group and step on the day (NĐ 204/2004/NĐ-CP)."""
    scales, day = scales or PayScales(session), values["from_on"].first_day()
    grade = scales.grade(values["grade"])
    if values["from_on"].month is None and day.year == SCALES_FROM.year:
        return {"from_on": say("Ghi cả tháng: bảng lương đổi từ ngày 01/10/2004.")}
    if grade is None or day < SCALES_FROM:
        return {}
    groups = grade_groups_on(grade, day)
    if not groups and (values["pay_step"], values["coefficient"]) not in scales.every_pair():
        # The facts do not tell the group of a few grades: then any group will do.
        return {"coefficient": say("Không bảng lương nào có bậc và hệ số này.")}
    found = [scales.scale(group, grade.pay_table_id) for group in groups]
    faults = [_against(grade.code, scale, values) for scale in found if scale]
    return faults[0] if faults and all(faults) else {}


def _against(code: str, scale: Scale, values: Values) -> Faults:
    """What one scale finds wrong with a row."""
    step, last = values["pay_step"], max(scale)
    if step not in scale:
        return {"pay_step": say("Ngạch {code} chỉ có {last} bậc.", code=code, last=last)}
    if values["coefficient"] != scale[step]:
        said = f"{scale[step]:.2f}".replace(".", ",")
        return {
            "coefficient": say("Ngạch {code} bậc {step} có hệ số {said}.", code=code, step=step, said=said)
        }
    if values.get("over_scale_percent") and step != last:
        return {"over_scale_percent": say("Chỉ hưởng vượt khung ở bậc cuối (bậc {last}).", last=last)}
    return {}


def _scale(session: Session, group: int, table: int | None) -> Scale:
    model = things.get("pay_step").model
    query = select(model.step, model.coefficient, model.pay_table_id).where(model.grade_group_id == group)
    rows = session.execute(query).all()
    tables = {row.pay_table_id for row in rows}
    wanted = table if table in tables else next(iter(tables)) if len(tables) == 1 else None
    return {row.step: row.coefficient for row in rows if row.pay_table_id == wanted}
