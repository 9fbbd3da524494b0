"""What units ask Sở Nội vụ for: further unit accounts (Mẫu 3), a new password for one they lost."""

from typing import ClassVar

from sqlalchemy import ForeignKey, Integer

from app.core import things
from app.core.database import Base
from app.core.fields import choice, day, ref, text
from app.core.record import Record, kept
from app.core.rights import Right
from app.core.scoping import ByOwner
from app.core.things import Sort, Thing

REQUEST_STATES = {"waiting": "Chờ xem xét", "approved": "Đã cấp", "refused": "Không chấp thuận"}
LOST_STATES = {
    "reported": "Chờ thủ trưởng xác nhận",
    "confirmed": "Chờ Sở Nội vụ cấp lại",
    "done": "Đã cấp lại",
}
_ASKING = frozenset({Right.VIEW, Right.ADD, Right.MANAGE})


class AccountRequest(Record, Base):
    """Đề nghị cấp bổ sung tài khoản đơn vị cho đơn vị trực thuộc (Điều 6.3, Mẫu 3)."""

    __tablename__ = "account_request"
    __thing__ = "account_request"
    __scope__: ClassVar[ByOwner] = ByOwner((("unit", "unit_id"),))

    unit = ref("unit", "Đơn vị đề nghị", required=True, index=True)
    for_unit = ref("unit", "Đơn vị trực thuộc được cấp", required=True)
    holder_name = text("Người phụ trách tài khoản", max_length=120, required=True)
    holder_title = text("Chức vụ", max_length=200)
    letter_number = text("Số văn bản thống nhất", max_length=100, required=True)
    letter_on = day("Ngày văn bản", required=True)
    reason = text("Lý do đề nghị", max_length=1000, required=True)
    state = choice("Tình trạng", REQUEST_STATES, required=True, default="waiting", service=True)
    decided_on = day("Ngày giải quyết", service=True)
    decision_reason = text("Ý kiến của Sở Nội vụ", max_length=1000, service=True)
    scan_id = kept(Integer, ForeignKey("stored_file.id"))
    account_id = kept(Integer, ForeignKey("ab_user.id"))


class LostPassword(Record, Base):
    """Đề nghị cấp lại mật khẩu tài khoản đơn vị: người giữ báo, thủ trưởng xác nhận (Điều 17.6)."""

    __tablename__ = "lost_password"
    __thing__ = "lost_password"
    __scope__: ClassVar[ByOwner] = ByOwner((("unit", "unit_id"),))

    unit = ref("unit", "Đơn vị", required=True, index=True)
    username = text("Tài khoản", max_length=64, required=True)
    reported_by = text("Người báo mất mật khẩu", max_length=120, required=True)
    reported_on = day("Ngày báo", required=True)
    state = choice("Tình trạng", LOST_STATES, required=True, default="reported", service=True)
    head_name = text("Thủ trưởng xác nhận", max_length=120, service=True)
    head_title = text("Chức vụ thủ trưởng", max_length=200, service=True)
    document_number = text("Số văn bản đề nghị", max_length=100, service=True)
    document_on = day("Ngày văn bản", service=True)
    reset_on = day("Ngày cấp lại", service=True)
    scan_id = kept(Integer, ForeignKey("stored_file.id"))
    account_id = kept(Integer, ForeignKey("ab_user.id"), nullable=False)


for _model, _label, _legal, _title in (
    (AccountRequest, "Đề nghị cấp tài khoản (Mẫu 3)", "Điều 6.3", "letter_number"),
    (LostPassword, "Mất mật khẩu tài khoản đơn vị", "Điều 17.6", "username"),
):
    things.register(
        Thing(
            key=_model.__thing__,
            label=_label,
            legal=_legal,
            sort=Sort.PART,
            model=_model,
            fields=_model.__fields__,
            family="account",
            title=_title,
            rights=_ASKING,
            is_scoped=True,
        )
    )
