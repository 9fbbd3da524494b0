"""The whole 2C of the three named demo people, word for word, as it was reviewed by hand.

The texts in tests/golden were compared line by line with seed/demo/record_*.json and the form 2C-BNV/2008;
docs/contributing.md says how they are renewed.
"""

import datetime
import os
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.rights import Right
from app.documents.filling.papers import of_person
from app.documents.forms.registry import FORMS, docx_of
from app.personnel.models import Person
from app.personnel.summary import refresh_summary
from tests.support.cast import as_system
from tests.support.papers import whole_text

GOLDEN = Path(__file__).parents[1] / "golden"
#: The day of printing: what the records say of today is what they said then.
PRINTED_ON = datetime.date(2026, 11, 20)
WHO = {"official": "CT-CB-900001", "civil_servant": "CT-CC-900001", "teacher": "CT-VC-900001"}


@pytest.mark.parametrize("who", WHO)
def test_the_2c_of_a_named_person_reads_as_it_was_reviewed(product, monkeypatch, who):
    monkeypatch.setattr(clock, "today", lambda: PRINTED_ON)
    printed, golden = text_of_2c(product, WHO[who]), GOLDEN / f"form_2c_{who}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        golden.write_text(printed, encoding="utf-8")
        pytest.fail(f"{golden.name} was written anew: read its difference against the record and the form")
    assert printed.splitlines() == golden.read_text(encoding="utf-8").splitlines()


def text_of_2c(product, number: str) -> str:
    with as_system(product, Right.EDIT) as session:
        person = session.scalars(select(Person).where(Person.staff_number == number)).one()
        refresh_summary(session, person, PRINTED_ON)
        printed = of_person(session, person.id, FORMS["form_2c"])
        session.rollback()
    return whole_text(docx_of(FORMS["form_2c"], printed.paper))
