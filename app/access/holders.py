"""Who is responsible for a unit account, from when to when, under which decision (Điều 6.4, Mẫu 4)."""

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy import text as sql_text

from app.core import things
from app.core.database import Base
from app.core.fields import day, text
from app.core.record import Record, kept
from app.core.things import Sort, Thing


class AccountHolder(Record, Base):
    """Người phụ trách tài khoản đơn vị: mỗi lúc một người.

    Its rows are reached through their account alone (`account_limits`), never by themselves.
    """

    __tablename__ = "account_holder"
    __thing__ = "account_holder"
    __table_args__ = (
        Index(
            "uq_account_holder_open",
            "account_id",
            unique=True,
            sqlite_where=sql_text("to_on IS NULL"),
            postgresql_where=sql_text("to_on IS NULL"),
        ),
    )

    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False, index=True)
    name = text("Người phụ trách", max_length=120, required=True)
    title = text("Chức vụ", max_length=200)
    phone = text("Số điện thoại", max_length=30)
    email = text("Thư điện tử công vụ", max_length=200)
    from_on = day("Phụ trách từ ngày", required=True)
    to_on = day("Đến hết ngày")
    authorisation_number = text("Số quyết định ủy quyền", max_length=100, legal="Điều 6.4")
    authorisation_on = day("Ngày quyết định ủy quyền", legal="Điều 6.4")
    authorised_until = day("Ủy quyền đến hết ngày")
    scan_id = kept(Integer, ForeignKey("stored_file.id"))


things.register(
    Thing(
        key="account_holder",
        label="Người phụ trách tài khoản",
        legal="Điều 6.4",
        sort=Sort.PART,
        model=AccountHolder,
        fields=AccountHolder.__fields__,
        family="account",
        title="name",
    )
)
