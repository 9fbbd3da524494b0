"""Role templates of the Quy chế, as one readable table (Điều 6.2, Điều 7, Điều 14.2).

`quyền quản trị` may also remove and manage; `quyền cập nhật` updates, corrects and transfers.
"""

import dataclasses
from collections.abc import Iterable

from app.access.models import ACCOUNT_KEY, PERSONAL_KEY
from app.core import things
from app.core.catalog import CATALOG_RIGHTS
from app.core.rights import Right
from app.core.sensitive import GROUPS, permission_key
from app.core.things import Sort

_UPDATE_PERSON = (
    Right.VIEW,
    Right.ADD,
    Right.EDIT,
    Right.EXPORT,
    Right.PRINT,
    Right.VERIFY,
    Right.TRANSFER,
    Right.CHANGE_STATUS,
    Right.LOOKUP_IDENTITY,
)
_UPDATE_UNIT = (Right.VIEW, Right.EDIT, Right.EXPORT, Right.PRINT)
_ALL_CATALOG = tuple(sorted(CATALOG_RIGHTS))
_READ = (Right.VIEW, Right.EXPORT)
#: Consent is given by whoever manages the record (Điều 8.3).
_CONSENT = (Right.VIEW, Right.ADD, Right.EDIT)
#: The log of access: reading it, taking it out, acknowledging its alerts (verify).
LOG = "access_log"
#: A unit issues personal accounts to its own people, sees the accounts of its branch, and asks for
#: further unit accounts and for lost passwords (Điều 6.3, 6.5, 17.6).
_UNIT_ACCOUNTS = {
    ACCOUNT_KEY: (Right.VIEW,),
    PERSONAL_KEY: (Right.VIEW, Right.MANAGE),
    "account_request": (Right.VIEW, Right.ADD),
    "lost_password": (Right.VIEW, Right.ADD),
}
#: Sở Nội vụ manages all accounts of the city and decides what units ask for (Điều 6.2, 6.3, 17.6).
_ALL_ACCOUNTS = {
    ACCOUNT_KEY: (Right.VIEW, Right.MANAGE),
    PERSONAL_KEY: (Right.VIEW, Right.MANAGE),
    "account_request": (Right.VIEW, Right.ADD, Right.MANAGE),
    "lost_password": (Right.VIEW, Right.ADD, Right.MANAGE),
}


@dataclasses.dataclass(frozen=True)
class RoleTemplate:
    """A locked role; `on_catalogs` holds for every catalog, `on_sensitive` for every group of
    sensitive fields, `on` names other things."""

    key: str
    label: str
    legal: str
    on_catalogs: tuple[Right, ...] = ()
    on: dict[str, tuple[Right, ...]] = dataclasses.field(default_factory=dict)
    on_sensitive: tuple[Right, ...] = ()

    def permissions(self) -> Iterable[tuple[Right, str]]:
        """Every (right, key of a thing) the role carries."""
        for thing in things.every(Sort.CATALOG):
            yield from ((right, thing.key) for right in self.on_catalogs)
        for group in GROUPS:
            yield from ((right, permission_key(group)) for right in self.on_sensitive)
        for key, rights in self.on.items():
            yield from ((right, key) for right in rights)


TEMPLATES = (
    RoleTemplate(
        "system_admin",
        "Quản trị hệ thống",
        "Điều 9.13",
        on_catalogs=_ALL_CATALOG,
        on={
            ACCOUNT_KEY: (Right.VIEW, Right.MANAGE),
            "access_grant": (Right.VIEW, Right.MANAGE),
            "backup": (Right.VIEW, Right.MANAGE),  # Điều 9.13: sao lưu và phục hồi hệ thống
            "setting": (Right.VIEW, Right.MANAGE),
        },
    ),
    RoleTemplate(
        "home_affairs",
        "Sở Nội vụ (quyền quản trị)",
        "Điều 14.2",
        on_catalogs=_ALL_CATALOG,
        on_sensitive=(Right.VIEW, Right.EDIT),
        on={
            "person": (*_UPDATE_PERSON, Right.REMOVE, Right.SHARE),
            "consent": _CONSENT,
            LOG: (Right.VIEW, Right.EXPORT, Right.VERIFY),
            "backup": (Right.VIEW, Right.MANAGE),  # Điều 13.4
            "unit": (*_UPDATE_UNIT, Right.MANAGE, Right.SHARE),
            "setting": (Right.VIEW, Right.MANAGE),
            "delegation": (
                Right.VIEW,
                Right.ADD,
                Right.EDIT,
                Right.REMOVE,
                Right.EXPORT,
                Right.MANAGE,
                Right.SHARE,
            ),
            # Điều 6.2, 20.2: Sở Nội vụ hands out and takes back accounts and rights.
            **_ALL_ACCOUNTS,
            "access_grant": (Right.VIEW, Right.MANAGE),
        },
    ),
    RoleTemplate(
        "department",
        "Cấp sở, cấp huyện (quyền cập nhật)",
        "Điều 7.2",
        on_catalogs=_READ,
        on_sensitive=(Right.VIEW, Right.EDIT),
        on={
            "person": (*_UPDATE_PERSON, Right.SHARE),
            "unit": (*_UPDATE_UNIT, Right.SHARE),
            "consent": _CONSENT,
            **_UNIT_ACCOUNTS,
        },
    ),
    RoleTemplate(
        "unit_clerk",
        "Đơn vị (quyền cập nhật)",
        "Điều 7.1",
        on_catalogs=_READ,
        on_sensitive=(Right.VIEW, Right.EDIT),
        on={"person": _UPDATE_PERSON, "unit": _UPDATE_UNIT, "consent": _CONSENT, **_UNIT_ACCOUNTS},
    ),
    RoleTemplate(
        "self",
        "Cá nhân",
        "Điều 18.1",
        on_sensitive=(Right.VIEW,),
        # Điều 11.2.b: whoever declares changes prints the own record.
        on={"person": (Right.VIEW, Right.PRINT), LOG: (Right.VIEW,)},
    ),
    RoleTemplate(
        "auditor",
        "Thanh tra, kiểm tra",
        "Điều 20.6",
        on_catalogs=(Right.VIEW,),
        on={"person": (Right.VIEW,), "unit": (Right.VIEW,), LOG: (Right.VIEW, Right.EXPORT, Right.VERIFY)},
    ),
    RoleTemplate(
        "reader",
        "Chỉ xem",
        "Điều 8.3",
        on_catalogs=(Right.VIEW,),
        on={"person": (Right.VIEW,), "unit": (Right.VIEW,)},
    ),
)
