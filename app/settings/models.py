"""What was set otherwise than the declaration says: one row for each such setting."""

from app.core import things
from app.core.database import Base
from app.core.fields import text
from app.core.record import Record
from app.core.rights import Right
from app.core.things import Sort, Thing


class SettingValue(Record, Base):
    """A setting changed by an administrator; the value is kept in the form people type."""

    __tablename__ = "setting"
    __thing__ = "setting"

    key = text("Tham số", max_length=60, required=True, unique=True, service=True)
    value = text("Giá trị", long=True)
    ground = text("Căn cứ thay đổi", max_length=300)


things.register(
    Thing(
        key="setting",
        label="Tham số hệ thống",
        legal="Điều 9.13",
        sort=Sort.PART,
        model=SettingValue,
        fields=SettingValue.__fields__,
        family="system",
        title="key",
        rights=frozenset({Right.VIEW, Right.MANAGE}),
    )
)
