"""The matrix of rights: modules and their things down, rights across (requirements A6).

Rows and cells come from the declarations: a new thing, or a right a thing offers from now on, is
in the matrix without a line here.
"""

import dataclasses
from collections.abc import Iterable, Iterator

from app.access.models import PERSONAL_KEY
from app.core import things
from app.core.rights import Right
from app.core.sensitive import GROUPS, permission_key
from app.core.things import Sort, Thing
from app.core.words import say

#: The rights across, in the order of the law: use, then acts, then managing (Điều 11, 12, 14).
COLUMNS = (
    Right.VIEW,
    Right.ADD,
    Right.EDIT,
    Right.REMOVE,
    Right.EXPORT,
    Right.PRINT,
    Right.IMPORT,
    Right.SHARE,
    Right.VERIFY,
    Right.TRANSFER,
    Right.CHANGE_STATUS,
    Right.LOOKUP_IDENTITY,
    Right.MANAGE,
)
SENSITIVE_RIGHTS = frozenset({Right.VIEW, Right.EDIT, Right.EXPORT})
#: Families that stand under the heading of accounts and of what the program itself needs.
_SYSTEM = ("system", "account")

Pair = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the matrix: a kind of thing, or a group of sensitive fields."""

    key: str
    label: str
    legal: str
    rights: frozenset[Right]
    is_catalog: bool = False


@dataclasses.dataclass(frozen=True)
class Module:
    """Rows under one heading; `is_folded` ones are opened when somebody wants an exception."""

    key: str
    label: str
    rows: tuple[Row, ...]
    is_folded: bool = False


#: What can be allowed though it is no declared thing.
_UNDECLARED = (
    Row(PERSONAL_KEY, "Tài khoản cá nhân", "Điều 6.5", frozenset({Right.VIEW, Right.MANAGE})),
    Row(
        "access_log",
        "Nhật ký truy cập hồ sơ",
        "Điều 8.3",
        frozenset({Right.VIEW, Right.EXPORT, Right.VERIFY}),
    ),
    Row("backup", "Sao lưu", "Điều 13.4", frozenset({Right.VIEW, Right.MANAGE})),
)


def modules() -> list[Module]:
    """Everything that can be allowed, under the headings of the matrix."""
    plain = [thing for thing in things.every() if thing.rights and thing.sort is not Sort.CATALOG]
    records = [_row(thing) for thing in plain if thing.family not in _SYSTEM]
    system = [_row(thing) for thing in plain if thing.family in _SYSTEM]
    known = {row.key for row in system}
    system = [row for row in _UNDECLARED if row.key not in known] + system
    sensitive = [
        Row(permission_key(group), declared.label, declared.legal, SENSITIVE_RIGHTS)
        for group, declared in GROUPS.items()
    ]
    catalogs = [_row(thing) for thing in things.every(Sort.CATALOG) if thing.rights]
    return [
        Module("records", "Hồ sơ, tổ chức", tuple(records)),
        Module("sensitive", "Dữ liệu nhạy cảm của hồ sơ", tuple(sensitive)),
        Module("system", "Tài khoản, hệ thống", tuple(system)),
        Module("catalogs", "Danh mục", tuple(catalogs), is_folded=True),
    ]


def _row(thing: Thing) -> Row:
    return Row(thing.key, thing.label, thing.legal, thing.rights, thing.sort is Sort.CATALOG)


def rows() -> Iterator[Row]:
    """Every row, whatever its heading."""
    for module in modules():
        yield from module.rows


def offered() -> frozenset[Pair]:
    """Every (right, key) that the matrix can tick."""
    return frozenset((right.value, row.key) for row in rows() for right in row.rights)


def told(pairs: Iterable[Pair]) -> list[str]:
    """These rights in words, by row: «Cơ quan, đơn vị: Xem, Sửa»; catalogs that agree in one line."""
    left = set(pairs)
    catalogs = [row.key for row in rows() if row.is_catalog]
    lines = []
    whole = [right for right in COLUMNS if catalogs and all((right.value, key) in left for key in catalogs)]
    if whole:
        left -= {(right.value, key) for right in whole for key in catalogs}
        lines.append(_line(say("Mọi danh mục"), whole))
    for row in rows():
        found = [right for right in COLUMNS if (right.value, row.key) in left]
        left -= {(right.value, row.key) for right in found}
        if found:
            lines.append(_line(say(row.label), found))
    # What the program no longer declares still stands in old lines of history.
    return lines + ([say("{count} quyền không còn dùng", count=len(left))] if left else [])


def _line(label: str, rights: Iterable[Right]) -> str:
    return f"{label}: {', '.join(say(right.label) for right in rights)}"
