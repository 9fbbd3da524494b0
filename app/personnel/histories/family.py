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
_RARE = {("male", "Nội trợ"): "Làm ruộng", ("female", "Lái xe"): "Buôn bán"}
_MOTHERS_AGE, _SCHOOL_AGE, _OLD_AGE, _LIFETIME = (22, 14), 6, 60, 82
_YOUNGEST_MOTHER, _OLDEST_MOTHER, _YOUNGEST_BROTHER = 18, 44, 15


def family(case: Case) -> Rows:
    """The people item 30 asks for; children and their brothers and sisters bear their father's surname."""
    spouse, own = list(_spouse(case)), surname_of(case.person["full_name"])
    parents = list(_parents(case, "own", case.life.birth.year, own))
    husband = surname_of(spouse[0]["full_name"]) if spouse else _drawn_surname(case)
    children = _children(case, own if case.life.sex == "male" else husband)
    siblings = _siblings(case, parents[1]["born_on"].year)
    return {"family_member": [*parents, *spouse, *children, *siblings, *_in_laws(case, spouse)]}


def surname_of(full_name: str) -> str:
    """The first word of a name."""
    return full_name.split()[0]


def _drawn_surname(case: Case) -> str:
    """That of a husband who is no longer one."""
    return surname_of(case.names.full_name(case.rng, "male", 1970, _group(case)))


def _group(case: Case) -> str:
    return str(case.person["ethnic_group"] or "01")


def _parents(case: Case, side: str, born: int, surname: str) -> Iterator[Row]:
    """A father with the surname, a mother with her own."""
    mother = born - _MOTHERS_AGE[0] - below(case.rng, _MOTHERS_AGE[1])
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
        yield _member(case, code, sex, born, is_dead=status == _WIDOWED)


def _children(case: Case, surname: str) -> Iterator[Row]:
    if case.person["marital_status"] == _SINGLE:
        return
    life, year = case.life, case.life.birth.year + 24 + below(case.rng, 8)
    last = min(case.today.year - 1, life.birth.year + 45)
    if life.status == "THAI_SAN":
        year = min(year, life.status_on.year)
        last = life.status_on.year
    for _ in range(1 + case.chance(0.55)):
        if year <= last:
            sex = "male" if case.chance(0.52) else "female"
            yield _member(case, "CON", sex, year, surname=surname, is_dead=False)
        year += 2 + below(case.rng, 5)


def _siblings(case: Case, mother: int) -> Iterator[Row]:
    """Born while the mother was of an age for it, no two in one year."""
    if not case.chance(0.7):
        return
    surname, born = surname_of(case.person["full_name"]), case.life.birth.year
    last = min(mother + _OLDEST_MOTHER, case.today.year - _YOUNGEST_BROTHER)
    years = {born}
    for _ in range(1 + below(case.rng, 2)):
        sex = "male" if case.chance(0.5) else "female"
        other = born + (1 + below(case.rng, 8)) * (1 if case.chance(0.5) else -1)
        other = min(max(other, mother + _YOUNGEST_MOTHER), last)
        code = "EM" if other > born else "ANH" if sex == "male" else "CHI"
        if other not in years:
            yield _member(case, code, sex, other, surname=surname)
        years.add(other)


def _in_laws(case: Case, spouse: list[Row]) -> Iterator[Row]:
    """The parents of a husband or wife; the father bears the same surname."""
    for one in spouse:
        yield from _parents(case, "spouse", one["born_on"].year, surname_of(one["full_name"]))


def _member(
    case: Case, code: str, sex: str, born: int, *, side: str = "own", surname: str = "",
    is_dead: bool | None = None,
) -> Row:  # fmt: skip
    """One of the family; whether still alive is drawn by age unless told."""
    name, age = case.names.full_name(case.rng, sex, born, _group(case), surname), case.today.year - born
    if is_dead is None:
        is_dead = (age > _LIFETIME and case.chance(0.7)) or (age > _OLD_AGE and case.chance(0.25))
    return {
        "family_relation": code, "side": side, "full_name": name, "born_on": PartialDate(max(born, 1900)),
        "home_town": case.person["home_town"] if side == "own" else None,
        "is_deceased": is_dead, "occupation": _occupation(case, age, sex, is_dead=is_dead),
    }  # fmt: skip


def _occupation(case: Case, age: int, sex: str, *, is_dead: bool) -> str:
    """What somebody does and where; of the dead only what it was (the entry itself says that they are)."""
    if age < _SCHOOL_AGE:
        return "Còn nhỏ"
    if age < 19:
        return "Học sinh"
    if age < 23:
        return "Sinh viên"
    drawn = str(case.pick(_OLD if age > _OLD_AGE else _GROWN))
    work = _RARE.get((sex, drawn), drawn)
    address = case.person.get("permanent_address") or "thành phố Cần Thơ"
    return work if is_dead else f"{work}, {str(address).split(', ')[-1]}"
