"""Saving an entry through its form: the whole way there and back, history and log of access included."""

import itertools

from benchmarks import record_floors
from benchmarks.figures import Figure, measured
from benchmarks.floors import Bare
from benchmarks.http_client import Browser
from benchmarks.servers import Process

#: A course, as the form of an entry sends it.
COURSE = {
    "training_kind": "other", "from_on": "3/2020", "to_on": "6/2020", "subject": "Kỹ năng soạn thảo văn bản",
    "school_name": "Trường Chính trị thành phố Cần Thơ",
}  # fmt: skip
NAME = "Save an entry of a record"
_PEOPLE = 200


def address(person: int) -> str:
    """Where the form of a new training of this record is sent."""
    return f"/entry/training/add/{person}"


def records_to_write(bare: Bare) -> list[int]:
    """Records from all over the city that may be written."""
    [(last,)] = bare.rows("SELECT max(id) FROM person")
    query = (
        "SELECT id FROM person WHERE id % ? = 0 AND record_state = 'verified' AND NOT is_removed"
        " ORDER BY id LIMIT ?"
    )
    # A part of all records is not verified.
    return [row[0] for row in bare.rows(query, max(last * 4 // 5 // _PEOPLE, 1), _PEOPLE)]


def saving_figure(browser: Browser, web: Process, bare: Bare, repeats: int) -> Figure:
    """Milliseconds of one form sent, each another record and a transaction of its own."""
    people = records_to_write(bare)
    token, turn = browser.token(address(people[0])), itertools.count()

    def save() -> None:
        number = next(turn)
        form = {**COURSE, "csrf_token": token, "_once": f"{token[:40]}-{number}"}
        status, body = browser.post(address(people[number % len(people)]), form)
        if status != 302:
            raise RuntimeError(f"the entry was answered {status}: {body[:2000].decode()}")

    try:
        return measured(NAME, "", save, record_floors.saving(bare, people), web, repeats)
    finally:
        record_floors.forget_saved(bare)
