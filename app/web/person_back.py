"""Where an act on records was begun, a list with its conditions or a record, and the way back there."""

import re
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.personnel.models import Person
from app.web.formatting import view_url

_RECORD = re.compile(r"/person/show/(\d{1,18})")


def begun_at(request: Any) -> str:
    """The path of the list or record an act was begun at; the whole list when it is not known.

    Only paths of this product are taken, whatever the form or the Referer header says.
    """
    said = urlsplit(request.form.get("_back") or request.headers.get("Referer", ""))
    everyone = view_url("person", "list")
    if said.path == everyone and said.query:
        return f"{everyone}?{said.query}"
    return said.path if _RECORD.fullmatch(said.path) else everyone


def way_back(session: Session, request: Any) -> str:
    """Where to go after the act: a record that left the scope is no page any more."""
    back = begun_at(request)
    record = _RECORD.fullmatch(back)
    if record and session.scalars(select(Person.id).where(Person.id == int(record[1]))).first() is None:
        return view_url("person", "list")
    return back
