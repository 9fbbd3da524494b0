"""Which work is done in which unit, and in which mixture."""

from app.personnel import demo_jobs as jobs
from app.personnel.demo_draw import Weighted
from app.personnel.demo_jobs import Job
from app.personnel.demo_units import DemoUnit

#: What an office does, by a word of its name: the first that fits.
_OFFICES = (
    ("Thanh tra", jobs.INSPECTOR),
    (
        "Kế hoạch",
        jobs.official("Tài chính, kế hoạch, đầu tư", "CV09", ("7310101", "7340201", "7340301"), "ST08"),
    ),
    ("Tài chính", jobs.official("Quản lý tài chính, ngân sách", "CV08", ("7340201", "7340301"), "ST08")),
    ("Tư pháp", jobs.official("Tư pháp, hộ tịch", "CV15", ("7380101",), "ST09")),
    ("Tài nguyên", jobs.official("Quản lý đất đai, môi trường", "CV16", ("7850103", "7850101"))),
    (
        "Nông nghiệp",
        jobs.official("Quản lý nông nghiệp, nông thôn", "CV20", ("7620109", "7620112", "7640101"), "ST20"),
    ),
    ("Công Thương", jobs.official("Quản lý công thương", "CV21", ("7340121", "7310101"))),
    ("Kinh tế", jobs.official("Quản lý kinh tế, hạ tầng", "CV20", ("7310101", "7620115", "7580201"))),
    ("Giao thông", jobs.official("Quản lý giao thông vận tải", "CV18", ("7580205",), "ST19")),
    ("Xây dựng chính quyền", jobs.official("Xây dựng chính quyền", "CV02", ("7310202", "7310205"))),
    ("Xây dựng", jobs.official("Quản lý xây dựng", "CV17", ("7580201", "7580101"), "ST19")),
    ("Quản lý đô thị", jobs.official("Quản lý đô thị", "CV17", ("7580105", "7580201"), "ST19")),
    ("khu chế xuất", jobs.official("Quản lý khu công nghiệp", "CV21", ("7340120", "7580105"))),
    ("Lao động", jobs.official("Lao động, người có công, xã hội", "CV22", ("7760101", "7340404"))),
    ("Văn hóa", jobs.official("Quản lý văn hóa, thể thao", "CV24", ("7229042", "7810301"), "ST04")),
    ("Thông tin", jobs.official("Quản lý thông tin, truyền thông", "CV25", ("7480201", "7320101"), "ST07")),
    ("Giáo dục", jobs.official("Quản lý giáo dục", "CV28", ("7140114", "7140217", "7140209"), "ST18")),
    ("Thi đua", jobs.official("Thi đua, khen thưởng", "CV04", ("7310205", "7380101"))),
    ("Cải cách", jobs.official("Cải cách hành chính", "CV05", ("7310205", "7340403"))),
    ("Văn thư", jobs.official("Quản lý văn thư, lưu trữ", "CV06", ("7320303",))),
    ("Tôn giáo", jobs.official("Công tác tôn giáo", "CV26", ("7229001", "7310205"), "ST10")),
    ("Dân tộc", jobs.official("Công tác dân tộc", "CV27", ("7310205", "7310301"), "ST10")),
    ("Dân số", jobs.official("Dân số, kế hoạch hóa gia đình", "CV33", ("7720701",), "ST17")),
    ("Khoa học", jobs.official("Quản lý khoa học, công nghệ", "CV34", ("7420201", "7480201"))),
    ("Y", jobs.official("Quản lý y tế", "CV30", ("7720701", "7720201"), "ST17")),
    ("Dược", jobs.official("Quản lý dược", "CV30", ("7720201",), "ST17")),
    ("An toàn", jobs.official("Quản lý an toàn thực phẩm", "CV30", ("7540101",), "ST17")),
    ("Ngoại vụ", jobs.official("Công tác đối ngoại", "CV07", ("7220201", "7310201"), "ST06")),
    ("Nội vụ", jobs.official("Tổ chức, cán bộ", "CV03", ("7310205", "7340404", "7380101"))),
    ("Tổ chức", jobs.official("Tổ chức bộ máy, biên chế", "CV02", ("7310205", "7340404"))),
    ("Công chức", jobs.official("Quản lý công chức, viên chức", "CV03", ("7310205", "7340404"))),
)
_SUPPORT = ((jobs.ACCOUNTANT, 5), (jobs.CLERK, 4), (jobs.DRIVER, 2), (jobs.GUARD, 2), (jobs.CLEANER, 2))
_SCHOOL = ((jobs.ACCOUNTANT, 3), (jobs.CLERK, 3), (jobs.GUARD, 3), (jobs.CLEANER, 3))
_TEACHERS = {
    "TRUONG_MN": jobs.NURSERY, "TRUONG_TH": jobs.PRIMARY, "TRUONG_THCS": jobs.LOWER_SECONDARY,
    "TRUONG_THPT": jobs.UPPER_SECONDARY,
}  # fmt: skip
_HOSPITAL = (
    (jobs.DOCTOR, 24), (jobs.NURSE, 40), (jobs.MIDWIFE, 6), (jobs.TECHNICIAN, 9), (jobs.PHARMACIST, 6),
    (jobs.ADMINISTRATION, 6), *_SUPPORT,
)  # fmt: skip
_HEALTH_CENTRE = (
    (jobs.PREVENTION, 22), (jobs.DOCTOR, 8), (jobs.NURSE, 20), (jobs.PHYSICIAN_ASSISTANT, 18),
    (jobs.MIDWIFE, 8), (jobs.TECHNICIAN, 8), (jobs.PHARMACIST, 6), *_SUPPORT,
)  # fmt: skip
#: Public service units by sector (`khoi_co_quan`): radio and newspapers, education, culture, research.
_SERVICES = {
    "K06": ((jobs.REPORTER, 40), (jobs.EDITOR, 30), (jobs.ENGINEER, 10), *_SUPPORT),
    "K07": ((jobs.LECTURER, 80), (jobs.ADMINISTRATION, 8), *_SUPPORT),
    "K09": ((jobs.CULTURE, 70), (jobs.LIBRARIAN, 8), *_SUPPORT),
    "K10": ((jobs.RESEARCHER, 70), (jobs.ADMINISTRATION, 10), *_SUPPORT),
}


def plan(unit: DemoUnit) -> Weighted[Job]:
    """The work done in a unit; the first of it is the work its head came from."""
    if unit.sort == "UBND.commune":
        return Weighted([*((job, 12.0) for job in jobs.COMMUNE), (jobs.SIDE_WORKER, 10)])
    if unit.unit_type in _TEACHERS:
        return Weighted([(_TEACHERS[unit.unit_type], 88), *_SCHOOL])
    if unit.unit_type in ("DVSN_YTE", "TRAM_YT"):
        return Weighted(_HOSPITAL if unit.is_hospital else _HEALTH_CENTRE)
    if unit.unit_type == "DVSN":
        radio = unit.name.startswith("Đài")
        own = _SERVICES.get("K06" if radio else unit.sector_block)
        return Weighted(own or ((jobs.ENGINEER, 60), (jobs.ADMINISTRATION, 25), *_SUPPORT))
    return _office(unit)


def _office(unit: DemoUnit) -> Weighted[Job]:
    """A department, a division or an office of a district; divisions have no drivers of their own."""
    own = next((job for word, job in _OFFICES if word in unit.name), jobs.ADMINISTRATION)
    support = _SUPPORT[:2] if unit.unit_type.startswith("PHONG") else _SUPPORT
    return Weighted([(own, 80), (jobs.ADMINISTRATION, 8), *support])
