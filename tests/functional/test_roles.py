"""Roles in screens: the matrix, copying, changing, who changed what; never above one's own (A6)."""

import dataclasses
import re

import pytest
from sqlalchemy import select

from app.access import matrix
from app.access.models import Account
from app.core import things
from app.core.rights import Right
from app.core.things import Sort
from app.settings.services import settings_change
from tests.support.access import (
    CLERK,
    DEPARTMENT,
    OFFICE,
    READER,
    SELF,
    SYSTEM,
    make_account,
    make_role,
    rights_of,
    role_id,
)
from tests.support.acting import text_of
from tests.support.cast import as_system, counted_statements, unit_id
from tests.support.refusals import LONG_ID, assert_refused

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

BOX = re.compile(r'<input type="checkbox" name="right" value="([a-z0-9_ ]+)"[^>]*?( checked)?( disabled)?>')
WAS = re.compile(r'name="_was" value="([0-9a-f]+)"')
DISTRICT_RIGHTS = ("view person", "edit person", "view access_grant", "manage access_grant", "manage account")


@pytest.fixture
def office(product):
    return product.login("sonoivu")


@pytest.fixture
def district(product):
    """Manages grants in quận Ninh Kiều, and may view and edit its people."""
    return make_account(product, (make_role(product, *DISTRICT_RIGHTS), "NK", {}), unit="NK.NV")


def page_of(client, product, name):
    return text_of(client.get(f"/roles/show/{role_id(product, name)}"))


def ticked(page):
    return {value for value, checked, _ in BOX.findall(page) if checked}


def save(client, product, name, rights, /, **form):
    """Send the matrix of a role with exactly these boxes ticked."""
    row = role_id(product, name)
    was = WAS.search(text_of(client.get(f"/roles/show/{row}")))
    form = {"name": name, "right": sorted(rights), "_was": was[1] if was else "", **form}
    return client.post_form(f"/roles/change/{row}", form)


# The matrix -------------------------------------------------------------------------------------


def test_the_matrix_speaks_vietnamese_and_names_no_permission(product, office):
    page = page_of(office, product, OFFICE)
    for heading in ("Xem", "Thêm", "Sửa", "Loại bỏ", "Xuất", "In ra", "Nhập", "Xác thực", "Điều chuyển",
                    "Đổi trạng thái", "Quản trị"):  # fmt: skip
        assert f'<th scope="col">{heading}</th>' in page
    for row in ("Giấy tờ tùy thân", "Sức khỏe", "Kỷ luật", "Lịch sử bản thân", "Quan hệ nước ngoài", "Lương",
                "Cơ quan, đơn vị", "Mọi danh mục", "Phân quyền theo phạm vi", "Tài khoản"):  # fmt: skip
        assert f">{row}" in page
    assert "can_" not in page


def test_a_template_shows_what_the_law_gives_and_is_locked(product, office):
    page = page_of(office, product, READER)
    plain = {value for value in ticked(page) if value.split()[1] in ("person", "unit", "person_health")}
    assert plain == {"view person", "view unit"}
    assert "Vai trò mẫu theo Quy chế được khóa" in page
    assert all(disabled for _value, _checked, disabled in BOX.findall(page))


def test_what_a_thing_does_not_offer_has_no_box(product, office):
    values = {value for value, *_ in BOX.findall(page_of(office, product, OFFICE))}
    assert "transfer person" in values
    assert not values & {"transfer unit", "verify religion", "add unit", "import person", "delete person"}


def test_the_page_costs_as_many_statements_at_two_hundred_kinds_of_thing(product, office, monkeypatch):
    name = make_role(product, "view person")
    office.get(f"/roles/show/{role_id(product, name)}")
    with counted_statements(product) as few:
        office.get(f"/roles/show/{role_id(product, name)}")
    religion = things.get("religion")
    more = {f"loai_{n}": dataclasses.replace(religion, key=f"loai_{n}") for n in range(141)}
    monkeypatch.setattr(things, "_things", {**things._things, **more})
    assert len(things.every(Sort.CATALOG)) == 200
    with counted_statements(product) as many:
        page = page_of(office, product, name)
    assert "view loai_140" in {value for value, *_ in BOX.findall(page)}
    assert len(many) <= len(few) <= 20, "\n".join(many)


# Making and changing ----------------------------------------------------------------------------


def test_a_role_is_copied_changed_and_told(product, office):
    answer = office.post_form("/roles/add", {"name": "Cán bộ hồ sơ", "copied_from": role_id(product, CLERK)})
    assert answer.status_code == 302
    assert rights_of(product, "Cán bộ hồ sơ") == rights_of(product, CLERK)
    boxes = ticked(page_of(office, product, "Cán bộ hồ sơ")) - {"export person"} | {"remove person"}
    answer = save(office, product, "Cán bộ hồ sơ", boxes)
    assert answer.status_code == 302
    assert rights_of(product, "Cán bộ hồ sơ") ^ rights_of(product, CLERK) == {
        ("export", "person"), ("remove", "person")
    }  # fmt: skip
    told = text_of(office.get(f"/roles/history/{role_id(product, 'Cán bộ hồ sơ')}"))
    thing = things.get("person").label
    assert f"Thêm quyền – {thing}: Loại bỏ" in told
    assert f"Bớt quyền – {thing}: Xuất" in told
    assert f"Sao từ vai trò «{CLERK}»" in told
    assert "sonoivu" in told


def test_a_new_role_is_empty_and_its_name_is_its_own(product, office):
    assert office.post_form("/roles/add", {"name": "Vai trò rỗng"}).status_code == 302
    assert rights_of(product, "Vai trò rỗng") == frozenset()
    for name in ("Vai trò rỗng", "vai trò RỖNG", "", "   ", "x" * 65, CLERK):
        assert_refused(office.post_form("/roles/add", {"name": name}), 422)


def test_a_role_changed_by_somebody_else_meets_a_conflict(product, office):
    name = make_role(product, "view person")
    answer = save(office, product, name, {"view person"}, _was="0123456789abcdef")
    assert_refused(answer, 409)
    assert rights_of(product, name) == {("view", "person")}


def test_a_change_holds_at_the_next_request(product, office):
    name = make_role(product, "view person")
    client = product.login(make_account(product, (name, "NK", {}), unit="NK"))
    assert client.get("/person/list/").status_code == 200
    assert client.get("/unit/list/").status_code == 403
    assert save(office, product, name, {"view unit"}).status_code == 302
    assert client.get("/person/list/").status_code == 403
    assert client.get("/unit/list/").status_code == 200


def test_a_role_is_removed_only_while_nobody_was_ever_given_it(product, office):
    unused, used = make_role(product, "view person"), make_role(product, "view person")
    make_account(product, (used, "NK", {}), unit="NK")
    row, gone = role_id(product, used), role_id(product, unused)
    assert_refused(office.post_form(f"/roles/remove/{row}"), 422)
    assert office.post_form(f"/roles/remove/{gone}").status_code == 302
    assert office.get(f"/roles/show/{gone}").status_code == 404
    assert f"Xóa: {unused}" in text_of(office.get("/roles/changes"))


def test_a_role_that_a_setting_names_keeps_its_name(product, office):
    """Under another name it would demand the second step of nobody."""
    name = make_role(product, "view person")
    row = role_id(product, name)
    with as_system(product, Right.MANAGE) as session:
        settings_change(session, {"totp_roles": f"auditor; {name}"}, ground="")
    try:
        sentence = f"Vai trò «{name}» có tên trong tham số «Vai trò bắt buộc dùng mã xác thực 6 số"
        renamed = save(office, product, name, {"view person"}, name="Tên khác")
        assert sentence in text_of(renamed) and renamed.status_code == 422
        assert sentence in assert_refused(office.post_form(f"/roles/remove/{row}"), 422)
        assert save(office, product, name, {"view person", "view unit"}).status_code == 302
    finally:
        with as_system(product, Right.MANAGE) as session:
            settings_change(session, {"totp_roles": ""}, ground="")
    assert save(office, product, name, {"view person"}, name="Tên khác").status_code == 302


# Never above one's own --------------------------------------------------------------------------


@pytest.mark.parametrize("template", [SYSTEM, OFFICE, DEPARTMENT, CLERK, SELF, READER])
def test_templates_are_neither_changed_nor_removed(product, office, template):
    before = rights_of(product, template)
    for path in ("change", "remove"):
        answer = office.post_form(f"/roles/{path}/{role_id(product, template)}", {"name": "x", "right": []})
        assert_refused(answer, 403)
    assert rights_of(product, template) == before


@pytest.mark.parametrize("right", ["export person_health", "manage fly", "verify grade", "fly person",
                                   "view nothing", "view", "", "manage person", "view can_view"])  # fmt: skip
def test_no_right_is_ticked_that_is_unknown_or_not_held(product, office, right):
    name = make_role(product, "view person")
    assert_refused(save(office, product, name, {"view person", right}), 422)
    assert rights_of(product, name) == {("view", "person")}


def test_a_role_above_is_neither_copied_nor_changed(product, office):
    above = make_role(product, "view person", "export person_health")
    row = role_id(product, above)
    assert_refused(office.post_form("/roles/add", {"name": "Cao hơn", "copied_from": row}), 422)
    assert_refused(save(office, product, above, {"view person"}), 403)
    assert_refused(office.post_form(f"/roles/remove/{row}"), 403)
    assert rights_of(product, above) == {("view", "person"), ("export", "person_health")}
    administrator = product.login("quantri")
    source = {"name": "Cao hơn", "copied_from": role_id(product, READER)}
    assert_refused(administrator.post_form("/roles/add", source), 422)


def test_the_administrator_of_the_system_hands_out_no_records(product):
    administrator = product.login("quantri")
    name = make_role(product, "view religion")
    assert_refused(save(administrator, product, name, {"view religion", "view person"}), 422)
    assert save(administrator, product, name, {"view religion", "edit religion"}).status_code == 302


def test_a_district_gives_a_role_no_more_than_it_has(product, district):
    client, name = product.login(district), make_role(product, "view person")
    assert_refused(save(client, product, name, {"view person", "remove person"}), 422)
    assert save(client, product, name, {"view person", "edit person"}).status_code == 302


def test_a_district_does_not_change_a_role_held_outside_it_or_by_itself(product, district):
    client, name = product.login(district), make_role(product, "view person")
    make_account(product, (name, "SYT", {}), unit="SYT")
    assert_refused(save(client, product, name, set()), 403)
    own = make_role(product, "view person", "view access_grant", "manage access_grant")
    own_client = product.login(make_account(product, (own, "NK", {}), unit="NK.NV"))
    assert_refused(save(own_client, product, own, {"view person"}), 403)


def test_a_role_wider_than_the_giver_at_one_place_is_not_widened_there(product):
    """Views people of two districts, edits in one: a role held in the other gets no «edit»."""
    manage = make_role(product, "view person", "view access_grant", "manage access_grant")
    edit = make_role(product, "edit person")
    client = product.login(make_account(product, (manage, "NK", {}), (manage, "OM", {}), (edit, "NK", {}),
                                        unit="NK.NV"))  # fmt: skip
    name = make_role(product, "view person")
    make_account(product, (name, "OM", {}), unit="OM")
    assert_refused(save(client, product, name, {"view person", "edit person"}), 422)
    assert rights_of(product, name) == {("view", "person")}


@pytest.mark.parametrize("username", ["soyte", "phuong.xuankhanh", "canhan", "xem.soyte"])
def test_who_manages_nothing_sees_and_does_nothing_here(product, username):
    client, row = product.login(username), role_id(product, CLERK)
    for path in ("/roles/list/", f"/roles/show/{row}", f"/roles/history/{row}", "/roles/changes",
                 "/rights/holders", "/rights/compare"):  # fmt: skip
        assert client.get(path).status_code == 403, path
    for path in ("/roles/add", f"/roles/change/{row}", f"/roles/remove/{row}"):
        assert client.post_form(path, {"name": "x"}).status_code == 403, path


def test_the_stock_doors_to_roles_are_gone(product, office):
    row = role_id(product, CLERK)
    of_roles = (
        "/roles/add",
        f"/roles/edit/{row}",
        f"/roles/delete/{row}",
        "/roles/action_post",
        "/roles/api",
    )
    of_rights = ("/permissions/list/", "/viewmenus/list/", "/permissionviews/list/", "/groups/list/")
    for path in (*of_roles, *of_rights):
        assert office.get(path).status_code in (404, 405), path
    api = product.api("sonoivu")
    for resource in ("roles", "permissions", "users", "permissions-resources", "groups"):
        for method in ("get", "post", "put", "delete"):
            address = f"/api/v1/security/{resource}/" + ("1" if method in ("put", "delete") else "")
            assert getattr(api, method)(address, json={}).status_code in (404, 405), address


@pytest.mark.parametrize("pk", [LONG_ID, "abc", "-1", "999999999", "0"])
def test_a_role_that_is_none_is_not_found(product, office, pk):
    for path in (f"/roles/show/{pk}", f"/roles/history/{pk}"):
        assert_refused(office.get(path), 404)
    assert_refused(office.post_form(f"/roles/change/{pk}", {"name": "x"}), 404)
    assert_refused(office.post_form(f"/roles/remove/{pk}"), 404)
    assert_refused(office.post_form("/roles/add", {"name": "Sao", "copied_from": pk}), 404)


def test_home_affairs_carries_every_right_of_the_templates_it_hands_out(product):
    """Else Sở Nội vụ could not give them: nobody gives what it does not hold (docs/access.md)."""
    held = rights_of(product, OFFICE)
    for template in (SYSTEM, DEPARTMENT, CLERK, SELF, READER):
        assert rights_of(product, template) <= held, template


# Questions --------------------------------------------------------------------------------------


def test_who_holds_a_right_at_a_unit_is_told_with_the_grant(product, office):
    page = text_of(
        office.get(f"/rights/holders?right=verify&thing=person&unit={unit_id(product, 'NK.31144')}")
    )
    for username in ("sonoivu", "pnv.ninhkieu", "phuong.xuankhanh"):
        assert f">{username}</a>" in page
    for username in ("soyte", "pgd.ninhkieu", "xem.soyte", "canhan"):
        assert f">{username}</a>" not in page
    school = text_of(
        office.get(f"/rights/holders?right=edit&thing=person&unit={unit_id(product, 'NK.GD01')}")
    )
    assert ">pgd.ninhkieu</a>" in school and ">phuong.xuankhanh</a>" not in school


def test_who_sees_a_person_includes_its_own_account(product, office):
    with as_system(product) as session:
        person = session.scalars(select(Account.person_id).where(Account.username == "canhan")).one()
    page = text_of(office.get(f"/rights/holders?right=view&thing=person&person={person}"))
    assert ">canhan</a>" in page and ">phuong.xuankhanh</a>" in page and ">soyte</a>" not in page
    assert_refused(office.get("/rights/holders?right=view&thing=person&person=999999999"), 404)


def test_a_district_is_told_of_its_own_accounts_only(product, district):
    page = text_of(product.login(district).get("/rights/holders?right=view&thing=person"))
    assert ">phuong.xuankhanh</a>" in page
    assert ">soyte</a>" not in page and ">sonoivu</a>" not in page


def test_two_roles_are_compared_line_by_line(product, office):
    left, right = role_id(product, CLERK), role_id(product, READER)
    page = text_of(office.get(f"/rights/compare?left={left}&right={right}"))
    assert re.search(r'<th scope="row">Mọi danh mục</th><td>Xuất</td><td>có</td><td>–</td>', page)
    assert re.search(
        rf'<th scope="row">{things.get("person").label}</th><td>Sửa</td><td>có</td><td>–</td>', page
    )
    assert "Hai bên giữ quyền như nhau." in text_of(office.get(f"/rights/compare?left={left}&right={left}"))


def test_two_accounts_are_compared_with_the_places_of_their_rights(product, office):
    page = text_of(office.get("/rights/compare?of=accounts&left=soyte&right=phuong.xuankhanh"))
    assert "Sở Y tế" in page and "phường Xuân Khánh" in page
    assert "Không có tài khoản «khong-co»" in text_of(
        office.get("/rights/compare?of=accounts&left=soyte&right=khong-co")
    )


def test_every_right_of_a_declaration_has_a_column():
    offered = {right for thing in things.every() for right in thing.rights}
    assert offered <= set(matrix.COLUMNS)
