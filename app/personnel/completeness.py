"""What a record lacks or says twice: checks as data, one score from 0 to 100, and where to mend each.

The checks judge facts (`completeness_facts`) and read nothing. What every record must have adds up to
100; a contradiction takes its weight away from that.
"""

import dataclasses
from collections.abc import Callable, Collection
from typing import Any

from app.core import things
from app.core.entry import entry_thing, entry_things
from app.core.words import say
from app.personnel.completeness_facts import Facts

_SPOUSES = frozenset({"VO", "CHONG"})
#: Kinds of people, by their codes, who are paid without a grade.
_WITHOUT_GRADE = frozenset({"KCT"})


@dataclasses.dataclass(frozen=True)
class Check:
    """One check: `item` of form 2C (or `legal`), `kind` of entry or `field` of the person to mend, and
    `fails`, which finds the fault. A `doubt` contradicts something; the others are missing. Where a check
    does not apply, nothing is asked and nothing counts."""

    key: str
    label: str
    why: str
    weight: int
    fails: Callable[[Facts], bool]
    item: str = ""
    legal: str = ""
    kind: str = ""
    field: str = ""
    doubt: bool = False
    applies: Callable[[Facts], bool] = lambda _facts: True


def _has_grade(facts: Facts) -> bool:
    """Who works for a commune beside its payroll has an allowance and no grade (NĐ 33/2023/NĐ-CP)."""
    return facts.kind not in _WITHOUT_GRADE


def _has_no_title(facts: Facts) -> bool:
    """Item 12 is «chức vụ (chức danh)»: who leads nothing has the title of the grade, or the work done."""
    return not facts.filled & {"position", "grade", "main_work"}


def _field(name: str, weight: int, *, kind: str = "", why: str = "Chưa nhập.", **more: Any) -> Check:
    """A field of the person that form 2C wants filled; mended in a kind of entry where one keeps it."""
    field = things.get("person").fields[name]
    return Check(
        name, field.label, why, weight, lambda facts: name not in facts.filled,
        item=field.item, kind=kind, field="" if kind else name, **more,
    )  # fmt: skip


def _kind(kind: str, weight: int, why: str, *, legal: str = "", **more: Any) -> Check:
    """A kind of entry every record has at least one of."""
    thing = things.get(kind)
    return Check(
        f"has_{kind}", thing.label, why, weight, lambda facts: not facts.of(kind).count,
        item=getattr(thing, "item", ""), legal=legal, kind=kind, **more,
    )  # fmt: skip


def _relative(
    key: str, label: str, why: str, weight: int, fails: Callable[[Facts], bool], *, doubt: bool = False
) -> Check:
    return Check(key, label, why, weight, fails, item="30", kind="family_member", doubt=doubt)


def _starts_late(facts: Facts) -> bool:
    begins, recruited = facts.of("work_history").begins, facts.recruited
    shared = min(len(begins), len(recruited))
    return bool(shared) and begins[:shared] > recruited[:shared]


CHECKS: tuple[Check, ...] = (
    _field("birth_place", 2),
    _field("home_town", 2),
    _field("ethnic_group", 2),
    _field("religion", 1),
    _field("permanent_address", 2),
    _field("current_address", 1),
    _field("recruited_on", 3),
    _field("recruiting_body", 2),
    Check(
        "title", "Chức vụ (chức danh)", "Chưa có chức vụ, ngạch hay công việc nào.", 3, _has_no_title,
        item="12", kind="post",
    ),
    _field("main_work", 2),
    _field("grade", 4, kind="salary_history", why="Chưa có ngạch, bậc đang hưởng.", applies=_has_grade),
    _field("general_education", 2),
    _field("education_level", 4, kind="training", why="Chưa có trình độ chuyên môn."),
    _field("health_status", 2, kind="health_check", why="Chưa có lần khám sức khỏe nào."),
    _field("identity_number", 4),
    _field("identity_issued_on", 1),
    _field("social_insurance_number", 3),
    _kind("training", 4, "Chưa có khóa đào tạo nào."),
    _kind("work_history", 5, "Chưa có giai đoạn công tác nào."),
    _kind("salary_history", 4, "Chưa có lần hưởng lương nào.", applies=_has_grade),
    _kind("contract", 2, "Chưa ghi biên chế hoặc hợp đồng.", legal="Điều 9.8"),
    _kind("assessment", 2, "Chưa có năm nào được đánh giá."),
    _relative("father", "Cha", "Chưa có cha trong quan hệ gia đình.", 2, lambda f: "CHA" not in f.relatives),
    _relative("mother", "Mẹ", "Chưa có mẹ trong quan hệ gia đình.", 2, lambda f: "ME" not in f.relatives),
    _relative(
        "spouse", "Vợ hoặc chồng", "Đã kết hôn nhưng chưa có vợ hoặc chồng.", 2,
        lambda f: f.is_married and not f.relatives & _SPOUSES, doubt=True,
    ),
    Check(
        "post_row", "Chức vụ", "Thông tin chung ghi chức vụ nhưng chưa có mục nào ở phần Công tác.", 1,
        lambda f: "position" in f.filled and not f.of("post").count, item="12", kind="post", doubt=True,
    ),
    Check(
        "party_row", "Đảng", "Có ngày vào Đảng nhưng chưa có mốc nào trong quá trình sinh hoạt.", 1,
        lambda f: "party_joined_on" in f.filled and not f.of("party_step").count,
        item="16", kind="party_step", doubt=True,
    ),
    Check(
        "party_joined", "Ngày vào Đảng", "Có ngày chính thức nhưng thiếu ngày kết nạp.", 2,
        lambda f: "party_official_on" in f.filled and "party_joined_on" not in f.filled,
        item="16", kind="party_step", doubt=True,
    ),
    Check(
        "army_row", "Quân ngũ", "Có ngày nhập ngũ nhưng chưa có mục nào về thời gian tại ngũ.", 1,
        lambda f: "enlisted_on" in f.filled and not f.of("military_service").count,
        item="18", kind="military_service", doubt=True,
    ),
    Check(
        "work_starts_late", "Quá trình công tác", "Bắt đầu sau ngày tuyển dụng ở mục 11.", 2,
        _starts_late, item="28", kind="work_history", doubt=True,
    ),
    Check(
        "pay_without_decision", "Diễn biến lương", "Có lần hưởng lương chưa ghi số quyết định.", 1,
        lambda f: f.of("salary_history").without_decision > 0,
        item="31", kind="salary_history", doubt=True,
    ),
    *(
        Check(
            f"doubtful_{thing.key}", thing.label, "Có mục cần xác minh.", 1,
            lambda f, key=thing.key: f.of(key).doubtful > 0,  # type: ignore[misc]  # binds the key now
            item=thing.item, legal="Điều 11.1.c", kind=thing.key, doubt=True,
        )
        for thing in entry_things()
    ),
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Completeness:
    """The score from 0 (nothing there) to 100 (nothing to mend), and what stands in the way."""

    score: int
    faults: tuple[Check, ...]

    def in_tab(self, tab: str) -> int:
        """How many things are to be mended in a tab; fields of the person count under ``general``."""
        return sum(1 for check in self.faults if tab_of(check) == tab)


def tab_of(check: Check) -> str:
    """The tab of the record's page where the fault is mended."""
    thing = entry_thing(check.kind)
    return thing.tab if thing else "general"


def judge(facts: Facts, *, withheld: Collection[str] = ()) -> Completeness:
    """The score and the faults; faults of withheld sensitive groups count but are not named."""
    asked = [check for check in CHECKS if check.applies(facts)]
    found = [check for check in asked if check.fails(facts)]
    whole = sum(check.weight for check in asked if not check.doubt)
    missing = sum(check.weight for check in found)
    told = tuple(check for check in found if group_of(check) not in withheld)
    return Completeness(max(0, 100 * (whole - missing) // whole), told)


def group_of(check: Check) -> str:
    """The sensitive group a check tells of; empty if none."""
    thing = entry_thing(check.kind)
    if thing:
        return thing.sensitive
    return things.get("person").fields[check.field].sensitive if check.field else ""


def source_of(check: Check) -> str:
    """The source in law, as a reader knows it: ``Mục 28``, or the article."""
    return say("Mục {item}", item=check.item) if check.item else check.legal
