"""Vietnamese text: folding for search, the order of names, one stored form whatever was typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.vietnamese import clean, fold, name_sort_key, text_sort_key

#: Written by hand: tên, then họ, then đệm; a ă â b c d đ e ê … o ô ơ … u ư; ngang huyền hỏi ngã sắc nặng.
PEOPLE = (
    "Nguyễn Văn An",
    "Nguyễn Thị Án",
    "Trần Văn Ăn",
    "Lê Thị Ân",
    "Phạm Văn Dũng",
    "Bùi Thị Đào",
    "Đặng Thị Đào",
    "Lê Văn Đức",
    "Nguyễn Thị Hoa",
    "Nguyễn Văn Hòa",
    "Đỗ Thị Hồng",
    "Nguyễn Thị Mơ",
    "Nguyễn Ngọc Anh Thư",
    "Nguyễn Thị Thư",
    "Võ Thị Ý",
)
LETTERS = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
TONES = ("ma", "mà", "mả", "mã", "má", "mạ")


def nfd(text):
    return unicodedata.normalize("NFD", text)


# Folding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị Ánh", "dang thi anh"),
        ("ĐỖ ĐÌNH ĐẠO", "do dinh dao"),
        ("Nguyễn Phước Ưng Ửng", "nguyen phuoc ung ung"),
        ("Huỳnh Ỷ Ỹ Ỵ", "huynh y y y"),
        ("Lê  Văn\tTám ", "le van tam"),
        ("UBND phường Xuân Khánh", "ubnd phuong xuan khanh"),
        ("CT-CC.001/2015", "ct-cc.001/2015"),
        ("", ""),
    ],
)
def test_folding_takes_off_diacritics_case_and_spare_spaces(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("name", PEOPLE)
def test_both_forms_of_unicode_fold_and_sort_alike(name):
    assert fold(nfd(name)) == fold(name)
    assert name_sort_key(nfd(name)) == name_sort_key(name)
    assert clean(nfd(name)) == name


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


# Cleaning -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Lê   Văn  Tám ", "Lê Văn Tám"),
        ("Lê\u00a0Văn\nTám", "Lê Văn Tám"),
        ("Lê\x07Văn\x1bTám", "Lê Văn Tám"),
        ("Hòa", "Hòa"),
        ("\t \n", ""),
    ],
)
def test_names_are_kept_with_single_spaces_and_no_control_characters(typed, kept):
    assert clean(typed) == kept


@given(st.text(max_size=40))
def test_what_is_clean_stays_as_it_is(text):
    assert clean(clean(text)) == clean(text)


# Order ----------------------------------------------------------------------------------------


def test_people_stand_in_the_order_of_a_vietnamese_list():
    assert tuple(sorted(reversed(PEOPLE), key=name_sort_key)) == PEOPLE


def test_the_letters_stand_in_the_order_of_the_alphabet():
    assert sorted(reversed(LETTERS), key=text_sort_key) == LETTERS


def test_the_tones_stand_in_the_order_of_the_dictionary():
    assert tuple(sorted(reversed(TONES), key=text_sort_key)) == TONES


def test_a_tone_counts_only_between_words_of_the_same_letters():
    words = ["ba", "bạ", "bac", "bà"]
    assert sorted(words, key=text_sort_key) == ["ba", "bà", "bạ", "bac"]


def test_a_name_goes_before_the_same_name_with_more():
    names = ["Trần Anh", "Trần Văn Anh", "Lê Văn Anh", "Anh"]
    assert sorted(names, key=name_sort_key) == ["Anh", "Lê Văn Anh", "Trần Anh", "Trần Văn Anh"]


def test_case_does_not_change_the_order():
    assert name_sort_key("LÊ THỊ ÁNH") == name_sort_key("Lê Thị Ánh")


@given(st.text(max_size=600))
def test_a_sort_key_fits_its_column(text):
    assert len(name_sort_key(text)) <= 500
