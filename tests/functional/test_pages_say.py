"""What pages say around their rows: how many, of what, where one stands, what follows."""

import re

import pytest

from app.organisation.models import Unit
from app.web.person_view import PersonView
from tests.support.acting import text_of
from tests.support.cast import WARD, as_system, counted_statements, make_person, unit_id

CRUMBS = re.compile(r'<nav class="hs-crumbs".*?</nav>', re.S)
COUNT = re.compile(r'<p class="hs-quiet">([\d.]+) người')
FIGURE = re.compile(r'<a class="hs-figure" href="([^"]+)"><span class="hs-figure-number">([\d.]+)</span>')
CATALOG = re.compile(r'href="/(\w+)/list/\?f\.is_retired\.eq=([01])"[^>]*>([\d.]+)</a>')
BAR = re.compile(r'<td class="hs-k-integer"><a href="([^"]+)">([\d.]+)</a>')


def whole(text):
    return int(text.replace(".", ""))


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


# Numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("account", ["sonoivu", "phuong.xuankhanh"])
def test_numbers_of_the_front_page_are_those_of_their_lists(product, account):
    make_person(product)
    client = product.login(account)
    front = page(client, "/")
    found = FIGURE.findall(front) + BAR.findall(front)
    assert len(found) > 10
    for address, said in found:
        listed = COUNT.search(page(client, address.replace("&amp;", "&")))
        assert listed and whole(listed[1]) == whole(said), address


def test_the_front_page_of_the_administrator_counts_catalogs_as_their_lists_do(product, admin):
    admin.post_form(
        "/religion/add", {"code": "X9", "name": "Ngừng dùng", "is_retired": "1", "sort_order": "9"}
    )
    front = page(admin, "/")
    number, said = re.search(
        r'href="/catalogs/list/">.*?>(\d+)</span> danh mục \((.*?)\)</a>', front
    ).groups()
    catalogs = page(admin, "/catalogs/list/")
    assert f"{number} danh mục: {said}</p>" in catalogs
    in_use, retired = (whole(one) for one in re.findall(r"[\d.]+", said))
    found = CATALOG.findall(catalogs)
    assert whole(number) == len(found) / 2 == 59
    for state, total in (("0", in_use), ("1", retired)):
        assert sum(whole(count) for _key, one, count in found if one == state) == total > 0
    for key, state, count in found[:40]:
        listed = re.search(
            r'<p class="hs-quiet">([\d.]+) dòng', page(admin, f"/{key}/list/?f.is_retired.eq={state}")
        )
        assert listed and listed[1] == count, key


def test_catalogs_are_counted_in_one_statement(product, admin):
    admin.get("/")
    admin.post_form("/religion/add", {"code": "X8", "name": "Mới", "sort_order": "9"})
    with counted_statements(product) as statements:
        assert admin.get("/").status_code == 200
    assert len([one for one in statements if "UNION ALL" in one]) == 1
    assert len(statements) <= 15, "\n".join(statements)


def test_a_count_that_stopped_says_more_than(product, clerk, monkeypatch):
    make_person(product)
    make_person(product)
    for place in ("app.reports.people", "app.web.formatting"):
        monkeypatch.setattr(f"{place}.COUNT_CAP", 1)
    said = page(clerk, "/person/list/?psize=25")
    assert '<p class="hs-quiet">Trên 1 người' in said
    assert "Xuất Excel hơn 1 người" in said
    assert "trong hơn 1 người" in said
    assert "Trang cuối" not in said


def test_pages_lead_to_the_first_and_the_last(product, clerk):
    for number in range(1, 8):
        make_person(product, full_name=f"Trần Nhiều Trang {'ABCDEFG'[number - 1]}")
    first = page(clerk, "/person/list/?q=tran+nhieu+trang&psize=2")
    assert "Trang cuối" in first and "Trang đầu" not in first
    third = page(clerk, "/person/list/?q=tran+nhieu+trang&psize=2&page=2")
    assert "Trang đầu" in third and "Trang cuối" not in third and "Trang sau" in third


def test_an_empty_list_offers_nothing_for_a_selection(clerk):
    said = page(clerk, "/person/list/?q=khong+ai+ten+nay")
    assert "Không có hồ sơ nào khớp điều kiện đang lọc." in said
    assert "hs-selection" not in said and "Chưa chọn hồ sơ nào" not in said


def test_a_list_longer_than_an_act_takes_says_so_before_the_button_is_pressed(product, clerk, monkeypatch):
    for letter in "ABCDEF":
        make_person(product, full_name=f"Lý Quá Nhiều {letter}")
    address = "/person/list/?q=ly+qua+nhieu&psize=2"
    assert "Chọn cả 6 hồ sơ khớp" in page(clerk, address)
    assert "Mỗi lần tối đa" not in page(clerk, address)
    limits = {"verify": 5, "transfer": 4, "change_status": 4, "print": 10}
    monkeypatch.setattr(PersonView, "most_at_once", limits)
    said = page(clerk, address)
    assert "Chọn cả 6 hồ sơ khớp" in said
    assert (
        "Mỗi lần tối đa: xác thực 5, điều chuyển 4, đổi trạng thái 4 hồ sơ. Lọc bớt để chọn cả danh sách."
        in said
    )
    monkeypatch.setattr(PersonView, "most_at_once", dict.fromkeys(limits, 5))
    assert "Chọn cả" not in page(clerk, address).replace("Chọn cả trang", "")


def test_all_that_match_can_be_asked_for_as_one_field(product, clerk):
    one, other = make_person(product), make_person(product)
    form = {"action": "print", "rowids": f"{one},{other}"}
    answer = clerk.post_form("/person/action_post", form)
    assert answer.status_code == 200 and f'name="rowids" value="{one},{other}"' in answer.get_data(
        as_text=True
    )
    assert clerk.post_form("/person/action_post", {**form, "rowids": "1,x"}).status_code == 404


def test_the_search_box_of_the_frame_does_not_repeat_the_words_of_the_list(clerk):
    said = page(clerk, "/person/list/?q=nguyen")
    assert said.count('value="nguyen"') - said.count('type="hidden" name="q" value="nguyen"') == 1


# Units ----------------------------------------------------------------------------------------


def test_before_a_unit_is_moved_its_whole_branch_is_counted_and_both_ends_are_named(product, home_affairs):
    district = unit_id(product, "NK")
    with as_system(product) as session:
        units = {unit.id: unit for unit in session.query(Unit)}
    below, todo = 0, [district]
    while todo:
        children = [unit.id for unit in units.values() if unit.parent_id == todo[-1]]
        todo.pop()
        below, todo = below + len(children), todo + children
    direct = sum(unit.parent_id == district for unit in units.values())
    assert below > direct > 0
    said = page(home_affairs, f"/unit/show/{district}")
    assert f"Cả nhánh đi theo: {below} đơn vị trực thuộc các cấp" in said
    asked = page(home_affairs, f"/unit/show/{district}?move_to={unit_id(product, 'SNV')}")
    name, target = units[district].name, units[unit_id(product, "SNV")].name
    assert f"Chuyển «{name}» về trực thuộc «{target}»? Cả nhánh đi theo: {below} đơn vị" in asked


def test_a_unit_says_where_it_belongs_and_leaves_out_what_is_empty(product, home_affairs):
    ward = unit_id(product, WARD)
    said = page(home_affairs, f"/unit/show/{ward}")
    crumbs = CRUMBS.search(said)[0]
    with as_system(product) as session:
        unit = session.get(Unit, ward)
        above = [int(part) for part in unit.path.strip("/").split("/")[:-1]]
    assert len(above) >= 2
    assert [int(one) for one in re.findall(r"/unit/show/(\d+)", crumbs)] == above
    values = said[said.index('<div class="hs-values">') : said.index("Đơn vị trực thuộc</h2>")]
    assert "<dd>–</dd>" not in values
    assert "Nút nhóm" not in values and "Nguồn, độ tin cậy" not in values
    assert f'<a href="/unit/show/{above[-1]}">' in values


# Where one stands, what went wrong ------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "steps"),
    [
        ("/person/show/{person}", ["Hồ sơ cán bộ, công chức, viên chức"]),
        ("/person/edit/{person}", ["Hồ sơ cán bộ, công chức, viên chức", "Trần Thị Đường Dẫn"]),
        ("/entry/training/add/{person}", ["Hồ sơ cán bộ, công chức, viên chức", "Trần Thị Đường Dẫn"]),
        ("/grade/show/1", ["Danh sách ngạch, chức danh nghề nghiệp"]),
        ("/account/show/2", ["Tài khoản"]),
    ],
)
def test_crumbs_lead_back(product, home_affairs, address, steps):
    person = make_person(product, full_name="Trần Thị Đường Dẫn")
    crumbs = CRUMBS.search(page(home_affairs, address.format(person=person)))[0]
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', crumbs)
    assert [words for _address, words in links] == steps
    for link, _words in links:
        assert home_affairs.get(link).status_code == 200


def test_an_unexpected_error_is_a_page_in_the_frame(product, home_affairs, monkeypatch):
    def break_down(*_args, **_more):
        raise ZeroDivisionError("secret detail")

    product.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("app.web.unit_view.tree_roots", break_down)
    answer = home_affairs.get("/unit/tree")
    said = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Có lỗi không mong đợi; đã ghi nhật ký. Chưa có gì thay đổi." in text_of(answer)
    assert 'id="hs-side"' in said and "Về trang chủ" in said
    assert "secret detail" not in said and "Traceback" not in said
