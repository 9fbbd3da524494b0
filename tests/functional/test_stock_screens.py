"""The stock screens of accounts take from the address only what they show."""

import pytest


@pytest.fixture(scope="module")
def administrator(product):
    return product.login("quantri")


@pytest.mark.parametrize(
    "path",
    [
        "/users/list/?_oc_AccountView=password&_od_AccountView=asc",
        "/users/list/?_flt_0_password=x",
        "/users/list/?_flt_3_email=a",
        "/users/list/?page_AccountView=9999999999999999999999999",
        "/users/list/?psize_AccountView=abc",
    ],
)
def test_an_address_that_asks_for_more_is_refused(administrator, path):
    answer = administrator.get(path)
    assert answer.status_code == 400
    assert "Yêu cầu không hợp lệ." in answer.get_data(as_text=True)


@pytest.mark.parametrize("pk", ["9" * 25, "abc", "-1", "999999999"])
def test_an_account_that_is_none_is_not_found(administrator, pk):
    assert administrator.get(f"/users/show/{pk}").status_code == 404


def test_what_the_screen_shows_can_be_searched_and_ordered(administrator):
    page = administrator.get(
        "/users/list/?_flt_2_username=soyte&_oc_AccountView=username&_od_AccountView=desc"
    )
    assert page.status_code == 200
    assert "soyte" in page.get_data(as_text=True)
