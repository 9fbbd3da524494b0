"""The screens of roles: the list, the matrix of one, its history (requirements A6; Điều 6.2, 14.2)."""

from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy import select

from app.access.grants import read_permissions
from app.access.held import held_by
from app.access.lists import role_counts
from app.access.matrix import COLUMNS, modules, offered
from app.access.models import Role
from app.access.reaches import GRANT_KEY, Pair
from app.access.role_rows import find_role, fingerprint, is_locked
from app.access.role_services import (
    LONGEST_NAME,
    ROLE_KEY,
    role_change,
    role_create,
    role_remove,
    why_not_changeable,
)
from app.access.roles import TEMPLATES
from app.audit.services import lines_about
from app.core.actor import require_actor
from app.core.errors import Conflict, RuleViolated
from app.core.rights import Right
from app.core.words import say
from app.web.access_history import told_lines
from app.web.matrix_table import matrix_rows
from app.web.requests import reference_value, row_id
from app.web.with_session import WithSession


class RoleView(WithSession, BaseView):
    """Roles and what each may do, in Vietnamese."""

    route_base = "/roles"
    class_permission_name = GRANT_KEY
    method_permission_name: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "show", "history", "changes"), str(Right.VIEW)),
        **dict.fromkeys(("add", "change", "remove"), str(Right.MANAGE)),
    }
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """Every role with the number of accounts that hold it today."""
        return self.list_page({}, "")

    def list_page(self, errors: dict[str, str], message: str) -> Any:
        return self.render_template(
            "hoso/roles.html",
            title=say("Vai trò"),
            roles=self.roles(),
            counts=role_counts(self.session),
            is_locked=is_locked,
            laws={template.label: template.legal for template in TEMPLATES},
            errors=errors,
            message=message,
            form=request.form,
            longest=LONGEST_NAME,
        )

    def roles(self) -> Any:
        """Templates first, in the order of the Quy chế, then the others by name."""
        places = {template.label: place for place, template in enumerate(TEMPLATES)}
        found = self.session.scalars(select(Role).order_by(Role.name, Role.id)).all()
        return sorted(found, key=lambda role: places.get(role.name, len(places)))

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        """The matrix of one role."""
        role = find_role(self.session, row_id(pk))
        return self.matrix_page(role, read_permissions(self.session, role.id))

    def matrix_page(
        self, role: Role, rights: frozenset[Pair], message: str = "", errors: dict[str, str] | None = None
    ) -> Any:
        """The matrix with these rights ticked; `was` is the mark of what is stored."""
        actor = require_actor()
        locked = why_not_changeable(self.session, actor, role)
        is_open = not locked and actor.has(Right.MANAGE, GRANT_KEY)
        shown = modules()
        held = held_by(self.session, actor)
        grantable = frozenset(pair for pair in offered() if any(reach.has(pair) for reach in held))
        return self.render_template(
            "hoso/role.html",
            title=role.name,
            role=role,
            roles=self.roles(),
            counts=role_counts(self.session),
            columns=COLUMNS,
            body=matrix_rows(shown, rights, grantable=grantable, is_open=is_open),
            was=fingerprint(read_permissions(self.session, role.id)),
            is_open=is_open,
            is_locked=is_locked,
            locked=locked,
            legal=next((t.legal for t in TEMPLATES if t.label == role.name), ""),
            message=message,
            errors=errors or {},
            form=request.form,
            longest=LONGEST_NAME,
        )

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Any:
        """A new role, empty or copied from another."""
        source = reference_value(request.form.get("copied_from", ""))
        if isinstance(source, str):
            source = row_id(source)
        try:
            role = role_create(self.session, name=request.form.get("name", ""), copied_from=source)
        except RuleViolated as error:
            return self.list_page(error.errors, error.message), 422
        flash(say("Đã thêm vai trò «{name}».", name=role.name), "success")
        return redirect(url_for("RoleView.show", pk=role.id))

    @expose("/change/<pk>", methods=["POST"])
    @has_access
    def change(self, pk: str) -> Any:
        """The matrix as it was sent: exactly these rights."""
        role_id, form = row_id(pk), request.form
        rights = frozenset(_pair(text) for text in form.getlist("right"))
        try:
            came, went = role_change(
                self.session, role_id, name=form.get("name", ""), rights=rights, was=form.get("_was", "")
            )
        except RuleViolated as error:
            page = self.matrix_page(find_role(self.session, role_id), rights, error.message, error.errors)
            return page, 422
        except Conflict as error:
            role = find_role(self.session, role_id)
            return self.matrix_page(role, read_permissions(self.session, role.id), error.message), 409
        flash(say("Đã lưu: thêm {came} quyền, bớt {went} quyền.", came=came, went=went), "success")
        return redirect(url_for("RoleView.show", pk=role_id))

    @expose("/remove/<pk>", methods=["POST"])
    @has_access
    def remove(self, pk: str) -> Any:
        """Remove a role nobody was ever given."""
        name = role_remove(self.session, row_id(pk))
        flash(say("Đã xóa vai trò «{name}».", name=name), "success")
        return redirect(url_for("RoleView.list"))

    @expose("/history/<pk>")
    @has_access
    def history(self, pk: str) -> Any:
        """Which rights came and went, when and by whom."""
        role = find_role(self.session, row_id(pk))
        lines = told_lines(lines_about(self.session, ROLE_KEY, [role.id]))
        title = say("Lịch sử vai trò «{name}»", name=role.name)
        return self.render_template("hoso/role_history.html", title=title, role=role, lines=lines)

    @expose("/changes")
    @has_access
    def changes(self) -> Any:
        """The newest changes of all roles, those that were removed included."""
        lines = told_lines(lines_about(self.session, ROLE_KEY), with_names=True)
        title = say("Thay đổi của các vai trò")
        return self.render_template("hoso/role_history.html", title=title, role=None, lines=lines)


def _pair(text: str) -> Pair:
    right, _, key = text.partition(" ")
    return right, key
