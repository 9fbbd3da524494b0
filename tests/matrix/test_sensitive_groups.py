"""Every sensitive group, every account, every way a record leaves the product (Điều 8.3).

Who sees what is written by hand below. A record in the account's scope has, for each group, an entry with
a word of its own and a scan of it; the word and the scan must be met exactly where the table says.
"""

import functools

import prison
import pytest

from tests.matrix.policy import CANHAN, PGD, PHUONG, PNV, QUANTRI, SONOIVU, SOYTE, THANHTRA, XEM
from tests.support.attachments import attach
from tests.support.cast import as_system, make_person
from tests.support.entries import DISCIPLINE, EVERY, HEALTH, INSURANCE, PAPER, add_entry
from tests.support.log_lines import last, sql

#: Open after a reason was given; open at once; withheld for good; no record at all.
REVEALED, OPEN, WITHHELD, NOTHING = "revealed", "open", "withheld", "nothing"
MASKED_GROUPS = ("identity", "health", "discipline", "life_history", "foreign_relation")
#: Account -> (unit of the record, what masked groups are to it, what pay is).
TABLE = {
    SONOIVU: ("SYT", REVEALED, OPEN),  # Điều 14.2: whoever manages the records
    SOYTE: ("SYT", REVEALED, OPEN),
    PNV: ("NK.31144", REVEALED, OPEN),
    PGD: ("NK.GD01", REVEALED, OPEN),
    PHUONG: ("NK.31144", REVEALED, OPEN),
    CANHAN: ("", OPEN, OPEN),  # Điều 18.1: its own record
    XEM: ("SYT", WITHHELD, WITHHELD),  # Điều 8.3: not whoever only studies
    THANHTRA: ("SYT", WITHHELD, WITHHELD),  # Điều 20.6: nor inspects
    QUANTRI: ("SYT", NOTHING, NOTHING),  # Điều 9.13: no records at all
}
#: Group -> kind of entry, its tab, values, its name on screens, one of its fields on the record.
GROUPS = {
    "identity": ("identity_paper", "papers", PAPER, "Giấy tờ tùy thân", "identity_number"),
    "health": ("health_check", "papers", HEALTH, "Sức khỏe", "height_cm"),
    "discipline": ("discipline", "merit", DISCIPLINE, "Kỷ luật", "highest_discipline"),
    "life_history": ("life_history", "family", EVERY["life_history"], "Lịch sử bản thân", ""),
    "foreign_relation": ("foreign_relation", "family", EVERY["foreign_relation"], "Quan hệ nước ngoài", ""),
    "pay": ("insurance", "pay", INSURANCE, "Lương", "pay_step"),
}
CASES = [(account, group) for account in TABLE for group in GROUPS]
PRINTS = {SONOIVU, SOYTE, PNV, PGD, PHUONG, CANHAN}
EDITS = PRINTS - {CANHAN}


def sight(account, group):
    return TABLE[account][2] if group == "pay" else TABLE[account][1]


class Desk:
    """An account with a record in its scope: clients, entry and scan of each group."""

    def __init__(self, product, account):
        self.screen, self.api = product.login(account), product.api(account)
        own = "SELECT person_id FROM ab_user WHERE username = 'canhan'"
        unit = TABLE[account][0]
        # The number of steps is typed: no entry of pay that says it stands beside.
        self.person = make_person(product, unit, pay_step="7") if unit else sql(product, own)[0][0]
        self.entry, self.file = {}, {}
        for group, (kind, _tab, values, *_rest) in GROUPS.items():
            self.entry[group] = add_entry(product, self.person, kind, values, note=word(group))
            with as_system(product) as session:
                name = f"{word(group)}.pdf"
                row = attach(session, product, self.person, kind, self.entry[group], name=name)
                self.file[group] = row.id

    def seen(self, group):
        """Every channel that tells a value of the group -> whether it does; 404 counts as not."""
        kind, tab, *_rest = GROUPS[group]
        person, entry = self.person, self.entry[group]
        pages = {
            "show": f"/person/show/{person}?tab={tab}",
            "entry": f"/entry/{kind}/show/{entry}",
            "history": f"/person/show/{person}?tab=history",
            "as_of": f"/person/as_of/{person}?day=1/6/2024&tab={tab}",
            "files": f"/person/show/{person}?tab=files",
        }
        bodies = {name: self.screen.get(path).get_data(as_text=True) for name, path in pages.items()}
        said = {
            "show": f"/entry/{kind}/show/{entry}" in bodies["show"],
            "entry": word(group) in bodies["entry"],
            "history": f"{word(group)}<" in bodies["history"],
            "as_of": f"/entry/{kind}/show/{entry}" in bodies["as_of"],
            "files": f"{word(group)}.pdf" in bodies["files"],
            "file": self.screen.get(f"/attachment/file/{self.file[group]}").status_code == 200,
        }
        return said

    def told_by_api(self, group):
        kind, *_rest, field = GROUPS[group]
        listed = self.api.get(f"/api/v1/person/{self.person}/{kind}/").get_data(as_text=True)
        one = self.api.get(f"/api/v1/{kind}/{self.entry[group]}").get_data(as_text=True)
        record = self.api.get(f"/api/v1/person/{self.person}").get_json().get("result", {})
        day = self.api.get(f"/api/v1/person/{self.person}/as_of?day=2026-01-01").get_json().get("result", {})
        said = {"api_list": word(group) in listed, "api_get": word(group) in one} | self._files_told(group)
        said["api entries of a day"] = self._told_of_a_day(kind, group)
        return said | {f"api {place}": found.get(field) is not None for place, found in (
            ("record", record), ("as_of", day)) if field and found.get("full_name")}  # fmt: skip

    def _told_of_a_day(self, kind, group):
        """Whether the entry of the group is among those of a day."""
        body = self.api.get(f"/api/v1/person/{self.person}/as_of?day=2026-01-01").get_json()
        return word(group) in str(body.get("entries", {}).get(kind))

    def _files_told(self, group):
        """Whether the API names the scan of the group among others and by itself, and hands it out."""
        own, all_of_them = (
            f"/api/v1/attachment/{self.file[group]}",
            f"/api/v1/person/{self.person}/attachment/",
        )
        named = {way: self.api.get(way).get_data(as_text=True) for way in (all_of_them, own)}
        said = {f"api {way}": f"{word(group)}.pdf" in text for way, text in named.items()}
        return said | {"api content": self.api.get(f"{own}/content").status_code == 200}


def word(group):
    return f"Kín{group.replace('_', '').capitalize()}"


@pytest.fixture(scope="module")
def desks(product):
    return functools.cache(functools.partial(Desk, product))


pytestmark = pytest.mark.parametrize(
    ("account", "group"),
    [
        pytest.param(*case, marks=() if case[0] in (SOYTE, XEM) else pytest.mark.long_on("postgresql"))
        for case in CASES
    ],
)


def test_each_channel_tells_what_the_table_says(desks, account, group):
    desk, wanted = desks(account), sight(account, group)
    before = desk.seen(group)
    assert before == dict.fromkeys(before, wanted == OPEN)
    api = desk.told_by_api(group)
    assert {way for way, told in api.items() if told} == (api.keys() if wanted == OPEN else set())
    form = {"group": group, "reason_choice": "check", "reason": ""}
    status = desk.screen.post_form(f"/person/reveal/{desk.person}", form).status_code
    assert status == (302 if wanted in (OPEN, REVEALED) else 403)
    after = desk.seen(group)
    assert after == dict.fromkeys(after, wanted in (OPEN, REVEALED))


def test_forms_have_what_may_be_edited_and_was_opened(desks, account, group):
    desk, kind = desks(account), GROUPS[group][0]
    answer = desk.screen.get(f"/entry/{kind}/edit/{desk.entry[group]}")
    was_opened = account in EDITS  # by the test before, or as it needs no opening
    if was_opened:
        desk.screen.post_form(f"/person/reveal/{desk.person}", {"group": group, "reason_choice": "check"})
        answer = desk.screen.get(f"/entry/{kind}/edit/{desk.entry[group]}")
    assert (answer.status_code == 200 and word(group) in answer.get_data(as_text=True)) is was_opened


def test_lists_know_it_only_as_pay_of_whoever_may_view_pay(desks, account, group):
    """List, filter, order, search, workbook, on screen and in the API; opened or not."""
    desk, field = desks(account), GROUPS[group][-1]
    page = desk.screen.get("/person/list/", query_string={"q": word(group)})
    assert f"/person/show/{desk.person}" not in page.get_data(as_text=True)
    if not field:
        return
    knows = sight(account, group) == OPEN and group == "pay"
    wanted = {knows} if account != QUANTRI else {False}
    condition, q = {f"f.{field}.filled": "1"}, {"col": field, "opr": "filled", "value": "1"}
    ways = {
        "filter": desk.screen.get("/person/list/", query_string=condition).status_code,
        "order": desk.screen.get(f"/person/list/?order={field}").status_code,
        "criterion": desk.screen.get(f"/person/criterion?field={field}").status_code,
        "api filter": asked(desk.api, filters=[q]),
        "api order": asked(desk.api, order_column=field),
        "api column": asked(desk.api, columns=[field]),
    }
    if account in EDITS:
        ways["export"] = desk.screen.post_form("/person/export", condition).status_code
    assert {status == 200 for status in ways.values()} == wanted, ways


def asked(api, **q):
    return api.get("/api/v1/person/", query_string={"q": prison.dumps(q)}).status_code


def test_print_holds_the_groups_of_whoever_may_print(product, desks, account, group):
    desk, label = desks(account), GROUPS[group][3]
    status = desk.screen.get(f"/person/print/{desk.person}/form_2c.docx").status_code
    assert (status == 200) is (account in PRINTS)
    if account in PRINTS:
        assert label in last(product)[0][0].query.partition("để trống")[0]
