"""What a list offers beside rows: its weight, parts that come when opened, conditions, shared filters."""

import re

import pytest
from sqlalchemy import select

from app.access.models import Account
from app.reports.models import SavedFilter
from tests.support.cast import as_system, counted_statements, unit_id

KIB = 1024
PART = re.compile(r"<(html|main|head)\b")
CHIP = re.compile(r'<span class="hs-chip">(.*?)</span>', re.S)
TAG = re.compile(r"<[^>]+>")
HEADING = re.compile(r"<th scope=\"col\".*?</th>", re.S)


def text_of(client, path, **args):
    answer = client.get(path, query_string=args)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def chips(page):
    return [" ".join(TAG.sub(" ", chip).replace("×", "").split()) for chip in CHIP.findall(page)]


def headings(page):
    said = [" ".join(TAG.sub(" ", heading).split()) for heading in HEADING.findall(page)]
    return [heading for heading in said if heading]  # that of the boxes to tick holds no words


# Weight ---------------------------------------------------------------------------------------


def test_fifty_rows_of_ten_columns_stay_under_eighty_kibibytes(home_affairs):
    body = home_affairs.get("/person/list/?psize=50").data
    assert body.count(b'name="rowid"') == 50
    assert len(headings(body.decode())) >= 10
    assert len(body) < 80 * KIB


# Parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["columns", "criterion"])
def test_a_part_comes_without_a_frame_and_as_a_page_for_who_has_no_scripts(home_affairs, part):
    alone = text_of(home_affairs, f"/person/{part}", part="1", **{"f.sex.eq": "female", "q": "an"})
    whole = text_of(home_affairs, f"/person/{part}", **{"f.sex.eq": "female", "q": "an"})
    assert not PART.search(alone) and PART.search(whole)
    for page in (alone, whole):  # the conditions of the list are kept
        assert '<input type="hidden" name="f.sex.eq" value="female">' in page
        assert '<input type="hidden" name="q" value="an">' in page
    assert f'href="/person/{part}' in text_of(home_affairs, "/person/list/")


@pytest.mark.parametrize(
    "path", ["/person/columns", "/person/criterion", "/person/criterion?field=grade&part=1"]
)
def test_a_part_costs_few_statements(product, home_affairs, path):
    with counted_statements(product) as statements:
        assert home_affairs.get(path).status_code == 200
    assert len(statements) <= 6, "\n".join(statements)


def test_a_whole_condition_leads_to_the_list_with_it(home_affairs):
    asked = {"field": "birth_on", "operator": "gte", "c.birth_on": "1990", "f.sex.eq": "female"}
    answer = home_affairs.get("/person/criterion", query_string=asked)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/person/list/?f.sex.eq=female&f.birth_on.gte=1990"
    wordless = home_affairs.get("/person/criterion?field=position&operator=empty")
    assert wordless.headers["Location"] == "/person/list/?f.position.empty=1"


def test_a_condition_without_its_value_is_asked_again(home_affairs):
    page = text_of(home_affairs, "/person/criterion", field="birth_on", operator="gte")
    assert "Nhập giá trị để so sánh." in page
    assert '<option value="gte" selected>' in page


def test_columns_in_their_order_and_the_row_height_are_remembered_and_can_be_undone(product):
    clerk, other = product.login("soyte"), product.login("pnv.ninhkieu")
    usual = headings(text_of(clerk, "/person/list/"))
    form = {"columns": ["full_name", "home_town", "sex"], "psize": "50", "density": "loose"}
    assert clerk.post_form("/person/choose", form).status_code == 302
    page = text_of(product.login("soyte"), "/person/list/")
    assert headings(page) == ["Họ và tên khai sinh", "Quê quán", "Giới tính"]
    assert 'class="hs-card hs-loose"' in page
    assert headings(text_of(other, "/person/list/")) == usual
    clerk.post_form("/person/choose", {**form, "reset": "1"})
    assert headings(text_of(clerk, "/person/list/")) == usual


# Conditions in words --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"f.birth_on.gte": "1990"}, "Ngày sinh từ 1990"),
        ({"f.sex": "female"}, "Giới tính: Nữ"),
        ({"f.sex.neq": "female"}, "Giới tính khác Nữ"),
        ({"f.record_state.in": "draft,verified"}, "Trạng thái hồ sơ thuộc Nháp, Đã xác thực"),
        ({"f.position.empty": "1"}, "Chức vụ (chức danh) để trống"),
        ({"f.is_removed": "0"}, "Đã loại bỏ: Không"),
    ],
)
def test_a_condition_is_a_chip_that_says_how_it_compares(home_affairs, args, said):
    assert chips(text_of(home_affairs, "/person/list/", **args)) == [said]


def test_a_condition_on_a_unit_names_the_unit(product, home_affairs):
    page = text_of(home_affairs, "/person/list/", **{"f.home_unit": unit_id(product, "NK")})
    assert chips(page) == ["Đơn vị giữ hồ sơ thuộc nhánh Ủy ban nhân dân quận Ninh Kiều"]


def test_an_empty_list_says_what_to_do(home_affairs):
    page = text_of(home_affairs, "/person/list/", q="zzzz")
    assert 'href="/person/list/?q=zzzz&amp;f.record_state.eq=archived"' in page
    assert "Xem danh sách không lọc" in page


# Shared filters -------------------------------------------------------------------------------


@pytest.fixture
def saved(product):
    """Save a filter as an account; all are gone afterwards."""

    def save(username, name, *, key="person", shared="1"):
        form = {"_name": name, "_shared": shared, "q": "an"}
        return product.login(username).post_form(f"/{key}/keep_filter", form).status_code

    yield save
    with as_system(product) as session:
        for row in session.scalars(select(SavedFilter)):
            session.delete(row)
        session.commit()


def sees(product, username, name, key="person"):
    return name in text_of(product.login(username), f"/{key}/list/")


def test_a_shared_filter_reaches_who_stands_within_the_reach_of_its_author(product, saved):
    assert saved("soyte", "Lọc của Sở Y tế") == 302
    who = ("soyte", "xem.soyte", "sonoivu", "pnv.ninhkieu", "phuong.xuankhanh", "canhan")
    assert [name for name in who if sees(product, name, "Lọc của Sở Y tế")] == ["soyte", "xem.soyte"]


def test_a_filter_of_the_whole_city_reaches_every_unit_but_no_personal_account(product, saved):
    assert saved("sonoivu", "Lọc toàn thành phố") == 302
    for name in ("soyte", "xem.soyte", "pgd.ninhkieu", "phuong.xuankhanh"):
        assert sees(product, name, "Lọc toàn thành phố")
    assert not sees(product, "canhan", "Lọc toàn thành phố")


def test_schools_of_a_district_do_not_enclose_the_district(product, saved):
    assert saved("pgd.ninhkieu", "Lọc trường học") == 302
    assert not sees(product, "pnv.ninhkieu", "Lọc trường học")
    assert saved("pnv.ninhkieu", "Lọc của quận") == 302
    assert sees(product, "pgd.ninhkieu", "Lọc của quận") and sees(product, "phuong.xuankhanh", "Lọc của quận")


def test_a_filter_of_a_catalog_reaches_whoever_may_view_the_catalog(product, saved):
    assert saved("quantri", "Lọc dân tộc", key="ethnic_group") == 302
    assert sees(product, "phuong.xuankhanh", "Lọc dân tộc", key="ethnic_group")


@pytest.mark.parametrize("account", ["phuong.xuankhanh", "xem.soyte", "canhan"])
def test_who_has_no_right_to_share_keeps_filters_to_themselves(product, saved, account):
    assert saved(account, "Lọc không được chung") == 403
    assert not sees(product, account, "Lọc không được chung")
    assert saved(account, "Lọc riêng", shared="") == 302
    assert sees(product, account, "Lọc riêng") and not sees(product, "sonoivu", "Lọc riêng")


def test_what_was_shared_without_the_right_reaches_nobody_else(product, saved):
    saved("phuong.xuankhanh", "Lọc chung từ trước", shared="")
    with as_system(product) as session:
        author = select(Account.id).where(Account.username == "phuong.xuankhanh").scalar_subquery()
        session.scalars(select(SavedFilter).where(SavedFilter.account_id == author)).one().is_shared = True
        session.commit()
    assert not sees(product, "sonoivu", "Lọc chung từ trước")
