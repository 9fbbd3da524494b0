"""Quan hệ gia đình: parents, spouse, children, siblings, parents-in-law (2C mục 30)."""

from collections.abc import Iterator

from app.core.partial_date import PartialDate
from app.personnel.demo_draw import below
from app.personnel.histories.case import Case, Row, Rows

_MARRIED, _WIDOWED, _SINGLE = ("2", "5"), "3", "1"
_OLD = ("Làm ruộng", "Buôn bán", "Cán bộ hưu trí", "Nội trợ", "Giáo viên nghỉ hưu", "Làm vườn")
_GROWN = (
    "Làm ruộng", "Buôn bán", "Giáo viên", "Công nhân", "Công chức", "Kế toán", "Nhân viên doanh nghiệp",
    "Nội trợ", "Lái xe", "Điều dưỡng",
)  # fmt: skip
_MOTHERS_AGE, _SCHOOL_AGE, _OLD_AGE, _LIFETIME = 22, 6, 60, 82


def family(case: Case) -> Rows:
    """The people item 30 asks for; more of them in records that were kept with care."""
    close = [*_spouse(case), *_children(case)]
    if not case.is_full:
        return {"family_member": close}
    parents = _parents(case, "own", case.life.birth.year)
    return {"family_member": [*parents, *close, *_siblings(case), *_in_laws(case)]}


def _parents(case: Case, side: str, born: int, surname: str = "") -> Iterator[Row]:
    surname = surname or case.person["full_name"].split()[0]
    mother = born - _MOTHERS_AGE - below(case.rng, 14)
    father = mother - below(case.rng, 7)
    codes = ("CHA", "ME") if side == "own" else ("CHA_VC", "ME_VC")
    yield _member(case, codes[0], "male", father, side=side, surname=surname)
    yield _member(case, codes[1], "female", mother, side=side)


def _spouse_born(case: Case) -> int:
    born = case.life.birth.year
    return born + (below(case.rng, 7) if case.life.sex == "male" else -below(case.rng, 7))


def _spouse(case: Case) -> Iterator[Row]:
    status = case.person["marital_status"]
    if status in (*_MARRIED, _WIDOWED):
        code, sex = ("VO", "female") if case.life.sex == "male" else ("CHONG", "male")
        born = min(_spouse_born(case), case.today.year - 20)
        yield _member(case, code, sex, born) | {"is_deceased": status == _WIDOWED}


def _children(case: Case) -> Iterator[Row]:
    if case.person["marital_status"] == _SINGLE:
        return
    life, year = case.life, case.life.birth.year + 24 + below(case.rng, 8)
    surname = case.person["full_name"].split()[0] if life.sex == "male" else ""
    last = min(case.today.year - 1, life.birth.year + 45)
    if life.status == "THAI_SAN":
        year = min(year, life.status_on.year)
        last = life.status_on.year
    for _ in range(1 + case.chance(0.55)):
        if year <= last:
            sex = "male" if case.chance(0.52) else "female"
            yield _member(case, "CON", sex, year, surname=surname)
        year += 2 + below(case.rng, 5)


def _siblings(case: Case) -> Iterator[Row]:
    if not case.chance(0.7):
        return
    surname, born = case.person["full_name"].split()[0], case.life.birth.year
    for _ in range(1 + below(case.rng, 2)):
        sex = "male" if case.chance(0.5) else "female"
        other = born + (1 + below(case.rng, 8)) * (1 if case.chance(0.5) else -1)
        code = "EM" if other > born else "ANH" if sex == "male" else "CHI"
        yield _member(case, code, sex, min(other, case.today.year - 15), surname=surname)


def _in_laws(case: Case) -> Iterator[Row]:
    if case.person["marital_status"] in _MARRIED and case.chance(0.6):
        surname = case.names.full_name(case.rng, "male", 1950, "01").split()[0]
        yield from _parents(case, "spouse", case.life.birth.year, surname)


def _member(case: Case, code: str, sex: str, born: int, *, side: str = "own", surname: str = "") -> Row:
    words = case.names.full_name(case.rng, sex, born, case.person["ethnic_group"] or "01").split()
    name = " ".join([surname, *words[1:]]) if surname else " ".join(words)
    age = case.today.year - born
    is_dead = (age > _LIFETIME and case.chance(0.7)) or (age > _OLD_AGE and case.chance(0.25))
    return {
        "family_relation": code, "side": side, "full_name": name, "born_on": PartialDate(max(born, 1900)),
        "home_town": case.person["home_town"] if side == "own" else None, "is_deceased": is_dead,
        "occupation": "Đã mất" if is_dead else _occupation(case, age),
    }  # fmt: skip


def _occupation(case: Case, age: int) -> str:
    if age < _SCHOOL_AGE:
        return "Còn nhỏ"
    if age < 19:
        return "Học sinh"
    if age < 23:
        return "Sinh viên"
    address = case.person.get("permanent_address") or "thành phố Cần Thơ"
    ward = str(address).split(", ")[-1]
    return f"{case.pick(_OLD if age > _OLD_AGE else _GROWN)}, {ward}"
