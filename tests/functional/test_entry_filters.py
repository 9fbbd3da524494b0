"""Lists of people filtered by the entries of their records: «có bằng thạc sĩ»."""

import re

import pytest

from app.core import things
from app.core.services import service_of
from tests.functional.test_export import rows_of, sheet_of, start_export, work
from tests.functional.test_list_tools import chips, saved  # noqa: F401 - a fixture
from tests.functional.test_lists import names, page
from tests.support.api import PERSON, list_of, rison
from tests.support.cast import WARD, as_system, catalog_id, counted_statements, make_person, unit_id
from tests.support.entries import PAY, POST, TRAINING, WORK, add_entry
from tests.support.log_lines import last

#: Kinds of entry that belong to a sensitive group, written down from Điều 8.3 and the issue.
SENSITIVE_KINDS = (
    "salary_history", "allowance", "insurance", "discipline", "life_history", "foreign_relation",
    "health_check", "identity_paper",
)  # fmt: skip
#: (kind, field) of each that could be filtered by if it were not.
SENSITIVE = (
    "salary_history.grade", "salary_history.pay_step", "salary_history.from_on", "allowance.allowance_type",
    "insurance.unit_name", "discipline.discipline_form", "discipline.reason", "life_history.place",
    "foreign_relation.country", "health_check.health_status", "identity_paper.paper_number",
    "identity_paper.entry_state",
)  # fmt: skip
#: Names that look like a criterion on an entry and are none.
NO_CRITERION = (
    "training.nothing", "training", "training.", "training.is_void", "training.void_reason",
    "training.person", "training.person_id", "training.education_level_id", "training.version",
    "assessment.comment", "award.to_on", "nothing.education_level",
    "placement.unit", "status_period.employment_status", "person.sex", "unit.name",
    "training.education_level.name",
)  # fmt: skip
OPTION = re.compile(r'<option value="([^"]*)"[^>]*>(.*?)</option>')
KIND = re.compile(r'<optgroup label="([^"]+)">')
SEARCH = "chau thi muc"
OF_NO_LEVEL = {
    "training_kind": "other", "subject": "Kỹ năng soạn thảo", "from_on": "5/2016", "to_on": "6/2016",
    "education_level": "", "school_name": "Trường Chính trị",
}  # fmt: skip


@pytest.fixture(scope="module")
def people(product):
    """Five records of one name, and one beyond the ward: name -> id."""
    made = {
        name: make_person(product, unit, full_name=f"Châu Thị Mục {name}")
        for name, unit in (
            ("An", WARD), ("Bình", WARD), ("Chi", WARD), ("Dung", WARD), ("Em", WARD), ("Ngoài", "SYT")
        )
    }  # fmt: skip

    def add(name, kind, values, **changes):
        return add_entry(product, made[name], kind, values, **changes)

    # An: bachelor, then master; excellent in 2023, good in 2024. Bình: bachelor; excellent in 2024.
    add("An", "training", TRAINING)
    add(
        "An",
        "training",
        TRAINING,
        education_level="THS",
        from_on="2010",
        to_on="2012",
        school_name="Đại học Huế",
    )
    add("An", "assessment", {"year": "2023", "quality_rating": "HTXS"})
    add("An", "assessment", {"year": "2024", "quality_rating": "HTT"})
    add("Bình", "training", TRAINING)
    add("Bình", "assessment", {"year": "2024", "quality_rating": "HTXS"})
    add("Bình", "post", POST, to_on="6/2018")
    # Chi: her master's degree was entered by mistake and voided. Dung: a training of no level. Em: nothing.
    void(product, "training", add("Chi", "training", TRAINING, education_level="THS", to_on="2008"))
    add("Dung", "training", {**TRAINING, **OF_NO_LEVEL})
    add("Dung", "post", POST)
    add("Dung", "work_history", WORK, unit_name="", unit=unit_id(product, WARD))
    add("Ngoài", "training", TRAINING, education_level="THS", from_on="2010", to_on="2012")
    return made


def void(product, kind, entry):
    with as_system(product) as session:
        service_of(things.get(kind)).void(session, entry, "Nhập nhầm người", version=None)


@pytest.fixture(scope="module")
def api(product):
    return product.api("phuong.xuankhanh")


@pytest.fixture(scope="module")
def level(product):
    """Code of a level -> its id."""
    return lambda code: catalog_id(product, "education_level", code)


def given(client, **args):
    """The given names of the people a list finds."""
    return [name.rsplit(" ", 1)[1] for name in names(client, q=SEARCH, **args)]


# What is found ------------------------------------------------------------------------------------


def test_who_has_a_masters_degree(clerk, home_affairs, people, level):
    asked = {"f.training.education_level.eq": level("THS")}
    assert given(clerk, **asked) == ["An"]
    assert given(home_affairs, **asked) == ["An", "Ngoài"]
    assert given(clerk, **{"f.training.education_level": level("DH")}) == ["An", "Bình"]
    assert given(clerk, **{"f.training.education_level.in": f"{level('THS')},{level('DH')}"}) == [
        "An",
        "Bình",
    ]


@pytest.mark.parametrize(
    ("criterion", "value", "found"),
    [
        ("training.training_kind.eq", "professional", ["An", "Bình"]),
        ("training.subject.ct", "soạn thảo", ["Dung"]),
        ("training.school_name.sw", "Đại học H", ["An"]),
        ("training.from_on.gte", "2010", ["An", "Dung"]),
        ("training.from_on.eq", "2016", ["Dung"]),
        ("training.to_on.lte", "2006", ["An", "Bình"]),
        ("training.entry_state.eq", "draft", ["An", "Bình", "Dung"]),
        ("assessment.year.eq", "2023", ["An"]),
        ("post.has_allowance.eq", "0", ["Bình", "Dung"]),
        ("post.has_allowance.eq", "1", []),
    ],
)
def test_each_kind_of_field_is_compared(clerk, people, criterion, value, found):
    assert given(clerk, **{f"f.{criterion}": value}) == found


def test_comparisons_that_deny_speak_of_all_entries(clerk, people, level):
    assert given(clerk, **{"f.training.education_level.neq": level("THS")}) == ["Bình", "Chi", "Dung", "Em"]
    assert given(clerk, **{"f.training.education_level.empty": "1"}) == ["Chi", "Dung", "Em"]
    assert given(clerk, **{"f.training.education_level.filled": "1"}) == ["An", "Bình"]
    assert given(clerk, **{"f.training.from_on.neq": "2016"}) == ["An", "Bình", "Chi", "Em"]


def test_blank_finds_an_entry_that_lacks_the_value(clerk, people):
    assert given(clerk, **{"f.training.education_level.blank": "1"}) == ["Dung"]
    still_held = {"f.post.post_kind.eq": "main", "f.post.to_on.blank": "1"}
    assert given(clerk, **still_held) == ["Dung"]


def test_conditions_on_one_kind_describe_one_entry(product, clerk, people):
    excellent = catalog_id(product, "quality_rating", "HTXS")
    both = {"f.assessment.year.eq": "2024", "f.assessment.quality_rating.eq": excellent}
    assert given(clerk, **both) == ["Bình"]
    assert given(clerk, **{**both, "f.training.training_kind.eq": "other"}) == []
    assert given(clerk, **{"f.assessment.year.eq": "2024", "f.post.post_kind.eq": "main"}) == ["Bình"]


def test_conditions_join_those_on_the_record_itself(product, clerk, people, level):
    asked = {"f.training.education_level.eq": level("DH")}
    assert given(clerk, **asked, **{"f.sex": "male"}) == []
    backwards = {"f.home_unit": unit_id(product, WARD), "order": "full_name", "dir": "desc"}
    assert given(clerk, **asked, **backwards) == ["Bình", "An"]


def test_a_unit_of_an_entry_stands_for_its_branch(product, clerk, people):
    assert given(clerk, **{"f.work_history.unit.under": unit_id(product, "NK")}) == ["Dung"]
    assert given(clerk, **{"f.work_history.unit": unit_id(product, WARD)}) == ["Dung"]
    assert given(clerk, **{"f.work_history.unit": unit_id(product, "SYT")}) == []


def test_a_grade_from_a_step_upwards_is_one_filter_of_two_fields_of_the_record(product, clerk):
    grade, other = (catalog_id(product, "grade", code) for code in ("01.003", "01.004"))
    for name, code, step, coefficient in (
        ("Bốn", "01.003", "4", "3,33"), ("Năm", "01.003", "5", "3,66"), ("Sáu", "01.003", "6", "3,99"),
        ("Khác", "01.004", "6", "2,86"),
    ):  # fmt: skip
        person = make_person(product, full_name=f"Nhan Thị Bậc {name}")
        add_entry(product, person, "salary_history", PAY, grade=code, pay_step=step, coefficient=coefficient)
    asked = {"q": "nhan thi bac", "f.grade.eq": grade, "f.pay_step.gte": "5"}
    assert names(clerk, **asked) == ["Nhan Thị Bậc Năm", "Nhan Thị Bậc Sáu"]
    assert names(clerk, **{**asked, "f.grade.eq": other}) == ["Nhan Thị Bậc Khác"]
    assert chips(page(clerk, **asked))[1:] == [
        "Ngạch công chức (chức danh nghề nghiệp): Chuyên viên", "Bậc lương từ 5",
    ]  # fmt: skip


# What the page shows --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criterion", "code", "said"),
    [
        ("eq", "THS", "Đào tạo, bồi dưỡng: Trình độ là Thạc sĩ"),
        ("neq", "THS", "Đào tạo, bồi dưỡng: Trình độ không có mục nào là Thạc sĩ"),
        ("empty", "", "Đào tạo, bồi dưỡng: Trình độ không có mục nào đã nhập"),
        ("filled", "", "Đào tạo, bồi dưỡng: Trình độ có mục đã nhập"),
        ("blank", "", "Đào tạo, bồi dưỡng: Trình độ có mục để trống"),
    ],
)
def test_a_condition_is_a_chip_that_can_be_removed(clerk, level, criterion, code, said):
    value = level(code) if code else "1"
    shown = page(clerk, **{f"f.training.education_level.{criterion}": value, "f.sex.eq": "female"})
    assert said in chips(shown)
    assert f'href="/person/list/?f.sex.eq=female" aria-label="Bỏ điều kiện {said}"' in shown


def test_the_drawer_offers_the_fields_of_every_kind_but_the_sensitive(clerk):
    part = clerk.get("/person/criterion?part=1").get_data(as_text=True)
    offered = dict(OPTION.findall(part))
    assert offered["training.education_level"] == "Đào tạo, bồi dưỡng: Trình độ"
    assert offered["award.award_form"] == "Khen thưởng, danh hiệu: Hình thức khen thưởng"
    assert offered["assessment.quality_rating"] == "Đánh giá, xếp loại hằng năm: Xếp loại"
    assert offered["post.to_on"] == "Chức vụ, kiêm nhiệm: Đến"
    assert offered["sex"] == "3. Giới tính"
    kinds = {name.split(".")[0] for name in offered if "." in name}
    assert kinds == {
        "training", "research", "work_history", "post", "contract", "planning", "appointment", "movement",
        "study_leave", "foreign_trip", "leaving", "award", "assessment", "party_step", "membership",
        "military_service", "family_member",
    }  # fmt: skip
    assert len(KIND.findall(part)) == len(kinds)
    assert not set(offered) & {*SENSITIVE, *NO_CRITERION}
    assert "optgroup" not in clerk.get("/grade/criterion?part=1").get_data(as_text=True)


def test_a_condition_of_the_drawer_leads_to_the_list(clerk, level):
    field = "training.education_level"
    part = clerk.get("/person/criterion", query_string={"field": field, "part": "1"}).get_data(as_text=True)
    assert 'name="c.training.education_level" data-hs-lookup="/lookup/education_level"' in part
    assert '<option value="neq">không có mục nào là</option>' in part
    asked = {"field": field, "operator": "eq", f"c.{field}": level("THS"), "f.sex.eq": "female"}
    answer = clerk.get("/person/criterion", query_string=asked)
    assert answer.headers["Location"] == (
        f"/person/list/?f.sex.eq=female&f.training.education_level.eq={level('THS')}"
    )
    answer = clerk.get("/person/criterion", query_string={"field": "post.to_on", "operator": "blank"})
    assert answer.headers["Location"] == "/person/list/?f.post.to_on.blank=1"
    again = clerk.get("/person/criterion", query_string={"field": field, "operator": "eq"})
    assert "Nhập giá trị để so sánh." in again.get_data(as_text=True)


def test_a_condition_is_kept_in_a_filter(clerk, saved, people, level):  # noqa: F811
    kept = {"_name": "Có bằng thạc sĩ", "f.training.education_level.eq": level("THS"), "q": SEARCH}
    assert clerk.post_form("/person/keep_filter", kept).status_code == 302
    link = re.search(r'<a href="(/person/list/[^"]+)">Có bằng thạc sĩ</a>', page(clerk))[1].replace(
        "&amp;", "&"
    )
    assert f"f.training.education_level.eq={level('THS')}" in link
    assert "Châu Thị Mục" in clerk.get(link).get_data(as_text=True)


@pytest.mark.parametrize("more", ["", "&f.assessment.year.eq=2024&f.post.to_on.blank=1&order=position"])
def test_a_page_costs_few_statements_and_stays_light(product, home_affairs, level, more):
    path = f"/person/list/?psize=50&f.training.education_level.eq={level('DH')}{more}"
    with counted_statements(product) as statements:
        answer = home_affairs.get(path)
    asked = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert answer.status_code == 200 and len(asked) <= 20, "\n".join(asked)
    assert len(answer.data) < 80 * 1024


def test_the_log_of_access_tells_the_condition(product, clerk, people, level):
    given(clerk, **{"f.training.education_level.eq": level("THS")})
    ((line, ids),) = last(product)
    assert (line.act, ids) == ("search", {people["An"]})
    assert line.query == f"Tìm: {SEARCH}; Đào tạo, bồi dưỡng: Trình độ: {level('THS')}"


# Out of the list ------------------------------------------------------------------------------------


def test_the_workbook_holds_exactly_these_people(clerk, people, level):
    asked = {"q": SEARCH, "f.training.education_level.neq": level("THS")}
    found = [row[1] for row in rows_of(sheet_of(clerk.post_form("/person/export", asked)))]
    assert found == ["Châu Thị Mục Bình", "Châu Thị Mục Chi", "Châu Thị Mục Dung", "Châu Thị Mục Em"]


def test_the_workbook_of_a_job_holds_them_too(product, clerk, people, level, monkeypatch):
    monkeypatch.setattr("app.web.export.AT_ONCE", 1)
    job = start_export(
        clerk, q=SEARCH, **{"f.training.education_level.eq": level("DH"), "f.training.to_on": "2006"}
    )
    assert work(product) is True
    found = [row[1] for row in rows_of(sheet_of(clerk.get(f"/jobs/result/{job}")))]
    assert found == ["Châu Thị Mục An", "Châu Thị Mục Bình"]


def test_an_act_on_all_that_match_takes_these_people(clerk, people, level):
    form = {"action": "verify", "all": "1", "q": SEARCH, "f.training.education_level.eq": level("DH")}
    asked = clerk.post_form("/person/action_post", form).get_data(as_text=True)
    chosen = re.search(r'name="rowids" value="([\d,]+)"', asked)[1]
    assert sorted(map(int, chosen.split(","))) == sorted(people[name] for name in ("An", "Bình"))


def test_the_api_takes_the_same_conditions(api, people, level):
    def ids(*filters):
        wanted = [dict(zip(("col", "opr", "value"), one, strict=True)) for one in filters]
        return set(list_of(api, PERSON, filters=wanted, search=SEARCH, page_size=100)["ids"])

    masters = ("training.education_level", "rel_o_m", level("THS"))
    assert ids(masters) == {people["An"]}
    assert ids(("training.education_level", "nrel_o_m", level("THS"))) == {
        people[name] for name in ("Bình", "Chi", "Dung", "Em")
    }
    assert ids(("training.education_level", "in", [level("THS"), level("DH")]), ("sex", "eq", "female")) == {
        people["An"], people["Bình"],
    }  # fmt: skip
    assert ids(("post.to_on", "blank", "")) == {people["Dung"]}


def test_the_api_describes_them(api):
    about = api.get(f"{PERSON}/_info").get_json()
    operators = {one["operator"]: one["name"] for one in about["filters"]["training.education_level"]}
    assert (operators["eq"], operators["neq"], operators["blank"]) == (
        "là", "không có mục nào là", "có mục để trống",
    )  # fmt: skip
    assert "blank" not in [one["operator"] for one in about["filters"]["education_level"]]
    fields = {field["name"]: field for field in about["entry_fields"]}
    assert fields["training.education_level"]["label"] == "Đào tạo, bồi dưỡng: Trình độ"
    assert fields["training.education_level"]["target"] == "education_level"
    assert not set(about["filters"]) & {*SENSITIVE, *NO_CRITERION} and not set(fields) & set(SENSITIVE)
    assert api.get("/api/v1/grade/_info").get_json()["entry_fields"] == []


# What is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*SENSITIVE, *NO_CRITERION])
@pytest.mark.parametrize("operator", ["eq", "neq", "filled", "empty", "blank", "in"])
def test_sensitive_and_unknown_fields_of_entries_are_refused_everywhere(
    home_affairs, product, name, operator
):
    condition = {f"f.{name}.{operator}": "1"}
    assert home_affairs.get("/person/list/", query_string=condition).status_code == 422
    assert home_affairs.post_form("/person/export", condition).status_code == 422
    assert home_affairs.post_form("/person/keep_filter", {"_name": "Lọc", **condition}).status_code == 422
    assert home_affairs.get("/person/criterion", query_string={"field": name}).status_code == 422


@pytest.fixture(scope="module")
def city_api(product):
    return product.api("sonoivu")


@pytest.mark.parametrize("name", [*SENSITIVE, *NO_CRITERION])
def test_the_api_refuses_them_with_400(city_api, name):
    query = rison(filters=[{"col": name, "opr": "eq", "value": "1"}])
    assert city_api.get(f"{PERSON}/", query_string=query).status_code == 400


@pytest.mark.parametrize("kind", SENSITIVE_KINDS)
def test_no_field_of_a_sensitive_kind_is_a_criterion(city_api, kind):
    filters = city_api.get(f"{PERSON}/_info").get_json()["filters"]
    assert [name for name in filters if name.startswith(f"{kind}.")] == []


@pytest.mark.parametrize("name", ["training.education_level", "award.award_form", "post.from_on"])
def test_a_field_of_an_entry_is_neither_order_nor_column(home_affairs, city_api, name):
    assert home_affairs.get("/person/list/", query_string={"order": name}).status_code == 422
    assert home_affairs.post_form("/person/choose", {"columns": ["full_name", name]}).status_code == 422
    for use in ({"order_column": name}, {"columns": [name]}):
        assert city_api.get(f"{PERSON}/", query_string=rison(**use)).status_code == 400


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("training.education_level.eq", "x"), ("training.education_level.zz", "1"),
        ("training.education_level.under", "1"), ("training.lessons.eq", "abc"), ("training.lessons.ct", "1"),
        ("training.from_on.gt", "32/13/1980"), ("training.verified_at.eq", "2020"),
        ("work_history.unit.under", "999999999"), ("sex.blank", "1"), ("education_level.blank", "1"),
    ],
)  # fmt: skip
def test_a_value_or_comparison_that_does_not_fit_is_refused(home_affairs, city_api, condition, value):
    name, operator = condition.rsplit(".", 1)
    assert home_affairs.get("/person/list/", query_string={f"f.{condition}": value}).status_code == 422
    query = rison(filters=[{"col": name, "opr": operator, "value": value}])
    assert city_api.get(f"{PERSON}/", query_string=query).status_code == 400


@pytest.mark.parametrize("key", ["unit", "grade", "education_level"])
def test_only_records_of_people_have_entries(home_affairs, key):
    asked = {"f.training.education_level.eq": "1"}
    assert home_affairs.get(f"/{key}/list/", query_string=asked).status_code == 422


def test_entries_are_no_way_to_people_out_of_scope(product, people, level):
    asked = {"f.training.education_level.eq": level("THS")}
    assert given(product.login("soyte"), **asked) == ["Ngoài"]
    assert given(product.login("phuong.xuankhanh"), **asked) == ["An"]
    denied = {"f.training.education_level.neq": level("THS"), "psize": "100"}
    assert "Ngoài" not in given(product.login("phuong.xuankhanh"), **denied)
    assert given(product.login("canhan"), **asked) == []
    outside = list_of(product.api("soyte"), PERSON, search=SEARCH, filters=[
        {"col": "training.education_level", "opr": "filled", "value": ""},
    ])  # fmt: skip
    assert outside["ids"] == [people["Ngoài"]]
