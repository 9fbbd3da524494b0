"""Everything an account may be allowed to do, alphabetical; names are stored, labels are shown."""

from enum import StrEnum


class Right(StrEnum):
    """A verb; together with the key of a thing it is one permission."""

    ADD = "add"
    CHANGE_STATUS = "change_status"
    EDIT = "edit"
    EXPORT = "export"
    IMPORT = "import"
    LOOKUP_IDENTITY = "lookup_identity"
    MANAGE = "manage"
    REMOVE = "remove"
    SHARE = "share"
    TRANSFER = "transfer"
    VERIFY = "verify"
    VIEW = "view"

    @property
    def label(self) -> str:
        """The Vietnamese word people see."""
        return LABELS[self]

    @property
    def permission(self) -> str:
        """The name under which Flask-AppBuilder stores it."""
        return f"can_{self.value}"


LABELS: dict[Right, str] = {
    Right.ADD: "Thêm",
    Right.CHANGE_STATUS: "Đổi trạng thái",
    Right.EDIT: "Sửa",
    Right.EXPORT: "Xuất",
    Right.IMPORT: "Nhập",
    Right.LOOKUP_IDENTITY: "Tra theo số định danh",
    Right.MANAGE: "Quản trị",
    Right.REMOVE: "Loại bỏ",
    Right.SHARE: "Dùng chung bộ lọc",
    Right.TRANSFER: "Điều chuyển",
    Right.VERIFY: "Xác thực",
    Right.VIEW: "Xem",
}
