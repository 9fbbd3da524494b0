"""Keeps the path of each record's home unit true when a subtree of units moves."""

from sqlalchemy import func, literal, update
from sqlalchemy.orm import Session

from app.core.ports import plug_path_listener
from app.core.scoping import unscoped
from app.personnel.models import Person


def follow_moved_subtree(session: Session, old: str, new: str) -> None:
    """Rewrite the prefix of every record below the moved unit; a derived column, no history."""
    table = Person.__table__
    path = literal(new) + func.substr(table.c.home_path, len(old) + 1)
    inside = (table.c.home_path >= old, table.c.home_path < old[:-1] + "0")
    statement = update(table).where(*inside).values(home_path=path)
    session.execute(statement, execution_options=unscoped("paths follow a checked move"))


plug_path_listener(follow_moved_subtree)
