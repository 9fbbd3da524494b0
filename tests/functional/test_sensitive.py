"""Sensitive fields: withheld without the right, masked until opened with a reason (Điều 8.3)."""

import datetime
from urllib.parse import quote

import prison
import pytest
from sqlalchemy import delete, insert, select

from app.access.models import (
    AccessStamp,
    Opening,
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from app.access.roles import TEMPLATES
from app.core import clock
from tests.matrix.asking import cells_of
from tests.support.cast import as_system, make_person, stored
from tests.support.log_lines import last, number_of_lines, sql

CLERK, READER, SELF = "phuong.xuankhanh", "xem.soyte", "canhan"
NUMBER, INSURANCE, ISSUER = "092185440044", "9988776655", "Công an quận Bí Mật"
WHY = "Đối chiếu sổ bảo hiểm xã hội"
SECRETS = (NUMBER, INSURANCE, ISSUER, "173", "Nhóm máu AB hiếm")


@pytest.fixture
def person(product):
    """A record with the same secrets for each test: the one before loses its number."""
    if sql(product, "SELECT 1 FROM person WHERE identity_number = :n", n=NUMBER):
        sql(product, "UPDATE person SET identity_number = NULL WHERE identity_number = :n", n=NUMBER)
    return make_person(
        product, full_name="Lê Thị Kín", identity_number=NUMBER, identity_issued_by=ISSUER, height_cm="173",
        social_insurance_number=INSURANCE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def clerk(product):
    return product.login(CLERK)


@pytest.fixture(scope="module")
def api(product):
    return product.api(CLERK)


def page_of(client, person, verb="show"):
    answer = client.get(f"/person/{verb}/{person}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def reveal(client, person, group="identity", choice="other", reason=WHY):
    form = {"group": group, "reason_choice": choice, "reason": reason}
    return client.post_form(f"/person/reveal/{person}", form)


# Masked, opened, masked again ---------------------------------------------------------------------


def test_a_record_shows_a_mask_until_the_group_is_opened(product, clerk, person):
    page = page_of(clerk, person)
    assert [secret for secret in SECRETS if secret in page] == []
    assert "•••• 0044" in page and "Giấy tờ tùy thân: đang che" in page
    before = number_of_lines(product)
    assert reveal(clerk, person).status_code == 302
    ((line, ids),) = last(product)
    assert (line.act, line.reason, line.query, ids) == ("reveal", WHY, "Giấy tờ tùy thân", {person})
    assert number_of_lines(product) == before + 1
    page = page_of(clerk, person)
    assert NUMBER in page and ISSUER in page
    assert "173" not in page, "health was not opened"


def test_it_is_opened_for_that_record_and_that_account_alone(product, clerk, person):
    reveal(clerk, person)
    other = make_person(product, identity_issued_by="Công an huyện Khác")
    assert "Công an huyện Khác" not in page_of(clerk, other)
    assert NUMBER not in page_of(product.login("pnv.ninhkieu"), person)


def test_it_closes_after_the_minutes_of_the_setting(product, clerk, person):
    reveal(clerk, person)
    with as_system(product) as session:
        opening = session.scalars(select(Opening).where(Opening.person_id == person)).one()
        left = opening.until - clock.now()
        assert datetime.timedelta(minutes=9) < left <= datetime.timedelta(minutes=10)
        opening.until = clock.now() - datetime.timedelta(seconds=1)
        session.commit()
    assert NUMBER not in page_of(clerk, person)


@pytest.mark.parametrize(
    ("choice", "reason"), [("other", ""), ("other", "xem thử"), ("", " . " * 9), ("none", "a")]
)
def test_without_a_reason_nothing_opens(product, clerk, person, choice, reason):
    before = number_of_lines(product)
    reveal(clerk, person, choice=choice, reason=reason[:9])
    assert number_of_lines(product) == before
    assert NUMBER not in page_of(clerk, person)


def test_a_reason_may_be_chosen(product, clerk, person):
    reveal(clerk, person, choice="regime", reason="")
    assert last(product)[0][0].reason == "Giải quyết chế độ, chính sách"


def test_opening_without_a_log_opens_nothing(product, clerk, person):
    with product.app.app_context(), product.db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE access_log RENAME TO access_log_away")
    try:
        assert reveal(clerk, person).status_code >= 500
    finally:
        with product.app.app_context(), product.db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE access_log_away RENAME TO access_log")
    assert NUMBER not in page_of(clerk, person)


def test_a_group_that_does_not_exist_opens_nothing(clerk, person):
    assert reveal(clerk, person, group="everything").status_code == 403


def test_out_of_scope_nothing_is_opened(product, clerk):
    other = make_person(product, unit="SYT")
    assert reveal(clerk, other).status_code == 404


# Without the right --------------------------------------------------------------------------------


def test_whoever_lacks_the_right_sees_no_mask_and_opens_nothing(product):
    reader = product.login(READER)
    person = make_person(product, unit="SYT", identity_issued_by=ISSUER, height_cm="173")
    page = page_of(reader, person)
    assert "Không có quyền xem" in page and "••••" not in page and ISSUER not in page
    assert reveal(reader, person).status_code == 403
    body = product.api(READER).get(f"/api/v1/person/{person}", query_string={"reason": WHY}).get_json()
    assert body["result"]["identity_issued_by"] is None
    assert "identity_issued_by" in body["withheld"] and body["masked"] == []


def test_a_person_sees_its_own_without_a_reason(product):
    own = sql(product, "SELECT person_id FROM ab_user WHERE username = 'canhan'")[0][0]
    number = stored(product, "person", own)["identity_number"]
    assert number in page_of(product.login(SELF), own)
    assert last(product)[0][0].act == "show"
    body = product.api(SELF).get(f"/api/v1/person/{own}").get_json()
    assert body["result"]["identity_number"] == number


# The history ---------------------------------------------------------------------------------------


def test_the_history_keeps_them_until_they_are_opened(product, clerk, person):
    address = f"/person/show/{person}?tab=history"
    page = clerk.get(address).get_data(as_text=True)
    assert "(được giữ kín)" in page and ISSUER not in page
    reveal(clerk, person)
    assert page_of(clerk, person).count(ISSUER) == 1
    assert clerk.get(address).get_data(as_text=True).count(ISSUER) == 1


# Forms ---------------------------------------------------------------------------------------------


def test_the_form_has_them_only_when_they_were_opened_and_leaves_them_untouched(product, clerk, person):
    form = page_of(clerk, person, "edit")
    assert 'name="identity_number"' not in form and 'name="height_cm"' not in form
    assert "mở mục này ở trang hồ sơ" in form and NUMBER not in form
    answer = clerk.post_form(f"/person/edit/{person}", {"full_name": "Lê Thị Kín Hơn", "_version": 1})
    assert answer.status_code == 302
    row = stored(product, "person", person)
    assert (row["identity_number"], row["height_cm"], row["full_name"]) == (NUMBER, 173, "Lê Thị Kín Hơn")
    reveal(clerk, person, group="health")
    form = page_of(clerk, person, "edit")
    assert 'name="height_cm"' in form and 'name="identity_number"' not in form


@pytest.fixture
def clerk_without_edit(product, clerk):
    """The role of the unit's clerk without editing identity papers."""
    name = next(template.label for template in TEMPLATES if template.key == "unit_clerk")
    link = assoc_permissionview_role
    with as_system(product) as session:
        role = session.scalars(select(Role.id).where(Role.name == name)).one()
        pair = session.scalars(
            select(PermissionView.id)
            .join(Permission, Permission.id == PermissionView.permission_id)
            .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
            .where(Permission.name == "can_edit", ViewMenu.name == "person_identity")
        ).one()
        this = {"role_id": role, "permission_view_id": pair}
        session.execute(delete(link).where(link.c.role_id == role, link.c.permission_view_id == pair))
        session.get(AccessStamp, 1).number += 1
        session.commit()
    yield clerk
    with as_system(product) as session:
        session.execute(insert(link).values(**this))
        session.get(AccessStamp, 1).number += 1
        session.commit()


def test_values_of_a_group_that_may_not_be_edited_are_refused(product, clerk_without_edit, api, person):
    reveal(clerk_without_edit, person)
    assert 'name="identity_number"' not in page_of(clerk_without_edit, person, "edit")
    sent = {"social_insurance_number": "1", "_version": 1}
    answer = clerk_without_edit.post_form(f"/person/edit/{person}", sent)
    assert answer.status_code == 422 and "không có quyền sửa mục này" in answer.get_data(as_text=True)
    answer = api.put(f"/api/v1/person/{person}", json={"social_insurance_number": None})
    assert answer.status_code == 422 and "social_insurance_number" in answer.get_json()["errors"]
    assert stored(product, "person", person)["social_insurance_number"] == INSURANCE


# The API -------------------------------------------------------------------------------------------


def test_the_api_gives_null_unless_a_reason_is_sent(product, api, person):
    body = api.get(f"/api/v1/person/{person}").get_json()
    assert (body["result"]["identity_number"], body["result"]["height_cm"]) == (None, None)
    assert {"identity_number", "height_cm"} <= set(body["masked"]) and body["withheld"] == []
    for ask in ({"query_string": {"reason": WHY}}, {"headers": {"X-Reason": quote(WHY)}}):
        body = api.get(f"/api/v1/person/{person}", **ask).get_json()
        assert (body["result"]["identity_number"], body["result"]["height_cm"]) == (NUMBER, 173)
        assert body["masked"] == []
        ((line, ids),) = last(product)
        assert (line.act, line.channel, line.reason, ids) == ("reveal", "api", WHY, {person})
    assert api.get(f"/api/v1/person/{person}", query_string={"reason": "xem"}).status_code == 400


def test_what_was_opened_on_the_screen_is_open_in_the_api_meanwhile(clerk, api, person):
    reveal(clerk, person)
    assert api.get(f"/api/v1/person/{person}").get_json()["result"]["identity_number"] == NUMBER


def test_answers_to_writing_and_conflicts_hold_no_secret(api, person):
    answers = [
        api.put(f"/api/v1/person/{person}", json={"phone": "0292 1"}, query_string={"reason": WHY}),
        api.put(f"/api/v1/person/{person}", json={"phone": "0292 2", "version": 1}),
    ]
    assert [answer.status_code for answer in answers] == [200, 409], answers[0].get_json()
    for answer in answers:
        assert [secret for secret in SECRETS if secret in answer.get_data(as_text=True)] == []


# Fields and channels -------------------------------------------------------------------------------

CHANNELS = {
    "list": lambda c, a, p: c.get("/person/list/?psize=100&q=kin"),
    "show": lambda c, a, p: c.get(f"/person/show/{p}"),
    "form": lambda c, a, p: c.get(f"/person/edit/{p}"),
    "search box": lambda c, a, p: c.get("/lookup/everything?q=kin"),
    "search": lambda c, a, p: c.get(f"/person/list/?q={INSURANCE}"),
    "api": lambda c, a, p: a.get(f"/api/v1/person/{p}"),
    "api list": lambda c, a, p: a.get("/api/v1/person/", query_string={"q": prison.dumps({"search": "kin"})}),
    "conflict": lambda c, a, p: c.post_form(f"/person/edit/{p}", {"phone": "9", "_version": 77}),
    "act": lambda c, a, p: c.post_form("/person/action_post", {"action": "verify", "rowid": [p]}),
    "consents": lambda c, a, p: c.get(f"/consent/person/{p}"),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_tells_them_before_they_are_opened(clerk, api, person, channel):
    text = CHANNELS[channel](clerk, api, person).get_data(as_text=True)
    told = text.replace(f"q={INSURANCE}", "").replace(f'value="{INSURANCE}"', "")
    told = told.replace(f"«{INSURANCE}»", "").replace(f"Tìm «{INSURANCE}", "")
    assert [secret for secret in (NUMBER, ISSUER) if secret in told] == []
    if channel != "search":
        assert INSURANCE not in told


def test_no_workbook_holds_them(clerk, person):
    cells = {str(cell) for row in cells_of(clerk.post_form("/person/export")) for cell in row}
    assert cells.isdisjoint({NUMBER, INSURANCE, ISSUER})
