"""Đảng, đoàn thể, quân ngũ (2C mục 16-18)."""

import datetime
from collections.abc import Iterator

from app.core.partial_date import PartialDate
from app.personnel.demo_draw import below
from app.personnel.histories.case import Case, Row, Rows, month, name_then, on

_ORGANISATIONS = {
    "Mặt trận Tổ quốc Việt Nam": "MTTQ", "Đoàn TNCS Hồ Chí Minh": "DOAN", "Công đoàn Việt Nam": "CD",
    "Hội Liên hiệp Phụ nữ Việt Nam": "PN", "Hội Nông dân Việt Nam": "ND",
    "Hội Cựu chiến binh Việt Nam": "CCB",
}  # fmt: skip
_RANK_POSTS = {"QH15": "CVQ23", "QH14": "CVQ01", "QH13": "CVQ03", "QH12": "CVQ02", "QH10": "CVQ02"}
_YOUTH_UNTIL = 30


def party(case: Case) -> Rows:
    """Steps in the Party, memberships, service."""
    return {
        "party_step": list(_steps(case)), "membership": list(_memberships(case)),
        "military_service": list(_service(case)),
    }  # fmt: skip


def _steps(case: Case) -> Iterator[Row]:
    person, life = case.person, case.life
    joined, official = person.get("party_joined_on"), person.get("party_official_on")
    if not joined:
        return
    unit = life.post.unit.name
    cell = f"Chi bộ {name_then(unit, joined.first_day())}"
    yield {"party_step": "joined", "from_on": joined, "cell": cell}
    if official:
        cell = f"Chi bộ {name_then(unit, official.first_day())}"
        number = f"{92_000_000 + below(case.rng, 999_999)}"
        yield {"party_step": "official", "from_on": official, "cell": cell, "card_number": number}
    position = person.get("party_position")
    if position:
        began = max(life.posted, (official or joined).first_day())
        cell = f"Chi bộ {name_then(unit, began)}"
        yield {"party_step": "position", "from_on": month(began), "cell": cell, "party_position": position}


def _memberships(case: Case) -> Iterator[Row]:
    person, life = case.person, case.life
    organisation, joined = _ORGANISATIONS[person["union_work"]], person.get("union_joined_on")
    if joined:
        last = life.birth.year + _YOUTH_UNTIL
        is_over = organisation != "DOAN" and last < life.until.year
        yield {
            "political_organisation": "DOAN", "from_on": joined,
            "to_on": PartialDate(max(last, joined.year)) if is_over else None,
            "union_position": person["union_position"] if organisation == "DOAN" else "CVT33",
        }  # fmt: skip
    if organisation != "DOAN":
        yield {
            "political_organisation": organisation, "from_on": on(life.recruited),
            "to_on": case.end, "union_position": person["union_position"],
        }  # fmt: skip


def army_unit(day: datetime.date) -> str:
    """The command that called up people of the province, later of the city."""
    return name_then("Bộ Chỉ huy quân sự thành phố Cần Thơ", day)


def _service(case: Case) -> Iterator[Row]:
    person = case.person
    if "enlisted_on" in person:
        rank, unit = person["military_rank"], army_unit(person["enlisted_on"].first_day())
        yield {
            "from_on": person["enlisted_on"], "to_on": person["discharged_on"], "military_rank": rank,
            "military_position": _RANK_POSTS.get(rank, "CVQ23"), "army_unit": unit,
        }  # fmt: skip
