"""Two editors of one record, a form sent twice, names that look like code (issue 2, point 12)."""

import threading

import pytest
from sqlalchemy import func, select

from app.personnel.models import Person, Placement
from tests.support.acting import text_of
from tests.support.cast import (
    as_system,
    catalog_id,
    history_of,
    make_person,
    person_form,
    stored,
)


@pytest.fixture(scope="module")
def district(product):
    """Phòng Nội vụ quận Ninh Kiều, who may edit the same records."""
    return product.login("pnv.ninhkieu")


def people_called(product, name):
    with as_system(product) as session:
        return session.scalar(select(func.count(Person.id)).where(Person.full_name == name))


# Two editors ----------------------------------------------------------------------------------


def test_the_second_editor_gets_both_versions_and_changes_nothing(product, clerk, district):
    person_id = make_person(product, main_work="Việc ban đầu")
    clerk.get(f"/person/edit/{person_id}")
    first = {"main_work": "Việc người trước sửa", "_version": "1"}
    second = {"main_work": "Việc người sau sửa", "_version": "1"}
    assert district.post_form(f"/person/edit/{person_id}", first).status_code == 302
    answer = clerk.post_form(f"/person/edit/{person_id}", second)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Việc người trước sửa" in page and "Việc người sau sửa" in page
    assert "vừa được người khác sửa" in page
    assert stored(product, "person", person_id)["main_work"] == "Việc người trước sửa"
    assert [line.act for line in history_of(product, "person", person_id)] == ["add", "edit"]


def test_the_second_editor_may_then_save_the_version_chosen(product, clerk, district):
    person_id = make_person(product, main_work="Việc ban đầu")
    district.post_form(f"/person/edit/{person_id}", {"main_work": "Bản một", "_version": "1"})
    page = text_of(clerk.post_form(f"/person/edit/{person_id}", {"main_work": "Bản hai", "_version": "1"}))
    assert 'name="_version" value="2"' in page
    again = clerk.post_form(f"/person/edit/{person_id}", {"main_work": "Bản hai", "_version": "2"})
    assert again.status_code == 302
    assert stored(product, "person", person_id)["main_work"] == "Bản hai"


def test_a_form_without_its_version_is_no_way_around(product, clerk):
    person_id = make_person(product)
    answer = clerk.post_form(f"/person/edit/{person_id}", {"main_work": "Việc lén"})
    assert answer.status_code == 409
    assert stored(product, "person", person_id)["main_work"] is None


def test_an_edit_of_a_record_transferred_meanwhile_is_not_found(product, clerk):
    person_id = make_person(product)
    with as_system(product) as session:
        person = session.get(Person, person_id)
        person.home_path = "/1/999/"
        session.commit()
    answer = clerk.post_form(f"/person/edit/{person_id}", {"main_work": "Việc", "_version": "1"})
    assert answer.status_code == 404


def test_two_editors_of_a_catalog_value_meet_the_same_rule(product):
    admin, home_affairs = product.login("quantri"), product.login("sonoivu")
    row = catalog_id(product, "strength", stored(product, "strength", 1)["code"])
    assert admin.post_form(f"/strength/edit/{row}", {"name": "Tên một", "_version": "1"}).status_code == 302
    answer = home_affairs.post_form(f"/strength/edit/{row}", {"name": "Tên hai", "_version": "1"})
    assert answer.status_code == 409 and "Tên một" in text_of(answer) and "Tên hai" in text_of(answer)
    assert stored(product, "strength", row)["name"] == "Tên một"


def test_two_edits_at_the_same_moment_leave_one_winner(product):
    person_id = make_person(product)
    clients = [product.login("phuong.xuankhanh"), product.login("pnv.ninhkieu")]
    codes = _at_once(
        [
            lambda c=c, n=n: c.post_form(
                f"/person/edit/{person_id}", {"main_work": f"Bản {n}", "_version": "1"}
            )
            for n, c in enumerate(clients)
        ]
    )
    assert sorted(codes) == [302, 409]
    row = stored(product, "person", person_id)
    assert row["version"] == 2 and row["main_work"] == f"Bản {codes.index(302)}"
    assert len(history_of(product, "person", person_id)) == 2


def _at_once(works):
    """The status of each request, all sent at the same moment."""
    barrier, codes = threading.Barrier(len(works)), [0] * len(works)

    def run(place, work):
        barrier.wait()
        codes[place] = work().status_code

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return codes


# A form sent twice ----------------------------------------------------------------------------


def test_a_form_sent_twice_makes_one_row_and_leads_to_it(product, clerk):
    form = person_form(product, full_name="Thạch Thị Hai Lần", identity_number="", _once="ma-bieu-mau-1")
    first, second = (clerk.post_form("/person/add", form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert people_called(product, "Thạch Thị Hai Lần") == 1


def test_a_form_sent_twice_at_the_same_moment_makes_one_row(product):
    form = person_form(product, full_name="Thạch Thị Cùng Lúc", identity_number="", _once="ma-bieu-mau-2")
    clients = [product.login("phuong.xuankhanh") for _ in range(3)]
    codes = _at_once([lambda c=c: c.post_form("/person/add", form) for c in clients])
    assert people_called(product, "Thạch Thị Cùng Lúc") == 1
    assert codes == [302, 302, 302]
    with as_system(product) as session:
        query = select(func.count(Placement.id)).join(Person, Person.id == Placement.person_id)
        assert session.scalar(query.where(Person.full_name == "Thạch Thị Cùng Lúc")) == 1


def test_a_refused_form_may_be_corrected_and_sent_again(product, clerk):
    form = person_form(product, full_name="Thạch Thị Sửa Lại", _once="ma-bieu-mau-3")
    assert clerk.post_form("/person/add", {**form, "birth_on": "x"}).status_code == 422
    assert clerk.post_form("/person/add", form).status_code == 302
    assert people_called(product, "Thạch Thị Sửa Lại") == 1


def test_the_token_of_one_account_is_nothing_to_another(product, clerk, district):
    form = {"_once": "ma-bieu-mau-4", "identity_number": ""}
    one = person_form(product, full_name="Thạch Thị Mã Một", **form)
    two = person_form(product, full_name="Thạch Thị Mã Hai", **form)
    assert clerk.post_form("/person/add", one).status_code == 302
    assert district.post_form("/person/add", two).status_code == 302
    assert people_called(product, "Thạch Thị Mã Hai") == 1


# Names that look like code --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('"><img src=x onerror=alert(1)>', "&#34;&gt;&lt;img src=x onerror=alert(1)&gt;"),
        ("{{ 7*7 }} mẫu", "{{ 7*7 }} mẫu"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_a_name_like_code_is_shown_as_text_everywhere(product, clerk, name, shown):
    answer = clerk.post_form("/person/add", person_form(product, full_name=name))
    person_id = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert stored(product, "person", person_id)["full_name"] == name
    listed, ask = "/person/list/?q=alert+mau+hyperlink", {"action": "verify", "rowid": person_id}
    pages = [clerk.get(f"/person/{path}/{person_id}") for path in ("show", "edit")]
    pages += [
        clerk.get("/person/list/?psize=100"),
        clerk.get(listed),
        clerk.post_form("/person/action_post", ask),
    ]
    pages.append(clerk.post_form(f"/person/edit/{person_id}", {"full_name": name + "x", "_version": "9"}))
    for page in pages:
        text = text_of(page)
        assert "<script>alert" not in text and "<img src=x" not in text
    assert all(shown in text_of(pages[at]) for at in (0, 1, 2, 4))


def test_a_search_like_code_is_shown_as_text(clerk):
    for path in ("/person/list/", "/unit/list/", "/religion/list/"):
        text = text_of(clerk.get(path, query_string={"q": "<script>alert(1)</script>"}))
        assert "<script>alert" not in text and "&lt;script&gt;" in text
