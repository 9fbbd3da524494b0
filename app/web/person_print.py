"""Forms about one record or many: .docx at once for one, PDF and zips by the worker (Điều 9.11)."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app, flash, redirect, request, send_file, url_for
from flask_appbuilder import expose, has_access
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.core import shown
from app.core.actor import operation, refuse_read_only
from app.core.errors import RuleViolated
from app.core.rights import Right
from app.core.values import parse_required_day
from app.core.words import say
from app.documents.filling.papers import file_name, of_person, said_in_log
from app.documents.filling.printing import Wanted, require_fit_number
from app.documents.filling.records import Period
from app.documents.forms.pdf import LibreOfficeMissing, require_libreoffice
from app.documents.forms.registry import FORMS, Form, docx_of, form_of
from app.jobs.handlers import print_options
from app.jobs.models import Job
from app.jobs.services import job_start
from app.personnel.actions import Plan, plan_print
from app.web.requests import row_id

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OUTPUTS = {"docx": "Word (.docx)", "pdf": "PDF"}
_DAYS = (("period_from", "Bổ sung từ ngày"), ("period_to", "Bổ sung đến ngày"))


class PrintViews:
    """What the screens of records have for printing; `print_act` asks for form, kind of file and days."""

    session: Session
    ask_to_print: Callable[[int, Mapping[str, str]], Any]

    @expose("/print/<pk>/<string:code>", methods=["GET"])
    @has_access
    def print_form(self, pk: str, code: str) -> Any:
        """Asks in which period, and as what, a form about one record is to be printed."""
        asked = MultiDict({"form_code": form_of(code).code, "output": "docx"})
        return self.ask_to_print(row_id(pk), asked)

    @expose("/print/<pk>/<string:code>.docx", methods=["GET"])
    @has_access
    def print_docx(self, pk: str, code: str) -> Any:
        """A form about one record as a Word document."""
        refuse_read_only()
        form = form_of(code)
        period = period_of(form, request.args)
        data_dir = current_app.config["SETTINGS"].data_dir
        printed = of_person(self.session, row_id(pk), form, period, data_dir=data_dir)
        content = docx_of(form, printed.paper)
        shown.describe(act="print", query=said_in_log(form, printed.withheld, period))
        name = file_name(printed, form, "docx")
        return send_file(io.BytesIO(content), DOCX, as_attachment=True, download_name=name)

    @expose("/print/<pk>/<string:code>.pdf", methods=["POST"])
    @has_access
    def print_pdf(self, pk: str, code: str) -> Any:
        """A form about one record as PDF: the worker makes it, its page tells when."""
        form = form_of(code)
        wanted = Wanted(form, (row_id(pk),), as_pdf=True, is_zip=False, period=period_of(form, request.form))
        with operation(Right.PRINT):
            plan_print(self.session, wanted.person_ids).require_clear()
        job = start_print(self.session, wanted)
        flash(say("PDF đang được lập; trang này tự cập nhật."), "info")
        return redirect(url_for("JobView.show", pk=job.id))


def run_print(session: Session, ids: Sequence[int], asked: Mapping[str, str]) -> str:
    """Start printing a selection; the address to go to."""
    wanted = _wanted(ids, asked)
    require_fit_number(wanted)
    with operation(Right.PRINT):
        plan: Plan = plan_print(session, ids)
        plan.require_clear()
    if not wanted.is_zip and not wanted.as_pdf:
        days: dict[str, Any] = {name: asked.get(name, "") for name, _label in _DAYS if wanted.period}
        return url_for("PersonView.print_docx", pk=ids[0], code=wanted.form.code, **days)
    job = start_print(session, wanted)
    flash(say("Biểu mẫu đang được lập. Có thể làm việc khác rồi quay lại trang này."), "info")
    return url_for("JobView.show", pk=job.id)


def _wanted(ids: Sequence[int], asked: Mapping[str, str]) -> Wanted:
    form, output = FORMS.get(asked.get("form_code", "")), asked.get("output", "docx")
    errors = {} if form else {"form_code": say("Chọn biểu mẫu.")}
    errors |= {} if output in OUTPUTS else {"output": say("Chọn Word hoặc PDF.")}
    if form is None or errors:
        raise RuleViolated(say("Chưa in được, còn {count} mục cần sửa.", count=len(errors)), errors=errors)
    people = tuple(dict.fromkeys(ids))
    return Wanted(
        form, people, as_pdf=output == "pdf", is_zip=len(people) != 1, period=period_of(form, asked)
    )


def start_print(session: Session, wanted: Wanted) -> Job:
    """Queue the printing; refused while too many jobs of the account are open."""
    count = len(wanted.person_ids)
    number, kind = wanted.form.number, OUTPUTS[wanted.suffix]
    title = say("In {number}: {count} hồ sơ, {kind}", number=number, count=count, kind=kind)
    return job_start(session, kind="print", title=title, options=print_options(wanted), total=count)


def period_of(form: Form, asked: Mapping[str, str]) -> Period | None:
    """The days a form is asked for; RuleViolated names what is wrong with them."""
    if not form.needs_period:
        return None
    errors, days = {}, []
    for name, label in _DAYS:
        try:
            days.append(parse_required_day(asked.get(name, ""), say(label)))
        except RuleViolated as error:
            errors[name] = error.message
    if not errors and days[0] > days[1]:
        errors["period_to"] = say("Ngày cuối kỳ phải không trước ngày đầu kỳ.")
    if errors:
        raise RuleViolated(
            say(
                "Chưa in được, còn {count} mục cần sửa. {first}",
                count=len(errors),
                first=next(iter(errors.values())),
            ),
            errors=errors,
        )
    return Period(*days)


def printable_forms() -> list[Form]:
    """The forms a record can be printed on, for menus."""
    return list(FORMS.values())


def why_no_pdf() -> str:
    """Empty where PDF can be made; else what is missing and how it is installed."""
    try:
        require_libreoffice()
    except LibreOfficeMissing as missing:
        return missing.message
    return ""
