"""Lists: search, filters, Vietnamese order, pages, and the number of statements they cost (F5, N2)."""

import re

import pytest

from tests.support.cast import (
    OTHER_WARD,
    WARD,
    as_system,
    catalog_id,
    counted_statements,
    make_person,
    person_form,
    stored,
    unit_id,
)

NAME = re.compile(r'<a class="hs-name" href="/person/show/\d+">(.*?)</a>')
TAG = re.compile(r"<[^>]+>")
ROW = re.compile(r'name="rowid" value="(\d+)"')
TOTAL = re.compile(r'<p class="hs-quiet">([\d.]+) (?:người|đơn vị|dòng)')
#: Written by hand: tên, then họ, then đệm, in the order of the Vietnamese alphabet and its tones.
IN_ORDER = (
    "Trần Văn Thứtự An",
    "Đặng Văn Thứtự Án",
    "Lê Văn Thứtự Ăn",
    "Bùi Văn Thứtự Ân",
    "Phạm Văn Thứtự Dung",
    "Lý Văn Thứtự Đông",
    "Đỗ Văn Thứtự Hoa",
    "Huỳnh Văn Thứtự Hòa",
    "Nguyễn Văn Thứtự Mơ",
    "Nguyễn Văn Thứtự Ưng",
)


def page(client, **args):
    answer = client.get("/person/list/", query_string=args)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def names(client, **args):
    return [TAG.sub("", name) for name in NAME.findall(page(client, **args))]


def total(client, **args):
    return int(TOTAL.search(page(client, **args))[1].replace(".", ""))


# Search ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["Đặng Thị Ánh Nguyệt", "dang thi anh nguyet", "DANG  nguyet", "ánh nguyệt"]
)
def test_a_name_is_found_with_and_without_diacritics(product, clerk, typed):
    make_person(product, full_name="Đặng Thị Ánh Nguyệt")
    found = names(clerk, q=typed)
    assert found and set(found) == {"Đặng Thị Ánh Nguyệt"}


def test_a_record_is_found_by_its_staff_number(product, home_affairs):
    row = _a_numbered_person(product)
    assert names(home_affairs, q=row.staff_number) == [row.full_name]


def _a_numbered_person(product):
    from sqlalchemy import select

    from app.personnel.models import Person

    with as_system(product) as session:
        query = select(Person).where(Person.staff_number.is_not(None), Person.is_removed.is_(False))
        return session.scalars(query.order_by(Person.id).limit(1)).one()


def test_what_nobody_is_called_finds_nothing(clerk):
    assert names(clerk, q="zzzz qqqq") == []
    assert "Không có hồ sơ nào khớp điều kiện đang lọc." in page(clerk, q="zzzz qqqq")


@pytest.mark.parametrize("typed", ["%", "_", "100%", "\\"])
def test_the_signs_of_sql_patterns_are_plain_letters(clerk, typed):
    assert names(clerk, q=typed) == []


# Filters --------------------------------------------------------------------------------------


def test_filters_narrow_the_list_together(product, clerk):
    kind = catalog_id(product, "personnel_kind", "HD68")
    make_person(product, full_name="Trần Thị Lọc Nữ", personnel_kind=kind)
    make_person(
        product,
        full_name="Trần Văn Lọc Nam",
        personnel_kind=kind,
        sex="male",
        identity_number="079000000001",
        birth_on="1900",
    )
    both = {"f.personnel_kind": kind, "q": "loc"}
    assert names(clerk, **both) == ["Trần Văn Lọc Nam", "Trần Thị Lọc Nữ"]
    assert names(clerk, **both, **{"f.sex": "female"}) == ["Trần Thị Lọc Nữ"]
    assert names(clerk, **both, **{"f.record_state": "verified"}) == []


def test_a_unit_filter_takes_its_whole_subtree(product, home_affairs):
    make_person(product, WARD, full_name="Hồ Thị Nhánh Một")
    make_person(product, OTHER_WARD, full_name="Hồ Thị Nhánh Hai")
    district = {"f.home_unit": unit_id(product, "NK"), "q": "ho thi nhanh"}
    ward = {"f.home_unit": unit_id(product, WARD), "q": "ho thi nhanh"}
    assert names(home_affairs, **district) == ["Hồ Thị Nhánh Hai", "Hồ Thị Nhánh Một"]
    assert names(home_affairs, **ward) == ["Hồ Thị Nhánh Một"]
    assert names(home_affairs, **{"f.home_unit": unit_id(product, "SYT"), "q": "ho thi nhanh"}) == []


def test_a_year_of_birth_stands_for_every_day_in_it(product, clerk):
    for birth, number in (
        ("1961", "092161000001"),
        ("5/1961", "092161000002"),
        ("31/12/1961", "092161000003"),
    ):
        make_person(
            product,
            full_name=f"Mai Thị Năm {birth.replace('/', ' ')}",
            birth_on=birth,
            identity_number=number,
        )
    make_person(product, full_name="Mai Thị Năm Sau", birth_on="1/1/1962", identity_number="092162000004")
    assert len(names(clerk, q="mai thi nam", **{"f.birth_on.eq": "1961"})) == 3
    assert len(names(clerk, q="mai thi nam", **{"f.birth_on.lte": "1961"})) == 3
    assert names(clerk, q="mai thi nam", **{"f.birth_on.gt": "1961"}) == ["Mai Thị Năm Sau"]


@pytest.mark.parametrize(
    "args",
    [
        {"f.identity_number": "092185000001"},
        {"f.identity_number.sw": "092"},
        {"order": "identity_number"},
        {"f.social_insurance_number": "1"},
        {"f.health_status": "1"},
        {"order": "height_cm"},
        {"f.blood_group.filled": ""},
    ],
)
def test_sensitive_fields_are_neither_filtered_nor_ordered_on(clerk, args):
    answer = clerk.get("/person/list/", query_string=args)
    assert answer.status_code == 422
    assert "Không lọc hay sắp xếp theo" in answer.get_data(as_text=True)


# Order and pages ------------------------------------------------------------------------------


def test_people_stand_in_the_vietnamese_order_of_names(product, clerk):
    for name in sorted(IN_ORDER):
        make_person(product, full_name=name)
    assert tuple(names(clerk, q="thutu")) == IN_ORDER
    assert tuple(names(clerk, q="thutu", order="full_name")) == IN_ORDER
    assert tuple(names(clerk, q="thutu", order="full_name", dir="desc")) == IN_ORDER[::-1]


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", 25), ("50", 50), ("100", 100), ("101", 100), ("1000000", 100), ("0", 1), ("-5", 25), ("x", 25)],
)
def test_page_sizes_are_clamped(home_affairs, asked, given):
    assert len(names(home_affairs, psize=asked)) == given


def test_the_pages_together_hold_everybody_once(home_affairs):
    whole = total(home_affairs)
    seen = [
        row for at in range(whole // 100 + 1) for row in ROW.findall(page(home_affairs, psize=100, page=at))
    ]
    assert len(seen) == len(set(seen)) == whole


def test_a_page_far_behind_the_end_is_empty(home_affairs):
    assert names(home_affairs, page="999999999999999999999999") == []


def test_removed_records_leave_the_list(product, home_affairs):
    person_id = make_person(product, full_name="Ngô Thị Loại Bỏ")
    home_affairs.post_form(f"/person/remove/{person_id}", {"reason": "Nhập trùng"})
    assert names(home_affairs, q="ngo thi loai bo") == []
    assert names(home_affairs, q="ngo thi loai bo", **{"f.is_removed": "1"}) == ["Ngô Thị Loại Bỏ"]
    assert stored(product, "person", person_id)["removed_reason"] == "Nhập trùng"


# What a page costs ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/person/list/?psize=100", 20),
        ("/person/list/?psize=100&q=nguyen&f.home_unit={district}&f.sex=female&order=position", 20),
        ("/unit/list/?psize=100", 20),
        ("/grade/list/?psize=100", 20),
        ("/commune/list/?psize=100&order=province", 20),
        ("/delegation/list/", 20),
        ("/unit/tree", 20),
        ("/", 20),
        ("/catalogs/list/", 8),
        ("/unit/children/{district}", 20),
        ("/person/add", 25),
        ("/person/edit/{person}", 25),
        ("/unit/add", 25),
        ("/unit/edit/{district}", 25),
        ("/grade/edit/1", 25),
        ("/person/show/{person}", 30),
        ("/unit/show/{district}", 30),
    ],
)
def test_a_page_costs_few_statements(product, home_affairs, path, limit):
    path = path.format(district=unit_id(product, "NK"), person=_a_numbered_person(product).id)
    with counted_statements(product) as statements:
        assert home_affairs.get(path).status_code == 200
    assert len(statements) <= limit, "\n".join(statements)


def test_a_refused_form_costs_few_statements_too(product, clerk):
    form = person_form(product, birth_on="không rõ")
    with counted_statements(product) as statements:
        assert clerk.post_form("/person/add", form).status_code == 422
    assert len(statements) <= 25, "\n".join(statements)
