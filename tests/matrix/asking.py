"""How a case is put to the product: a request, and what its answer means."""

import io
import json
from collections.abc import Callable
from typing import Any

import python_calamine

from tests.matrix.cases import Case
from tests.matrix.policy import Answer
from tests.matrix.world import World

#: What the account met; a sentence when it is none of the four.
Met = Answer | str
Question = Callable[[World, Case], Met]

QUESTIONS: dict[str, Question] = {}
_BY_STATUS = {
    **dict.fromkeys((200, 201, 302, 303), Answer.DONE),
    401: Answer.LOGIN,
    403: Answer.REFUSED,
    404: Answer.HIDDEN,
}


def question(*names: str) -> Callable[[Question], Question]:
    """Register a function as the way to ask these `kind.verb`."""

    def register(function: Question) -> Question:
        for name in names:
            assert name not in QUESTIONS, name
            QUESTIONS[name] = function
        return function

    return register


def met(answer: Any) -> Met:
    """What a plain answer means."""
    if answer.status_code in (302, 303) and answer.headers["Location"].startswith("/login"):
        return Answer.LOGIN
    return _BY_STATUS.get(answer.status_code) or f"{answer.status_code} {sentence_of(answer)}"


def text_of(answer: Any) -> str:
    """The page, or the JSON with its letters as people read them."""
    if answer.is_json:
        return json.dumps(answer.get_json(), ensure_ascii=False)
    return str(answer.get_data(as_text=True))


def sentence_of(answer: Any) -> str:
    """The refusal in words, as far as it can be found."""
    text = text_of(answer)
    start = max(text.find('role="alert"'), text.find('"message"'), 0)
    return " ".join(text[start : start + 300].split())


def found(answer: Any, mark: str) -> Met:
    """A list that was given either holds the row or hides it."""
    what = met(answer)
    if what is not Answer.DONE or answer.status_code != 200:
        return what
    return Answer.DONE if mark in answer.get_data(as_text=True) else Answer.HIDDEN


def found_id(answer: Any, ids: Callable[[Any], Any], row_id: int) -> Met:
    """The same for an answer in JSON."""
    what = met(answer)
    if what is not Answer.DONE:
        return what
    return Answer.DONE if row_id in ids(answer.get_json()) else Answer.HIDDEN


def found_in_workbook(answer: Any, text: str) -> Met:
    """The same for a workbook."""
    what = met(answer)
    if what is not Answer.DONE:
        return what
    return Answer.DONE if any(text in map(str, row) for row in cells_of(answer)) else Answer.HIDDEN


def cells_of(answer: Any) -> list[list[Any]]:
    """The rows of a workbook below its headings."""
    sheet = python_calamine.load_workbook(io.BytesIO(answer.get_data())).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)[5:]


def done(answer: Any, came_true: Callable[[], bool]) -> Met:
    """An act that was answered well must also have happened."""
    what = met(answer)
    if what is Answer.DONE and not came_true():
        return f"{answer.status_code}, but nothing happened"
    return what


def spared(what: Met, untouched: Callable[[], bool]) -> Met:
    """An act that was refused must not have happened."""
    return what if what is Answer.DONE or untouched() else f"{what}, and it happened all the same"


def placed(answer: Any, came_true: Callable[[], bool]) -> Met:
    """The same for a new row at a place: outside the scope the form comes back and names the place."""
    if answer.status_code == 422 and "phạm vi" in text_of(answer):
        return Answer.HIDDEN
    return done(answer, came_true)
