"""The screens of accounts: list, one account, acts on it, new ones, registers (Điều 6, 17.6)."""

import base64
from typing import Any, ClassVar

from flask import Response, current_app, flash, redirect, request, send_file, url_for
from flask_appbuilder import BaseView, expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.account_care import require_care
from app.access.account_limits import account_in_scope, people_reached, require_account_right
from app.access.account_state import STATES, state_of
from app.access.holders import AccountHolder
from app.access.models import ACCOUNT_KEY, ACCOUNT_KINDS, PERSONAL_KEY, Account
from app.access.totp import totp_holds
from app.accounts.holding import current_holder, person_unit_name
from app.accounts.listing import (
    AccountsWanted,
    Register,
    accounts_page,
    holders_of,
    register_of_accounts,
    register_of_rights,
)
from app.accounts.opening import account_open
from app.accounts.personal import (
    MOST_AT_ONCE,
    account_of_person,
    count_without_account,
    personal_issue,
)
from app.accounts.services import grants_shown
from app.accounts.slips import Slip
from app.audit.export import record_export
from app.audit.services import lines_about
from app.core import clock, things
from app.core.actor import current_actor, require_actor, require_right
from app.core.database import db
from app.core.errors import Conflict, NotFound, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.words import say
from app.documents.account_papers import authorisation_pdf, register_pdf, slips_pdf
from app.documents.pdf import PDF
from app.files.models import StoredFile
from app.files.store import path_of
from app.jobs.services import job_start
from app.organisation.models import UnitRef
from app.personnel.models import Person
from app.web.account_forms import ACTS, AccountAct, unit_chosen
from app.web.account_new_form import NEW, optional_scan, typed_account, typed_holder
from app.web.export import XLSX
from app.web.history_names import load_history_names
from app.web.lookup import reference_title
from app.web.register_sheet import register_workbook
from app.web.requests import number, reference_value, row_id

REGISTERS = {"accounts": register_of_accounts, "rights": register_of_rights}


class AccountView(BaseView):
    """Unit, personal and system accounts, as far as the actor reaches."""

    route_base = "/account"
    class_permission_name = ACCOUNT_KEY
    default_view = "list"
    thing: ClassVar[Any] = things.get(ACCOUNT_KEY)

    @property
    def session(self) -> Session:
        session: Session = db.session()
        return session

    @expose("/list/")
    def list(self) -> Any:
        """Accounts in scope, filtered by branch, kind and state."""
        require_account_right(Right.VIEW)
        wanted = _wanted()
        rows, count = accounts_page(self.session, wanted)
        unit = self.session.get(UnitRef, wanted.unit_id) if wanted.unit_id else None
        return self.render_template(
            "hoso/accounts/list.html",
            title=say("Tài khoản"),
            wanted=wanted,
            rows=rows,
            count=count,
            unit_title=unit.name if unit else "",
            kinds=ACCOUNT_KINDS,
            states=STATES,
            state=lambda account: state_of(account, clock.today()),
            args=_args(wanted),
        )

    @expose("/show/<pk>")
    def show(self, pk: str) -> Any:
        """One account: its state, grants, holders, history, and what may be done with it."""
        account = account_in_scope(self.session, row_id(pk))
        lines = _lines(self.session, account)
        is_personal = account.kind == "personal"
        unit = (
            person_unit_name(self.session, account.person_id)
            if is_personal
            else str(self.session.get(UnitRef, account.unit_id) or "")
            if account.unit_id
            else ""
        )
        return self.render_template(
            "hoso/accounts/show.html",
            title=account.username,
            thing=self.thing,
            row=account,
            unit=unit,
            kind=ACCOUNT_KINDS[account.kind],
            state=state_of(account, clock.today()),
            states=STATES,
            grants=grants_shown(self.session, account),
            holders=() if is_personal else holders_of(self.session, account.id),
            acts=acts_for(self.session, account),
            history=lines,
        )

    @expose("/add", methods=["GET", "POST"])
    def add(self) -> Any:
        """A new unit or system account with one role on one branch (Điều 6.2)."""
        require_right(Right.MANAGE, ACCOUNT_KEY)
        if request.method == "GET":
            return self._form(None)
        try:
            account, slip = account_open(
                self.session, typed_account(), typed_holder(), keep_scan=optional_scan
            )
        except RuleViolated as error:
            return self._form(error), 422
        return passwords_page(self, [slip], back=url_for("AccountView.show", pk=account.id))

    def _form(self, error: RuleViolated | None) -> Any:
        return form_page(
            self,
            title=say("Cấp tài khoản đơn vị"),
            says=say(
                "Tài khoản mới nhận vai trò trên nhánh đơn vị được chọn và mật khẩu lần đầu (Điều 6.2); "
                "người phụ trách được giao bằng quyết định ủy quyền của thủ trưởng đơn vị (Điều 6.4, Mẫu 4)."
            ),
            action=url_for("AccountView.add"),
            asks=NEW,
            submit=say("Cấp tài khoản"),
            back=url_for("AccountView.list"),
            error=error,
        )

    # Acts on one account ------------------------------------------------------------------------

    @expose("/act/<string:name>/<pk>", methods=["POST"])
    def act(self, name: str, pk: str) -> Any:
        """First asks and says what will follow, then does it."""
        require_actor()
        act = ACTS.get(name)
        if act is None:
            raise NotFound(say("Không có thao tác này."))
        account = require_care(self.session, row_id(pk))
        if request.form.get("confirmed") != "1":
            return self._ask(act, account, None)
        account_id = account.id
        try:
            slip = act.run(self.session, account_id)
        except (RuleViolated, Conflict) as error:
            status = 409 if isinstance(error, Conflict) else 422
            return self._ask(act, require_care(self.session, account_id), error), status
        back = url_for("AccountView.show", pk=account_id)
        if slip is not None:
            return passwords_page(self, [slip], back=back)
        flash(say("{label}: đã thực hiện.", label=say(act.label)), "success")
        return redirect(back)

    def _ask(self, act: AccountAct, account: Account, error: Any) -> Any:
        return form_page(
            self,
            title=f"{say(act.label)}: {account.username}",
            says=f"{say(act.says, name=account.username)} ({act.legal})",
            action=url_for("AccountView.act", name=act.name, pk=account.id),
            asks=act.asks,
            submit=say(act.label),
            back=url_for("AccountView.show", pk=account.id),
            error=error,
            version=account.version,
        )

    # Personal accounts --------------------------------------------------------------------------

    @expose("/issue/<pk>", methods=["POST"])
    def issue(self, pk: str) -> Any:
        """A personal account for one person (Điều 6.5)."""
        slip = personal_issue(self.session, row_id(pk))
        return passwords_page(self, [slip], back=url_for("PersonView.show", pk=row_id(pk)))

    @expose("/issue_unit", methods=["POST"])
    def issue_unit(self) -> Any:
        """Personal accounts for everybody of a branch who has none: asks with the number, then begins."""
        require_right(Right.MANAGE, PERSONAL_KEY)
        unit_id = unit_chosen("unit")
        if unit_id is None:
            raise RuleViolated(say("Chọn đơn vị cần cấp tài khoản cá nhân."))
        count = count_without_account(self.session, unit_id)
        unit = self.session.get(UnitRef, unit_id)
        if request.form.get("confirmed") == "1":
            return self._begin_slips(unit, count)
        says = say(
            "{count} người của {unit} chưa có tài khoản cá nhân. Mỗi lần cấp tối đa {most} người; phiếu là "
            "tệp kết quả của việc chạy nền, chỉ tài khoản đang dùng tải được (Điều 6.5).",
            count=count,
            unit=unit,
            most=MOST_AT_ONCE,
        )
        return form_page(
            self,
            title=say("Cấp tài khoản cá nhân cho cả đơn vị"),
            says=says,
            action=url_for("AccountView.issue_unit"),
            asks=(),
            submit=say("Cấp {count} tài khoản", count=min(count, MOST_AT_ONCE)),
            back=url_for("AccountView.list", unit=unit_id, kind="personal"),
            error=None,
            hidden={"unit": unit_id},
            can_submit=count > 0,
        )

    def _begin_slips(self, unit: Any, count: int) -> Any:
        if not count:
            raise RuleViolated(say("Mọi người trong đơn vị đều đã có tài khoản cá nhân."))
        job = job_start(
            self.session,
            kind="account_slips",
            title=say("Cấp tài khoản cá nhân: {unit}", unit=unit),
            options={"unit": unit.id, "address": request.host_url},
            total=min(count, MOST_AT_ONCE),
        )
        return redirect(url_for("JobView.show", pk=job.id))

    # Papers ---------------------------------------------------------------------------------------

    @expose("/register/<string:which>/<string:kind>", methods=["POST"])
    def register(self, which: str, kind: str) -> Any:
        """Mẫu 1 and Mẫu 2, as a workbook or to print."""
        require_right(Right.VIEW, ACCOUNT_KEY)
        if which not in REGISTERS or kind not in ("xlsx", "pdf"):
            raise NotFound()
        made = REGISTERS[which](self.session, unit_chosen("unit"))
        record_export(self.session, ACCOUNT_KEY, len(made.rows))
        self.session.commit()
        return _sent_register(self.session, made, which, kind)

    @expose("/authorisation/<pk>")
    def authorisation(self, pk: str) -> Any:
        """Mẫu 4 for one holder, to be signed."""
        account, holder = self._holder(pk)
        unit = self.session.get(UnitRef, account.unit_id) if account.unit_id else None
        return pdf_answer(authorisation_pdf(account, holder, str(unit or "")), f"mau-4-{account.username}")

    @expose("/scan/<pk>")
    def scan(self, pk: str) -> Any:
        """The scanned decision of one holder."""
        _account, holder = self._holder(pk)
        return file_answer(self.session, holder.scan_id)

    def _holder(self, pk: str) -> tuple[Account, AccountHolder]:
        require_right(Right.VIEW, ACCOUNT_KEY)
        holder = self.session.scalars(select(AccountHolder).where(AccountHolder.id == row_id(pk))).first()
        if holder is None:
            raise NotFound()
        return account_in_scope(self.session, holder.account_id), holder


def _lines(session: Session, account: Account) -> Any:
    """What happened to an account the caller has in scope."""
    found = lines_about(session, ACCOUNT_KEY, [account.id])
    load_history_names(session, found)
    return found


def acts_for(session: Session, account: Account) -> list[AccountAct]:
    """The acts the actor may do on an account now."""
    try:
        require_care(session, account.id)
    except (NotFound, StepNotAllowed):
        return []
    state, has_totp = state_of(account, clock.today()), totp_holds(session, account.id)
    holder = current_holder(session, account)
    lacks_decision = holder is not None and not holder.authorisation_number
    return [
        act
        for act in ACTS.values()
        if act.fits(account.kind, state)
        and has_totp >= act.needs_totp
        and lacks_decision >= act.needs_decision
    ]


def personal_account_shown(session: Session, person: Person) -> dict[str, Any]:
    """What the page of a record says of the person's account, for whoever manages personal accounts."""
    actor = current_actor()
    if actor is None or not actor.has(Right.VIEW, PERSONAL_KEY):
        return {}
    query = select(Person.id).where(Person.id == person.id, people_reached(actor, Right.VIEW))
    if session.scalars(query, execution_options=unscoped("explicit condition on people")).first() is None:
        return {}
    account = account_of_person(session, person.id)
    state = state_of(account, clock.today()) if account else ""
    return {"own_account": account, "own_account_state": STATES.get(state, "")}


def form_page(view: Any, **values: Any) -> Any:
    """A form drawn from declarations, with the sentence of what will follow."""
    given = {"hidden": {}, "version": None, "can_submit": True, "paper": None, "start": {}, **values}
    filled = {
        name: str(value) for name, value in given.pop("start").items() if value
    } | request.form.to_dict()
    chosen = {ask.name: _title(filled.get(ask.name, "")) for ask in values["asks"] if ask.kind == "unit"}
    return view.render_template("hoso/accounts/form.html", form=filled, chosen=chosen, **given)


def _title(typed: str) -> str:
    value = reference_value(typed)
    return reference_title(view_session(), "unit", value) if isinstance(value, int) else ""


def view_session() -> Session:
    session: Session = db.session()
    return session


def passwords_page(view: Any, slips: list[Slip], *, back: str) -> Any:
    """The passwords, shown once: the page and the PDF inside it are all there is of them."""
    document = base64.b64encode(slips_pdf(slips, request.host_url)).decode()
    return view.render_template(
        "hoso/accounts/passwords.html",
        title=say("Phiếu cấp tài khoản"),
        slips=slips,
        document=document,
        back=back,
        file_name=f"phieu-tai-khoan-{clock.today():%Y%m%d}.pdf",
    )


def pdf_answer(content: bytes, name: str) -> Response:
    """A PDF as a download."""
    answer = Response(content, mimetype=PDF)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.pdf")
    return answer


def file_answer(session: Session, file_id: int | None) -> Any:
    """A kept file as a download; the caller has found the row it belongs to in scope."""
    kept = session.get(StoredFile, file_id) if file_id else None
    if kept is None:
        raise NotFound(say("Chưa có bản quét."))
    path = path_of(current_app.config["SETTINGS"].data_dir, kept)
    answer = send_file(path, kept.media_type, as_attachment=True, download_name=kept.name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent_register(session: Session, made: Register, which: str, kind: str) -> Any:
    account = getattr(require_actor(), "account_id", None)
    unit = session.scalars(
        select(UnitRef.name).join(Account, Account.unit_id == UnitRef.id).where(Account.id == account)
    ).first()
    unit = unit or say("Hệ thống hồ sơ CBCCVC")
    name = f"{'mau-1' if which == 'accounts' else 'mau-2'}-{clock.today():%Y%m%d}"
    if kind == "pdf":
        headings = [say(heading) for heading in made.headings]
        content = register_pdf(
            form=say(made.form), title=say(made.title), unit=unit, headings=headings, rows=made.rows
        )
        return pdf_answer(content, name)
    folder = current_app.config["SETTINGS"].data_dir
    file = register_workbook(made, unit=unit, author=require_actor().name, folder=folder)
    return send_file(file, XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def _wanted() -> AccountsWanted:
    args, unit = request.args, reference_value(request.args.get("unit", ""))
    kind, state = args.get("kind", ""), args.get("state", "")
    return AccountsWanted(
        search=args.get("q", "").strip()[:100],
        unit_id=unit if isinstance(unit, int) else None,
        kind=kind if kind in ACCOUNT_KINDS else "",
        state=state if state in STATES else "",
        page=number(args, "page", 0, 100_000),
    )


def _args(wanted: AccountsWanted) -> dict[str, Any]:
    args = {"q": wanted.search, "unit": wanted.unit_id, "kind": wanted.kind, "state": wanted.state}
    return {name: value for name, value in args.items() if value}
