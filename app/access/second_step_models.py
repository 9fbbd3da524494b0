"""The second step of sign-in, and identities that a provider of sign-ins asserts."""

from sqlalchemy import DateTime, ForeignKey, Integer, String, UniqueConstraint

from app.core import clock
from app.core.database import Base
from app.core.record import kept


class AccountTotp(Base):
    """The secret an account shares with its telephone, encrypted; it counts once `confirmed_at` is set."""

    __tablename__ = "account_totp"

    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    secret = kept(String(300), nullable=False)
    begun_at = kept(DateTime, nullable=False, default=clock.now)
    confirmed_at = kept(DateTime)
    #: The last step of 30 seconds whose code was used: no code of it or before holds again.
    last_step = kept(Integer, nullable=False, default=0)


class RecoveryCode(Base):
    """The hash of a code that stands in for the telephone once."""

    __tablename__ = "recovery_code"

    id = kept(Integer, primary_key=True)
    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False, index=True)
    code = kept(String(256), nullable=False)
    used_at = kept(DateTime)


class HalfSignIn(Base):
    """A password that was right, before the code: known by the SHA-256 of a random id, and no session."""

    __tablename__ = "half_sign_in"

    id_hash = kept(String(64), primary_key=True)
    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False, index=True)
    ends_at = kept(DateTime, nullable=False, index=True)


class ExternalIdentity(Base):
    """Who an account is for a provider: the value of one claim of one issuer."""

    __tablename__ = "external_identity"
    __table_args__ = (
        UniqueConstraint("issuer", "claim", "subject", name="uq_external_identity_issuer"),
        UniqueConstraint("issuer", "account_id", name="uq_external_identity_account_id"),
    )

    id = kept(Integer, primary_key=True)
    issuer = kept(String(300), nullable=False)
    claim = kept(String(40), nullable=False)
    subject = kept(String(300), nullable=False)
    account_id = kept(Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False, index=True)
    linked_at = kept(DateTime, nullable=False, default=clock.now)
