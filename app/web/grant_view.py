"""The screens of grants: who holds what where, giving, changing and ending (requirements A3, A6, A9)."""

from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy import select

from app.access.consents import consents_given_by
from app.access.grant_services import grant_change, grant_end, grant_give
from app.access.held import held_by
from app.access.limits import find_within, is_above
from app.access.lists import PAGE, VIEWING, Wanted, grants_of, grants_page, state_of
from app.access.models import ACCOUNT_KEY, Account, Grant, Role
from app.access.reaches import GRANT_KEY
from app.audit.services import lines_about
from app.core import clock, things
from app.core.actor import require_actor
from app.core.errors import Conflict, RuleViolated
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.services import Saved
from app.core.words import say
from app.organisation.models import Delegation, UnitRef
from app.web.access_history import told_lines
from app.web.history_names import load_history_names
from app.web.lookup import reference_title
from app.web.once import carry_out_once, new_token
from app.web.requests import number, reference_value, row_id
from app.web.with_session import WithSession

STATES = {"in_force": "Đang có hiệu lực", "to_come": "Chưa đến ngày", "ended": "Đã kết thúc"}
MOST_DELEGATIONS = 200


class GrantView(WithSession, BaseView):
    """Phân quyền: which account holds which role, on which subtree, for how long."""

    route_base = "/grants"
    class_permission_name = GRANT_KEY
    method_permission_name: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "account"), str(Right.VIEW)),
        **dict.fromkeys(("give", "change", "end"), str(Right.MANAGE)),
    }
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """Accounts in reach, a line for each grant."""
        wanted = Wanted(
            search=" ".join(request.args.get("q", "")[:100].split()),
            role_id=_id(request.args.get("role", "")),
            unit_id=_id(request.args.get("unit", "")),
            with_ended=request.args.get("ended") == "1",
            page=number(request.args, "page", 0, 100_000),
        )
        rows = grants_page(self.session, require_actor(), wanted)
        unit = reference_title(self.session, "unit", wanted.unit_id) if wanted.unit_id else ""
        return self.render_template(
            "hoso/grants.html",
            title=say("Phân quyền"),
            rows=rows[:PAGE],
            has_more=len(rows) > PAGE,
            wanted=wanted,
            unit_title=unit,
            **self.words(),
        )

    def words(self) -> dict[str, Any]:
        """What every page here needs."""
        return {
            "roles": self.session.scalars(select(Role).order_by(Role.name)).all(),
            "state_of": state_of,
            "states": STATES,
        }

    @expose("/account/<pk>")
    @has_access
    def account(self, pk: str) -> Any:
        """One account: its grants, the form for another one, and what changed."""
        return self.account_page(row_id(pk))

    def account_page(
        self, account_id: int, message: str = "", errors: dict[str, str] | None = None, *, at: int = 0
    ) -> Any:
        """The page, with what was typed into the form of a grant (`at`; 0 is the new one) and its faults."""
        actor = require_actor()
        account = find_within(self.session, actor, account_id, VIEWING)
        rows = grants_of(self.session, account.id)
        form = request.form
        unit = _id(form.get("unit", ""))
        return self.render_template(
            "hoso/account_grants.html",
            title=say("Quyền của «{name}»", name=account.username),
            account=account,
            rows=rows,
            lines=self.lines(account, rows),
            why_not=self.why_not(account),
            consents=consents_given_by(self.session, account.id),
            may_view_as=actor.has(Right.MANAGE, ACCOUNT_KEY) and account.active,
            delegations=self.delegations(),
            types=self.types(),
            fields=things.get(GRANT_KEY).fields,
            unit_title=reference_title(self.session, "unit", unit) if unit else "",
            form=form,
            at=at,
            message=message,
            errors=errors or {},
            once=new_token(),
            today=clock.today(),
            **self.words(),
        )

    def why_not(self, account: Account) -> str:
        """Why the actor may not change these grants; empty when it may."""
        actor = require_actor()
        if not actor.has(Right.MANAGE, GRANT_KEY):
            return say("Tài khoản đang dùng chỉ được xem phân quyền.")
        if account.id == actor.account_id:
            return say("Không ai tự đổi quyền của tài khoản mình.")
        if is_above(self.session, actor, account):
            return say("Tài khoản này giữ quyền cao hơn hoặc rộng hơn quyền của tài khoản đang dùng.")
        return "" if held_by(self.session, actor) else say("Đang xem như: chỉ được đọc.")

    def lines(self, account: Account, rows: Any) -> Any:
        """What changed in the grants of an account, and who looked on as it."""
        names = {row.Grant.id: f"{row.role}, {row.unit}" if row.unit else row.role for row in rows}
        found = [
            *lines_about(self.session, GRANT_KEY, sorted(names)),
            *lines_about(self.session, ACCOUNT_KEY, [account.id]),
        ]
        load_history_names(self.session, found)
        return told_lines(sorted(found, key=lambda line: -line.id), names)

    def delegations(self) -> Any:
        """Delegations that have not ended (Điều 7.2), with the names of holder and root."""
        today = clock.today()
        holder = UnitRef.__table__.alias()
        root = UnitRef.__table__.alias()
        query = (
            select(Delegation.id, Delegation.ground, holder.c.name.label("holder"), root.c.name.label("root"))
            .join(holder, holder.c.id == Delegation.holder_id)
            .join(root, root.c.id == Delegation.root_id)
            .where(Delegation.valid_to.is_(None) | (Delegation.valid_to >= today))
            .order_by(holder.c.name, Delegation.id)
            .limit(MOST_DELEGATIONS)
        )
        return self.session.execute(query, execution_options=unscoped("names of units are no secret")).all()

    def types(self) -> Any:
        model = things.get("unit_type").model
        query = select(model.code, model.name).where(model.is_retired.is_(False))
        return self.session.execute(query.order_by(model.sort_order, model.id)).all()

    # Acts -------------------------------------------------------------------------------------

    @expose("/give/<pk>", methods=["POST"])
    @has_access
    def give(self, pk: str) -> Any:
        """Give the account one more role."""
        account_id, form = row_id(pk), request.form
        raw: dict[str, Any] = {name: form.get(name, "") for name in ("valid_from", "valid_to", "ground")}
        raw |= {name: reference_value(form.get(name, "")) for name in ("unit", "delegation")}
        raw["unit_types"] = form.getlist("unit_types")
        role = reference_value(form.get("role", ""))
        try:
            carry_out_once(
                self.session,
                things.get(GRANT_KEY),
                lambda: Saved(grant_give(self.session, account_id, role_id=role, raw=raw)),
            )
        except RuleViolated as error:
            return self.account_page(account_id, error.message, error.errors), 422
        return self.done(account_id, say("Đã cấp quyền."))

    @expose("/change/<pk>", methods=["POST"])
    @has_access
    def change(self, pk: str) -> Any:
        """Other days, another ground."""
        grant_id, form = row_id(pk), request.form
        raw = {name: form.get(name, "") for name in ("valid_from", "valid_to", "ground")}
        version = number(form, "_version", 0, 10**9)
        try:
            grant = grant_change(self.session, grant_id, raw, version=version)
        except RuleViolated as error:
            page = self.account_page(self.account_of(grant_id), error.message, error.errors, at=grant_id)
            return page, 422
        except Conflict as error:
            return self.account_page(self.account_of(grant_id), error.message), 409
        return self.done(grant.account_id, say("Đã lưu thời hạn."))

    @expose("/end/<pk>", methods=["POST"])
    @has_access
    def end(self, pk: str) -> Any:
        """End a grant from today on."""
        grant_id = row_id(pk)
        try:
            grant = grant_end(self.session, grant_id)
        except RuleViolated as error:
            return self.account_page(self.account_of(grant_id), error.message), 422
        return self.done(grant.account_id, say("Đã kết thúc quyền; có hiệu lực ngay."))

    def account_of(self, grant_id: int) -> int:
        return int(self.session.scalars(select(Grant.account_id).where(Grant.id == grant_id)).one())

    def done(self, account_id: int, sentence: str) -> Any:
        flash(sentence, "success")
        return redirect(url_for("GrantView.account", pk=account_id))


def _id(text: str) -> int | None:
    """An id in an address; None when it is none."""
    value = reference_value(text)
    return value if isinstance(value, int) else None
