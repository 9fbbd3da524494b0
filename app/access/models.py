"""Accounts and grants. Roles and their permissions stay in Flask-AppBuilder's tables."""

import dataclasses
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    User,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Index, Integer, String
from sqlalchemy import text as sql_text
from sqlalchemy.orm import relationship

from app.core import clock, things
from app.core.database import Base
from app.core.fields import Field, choice, day, flag, integer, moment, ref, text
from app.core.record import Record, kept
from app.core.rights import Right
from app.core.scoping import ByOwner
from app.core.things import Sort, Thing
from app.organisation.models import only_unit_types

__all__ = [
    "ACCOUNT",
    "ACCOUNT_KEY",
    "PERSONAL_KEY",
    "AccessStamp",
    "Account",
    "Consent",
    "FormToken",
    "Grant",
    "Opening",
    "Permission",
    "PermissionView",
    "Role",
    "ViewMenu",
    "assoc_permissionview_role",
]

ACCOUNT_KINDS = {
    "system": "Quản trị hệ thống",
    "unit": "Tài khoản đơn vị",
    "personal": "Tài khoản cá nhân",
}


class Account(User):
    """Tài khoản: của một đơn vị (Điều 2.4) hoặc của một cá nhân (Điều 2.5)."""

    __tablename__ = "ab_user"
    __allow_unmapped__ = True

    kind = kept(String(20), nullable=False, default="unit")
    unit_id = kept(Integer, ForeignKey("unit.id"))
    person_id = kept(Integer, ForeignKey("person.id"))
    password_set_at = kept(DateTime, nullable=False, default=clock.now)
    #: Grows with each act on the account, so that two people at once notice each other.
    version = kept(Integer, nullable=False, default=1, server_default="1")
    locked_at = kept(DateTime)
    locked_why = kept(String(300))
    expires_on = kept(Date)
    must_change_password = kept(Boolean, nullable=False, default=False, server_default=sql_text("false"))
    first_password_until = kept(Date)


Index(
    "uq_account_person",
    Account.person_id,
    unique=True,
    sqlite_where=sql_text("kind = 'personal'"),
    postgresql_where=sql_text("kind = 'personal'"),
)
Index("ix_account_unit_id", Account.unit_id)


class Grant(Record, Base):
    """Một vai trò trên một nhánh đơn vị, trong một thời gian (Điều 6.2, Điều 7, Điều 14.2).

    Without a unit the grant reaches no rows of people or units, except the account's own record
    when the account is a personal one.
    """

    __tablename__ = "access_grant"
    __thing__ = "access_grant"

    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False, index=True)
    role_id = kept(Integer, ForeignKey("ab_role.id"), nullable=False)
    unit = ref("unit", "Phạm vi (nhánh đơn vị)")
    unit_types = only_unit_types()
    delegation = ref("delegation", "Theo ủy quyền", legal="Điều 7.2")
    valid_from = day("Từ ngày")
    valid_to = day("Đến hết ngày")
    ground = text("Căn cứ", max_length=300)

    account: ClassVar[Any] = relationship(Account)
    role: ClassVar[Any] = relationship(Role)


class AccessStamp(Base):
    """One row; its number grows when roles or their rights change, so caches know."""

    __tablename__ = "access_stamp"

    id = kept(Integer, primary_key=True)
    number = kept(Integer, nullable=False, default=1)


things.register(
    Thing(
        key="access_grant",
        label="Phân quyền theo phạm vi",
        legal="Điều 6.2",
        sort=Sort.PART,
        model=Grant,
        fields=Grant.__fields__,
        family="system",
        title="ground",
        rights=frozenset({Right.VIEW, Right.MANAGE}),
    )
)
#: Unit and system accounts (Điều 6.2), and personal ones (Điều 6.5), as kinds of things with rights.
ACCOUNT_KEY = "account"
PERSONAL_KEY = "personal_account"
_ACCOUNT_FIELDS: dict[str, Field] = {
    "username": text("Tên đăng nhập", max_length=64, service=True),
    "kind": choice("Loại", ACCOUNT_KINDS, service=True),
    "unit": ref("unit", "Đơn vị", service=True),
    "person": ref("person", "Người dùng", service=True),
    "active": flag("Đang dùng", service=True),
    "locked_at": moment("Khóa lúc", service=True),
    "locked_why": text("Lý do khóa", max_length=300, service=True),
    "expires_on": day("Hết hạn sau ngày", service=True),
    "must_change_password": flag("Phải đổi mật khẩu", service=True),
    "first_password_until": day("Mật khẩu cấp lần đầu dùng đến", service=True),
}


#: One thing for accounts of every kind; rights on personal ones have a key of their own.
ACCOUNT = things.register(
    Thing(
        key=ACCOUNT_KEY,
        label="Tài khoản",
        legal="Điều 6.2",
        sort=Sort.PART,
        model=Account,
        fields={name: dataclasses.replace(field, name=name) for name, field in _ACCOUNT_FIELDS.items()},
        family="account",
        title="username",
        rights=frozenset({Right.VIEW, Right.MANAGE}),
    )
)


class FormToken(Base):
    """A form or request that was carried out: sent again, it leads to the same row."""

    __tablename__ = "form_token"

    token = kept(String(120), primary_key=True)
    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    thing = kept(String(60), nullable=False)
    row_id = kept(Integer)
    created_at = kept(DateTime, nullable=False, default=clock.now)


class Consent(Record, Base):
    """Đồng ý bằng văn bản cho người ngoài phạm vi xem một hồ sơ (Điều 8.3).

    Given to an account, or to all accounts of a unit. It widens reading only.
    """

    __tablename__ = "consent"
    __thing__ = "consent"
    __scope__: ClassVar[ByOwner] = ByOwner((("person", "person_id"),), key="consent")

    person = ref("person", "Hồ sơ", required=True, index=True)
    account_id = integer("Cho tài khoản số", index=True)
    # Numbers, not references: who is let in stands outside the scope of whoever agrees.
    unit_id = integer("Cho các tài khoản của đơn vị số", index=True)
    valid_from = day("Từ ngày", required=True)
    valid_to = day("Đến hết ngày", required=True)
    document_number = text("Số văn bản đồng ý", max_length=100, required=True, legal="Điều 8.3")
    document_on = day("Ngày văn bản", required=True, legal="Điều 8.3")
    document_file = text("Nơi lưu bản gốc văn bản", max_length=300)
    agreed_by = text("Người đồng ý", max_length=200, required=True)
    purpose = text("Mục đích", max_length=500, required=True)
    shows_sensitive = flag("Xem cả mục nhạy cảm")
    withdrawn_on = day("Thu hồi từ ngày", service=True)
    withdrawn_reason = text("Lý do thu hồi", max_length=500, service=True)
    #: The scan of the document. Consents older than this column have none.
    scan_id = kept(Integer, ForeignKey("stored_file.id"))
    #: The account that wrote it down, to be looked at when its grants end.
    given_by_id = kept(Integer, index=True)


things.register(
    Thing(
        key="consent",
        label="Đồng ý cho xem hồ sơ",
        legal="Điều 8.3",
        sort=Sort.PART,
        model=Consent,
        fields=Consent.__fields__,
        family="person",
        title="document_number",
        rights=frozenset({Right.VIEW, Right.ADD, Right.EDIT}),
        is_scoped=True,
    )
)


class Opening(Base):
    """Sensitive fields of a record an account has opened, with a reason, for a while (Điều 8.3)."""

    __tablename__ = "sensitive_opening"

    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    person_id = kept(Integer, primary_key=True, autoincrement=False)
    group_key = kept(String(40), primary_key=True)
    until = kept(DateTime, nullable=False)
