"""One mutation, one transaction: all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.core.actor import operation, refuse_read_only
from app.core.errors import Conflict, RuleViolated
from app.core.rights import Right
from app.core.words import say


@contextmanager
def transaction(session: Session, right: Right) -> Iterator[Session]:
    """Run the block under `right` and commit; on any error roll back and let it go up.

    Database refusals come out as RuleViolated, a lost race for a row as Conflict; StepNotAllowed,
    before anything is done, for whoever only looks on as another account.
    """
    refuse_read_only()
    with operation(right):
        try:
            yield session
            session.commit()
        except StaleDataError as error:
            session.rollback()
            raise Conflict(say("Dòng này vừa được người khác sửa. Mở lại rồi sửa tiếp.")) from error
        except IntegrityError as error:
            session.rollback()
            raise RuleViolated(_integrity_sentence(error)) from error
        except DataError as error:
            session.rollback()
            raise RuleViolated(say("Giá trị vượt quá khuôn khổ cho phép của mục.")) from error
        except BaseException:
            session.rollback()
            raise


def _integrity_sentence(error: IntegrityError) -> str:
    text = str(error.orig).lower()
    if "foreign key" in text:
        return say("Giá trị đang được dùng ở nơi khác, hoặc nơi được chọn không còn.")
    if "unique" in text or "duplicate" in text:
        return say("Đã có một dòng khác mang mã hoặc số này.")
    return say("Dữ liệu không thỏa ràng buộc; chưa lưu gì.")
