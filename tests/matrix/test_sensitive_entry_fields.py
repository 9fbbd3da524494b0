"""Single fields of entries that tell pay, of kinds that do not: every account, every channel (Điều 8.3).

A post, a contract, a leave for study are read by whoever reads the record; what they pay is not.
"""

import functools

import prison
import pytest

from tests.matrix.policy import CANHAN, PGD, PHUONG, PNV, QUANTRI, SONOIVU, SOYTE, THANHTRA, XEM
from tests.support.access import make_account, make_role
from tests.support.cast import counted_statements, make_person, stored
from tests.support.entries import EVERY, POST, add_entry
from tests.support.log_lines import sql

#: Account -> (unit of the record, whether it is told): the column of pay in `test_sensitive_groups`.
TABLE = {
    SONOIVU: ("SYT", True), SOYTE: ("SYT", True), PNV: ("NK.31144", True), PGD: ("NK.GD01", True),
    PHUONG: ("NK.31144", True), CANHAN: ("", True), XEM: ("SYT", False), THANHTRA: ("SYT", False),
    QUANTRI: ("SYT", False),
}  # fmt: skip
EDITS = {SONOIVU, SOYTE, PNV, PGD, PHUONG}
LISTS_PAY = EDITS | {CANHAN}
#: Kind of entry -> the values, the sensitive fields and what each shows on a page.
KINDS = {
    "post": (
        {**POST, "post_kind": "concurrent", "allowance": "7,31", "has_allowance": "1"},
        {"allowance": ("Hệ số phụ cấp chức vụ", "7,31"), "has_allowance": ("Hưởng phụ cấp", "Có")},
    ),
    "contract": ({**EVERY["contract"], "pay_rate": "83"}, {"pay_rate": ("Hưởng lương (%)", "83")}),
    "study_leave": (
        {**EVERY["study_leave"], "keeps_pay": "1"}, {"keeps_pay": ("Hưởng nguyên lương", "Có")},
    ),
}  # fmt: skip
WITHHELD = "Không có quyền xem"
#: A post for every account; the other kinds, which differ by their declaration alone, for two of them.
CASES = [(account, kind) for account in TABLE for kind in KINDS if kind == "post" or account in (SOYTE, XEM)]


class Desk:
    """An account with a record in its scope that has a post, a contract and a leave."""

    def __init__(self, product, account):
        self.screen, self.api = product.login(account), product.api(account)
        own = "SELECT person_id FROM ab_user WHERE username = 'canhan'"
        unit = TABLE[account][0]
        self.person = make_person(product, unit) if unit else sql(product, own)[0][0]
        self.entry = {kind: add_entry(product, self.person, kind, KINDS[kind][0]) for kind in KINDS}

    def text(self, path):
        return self.screen.get(path).get_data(as_text=True)

    def facts(self, kind):
        """What the page of the entry says of its sensitive fields, by label."""
        page = self.text(f"/entry/{kind}/show/{self.entry[kind]}")
        return {label: fact_of(page, label) for label, _value in KINDS[kind][1].values()}


def fact_of(page, label):
    _before, _found, rest = page.partition(f"{label}</dt><dd>")
    return rest.partition("</dd>")[0]


def asked(client, path, **q):
    return client.get(path, query_string={"q": prison.dumps(q)})


@pytest.fixture(scope="module")
def desks(product):
    return functools.cache(functools.partial(Desk, product))


every_account = pytest.mark.parametrize(
    ("account", "kind"),
    [
        pytest.param(*case, marks=() if case[0] in (SOYTE, XEM) else pytest.mark.long_on("postgresql"))
        for case in CASES
    ],
)


@every_account
def test_pages_tell_it_to_whoever_may_view_pay(desks, account, kind):
    """The page of the entry, the table of the record, their history, a day in the past, what came since."""
    desk, told, fields = desks(account), TABLE[account][1], KINDS[kind][1]
    if account == QUANTRI:
        assert desk.screen.get(f"/entry/{kind}/show/{desk.entry[kind]}").status_code in (403, 404)
        return
    assert desk.facts(kind) == {label: value if told else WITHHELD for label, value in fields.values()}
    columns = {label for name, (label, _value) in fields.items() if name in ("allowance", "pay_rate")}
    for path in (
        f"/person/show/{desk.person}?tab=work", f"/person/as_of/{desk.person}?day=1/6/2015&tab=work",
    ):  # fmt: skip
        page = desk.text(path)
        assert {label for label in columns if f'<th scope="col">{label}</th>' in page} == (
            columns if told else set()
        )
    values = {value for _label, value in fields.values() if value != "Có"}
    for path in (f"/entry/{kind}/show/{desk.entry[kind]}", f"/person/show/{desk.person}?tab=history"):
        lines = desk.text(path).partition("hs-history")[2]
        assert lines and {value for value in values if f">{value}<" in lines} == (values if told else set())
    since = desk.text(f"/person/as_of/{desk.person}?day=1/6/2005&tab=since")
    assert {value for value in values if f">{value}<" in since} == (values if told else set())
    assert not any(f" {value}" in since for value in values), "it names no entry"


@every_account
def test_the_api_tells_it_to_whoever_may_view_pay(desks, account, kind):
    desk, told, names = desks(account), TABLE[account][1], set(KINDS[kind][1])
    one = desk.api.get(f"/api/v1/{kind}/{desk.entry[kind]}")
    listed = desk.api.get(f"/api/v1/person/{desk.person}/{kind}/")
    if account == QUANTRI:
        assert {one.status_code, listed.status_code} <= {403, 404}
        return
    for found, row in (
        (one.get_json(), one.get_json()["result"]),
        (listed.get_json(), listed.get_json()["result"][0]),
    ):
        assert {name for name in names if row[name] is not None} == (names if told else set())
        assert set(found["withheld"]) == (set() if told else names) and found["masked"] == []
        assert row["from_on"], "the rest of it is told"


@every_account
def test_lists_are_filtered_by_it_by_whoever_may_view_pay(desks, account, kind):
    desk, fields = desks(account), KINDS[kind][1]
    for name in fields:
        condition, criterion = {f"f.{kind}.{name}.filled": "1"}, f"{kind}.{name}"
        q = {"col": criterion, "opr": "filled", "value": "1"}
        ways = {
            "list": desk.screen.get("/person/list/", query_string=condition).status_code,
            "criterion": desk.screen.get(f"/person/criterion?field={criterion}").status_code,
            "api": asked(desk.api, "/api/v1/person/", filters=[q]).status_code,
            "kept": desk.screen.post_form("/person/keep_filter", {"_name": "Kín", **condition}).status_code,
        }
        if account in EDITS | {XEM}:
            ways["export"] = desk.screen.post_form("/person/export", condition).status_code
        assert {status < 400 for status in ways.values()} == {account in LISTS_PAY}, ways
        about = desk.api.get("/api/v1/person/_info").get_json() or {}
        assert (criterion in about.get("filters", {})) is (account in LISTS_PAY)
        assert (f'value="{criterion}"' in desk.text("/person/criterion")) is (account in LISTS_PAY)


@every_account
def test_forms_have_it_for_whoever_may_change_pay(desks, account, kind):
    desk = desks(account)
    for path in (f"/entry/{kind}/add/{desk.person}", f"/entry/{kind}/edit/{desk.entry[kind]}"):
        answer = desk.screen.get(path)
        has = {name for name in KINDS[kind][1] if f'name="{name}"' in answer.get_data(as_text=True)}
        assert has == (set(KINDS[kind][1]) if account in EDITS else set())
        assert (answer.status_code == 200) is (account in EDITS)


# Whoever edits records and not pay ------------------------------------------------------------------


@pytest.fixture(scope="module")
def clerk(product):
    """An account that edits records of Sở Y tế and holds no group: (client, API)."""
    role = make_role(product, "view person", "edit person", "verify person", "print person")
    name = make_account(product, (role, "SYT", {}), unit="SYT")
    return product.login(name), product.api(name)


@pytest.fixture
def post(product):
    person = make_person(product, "SYT")
    return person, add_entry(product, person, "post", KINDS["post"][0])


def test_what_the_form_does_not_have_stays_as_it_is(product, clerk, post):
    _person, entry = post
    client, _api = clerk
    page = client.get(f"/entry/post/edit/{entry}").get_data(as_text=True)
    assert 'name="position"' in page and 'name="allowance"' not in page and "7,31" not in page
    before = stored(product, "post", entry)
    form = {
        "from_on": "2/2015", "post_kind": "main", "position": str(before["position_id"]),
        "unit_name": "UBND phường", "_version": str(before["version"]),
    }  # fmt: skip
    assert client.post_form(f"/entry/post/edit/{entry}", form).status_code == 302
    after = stored(product, "post", entry)
    assert (str(after["allowance"]), after["has_allowance"]) == ("7.31", True)
    assert str(after["from_on"]) == "02/2015"


@pytest.mark.parametrize("field", [("allowance", "0,5"), ("has_allowance", "1")])
def test_nor_does_it_change_when_it_is_sent_all_the_same(product, clerk, post, field):
    person, entry = post
    client, api = clerk
    before = stored(product, "post", entry)
    values = {"from_on": "3/2016", "post_kind": "concurrent", "position": str(before["position_id"])}
    form = {**values, "unit_name": "UBND", field[0]: field[1], "_version": str(before["version"])}
    refused = client.post_form(f"/entry/post/edit/{entry}", form)
    assert refused.status_code == 422 and "không có quyền sửa mục này" in refused.get_data(as_text=True)
    assert client.post_form(f"/entry/post/add/{person}", form).status_code == 422
    body = {**values, "position": before["position_id"], field[0]: field[1]}
    changed = api.put(f"/api/v1/post/{entry}", json={**body, "version": before["version"]})
    added = api.post(f"/api/v1/person/{person}/post/", json=body)
    assert (changed.status_code, added.status_code) == (422, 422)
    assert field[0] in changed.get_json()["errors"] and field[0] in added.get_json()["errors"]
    assert stored(product, "post", entry) == before
    assert len(sql(product, "SELECT id FROM post WHERE person_id = :person", person=person)) == 1


def test_who_was_slower_is_shown_no_pay_of_the_other_version(product, clerk, post):
    _person, entry = post
    client, api = clerk
    before = stored(product, "post", entry)
    form = {
        "from_on": "4/2017", "post_kind": "main", "position": str(before["position_id"]),
        "unit_name": "Nơi khác", "_version": "0",
    }  # fmt: skip
    answer = client.post_form(f"/entry/post/edit/{entry}", form)
    assert answer.status_code == 409 and "7,31" not in answer.get_data(as_text=True)
    told = api.put(f"/api/v1/post/{entry}", json={"from_on": "2017-04", "version": 0})
    assert told.status_code == 409
    assert (told.get_json()["theirs"]["allowance"], told.get_json()["theirs"]["has_allowance"]) == (
        None,
        None,
    )
    assert told.get_json()["theirs"]["unit_name"] == "UBND phường"


def test_a_new_post_by_whoever_may_not_say_what_it_pays(product, clerk):
    person = make_person(product, "SYT")
    client, api = clerk
    position = str(sql(product, "SELECT id FROM position WHERE code = 'CV001'")[0][0])
    form = {"from_on": "5/2018", "post_kind": "main", "position": position, "unit_name": "UBND"}
    assert client.post_form(f"/entry/post/add/{person}", form).status_code == 302
    body = {"from_on": "2019-05", "post_kind": "concurrent", "position": int(position), "unit_name": "UBND"}
    added = api.post(f"/api/v1/person/{person}/post/", json=body)
    assert added.status_code == 201 and set(added.get_json()["withheld"]) == {"allowance", "has_allowance"}
    rows = sql(product, "SELECT allowance, has_allowance FROM post WHERE person_id = :person", person=person)
    assert [(row[0], bool(row[1])) for row in rows] == [(None, False)] * 2


def test_many_posts_cost_no_statement_more(product):
    """What is open is looked up once for a record, not for each entry."""
    person, api = make_person(product, "SYT"), product.api(SOYTE)
    api.get(f"/api/v1/person/{person}/contract/")  # what a first request looks up
    counts = []
    for years in (range(1990, 1992), range(1992, 2012)):
        for year in years:
            add_entry(product, person, "contract", {**EVERY["contract"], "from_on": str(year)})
        with counted_statements(product) as seen:
            assert api.get(f"/api/v1/person/{person}/contract/").status_code == 200
        counts.append(len(seen))
    # Now and then a request notes that its session lives; twenty entries more would cost twenty statements.
    assert abs(counts[1] - counts[0]) <= 3 and max(counts) <= 20
