"""The tree of units. Levels and delegations are data: they can end, and names are reused."""

from typing import Any, ClassVar

from sqlalchemy import Index, Integer, UniqueConstraint
from sqlalchemy import text as sql_text

from app.core import things
from app.core.database import BYTEWISE, Base
from app.core.fields import choice, day, flag, ref, text
from app.core.record import Record, kept
from app.core.rights import Right
from app.core.scoping import ByOwner, ByPath
from app.core.things import Sort, Thing
from app.core.vietnamese import fold, text_sort_key

#: Levels of government and of units within them, as the facts of 2015 have them.
LEVELS = {
    "city": "Thành phố",
    "department": "Sở, ban, ngành, đơn vị cấp thành phố",
    "district": "Quận, huyện",
    "commune": "Xã, phường, thị trấn",
    "grassroots": "Đơn vị trực thuộc",
    "division": "Phòng, ban, bộ phận",
}
#: The three tiers of record management (Điều 7.1-7.3).
TIERS = {
    "grassroots": "Cấp cơ sở",
    "department": "Cấp sở, cấp huyện",
    "city": "Sở Nội vụ",
}


class Unit(Record, Base):
    """Cơ quan, đơn vị; phòng, ban, bộ phận: một nút của cây (Điều 10.1.e).

    Name, parent and type are the values in force today; their dated versions stand in
    UnitVersion and are changed only by the services of this package.
    """

    __tablename__ = "unit"
    __thing__ = "unit"
    __scope__: ClassVar[ByPath] = ByPath(path="path", unit="id")

    code = text("Mã đơn vị", required=True, unique=True, max_length=40)
    name = text("Tên đơn vị", required=True, max_length=300, service=True)
    parent = ref("unit", "Đơn vị cấp trên", service=True, index=True)
    unit_type = ref("unit_type", "Loại hình", service=True)
    level = choice("Cấp", LEVELS, required=True, default="grassroots")
    tier = choice("Cấp quản lý hồ sơ", TIERS, required=True, default="grassroots", legal="Điều 7")
    sector_block = ref("sector_block", "Khối", legal="Điều 10.1.a")
    field = ref("field", "Lĩnh vực")
    gso_code = text("Mã hành chính", max_length=10, help="Mã của Tổng cục Thống kê, có thể dùng lại.")
    address = text("Địa chỉ", max_length=500)
    phone = text("Điện thoại", max_length=50)
    email = text("Thư điện tử", max_length=200)
    founding_decision = text("Quyết định thành lập", max_length=200)
    head_name = text("Người đứng đầu", max_length=200)
    valid_from = day("Hoạt động từ", service=True)
    valid_to = day("Hoạt động đến", service=True)
    end_decision = text("Quyết định kết thúc hoạt động", max_length=100, service=True)
    end_decision_on = day("Ngày quyết định kết thúc", service=True)
    planned_end = day("Dự kiến kết thúc")
    successor_gso = text("Mã đơn vị kế tiếp", max_length=60)
    note = text("Ghi chú", max_length=2000)
    source = text("Nguồn, độ tin cậy", max_length=500)
    is_group = flag("Nút nhóm", help="Chỉ để duyệt cây; không giữ hồ sơ.", service=True)

    path = kept(BYTEWISE, nullable=False, default="", index=True, sort_order=910)
    sort_key = kept(BYTEWISE, nullable=False, default="", sort_order=911)
    search_text = kept(BYTEWISE, nullable=False, default="", sort_order=912)
    seed_order = kept(Integer, nullable=False, default=0, sort_order=913)

    def __repr__(self) -> str:
        return str(self.name)

    def refresh_derived(self) -> None:
        self.search_text = fold(f"{self.name} {self.code} {self.gso_code or ''}")[:500]
        self.sort_key = text_sort_key(self.name)[:500]


class UnitRef(Base):
    """What everybody may know of any unit: its name and place (unit names are no secret).

    References and the choice of a transfer's target read this; the rest of a unit is scoped.
    """

    __table__ = Unit.__table__
    __thing__ = ""
    __mapper_args__: ClassVar[dict[str, object]] = {
        "include_properties": [
            "id",
            "code",
            "name",
            "path",
            "unit_type_id",
            "is_group",
            "search_text",
            "sort_key",
            "valid_to",
        ],
        "confirm_deleted_rows": False,
    }

    def __repr__(self) -> str:
        return str(self.name)


class UnitVersion(Record, Base):
    """Name, parent and type of a unit from a date to a date; history prints the old name."""

    __tablename__ = "unit_version"
    __thing__ = "unit_version"
    __scope__: ClassVar[ByOwner] = ByOwner((("unit", "unit_id"),))
    __table_args__ = (
        UniqueConstraint("unit_id", "valid_from"),
        Index(
            "uq_unit_version_open",
            "unit_id",
            unique=True,
            sqlite_where=sql_text("valid_to IS NULL"),
            postgresql_where=sql_text("valid_to IS NULL"),
        ),
    )

    unit = ref("unit", "Đơn vị", required=True, index=True)
    name = text("Tên đơn vị", required=True, max_length=300)
    parent = ref("unit", "Đơn vị cấp trên")
    unit_type = ref("unit_type", "Loại hình")
    valid_from = day("Từ ngày", required=True)
    valid_to = day("Đến hết ngày")
    decision_number = text("Số quyết định", max_length=100)
    decision_on = day("Ngày quyết định")


_ONLY_TYPES, _ONLY_TYPES_HELP = "Chỉ các loại hình", "Mã loại hình, cách nhau bằng dấu chấm phẩy."


def only_unit_types() -> Any:
    """The field that limits a subtree to units of these types: of a delegation, and of a grant."""
    return text(_ONLY_TYPES, max_length=300, codes_of="unit_type", limits_scope=True, help=_ONLY_TYPES_HELP)


class Delegation(Record, Base):
    """Ủy quyền phạm vi: ai thực hiện nhiệm vụ cấp huyện thay cho ai (Điều 7.2)."""

    __tablename__ = "delegation"
    __thing__ = "delegation"

    holder = ref("unit", "Đơn vị được ủy quyền", required=True)
    root = ref("unit", "Phạm vi (nhánh đơn vị)", required=True)
    unit_types = only_unit_types()
    ground = text("Căn cứ", required=True, max_length=200)
    valid_from = day("Từ ngày")
    valid_to = day("Đến hết ngày")


UNIT_RIGHTS = frozenset({Right.VIEW, Right.EDIT, Right.EXPORT, Right.PRINT, Right.MANAGE, Right.SHARE})

things.register(
    Thing(
        key="unit",
        label="Cơ quan, đơn vị",
        legal="Điều 10.1.e",
        sort=Sort.RECORD,
        model=Unit,
        reference=UnitRef,
        fields=Unit.__fields__,
        family="organisation",
        default_columns=("code", "name", "unit_type", "level", "parent", "gso_code", "phone"),
        order_by=("path", "id"),
        rights=UNIT_RIGHTS,
        is_scoped=True,
    )
)
things.register(
    Thing(
        key="unit_version",
        label="Tên, cấp trên, loại hình theo thời gian",
        legal="Điều 10.1.e",
        sort=Sort.PART,
        model=UnitVersion,
        fields=UnitVersion.__fields__,
        is_scoped=True,
        order_by=("unit_id", "valid_from"),
    )
)
things.register(
    Thing(
        key="delegation",
        label="Ủy quyền phạm vi",
        legal="Điều 7.2",
        sort=Sort.RECORD,
        model=Delegation,
        fields=Delegation.__fields__,
        family="organisation",
        title="ground",
        default_columns=("holder", "root", "unit_types", "ground", "valid_from", "valid_to"),
        rights=UNIT_RIGHTS | {Right.ADD, Right.REMOVE},
    )
)
