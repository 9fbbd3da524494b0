"""One line of history per changed row and transaction (requirements D12)."""

from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Index, Integer, String
from sqlalchemy.dialects.postgresql import JSONB

from app.core import clock
from app.core.database import Base
from app.core.record import kept
from app.core.scoping import ByOwner

#: What a line says happened, beside the plain verbs.
ACTS = {
    "add": "Thêm",
    "edit": "Sửa",
    "delete": "Xóa",
    "merge": "Gộp giá trị",
    "transfer": "Điều chuyển",
    "verify": "Xác thực",
    "change_status": "Đổi trạng thái",
    "remove": "Loại bỏ",
    "manage": "Quản trị",
    "import": "Nhập tệp",
    "lookup_identity": "Tra theo số định danh",
    "export": "Xuất",
    "set_password": "Đặt mật khẩu",
    "totp_on": "Bật mã xác thực",
    "totp_off": "Tắt mã xác thực",
    "totp_codes": "Tạo mã khôi phục",
    "totp_reset": "Gỡ mã xác thực",
    "identity_link": "Nối tài khoản của tỉnh",
    "identity_unlink": "Bỏ nối tài khoản của tỉnh",
    "account_issue": "Cấp tài khoản",
    "account_lock": "Khóa tài khoản",
    "account_unlock": "Mở khóa tài khoản",
    "account_expire": "Đặt hạn tài khoản",
    "account_reset": "Cấp lại mật khẩu",
    "account_handover": "Bàn giao tài khoản",
    "account_authorise": "Ghi quyết định ủy quyền",
    "account_sessions_end": "Kết thúc mọi phiên",
    "backup": "Sao lưu",
    "backup_expire": "Xóa bản sao lưu hết hạn giữ",
    "backup_restore": "Phục hồi từ bản sao lưu",
    "backup_verify": "Kiểm tra bản sao lưu",
    "log_expire": "Gỡ nhật ký truy cập quá hạn giữ",
    "view_as": "Xem như",
    "view_as_end": "Thoát xem như",
}


class History(Base):
    """What changed in one row: ``changes`` maps a column to [old, new] in JSON form.

    Lines of a person or a unit are visible with it; other lines to whoever may view the thing.
    """

    __tablename__ = "history"
    __scope__: ClassVar[ByOwner] = ByOwner((("person", "person_id"), ("unit", "unit_id")), otherwise="thing")
    __table_args__ = (
        Index("ix_history_thing_row_id", "thing", "row_id", "id"),
        Index("ix_history_person_id", "person_id", "id"),
        Index("ix_history_unit_id", "unit_id", "id"),
    )

    id = kept(Integer, primary_key=True)
    at = kept(DateTime, nullable=False, default=clock.now)
    thing = kept(String(60), nullable=False)
    row_id = kept(Integer, nullable=False)
    act = kept(String(40), nullable=False)
    changes = kept(JSON().with_variant(JSONB(), "postgresql"), nullable=False)
    title = kept(String(300), nullable=False, default="")
    account_id = kept(Integer)
    actor = kept(String(200), nullable=False)
    channel = kept(String(20), nullable=False)
    address = kept(String(64), nullable=False, default="")
    # No foreign keys: a line outlives the row it tells of.
    person_id = kept(Integer)
    unit_id = kept(Integer)

    def value(self, column: str, *, old: bool = False) -> Any:
        """The JSON value a column had before (`old`) or after this line."""
        pair = self.changes.get(column)
        return pair[0 if old else 1] if pair else None
