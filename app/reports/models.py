"""What an account keeps of its lists: the columns it chose, the filters it saved."""

from sqlalchemy import JSON, Boolean, DateTime, ForeignKey, Integer, String, UniqueConstraint

from app.core import clock
from app.core.database import Base
from app.core.record import kept


class ListChoice(Base):
    """Columns in order, page size and row height of one list, for one account."""

    __tablename__ = "list_choice"

    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    thing = kept(String(60), primary_key=True)
    columns = kept(JSON, nullable=False)
    page_size = kept(Integer, nullable=False, default=25)
    density = kept(String(10), nullable=False, default="normal")


class SavedFilter(Base):
    """Named conditions of a list: `args` are the words of its address. Sharing shares the
    conditions alone; what they find is still limited by each reader's scope."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("account_id", "thing", "name"),)

    id = kept(Integer, primary_key=True)
    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False)
    thing = kept(String(60), nullable=False, index=True)
    name = kept(String(100), nullable=False)
    args = kept(JSON, nullable=False)
    is_shared = kept(Boolean, nullable=False, default=False)
    created_at = kept(DateTime, nullable=False, default=clock.now)
