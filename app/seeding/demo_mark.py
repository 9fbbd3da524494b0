"""Whether a database holds demonstration data: what was made once stays known, whatever is deleted later.

The mark is a row beside the files that were read (`seed_file`), so that it is in every backup and no
production takes such a database over with accounts whose password was printed; nor are such accounts made
in a database that people use.
"""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.access.models import ACCOUNT_KEY, Account
from app.audit.models import History
from app.core.scoping import unscoped
from app.core.words import say
from app.personnel.models import Person
from app.seeding.demo import demo_usernames
from app.seeding.models import SeedFile

MARK = "demo"


def seeder_name() -> str:
    """The actor of everything that is seeded."""
    return say("hệ thống: nạp dữ liệu ban đầu")


def mark_demo(session: Session) -> None:
    """Say, before the first of them is made, that demonstration data are here."""
    if session.get(SeedFile, MARK) is None:
        session.add(SeedFile(name=MARK, digest=""))
    session.commit()


def holds_demo_data(session: Session) -> bool:
    """Whether demonstration data were ever made in this database, which has its tables."""
    return session.get(SeedFile, MARK) is not None or _made_before_marks(session)


def holds_data(session: Session) -> bool:
    """Whether accounts or records are in this database, which has its tables; of a demonstration or not."""
    rows = or_(exists(select(Account.__table__.c.id)), exists(select(Person.__table__.c.id)))
    return bool(session.scalar(select(rows), execution_options=unscoped("whether, and nothing else")))


def _made_before_marks(session: Session) -> bool:
    """An account of a demo name whose password the seed set: earlier versions left no mark."""
    named = select(Account.id).where(Account.username.in_(demo_usernames())).scalar_subquery()
    history = History.__table__.c
    seeded = exists().where(
        history.thing == ACCOUNT_KEY,
        history.row_id.in_(named),
        history.actor == seeder_name(),
    )
    return bool(session.scalar(select(seeded), execution_options=unscoped("whether, and nothing else")))
