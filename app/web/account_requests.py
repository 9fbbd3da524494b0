"""Screens of what units ask Sở Nội vụ for: further unit accounts (Mẫu 3), lost passwords (Điều 17.6)."""

from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.account_limits import account_in_scope
from app.accounts.lost_passwords import Confirmation, lost_service
from app.accounts.models import AccountRequest, LostPassword
from app.accounts.requests import OFFERED_ROLES, request_service
from app.audit.services import lines_of
from app.core import clock, things
from app.core.actor import operation
from app.core.errors import RuleViolated
from app.core.rights import Right
from app.core.words import say
from app.documents.account_papers import request_pdf
from app.web.account_forms import Ask, kept_scan, typed_day
from app.web.account_view import file_answer, form_page, passwords_page, pdf_answer, view_session
from app.web.history_names import load_history_names
from app.web.requests import PAGE_SIZES, number, reference_value, row_id

_PAGE = PAGE_SIZES[1]
_REQUEST = (
    Ask("unit", "Đơn vị đề nghị", "unit", required=True),
    Ask("for_unit", "Đơn vị trực thuộc được cấp", "unit", required=True),
    Ask("holder_name", "Người phụ trách tài khoản", required=True, max_length=120),
    Ask("holder_title", "Chức vụ"),
    Ask("letter_number", "Số văn bản thống nhất", required=True, max_length=100),
    Ask("letter_on", "Ngày văn bản", "day", required=True),
    Ask("reason", "Lý do đề nghị", "long", required=True, max_length=1000),
    Ask("scan", "Bản quét văn bản thống nhất (PDF, JPEG, PNG)", "file", required=True),
)
_APPROVE = (
    Ask(
        "username", "Tên đăng nhập", required=True, max_length=64, help="Chữ thường không dấu, số, dấu chấm."
    ),
    Ask("role", "Vai trò", "choice", required=True, choices=OFFERED_ROLES),
)
_REFUSE = (Ask("decision_reason", "Lý do không chấp thuận", "long", required=True, max_length=1000),)
_REPORT = (Ask("reported_by", "Người báo mất mật khẩu", required=True, max_length=120),)
_CONFIRM = (
    Ask("head_name", "Thủ trưởng xác nhận", required=True, max_length=120),
    Ask("head_title", "Chức vụ thủ trưởng", required=True),
    Ask("document_number", "Số văn bản đề nghị", required=True, max_length=100),
    Ask("document_on", "Ngày văn bản", "day", required=True),
    Ask("scan", "Bản quét văn bản đề nghị có chữ ký (PDF, JPEG, PNG)", "file", required=True),
)


class _Asked(BaseView):
    """What both kinds of request share: a list, a page, a right for each method."""

    model: ClassVar[Any]
    default_view = "list"
    columns: ClassVar[tuple[str, ...]]
    references: ClassVar[tuple[str, ...]]

    @property
    def session(self) -> Session:
        return view_session()

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """The newest requests in scope."""
        thing = things.get(self.class_permission_name)
        query = select(self.model).options(*(joinedload(getattr(self.model, n)) for n in self.references))
        page = number(request.args, "page", 0, 100_000)
        query = query.order_by(self.model.id.desc()).limit(_PAGE + 1).offset(page * _PAGE)
        rows = self.session.scalars(query).all()
        return self.render_template(
            "hoso/accounts/requests.html",
            title=say(thing.label),
            thing=thing,
            view=self,
            rows=rows[:_PAGE],
            has_more=len(rows) > _PAGE,
            page=page,
            columns=[thing.fields[name] for name in self.columns],
        )

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        """One request with its history, and the next step."""
        thing = things.get(self.class_permission_name)
        query = select(self.model).where(self.model.id == row_id(pk))
        query = query.options(*(joinedload(getattr(self.model, name)) for name in self.references))
        row = self.session.scalars(query).first() or self._service().get(self.session, row_id(pk))
        lines = lines_of(self.session, thing, row.id)
        load_history_names(self.session, lines)
        return self.render_template(
            "hoso/accounts/request.html",
            title=say(thing.label),
            thing=thing,
            row=row,
            history=lines,
            fields=[field for field in thing.fields.values()],
        )

    def _service(self) -> Any:
        return {"account_request": request_service, "lost_password": lost_service}[self.class_permission_name]

    def back(self, pk: int) -> str:
        return url_for(f"{type(self).__name__}.show", pk=pk)

    def form(self, method: str, pk: int | None, error: Any, **values: Any) -> Any:
        """One step's form; 422 with its faults."""
        name = type(self).__name__
        action = url_for(f"{name}.{method}", pk=pk) if pk else url_for(f"{name}.{method}")
        back = self.back(pk) if pk else url_for(f"{name}.list")
        page = form_page(self, action=action, back=back, error=error, **values)
        return (page, 422) if error else page


class AccountRequestView(_Asked):
    """Mẫu 3."""

    route_base = "/account_request"
    class_permission_name = "account_request"
    model = AccountRequest
    columns = ("letter_number", "letter_on", "unit", "for_unit", "holder_name", "state", "decided_on")
    references = ("unit", "for_unit")
    method_permission_name: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "show", "scan", "paper"), str(Right.VIEW)),
        "add": str(Right.ADD),
        **dict.fromkeys(("approve", "refuse"), str(Right.MANAGE)),
    }

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """File a request with the agreed letter."""
        if request.method == "GET":
            return self._form(None)
        names = [ask.name for ask in _REQUEST if ask.kind != "file"]
        raw: dict[str, Any] = {name: request.form.get(name, "") for name in names}
        raw |= {name: reference_value(raw[name]) for name in ("unit", "for_unit")}
        try:
            row = request_service.file(self.session, raw, kept_scan)
        except RuleViolated as error:
            return self._form(error)
        flash(say("Đã gửi đề nghị đến Sở Nội vụ."), "success")
        return redirect(self.back(row.id))

    def _form(self, error: Any) -> Any:
        return self.form(
            "add",
            None,
            error,
            title=say("Đề nghị cấp bổ sung tài khoản đơn vị"),
            says=say("Đề nghị được gửi đến Sở Nội vụ cùng bản quét văn bản đã thống nhất (Điều 6.3, Mẫu 3)."),
            asks=_REQUEST,
            submit=say("Gửi đề nghị"),
            start={"unit": getattr(current_user, "unit_id", None)},
        )

    @expose("/approve/<pk>", methods=["POST"])
    @has_access
    def approve(self, pk: str) -> Any:
        """Asks for the user name, then makes the account."""
        row, error = self._row(pk), None
        if request.form.get("confirmed") == "1":
            try:
                form = request.form
                username, role = form.get("username", "").strip(), form.get("role", "")
                _row, slip = request_service.approve(self.session, row_id(pk), username=username, role=role)
                return passwords_page(self, [slip], back=self.back(row_id(pk)))
            except RuleViolated as raised:
                row, error = self._row(pk), raised
        says = say(
            "{unit} nhận một tài khoản đơn vị với mật khẩu dùng lần đầu (Điều 6.3).", unit=row.for_unit
        )
        title = say("Chấp thuận đề nghị {number}", number=row.letter_number)
        return self.form(
            "approve", row.id, error, title=title, says=says, asks=_APPROVE, submit=say("Cấp tài khoản")
        )

    @expose("/refuse/<pk>", methods=["POST"])
    @has_access
    def refuse(self, pk: str) -> Any:
        """Asks for the reason, then refuses."""
        row, error = self._row(pk), None
        if request.form.get("confirmed") == "1":
            try:
                reason = request.form.get("decision_reason", "")
                request_service.refuse(self.session, row_id(pk), reason=reason)
                flash(say("Đã ghi nhận không chấp thuận."), "success")
                return redirect(self.back(row_id(pk)))
            except RuleViolated as raised:
                row, error = self._row(pk), raised
        says = say("Đơn vị đề nghị đọc được lý do; đề nghị khép lại, gửi đề nghị mới được.")
        title = say("Không chấp thuận đề nghị {number}", number=row.letter_number)
        return self.form(
            "refuse", row.id, error, title=title, says=says, asks=_REFUSE, submit=say("Không chấp thuận")
        )

    def _row(self, pk: str) -> Any:
        with operation(Right.MANAGE):
            return request_service.get(self.session, row_id(pk))

    @expose("/scan/<pk>")
    @has_access
    def scan(self, pk: str) -> Any:
        """The scanned letter."""
        return file_answer(self.session, request_service.get(self.session, row_id(pk)).scan_id)

    @expose("/paper/<pk>")
    @has_access
    def paper(self, pk: str) -> Any:
        """Mẫu 3, to print."""
        row = request_service.get(self.session, row_id(pk))
        return pdf_answer(request_pdf(row), f"mau-3-{row.id}")


class LostPasswordView(_Asked):
    """Điều 17.6."""

    route_base = "/lost_password"
    class_permission_name = "lost_password"
    model = LostPassword
    columns = ("username", "unit", "reported_by", "reported_on", "state", "head_name", "reset_on")
    references = ("unit",)
    method_permission_name: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "show", "scan"), str(Right.VIEW)),
        **dict.fromkeys(("report", "confirm"), str(Right.ADD)),
        "reset": str(Right.MANAGE),
    }

    @expose("/report/<pk>", methods=["POST"])
    @has_access
    def report(self, pk: str) -> Any:
        """Note that the password of a unit account is lost; `pk` is the account."""
        account, error = account_in_scope(self.session, row_id(pk)), None
        if request.form.get("confirmed") == "1":
            try:
                by = request.form.get("reported_by", "")
                row = lost_service.report(self.session, account.id, reported_by=by)
                flash(
                    say("Đã ghi nhận. Thủ trưởng đơn vị cần xác nhận trước khi Sở Nội vụ cấp lại."), "success"
                )
                return redirect(self.back(row.id))
            except RuleViolated as raised:
                error, account = raised, account_in_scope(self.session, row_id(pk))
        page = form_page(
            self,
            title=say("Báo mất mật khẩu: {name}", name=account.username),
            says=say("Mật khẩu cũ vẫn dùng được cho đến khi Sở Nội vụ cấp lại (Điều 17.6)."),
            action=url_for("LostPasswordView.report", pk=account.id),
            asks=_REPORT,
            submit=say("Báo mất mật khẩu"),
            back=url_for("AccountView.show", pk=account.id),
            error=error,
        )
        return (page, 422) if error else page

    @expose("/confirm/<pk>", methods=["POST"])
    @has_access
    def confirm(self, pk: str) -> Any:
        """Record that the head of the unit asks for a new password."""
        row, error = self._row(pk), None
        if request.form.get("confirmed") == "1":
            try:
                paper = _typed_confirmation()
                lost_service.confirm(self.session, row_id(pk), paper, keep_scan=kept_scan)
                flash(say("Đã ghi nhận xác nhận của thủ trưởng đơn vị."), "success")
                return redirect(self.back(row_id(pk)))
            except RuleViolated as raised:
                row, error = self._row(pk), raised
        title = say("Thủ trưởng xác nhận: {name}", name=row.username)
        says = say(
            "Thủ trưởng đơn vị đề nghị bằng văn bản; bản quét gửi Sở Nội vụ xem trước khi cấp lại mật khẩu. "
            "Tài khoản đang bị mất mật khẩu không tự ghi (Điều 17.6)."
        )
        return self.form(
            "confirm", row.id, error, title=title, says=says, asks=_CONFIRM, submit=say("Ghi nhận")
        )

    @expose("/reset/<pk>", methods=["POST"])
    @has_access
    def reset(self, pk: str) -> Any:
        """A new one-time password on a slip."""
        row = self._row(pk)
        if request.form.get("confirmed") == "1":
            _row, slip = lost_service.reset(self.session, row_id(pk))
            return passwords_page(self, [slip], back=self.back(row_id(pk)))
        title = say("Cấp lại mật khẩu: {name}", name=row.username)
        says = say("Mật khẩu cũ hết giá trị ngay, mọi phiên đang mở kết thúc (Điều 17.6).")
        return self.form(
            "reset",
            row.id,
            None,
            title=title,
            says=says,
            asks=(),
            submit=say("Cấp lại mật khẩu"),
            can_submit=row.scan_id is not None,
            paper=_paper_of(row),
        )

    @expose("/scan/<pk>")
    @has_access
    def scan(self, pk: str) -> Any:
        """The scanned paper of the head of the unit."""
        return file_answer(self.session, self._row(pk).scan_id)

    def _row(self, pk: str) -> Any:
        return lost_service.get(self.session, row_id(pk))


def _typed_confirmation() -> Confirmation:
    form = request.form
    return Confirmation(
        head_name=form.get("head_name", ""),
        head_title=form.get("head_title", ""),
        number=form.get("document_number", ""),
        signed_on=typed_day("document_on", "Ngày văn bản") or clock.today(),
    )


def _paper_of(row: LostPassword) -> tuple[str, str] | None:
    """The sentence about the paper and where its scan is; None while there is none."""
    if row.scan_id is None:
        return None
    told = say(
        "Văn bản {number} ngày {day:%d/%m/%Y}, {head} ({title}) ký: xem bản quét",
        number=row.document_number,
        day=row.document_on,
        head=row.head_name,
        title=row.head_title,
    )
    return told, url_for("LostPasswordView.scan", pk=row.id)
