"""What is known of a kept file; its content lies in DATA_DIR/files under its hash."""

from sqlalchemy import DateTime, Integer, String

from app.core import clock
from app.core.database import Base
from app.core.record import kept


class StoredFile(Base):
    """One file as it was attached: two rows of the same content share the file on the disk."""

    __tablename__ = "stored_file"

    id = kept(Integer, primary_key=True)
    sha256 = kept(String(64), nullable=False, index=True)
    size = kept(Integer, nullable=False)
    media_type = kept(String(100), nullable=False)
    name = kept(String(200), nullable=False)
    created_at = kept(DateTime, nullable=False, default=clock.now)
    account_id = kept(Integer)
