"""Files attached to records by the tests."""

import io
from typing import Any

from app.core.entry import entry_thing
from app.personnel.attachments import Place, attachment_add
from tests.support.scans import pdf


def attach(
    session: Any,
    product: Any,
    person_id: int,
    kind: str = "",
    entry_id: int | None = None,
    *,
    document_kind: str = "decision",
    content: bytes | None = None,
    name: str = "quyet-dinh.pdf",
    caption: str = "",
) -> Any:
    """The row of a new file of a record, or of one of its entries; the actor is the caller's."""
    saved = attachment_add(
        session,
        product.settings.data_dir,
        Place(person_id, entry_thing(kind) if kind else None, entry_id),
        document_kind=document_kind,
        caption=caption,
        stream=io.BytesIO(pdf() if content is None else content),
        name=name,
    )
    return saved.row
