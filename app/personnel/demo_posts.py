"""The posts of each unit: one head, deputies by the size of the unit, and the staff."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from app.personnel import demo_jobs as jobs
from app.personnel.demo_jobs import Job
from app.personnel.demo_plans import plan
from app.personnel.demo_units import DemoUnit

#: The head of each type of unit; of a school and a hospital by its class, see `head_of`.
_HEADS = {
    "UBND.city": "CV003", "UBND.district": "CV024", "UBND.commune": "CV031", "SO": "CV006",
    "CHI_CUC": "CV019",
    "TO_CHUC_TT": "CV012", "PHONG": "CV013", "PHONG_HUYEN": "CV026", "PHONG_XA": "CV041", "DVSN": "CV075",
    "DVSN_YTE": "CV075", "TRAM_YT": "CV074", "HOI_DAC_THU": "CV013", "TO_BM": "CV065",
    "TRUONG_THPT": "CV044", "TRUONG_THCS": "CV050", "TRUONG_TH": "CV056", "TRUONG_MN": "CV062",
}  # fmt: skip
_DEPUTIES = {
    "CV003": ("CV004", 4), "CV006": ("CV007", 3), "CV012": ("CV014", 2), "CV013": ("CV014", 2),
    "CV019": ("CV020", 2), "CV024": ("CV025", 3), "CV026": ("CV027", 2), "CV041": ("CV042", 1),
    "CV044": ("CV047", 2), "CV050": ("CV053", 2), "CV056": ("CV059", 2), "CV062": ("CV064", 2),
    "CV068": ("CV070", 3), "CV075": ("CV076", 2),
}  # fmt: skip
#: Elected people of a commune below its chairman; small ones fill the first of them (NĐ 92/2009).
_CADRES = ("CV033", "CV028", "CV029", "CV034", "CV032", "CV036", "CV037", "CV038", "CV035")
#: Heads of groups and wards: the share of those doing the work who hold the position as well.
_TEAM = (("CV065", 0.1), ("CV066", 0.07))
_MIDDLE: tuple[tuple[Job, tuple[tuple[str, float], ...]], ...] = (
    (jobs.NURSERY, _TEAM), (jobs.PRIMARY, _TEAM),
    (jobs.LOWER_SECONDARY, _TEAM), (jobs.UPPER_SECONDARY, _TEAM),
    (jobs.DOCTOR, (("CV071", 0.14), ("CV072", 0.12))), (jobs.NURSE, (("CV073", 0.06),)),
)  # fmt: skip
_BY_TYPE = {"CB": "CC", "CBX": "CCX"}
_PUBLIC_SERVICE = ("DVSN", "DVSN_YTE", "TRAM_YT", "TO_BM")


@dataclass(frozen=True)
class Post:
    """One place in a unit.

    `role` is head, deputy, cadre, middle or staff; `ages` names the pyramid its holder comes from.
    """

    unit: DemoUnit
    job: Job
    kind: str
    role: str = "staff"
    position: str | None = None
    ages: str = "staff"
    female: float = 0.4


def posts(unit: DemoUnit, size: int, rng: random.Random) -> Iterator[Post]:
    """The `size` posts of a unit: the head first, then deputies and cadres, then the staff."""
    led = leaders(unit, size)
    yield from led
    work = plan(unit)
    middle = _middle(unit)
    for _ in range(size - len(led)):
        job = work.draw(rng)
        yield _staff(unit, job, middle.get(job.work, ()), rng.random())


def leaders(unit: DemoUnit, size: int) -> list[Post]:
    """The head and as many deputies and cadres as a unit of this size has."""
    head = head_of(unit)
    deputy, most = _DEPUTIES.get(head, ("", 0))
    result = [_leader(unit, head, "head")] if size else []
    if unit.sort == "UBND.commune":
        return result + [_cadre(unit, position) for position in _CADRES[: size // 2]]
    return result + [_leader(unit, deputy, "deputy") for _ in range(min(most, size // 5))]


def head_of(unit: DemoUnit) -> str:
    """The position of the head; hospitals of a district are of class III, those of the city of class II."""
    if unit.is_hospital:
        return "CV069" if "quận" in unit.name or "huyện" in unit.name else "CV068"
    return _HEADS.get(unit.sort, "CV075")


def _leader(unit: DemoUnit, position: str, role: str) -> Post:
    job = jobs.CADRE if unit.sort == "UBND.commune" else plan(unit).items[0]
    female = job.female if job is jobs.NURSERY else 0.65 * job.female
    return Post(unit, job, kind_of(unit, leads=True), role, position, "leader", female)


def _cadre(unit: DemoUnit, position: str) -> Post:
    """Deputies of the chairman, the Party's and the organisations' leaders of a commune."""
    role = "deputy" if position == "CV033" else "cadre"
    female = {"CV036": 1.0, "CV038": 0.0}.get(position, jobs.CADRE.female)
    ages = {"CV035": "young", "CV038": "old"}.get(position, "leader")
    return Post(unit, jobs.CADRE, "CBX", role, position, ages, female)


def _staff(unit: DemoUnit, job: Job, middle: tuple[tuple[str, float], ...], share: float) -> Post:
    kind = job.kind or kind_of(unit, leads=False)
    for position, part in middle:
        if share < part:
            return Post(unit, job, kind, "middle", position, "leader", job.female)
        share -= part
    return Post(unit, job, kind, female=job.female)


def _middle(unit: DemoUnit) -> dict[str, tuple[tuple[str, float], ...]]:
    is_clinic = unit.unit_type == "DVSN_YTE" and not unit.is_hospital
    return {} if is_clinic else {job.work: parts for job, parts in _MIDDLE}


def kind_of(unit: DemoUnit, *, leads: bool) -> str:
    """The kind of people a unit employs, as `loai_can_bo` has it."""
    if unit.unit_type.startswith("TRUONG_") or unit.unit_type in _PUBLIC_SERVICE:
        return "VC"
    if unit.unit_type != "UBND":
        return "CC"
    elected = "CBX" if unit.level == "commune" else "CB"
    return elected if leads else _BY_TYPE[elected]
