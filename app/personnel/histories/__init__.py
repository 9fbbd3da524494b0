"""Full histories of the people of the demonstration: entries of every kind where a real record has them."""

from app.personnel.histories.case import Case, Row, Rows
from app.personnel.histories.family import family
from app.personnel.histories.merit import merit
from app.personnel.histories.papers import papers
from app.personnel.histories.party import party
from app.personnel.histories.pay import pay
from app.personnel.histories.training import training
from app.personnel.histories.work import work

__all__ = ["Case", "Row", "Rows", "entries_of_life"]
_PARTS = (training, work, pay, merit, party, family, papers)


def entries_of_life(case: Case) -> Rows:
    """Kind of entry -> its rows: fields of the kind, references as codes; verified with the record."""
    found = {kind: rows for part in _PARTS for kind, rows in part(case).items() if rows}
    is_verified = case.person["record_state"] == "verified"
    state = {"entry_state": "verified" if is_verified else "draft"}
    if is_verified:
        state |= {name: case.person[name] for name in ("verified_at", "verified_by")}
    return {kind: [{**row, **state} for row in rows] for kind, rows in found.items()}
