"""Names of catalog values stand in official papers; an editor's remark belongs in the note (mau-bieu.md)."""

import csv
import re
from pathlib import Path

import pytest

CATALOGS = Path(__file__).parents[2] / "seed" / "catalogs"
#: Catalogs whose names are printed by 2C, Mẫu số 2, 3a and 4a.
PRINTED = (
    "allowance_type", "award_form", "blood_group", "country", "diploma_type", "discipline_form",
    "education_level", "emulation_title", "ethnic_group", "family_relation", "grade", "health_status",
    "honorary_title", "invalid_class", "language", "military_rank", "party_position",
    "policy_beneficiary", "political_organisation", "position", "profession", "quality_rating",
    "raise_form", "religion",
    "school", "strength", "training_form", "training_major", "union_position",
)  # fmt: skip
#: Since when, what it is called now, a span of rates, what comes under it.
REMARK = re.compile(r"\((từ|đến|nay|sáp nhập|cũ|xác nhận|học hàm|cơ sở)\b|\d\s*[–-]\s*\d+%|\.\.\.|…| / ")
#: Alternatives a paper chooses among (app/documents/filling/wording.py), and numbers that are written so.
CHOSEN = re.compile(
    r"[Qq]uận/huyện|Quận ủy/Huyện ủy|Quận đoàn/Huyện đoàn|khoa/phòng|[Vv]ợ/chồng|\d+/\d+(/\d+)?|da cam/dioxin"
)


def names(key: str) -> list[tuple[str, str]]:
    with (CATALOGS / f"{key}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["name"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("key", PRINTED)
def test_a_name_holds_no_remark_of_an_editor(key: str) -> None:
    assert [name for name in names(key) if REMARK.search(name[1])] == []


@pytest.mark.parametrize("key", PRINTED)
def test_a_name_leaves_no_choice_that_a_paper_cannot_make(key: str) -> None:
    assert [name for name in names(key) if "/" in CHOSEN.sub("", name[1])] == []


def test_the_remarks_are_kept_as_notes() -> None:
    def note(key: str, code: str) -> tuple[str, str]:
        with (CATALOGS / f"{key}.csv").open(encoding="utf-8", newline="") as file:
            (row,) = [row for row in csv.DictReader(file) if row["code"] == code]
        return row["name"], row["note"]

    assert note("school", "DHCT") == ("Trường Đại học Cần Thơ", "Từ 2025: Đại học Cần Thơ")
    name, told = note("allowance_type", "PCUD")
    assert name == "Phụ cấp ưu đãi theo nghề"
    assert told.startswith("Nhà giáo 25–70%, y tế 20–70%; QĐ 244/2005/QĐ-TTg")
    assert note("position", "CV041")[0] == "Trưởng phòng chuyên môn thuộc UBND cấp xã"
