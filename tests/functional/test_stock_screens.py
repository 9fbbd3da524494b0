"""The stock screen of roles takes from the address only what it shows."""

import pytest


@pytest.fixture(scope="module")
def administrator(product):
    return product.login("quantri")


@pytest.mark.parametrize(
    "path",
    [
        "/roles/list/?_oc_RoleView=id&_od_RoleView=asc",
        "/roles/list/?_flt_0_permissions=x",
        "/roles/list/?page_RoleView=9999999999999999999999999",
        "/roles/list/?psize_RoleView=abc",
    ],
)
def test_an_address_that_asks_for_more_is_refused(administrator, path):
    answer = administrator.get(path)
    assert answer.status_code == 400
    assert "Yêu cầu không hợp lệ." in answer.get_data(as_text=True)


@pytest.mark.parametrize("pk", ["9" * 25, "abc", "-1", "999999999"])
def test_a_role_that_is_none_is_not_found(administrator, pk):
    assert administrator.get(f"/roles/show/{pk}").status_code == 404


def test_what_the_screen_shows_can_be_searched_and_ordered(administrator):
    page = administrator.get("/roles/list/?_flt_2_name=Sở&_oc_RoleView=name&_od_RoleView=desc")
    assert page.status_code == 200
