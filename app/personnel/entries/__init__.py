"""Every kind of entry of the record (lý lịch điện tử), each a declaration."""

from app.personnel.entries import merit, party, pay, private, training, work

__all__ = ["merit", "party", "pay", "private", "training", "work"]
