"""The parts of a record that follow from a life: Party, organisations, army, merit, health, family."""

import datetime
import random
from typing import Any

from app.personnel.demo_draw import Weighted, below, between, blurred, months_after, years_after
from app.personnel.demo_life import Life

_PARTY = {"CB": 0.98, "CBX": 0.97, "CC": 0.75, "CCX": 0.65, "VC": 0.35, "HD68": 0.08, "HDCM": 0.1, "KCT": 0.4}
#: The post in the Party that goes with a position (head of an office: secretary of its cell).
_PARTY_POSTS = {
    "CV003": "CVD04", "CV004": "CVD05", "CV006": "CVD24", "CV024": "CVD14", "CV025": "CVD15",
    "CV028": "CVD18", "CV029": "CVD19", "CV031": "CVD19", "CV033": "CVD20", "CV032": "CVD20",
}  # fmt: skip
#: The same for the organisations led by elected people of a commune.
_UNION_POSTS = {
    "CV034": ("CVT01", "Mặt trận Tổ quốc Việt Nam"), "CV035": ("CVT15", "Đoàn TNCS Hồ Chí Minh"),
    "CV036": ("CVT22", "Hội Liên hiệp Phụ nữ Việt Nam"), "CV037": ("CVT26", "Hội Nông dân Việt Nam"),
    "CV038": ("CVT28", "Hội Cựu chiến binh Việt Nam"),
}  # fmt: skip
_TRADE_UNION = Weighted((("CVT34", 93), ("CVT07", 1.5), ("CVT09", 3.5), ("CVT11", 2)))
_RANKS = Weighted((("QH15", 40), ("QH14", 35), ("QH13", 15), ("QH12", 6), ("QH10", 4)))
_AWARDS = Weighted((
    ("KT38", 25), ("KT36", 22), ("KT34", 18), ("KT35", 15), ("KT37", 10), ("KT33", 6), ("KT39", 6),
    ("KT32", 1.2), ("KT11", 0.3),
))  # fmt: skip
_DISCIPLINE = {"CB": "CB", "CBX": "CB", "CC": "CC", "CCX": "CC", "VC": "VC"}
_DISCIPLINE_SINCE = 2012
_HONOURS = {"CV29": "DH05", "CV31": "DH07", "CV32": "DH07"}
_HONOURED_SHARE = 0.01
_HEALTH = Weighted((("TOT", 62), ("KHA", 24), ("L1", 3), ("L2", 7), ("TB", 3), ("L3", 1)))
_BLOOD = Weighted((("O", 36), ("B", 26), ("A", 18), ("AB", 5), ("O+", 5), ("B+", 4), ("A+", 2), ("KXD", 4)))
_POLICY = Weighted(
    ((None, 885), ("CS12", 25), ("CS13", 30), ("CS14", 6), ("CS15", 6), ("CS17", 40), ("CS20", 8))
)
_ORIGINS = Weighted((
    ("TP17", 34), ("TP04", 14), ("TP03", 10), ("TP07", 9), ("TP08", 9), ("TP01", 8), ("TP10", 7), ("TP15", 4),
    ("TP12", 3), ("TP09", 1.5), ("TP16", 0.5),
))  # fmt: skip
_MARRIED = Weighted((("2", 92), ("4", 5), ("3", 2.2), ("5", 0.8)))
_YOUNG_UNION, _MARRIED_FROM = 35, 23
#: Called up after the studies: with a degree at 23, others at 21 (Luật Nghĩa vụ quân sự: from 18 to 25).
_ARMY_AGE, _ARMY_AGE_MANUAL = 23, 21


def party(rng: random.Random, life: Life) -> dict[str, Any]:
    """Admission, a year later full membership, the post that goes with the position."""
    first = max(years_after(life.birth, 20), years_after(life.recruited, 1))
    last = months_after(life.until, -1)
    share = _PARTY[life.post.kind] * (1 if life.service > 4 else 0.4)
    if life.leads:
        share = 1.0 if life.post.kind in ("CB", "CBX") else 0.96
    if first >= last or rng.random() >= share:
        return {}
    joined = min(between(rng, first, last), between(rng, first, last))
    official = months_after(joined, 12)
    is_old = life.age > 50
    return {
        "party_joined_on": blurred(rng, joined, month=0.05 * is_old, year=0.03 * is_old),
        "party_official_on": None if official > life.until else blurred(rng, official, month=0.03, year=0.01),
        "party_position": _party_post(rng, life),
    }


def _party_post(rng: random.Random, life: Life) -> str | None:
    named = _PARTY_POSTS.get(life.post.position or "")
    if named:
        return named
    share = rng.random()
    if life.post.role in ("head", "deputy") and share < 0.8:
        return "CVD24" if life.post.role == "head" else "CVD25"
    return "CVD26" if share < 0.06 else None


def organisations(rng: random.Random, life: Life) -> dict[str, Any]:
    """The youth union at 15 to 18, on its anniversary; later the trade union."""
    joined = datetime.date(life.birth.year + 15 + below(rng, 4), 3, 26)
    young = life.age < _YOUNG_UNION and rng.random() < 0.3
    drawn = ("CVT33", "Đoàn TNCS Hồ Chí Minh") if young else (_TRADE_UNION.draw(rng), "Công đoàn Việt Nam")
    position, work = _UNION_POSTS.get(life.post.position or "", drawn)
    return {
        "union_joined_on": blurred(rng, joined, month=0.35, year=0.2),
        "union_position": position,
        "union_work": work,
    }


def army(rng: random.Random, life: Life) -> dict[str, Any]:
    """Two years after the studies for some of the men recruited after them; for all heads of veterans."""
    year = life.birth.year + (_ARMY_AGE_MANUAL if life.post.job.is_manual else _ARMY_AGE)
    enlisted = datetime.date(year, 2 + below(rng, 2), 5 + below(rng, 20))
    discharged = months_after(enlisted, 24)
    share = 0.6 if life.age > 48 else 0.3
    serves = life.post.ages == "old" or rng.random() < share
    if life.sex != "male" or discharged > life.recruited or not serves:
        return {}
    return {
        "enlisted_on": blurred(rng, enlisted, month=0.4, year=0.1),
        "discharged_on": blurred(rng, discharged, month=0.4, year=0.1),
        "military_rank": _RANKS.draw(rng),
        "invalid_class": "4/4" if life.birth.year < 1968 and rng.random() < 0.06 else None,
    }


def merit(rng: random.Random, life: Life) -> dict[str, Any]:
    """The highest award of most who serve long, the discipline of few."""
    first, last = life.recruited.year + 2, life.until.year
    result: dict[str, Any] = {}
    if first <= last and rng.random() < min(0.85, 0.12 + 0.04 * life.service + 0.3 * life.leads):
        result["highest_award"] = _AWARDS.draw(rng)
        result["highest_award_year"] = last - min(below(rng, last - first + 1), below(rng, last - first + 1))
    if life.service > 20 and rng.random() < _HONOURED_SHARE:
        result["honorary_title"] = _HONOURS.get(life.post.job.profession)
    since, form = max(first, _DISCIPLINE_SINCE), _DISCIPLINE.get(life.post.kind)
    if form and life.post.role == "staff" and since <= last and rng.random() < 0.008:
        result["highest_discipline"] = form + ("_KT" if rng.random() < 0.75 else "_CC")
        result["highest_discipline_year"] = since + below(rng, last - since + 1)
    return result


def health(rng: random.Random, life: Life) -> dict[str, Any]:
    tall, spread = (166, 5.2) if life.sex == "male" else (156, 4.6)
    height = min(190, max(142, round(rng.gauss(tall, spread))))
    index = min(31.0, max(17.5, rng.gauss(22.4, 2.1)))
    return {
        "health_status": _HEALTH.draw(rng),
        "height_cm": height,
        "weight_kg": round(index * height * height / 10_000),
        "blood_group": _BLOOD.draw(rng),
        "disability": "1" if rng.random() < 0.003 else None,
    }


def family(rng: random.Random, life: Life, ethnic_group: str) -> dict[str, Any]:
    """Marital status by age, origin, policies the family comes under."""
    single = max(0.06, 1.0 - 0.11 * (life.age - _MARRIED_FROM)) if life.age >= _MARRIED_FROM else 1.0
    if life.status == "THAI_SAN":
        single = 0.0
    policy, married = _POLICY.draw(rng), _MARRIED.draw(rng)
    return {
        "marital_status": "1" if rng.random() < single else married,
        "social_origin": _ORIGINS.draw(rng),
        "policy_beneficiary": policy or (None if ethnic_group == "01" else "CS18"),
    }
