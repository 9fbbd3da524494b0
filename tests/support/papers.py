"""An invented person on paper, and documents read back as people read them."""

import datetime
import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from docx import Document
from docx.table import Table, _Cell

from app.core.partial_date import PartialDate
from app.documents.forms.values import Change, Pay, Relative, Resume, Supplement, Training, Trip, Work

RESUME = Resume(
    managing_body="Sở Nội vụ thành phố Cần Thơ",
    employing_unit="Phòng Nội vụ quận Ninh Kiều",
    staff_number="CT-000123",
    full_name="Thạch Thị Sa Rươn",
    other_name="Thạch Thị Út",
    birth_on=PartialDate(1975, 3, 5),
    sex="Nữ",
    position="Phó Trưởng phòng; Chi ủy viên",
    signed_place="Cần Thơ",
    signed_on=datetime.date(2026, 11, 5),
    birth_place="Xã Thới Lai, huyện Thới Lai, tỉnh Hậu Giang",
    home_town="Xã Đại Tâm, huyện Mỹ Xuyên, tỉnh Sóc Trăng",
    ethnic_group="Khmer",
    religion="Phật giáo",
    permanent_address="Số 45 đường Nguyễn Văn Cừ, phường An Hòa",
    current_address="Số 12 hẻm 132 đường 3 tháng 2, phường Xuân Khánh",
    former_occupation="Giáo viên",
    recruited_on="01/09/1998",
    recruiting_body="Ủy ban nhân dân tỉnh Cần Thơ",
    main_work="Quản lý cán bộ, công chức, viên chức",
    grade="Chuyên viên chính",
    grade_code="01.002",
    pay_step="4",
    coefficient="5,42",
    paid_from="01/01/2024",
    position_allowance="0,30",
    other_allowance="Phụ cấp công vụ 25%",
    general_education="12/12",
    education_level="Thạc sĩ Quản lý công",
    academic_title="Thạc sĩ",
    political_theory="Cao cấp",
    state_management="Chuyên viên chính",
    foreign_language="Tiếng Anh B1",
    informatics="Ứng dụng cơ bản",
    party_joined_on="03/02/2003",
    party_official_on="03/02/2004",
    union_joined="26/03/1990, Bí thư chi đoàn",
    enlisted_on="02/1994",
    discharged_on="02/1996",
    military_rank="Trung sĩ",
    honorary_title="Nhà giáo ưu tú",
    strength="Quản lý nhân sự",
    highest_award="Bằng khen của Thủ tướng Chính phủ, 2019",
    highest_discipline="Khiển trách, 2008",
    health_status="Tốt",
    height_cm="158",
    weight_kg="52",
    blood_group="O",
    invalid_class="4/4",
    policy_beneficiary="Con liệt sĩ",
    identity_number="092175001234",
    identity_issued_on="12/05/2021",
    social_insurance_number="5298001234",
    trainings=(
        Training(
            school="Trường Đại học Cần Thơ",
            major="Luật hành chính",
            period="09/1993 - 06/1997",
            form="Chính quy",
            degree="Cử nhân",
        ),
        Training(
            school="Học viện Hành chính Quốc gia",
            major="Quản lý công",
            period="10/2010 - 10/2012",
            form="Tại chức",
            degree="Thạc sĩ",
        ),
    ),
    works=(
        Work(period="09/1998 - 12/2009", description="Chuyên viên, Phòng Tổ chức - Lao động quận Ninh Kiều"),
        Work(period="01/2010 - nay", description="Phó Trưởng phòng, Phòng Nội vụ quận Ninh Kiều"),
    ),
    history_self="Không bị bắt, không bị tù.",
    history_foreign="Không tham gia tổ chức nào ở nước ngoài.",
    history_relatives="Cậu ruột định cư tại Úc từ năm 1990.",
    own_family=(
        Relative(relation="Cha", full_name="Thạch Sên", birth_year="1945", details="Liệt sĩ."),
        Relative(relation="Chồng", full_name="Lê Văn Bảy", birth_year="1973", details="Giáo viên."),
    ),
    spouse_family=(
        Relative(relation="Cha chồng", full_name="Lê Văn Ba", birth_year="1940", details="Nông dân."),
    ),
    pays=(
        Pay(month="09/1998", grade_code="01.003", grade_name="Chuyên viên", step="1", coefficient="1,86"),
        Pay(month="09/2001", grade_code="01.003", grade_name="Chuyên viên", step="2", coefficient="2,10"),
        Pay(
            month="01/2024", grade_code="01.002", grade_name="Chuyên viên chính", step="4", coefficient="5,42"
        ),
    ),
    assessment="Hoàn thành tốt nhiệm vụ.",
)

SUPPLEMENT = Supplement(
    full_name="Thạch Thị Sa Rươn",
    staff_number="CT-000123",
    birth_on=PartialDate(1975),
    sex="Nữ",
    position="Trưởng phòng",
    employing_unit="Phòng Nội vụ quận Ninh Kiều",
    period_from=datetime.date(2026, 1, 1),
    period_to=datetime.date(2026, 12, 31),
    changes=(Change(month="03/2026", content="Bổ nhiệm Trưởng phòng", authority="123/QĐ-UBND"),),
    trainings=(Training(school="Học viện Chính trị khu vực IV", major="Lý luận chính trị"),),
    awards=(Change(month="06/2026", content="Giấy khen", authority="UBND quận Ninh Kiều"),),
    disciplines=(Change(month="07/2026", content="Khiển trách", authority="UBND quận"),),
    family_changes=(Change(month="08/2026", content="Sinh con thứ hai"),),
    trips=(Trip(country="Nhật Bản", period="05/2026", purpose="Học tập", funding="Ngân sách"),),
    health_change="Mổ ruột thừa",
    property_change="Mua nhà 80 m²",
    other_change="Đổi số điện thoại",
)


#: Code of a form -> what it is printed from.
PAPERS_BY_FORM: dict[str, Resume | Supplement] = {
    "form_2c": RESUME,
    "form_2_tt12": RESUME,
    "form_3a": RESUME,
    "form_4a": SUPPLEMENT,
}


def long_resume() -> Resume:
    """A career of 30 posts and 40 salaries; each row can be told by its number."""
    return replace(
        RESUME,
        works=tuple(
            Work(
                period=f"{1 + n % 12:02}/{1995 + n}",
                description=f"Đầu{n:02} " + "Chuyên viên Phòng Tổ chức - Lao động, " * 4 + f"Cuối{n:02}",
            )
            for n in range(30)
        ),
        pays=tuple(
            Pay(
                month=f"{1 + n % 12:02}/{1985 + n}",
                grade_code="V.07.04.32",
                step=f"{1 + n % 9}",
                coefficient="2,34",
            )
            for n in range(40)
        ),
    )


def png(width: int = 4, height: int = 6) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\x00" + b"\x40\x60\x90" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def lines_of(docx: bytes) -> list[str]:
    """Every paragraph in the order it is read, those in tables included; white space is one blank."""
    return [squeezed(paragraph.text) for paragraph in _paragraphs(Document(io.BytesIO(docx)))]


def whole_text(docx: bytes) -> str:
    """Everything that is printed, in the order it is read: a line for each paragraph, and for each row of
    a table that has lines of its own; blank paragraphs left out."""
    lines = _readable(Document(io.BytesIO(docx)))
    return "".join(f"{line}\n" for line in lines if line)


def _readable(holder: Any) -> Iterator[str]:
    for block in holder.iter_inner_content():
        if not isinstance(block, Table):
            yield squeezed(block.text)
        elif _is_ruled(block) and len(block.columns) > 1:
            yield from (" | ".join(squeezed(cell.text) for cell in row.cells).rstrip() for row in block.rows)
        else:
            for cell in _cells(block):
                yield from _readable(cell)


def tables_of(docx: bytes) -> list[list[list[str]]]:
    """The tables that have lines of their own: rows of texts."""
    found = [table for table in Document(io.BytesIO(docx)).tables if _is_ruled(table)]
    return [[[squeezed(cell.text) for cell in row.cells] for row in table.rows] for table in found]


def ruled_tables(docx: bytes) -> list[Table]:
    return [table for table in Document(io.BytesIO(docx)).tables if _is_ruled(table)]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _is_ruled(table: Table) -> bool:
    return "w:tblBorders" in table._tbl.tblPr.xml


def _paragraphs(holder: Any) -> Iterator[Any]:
    for block in holder.iter_inner_content():
        if isinstance(block, Table):
            for cell in _cells(block):
                yield from _paragraphs(cell)
        else:
            yield block


def _cells(table: Table) -> Iterator[_Cell]:
    for row in table.rows:
        yield from row.cells
