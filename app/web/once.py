"""A form sent twice makes one row: each form carries a token of its own."""

import secrets
from collections.abc import Callable

from flask import request
from sqlalchemy.orm import Session

from app.core.services import Saved
from app.core.things import Thing
from app.web.api_once import Made, make_once


def new_token() -> str:
    """A token for one form."""
    return secrets.token_urlsafe(18)


def carry_out_once(session: Session, thing: Thing, work: Callable[[], Saved]) -> Made:
    """Do the work unless this form did it already; the id of the row and its warnings."""
    return make_once(session, thing, request.form.get("_once", "")[:100] or None, work)
