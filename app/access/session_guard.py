"""Ends the sessions of an account whose grants, password or holder change, whoever changes them.

A change of a delegation is one of the grants that rest on it. What a role carries is read at each request
and ends no session.

Services call `core.ports.sessions_end`; this holds for those that forget to (A9).
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

from app.access.delegation_limits import carries_changes, grants_resting_on
from app.access.models import Account, Grant
from app.access.sessions import sessions_end_all
from app.organisation.models import Delegation

#: Column of an account -> why its sessions end when it changes.
_WATCHED = {
    "password": "password",
    "active": "lock",
    "kind": "handover",
    "unit_id": "handover",
    "person_id": "handover",
}
#: A hash renewed at sign-in is the same password: the session says so here.
REHASHING = "rehashing"


def install(session_factory: Any) -> None:
    """Watch every flush of the sessions made by this factory."""
    event.listen(session_factory, "after_flush", _after_flush)


def _after_flush(session: Session, _context: Any) -> None:
    found = {**_of_delegations(session), **_of_grants(session), **_of_accounts(session)}
    for account_id, why in found.items():
        sessions_end_all(session, account_id, why)


def _of_grants(session: Session) -> dict[int, str]:
    rows = [*session.new, *session.dirty, *session.deleted]
    return {row.account_id: "grants" for row in rows if isinstance(row, Grant) and _changed(session, row)}


def _of_delegations(session: Session) -> dict[int, str]:
    """The accounts whose grants rest on a delegation that ends, begins or reaches otherwise."""
    changed = [row for row in session.dirty if isinstance(row, Delegation) and carries_changes(row)]
    with session.no_autoflush:
        resting = [grant for row in changed for grant in grants_resting_on(session, row.id)]
    return {grant.account_id: "grants" for grant in resting}


def _changed(session: Session, row: Any) -> bool:
    return row not in session.dirty or session.is_modified(row)


def _of_accounts(session: Session) -> dict[int, str]:
    found = {}
    for row in session.dirty:
        if isinstance(row, Account) and not session.info.get(REHASHING):
            state: Any = sa_inspect(row)
            why = [reason for name, reason in _WATCHED.items() if state.attrs[name].history.has_changes()]
            found.update({row.id: why[0]} if why else {})
    return found
