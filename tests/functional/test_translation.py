"""Every sentence of a page passes the translator, so that another language can follow."""

import re

import pytest
from jinja2 import Environment

from app.core import words
from config import ROOT
from tests.support.unsaid import unsaid_in_code, unsaid_in_template

MAIN = re.compile(r"<main.*?</main>", re.S)
TAG = re.compile(r"<[^>]*>")
SAID = re.compile(r"⟦[^⟦⟧]*⟧")
VIETNAMESE = re.compile(r"[^\s⟦⟧]*[À-ỹđĐ][^\s⟦⟧]*")

ON_SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")
#: An article or a document is quoted as the law has it, in every language.
CITATION = re.compile(r"(Điều|QĐ) [\dA-ZĐ/.-]+[a-z]?")
#: Where Vietnamese in a function needs no `say` there, and why.
NOT_SAID = {
    "words of official papers and of citations, compared and never shown": (
        "documents/filling/wording.py",
        "settings/registry.py",
    ),
    "commands and the start speak Vietnamese": ("cli.py", "cli_backup.py", "cli_records.py", "setup.py"),
    "invented people and their papers": ("personnel/demo", "personnel/histories/", "seeding/"),
    "the description of the API, for programmers of the city": ("web/api_docs.py",),
    "kept in the database or in files, and read back": (
        "personnel/summary.py",
        "personnel/rules.py",
        "reports/catalog_workbook.py",
        "documents/forms/placeholders.py",
        "core/vietnamese.py",
    ),
    "labels in a table, said by whoever shows them": (
        "access/matrix.py",
        "accounts/listing.py",
        "audit/retention.py",
        "core/fields.py",
        "web/account_forms.py",
        "web/account_requests.py",
        "web/formatting.py",
        "web/menu.py",
    ),
}


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


@ON_SQLITE
@pytest.mark.parametrize("path", ["/person/add", "/ethnic_group/add", "/person/identity", "/religion/import"])
def test_a_page_without_data_holds_no_word_that_was_not_translated(marked, path):
    # What a new record starts with is a value of a catalog.
    page = marked.get(path).get_data(as_text=True).replace(">Đang công tác<", "><")
    assert left_over(page) == []


@ON_SQLITE
def test_a_refusal_is_translated_too(marked):
    answer = marked.get("/person/show/999999999")
    assert answer.status_code == 404
    assert "⟦Không tìm thấy, hoặc nằm ngoài phạm vi quản lý của tài khoản.⟧" in answer.get_data(as_text=True)


# What no page of these shows --------------------------------------------------------------------


def test_no_function_holds_a_sentence_that_is_not_said():
    free = tuple(f"app/{place}" for places in NOT_SAID.values() for place in places)
    files = [
        file.relative_to(ROOT) for file in (ROOT / "app").rglob("*.py") if "migrations" not in file.parts
    ]
    found = [
        f"{file}:{line}: {literal}"
        for file in files
        if not str(file).startswith(free)
        for line, literal in unsaid_in_code((ROOT / file).read_text(encoding="utf-8"))
        if has_own_words(literal)
    ]
    assert found == []


def test_no_template_holds_words_that_are_not_said():
    environment = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701  nothing is rendered
    found = [
        f"{file.relative_to(ROOT)}:{line}: {literal}"
        for file in (ROOT / "app/web/templates").rglob("*.html")
        for line, literal in unsaid_in_template(file.read_text(encoding="utf-8"), environment)
        if has_own_words(literal)
    ]
    assert found == []


def has_own_words(literal):
    return bool(re.search("[À-ÖØ-öø-ỹ]", CITATION.sub("", literal)))


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return 'Chưa có'",
        "def f(x):\n    raise RuleViolated(f'«{x}» chưa có')",
        "def f(x):\n    return say('Có {x}', x='một ít')",
        "class A:\n    def f(self):\n        return {'a': 'Chưa có'}",
    ],
)
def test_the_search_finds_what_is_not_said(source):
    assert list(unsaid_in_code(source))


def test_the_search_leaves_declarations_docstrings_and_what_is_said():
    source = "A = 'Đã có'\ndef f():\n    'Tài liệu.'\n    return say('Chưa có {x}', x=1)"
    assert list(unsaid_in_code(source)) == []
    environment = Environment()  # noqa: S701  nothing is rendered
    assert list(unsaid_in_template("{{ say('Chưa có') }}{{ text('a', 'Lý do') }}×", environment)) == []
    assert list(unsaid_in_template("<p>Lý do</p>{{ 'đến' if a else 'nay' }}", environment)) == [
        (1, "<p>Lý do</p>"),
        (1, "đến"),
    ]
