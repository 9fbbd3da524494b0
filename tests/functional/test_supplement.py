"""4a-BNV/2007 leaves out nothing that changed in its period, and tells nothing twice (Điều 11.2.b)."""

import datetime

import pytest

from app.core.entry import entry_thing, entry_things
from app.core.services import service_of
from app.documents.filling.papers import of_person
from app.documents.filling.records import Period
from app.documents.filling.supplement import SUPPLEMENT_KINDS
from app.documents.forms.registry import FORMS, docx_of
from tests.support.cast import as_system, identity_number, make_person
from tests.support.full_record import add_entry
from tests.support.papers import lines_of

YEAR = Period(datetime.date(2020, 1, 1), datetime.date(2020, 12, 31))


@pytest.fixture
def person(product):
    return make_person(product, sex="male", identity_number=identity_number(is_female=False))


def supplement(product, person, period=YEAR):
    with as_system(product) as session:
        return of_person(session, person, FORMS["form_4a"], period).paper


def contents(product, person, period=YEAR):
    return [(line.month, line.content) for line in supplement(product, person, period).changes]


def others(product, person, period=YEAR):
    return supplement(product, person, period).other_change.splitlines()


def test_every_kind_of_entry_has_a_place():
    assert set(SUPPLEMENT_KINDS) == {thing.key for thing in entry_things()}


# What was left out --------------------------------------------------------------------------------------


def test_a_new_stage_of_work_is_told(product, person):
    add_entry(
        product, person, "work_history", title="Chuyên viên", unit_name="Phòng Nội vụ huyện A",
        from_on="3/2020", decision_number="7/QĐ", decision_on="28/2/2020",
    )  # fmt: skip
    (line,) = supplement(product, person).changes
    assert (line.month, line.content) == ("03/2020", "Chuyên viên, Phòng Nội vụ huyện A")
    assert line.authority == "7/QĐ ngày 28/02/2020"


def test_a_stage_of_work_that_a_decision_tells_is_not_told_again(product, person):
    add_entry(
        product, person, "appointment", appointment_kind="appointment", position="CV027",
        unit_name="Phòng Nội vụ huyện A", from_on="1/3/2020",
    )  # fmt: skip
    add_entry(product, person, "work_history", title="Phó phòng", unit_name="Phòng A", from_on="3/2020")
    assert contents(product, person) == [
        ("03/2020", "Bổ nhiệm: Phó Trưởng phòng chuyên môn, Phòng Nội vụ huyện A")
    ]


def test_insurance_is_told_with_its_measures(product, person):
    add_entry(
        product, person, "insurance", unit_name="UBND huyện A", title="Chuyên viên", coefficient="2.34",
        months="9", from_on="4/2020",
    )  # fmt: skip
    assert others(product, person) == [
        "Bảo hiểm xã hội: 04/2020, UBND huyện A, Chuyên viên, hệ số 2,34, 9 tháng"
    ]


def test_the_death_of_a_relative_is_told_by_its_day(product, person):
    add_entry(
        product, person, "family_member", family_relation="CHA_VC", side="spouse", full_name="Lê Văn Ba",
        born_on="1950", to_on="5/2020", from_on="1985", is_deceased="1",
    )  # fmt: skip
    told = supplement(product, person).family_changes
    assert [(line.month, line.content) for line in told] == [("05/2020", "Cha vợ: Lê Văn Ba, đã mất")]


def test_the_death_of_a_relative_is_told_when_it_was_noted(product, person):
    row = add_entry(product, person, "family_member", family_relation="ME", side="own", full_name="Võ Thị Tư")
    now = Period(datetime.date(2026, 1, 1), datetime.date(2099, 12, 31))
    assert supplement(product, person, now).family_changes == ()
    with as_system(product) as session:
        service_of(entry_thing("family_member")).update(session, row, {"is_deceased": "1"}, version=None)
    (line,) = supplement(product, person, now).family_changes
    assert line.content == "Mẹ đẻ: Võ Thị Tư, đã mất" and line.month
    assert supplement(product, person).family_changes == ()


def test_what_ended_is_told(product, person):
    add_entry(
        product, person, "contract", contract_kind="definite", contract_number="12/HĐ", unit_name="Trường A",
        from_on="1/9/2018", to_on="31/8/2020",
    )  # fmt: skip
    add_entry(
        product, person, "allowance", allowance_type="PCTN", coefficient="0.2", from_on="1/2018",
        to_on="6/2020",
    )  # fmt: skip
    add_entry(
        product, person, "movement", movement_kind="secondment", from_unit_name="Sở A", to_unit_name="Sở B",
        from_on="1/2/2018", to_on="31/1/2020",
    )  # fmt: skip
    assert contents(product, person) == [
        ("01/2020", "Hết thời gian: Biệt phái, Sở B"),
        ("06/2020", "Thôi hưởng: Phụ cấp trách nhiệm công việc, 0,20"),
        ("08/2020", "Kết thúc: Hợp đồng làm việc xác định thời hạn, 12/HĐ, Trường A"),
    ]


def test_a_membership_that_ended_is_told(product, person):
    add_entry(
        product, person, "membership", political_organisation="DOAN", from_on="26/3/2003", to_on="5/2020"
    )
    add_entry(
        product, person, "party_step", party_step="position", party_position="CVD16", from_on="2015",
        cell="Đảng bộ huyện A", to_on="8/2020",
    )  # fmt: skip
    assert others(product, person) == [
        "Thôi tham gia: 05/2020, Đoàn TNCS Hồ Chí Minh",
        "Thôi giữ chức vụ Đảng: 08/2020, Ủy viên Ban Chấp hành Đảng bộ huyện, Đảng bộ huyện A",
    ]


# What was told twice ------------------------------------------------------------------------------------


def test_an_allowance_that_goes_on_at_another_rate_does_not_end(product, person):
    for coefficient, begun, over in (("0.2", "1/1/2018", "30/6/2020"), ("0.3", "1/7/2020", "")):
        add_entry(
            product, person, "allowance", allowance_type="PCCV", coefficient=coefficient, from_on=begun,
            to_on=over,
        )  # fmt: skip
    assert contents(product, person) == [("07/2020", "Phụ cấp chức vụ lãnh đạo, 0,30")]


def test_a_contract_that_another_follows_does_not_end(product, person):
    for kind, begun, over in (("probation", "1/9/2019", "31/8/2020"), ("payroll", "1/9/2020", "")):
        add_entry(
            product, person, "contract", contract_kind=kind, unit_name="Trường A", from_on=begun, to_on=over
        )
    assert contents(product, person) == [("09/2020", "Biên chế: Trường A")]


def test_a_rate_in_the_name_of_an_allowance_stands_once(product, person):
    add_entry(product, person, "allowance", allowance_type="PCCVU", percent="25", from_on="1/1/2020")
    add_entry(product, person, "allowance", allowance_type="PCUD", percent="30", from_on="1/2/2020")
    assert contents(product, person) == [
        ("01/2020", "Phụ cấp công vụ 25%"),
        ("02/2020", "Phụ cấp ưu đãi theo nghề, 30%"),
    ]


def test_a_year_stands_once(product, person):
    add_entry(product, person, "assessment", year="2020", quality_rating="HTT", from_on="2020")
    assert others(product, person) == ["Đánh giá, xếp loại hằng năm: 2020, Hoàn thành tốt nhiệm vụ"]


def test_a_course_that_somebody_was_sent_to_stands_once(product, person):
    add_entry(
        product, person, "training", training_kind="political_theory", school="HVCTKV4",
        education_level="LLCC", from_on="9/2020", to_on="8/2021",
    )  # fmt: skip
    add_entry(
        product, person, "study_leave", subject="Cao cấp lý luận chính trị", education_level="LLCC",
        school_name="Học viện Chính trị khu vực IV", from_on="9/2020", to_on="8/2021",
    )  # fmt: skip
    (line,) = supplement(product, person).trainings
    assert (line.school, line.degree) == ("Học viện Chính trị khu vực IV", "Cao cấp lý luận chính trị")


def test_another_course_of_the_same_month_stands_beside_it(product, person):
    add_entry(
        product, person, "training", training_kind="informatics", school="DHCT", education_level="THCB",
        from_on="9/2020", to_on="10/2020",
    )  # fmt: skip
    add_entry(product, person, "study_leave", subject="Cao học Luật", school_name="ĐH Luật", from_on="9/2020")
    assert [line.school for line in supplement(product, person).trainings] == [
        "Trường Đại học Cần Thơ",
        "ĐH Luật",
    ]


def test_the_short_biography_says_the_unit_apart_from_the_posts(product, person):
    add_entry(product, person, "post", post_kind="main", position="CV027", unit_name="Phòng Y tế huyện A",
              from_on="1/1/2020")  # fmt: skip
    with as_system(product) as session:
        paper = of_person(session, person, FORMS["form_3a"]).paper
    lines = lines_of(docx_of(FORMS["form_3a"], paper))
    assert "14) Chức vụ: Phó Trưởng phòng chuyên môn, Phòng Y tế huyện A" in lines
    assert "Đơn vị công tác: Ủy ban nhân dân phường Xuân Khánh" in lines
