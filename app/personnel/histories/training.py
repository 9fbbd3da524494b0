"""Đào tạo, bồi dưỡng, nghiên cứu: what stands behind the levels of a record (2C mục 15, 27)."""

import datetime
from collections.abc import Iterator

from app.core.partial_date import PartialDate
from app.personnel.demo_draw import below, months_after, years_after
from app.personnel.histories.case import Case, Row, Rows, month

#: Level -> (years of study, diploma, what comes before it).
_DEGREES: dict[str, tuple[int, str, str]] = {
    "SC": (1, "VB28", ""), "TC": (2, "VB13", ""), "CD": (3, "VB12", ""), "DH": (4, "VB06", ""),
    "THS": (2, "VB03", "DH"), "CKI": (2, "VB05", "DH"), "CKII": (2, "VB04", "DH"), "TS": (4, "VB02", "THS"),
}  # fmt: skip
_DOCTORS, _PHARMACISTS = ("7720101", "7720110"), ("7720201",)
_MEDICAL, _COLLEGES = ("CV31", "CV32"), {"SC": "CDNCT", "TC": "CDKTKTCT", "CD": "CDCT"}
_MARKS = ("TN03", "TN03", "TN03", "TN02", "TN05", "TN04")
_THEORY = {"LLCC": ("HVCTKV4", "VB15", 10), "LLTC": ("CTCT", "VB16", 8), "LLSC": ("CTCT", "VB28", 3)}
_MANAGEMENT = {"QLCVCC": "VB17", "QLCVC": "VB18", "QLCV": "VB19", "QLCS": "VB28"}
_LANGUAGES = {"Tiếng Anh": "en", "Tiếng Pháp": "fr"}
_LANGUAGE_LEVELS = {"bậc 2 (A2)": "NN2", "bậc 3 (B1)": "NN3", "bậc 4 (B2)": "NN4"}
_COMPUTING = {"Chứng chỉ ứng dụng CNTT cơ bản": "THCB", "Chứng chỉ ứng dụng CNTT nâng cao": "THNC"}
#: The six levels (TT 01/2014/TT-BGDĐT) and the standards of computing (TT 03/2014/TT-BTTTT).
_NEW_CERTIFICATES = datetime.date(2014, 8, 1)
_TOPICS = (
    "Giải pháp nâng cao chất lượng phục vụ người dân tại bộ phận một cửa",
    "Đổi mới phương pháp kiểm tra, đánh giá học sinh",
    "Ứng dụng công nghệ thông tin trong quản lý hồ sơ công việc",
    "Nâng cao chất lượng chăm sóc người bệnh tại khoa",
    "Giáo dục kỹ năng sống cho học sinh thông qua hoạt động trải nghiệm",
)


def training(case: Case) -> Rows:
    """Studies before work, degrees beside it, courses as the work asked for them."""
    rows = [*_degrees(case), *_theory(case), *_management(case)]
    courses = [*_language(case), *_computing(case), *_defence(case), *_title(case)]
    return {"training": [*rows, *courses], "research": _research(case)}


def _degrees(case: Case) -> Iterator[Row]:
    major, ladder = case.person.get("training_major"), _ladder(case)
    for code in ladder:
        first, last, is_first = *_term(case, code, is_first=code == ladder[0]), code == ladder[0]
        yield {
            "training_kind": "professional", "education_level": code, "training_major": major,
            "school": _school(case, code), "diploma_type": _diploma(code, major),
            "training_form": "HT01" if is_first or case.chance(0.3) else "HT02",
            "graduation_grade": case.pick(_MARKS), "from_on": first, "to_on": last, "awarded_on": last,
            "diploma_number": f"{'ABC'[below(case.rng, 3)]}{100_000 + below(case.rng, 899_999)}",
            "training_fund": "KP05" if is_first else case.pick(("KP01", "KP05", "KP07")),
        }  # fmt: skip


def _ladder(case: Case) -> list[str]:
    """The degrees that led to the highest, the first of them first."""
    level, ladder = case.person.get("education_level"), list[str]()
    while level in _DEGREES:
        ladder.insert(0, level)
        level = _DEGREES[level][2]
    return ladder


def first_term(case: Case) -> tuple[PartialDate, PartialDate] | None:
    """The months of the first studies: they end before work begins."""
    life, ladder = case.life, _ladder(case)
    if not ladder:
        return None
    years, is_autumn = _DEGREES[ladder[0]][0], life.recruited.month > 7
    last = min(life.birth.year + 18 + years, life.recruited.year - (not is_autumn))
    return PartialDate(max(last - years, life.birth.year + 15), 9), PartialDate(last, 6)


def _term(case: Case, code: str, *, is_first: bool) -> tuple[PartialDate, PartialDate]:
    """Degrees above the first end before today."""
    life, years, first = case.life, _DEGREES[code][0], first_term(case)
    if is_first and first:
        return first
    ends = years_after(life.recruited, 3)
    # A doctorate follows the master's degree: the second third of the service, the last third.
    third = max(life.until - ends, datetime.timedelta(1)) / 3
    early = code == "THS" and case.person["education_level"] == "TS"
    day = case.day(ends, ends + third) if early else case.day(life.until - 2 * third, life.until)
    day = min(day, life.until)
    return month(max(months_after(day, -12 * years), life.recruited)), month(day)


def _school(case: Case, code: str) -> str:
    is_medical = case.life.post.job.profession in _MEDICAL
    if code in _COLLEGES:
        return "CDYTCT" if is_medical else _COLLEGES[code]
    if is_medical:
        return "DHYDCT"
    return str(case.pick(("DHCT", "DHCT", "DHCT", "DHTD", "DHLHCM", "DHKTHCM", "DHDT", "DHCT")))


def _diploma(code: str, major: str | None) -> str:
    if code == "DH" and major in _DOCTORS:
        return "VB08"
    return "VB09" if code == "DH" and major in _PHARMACISTS else _DEGREES[code][1]


def _course(case: Case, kind: str, months: int, first: datetime.date, **values: object) -> Row:
    """A course that ended between a day and the end of the service."""
    day = case.day(min(first, case.life.until), case.life.until)
    begun = max(months_after(day, -months), case.life.birth)
    return {
        "training_kind": kind, "from_on": month(begun), "to_on": month(day), "awarded_on": month(day),
        "training_form": "HT11", "graduation_grade": "TN09", **values,
    }  # fmt: skip


def _theory(case: Case) -> Iterator[Row]:
    level = case.person.get("political_theory")
    if level:
        school, diploma, months = _THEORY[level]
        first = years_after(case.life.recruited, 1)
        values = {"education_level": level, "school": school, "diploma_type": diploma}
        yield _course(case, "political_theory", months, first, **values) | {"training_form": "HT13"}


def _management(case: Case) -> Iterator[Row]:
    level = case.person.get("state_management")
    if level:
        first = months_after(case.life.recruited, 8)
        school = "HVHCHCM" if level in ("QLCVCC", "QLCVC") else "CTCT"
        values = {"education_level": level, "school": school, "diploma_type": _MANAGEMENT[level]}
        yield _course(case, "state_management", 3, first, **values)


def _language(case: Case) -> Iterator[Row]:
    said = case.person.get("foreign_language")
    if said:
        language, _comma, level = said.partition(", ")
        code = _LANGUAGE_LEVELS.get(level)
        values = {"language": _LANGUAGES[language], "school": "DHCT"}
        values |= {"education_level": code, "diploma_type": "VB21"} if code else {"subject": level}
        yield _certificate(case, "foreign_language", is_new=bool(code), **values)


def _computing(case: Case) -> Iterator[Row]:
    said = case.person.get("informatics")
    if said:
        code = _COMPUTING.get(said)
        values = {"education_level": code, "diploma_type": "VB22"} if code else {"subject": said}
        yield _certificate(case, "informatics", is_new=bool(code), school="DHCT", **values)


def _certificate(case: Case, kind: str, *, is_new: bool, **values: object) -> Row:
    first = years_after(case.life.birth, 19)
    row = _course(case, kind, 4, max(first, _NEW_CERTIFICATES) if is_new else first, **values)
    return row | {"graduation_grade": case.pick(("TN03", "TN05", "TN07"))}


def _defence(case: Case) -> Iterator[Row]:
    if case.person["personnel_kind"] in ("CB", "CC", "CBX", "CCX") and case.chance(0.6):
        level = "QPAN3" if case.life.leads else "QPAN4"
        values = {"education_level": level, "school_name": "Trường Quân sự thành phố", "diploma_type": "VB27"}
        yield _course(case, "defence", 1, months_after(case.life.recruited, 6), **values)


def _title(case: Case) -> Iterator[Row]:
    if case.person["personnel_kind"] == "VC" and case.life.until.year >= 2018 and case.chance(0.3):
        subject = f"Tiêu chuẩn chức danh nghề nghiệp: {case.life.post.job.work.lower()}"
        first = max(datetime.date(2017, 6, 1), case.life.recruited)
        values = {"subject": subject, "school": "DHCT", "diploma_type": "VB20"}
        yield _course(case, "professional_title", 3, first, **values)


def _research(case: Case) -> list[Row]:
    is_likely = case.life.post.job.work in ("Nghiên cứu", "Giảng dạy")
    if case.life.service < 3 or not case.chance(0.6 if is_likely else 0.05):
        return []
    day = case.day(years_after(case.life.recruited, 2), case.life.until)
    return [{
        "title": case.pick(_TOPICS), "research_level": "NC03" if is_likely else "NC05",
        "research_field": "5", "role": "lead" if case.chance(0.4) else "member",
        "from_on": month(months_after(day, -10)), "to_on": month(day), "result": "Đã nghiệm thu",
    }]  # fmt: skip
