"""Texts that name values of a catalog by their codes, joined by «;»: kept true when a code changes.

They are references like any other: a code that does not exist is refused, a changed code is changed in them,
a merge moves them, and a value named in one is in use (C8). Where they limit what an account reaches, the
values they name are not merged: whoever keeps a catalog would otherwise widen scopes (Điều 7).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import things
from app.core.fields import Field
from app.core.scoping import unscoped
from app.core.things import Thing

_READ = unscoped("which texts name a code")


def codes_in(text: str | None) -> list[str]:
    """The codes of such a text, in their order."""
    return [code.strip() for code in (text or "").split(";") if code.strip()]


def with_code(text: str, old: str, new: str) -> str:
    """The text with one code in the place of another, each code once."""
    return "; ".join(dict.fromkeys(new if code == old else code for code in codes_in(text)))


def code_fields(key: str) -> Iterator[tuple[Thing, Field]]:
    """Every declared field that names values of this catalog by code."""
    for thing in things.every():
        for field in thing.fields.values():
            if field.codes_of == key:
                yield thing, field


def texts_with(session: Session, thing: Thing, field: Field, code: str) -> list[str]:
    """The different texts of a field that name a code."""
    column = getattr(thing.model, field.column_name)
    query = select(column).where(column.contains(code, autoescape=True)).distinct()
    found = session.scalars(query, execution_options=_READ)
    return [text for text in found if code in codes_in(text)]


def uses_of(session: Session, key: str, code: str) -> Iterator[tuple[Thing, Field, str]]:
    """(thing, field, text) for every text that names the value."""
    for thing, field in code_fields(key):
        for text in texts_with(session, thing, field, code):
            yield thing, field, text


def limits_a_scope(session: Session, key: str, code: str) -> bool:
    """Whether some grant or delegation reaches units by this value."""
    return any(field.limits_scope for _thing, field, _text in uses_of(session, key, code))


def unknown_codes(session: Session, field: Field, text: Any) -> list[str]:
    """The codes of a text that no value of its catalog has."""
    wanted = codes_in(text)
    model = things.get(field.codes_of).model
    known = set(session.scalars(select(model.code).where(model.code.in_(wanted)))) if wanted else set()
    return [code for code in wanted if code not in known]
