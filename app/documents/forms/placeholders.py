"""Values of a record as what a template may name: texts, flags, lists and dicts of them, nothing else."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from app.core.partial_date import PartialDate
from app.documents.forms.values import Change, Paper, Pay, Relative, Resume, Supplement, Training, Trip, Work

#: Columns of a block of table 31.
PAY_COLUMNS = 9
#: What a line of such a column holds: V.07.05.15/9, not V.07.05.15/10.
_CODE_LENGTH = 12
#: Blank lines of a table that has nothing to say, as the paper one leaves room.
LINES: Mapping[str, int] = {
    "trainings": 4,
    "works": 8,
    "own_family": 8,
    "spouse_family": 5,
    "pays": 8,
    "changes": 3,
    "awards": 2,
    "disciplines": 2,
    "family_changes": 3,
    "trips": 2,
}
#: What a line of a table consists of.
ROW_TYPES: Mapping[str, type] = {
    "trainings": Training,
    "works": Work,
    "own_family": Relative,
    "spouse_family": Relative,
    "pays": Pay,
    "changes": Change,
    "awards": Change,
    "disciplines": Change,
    "family_changes": Change,
    "trips": Trip,
}

Row = dict[str, str]


def resume_placeholders(resume: Paper) -> dict[str, Any]:
    """Everything the three résumés name; table 31 in blocks of nine columns as well."""
    if not isinstance(resume, Resume):
        raise TypeError(f"a résumé is made of a Resume, not of {type(resume).__name__}")
    return _placeholders(resume) | {"pay_blocks": pay_blocks(resume.pays)}


def supplement_placeholders(supplement: Paper) -> dict[str, Any]:
    """Everything 4a-BNV/2007 names."""
    if not isinstance(supplement, Supplement):
        raise TypeError(f"4a-BNV/2007 is made of a Supplement, not of {type(supplement).__name__}")
    return _placeholders(supplement)


def pay_blocks(pays: Sequence[Pay]) -> list[list[Row]]:
    """Item 31 lies on its side: blocks of nine changes, the last one filled up with blanks."""
    starts = range(0, max(len(pays), 1), PAY_COLUMNS)
    return [
        [
            row | {"grade_step": _grade_step(row)}
            for row in _lines(pays[start : start + PAY_COLUMNS], Pay, PAY_COLUMNS)
        ]
        for start in starts
    ]


def _grade_step(row: Row) -> str:
    """«Mã ngạch/bậc»: 01.003/5; what one line of a column cannot hold goes on with the step, VK 6% below."""
    step, _space, beyond = row["step"].partition(" ")
    code = "/".join(filter(None, (row["grade_code"], step)))
    if len(code) > _CODE_LENGTH:
        code = f"{row['grade_code']}/\n{step}"
    return "\n".join(filter(None, (code, beyond.replace(" ", "\u00a0"))))


def _placeholders(paper: Paper) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields(paper):
        if one.name != "photo":
            found |= _named(one.name, getattr(paper, one.name))
    return found


def _named(name: str, value: object) -> dict[str, Any]:
    if name in ROW_TYPES:
        assert isinstance(value, tuple)  # noqa: S101 - so declared
        return {name: _lines(value, ROW_TYPES[name], 0 if value else LINES[name])}
    if isinstance(value, str):
        return {name: value}
    if value is None or isinstance(value, datetime.date | PartialDate):
        return _date_parts(name, value)
    raise _no_text(name, value)


def _lines(values: Sequence[Any], row_type: type, at_least: int) -> list[Row]:
    blank = row_type()
    padded = [*values, *[blank] * (at_least - len(values))]
    names = [one.name for one in fields(row_type)]
    return [
        {name: _text(f"{row_type.__name__}.{name}", getattr(row, name)) for name in names} for row in padded
    ]


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _no_text(name, value)
    return value


def _no_text(name: str, value: object) -> TypeError:
    return TypeError(f"{name} is a text for people, not {type(value).__name__}")


def _date_parts(name: str, value: datetime.date | PartialDate | None) -> dict[str, str]:
    """`birth_on` whole, and its day, month and year apart; what is unknown stays blank."""
    stem = name.removesuffix("_on")
    day = PartialDate.from_date(value) if isinstance(value, datetime.date) else value
    if day is None:
        return {name: "", f"{stem}_day": "", f"{stem}_month": "", f"{stem}_year": ""}
    return {
        name: str(day),
        f"{stem}_day": f"{day.day:02}" if day.day else "",
        f"{stem}_month": f"{day.month:02}" if day.month else "",
        f"{stem}_year": str(day.year),
    }
