"""Every sentence of a page passes the translator, so that another language can follow."""

import re

import pytest

from app.core import words

MAIN = re.compile(r"<main.*?</main>", re.S)
TAG = re.compile(r"<[^>]*>")
SAID = re.compile(r"⟦[^⟦⟧]*⟧")
VIETNAMESE = re.compile(r"[^\s⟦⟧]*[À-ỹđĐ][^\s⟦⟧]*")

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")


@pytest.fixture
def marked(product, monkeypatch):
    """A client for whom everything translated stands in brackets."""
    client = product.login("sonoivu")
    monkeypatch.setattr(words, "_translator", [lambda sentence: f"⟦{sentence}⟧"])
    return client


def left_over(page):
    text = TAG.sub(" ", MAIN.search(page)[0])
    while SAID.search(text):
        text = SAID.sub(" ", text)
    return VIETNAMESE.findall(text)


@pytest.mark.parametrize("path", ["/person/add", "/ethnic_group/add", "/person/identity", "/religion/import"])
def test_a_page_without_data_holds_no_word_that_was_not_translated(marked, path):
    # What a new record starts with is a value of a catalog.
    page = marked.get(path).get_data(as_text=True).replace(">Đang công tác<", "><")
    assert left_over(page) == []


def test_a_refusal_is_translated_too(marked):
    answer = marked.get("/person/show/999999999")
    assert answer.status_code == 404
    assert "⟦Không tìm thấy, hoặc nằm ngoài phạm vi quản lý của tài khoản.⟧" in answer.get_data(as_text=True)
