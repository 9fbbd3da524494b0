"""What was seeded, so that a second run knows what is its own and what people changed."""

from sqlalchemy import Integer, String, UniqueConstraint

from app.core.database import Base
from app.core.record import kept


class SeedRow(Base):
    """One seeded row: the code it had in the file, and a digest of the values it was given."""

    __tablename__ = "seed_row"
    __table_args__ = (UniqueConstraint("thing", "code"),)

    id = kept(Integer, primary_key=True)
    thing = kept(String(60), nullable=False)
    code = kept(String(100), nullable=False)
    row_id = kept(Integer, nullable=False)
    digest = kept(String(64), nullable=False)


class SeedFile(Base):
    """A seed file that was read whole, by its digest: an unchanged one is not read again."""

    __tablename__ = "seed_file"

    name = kept(String(100), primary_key=True)
    digest = kept(String(64), nullable=False)
