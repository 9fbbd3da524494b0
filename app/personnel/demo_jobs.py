"""What people of the demonstration do: work, grades from entry to the highest, training, share of women.

A grade is written with its forms in time, newest first: ``V.07.02.26|V.07.02.05|15.115``;
the one in force counts. An allowance stands here where it belongs to the work (teachers, health).
"""

from dataclasses import dataclass

Track = tuple[float, tuple[str, ...]]


@dataclass(frozen=True)
class Job:
    """One kind of work; `tracks` are (weight, grades upwards), none for work without a grade."""

    work: str
    profession: str
    tracks: tuple[Track, ...] = ()
    majors: tuple[str, ...] = ()
    female: float = 0.38
    higher: tuple[tuple[str, float], ...] = (("THS", 0.12),)
    kind: str = ""
    strength: str = "ST02"
    allowance: str = ""
    is_manual: bool = False


_OFFICIAL: tuple[Track, ...] = ((88, ("01.003", "01.002", "01.001")), (12, ("01.004",)))
_COMMUNE: tuple[Track, ...] = ((70, ("01.003",)), (30, ("01.004",)))
_MEDICAL = "Ưu đãi nghề 40%"


def official(work: str, profession: str, majors: tuple[str, ...], strength: str = "ST02") -> Job:
    """A civil servant of a department, a division or an office of a district."""
    return Job(work, profession, _OFFICIAL, majors, strength=strength)


def _only(*grades: str) -> tuple[Track, ...]:
    """One way up."""
    return ((1.0, grades),)


def _teacher(work: str, female: float, percent: int, tracks: tuple[Track, ...], *majors: str) -> Job:
    allowance = f"Ưu đãi nhà giáo {percent}%"
    return Job(work, "CV29", tracks, majors, female, (("THS", 0.06),), strength="ST18", allowance=allowance)


def _medical(work: str, female: float, tracks: tuple[Track, ...], major: str) -> Job:
    higher = (("CKI", 0.06),)
    return Job(work, "CV31", tracks, (major,), female, higher, strength="ST17", allowance=_MEDICAL)


def _doctor(work: str, profession: str, tracks: tuple[Track, ...], major: str) -> Job:
    higher = (("CKI", 0.33), ("CKII", 0.06), ("THS", 0.08))
    return Job(work, profession, tracks, (major,), 0.45, higher, strength="ST17", allowance=_MEDICAL)


def _manual(work: str, profession: str, grade: str, female: float) -> Job:
    return Job(work, profession, _only(grade), (), female, (), "HD68", is_manual=True)


ADMINISTRATION = official("Hành chính, tổng hợp", "CV07", ("7340406", "7310205", "7380101"))
INSPECTOR = Job(
    "Thanh tra, giải quyết khiếu nại, tố cáo", "CV11", _only("04.025", "04.024", "04.023"),
    ("7380101", "7340301"), strength="ST13",
)  # fmt: skip
ACCOUNTANT = Job(
    "Kế toán", "CV08", ((80, ("06.031", "06.030")), (20, ("06.032",))), ("7340301", "7340201"),
    0.72, (("THS", 0.04),), strength="ST08",
)  # fmt: skip
CLERK = Job(
    "Văn thư, lưu trữ", "CV06", ((60, ("02.007",)), (40, ("02.008",))), ("7320303", "7340406"), 0.8, ()
)
DRIVER = _manual("Lái xe", "CV36", "01.010", 0.0)
GUARD = _manual("Bảo vệ", "CV37", "01.011", 0.03)
CLEANER = _manual("Tạp vụ", "CV38", "01.009", 0.95)
SIDE_WORKER = Job("Hoạt động không chuyên trách", "CV39", kind="KCT", female=0.4, higher=(), is_manual=True)

NURSERY = _teacher("Giáo viên mầm non", 0.985, 35, (
    (55, ("V.07.02.25|V.07.02.04|15a.205", "V.07.02.24")),
    (30, ("V.07.02.26|V.07.02.05|15a.206",)),
    (15, ("V.07.02.06|15.115",)),
), "7140201")  # fmt: skip
PRIMARY = _teacher("Giáo viên tiểu học", 0.62, 35, (
    (65, ("V.07.03.29|V.07.03.07|15a.203", "V.07.03.28")),
    (22, ("V.07.03.08|15a.204",)),
    (13, ("V.07.03.09|15.114",)),
), "7140202", "7140231", "7140206")  # fmt: skip
LOWER_SECONDARY = _teacher("Giáo viên trung học cơ sở", 0.62, 30, (
    (80, ("V.07.04.32|V.07.04.11|15.113", "V.07.04.31|V.07.04.10")),
    (20, ("V.07.04.12|15a.202",)),
), "7140209", "7140217", "7140231", "7140211", "7140218")  # fmt: skip
UPPER_SECONDARY = _teacher(
    "Giáo viên trung học phổ thông", 0.58, 30, _only("V.07.05.15|15.113", "V.07.05.14|15.112", "V.07.05.13"),
    "7140209", "7140211", "7140212", "7140213", "7140217", "7140219", "7140231",
)  # fmt: skip
LECTURER = Job(
    "Giảng dạy", "CV29", _only("V.07.01.03|15.111", "V.07.01.02|15.110", "V.07.01.01|15.109"),
    ("8340101", "8480201", "7460101", "7220201", "7520201"), 0.47, (("THS", 0.72), ("TS", 0.12)),
    strength="ST05", allowance="Ưu đãi nhà giáo 25%",
)  # fmt: skip

DOCTOR = _doctor(
    "Khám bệnh, chữa bệnh",
    "CV31",
    _only("V.08.01.03|16.118", "V.08.01.02|16.117", "V.08.01.01|16.116"),
    "7720101",
)
PREVENTION = _doctor("Y tế dự phòng", "CV32", _only("V.08.02.06|16.118", "V.08.02.05|16.117"), "7720110")
NURSE = _medical("Điều dưỡng", 0.78, (
    (40, ("V.08.05.12|16b.120", "V.08.05.11|16a.199")),
    (60, ("V.08.05.13|16b.121",)),
), "7720301")  # fmt: skip
MIDWIFE = _medical("Hộ sinh", 1.0, ((30, ("V.08.06.15|16.295",)), (70, ("V.08.06.16|16.297",))), "7720302")
TECHNICIAN = _medical(
    "Xét nghiệm, hình ảnh", 0.5, ((40, ("V.08.07.18|16.285",)), (60, ("V.08.07.19|16.287",))), "7720601"
)
PHARMACIST = _medical("Dược", 0.65, (
    (45, ("V.08.08.22|16.134", "V.08.08.21|16.133")),
    (55, ("V.08.08.23|16.135",)),
), "7720201")  # fmt: skip
PHYSICIAN_ASSISTANT = _medical("Y sĩ", 0.5, _only("V.08.03.07|16.119"), "7720101")

ENGINEER = Job("Kỹ thuật, nghiệp vụ", "CV34", (
    (75, ("V.05.02.07|13.095", "V.05.02.06|13.094")),
    (25, ("V.05.02.08|13.096",)),
), ("7850103", "7620109", "7480201", "7580201"), 0.35)  # fmt: skip
RESEARCHER = Job(
    "Nghiên cứu", "CV34", _only("V.05.01.03|13.092", "V.05.01.02|13.091"), ("7310101", "7620115"),
    0.42, (("THS", 0.5), ("TS", 0.1)),
)  # fmt: skip
REPORTER = Job(
    "Phóng viên", "CV25", _only("V.11.02.06|17.144", "V.11.02.05|17.143"), ("7320101",), 0.4, strength="ST16"
)
EDITOR = Job(
    "Biên tập viên", "CV25", _only("V.11.01.03|17.141", "V.11.01.02|17.140"), ("7320101", "7229030"),
    0.5, strength="ST16",
)  # fmt: skip
CULTURE = Job("Văn hóa, thể thao cơ sở", "CV24", (
    (75, ("V.10.06.20|01.003", "V.10.06.19")),
    (25, ("V.10.06.21|01.004",)),
), ("7229042", "7810301"), 0.4, strength="ST14")  # fmt: skip
LIBRARIAN = Job(
    "Thư viện", "CV24", ((80, ("V.10.02.06|17.170",)), (20, ("V.10.02.07|17.171",))), ("7320201",), 0.7
)

#: Titles of civil servants of a commune (NĐ 92/2009, Điều 3); the two armed ones have few women.
COMMUNE = tuple(
    Job(work, profession, _COMMUNE, majors, female, (("THS", 0.02),), "", strength)
    for work, profession, majors, female, strength in (
        ("Văn phòng - thống kê", "CV14", ("7310205", "7340406"), 0.55, "ST03"),
        ("Tư pháp - hộ tịch", "CV15", ("7380101",), 0.45, "ST09"),
        ("Địa chính - xây dựng - đô thị và môi trường", "CV16", ("7850103", "7580201"), 0.25, "ST19"),
        ("Tài chính - kế toán", "CV08", ("7340301", "7340201"), 0.65, "ST08"),
        ("Văn hóa - xã hội", "CV24", ("7229042", "7760101"), 0.5, "ST04"),
        ("Chỉ huy trưởng Quân sự", "CV35", ("7310202",), 0.02, "ST10"),
        ("Trưởng Công an", "CV35", ("7380101",), 0.02, "ST10"),
    )
)
CADRE = Job("Công tác Đảng, chính quyền, đoàn thể", "CV01", _COMMUNE, ("7310202", "7310205", "7380101"), 0.3,
            (("THS", 0.06),), strength="ST10")  # fmt: skip
