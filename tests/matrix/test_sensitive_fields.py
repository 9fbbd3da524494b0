"""Numbers and health are shown on the record alone: no list, filter or order tells of them (point 6)."""

import prison
import pytest

from tests.matrix.asking import cells_of, found
from tests.matrix.policy import SONOIVU, THANHTRA, Answer
from tests.matrix.reach import everybody

#: Written down from the issue and form 2C mục 22-26, not read from the product.
SENSITIVE = (
    "identity_number", "identity_issued_on", "identity_issued_by", "social_insurance_number",
    "health_status", "height_cm", "weight_kg", "blood_group", "disability", "invalid_class",
    "highest_discipline", "highest_discipline_year",
)  # fmt: skip
#: Withheld from whoever only studies or inspects, never masked (2C mục 14); the title of the grade is open.
PAY = (
    "pay_step", "coefficient", "paid_from", "over_scale_percent", "position_allowance", "other_allowance",
)  # fmt: skip
OPERATORS = ("eq", "neq", "ct", "sw", "gt", "lt", "in", "empty", "filled")
#: Columns the program keeps for itself.
KEPT = ("home_path", "search_text", "sort_key", "version", "id", "home_unit_id", "password", "nothing")


@pytest.fixture(scope="module")
def screen(product):
    return product.login(SONOIVU)


@pytest.fixture(scope="module")
def api(product):
    return product.api(SONOIVU)


def asked(api, **q):
    return api.get("/api/v1/person/", query_string={"q": prison.dumps(q)})


@pytest.mark.long_on("postgresql")
@pytest.mark.parametrize("name", SENSITIVE + KEPT)
@pytest.mark.parametrize("operator", OPERATORS)
def test_a_list_is_not_filtered_by_it(screen, api, name, operator):
    condition = {f"f.{name}.{operator}": "1"}
    assert screen.get("/person/list/", query_string=condition).status_code == 422
    assert screen.post_form("/person/export", condition).status_code == 422
    assert screen.post_form("/person/keep_filter", {"_name": "Lọc", **condition}).status_code == 422
    assert asked(api, filters=[{"col": name, "opr": operator, "value": "1"}]).status_code == 400


@pytest.mark.long_on("postgresql")
@pytest.mark.parametrize("name", SENSITIVE + KEPT)
def test_a_list_is_not_ordered_by_it(screen, api, name):
    assert screen.get("/person/list/", query_string={"order": name}).status_code == 422
    assert screen.post_form("/person/export", {"order": name}).status_code == 422
    assert asked(api, order_column=name, order_direction="asc").status_code == 400


@pytest.mark.long_on("postgresql")
@pytest.mark.parametrize("name", [name for name in SENSITIVE + KEPT if name != "id"])
def test_it_is_no_column_of_a_list(screen, api, name):
    assert asked(api, columns=["full_name", name]).status_code == 400
    assert asked(api, select_columns=[name]).status_code == 400
    assert screen.post_form("/person/choose", {"columns": ["full_name", name]}).status_code == 422


@pytest.mark.long_on("postgresql")
@pytest.mark.parametrize("name", SENSITIVE)
def test_it_is_no_criterion_and_the_api_says_so(screen, api, name):
    assert screen.get("/person/criterion", query_string={"field": name}).status_code == 422
    about = api.get("/api/v1/person/_info").get_json()
    assert name not in about["filters"]
    assert {field["name"]: field["is_filterable"] for field in about["fields"]}[name] is False


def test_the_search_box_does_not_look_at_identity_numbers(product, screen, api):
    number = next(person.identity_number for person in everybody(product) if person.identity_number)
    for typed in (number, number[:6], number[-4:]):
        page = screen.get("/person/list/", query_string={"q": typed})
        assert found(page, 'href="/person/show/') is Answer.HIDDEN
        assert asked(api, search=typed).get_json()["ids"] == []
        assert screen.get("/lookup/everything", query_string={"q": typed}).get_json()["people"] == []


def test_no_identity_number_stands_in_a_list_or_a_workbook(product, screen, api):
    numbers = {person.identity_number for person in everybody(product) if person.identity_number}
    page = screen.get("/person/list/?psize=100").get_data(as_text=True)
    body = asked(api, page_size=100).get_data(as_text=True)
    cells = {str(cell) for row in cells_of(screen.post_form("/person/export")) for cell in row}
    assert [number for number in numbers if number in page or number in body] == []
    assert numbers & cells == set()


def test_the_history_on_the_page_keeps_them_to_itself(product, screen, api):
    person = next(person for person in everybody(product) if person.record_state != "archived")
    for number in ("8911223344", "8955667788"):
        answer = api.put(f"/api/v1/person/{person.id}", json={"social_insurance_number": number})
        assert answer.status_code == 200, answer.get_json()
    page = screen.get(f"/person/show/{person.id}?tab=history").get_data(as_text=True)
    assert "8911223344" not in page
    assert "(được giữ kín)" in page


def test_no_day_in_the_past_tells_them(product, screen, api):
    """Neither the value of that day, nor the change since, nor the API; whoever inspects meets no pay."""
    person = next(person for person in everybody(product) if person.record_state != "archived")
    for number in ("8811223344", "8855667788"):
        answer = api.put(f"/api/v1/person/{person.id}", json={"social_insurance_number": number})
        assert answer.status_code == 200, answer.get_json()
    told = [
        client.get(address.format(person.id)).get_data(as_text=True)
        for client in (screen, product.login(THANHTRA))
        for address in ("/person/as_of/{}?day=1/6/2020", "/person/as_of/{}?day=1/6/2020&tab=since")
    ]
    assert all("(được giữ kín)" in page or "(không có quyền xem)" in page for page in told)
    assert not any(number in page for page in told for number in ("8811223344", "8855667788"))
    for client in (api, product.api(THANHTRA)):
        body = client.get(f"/api/v1/person/{person.id}/as_of?day=2020-06-01").get_json()
        assert {name: body["result"][name] for name in SENSITIVE} == dict.fromkeys(SENSITIVE)
        assert set(SENSITIVE) <= {*body["masked"], *body["withheld"]}
    assert set(PAY) <= set(body["withheld"]) and "grade" not in body["withheld"]
