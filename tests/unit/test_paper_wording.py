"""How the papers put words together: each thing once, in the words that fit the unit and the person."""

from typing import Any

import pytest

import app.model_registry  # noqa: F401 - declares the kinds of entries
from app.core import things
from app.core.partial_date import PartialDate
from app.documents.filling.lines import families, life_story, trainings, works
from app.documents.filling.texts import joined, unless_said
from app.documents.filling.wording import of_spouse, post_name, post_of_unit
from app.personnel.entries.private import FamilyMember, LifeHistory
from app.personnel.entries.training import Training
from app.personnel.entries.work import WorkHistory

# Joining -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "by", "printed"),
    [
        (("Đã mất", "đã mất"), "; ", "Đã mất"),
        (("Bị thương khi huấn luyện.", "Tỉnh Cần Thơ"), ", ", "Bị thương khi huấn luyện, Tỉnh Cần Thơ"),
        (("Liệt sĩ.",), "; ", "Liệt sĩ."),
        (("9", "VK 6%"), " ", "9 VK 6%"),
        (("Câu một.", "Câu hai."), "\n", "Câu một.\nCâu hai."),
        ((None, "", "  "), ", ", ""),
    ],
)
def test_a_part_stands_once_and_no_stop_before_a_comma(parts: tuple[Any, ...], by: str, printed: str) -> None:
    assert joined(*parts, by=by) == printed


def test_what_another_part_says_is_not_said_again() -> None:
    assert unless_said("Tỉnh Cần Thơ", "Bộ Chỉ huy quân sự tỉnh Cần Thơ") == ""
    assert unless_said("Cần Th", "Cần Thơ") == "Cần Th"
    assert unless_said("chuyên viên", "Chứng chỉ chuyên viên chính", is_whole=True) == "chuyên viên"


# Lines --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("occupation", "printed"),
    [
        ("Đã mất; trước là nông dân", "Đã mất; trước là nông dân"),
        ("Đã mất", "Đã mất"),
        ("Hy sinh năm 1972", "Hy sinh năm 1972"),
        ("Nông dân.", "Nông dân; đã mất"),
        ("", "đã mất"),
    ],
)
def test_a_death_is_told_once(occupation: str, printed: str) -> None:
    row = FamilyMember(
        id=1,
        side="own",
        family_relation=named("family_relation", "Cha đẻ"),
        full_name="Lê Văn A",
        occupation=occupation,
        is_deceased=True,
    )
    assert families([row], "own", "male")[0].details == printed


def story(**values: Any) -> str:
    row = LifeHistory(life_part="other", **values)
    return life_story([row])


def test_a_story_does_not_repeat_its_year_nor_its_place() -> None:
    wound = "Năm 1990 nhập ngũ, xuất ngũ năm 1992; bị thương khi huấn luyện."
    assert story(story=wound, place="Tỉnh Cần Thơ", from_on=PartialDate(1990)) == (
        "Đặc điểm lịch sử khác: Năm 1990 nhập ngũ, xuất ngũ năm 1992; bị thương khi huấn luyện; "
        "nơi xảy ra: Tỉnh Cần Thơ"
    )
    assert story(story="Học tại tỉnh Cần Thơ.", place="Tỉnh Cần Thơ") == (
        "Đặc điểm lịch sử khác: Học tại tỉnh Cần Thơ."
    )
    assert story(story="Đến năm 1988 đi học", from_on=PartialDate(1976), to_on=PartialDate(1988)) == (
        "Đặc điểm lịch sử khác (1976 - 1988): Đến năm 1988 đi học"
    )


def test_a_language_comes_before_its_level_and_a_paper_tells_its_level_once() -> None:
    language = named("language", "Tiếng Anh")
    rows = [
        Training(subject="trình độ B", language=language, training_kind="foreign_language"),
        Training(school_name="Học viện cũ", school=named("school", "Học viện"), training_kind="professional"),
    ]
    lines = trainings(rows)
    assert lines[0].major == "Tiếng Anh, trình độ B" and lines[1].school == "Học viện cũ"


@pytest.mark.parametrize(
    ("diploma", "level", "printed"),
    [
        ("Bằng thạc sĩ", "Thạc sĩ", "Bằng thạc sĩ"),
        ("Bằng cử nhân", "Đại học", "Bằng cử nhân, Đại học"),
        (
            "Chứng chỉ bồi dưỡng ngạch chuyên viên chính",
            "Ngạch chuyên viên",
            "Chứng chỉ bồi dưỡng ngạch chuyên viên chính, Ngạch chuyên viên",
        ),
        (
            "Bằng trung cấp lý luận chính trị - hành chính",
            "Trung cấp lý luận chính trị",
            "Bằng trung cấp lý luận chính trị - hành chính",
        ),
        (None, "Thạc sĩ", "Thạc sĩ"),
        ("Thạc sĩ", "Thạc sĩ", "Thạc sĩ"),
    ],
)
def test_a_degree_is_not_said_twice(diploma: str | None, level: str, printed: str) -> None:
    row = Training(
        training_kind="professional",
        diploma_type=named("diploma_type", diploma),
        education_level=named("education_level", level),
    )
    assert trainings([row])[0].degree == printed


def test_a_place_in_the_name_of_the_unit_is_not_repeated() -> None:
    row = WorkHistory(
        title="Chiến sĩ", unit_name="Bộ Chỉ huy quân sự tỉnh Cần Thơ", place="Tỉnh Cần Thơ",
        from_on=PartialDate(1990, 8),
    )  # fmt: skip
    assert works([row])[0].description == "Chiến sĩ, Bộ Chỉ huy quân sự tỉnh Cần Thơ"


def named(key: str, name: str | None) -> Any:
    """A row of a catalog."""
    return None if name is None else things.get(key).model(code="x", name=name)


# Alternatives -------------------------------------------------------------------------------------------

VICE = "Phó Chủ tịch Ủy ban nhân dân quận/huyện"


@pytest.mark.parametrize(
    ("position", "places", "printed"),
    [
        (VICE, ("Ủy ban nhân dân huyện Phong Điền",), "Phó Chủ tịch Ủy ban nhân dân huyện"),
        (VICE, ("Phòng Tư pháp", "Ủy ban nhân dân quận Ô Môn"), "Phó Chủ tịch Ủy ban nhân dân quận"),
        (VICE, ("Sở Nội vụ",), VICE),
        (VICE, (), VICE),
        ("Bí thư Quận ủy/Huyện ủy", ("Đảng bộ quận Cái Răng",), "Bí thư Quận ủy"),
        ("Bí thư Quận đoàn/Huyện đoàn", ("Huyện Thới Lai",), "Bí thư Huyện đoàn"),
        ("Trưởng khoa/phòng bệnh viện hạng II", ("Khoa Nội",), "Trưởng khoa bệnh viện hạng II"),
        ("Trưởng ban thuộc sở, Chi cục trưởng loại lớn", ("Chi cục Thú y",), "Chi cục trưởng"),
        ("Giám đốc sở và tương đương", (), "Giám đốc sở"),
        ("Chủ tịch Ủy ban nhân dân phường", ("Quận Ninh Kiều",), "Chủ tịch Ủy ban nhân dân phường"),
    ],
)
def test_the_unit_decides_which_post_it_is(position: str, places: tuple[str, ...], printed: str) -> None:
    assert post_name(position, *places) == printed


def test_a_post_before_its_unit_does_not_say_the_level() -> None:
    unit = "Phòng Công chức, viên chức"
    assert post_of_unit("Phó Trưởng phòng thuộc sở và tương đương", unit) == "Phó Trưởng phòng"
    assert post_of_unit("Trưởng phòng chuyên môn thuộc UBND quận/huyện", "Phòng Tư pháp huyện A") == (
        "Trưởng phòng chuyên môn"
    )
    assert post_of_unit("Phó Trưởng phòng thuộc sở và tương đương") == "Phó Trưởng phòng thuộc sở"


@pytest.mark.parametrize(
    ("name", "sex", "printed"),
    [
        ("Cha vợ/chồng", "male", "Cha vợ"),
        ("Em vợ/chồng", "female", "Em chồng"),
        ("Đã kết hôn (có vợ/chồng)", "female", "Đã kết hôn (có chồng)"),
        ("Vợ/chồng liệt sĩ", "female", "Vợ liệt sĩ"),
        ("Vợ/chồng liệt sĩ", "male", "Chồng liệt sĩ"),
        ("Cha vợ/chồng", "", "Cha vợ/chồng"),
        (None, "male", ""),
    ],
)
def test_the_sex_of_the_person_decides_between_husband_and_wife(
    name: str | None, sex: str, printed: str
) -> None:
    assert of_spouse(name, sex) == printed
