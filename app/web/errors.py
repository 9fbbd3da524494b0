"""Refusals as pages: a clear Vietnamese sentence, never a stack trace."""

import logging
from typing import Any

from flask import Flask, Response, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from app.core.actor import current_actor
from app.core.database import db
from app.core.errors import Conflict, DomainError, NotFound, RuleViolated, ServiceOnly, StepNotAllowed
from app.core.words import say
from app.web.paths import is_api

log = logging.getLogger(__name__)

_STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    StepNotAllowed: 403,
    Conflict: 409,
    RuleViolated: 422,
    ServiceOnly: 422,
}
_SENTENCES = {
    400: "Yêu cầu không hợp lệ.",
    401: "Đăng nhập để xem trang này.",
    403: "Tài khoản không có quyền làm việc này.",
    404: "Không tìm thấy trang này, hoặc hồ sơ nằm ngoài phạm vi quản lý của tài khoản.",
    405: "Địa chỉ này không nhận cách gửi đó.",
    413: "Tệp hoặc nội dung gửi lên quá lớn.",
    414: "Địa chỉ của trang quá dài. Bớt điều kiện lọc rồi thử lại.",
    415: "Kiểu nội dung gửi lên không được nhận.",
    429: "Đăng nhập sai nhiều lần. Đợi một phút rồi thử lại.",
    500: "Có lỗi không mong đợi; đã ghi nhật ký. Chưa có gì thay đổi.",
    503: "Máy chủ đang bận. Đợi một lát rồi thử lại.",
}
#: The stable word of a refusal that has none of its own.
_CODES = {
    401: "not_signed_in",
    403: StepNotAllowed.code,
    404: NotFound.code,
    405: "method_not_allowed",
    409: Conflict.code,
    413: "too_large",
    414: "address_too_long",
    415: "media_type",
    422: RuleViolated.code,
    429: "too_many_attempts",
    503: "busy",
}


def register(app: Flask) -> None:
    """Install the handlers; JSON for the API comes from its own module."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(DataError, _unfit)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal."""
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 422)


def sentence(status: int) -> str:
    """The plain sentence of a status."""
    return say(_SENTENCES.get(status, _SENTENCES[500 if status >= 500 else 400]))


def code_of(status: int) -> str:
    """The stable English word of a status, for programs."""
    return _CODES.get(status, "unexpected" if status >= 500 else "bad_request")


def wants_json() -> bool:
    """Whether the answer should be JSON: the API, and what our own script asks for."""
    if is_api(request.path):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def answer(status: int, message: str, **details: Any) -> Any:
    """The refusal as JSON or as a page."""
    if wants_json():
        return {"message": message, "code": code_of(status), **details}, status
    if status == 401 or (status == 403 and current_actor() is None):
        flash(sentence(401), "warning")
        return redirect(
            url_for("SignInView.login", next=request.full_path if request.method == "GET" else None)
        )
    return render_template("hoso/error.html", title=message, status=status, message=message), status


def _domain_error(error: DomainError) -> Any:
    db.session.rollback()
    details = {"code": error.code, "errors": error.errors} if error.errors else {"code": error.code}
    return answer(status_of(error), error.message, **details)


def _csrf_error(_error: CSRFError) -> Any:
    return answer(400, say("Phiên làm việc đã hết hoặc biểu mẫu thiếu mã bảo vệ. Mở lại trang rồi gửi lại."))


def _http_error(error: HTTPException) -> Any:
    if isinstance(error, SecurityError):
        # A host name that is not ours: no page can be drawn, since no address may be made from it.
        return Response(say("Tên máy trong yêu cầu không phải của hệ thống này."), 400, mimetype="text/plain")
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    own = error.description or ""
    is_ours = any(ord(char) > 127 for char in own)
    return answer(error.code or 500, own if is_ours else sentence(error.code or 500))


def _busy(error: OperationalError) -> Any:
    db.session.rollback()
    log.warning("database busy or unavailable: %s", type(error.orig).__name__)
    return answer(503, sentence(503))


def _unfit(error: DataError) -> Any:
    db.session.rollback()
    log.warning("value the database refuses: %s", type(error.orig).__name__)
    return answer(400, say("Yêu cầu có giá trị không hợp lệ."))


def _unexpected(error: Exception) -> Any:
    db.session.rollback()
    log.exception("unexpected error on %s %s", request.method, request.path)
    return answer(500, sentence(500))
