"""Tham số hệ thống: every declared setting by group, with its source, who changed it and when (L3)."""

from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy import select

from app.audit.models import History
from app.core.database import db
from app.core.errors import Conflict, RuleViolated
from app.core.fields import Field, Kind
from app.core.rights import Right
from app.core.values import show
from app.core.words import say
from app.settings.reading import setting
from app.settings.registry import GROUP_LABELS, Group, all_settings
from app.settings.services import edition, settings_change
from app.web.formatting import may
from app.web.requests import number

#: Settings that are dated tables: catalogs with screens of their own.
TABLES = (("base_pay", "Điều 10.1.c"), ("holiday", "Điều 11"))
_MOST_LINES = 100


class SettingView(BaseView):
    """Settings of the installation; each change keeps its ground and its history."""

    route_base = "/setting"
    class_permission_name = "setting"
    method_permission_name: ClassVar[dict[str, str]] = {"list": str(Right.VIEW), "edit": str(Right.MANAGE)}

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """All settings with their values and sources, and the newest changes."""
        changes = (
            select(History).where(History.thing == "setting").order_by(History.id.desc()).limit(_MOST_LINES)
        )
        return self.render_template(
            "hoso/settings.html",
            title=say("Tham số hệ thống"),
            groups=[(group, say(GROUP_LABELS[group]), _values(_of(group))) for group in Group],
            tables=[table for table in TABLES if may("view", table[0])],
            lines=[_told(line) for line in db.session.scalars(changes)],
        )

    @expose("/edit/<string:name>", methods=["GET", "POST"])
    @has_access
    def edit(self, name: str) -> Any:
        """The form of one group, or its changed values."""
        if name not in set(Group):
            abort(404)
        fields = _of(Group(name))
        if request.method == "GET":
            return self._form(name, fields, {f.name: setting(db.session, f.name) for f in fields}, {})
        typed = {field.name: request.form.get(field.name, "") for field in fields}
        try:
            count = settings_change(
                db.session,
                typed,
                ground=request.form.get("ground", ""),
                seen=number(request.form, "_seen", 0, 10**9),
            )
        except RuleViolated as error:
            return self._form(name, fields, typed, error.errors, error.message), 422
        except Conflict as error:
            current = {f.name: setting(db.session, f.name) for f in fields}
            return self._form(name, fields, current, {}, error.message), 409
        flash(say("Đã lưu, {count} tham số thay đổi.", count=count), "success")
        return redirect(url_for("SettingView.list"))

    def _form(
        self, name: str, fields: Any, values: dict[str, Any], errors: dict[str, str], message: str = ""
    ) -> Any:
        return self.render_template(
            "hoso/setting_form.html",
            title=say(GROUP_LABELS[Group(name)]),
            fields=fields,
            values=values,
            errors=errors,
            message=message,
            seen=edition(db.session, [field.name for field in fields]),
        )


def _of(group: Group) -> "tuple[Field, ...]":
    return tuple(field for field in all_settings() if field.group == group)


def _values(fields: "tuple[Field, ...]") -> "tuple[tuple[Field, str, bool], ...]":
    """(declaration, value as shown, whether it differs from the declared one)."""
    rows = []
    for field in fields:
        value = setting(db.session, field.name)
        rows.append((field, show(field, value), value != field.default))
    return tuple(rows)


def _told(line: History) -> dict[str, Any]:
    """A line of history in the words of the setting it is about."""
    field = next((f for f in all_settings() if f.name == line.title), None)
    old, new = (_shown(field, line.value("value", old=is_old)) for is_old in (True, False))
    return {
        "line": line,
        "label": say(field.label) if field else line.title,
        "old": old or (show(field, field.default) if field else ""),
        "new": new,
        "ground": line.value("ground") or "",
    }


def _shown(field: Field | None, value: Any) -> str:
    if value is None:
        return ""
    return show(field, value) if field is not None and field.kind is Kind.CHOICE else str(value)
