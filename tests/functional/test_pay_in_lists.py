"""Pay in lists: for whoever may view it over all the list reaches, unknown to everybody else (Điều 8.3)."""

import datetime
import io

import openpyxl
import prison
import pytest

from app.access.list_groups import groups_in_lists
from app.core import clock
from app.core.actor import Actor, ActorGrant, Channel
from tests.functional.test_export import start_export, work
from tests.support.access import grants_of, make_account, make_role
from tests.support.cast import as_system, catalog_id, counted_statements, make_person, stored
from tests.support.log_lines import sql

DEPARTMENT_OFFICE, READER_THERE = "soyte", "xem.soyte"
LABEL = "Bậc lương"
YESTERDAY = clock.today() - datetime.timedelta(days=1)
#: Roles that view records, with pay and without.
WITH_PAY = ("view person", "view person_pay", "export person")
WITHOUT = ("view person",)


@pytest.fixture(scope="module")
def people(product):
    """Two of Sở Y tế with one grade, on steps 5 and 2."""
    grade = catalog_id(product, "grade", "01.003")
    made = {
        step: make_person(product, "SYT", full_name=f"Phan Thị Ngạch Bậc {word}", grade=grade, pay_step=step)
        for step, word in (("5", "Năm"), ("2", "Hai"))
    }
    return grade, made


@pytest.fixture
def long_lists(monkeypatch):
    monkeypatch.setattr("app.web.export.AT_ONCE", 1)


def asked(api, **q):
    return api.get("/api/v1/person/", query_string={"q": prison.dumps(q)})


def lists_pay(client):
    """Whether an account meets pay in its lists, by every way at once; all ways must agree."""
    page = client.get("/person/list/").get_data(as_text=True)
    ways = {
        "column": f">{LABEL}" in page,
        "filter": client.get("/person/list/?f.pay_step.gte=5").status_code == 200,
        "order": client.get("/person/list/?order=coefficient").status_code == 200,
        "criterion": 'value="coefficient"' in client.get("/person/criterion").get_data(as_text=True),
        "its page": client.get("/person/criterion?field=paid_from").status_code == 200,
        "columns": 'value="other_allowance"' in client.get("/person/columns").get_data(as_text=True),
        "kept": client.post_form("/person/choose", {"columns": ["full_name", "paid_from"]}).status_code
        == 302,
        "saved": client.post_form("/person/keep_filter", {"_name": "b", "f.pay_step.gte": "5"}).status_code
        == 302,
    }
    client.post_form("/person/choose", {"reset": "1"})
    assert len(set(ways.values())) == 1, ways
    return ways["column"]


def account_with(product, *grants):
    """A client of a new account with grants (rights, unit, limits)."""
    made = [(make_role(product, *rights), unit, limits) for rights, unit, limits in grants]
    name = make_account(product, *made, unit="SYT")
    return name, product.login(name)


# The demo accounts ----------------------------------------------------------------------------------


def test_grade_and_step_find_the_people_a_department_looks_for(product, people):
    """«Ngạch 01.003 bậc 5 trở lên» on screen, in the API and in the workbook."""
    grade, made = people
    client, api = product.login(DEPARTMENT_OFFICE), product.api(DEPARTMENT_OFFICE)
    conditions = {"q": "phan thi ngach", "f.grade.eq": grade, "f.pay_step.gte": "5"}
    page = client.get("/person/list/", query_string=conditions).get_data(as_text=True)
    assert f'/person/show/{made["5"]}"' in page and f'/person/show/{made["2"]}"' not in page
    filters = [{"col": "grade", "opr": "eq", "value": grade}, {"col": "pay_step", "opr": "gte", "value": 5}]
    found = asked(
        api, search="phan thi ngach", filters=filters, columns=["pay_step"], order_column="pay_step"
    )
    assert (found.get_json()["ids"], found.get_json()["result"][0]["pay_step"]) == ([made["5"]], 5)
    sheet = openpyxl.load_workbook(io.BytesIO(client.post_form("/person/export", conditions).data)).active
    assert LABEL in [cell.value for cell in sheet[5]] and sheet.cell(6, 9).value == 5
    assert lists_pay(client)


def test_a_list_costs_as_many_statements_as_without_pay(product, people):
    counts = {}
    for name in (DEPARTMENT_OFFICE, READER_THERE):
        client = product.login(name)
        client.get("/person/list/")
        with counted_statements(product) as seen:
            client.get("/person/list/?psize=100")
        counts[name] = len(seen)
    assert counts[DEPARTMENT_OFFICE] <= 20 and abs(counts[DEPARTMENT_OFFICE] - counts[READER_THERE]) <= 2


def test_whoever_only_studies_meets_pay_nowhere(product, people):
    _grade, made = people
    client, api = product.login(READER_THERE), product.api(READER_THERE)
    assert not lists_pay(client)
    assert asked(api, columns=["pay_step"]).status_code == 400
    assert asked(api, order_column="paid_from").status_code == 400
    assert asked(api, filters=[{"col": "coefficient", "opr": "gte", "value": 3}]).status_code == 400
    assert "pay_step" not in asked(api).get_json()["result"][0]
    assert not {"pay_step", "coefficient"} & set(asked(api).get_json()["order_columns"])
    about = api.get("/api/v1/person/_info").get_json()
    assert "pay_step" not in about["filters"] and "grade" in about["filters"]
    record = api.get(f"/api/v1/person/{made['5']}").get_json()
    assert (record["result"]["pay_step"], record["result"]["grade"]["code"]) == (None, "01.003")
    assert {"pay_step", "highest_discipline"} <= set(record["withheld"])
    page = client.get(f"/person/show/{made['5']}").get_data(as_text=True)
    assert "Không có quyền xem" in page


# Several grants, consents ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grants", "meets"),
    [
        ([(WITH_PAY, "SYT", {})], True),
        ([(WITH_PAY, "SYT", {}), (WITHOUT, "SNV", {})], False),  # what it reads beside shows no pay
        ([(WITH_PAY, "SYT", {}), (WITHOUT, "SYT.DV01", {})], True),  # lies within
        ([(WITHOUT, "SYT", {}), (WITH_PAY, "SYT.DV01", {})], False),
        ([(WITH_PAY, "SYT", {"unit_types": "TRUONG_MN"}), (WITHOUT, "SYT", {})], False),
        ([(WITH_PAY, "SYT", {}), (WITHOUT, "SNV", {"valid_to": YESTERDAY})], True),
        ([(("view person_pay",), "SYT", {}), (WITHOUT, "SYT", {})], True),  # from two roles
        ([(WITHOUT, "SYT", {})], False),
    ],
)  # fmt: skip
def test_it_is_decided_by_all_grants_that_reach_the_list(product, grants, meets):
    _name, client = account_with(product, *grants)
    assert lists_pay(client) is meets


def test_a_record_read_by_consent_counts_as_reached():
    view, pay = frozenset({("view", "person")}), frozenset({("view", "person_pay")})
    office = ActorGrant(view | pay, root_path="/1/2/")

    def met(*grants):
        return groups_in_lists(Actor("a", Channel.SCREEN, account_id=1, grants=grants))

    assert met(office) == {"pay"}
    assert met(office, ActorGrant(view, people=frozenset({7}))) == frozenset()
    assert met(
        office, ActorGrant(view, people=frozenset({7})), ActorGrant(pay, people=frozenset({7, 8}))
    ) == {"pay"}
    assert met(ActorGrant(view | pay, person_id=4)) == {"pay"}
    assert met(ActorGrant(view, person_id=4), ActorGrant(pay, root_path="/1/")) == frozenset()
    assert met() == groups_in_lists(None) == frozenset()


# At the moment of use -------------------------------------------------------------------------------


def lose_pay(product, name):
    """The account goes on as a reader."""
    with as_system(product) as session:
        session.merge(grants_of(product, name)[0]).valid_to = YESTERDAY
        session.commit()
    return product.login(name)


@pytest.fixture
def changed(product, people):
    """An account that may view pay today, and will only read; its name and client."""
    return account_with(product, (WITH_PAY, "SYT", {}), (("view person", "export person"), "SYT.DV01", {}))


def test_kept_columns_and_saved_filters_end_with_the_right(product, changed):
    name, client = changed
    client.post_form("/person/choose", {"columns": ["full_name", "pay_step", "sex"]})
    client.post_form("/person/keep_filter", {"_name": "Bậc cao", "f.pay_step.gte": "5"})
    assert f">{LABEL}" in client.get("/person/list/").get_data(as_text=True)
    client = lose_pay(product, name)
    page = client.get("/person/list/").get_data(as_text=True)
    assert f">{LABEL}" not in page and "Giới tính" in page
    assert client.get("/person/list/?f.pay_step.gte=5").status_code == 422


def test_a_shared_filter_on_pay_is_offered_to_whoever_may_ask_it(product, people):
    office = product.login(DEPARTMENT_OFFICE)
    for name, condition in (("Lọc theo bậc", "f.pay_step.gte"), ("Lọc theo năm", "f.birth_on.gte")):
        form = {"_name": name, "_shared": "1", condition: "5" if "bậc" in name else "1980"}
        assert office.post_form("/person/keep_filter", form).status_code == 302
    page = product.login(READER_THERE).get("/person/list/").get_data(as_text=True)
    assert "Lọc theo năm" in page and "Lọc theo bậc" not in page
    _name, other = account_with(product, (WITH_PAY, "SYT", {}))
    assert "Lọc theo bậc" in other.get("/person/list/").get_data(as_text=True)


@pytest.mark.usefixtures("long_lists")
def test_an_export_job_ends_with_the_right_and_so_does_its_result(product, changed):
    name, client = changed
    for person in ("Phan Thị Việc Dài A", "Phan Thị Việc Dài B"):
        make_person(product, "SYT.DV01", full_name=person)
    done = start_export(client, q="phan thi viec dai")
    assert work(product) and client.get(f"/jobs/result/{done}").status_code == 200
    waiting = start_export(client, q="phan thi viec dai")
    client = lose_pay(product, name)
    assert client.get(f"/jobs/result/{done}").status_code == 422
    assert work(product)
    assert client.get(f"/jobs/state/{waiting}").get_json()["state"] == "failed"
    plain = start_export(client, q="phan thi viec dai")
    assert work(product) and client.get(f"/jobs/result/{plain}").status_code == 200


# Discipline -----------------------------------------------------------------------------------------


def test_the_general_part_tells_of_discipline_when_it_was_opened_and_no_list_ever(product):
    form = sql(product, "SELECT id FROM discipline_form ORDER BY id LIMIT 1")[0][0]
    person = make_person(product, "SYT", highest_discipline=form, highest_discipline_year="2019")
    client, api = product.login(DEPARTMENT_OFFICE), product.api(DEPARTMENT_OFFICE)
    said = stored(product, "discipline_form", form)["name"]
    for condition in (
        "f.highest_discipline.filled=1",
        "f.highest_discipline_year.eq=2019",
        "order=highest_discipline",
    ):
        assert client.get(f"/person/list/?{condition}").status_code == 422, condition
    assert asked(api, columns=["highest_discipline"]).status_code == 400
    page = client.get(f"/person/show/{person}").get_data(as_text=True)
    assert said not in page and "Kỷ luật: đang che" in page
    assert 'name="highest_discipline"' not in client.get(f"/person/edit/{person}").get_data(as_text=True)
    body = api.get(f"/api/v1/person/{person}").get_json()
    assert body["result"]["highest_discipline"] is None and "highest_discipline" in body["masked"]
    history = client.get(f"/person/show/{person}?tab=history").get_data(as_text=True)
    assert said not in history
    form = {"group": "discipline", "reason_choice": "check", "reason": ""}
    assert client.post_form(f"/person/reveal/{person}", form).status_code == 302
    assert said in client.get(f"/person/show/{person}").get_data(as_text=True)
    assert 'name="highest_discipline"' in client.get(f"/person/edit/{person}").get_data(as_text=True)
