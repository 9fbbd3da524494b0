"""Catalogs: lists of values an administrator maintains through generated screens (Điều 10.1).

A declaration makes a real table with real foreign keys; a page of declarations replaces sixty
files. Order, code and name stay editable; a value in use is retired, never deleted.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from sqlalchemy import UniqueConstraint

from app.core import things
from app.core.database import BYTEWISE, Base
from app.core.errors import DeclarationError
from app.core.fields import Field, day, flag, integer, text
from app.core.record import Record, kept
from app.core.rights import Right
from app.core.things import Sort, Thing
from app.core.vietnamese import fold

CATALOG_RIGHTS = frozenset(
    {
        Right.VIEW,
        Right.ADD,
        Right.EDIT,
        Right.REMOVE,
        Right.EXPORT,
        Right.IMPORT,
        Right.MANAGE,
        Right.SHARE,
    }
)


@dataclasses.dataclass(frozen=True)
class Catalog:
    """The declaration of one catalog.

    `extra` are its own columns; `dated` adds dates of validity; `code_unique_per` names the
    columns within which a code is unique (nothing: in the whole catalog).
    """

    key: str
    label: str
    legal: str
    family: str = ""
    extra: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    dated: bool = False
    code_unique_per: tuple[str, ...] = ()
    hint: str = ""


class CatalogRow(Record):
    """What every value of every catalog has."""

    code = text("Mã", required=True, max_length=64)
    name = text("Tên", required=True, max_length=500)
    sort_order = integer("Thứ tự", required=True, default=0, minimum=0, maximum=1_000_000)

    search_text = kept(BYTEWISE, nullable=False, default="", sort_order=910)

    def __repr__(self) -> str:
        return str(self.name)

    def refresh_derived(self) -> None:
        self.search_text = fold(f"{self.code} {self.name}")[:500]


#: Columns that follow the catalog's own: validity, remarks, state.
_VALIDITY: dict[str, Any] = {
    "valid_from": day("Có hiệu lực từ"),
    "valid_to": day("Hết hiệu lực"),
}
_TAIL: dict[str, Any] = {
    "note": text("Ghi chú", max_length=2000),
    "source": text("Nguồn, độ tin cậy", max_length=500),
    "is_retired": flag("Ngừng dùng", help="Không còn được chọn; hồ sơ cũ vẫn giữ giá trị này."),
}


def declare(*catalogs: Catalog) -> None:
    """Make the table and the thing of each catalog; DeclarationError on a clash."""
    for catalog in catalogs:
        if things.find(catalog.key):
            raise DeclarationError(f"two things are called {catalog.key!r}")
        things.register(_thing(catalog, _model(catalog)))


def _model(catalog: Catalog) -> Any:
    validity = _VALIDITY if catalog.dated else {}
    name = "".join(part.capitalize() for part in catalog.key.split("_"))
    namespace = {
        "__doc__": f"{catalog.label} ({catalog.legal}).",
        "__module__": __name__,
        "__tablename__": catalog.key,
        "__thing__": catalog.key,
        "__table_args__": (UniqueConstraint("code", *catalog.code_unique_per),),
        **catalog.extra,
        **validity,
        **_TAIL,
    }
    return type(name, (CatalogRow, Base), namespace)


def _thing(catalog: Catalog, model: Any) -> Thing:
    fields: dict[str, Field] = model.__fields__
    extra = tuple(name for name in catalog.extra)[:6]
    dated = ("valid_from", "valid_to") if catalog.dated else ()
    return Thing(
        key=catalog.key,
        label=catalog.label,
        legal=catalog.legal,
        sort=Sort.CATALOG,
        model=model,
        fields=fields,
        family=catalog.family,
        hint=catalog.hint,
        default_columns=("code", "name", *extra, *dated, "is_retired"),
        order_by=("sort_order", "code", "id"),
        rights=CATALOG_RIGHTS,
    )
