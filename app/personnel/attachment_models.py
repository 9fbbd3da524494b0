"""Files of a record: scans of its papers and of those its entries rest on, its photo (Điều 11.2.b, 12.2)."""

from typing import ClassVar

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, relationship

from app.core import things
from app.core.database import Base
from app.core.fields import choice, flag, integer, moment, ref, text
from app.core.record import Record, kept
from app.core.scoping import ByOwner
from app.core.things import Sort, Thing
from app.files.models import StoredFile

PHOTO = "photo"
#: What a file of the record is; those that say what a sensitive group holds belong to it (Điều 8.3).
DOCUMENT_KINDS = {
    "decision": "Quyết định, văn bản",
    "discipline_decision": "Quyết định kỷ luật",
    "pay_decision": "Quyết định lương, phụ cấp",
    "degree": "Văn bằng, chứng chỉ",
    "resume": "Lý lịch, sơ yếu lý lịch",
    "identity": "Giấy tờ tùy thân, giấy khai sinh",
    "health": "Giấy khám sức khỏe",
    "contract": "Hợp đồng",
    "assessment": "Bản đánh giá, nhận xét",
    "party": "Giấy tờ Đảng, đoàn thể",
    "application": "Đơn, bản khai",
    "other": "Giấy tờ khác",
    PHOTO: "Ảnh 4 x 6",
}
GROUP_OF_KIND = {
    "resume": "life_history",
    "identity": "identity",
    "health": "health",
    "discipline_decision": "discipline",
    "pay_decision": "pay",
}


class Attachment(Record, Base):
    """Một tệp đính kèm hồ sơ, hoặc một mục của hồ sơ; ảnh của người có hồ sơ cũng là một tệp."""

    __tablename__ = "attachment"
    __thing__ = "attachment"
    __scope__: ClassVar[ByOwner] = ByOwner((("person", "person_id"),))
    __table_args__ = (
        # The files of one record, and how many each of its entries has.
        Index("ix_attachment_person", "person_id", "entry_kind", "entry_id"),
    )

    person = ref("person", "Hồ sơ", required=True, service=True)
    entry_kind = text("Phần của hồ sơ", max_length=60, service=True)
    entry_id = integer("Mục", service=True)
    document_kind = choice(
        "Loại giấy tờ",
        DOCUMENT_KINDS,
        required=True,
        legal="Điều 11.2.b",
        help="Quyết định kỷ luật, lương, phụ cấp: chọn đúng loại, hoặc đính kèm ngay ở mục kỷ luật, lương.",
    )
    caption = text("Mô tả", max_length=200, help="Ví dụ: trang bìa, bản dịch; để trống nếu tên tệp đã rõ.")
    file_name = text("Tên tệp", max_length=200, required=True, service=True)
    digest = text("Dấu vân tay (SHA-256)", max_length=64, required=True, service=True)
    sensitive_group = text("Nhóm nhạy cảm", max_length=40, service=True, legal="Điều 8.3")
    added_at = moment("Đính kèm lúc", required=True, service=True)
    added_by = text("Người đính kèm", max_length=200, required=True, service=True)
    is_void = flag("Đã hủy", service=True, legal="Điều 13.1")
    void_reason = text("Lý do hủy", max_length=1000, service=True, legal="Điều 13.1")

    file_id = kept(Integer, ForeignKey("stored_file.id"), nullable=False)
    file: Mapped[StoredFile] = relationship(StoredFile, lazy="raise")


things.register(
    Thing(
        key="attachment",
        label="Tệp đính kèm",
        legal="Điều 11.2.b",
        sort=Sort.PART,
        model=Attachment,
        fields=Attachment.__fields__,
        order_by=("person_id", "id"),
        is_scoped=True,
        sensitive_by="sensitive_group",
    )
)
