"""Lịch sử bản thân, quan hệ với nước ngoài, sức khỏe, giấy tờ (2C mục 23, 25, 29)."""

import datetime
from collections.abc import Iterator

from app.personnel.demo_draw import below, months_after, years_after
from app.personnel.histories.case import Case, Row, Rows, on

_STORIES = (
    ("former_regime", "Trước 30/4/1975 làm thư ký tại văn phòng xã.", 1957),
    ("other", "Năm 1978 tham gia thanh niên xung phong tại biên giới Tây Nam.", 1962),
    ("other", "Từ nhỏ sống cùng gia đình, học phổ thông tại địa phương đến khi đi học chuyên nghiệp.", 2100),
)
_ABROAD = ("US", "AU", "CA", "FR", "KR", "JP")
_CHECKED_AT = (
    "Bệnh viện Đa khoa thành phố Cần Thơ",
    "Trung tâm Y tế",
    "Bệnh viện Trường Đại học Y Dược Cần Thơ",
)
_CARD_SINCE = datetime.date(2016, 1, 1)


def papers(case: Case) -> Rows:
    """The health check and the card the record names, earlier ones of some."""
    return {
        "life_history": list(_story(case)), "foreign_relation": list(_relative(case)),
        "health_check": list(_checks(case)), "identity_paper": list(_cards(case)),
    }  # fmt: skip


def _story(case: Case) -> Iterator[Row]:
    if case.chance(0.05):
        born = case.life.birth.year
        part, story, _last = next(one for one in _STORIES if born <= one[2])
        yield {"life_part": part, "story": story}


def _relative(case: Case) -> Iterator[Row]:
    if case.chance(0.03):
        sex = "male" if case.chance(0.5) else "female"
        group, surname = case.person["ethnic_group"] or "01", case.person["full_name"].split()[0]
        name = case.names.full_name(case.rng, sex, case.life.birth.year - 3, group, surname)
        yield {
            "foreign_part": "relative", "full_name": name, "country": case.pick(_ABROAD),
            "family_relation": "ANH" if sex == "male" else "CHI", "story": "Định cư, làm công nhân",
        }  # fmt: skip


def _checks(case: Case) -> Iterator[Row]:
    person, until = case.person, case.life.until
    day = max(months_after(until, -1 - below(case.rng, 14)), case.life.recruited)
    values = {name: person.get(name) for name in ("health_status", "height_cm", "weight_kg", "blood_group")}
    if case.life.service > 3 and case.chance(0.5):
        weight = person.get("weight_kg")
        earlier = months_after(day, -12)
        lighter = {**values, "weight_kg": weight - below(case.rng, 3) if weight else None}
        yield {**lighter, "from_on": on(earlier), "examined_at": case.pick(_CHECKED_AT)}
    yield {
        **values,
        "from_on": on(day),
        "examined_at": case.pick(_CHECKED_AT),
        "conclusion": "Đủ sức khỏe công tác",
    }


def _cards(case: Case) -> Iterator[Row]:
    """The card of the record; before one of twelve digits most had one of nine."""
    person, born = case.person, case.life.birth
    number, issued = person["identity_number"], person.get("identity_issued_on")
    is_new = len(number) == 12
    if is_new and born.year < 2000:
        old = case.day(years_after(born, 15), _CARD_SINCE - datetime.timedelta(days=1))
        by = "Công an tỉnh Cần Thơ" if old.year < 2004 else "Công an thành phố Cần Thơ"
        yield {
            "paper_kind": "old_card", "paper_number": f"36{below(case.rng, 10_000_000):07}", "issued_on": old,
            "issued_by": by, "from_on": on(old), "to_on": on(issued) if issued else None,
        }  # fmt: skip
    yield {
        "paper_kind": "citizen_card" if is_new else "old_card", "paper_number": number, "issued_on": issued,
        "issued_by": person.get("identity_issued_by"), "from_on": on(issued) if issued else None,
    }  # fmt: skip
