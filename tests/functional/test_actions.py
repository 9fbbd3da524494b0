"""Acts on selected records: they ask first; verification; whose records (Điều 11.1.c; F5)."""

import datetime

import pytest

from tests.support.acting import act, do, status_form, text_of, transfer_form
from tests.support.cast import (
    OTHER_WARD,
    history_of,
    identity_number,
    make_person,
    row_counts,
    stored,
)

ACTS = ("verify", "transfer", "change_status", "print")


@pytest.fixture
def pair(product):
    """Two women of the ward whose records are whole."""
    names = ("Nguyễn Thị Bông", "Trần Thị Út")
    return [make_person(product, full_name=name) for name in names]


# First it asks --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTS)
def test_an_act_first_asks_and_says_how_many_and_whom(product, clerk, pair, name):
    before = row_counts(product)
    answer = act(clerk, name, pair)
    label = {
        "verify": "Xác thực",
        "transfer": "Điều chuyển",
        "change_status": "Đổi trạng thái",
        "print": "In biểu mẫu",
    }[name]
    assert answer.status_code == 200
    assert f"{label} 2 hồ sơ" in text_of(answer)
    assert "Nguyễn Thị Bông" in text_of(answer) and "Trần Thị Út" in text_of(answer)
    assert row_counts(product) == before


def test_an_act_on_the_record_being_looked_at_asks_too(product, clerk, pair):
    answer = clerk.post_form(f"/person/action/verify/{pair[0]}")
    assert answer.status_code == 200 and "Xác thực 1 hồ sơ" in text_of(answer)
    assert stored(product, "person", pair[0])["record_state"] == "draft"


def test_no_selection_is_refused_with_a_sentence(clerk):
    answer = act(clerk, "verify", [])
    assert answer.status_code == 422 and "Chưa chọn hồ sơ nào." in text_of(answer)


@pytest.mark.parametrize("name", ACTS)
def test_a_get_never_acts(clerk, pair, name):
    assert clerk.get(f"/person/action/{name}/{pair[0]}").status_code == 405
    assert clerk.get("/person/action_post").status_code == 405


# Verify (Điều 11.1.c) -------------------------------------------------------------------------


def test_verifying_keeps_who_and_when_and_a_line_for_every_record(product, clerk, pair):
    answer = do(clerk, "verify", pair)
    assert answer.status_code == 302
    for person_id in pair:
        row = stored(product, "person", person_id)
        assert (row["record_state"], row["verified_by"]) == ("verified", "phuong.xuankhanh")
        assert (
            abs((datetime.datetime.now(datetime.UTC).replace(tzinfo=None) - row["verified_at"]).seconds) < 60
        )
        last = history_of(product, "person", person_id)[-1]
        assert (last.act, last.actor, last.channel) == ("verify", "phuong.xuankhanh", "screen")
        assert last.changes["record_state"] == ["draft", "verified"]


def test_verifying_tells_how_many_were_done(clerk, pair):
    page = clerk.get(do(clerk, "verify", pair).headers["Location"])
    assert "Xác thực: đã thực hiện với 2 hồ sơ." in text_of(page)


def test_one_record_in_the_way_stops_all(product, clerk, pair):
    do(clerk, "verify", pair[:1])
    answer = do(clerk, "verify", pair)
    assert answer.status_code == 422
    assert "Nguyễn Thị Bông: đã xác thực" in text_of(answer)
    assert stored(product, "person", pair[1])["record_state"] == "draft"
    assert [line.act for line in history_of(product, "person", pair[1])] == ["add"]


def test_a_record_without_a_number_cannot_be_verified(product, clerk):
    person_id = make_person(product, full_name="Võ Thị Thiếu")
    clerk.post_form(f"/person/edit/{person_id}", {"identity_number": "", "_version": "1"})
    answer = do(clerk, "verify", [person_id])
    assert answer.status_code == 422 and "còn thiếu Số CCCD (CMND)" in text_of(answer)
    assert stored(product, "person", person_id)["record_state"] == "draft"


# Whose records --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTS)
def test_one_record_out_of_scope_hides_the_whole_selection(product, clerk, pair, name):
    foreign = make_person(product, OTHER_WARD)
    forms = {
        "verify": {},
        "transfer": transfer_form(product, "SYT"),
        "change_status": status_form(product, "DI_HOC"),
        "print": {"form_code": "form_2c", "output": "docx"},
    }
    before = row_counts(product)
    assert act(clerk, name, [*pair, foreign]).status_code == 404
    assert do(clerk, name, [*pair, foreign], **forms[name]).status_code == 404
    assert row_counts(product) == before
    assert stored(product, "person", pair[0])["version"] == 1


@pytest.mark.parametrize("name", ACTS)
def test_a_reader_may_do_none_of_them(product, name):
    person_id = make_person(product, "SYT", identity_number=identity_number())
    reader = product.login("xem.soyte")
    assert act(reader, name, [person_id]).status_code == 403
    assert do(reader, name, [person_id]).status_code == 403
    assert stored(product, "person", person_id)["version"] == 1
